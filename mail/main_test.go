package mail_test

import (
	"os"
	"testing"

	"tsudoi/models/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv("TSUDOI_TEST_SENDER") != "" {
		runSender()
		return
	}
	storetest.Main(m)
}
