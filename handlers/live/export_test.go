package live

import (
	"testing"
	"time"
)

// SetPulse makes broadcasts that begin during the test look by themselves only so often.
func SetPulse(t *testing.T, d time.Duration) {
	was := pulse
	pulse = d
	t.Cleanup(func() { pulse = was })
}
