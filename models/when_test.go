package models

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// mustZone is a zone that the tests rely on.
func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := LoadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// november is a Saturday.
func november(t testing.TB) time.Time {
	return time.Date(2026, 11, 21, 10, 0, 0, 0, mustZone(t, "Asia/Tokyo"))
}

func describe(w When, p *Problem) string {
	if p != nil {
		return p.Key
	}
	s := w.Start.Format("2006-01-02 15:04") + " to " + w.End.Format("2006-01-02 15:04 MST")
	for _, f := range []struct {
		on   bool
		name string
	}{{w.EndGuessed, "end guessed"}, {w.AllDay, "all day"}, {w.DayGuessed, "day guessed"}} {
		if f.on {
			s += ", " + f.name
		}
	}
	return s
}

func TestParseWhen_readsWhatPeopleType(t *testing.T) {
	const webinar = "2026-12-16 16:00 to 2026-12-16 18:30 JST"
	const openEnd = "2026-12-16 16:00 to 2026-12-16 17:30 JST, end guessed"
	const tour = "2026-12-07 00:00 to 2026-12-17 00:00 JST, all day"
	cases := []struct{ typed, want string }{
		{"12月16日 16時〜18時半", webinar},
		{"12月16日(水)16:00-18:30", webinar},
		{"１２月１６日（水）１６：００～１８：３０", webinar},
		{"12月16日（水・祝） 16時00分から18時30分まで", webinar},
		{"2026年12月16日(水)午後4時〜6時半", webinar},
		{"2026年12月16日　水曜日　午後4時〜午後6時30分", webinar},
		{"令和8年12月16日 16:00〜18:30", webinar},
		{"R8.12.16 16:00〜18:30", webinar},
		{"16 Dec 4pm–6:30pm", webinar},
		{"16 Dec 4–6:30pm", webinar},
		{"16 Dec 4 p.m. until 6.30 p.m.", webinar},
		{"Dec 16th, 2026, 4:00 PM - 6:30 PM", webinar},
		{"Dec 16, 2026 4:00 pm to 6 pm", "2026-12-16 16:00 to 2026-12-16 18:00 JST"},
		{"Wednesday 16 December 2026, 16:00–18:30", webinar},
		{"16:00–18:30, Wednesday 16 December", webinar},
		{"from 4 to 6:30 pm on the 16th of December", webinar},
		{"16 Dec 1600-1830", webinar},
		{"16 Dec 2026 1600-1830", webinar},
		{"2026-12-16 16:00-18:30", webinar},
		{"2026-12-16T16:00/18:30", webinar},
		{"2026-12-16T16:00:00/2026-12-16T18:30:00", webinar},
		{"2026-12-16T07:00Z/09:30Z", "2026-12-16 07:00 to 2026-12-16 09:30 UTC"},
		{"2026/12/16 16:00", openEnd},
		{"12/16 16時", openEnd},
		{"16/12 16:00", openEnd},
		{"16.12.2026 16:00", openEnd},
		{"12/16/2026 4pm", openEnd},
		{"12月16日 16時から", openEnd},
		{"12月16日 16時から2時間半", webinar},
		{"16 Dec 4pm for 150 minutes", webinar},
		{"12月16日 16時〜18時半 日本時間", webinar},
		{"16 Dec 16:00-18:30 (JST)", webinar},
		{"16 Dec 16:00-18:30 Japan time", webinar},
		{"16 Dec 16:00-18:30 Asia/Calcutta", "2026-12-16 16:00 to 2026-12-16 18:30 IST"},
		{"12月16日 正午〜午後1時", "2026-12-16 12:00 to 2026-12-16 13:00 JST"},
		{"16 Dec noon to 1:30", "2026-12-16 12:00 to 2026-12-16 13:30 JST"},
		{"16 Dec 11-1pm", "2026-12-16 11:00 to 2026-12-16 13:00 JST"},
		{"16 Dec 9am-5", "2026-12-16 09:00 to 2026-12-16 17:00 JST"},
		{"12月16日 午前10時〜4時", "2026-12-16 10:00 to 2026-12-16 16:00 JST"},
		{"12月16日 16〜18時", "2026-12-16 16:00 to 2026-12-16 18:00 JST"},
		{"16 Dec 10pm-midnight", "2026-12-16 22:00 to 2026-12-17 00:00 JST"},
		{"12月16日 22:00-24:00", "2026-12-16 22:00 to 2026-12-17 00:00 JST"},
		{"12月16日 24:00〜25:30", "2026-12-17 00:00 to 2026-12-17 01:30 JST"},
		{"12月16日 29:59", "2026-12-17 05:59 to 2026-12-17 07:29 JST, end guessed"},
		{"12月16日 22:00-2:00", "2026-12-16 22:00 to 2026-12-17 02:00 JST"},
		{"16 Dec 10pm-2", "2026-12-16 22:00 to 2026-12-17 02:00 JST"},
		{"明日 10時", "2026-11-22 10:00 to 2026-11-22 11:30 JST, end guessed"},
		{"今日 19時", "2026-11-21 19:00 to 2026-11-21 20:30 JST, end guessed"},
		{"明後日 19時", "2026-11-23 19:00 to 2026-11-23 20:30 JST, end guessed"},
		{"tomorrow 4pm", "2026-11-22 16:00 to 2026-11-22 17:30 JST, end guessed"},
		{"Friday 7pm", "2026-11-27 19:00 to 2026-11-27 20:30 JST, end guessed"},
		{"土曜日 19時", "2026-11-21 19:00 to 2026-11-21 20:30 JST, end guessed"},
		{"11月20日 19時", "2027-11-20 19:00 to 2027-11-20 20:30 JST, end guessed"},
		{"11月21日 1時", "2026-11-21 01:00 to 2026-11-21 02:30 JST, end guessed"}, // today, though past
		{"2月29日 10時", "2028-02-29 10:00 to 2028-02-29 11:30 JST, end guessed"},
		{"5/6 4pm", "2027-05-06 16:00 to 2027-05-06 17:30 JST, end guessed, day guessed"},
		{"5/6 16時", "2027-05-06 16:00 to 2027-05-06 17:30 JST, end guessed"},
		{"2026-12-07 – 2026-12-16", tour},
		{"2026-12-07/2026-12-16", tour},
		{"12月7日〜16日", tour},
		{"12月7日(月)〜16日(水)", tour},
		{"12/7〜12/16", tour},
		{"7/12 – 16/12", tour},
		{"7–16 December 2026", tour},
		{"December 7–16, 2026", tour},
		{"7 Dec – 16 Dec 2026", tour},
		{"28 Dec – 3 Jan 2027", "2026-12-28 00:00 to 2027-01-04 00:00 JST, all day"},
		{"12月28日〜1月3日", "2026-12-28 00:00 to 2027-01-04 00:00 JST, all day"},
		{"12月16日 終日", "2026-12-16 00:00 to 2026-12-17 00:00 JST, all day"},
		{"12月7日10時〜12月9日17時", "2026-12-07 10:00 to 2026-12-09 17:00 JST"},
	}
	for _, c := range cases {
		if got := describe(ParseWhen(c.typed, mustZone(t, "Asia/Tokyo"), november(t))); got != c.want {
			t.Errorf("%q: %s; want %s", c.typed, got, c.want)
		}
	}
}

func TestParseWhen_refusesRatherThanGuesses(t *testing.T) {
	cases := []struct{ typed, key, arg, value string }{
		{"", whenRequired, "", ""},
		{"　\n", whenRequired, "", ""},
		{"soon", whenUnread, "typed", "soon"},
		{"next Friday 7pm", whenUnread, "typed", "next"},
		{"来週金曜 19時", whenUnread, "typed", "来週金曜"},
		{"12月16日 16:00 18:30", whenUnread, "typed", "18:30"},
		{"12月16日 16", whenUnread, "typed", "16"},
		{"12月16日 12月17日 16時", whenUnread, "typed", "12月17日"},
		{"12月16日 10時〜11時〜12時", whenUnread, "typed", "〜"},
		{"16 Dec 4pm JST UTC", whenUnread, "typed", "UTC"},
		{"16 Dec 4pm CET", whenUnread, "typed", "CET"},
		{"16 Dec 4pm-5pm for 2 hours", whenUnread, "typed", "for 2 hours"},
		{"12月16日 終日 10時", whenUnread, "typed", "終日"},
		{"12月16日 16:0018", whenClock, "typed", "16:00"},
		{"12月16日 25:61", whenClock, "typed", "25:61"},
		{"12月16日 30時", whenClock, "typed", "30時"},
		{"16 Dec 16am", whenClock, "typed", "16am"},
		{"12月16日 午後12時", whenTwelve, "typed", "午後12時"},
		{"16 Dec midnight", whenTwelve, "typed", "midnight"},
		{"16時〜18時", whenNoDay, "", ""},
		{"12月16日", whenNoTime, "", ""},
		{"12月16日〜18時", whenNoTime, "", ""},
		{"12月7日10時〜12月9日", whenNoTime, "", ""},
		{"2月31日 10時", whenNoSuchDay, "typed", "2月31日"},
		{"2027-02-29 10:00", whenNoSuchDay, "typed", "2027-02-29"},
		{"13月1日 10時", whenNoSuchDay, "typed", "13月1日"},
		{"31/31 10:00", whenNoSuchDay, "typed", "31/31"},
		{"0000-01-01 10:00", whenYear, "", ""},
		{"0/1 10:00", whenNoSuchDay, "typed", "0/1"},
		{"1969-12-31 10:00", whenYear, "first", "1970"},
		{"2101-01-01 10:00", whenYear, "last", "2100"},
		{"12月16日(木) 16時", whenWeekday, "day", "2026-12-16"},
		{"Thursday 16 December 4pm", whenWeekday, "typed", "Thursday"},
		{"16:00–18:30, Thursday 16 December", whenWeekday, "typed", "Thursday"},
		{"12月16日 16:00-15:00", whenBackwards, "end", "2026-12-16 15:00"},
		{"12月16日 16:00-16:00", whenBackwards, "end", "2026-12-16 16:00"},
		{"12月16日 17:59-5:00", whenBackwards, "end", "2026-12-16 05:00"},
		{"12月16日 18:00-6:00", whenBackwards, "end", "2026-12-16 06:00"},
		{"2026-12-16 – 2026-12-07", whenBackwards, "end", "2026-12-07"},
		{"2026-12-01 – 2027-01-30", whenTooLong, "days", "60"},
		{strings.Repeat("1", 201), whenUnread, "typed", strings.Repeat("1", 40) + "…"},
		{"\xff", whenUnread, "typed", "\ufffd"},
	}
	for _, c := range cases {
		_, p := ParseWhen(c.typed, mustZone(t, "Asia/Tokyo"), november(t))
		if p == nil || p.Key != c.key || c.arg != "" && fmt.Sprint(p.Args[c.arg]) != c.value {
			t.Errorf("%q: %v; want %s %s=%s", c.typed, p, c.key, c.arg, c.value)
		}
	}
	if got := describe(ParseWhen("2026-12-01 – 2027-01-29", mustZone(t, "Asia/Tokyo"), november(t))); !strings.HasSuffix(got, "all day") {
		t.Errorf("sixty days: %s", got)
	}
}

func TestParseWhen_asksWhenClocksChange(t *testing.T) {
	cases := []struct{ zone, typed, want string }{
		{"Europe/Berlin", "2027-03-28 02:30-04:00", "when.gap before=2027-03-28 01:59 after=2027-03-28 03:00"},
		{"Europe/Berlin", "2027-03-28 01:30-02:30", "when.gap before=2027-03-28 01:59 after=2027-03-28 03:00"},
		{"America/Santiago", "2027-09-05 0:30", "when.gap before=2027-09-04 23:59 after=2027-09-05 01:00"},
		{"Europe/Berlin", "2027-10-31 02:30-04:00", "when.twice first=UTC+02:00 second=UTC+01:00"},
		{"America/New_York", "2027-11-07 00:30-01:30", "when.twice first=UTC-04:00 second=UTC-05:00"},
		{"Australia/Lord_Howe", "2027-04-04 1:45", "when.twice first=UTC+11:00 second=UTC+10:30"},
		{"Europe/Berlin", "2027-10-31 02:30 +02:00 - 04:00", "2027-10-31 00:30 to 2027-10-31 03:00"},
		{"Europe/Berlin", "2027-10-31 02:30 +01:00 - 04:00", "2027-10-31 01:30 to 2027-10-31 03:00"},
		{"Europe/Berlin", "2027-10-31 02:30 UTC+01:00 - 04:00", "2027-10-31 01:30 to 2027-10-31 03:00"},
		{"Europe/Berlin", "2027-10-31 02:10-02:50 (+01:00)", "2027-10-31 01:10 to 2027-10-31 01:50"},
		{"Europe/Berlin", "2027-10-31 02:50 +02:00 – 02:10 +01:00", "2027-10-31 00:50 to 2027-10-31 01:10"},
		{"Europe/Berlin", "2027-10-31 02:50 +01:00 – 02:10 +02:00", "when.backwards"},
		{"America/New_York", "2027-11-07 01:30 UTC-5 - 3:00", "2027-11-07 06:30 to 2027-11-07 08:00"},
		{"America/New_York", "2027-11-07 01:30(-05:00) - 3:00", "2027-11-07 06:30 to 2027-11-07 08:00"},
		{"Europe/Berlin", "2027-10-31 02:30 +09:00", "when.offset"},
		{"Europe/Berlin", "2027-12-16 16:00 +02:00", "when.offset"},
		{"Europe/Berlin", "2027-12-16 16:00 +01:00", "2027-12-16 15:00 to 2027-12-16 16:30"},
		{"America/Santiago", "2027-09-04 – 2027-09-05", "2027-09-04 04:00 to 2027-09-06 03:00"},
		{"America/Santiago", "2027-09-05 all day", "2027-09-05 04:00 to 2027-09-06 03:00"},
		{"Europe/Berlin", "2027-10-31 01:00 for 3 hours", "2027-10-30 23:00 to 2027-10-31 02:00"},
	}
	for _, c := range cases {
		w, p := ParseWhen(c.typed, mustZone(t, c.zone), november(t))
		got := w.Start.UTC().Format(wallTime) + " to " + w.End.UTC().Format(wallTime)
		if p != nil {
			got = p.Key
			for _, arg := range []string{"before", "after", "first", "second"} {
				if v, ok := p.Args[arg]; ok {
					got += " " + arg + "=" + v.(string)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s %q: %s; want %s", c.zone, c.typed, got, c.want)
		}
	}
}

func TestParseWhen_tomorrowIsThatOfTheZone(t *testing.T) {
	now := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC) // already the 22nd in Japan
	tokyo, utc := mustZone(t, "Asia/Tokyo"), mustZone(t, "UTC")
	if got := describe(ParseWhen("tomorrow 10:00-11:00", tokyo, now)); got != "2026-11-23 10:00 to 2026-11-23 11:00 JST" {
		t.Error(got)
	}
	if got := describe(ParseWhen("tomorrow 10:00-11:00 JST", utc, now)); got != "2026-11-23 10:00 to 2026-11-23 11:00 JST" {
		t.Error(got)
	}
}

func TestParseNative_readsTheFieldsOfABrowser(t *testing.T) {
	for _, c := range [][4]string{
		{"2026-12-16", "16:00", "18:30", "2026-12-16 16:00 to 2026-12-16 18:30 JST"},
		{"2026-12-16", "16:00:00", "", "2026-12-16 16:00 to 2026-12-16 17:30 JST, end guessed"},
		{"2026-12-16", "22:00", "01:00", "2026-12-16 22:00 to 2026-12-17 01:00 JST"},
		{"2026-12-16", "16:00", "15:00", whenBackwards},
		{"2026-02-31", "16:00", "", whenNoSuchDay},
		{"", "16:00", "", whenNoDay},
		{"2026-12-16", "", "18:00", whenNoTime},
		{"", "", "", whenRequired},
		{"tomorrow", "16:00", "", whenUnread},
		{"2026-12-16", "4pm", "", whenUnread},
		{"2026-12-16", "16:00", "18:00 UTC", whenUnread},
		{"2026-12-16", "24:60", "", whenClock},
	} {
		if got := describe(ParseNative(c[0], c[1], c[2], mustZone(t, "Asia/Tokyo"), november(t))); got != c[3] {
			t.Errorf("%q: %s; want %s", c[:3], got, c[3])
		}
	}
}

func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{"12月16日 16時〜18時半", "2026年12月16日(水)午後4時〜6時半", "16 Dec 4pm–6:30pm", "2026-12-16T16:00/18:30", "December 7–16, 2026",
		"令和8年12月16日 24:00〜25:00 日本時間", "Friday noon +01:00", "16/12 1600-1830 for 2 hours Europe/Berlin", "2027-10-31 02:30 UTC+01:00", "-1:00", "/", "~明日"} {
		f.Add(s)
	}
	berlin, now := mustZone(f, "Europe/Berlin"), november(f)
	f.Fuzz(func(t *testing.T, typed string) {
		began := time.Now()
		w, p := ParseWhen(typed, berlin, now)
		if took := time.Since(began); took > 2*time.Second {
			t.Fatalf("%q took %v", typed, took)
		}
		if p != nil {
			for name, v := range p.Args {
				if s, ok := v.(string); ok && (!utf8.ValidString(s) || len(s) > 400) {
					t.Fatalf("%q: argument %s is %q", typed, name, s)
				}
			}
			if w != (When{}) && p.Key != whenBackwards && p.Key != whenTooLong {
				t.Fatalf("%q: %v and %v", typed, w, p)
			}
			return
		}
		if !w.End.After(w.Start) || w.Start.Year() < firstYear-1 || w.End.Year() > lastYear+1 || w.Start.Location() != w.End.Location() {
			t.Fatalf("%q: %v", typed, w)
		}
		if w.AllDay && (w.Start.Hour() > 1 || w.End.Hour() > 1) {
			t.Fatalf("%q, all day: %v", typed, w)
		}
	})
}
