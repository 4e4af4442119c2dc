package calendar

import (
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
)

// offsetBy tells a zone's offset at t as a calendar program does: from the latest onset of the VTIMEZONE.
func offsetBy(t *testing.T, zone *ical.Component, at time.Time) string {
	t.Helper()
	var latest time.Time
	var offset string
	for _, o := range zone.Children {
		from, err := time.Parse("-0700", o.Props.Get("TZOFFSETFROM").Value)
		if err != nil {
			t.Fatal(err)
		}
		onsets, err := o.RecurrenceSet(from.Location())
		if err != nil {
			t.Fatal(err)
		}
		last, err := o.Props.DateTime("DTSTART", from.Location())
		if err != nil {
			t.Fatal(err)
		}
		if onsets != nil {
			last = onsets.Before(at, true)
		}
		if !last.IsZero() && !last.After(at) && last.After(latest) {
			latest, offset = last, o.Props.Get("TZOFFSETTO").Value
		}
	}
	return offset
}

func zoneOf(t *testing.T, object string) *ical.Component {
	t.Helper()
	for _, c := range decoded(t, object).Children {
		if c.Name == "VTIMEZONE" {
			return c
		}
	}
	t.Fatalf("no VTIMEZONE in\n%s", object)
	return nil
}

var clockChanges = map[string][]string{ // both days of a year, at noon
	"America/New_York":    {"2026-03-08 12:00", "2026-11-01 12:00"},
	"Europe/London":       {"2026-03-29 12:00", "2026-10-25 12:00"},
	"Europe/Dublin":       {"2026-03-29 12:00", "2026-10-25 12:00"},
	"Australia/Lord_Howe": {"2026-04-05 12:00", "2026-10-04 12:00"},
	"America/Santiago":    {"2026-04-05 12:00", "2026-09-06 12:00"},
	"Africa/Casablanca":   {"2026-02-15 12:00", "2026-03-22 12:00"},
	"Asia/Tokyo":          {"2026-03-29 12:00", "2026-12-16 12:00"},
	"Etc/GMT-9":           {"2026-03-29 12:00"},
	"Asia/Kathmandu":      {"2026-03-29 12:00"},
}

func TestZone_agrees_with_the_clock_through_every_event_on_a_day_of_change(t *testing.T) {
	for name, noons := range clockChanges {
		for _, noon := range noons {
			for hour := -36; hour <= 36; hour++ {
				e := webinar(t, name, noon)
				e.Start = e.Start.Add(time.Duration(hour)*time.Hour + 15*time.Minute)
				e.End = e.Start.Add(10 * time.Hour)
				object := written(t, Request, e)
				got := decoded(t, object).Events()[0]
				if s, err := got.DateTimeStart(nil); err != nil || !s.Equal(e.Start) {
					t.Fatalf("%s: starts %v, want %v (%v)", name, s, e.Start, err)
				}
				if end, err := got.DateTimeEnd(nil); err != nil || !end.Equal(e.End) {
					t.Fatalf("%s: ends %v, want %v (%v)", name, end, e.End, err)
				}
				if e.inUTC() {
					continue
				}
				zone := zoneOf(t, object)
				for at := e.Start; !at.After(e.End); at = at.Add(30 * time.Minute) {
					if got, want := offsetBy(t, zone, at), at.Format("-0700"); got != want {
						t.Fatalf("%s at %v: %s by the VTIMEZONE of\n%s", name, at, got, object)
					}
				}
			}
		}
	}
}

func TestZone_agrees_with_the_clock_through_the_years_of_a_feed(t *testing.T) {
	for name, noons := range clockChanges {
		a, b := webinar(t, name, noons[0]), webinar(t, name, noons[0])
		b.Start, b.End = b.Start.AddDate(6, 0, 0), b.End.AddDate(6, 0, 0)
		zone := zoneOf(t, written(t, Publish, b, a))
		for at := a.Start; at.Before(b.End); at = at.Add(7 * time.Hour) {
			if got, want := offsetBy(t, zone, at), at.Format("-0700"); got != want {
				t.Fatalf("%s at %v: %s", name, at, got)
			}
		}
	}
}

func TestZone_has_one_standard_and_one_daylight_with_a_yearly_rule(t *testing.T) {
	for name, want := range map[string]string{
		"America/New_York":    "DAYLIGHT 20260308T020000 3;BYDAY=2SU, STANDARD 20251102T020000 11;BYDAY=1SU",
		"Europe/London":       "DAYLIGHT 20260329T010000 3;BYDAY=-1SU, STANDARD 20251026T020000 10;BYDAY=-1SU",
		"Europe/Dublin":       "DAYLIGHT 20260329T010000 3;BYDAY=-1SU, STANDARD 20251026T020000 10;BYDAY=-1SU",
		"Australia/Lord_Howe": "DAYLIGHT 20251005T020000 10;BYDAY=1SU, STANDARD 20260405T020000 4;BYDAY=1SU",
		"America/Santiago":    "DAYLIGHT 20250907T000000 9;BYDAY=1SU, STANDARD 20260405T000000 4;BYDAY=1SU",
		"Asia/Tokyo":          "STANDARD 19700101T000000 ",
	} {
		var got []string
		for _, o := range zoneOf(t, written(t, Request, webinar(t, name, "2026-01-15 12:00"))).Children {
			rule := ""
			if p := o.Props.Get("RRULE"); p != nil {
				rule = strings.TrimPrefix(p.Value, "FREQ=YEARLY;BYMONTH=")
			}
			got = append(got, o.Name+" "+o.Props.Get("DTSTART").Value+" "+rule)
		}
		if len(got) == 2 && got[0] > got[1] {
			got[0], got[1] = got[1], got[0]
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s:\n got %s\nwant %s", name, s, want)
		}
	}
}

func TestZone_without_further_changes_is_standard(t *testing.T) {
	zone := zoneOf(t, written(t, Request, webinar(t, "Africa/Casablanca", "2090-01-15 12:00"))) // its last change in the database is upwards
	if len(zone.Children) != 1 || zone.Children[0].Name != "STANDARD" {
		t.Errorf("%v", zone.Children)
	}
}

func TestZone_lists_every_onset_where_the_years_follow_no_rule(t *testing.T) {
	a, b := webinar(t, "America/Santiago", "2026-01-15 12:00"), webinar(t, "America/Santiago", "2030-01-15 12:00")
	zone := zoneOf(t, written(t, Publish, a, b)) // in 2029 the first Sunday of April is too early
	if len(zone.Children) != 9 {
		t.Errorf("%d onsets", len(zone.Children))
	}
	for _, o := range zone.Children {
		if o.Props.Get("RRULE") != nil {
			t.Error("a rule that does not hold")
		}
	}
}

func TestTimes_that_a_clock_shows_twice_are_in_UTC(t *testing.T) {
	for name, c := range map[string]struct {
		zone string
		utc  time.Time // start of the doubled span
		span time.Duration
	}{
		"New York":  {"America/New_York", time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC), 2 * time.Hour},
		"Berlin":    {"Europe/Berlin", time.Date(2026, 10, 25, 0, 0, 0, 0, time.UTC), 2 * time.Hour},
		"Lord Howe": {"Australia/Lord_Howe", time.Date(2026, 4, 4, 14, 30, 0, 0, time.UTC), time.Hour},
	} {
		loc := at(t, c.zone, "2026-01-01 00:00").Location()
		for minutes, want := range map[time.Duration]bool{
			-time.Second: false, 0: true, c.span/2 - time.Second: true, c.span / 2: true, c.span - time.Second: true, c.span: false,
		} {
			e := webinar(t, c.zone, "2026-01-01 00:00")
			e.Start = c.utc.Add(minutes).In(loc)
			e.End = e.Start.Add(24 * time.Hour)
			object := written(t, Request, e)
			if got := strings.Contains(object, "\r\nDTSTART:"+e.Start.UTC().Format(utcForm)); got != want {
				t.Errorf("%s, %v after the clock's change: in UTC %v", name, minutes, got)
			}
			if strings.Contains(object, "VTIMEZONE") == want {
				t.Errorf("%s: a zone without use, or none where needed", name)
			}
		}
		e := webinar(t, c.zone, "2026-01-01 00:00")
		e.End = c.utc.Add(c.span / 2).In(loc)
		e.Start = e.End.Add(-24 * time.Hour)
		if object := written(t, Request, e); !strings.Contains(object, "\r\nDTEND:"+e.End.UTC().Format(utcForm)) {
			t.Errorf("%s: the end is told in the zone", name)
		}
	}
}
