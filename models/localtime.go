package models

import (
	"fmt"
	"time"
)

// day is a date of the Gregorian calendar without a place. A year, or a month too, of 0 was not typed.
type day struct{ year, month, day int }

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return day{y, int(m), d}
}

// midnight is the day as if the whole world kept UTC: for counting, not an instant.
func (d day) midnight() time.Time {
	return time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
}

func (d day) plus(days int) day                     { return dayOf(d.midnight().AddDate(0, 0, days)) }
func (d day) before(o day) bool                     { return d.midnight().Before(o.midnight()) }
func (d day) exists() bool                          { return dayOf(d.midnight()) == d }
func (d day) weekday() time.Weekday                 { return d.midnight().Weekday() }
func (d day) at(minutes int) time.Time              { return d.midnight().Add(time.Duration(minutes) * time.Minute) }
func (d day) String() string                        { return d.midnight().Format(time.DateOnly) }
func (d day) daysUntil(o day) int                   { return int(o.midnight().Sub(d.midnight()).Hours() / 24) }
func (d day) opening(zone *time.Location) time.Time { return firstInstant(d.midnight(), zone) }

// widest is more than the distance of any clock on earth from UTC.
const widest = 16 * time.Hour

// instants finds the moments at which clocks in zone show what wall shows (given as if in UTC): one as a rule, two when
// clocks are turned back over it, none when they are turned forward over it. In order of time.
func instants(wall time.Time, zone *time.Location) []time.Time {
	var found []time.Time
	for t := wall.Add(-widest); ; {
		_, end := t.In(zone).ZoneBounds()
		_, offset := t.In(zone).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		if _, o := at.Zone(); o == offset && (len(found) == 0 || !found[len(found)-1].Equal(at)) {
			found = append(found, at)
		}
		if end.IsZero() || end.After(wall.Add(widest)) {
			return found
		}
		t = end
	}
}

// around gives what clocks in zone show in the last minute before, and the first moment after, a gap in which wall lies.
func around(wall time.Time, zone *time.Location) (before, after time.Time) {
	after = firstInstant(wall, zone)
	return after.Add(-time.Minute), after
}

// firstInstant is the first moment at which clocks in zone show wall or later.
func firstInstant(wall time.Time, zone *time.Location) time.Time {
	if at := instants(wall, zone); len(at) > 0 {
		return at[0]
	}
	t := wall.Add(-widest).In(zone)
	for {
		_, end := t.ZoneBounds()
		if shown(end).After(wall) {
			return end
		}
		t = end
	}
}

// shown is the wall time of an instant, as if in UTC.
func shown(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second).UTC()
}

// offsetName writes the distance from UTC in the form that ParseWhen reads, as in UTC+09:00.
func offsetName(t time.Time) string {
	_, s := t.Zone()
	sign := '+'
	if s < 0 {
		sign, s = '-', -s
	}
	return fmt.Sprintf("UTC%c%02d:%02d", sign, s/3600, s/60%60)
}
