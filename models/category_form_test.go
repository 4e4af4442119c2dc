package models

import (
	"testing"
	"time"
)

func anEventInTokyo(t *testing.T) (Event, time.Time) {
	t.Helper()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 12, 16, 16, 0, 0, 0, tokyo)
	return Event{ID: NewID(), State: Published, Zone: "Asia/Tokyo", StartsAt: start, EndsAt: start.Add(2 * time.Hour)},
		time.Date(2026, 11, 21, 12, 0, 0, 0, tokyo)
}

func TestCategoryForm_readsOpeningAndClosingRelativeToTheStart(t *testing.T) {
	e, now := anEventInTokyo(t)
	for typed, want := range map[string]int{
		"3日前": 3 * 1440, "３ 日前": 3 * 1440, "2 weeks before": 14 * 1440, "1週間前": 7 * 1440, "2時間前": 120, "90 minutes before the start": 90, "0日前": 0,
		"12月13日 16時": 3 * 1440, "2026-12-15 16:00": 1440, "15 Dec 4pm": 1440,
		"12月15日":               16*60 + 1, // to the last minute of its day
		"2026-12-15 16:00 UTC": 1440 - 9*60,
	} {
		c, p := CategoryForm{Access: AccessPublic, Presence: PresenceAny, Closes: typed}.Check(e, false, English, now)
		if len(p) > 0 || c.ClosesBefore == nil || *c.ClosesBefore != want {
			t.Errorf("%q: %v, %v", typed, c.ClosesBefore, p)
		}
	}
	c, p := CategoryForm{Access: AccessPublic, Presence: PresenceAny, Opens: "12月1日"}.Check(e, false, English, now)
	if len(p) > 0 || !c.OpensAt(e).Equal(time.Date(2026, 12, 1, 0, 0, 0, 0, e.Location())) {
		t.Errorf("opens %v, %v", c.OpensAt(e), p)
	}
	moved := e
	moved.StartsAt = e.StartsAt.AddDate(0, 0, 7)
	if got := c.OpensAt(moved); !got.Equal(time.Date(2026, 12, 8, 0, 0, 0, 0, e.Location())) {
		t.Errorf("a week later it opens %v", got)
	}
}

func TestCategoryForm_saysWhatIsWrongAtItsField(t *testing.T) {
	e, now := anEventInTokyo(t)
	for what, c := range map[string]struct {
		change func(*CategoryForm)
		field  string
	}{
		"no title":               {func(f *CategoryForm) { f.Title = Text{Japanese: " "} }, "title_en"},
		"nobody":                 {func(f *CategoryForm) { f.Capacity = "0" }, "capacity"},
		"words for numbers":      {func(f *CategoryForm) { f.Capacity = "many" }, "capacity"},
		"forged access":          {func(f *CategoryForm) { f.Access = "secret" }, "access"},
		"no access":              {func(f *CategoryForm) { f.Access = "" }, "access"},
		"forged presence":        {func(f *CategoryForm) { f.Presence = "moon" }, "presence"},
		"no time":                {func(f *CategoryForm) { f.Opens = "soon" }, "opens"},
		"a span":                 {func(f *CategoryForm) { f.Closes = "2026-12-10 10:00-12:00" }, "closes"},
		"days":                   {func(f *CategoryForm) { f.Closes = "2026-12-10 – 2026-12-12" }, "closes"},
		"after the start":        {func(f *CategoryForm) { f.Closes = "2026-12-16 17:00" }, "closes"},
		"no such day":            {func(f *CategoryForm) { f.Closes = "2026-02-30" }, "closes"},
		"beyond any calendar":    {func(f *CategoryForm) { f.Opens = "999999 weeks before" }, "opens"},
		"closes before it opens": {func(f *CategoryForm) { f.Opens, f.Closes = "1日前", "3日前" }, "closes"},
		"closes as it opens":     {func(f *CategoryForm) { f.Opens, f.Closes = "3日前", "3日前" }, "closes"},
		"no domain":              {func(f *CategoryForm) { f.Domains = "example" }, "domains"},
	} {
		f := CategoryForm{Title: Text{English: "Online"}, Access: AccessPublic, Presence: PresenceAny}
		if _, p := f.Check(e, true, English, now); len(p) > 0 {
			t.Fatalf("the form itself: %v", p)
		}
		c.change(&f)
		if _, p := f.Check(e, true, English, now); len(p) != 1 || p[c.field].Key == "" {
			t.Errorf("%s: %v", what, p)
		}
	}
}

func TestCategoryForm_isReadAgainAsItIsShown(t *testing.T) {
	e, now := anEventInTokyo(t)
	draft := e
	draft.StartsAt, draft.EndsAt = time.Time{}, time.Time{}
	for _, e := range []Event{e, draft} {
		for _, lang := range Langs {
			for _, minutes := range []int{0, 1, 90, 120, 1440, 1441, 14 * 1440} {
				closes := minutes
				c := Category{Title: Text{Japanese: "会場"}, Capacity: 40, Access: AccessInvited, Presence: PresenceOnSite, ClosesBefore: &closes,
					Domains: []string{"example.ac.jp", "xn--wgv71a.jp"}, Approval: true}
				got, p := c.Form(e, lang).Check(e, true, lang, now)
				if len(p) > 0 || !got.SameAs(c) {
					t.Errorf("%s, %d minutes: %+v, %v", lang, minutes, got, p)
				}
			}
		}
	}
}
