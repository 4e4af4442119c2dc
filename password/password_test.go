package password

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"tsudoi/models"
)

func TestHash_isRightForItsPasswordOnly(t *testing.T) {
	h, ctx := New(), context.Background()
	hash, err := h.Hash(ctx, "十二月の集い 2026")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("not the cost that was decided on: %s", hash)
	}
	for typed, want := range map[string]bool{"十二月の集い 2026": true, "十二月の集い 2027": false, "": false} {
		right, stale, err := h.Check(ctx, hash, typed)
		if right != want || stale || err != nil {
			t.Errorf("%q: right %v, stale %v, %v", typed, right, stale, err)
		}
	}
	again, _ := h.Hash(ctx, "十二月の集い 2026")
	if again == hash {
		t.Error("two hashes of one password are alike")
	}
}

func TestCheck_tellsAHashOfAnotherCostApart(t *testing.T) {
	old := write(cost{1, 1024, 1}, []byte("0123456789abcdef"), argon2.IDKey([]byte("long enough"), []byte("0123456789abcdef"), 1, 1024, 1, 32))
	right, stale, err := New().Check(context.Background(), old, "long enough")
	if !right || !stale || err != nil {
		t.Errorf("right %v, stale %v, %v", right, stale, err)
	}
}

func TestCheck_isNeverRightWithoutAHash(t *testing.T) {
	h, ctx := New(), context.Background()
	begin := time.Now()
	if right, _, err := h.Check(ctx, "", ""); right || err != nil {
		t.Errorf("%v, %v", right, err)
	}
	none := time.Since(begin)
	hash, _ := h.Hash(ctx, "long enough")
	begin = time.Now()
	h.Check(ctx, hash, "wrong")
	if one := time.Since(begin); none < one/4 {
		t.Errorf("no account takes %v, an account %v", none, one)
	}
}

func TestCheck_refusesWhatItDidNotMake(t *testing.T) {
	good, _ := New().Hash(context.Background(), "long enough")
	for _, bad := range []string{"x", "$2b$12$abc", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=99999999", 1), strings.Replace(good, "m=19456", "m=019456", 1), strings.Replace(good, "t=2", "t=0", 1),
		strings.Replace(good, "p=1", "p=1x", 1), good + "=", good[:len(good)-30], good + "$"} {
		if _, _, err := New().Check(context.Background(), bad, "long enough"); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

func TestHash_waitsForAPlaceAndThenGivesUp(t *testing.T) {
	h := newHasher(1, 20*time.Millisecond)
	h.places <- struct{}{}
	if _, err := h.Hash(context.Background(), "long enough"); !errors.Is(err, models.ErrBusy) {
		t.Errorf("all places taken: %v", err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := newHasher(0, time.Minute).Check(gone, "", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("who asked has gone: %v", err)
	}
	<-h.places
	if _, err := h.Hash(context.Background(), "long enough"); err != nil {
		t.Errorf("a free place: %v", err)
	}
}
