package models

import (
	"regexp"
	"time"
)

var (
	nativeDate = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	nativeTime = regexp.MustCompile(`^\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$`)
)

// days fills in what the days of both sides leave open, and checks them. Last is first when only one was typed.
func (r *whenReading) days() (first, last day, p *Problem) {
	from, to := &r.sides[0], &r.sides[1]
	switch {
	case from.day != nil:
	case to.day != nil && from.clock != nil: // 16:00–18:30, 16 December
		d := *to.day
		from.day, from.dayTyped = &d, to.dayTyped
	case from.weekday != nil:
		d := nextWeekday(r.today, *from.weekday)
		from.day, from.dayTyped = &d, from.weekTyped
	default:
		return day{}, day{}, problemOf(whenNoDay)
	}
	r.completeFirst(from.day, to.day)
	if p = checkDay(*from.day, from.dayTyped); p != nil {
		return day{}, day{}, p
	}
	first = *from.day
	last = first
	switch {
	case to.day != nil:
		last = completeLast(first, *to.day)
		if p = checkDay(last, to.dayTyped); p != nil {
			return day{}, day{}, p
		}
	case to.weekday != nil:
		last = nextWeekday(first, *to.weekday)
	}
	if last.before(first) {
		return day{}, day{}, problemOf(whenBackwards, "start", first.String(), "end", last.String())
	}
	for _, c := range []struct {
		s *side
		d day
	}{{from, first}, {to, last}} {
		if c.s.weekday != nil && *c.s.weekday != c.d.weekday() {
			return day{}, day{}, problemOf(whenWeekday, "typed", c.s.weekTyped, "day", c.d.String())
		}
	}
	return first, last, nil
}

// completeFirst gives the first day its month and its year: from the last day where that has them, else those of the
// next such day, today included.
func (r *whenReading) completeFirst(first, last *day) {
	if first.month == 0 && last != nil {
		first.month, first.year = last.month, last.year
	}
	if first.year == 0 && last != nil && last.year != 0 {
		first.year = last.year
		if last.before(*first) {
			first.year--
		}
	}
	if first.month == 0 {
		*first = nextDayOfMonth(r.today, first.day)
	}
	for first.year == 0 {
		for y := r.today.year; y <= r.today.year+8; y++ {
			if d := (day{y, first.month, first.day}); d.exists() && !d.before(r.today) {
				first.year = y
				return
			}
		}
		first.year = r.today.year // 31 February: no year has it
	}
}

// completeLast gives the last day what it leaves open, so that it is not before the first where it can be helped.
func completeLast(first, last day) day {
	if last.month == 0 {
		last.month, last.year = first.month, first.year
	}
	if last.year == 0 {
		last.year = first.year
		if last.before(first) {
			last.year++
		}
	}
	return last
}

func nextDayOfMonth(today day, number int) day {
	for ahead := range 62 {
		if d := today.plus(ahead); d.day == number {
			return d
		}
	}
	return day{today.year, today.month, number}
}

func nextWeekday(from day, w time.Weekday) day {
	return from.plus((int(w) - int(from.weekday()) + 7) % 7)
}

func checkDay(d day, typed string) *Problem {
	if d.year < firstYear || d.year > lastYear {
		return problemOf(whenYear, "first", firstYear, "last", lastYear)
	}
	if !d.exists() {
		return problemOf(whenNoSuchDay, "typed", typed)
	}
	return nil
}
