package models

import (
	"strings"
	"testing"
	"time"
)

func TestStamp_tellsAFormThatAPersonMayHaveFilledIn(t *testing.T) {
	links, now := NewLinks([]byte(strings.Repeat("k", 32))), time.Now()
	for age, want := range map[time.Duration]bool{
		0: false, 1900 * time.Millisecond: false, 2100 * time.Millisecond: true, 35 * time.Hour: true, 37 * time.Hour: false, -time.Hour: false,
	} {
		if got := links.Handmade(links.Stamp(now.Add(-age)), now); got != want {
			t.Errorf("a form of %v: %v", age, got)
		}
	}
	if young := links.Stamp(now); links.Restamp(young, now.Add(time.Second)) != young {
		t.Error("a form that comes back to be mended begins anew")
	}
	theirs := NewLinks([]byte(strings.Repeat("x", 32))).Stamp(now.Add(-time.Minute))
	for what, stamp := range map[string]string{"none": "", "rubbish": "x", "another installation's": theirs,
		"of another purpose": links.Seal(SealRegistered, make([]byte, 8), now.Add(time.Hour)), "empty": links.Seal(SealForm, nil, now.Add(time.Hour))} {
		if links.Handmade(stamp, now) {
			t.Errorf("%s passes", what)
		}
		if links.Restamp(stamp, now) == stamp {
			t.Errorf("%s is kept", what)
		}
	}
}

func TestMailDomain_isThatOfWhoRunsIt(t *testing.T) {
	for key, want := range map[string]string{"a@example.org": "example.org", "a@mail.x.example.co.jp": "example.co.jp", "a@b.example": "b.example",
		"a@gmail.com": "", "a@docomo.ne.jp": "", "a@co.jp": "co.jp"} {
		if got := MailDomain(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}
