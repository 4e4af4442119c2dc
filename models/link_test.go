package models

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func TestLinks_openOnlyWhatTheySigned(t *testing.T) {
	l, id := NewLinks([]byte(strings.Repeat("k", 32))), NewID()
	value := l.Sign(LinkMy, id, 7)
	if len(value) != 46 || strings.ContainsAny(value, "+/=") {
		t.Errorf("value %q", value)
	}
	got, version, err := l.Open(LinkMy, value)
	if err != nil || got != id || version != 7 {
		t.Fatalf("%v %d %v", got, version, err)
	}
	b, _ := base64.RawURLEncoding.DecodeString(value)
	for i := range b { // any bit
		forged := append([]byte{}, b...)
		forged[i] ^= 1
		if _, _, err := l.Open(LinkMy, base64.RawURLEncoding.EncodeToString(forged)); !errors.Is(err, ErrNotFound) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	if _, _, err := l.Open(LinkJoin, value); !errors.Is(err, ErrNotFound) {
		t.Errorf("another purpose: %v", err)
	}
	if _, _, err := NewLinks([]byte(strings.Repeat("o", 32))).Open(LinkMy, value); !errors.Is(err, ErrNotFound) {
		t.Errorf("another installation: %v", err)
	}
}

func FuzzLinks_neverOpenWhatNobodySigned(f *testing.F) {
	l := NewLinks([]byte(strings.Repeat("k", 32)))
	f.Add(l.Sign(LinkMy, NewID(), 1)[:45])
	f.Add("")
	f.Add(strings.Repeat("A", 46))
	f.Fuzz(func(t *testing.T, value string) {
		if id, _, err := l.Open(LinkStage, value); err == nil {
			t.Errorf("%q opens %s", value, id)
		}
	})
}

func TestWebAddress_takesOnlyPagesOnTheWeb(t *testing.T) {
	for typed, want := range map[string]string{
		" https://example.org/a?b=c#d ": "https://example.org/a?b=c#d", "http://例え.jp:8080/": "http://xn--r8jz45g.jp:8080/", "http://[::1]:80/": "http://[::1]:80/", "HTTPS://example.org": "https://example.org",
	} {
		if got, key := WebAddress(typed); got != want || key != "" {
			t.Errorf("%q: %q %s", typed, got, key)
		}
	}
	for _, typed := range []string{"javascript:alert(1)", "example.org", "//example.org", "https://", "https://u@example.org", "https://a b.org", "https://a.org/\"x",
		"data:text/html,x", "mailto:a@b.org"} {
		if got, key := WebAddress(typed); key != "web_address.unread" {
			t.Errorf("%q: %q %s", typed, got, key)
		}
	}
	if _, key := WebAddress("https://a.org/" + strings.Repeat("x", MaxWebAddress)); key != "text.too_long" {
		t.Errorf("too long: %s", key)
	}
}
