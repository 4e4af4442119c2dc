package templates

import (
	"fmt"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
)

// sameClock reports whether two zones show the same time at t.
func sameClock(t time.Time, a, b *time.Location) bool {
	_, x := t.In(a).Zone()
	_, y := t.In(b).Zone()
	return x == y
}

// shortWhen is the date in a subject: 12/16 水 16:00 · Wed 16 Dec. Readers of Japanese get the event's time, others their own.
func shortWhen(f LetterFacts, own *time.Location) string {
	if f.Lang == models.Japanese {
		day := fmt.Sprintf("%d/%d %s", f.Start.Month(), f.Start.Day(), string([]rune(i18n.Weekday(f.Lang, f.Start))[0]))
		if f.AllDay {
			return day
		}
		return day + " " + i18n.Clock(f.Start)
	}
	return i18n.ShortDate(f.Lang, f.Start.In(own))
}

// momentFor is a moment with the zone in words. Readers of Japanese get the event's time, others their own.
func momentFor(f LetterFacts, at time.Time, own *time.Location) string {
	at = at.In(f.Start.Location())
	if f.Lang != models.Japanese {
		at = at.In(own)
	}
	day, zone := i18n.ShortDate(f.Lang, at), i18n.Zone(f.Lang, at)
	if f.Lang == models.Japanese {
		return day + i18n.Clock(at) + "（" + zone + "）"
	}
	return day + ", " + i18n.Clock(at) + " " + zone
}

// whenLines writes the date block: the day, the time, and below it the other zone where the two differ on that day. For readers of
// Japanese the event's zone comes first, for others their own.
func whenLines(f LetterFacts, own *time.Location) []string {
	if f.AllDay {
		return []string{i18n.Days(f.Lang, f.Start, f.End), i18n.Zone(f.Lang, f.Start)}
	}
	zoned := f.Start.Location()
	if sameClock(f.Start, zoned, own) {
		return []string{i18n.Date(f.Lang, f.Start), span(f.Lang, f.Start, f.End, f.Start) + " " + i18n.Zone(f.Lang, f.Start)}
	}
	theirs := yourTime(f.Lang, span(f.Lang, f.Start.In(own), f.End.In(own), f.Start.In(own))+" "+i18n.Zone(f.Lang, f.Start.In(own)))
	events := span(f.Lang, f.Start, f.End, f.Start) + " " + i18n.Zone(f.Lang, f.Start)
	otherDay := f.Start.Day() != f.Start.In(own).Day()
	if f.Lang == models.Japanese {
		if otherDay {
			theirs = i18n.ShortDate(f.Lang, f.Start.In(own)) + " " + theirs
		}
		return []string{i18n.Date(f.Lang, f.Start), events, theirs}
	}
	if otherDay {
		events = i18n.ShortDate(f.Lang, f.Start) + ", " + events
	}
	return []string{i18n.Date(f.Lang, f.Start.In(own)), theirs, events}
}

func yourTime(lang models.Lang, s string) string {
	return i18n.T(lang, "letter.your_time", "when", s)
}

// span writes the times of a span that begins on the day of base, with the day of its end where that is another one.
func span(lang models.Lang, from, to, base time.Time) string {
	end := i18n.Clock(to)
	if to.YearDay() != base.YearDay() || to.Year() != base.Year() {
		end = i18n.ShortDate(lang, to) + " " + end
	}
	return i18n.Clock(from) + "–" + end
}
