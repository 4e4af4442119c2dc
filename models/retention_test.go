package models

import (
	"testing"
	"time"
)

func TestErasureStep_neverErasesWithoutFourteenDaysNotice(t *testing.T) {
	end := time.Date(2027, 12, 16, 18, 30, 0, 0, time.UTC)
	e := Event{EndsAt: end.AddDate(-1, 0, 0), RetentionMonths: 12}
	at := func(days int) *time.Time { d := end.AddDate(0, 0, days); return &d }
	for _, c := range []struct {
		what string
		now  int // days after the end of the retention
		told *time.Time
		want ErasureStep
	}{
		{"long before", -15, nil, ErasureWait}, {"two weeks before", -14, nil, ErasureAnnounce}, {"announced", -14, at(0), ErasureWait},
		{"the day", 0, at(0), ErasureDo}, {"the day, never announced", 0, nil, ErasureAnnounce}, {"late, announced late", 5, at(17), ErasureWait},
		{"late, its time has come", 17, at(17), ErasureDo}, {"an announcement that was outlived", 0, at(-30), ErasureAnnounce},
		{"a retention made shorter", 3, at(60), ErasureWait},
	} {
		if got := (EventPrivacy{EraseAt: c.told}).ErasureStep(e, end.AddDate(0, 0, c.now)); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
	if got := (EventPrivacy{}).ErasureStep(Event{RetentionMonths: 1}, end); got != ErasureWait {
		t.Errorf("an event without a time: %s", got)
	}
	if got := (EventPrivacy{}).ErasesAt(e, end); !got.Equal(end.AddDate(0, 0, 14)) {
		t.Errorf("never announced: %s", got)
	}
}

func TestConsentText_isAnotherVersionWithOtherWords(t *testing.T) {
	event, host := NewID(), NewID()
	a := Ask{ConsentNews, host}
	one := NewConsentText(event, a, Text{Japanese: "あ", English: "a"})
	if same := NewConsentText(event, a, Text{English: "a", Japanese: "あ"}); same.ID != one.ID {
		t.Error("the same words are two versions")
	}
	for what, other := range map[string]ConsentText{"words": NewConsentText(event, a, Text{Japanese: "あ", English: "b"}), "event": NewConsentText(NewID(), a, one.Text),
		"host": NewConsentText(event, Ask{ConsentNews, NewID()}, one.Text), "purpose": NewConsentText(event, Ask{ConsentProvision, host}, one.Text)} {
		if other.ID == one.ID {
			t.Errorf("another %s, the same version", what)
		}
	}
}
