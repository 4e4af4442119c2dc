package models

import (
	"strings"
	"testing"
	"time"
)

func fullForm() EventForm {
	return EventForm{Language: Japanese, Title: Text{Japanese: "催し"}, When: "2026-12-16 16:00-18:30", Zone: "Asia/Tokyo", Hosts: []ID{NewID()}}
}

func TestEventForm_needsThreeThingsOnly(t *testing.T) {
	if _, p := fullForm().Check(november(t)); len(p) > 0 {
		t.Error(p)
	}
	f := EventForm{Language: English, Zone: "Asia/Tokyo"}
	_, p := f.Check(november(t))
	if len(p) != 3 || p["title_en"].Key != textRequired || p["when"].Key != whenRequired || p["hosts"].Key != formHosts {
		t.Error(p)
	}
	if m := f.Missing(); strings.Join(m, " ") != "title_en when hosts" {
		t.Error(m)
	}
}

func TestEventForm_saysWhatIsWrongAtTheField(t *testing.T) {
	long := strings.Repeat("あ", MaxTitle+1)
	for what, c := range map[string]struct {
		change     func(*EventForm)
		field, key string
	}{
		"too long":          {func(f *EventForm) { f.Title[Japanese] = long }, "title_ja", textTooLong},
		"NUL":               {func(f *EventForm) { f.Title[English] = "a\x00b" }, "title_en", textControl},
		"turned around":     {func(f *EventForm) { f.Title[English] = "a\u202eb" }, "title_en", textBidi},
		"two lines":         {func(f *EventForm) { f.Join = "Hall\nBcc: x@example.org" }, "join", textControl},
		"no such day":       {func(f *EventForm) { f.When = "2026-02-31 16:00" }, "when", whenNoSuchDay},
		"clocks forward":    {func(f *EventForm) { f.When, f.Zone = "2027-03-28 01:30–03:00", "Europe/London" }, "when", whenGap},
		"clocks back":       {func(f *EventForm) { f.When, f.Zone = "2026-10-25 01:30–03:00", "Europe/London" }, "when", whenTwice},
		"unknown zone":      {func(f *EventForm) { f.Zone = "Asia/Edo" }, "zone", formZone},
		"no zone":           {func(f *EventForm) { f.Zone = "" }, "zone", formZone},
		"backwards":         {func(f *EventForm) { f.When = "2026-12-16 18:00 – 2026-12-16 16:00" }, "when", whenBackwards},
		"native, no time":   {func(f *EventForm) { f.When, f.Date = "", "2026-12-16" }, "date", whenNoTime},
		"script":            {func(f *EventForm) { f.Join = "javascript:alert(1)" }, "join", "web_address.unread"},
		"no host name":      {func(f *EventForm) { f.Join = "https://" }, "join", "web_address.unread"},
		"user in address":   {func(f *EventForm) { f.Join = "https://bank.example@evil.example/" }, "join", "web_address.unread"},
		"nobody":            {func(f *EventForm) { f.Capacity = "0" }, "capacity", formCapacity},
		"too many":          {func(f *EventForm) { f.Capacity = "99999999999999999999" }, "capacity", formCapacity},
		"words for numbers": {func(f *EventForm) { f.Capacity = "many" }, "capacity", formCapacity},
		"slug of words":     {func(f *EventForm) { f.Slug = "つながる" }, "slug", formSlug},
		"slug of signs":     {func(f *EventForm) { f.Slug = "../../etc" }, "slug", formSlug},
		"colour of ours":    {func(f *EventForm) { f.Hue = "sumi" }, "hue", formCover},
		"unknown pattern":   {func(f *EventForm) { f.Pattern = "tartan" }, "pattern", formCover},
		"endless programme": {func(f *EventForm) { f.About = Text{English: strings.Repeat("a", MaxPasted+1)} }, "about_en", textTooLong},
	} {
		f := fullForm()
		c.change(&f)
		d, p := f.Check(november(t))
		if p[c.field].Key != c.key {
			t.Errorf("%s: %v, want %s at %s", what, p, c.key, c.field)
		}
		if len(p) == 1 && d.Title.Empty() && c.field != "title_ja" {
			t.Errorf("%s: what could be read was dropped", what)
		}
	}
}

func TestEventForm_readsTheRest(t *testing.T) {
	f := fullForm()
	f.Title = Text{English: "Ties & Threads: São Paulo’s workers"}
	f.Join, f.Capacity, f.When, f.Zone = "zoom.us/j/123?pwd=x", "１，０００名", "2026-12-16 16:00–18:30 UTC", "Asia/Tokyo"
	d, p := f.Check(november(t))
	if len(p) > 0 || d.Channel.URL != "https://zoom.us/j/123?pwd=x" || d.Capacity != 1000 || d.Zone.String() != "UTC" || d.Language != English {
		t.Errorf("%+v %v", d, p)
	}
	if s := d.WantedSlug(); s != "ties-threads-sao-paulos-workers" {
		t.Errorf("slug %q", s)
	}
	f.Join = "市民会館 3階"
	if d, p := f.Check(november(t)); len(p) > 0 || d.Channel.URL != "" || d.Channel.Place.Empty() {
		t.Errorf("%+v %v", d.Channel, p)
	}
	if s := SlugOf("催し", d.When.Start); s != "e-20261216" {
		t.Errorf("slug %q", s)
	}
}

func TestEventForm_lastItemEndsWithTheEvent(t *testing.T) {
	f := fullForm()
	f.About = Text{Japanese: "16:00 開会\n16:10 講演\n18:00 閉会"}
	d, p := f.Check(november(t))
	if len(p) > 0 || len(d.Programme.Items) != 3 || d.Programme.Items[2].Minutes != 30 {
		t.Errorf("%+v %v", d.Programme.Items, p)
	}
}

func TestSettled_saysTheSameYearsLater(t *testing.T) {
	f := fullForm()
	f.When = "12月16日 16時〜18時半"
	d, _ := f.Check(november(t))
	kept := f.Settled(d, "x", "ai", "shippo")
	later, p := kept.Check(november(t).AddDate(2, 0, 0))
	if len(p) > 0 || !later.When.Start.Equal(d.When.Start) || !later.When.End.Equal(d.When.End) {
		t.Errorf("%q is %v, %v", kept.When, later.When, p)
	}
	if !kept.Same(kept.Storable()) || kept.Same(f) {
		t.Error("Same does not tell them apart")
	}
}

func TestNeeds_areOnlyWhatTheViewerMayDo(t *testing.T) {
	now, host := november(t), NewID()
	e := Event{ID: NewID(), State: Published, StartsAt: now.Add(time.Hour), EndsAt: now.Add(2 * time.Hour), HostIDs: []ID{host}}
	d := DeskEvent{e, EventCounts{QuestionsWaiting: 2, LettersFailed: 1}}
	kinds := func(v Viewer, at time.Time) (s string) {
		for _, n := range d.Needs(v, at) {
			s += string(n.Kind) + " "
		}
		return s
	}
	organiser, moderator := Viewer{Grants: []Grant{{Role: Organiser, HostID: host}}}, Viewer{Grants: []Grant{{Role: Moderator, EventID: e.ID}}}
	for got, want := range map[string]string{
		kinds(organiser, now):                    "questions letters join ",
		kinds(moderator, now):                    "questions ",
		kinds(organiser, now.AddDate(0, 0, -10)): "questions letters ",
		kinds(organiser, now.AddDate(0, 0, 1)):   "questions letters recording ",
		kinds(organiser, now.AddDate(0, 2, 0)):   "questions letters ",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTrend_fillsTheDaysBetween(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	days := Trend([]DayCount{{day(2), 3}, {day(5), 7}}, november(t))
	if len(days) != 20 || days[1].N != 0 || days[3] != (DayCount{day(5), 7}) || !days[19].Day.Equal(day(21)) || Busiest(days).N != 7 {
		t.Errorf("%d days: %+v", len(days), days)
	}
	if days := Trend([]DayCount{{day(1).AddDate(-1, 0, 0), 1}, {day(5), 7}}, november(t)); len(days) != longestTrend {
		t.Errorf("%d days", len(days))
	}
	if Trend(nil, november(t)) != nil {
		t.Error("a trend of nothing")
	}
}
