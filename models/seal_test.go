package models

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestUnseal_opensOnlyWhatWasSealedForThePurposeAndInTime(t *testing.T) {
	links := NewLinks([]byte(strings.Repeat("k", 32)))
	until := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	sealed := links.Seal(SealRegistered, []byte("花子"), until)
	if got, err := links.Unseal(SealRegistered, sealed, until); err != nil || string(got) != "花子" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := links.Unseal(SealRegistered, sealed, until.Add(time.Second)); !errors.Is(err, ErrGone) {
		t.Errorf("after its time: %v", err)
	}
	other := NewLinks([]byte(strings.Repeat("x", 32)))
	for name, open := range map[string]func() ([]byte, error){
		"another purpose": func() ([]byte, error) { return links.Unseal("other", sealed, until) },
		"another key":     func() ([]byte, error) { return other.Unseal(SealRegistered, sealed, until) },
		"changed":         func() ([]byte, error) { return links.Unseal(SealRegistered, "B"+sealed[1:], until) },
		"a link": func() ([]byte, error) {
			return links.Unseal(SealRegistered, links.Sign(SealRegistered, NewID(), 1), until)
		},
		"nothing": func() ([]byte, error) { return links.Unseal(SealRegistered, "", until) },
	} {
		if got, err := open(); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}
