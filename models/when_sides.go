package models

import "time"

// side is what was typed on one side of the dash.
type side struct {
	day        *day
	dayTyped   string
	weekday    *time.Weekday
	weekTyped  string
	clock      *clock
	offset     *int // seconds east of UTC
	offsetWord string
}

// whenReading puts the words of a typed time in their places.
type whenReading struct {
	zone   *time.Location
	today  day
	words  []word
	sides  [2]side
	now    int  // the side that words go to
	doubt  bool // which number is the month
	allDay bool
	length *int // minutes
}

// sort hands each word to its side.
func (r *whenReading) sort() *Problem {
	r.doubt = settleOrder(r.words)
	for i, w := range r.words {
		fits := true
		at := &r.sides[r.now]
		switch w.kind {
		case wordTo:
			fits = r.now == 0 && i > 0
			r.now = 1
		case wordDate:
			fits = at.setDay(w.day, w.typed)
		case wordWeekday:
			fits = at.weekday == nil
			at.weekday, at.weekTyped = &w.weekday, w.typed
		case wordClock:
			if w.number != 0 {
				return problemOf(map[int]string{clockUnsound: whenClock, clockTwelve: whenTwelve}[w.number], "typed", w.typed)
			}
			fits = at.setClock(w.clock)
		case wordNumber:
			fits = r.sortNumber(i, at)
		case wordFour:
			fits = r.sortFour(i, at)
		case wordLength:
			fits = r.length == nil
			r.length = &w.number
		case wordZone:
			fits = w.zone.String() == r.zone.String()
		case wordOffset:
			fits = at.clock != nil && at.offset == nil
			at.offset, at.offsetWord = &w.number, w.typed
		case wordAllDay:
			r.allDay = true
		}
		if !fits {
			return problemOf(whenUnread, "typed", w.typed)
		}
	}
	return r.contradiction()
}

// contradiction finds words that fit alone but not together.
func (r *whenReading) contradiction() *Problem {
	from, to := r.sides[0], r.sides[1]
	switch {
	case r.length != nil && to != (side{}):
		return problemOf(whenUnread, "typed", r.typedOf(wordLength))
	case r.allDay && (from.clock != nil || to.clock != nil || r.length != nil):
		return problemOf(whenUnread, "typed", r.typedOf(wordAllDay))
	}
	return nil
}

func (r *whenReading) typedOf(kind wordKind) string {
	for _, w := range r.words {
		if w.kind == kind {
			return w.typed
		}
	}
	return ""
}

// sortNumber tells from the other end of its range whether a number is an hour (4–6:30pm) or a day (7–16 December).
func (r *whenReading) sortNumber(i int, at *side) bool {
	var other *word
	switch {
	case i >= 2 && r.words[i-1].kind == wordTo:
		other = &r.words[i-2]
	case i+2 < len(r.words) && r.words[i+1].kind == wordTo:
		other = &r.words[i+2]
	default:
		return false
	}
	w := r.words[i]
	switch other.kind {
	case wordClock:
		return w.number < 30 && at.setClock(clock{minutes: w.number * 60, typed: w.typed})
	case wordDate, wordWeekday:
		return at.setDay(day{0, 0, w.number}, w.typed)
	}
	return false
}

// sortFour takes four digits as HHMM, except after the days of "December 7–16, 2026".
func (r *whenReading) sortFour(i int, at *side) bool {
	w := r.words[i]
	if i > 0 && r.words[i-1].kind == wordNumber && at.day != nil && at.day.month == 0 {
		if first := r.sides[0].day; first != nil && first.year == 0 {
			first.year = typedYear(w.typed)
			at.day.year = first.year
			return true
		}
		return false
	}
	c, sound := fourDigits(w.typed)
	return sound && at.setClock(c)
}

func (s *side) setDay(d day, typed string) bool {
	if s.day != nil {
		return false
	}
	s.day, s.dayTyped = &d, typed
	return true
}

func (s *side) setClock(c clock) bool {
	if s.clock != nil {
		return false
	}
	s.clock = &c
	return true
}

// when works out the instants.
func (r *whenReading) when() (When, *Problem) {
	first, last, p := r.days()
	if p != nil {
		return When{}, p
	}
	from, to := r.sides[0], r.sides[1]
	if from.clock == nil {
		if to.clock == nil && (r.allDay || to.day != nil || to.weekday != nil) {
			return When{Start: first.opening(r.zone), End: last.plus(1).opening(r.zone), AllDay: true}, nil
		}
		return When{}, problemOf(whenNoTime)
	}
	if to.clock == nil {
		if to != (side{}) {
			return When{}, problemOf(whenNoTime)
		}
		return r.withoutEnd(first)
	}
	start, end := joinHalves(*from.clock, *to.clock)
	if from.clock.word {
		return When{}, problemOf(whenTwelve, "typed", from.clock.typed)
	}
	startWall, endWall := first.at(start), last.at(end)
	if !endWall.After(startWall) && first == last && start >= lateStart && end < earlyEnd {
		endWall = endWall.AddDate(0, 0, 1)
	}
	if !endWall.After(startWall) && from.offset == nil && to.offset == nil {
		return When{}, problemOf(whenBackwards, "start", startWall.Format(wallTime), "end", endWall.Format(wallTime))
	}
	var w When
	if w.Start, p = r.instant(startWall, from, to); p != nil {
		return When{}, p
	}
	if w.End, p = r.instant(endWall, to, from); p != nil {
		return When{}, p
	}
	return w, nil
}

func (r *whenReading) withoutEnd(first day) (When, *Problem) {
	from := r.sides[0]
	if from.clock.word {
		return When{}, problemOf(whenTwelve, "typed", from.clock.typed)
	}
	start, p := r.instant(first.at(from.clock.minutes), from, from)
	if p != nil {
		return When{}, p
	}
	if r.length != nil {
		return When{Start: start, End: start.Add(time.Duration(*r.length) * time.Minute)}, nil
	}
	return When{Start: start, End: start.Add(usualLength), EndGuessed: true}, nil
}

// joinHalves gives both ends of a range in minutes; a half of the day typed at one end counts for the other,
// unless that would turn the range round.
func joinHalves(from, to clock) (start, end int) {
	start, end = from.minutes, to.minutes
	if to.word {
		end = midnightAtEnd
		return start, end
	}
	switch {
	case from.half != halfUnknown && to.open():
		for _, m := range []int{to.in(forenoon), to.in(afternoon)} {
			if m > start {
				return start, m
			}
		}
		end = to.in(forenoon)
	case to.half != halfUnknown && from.open():
		if start = from.in(to.half); start >= end {
			start = from.in(forenoon + afternoon - to.half)
		}
	}
	return start, end
}

// instant finds the moment that a wall time names. An offset typed after the time decides; one typed at the other end
// of the range helps only where the clocks would leave a choice.
func (r *whenReading) instant(wall time.Time, own, other side) (time.Time, *Problem) {
	found := instants(wall, r.zone)
	typed := wall.Format(wallTime)
	if len(found) == 0 {
		before, after := around(wall, r.zone)
		return time.Time{}, problemOf(whenGap, "time", typed, "zone", r.zone.String(), "before", before.Format(wallTime), "after", after.Format(wallTime))
	}
	if own.offset == nil && len(found) > 1 {
		own.offset, own.offsetWord = other.offset, other.offsetWord
	}
	if own.offset != nil {
		for _, t := range found {
			if _, offset := t.Zone(); offset == *own.offset {
				return t, nil
			}
		}
		return time.Time{}, problemOf(whenOffset, "offset", own.offsetWord, "time", typed, "zone", r.zone.String())
	}
	if len(found) > 1 {
		return time.Time{}, problemOf(whenTwice, "time", typed, "zone", r.zone.String(), "first", offsetName(found[0]), "second", offsetName(found[1]))
	}
	return found[0], nil
}
