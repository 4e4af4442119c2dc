package models

import "time"

// Overview is what the desk's first page of an event tells besides its EventCounts.
type Overview struct {
	Languages map[Lang]int // of those whose registration stands
	Week      int          // registrations of the last seven days
	Days      []DayCount   // days with registrations, in the event's zone, in order
	Latest    []Registration
	Letters   map[MailKind]int // that have left
}

// DayCount is how many came on one day; Day is its midnight in UTC, whatever the zone that it was counted in.
type DayCount struct {
	Day time.Time `db:"day"`
	N   int       `db:"n"`
}

// longestTrend is how many days a trend shows.
const longestTrend = 90

// Trend fills in the days on which nobody came, from the first with somebody up to today (in the event's zone) or the last one
// counted; of a longer time the last 90 days.
func Trend(counted []DayCount, today time.Time) []DayCount {
	if len(counted) == 0 {
		return nil
	}
	last := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	if end := counted[len(counted)-1].Day; end.After(last) {
		last = end
	}
	first := counted[0].Day
	if earliest := last.AddDate(0, 0, 1-longestTrend); first.Before(earliest) {
		first = earliest
	}
	n := map[time.Time]int{}
	for _, c := range counted {
		n[c.Day.UTC()] = c.N
	}
	var days []DayCount
	for d := first.UTC(); !d.After(last); d = d.AddDate(0, 0, 1) {
		days = append(days, DayCount{d, n[d]})
	}
	return days
}

// Busiest is the day on which most came, the earliest of several.
func Busiest(days []DayCount) (most DayCount) {
	for _, d := range days {
		if d.N > most.N {
			most = d
		}
	}
	return most
}
