// Package password turns passwords into hashes that can be kept, and checks them: Argon2id (RFC 9106), written as a PHC string.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"tsudoi/models"
)

// cost is what one hash takes: passes over the memory, KiB of it, and lanes.
type cost struct {
	passes, memory uint32
	lanes          uint8
}

// today is what new hashes cost: OWASP's second recommendation, about 30 ms and 19 MiB.
var today = cost{passes: 2, memory: 19 << 10, lanes: 1}

const (
	saltBytes = 16
	keyBytes  = 32
	patience  = 2 * time.Second
)

// Hasher works on as many passwords at once as there are processors, so that sign-ins can take neither all memory nor all time.
type Hasher struct {
	places chan struct{}
	wait   time.Duration
}

// New returns the hasher that everything in one process shares.
func New() *Hasher { return newHasher(runtime.GOMAXPROCS(0), patience) }

func newHasher(places int, wait time.Duration) *Hasher {
	return &Hasher{make(chan struct{}, places), wait}
}

// Hash returns what to keep of a password. models.ErrBusy when no place came free in time.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key, err := h.key(ctx, password, salt, today, keyBytes)
	if err != nil {
		return "", err
	}
	return write(today, salt, key), nil
}

// Check reports whether password is the one behind hash, and whether hash is stale: it was made at another cost than today's, so the
// password should be hashed anew. An empty hash, of an account that doesn't exist or has no password, is never right and takes as
// long as any other. models.ErrBusy when no place came free in time.
func (h *Hasher) Check(ctx context.Context, hash, password string) (right, stale bool, err error) {
	if hash == "" {
		_, err = h.key(ctx, password, make([]byte, saltBytes), today, keyBytes)
		return false, false, err
	}
	c, salt, want, err := read(hash)
	if err != nil {
		return false, false, err
	}
	key, err := h.key(ctx, password, salt, c, uint32(len(want)))
	if err != nil {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(key, want) == 1, c != today || len(want) != keyBytes, nil
}

func (h *Hasher) key(ctx context.Context, password string, salt []byte, c cost, length uint32) ([]byte, error) {
	late := time.NewTimer(h.wait)
	defer late.Stop()
	select {
	case h.places <- struct{}{}:
	case <-late.C:
		return nil, fmt.Errorf("password: %w", models.ErrBusy)
	case <-ctx.Done():
		return nil, fmt.Errorf("password: %w", ctx.Err())
	}
	defer func() { <-h.places }()
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, length), nil
}

func write(c cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// read takes a PHC string apart. Costs beyond what we would ever write are refused: a row must not be able to stop the server.
func read(hash string) (c cost, salt, key []byte, err error) {
	bad := fmt.Errorf("password: not a hash that we made")
	p := strings.Split(hash, "$")
	if len(p) != 6 || p[0] != "" || p[1] != "argon2id" || p[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, bad
	}
	if _, err := fmt.Sscanf(p[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); err != nil ||
		p[3] != fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.passes, c.lanes) {
		return c, nil, nil, bad
	}
	if c.memory < 8 || c.memory > 256<<10 || c.passes < 1 || c.passes > 10 || c.lanes < 1 || c.lanes > 16 {
		return c, nil, nil, bad
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err = b64.DecodeString(p[4])
	if err == nil {
		key, err = b64.DecodeString(p[5])
	}
	if err != nil || len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64 {
		return c, nil, nil, bad
	}
	return c, salt, key, nil
}
