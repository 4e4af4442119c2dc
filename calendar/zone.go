package calendar

import (
	"fmt"
	"strings"
	"time"
)

// inUTC reports whether the event's times are written in UTC: it says UTC itself, or a clock change shows one of its times twice,
// and programs disagree about which of the two a local time then means.
func (e Event) inUTC() bool {
	zone := e.Start.Location()
	return zone == time.UTC || zone.String() == "Etc/UTC" || doubled(e.Start) || doubled(e.End.In(zone))
}

// doubled reports whether the clock of t's zone shows the time of t twice.
func doubled(t time.Time) bool {
	from, until := t.ZoneBounds()
	_, off := t.Zone()
	if !from.IsZero() {
		_, before := from.Add(-time.Second).Zone()
		if t.Before(from.Add(time.Duration(before-off) * time.Second)) {
			return true
		}
	}
	if until.IsZero() {
		return false
	}
	_, after := until.Zone()
	return !t.Before(until.Add(time.Duration(after-off) * time.Second))
}

// zoneSpan is a zone and the time for which a calendar has to know its clock.
type zoneSpan struct {
	name     string
	from, to time.Time
}

// zoneSpans gathers the zones of all events, in the order in which they come.
type zoneSpans struct{ list []*zoneSpan }

// add makes room for the event. It refuses a zone that other programs do not know by its name:
// "Local", none, an abbreviation, a bare offset.
func (z *zoneSpans) add(e Event) error {
	zone := e.Start.Location()
	for _, s := range z.list {
		if s.name == zone.String() {
			if !e.inUTC() {
				s.from, s.to = earlier(s.from, e.Start), later(s.to, e.End.In(zone))
			}
			return nil
		}
	}
	if name := zone.String(); name == "" || name == "Local" {
		return fmt.Errorf("no zone but %q", name)
	} else if _, err := time.LoadLocation(name); err != nil {
		return fmt.Errorf("zone: %w", err)
	}
	if !e.inUTC() {
		z.list = append(z.list, &zoneSpan{zone.String(), e.Start, e.End.In(zone)})
	}
	return nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// onset is the moment from which a zone keeps an offset (seconds east of UTC).
type onset struct {
	wall     time.Time // as the clock showed it until then; in a fixed zone of the old offset
	from, to int
	name     string
	daylight bool
}

// onsetBefore is the onset that t's clock follows. Whatever began before 1970 counts from there.
func onsetBefore(t time.Time) onset {
	at, _ := t.ZoneBounds()
	name, to := t.Zone()
	if at.IsZero() || at.Year() < 1970 {
		return onset{time.Date(1970, 1, 1, 0, 0, 0, 0, time.FixedZone("", to)), to, to, name, false}
	}
	before := at.Add(-time.Second)
	_, from := before.Zone()
	daylight := t.IsDST()
	if daylight != before.IsDST() {
		daylight = to > from // Dublin and Casablanca call their winter the exception; calendars expect the summer
	}
	return onset{at.In(time.FixedZone("", from)), from, to, name, daylight}
}

// onsets lists what is needed to tell the time from s.from to s.to and, in a zone with summer time, at least one of either kind,
// because Outlook does not read a zone without STANDARD.
func (s *zoneSpan) onsets() []onset {
	t := s.from
	list := []onset{onsetBefore(t)}
	for {
		_, until := t.ZoneBounds()
		if until.IsZero() {
			break
		}
		next := onsetBefore(until)
		if until.After(s.to) && (len(list) > 1 || next.daylight == list[0].daylight) {
			break
		}
		list, t = append(list, next), until
	}
	if len(list) == 1 {
		list[0].daylight = false
	}
	return list
}

// yearly tells the onsets of one kind as a rule, or nothing where they follow none.
func yearly(list []onset) (rules []string) {
	if len(list) == 0 {
		return nil
	}
	first := list[0].wall
	nth, last := true, true
	for i, o := range list {
		w := o.wall
		if o.from != list[0].from || o.to != list[0].to || o.name != list[0].name || w.Year() != first.Year()+i ||
			w.Month() != first.Month() || w.Weekday() != first.Weekday() || w.Format("150405") != first.Format("150405") {
			return nil
		}
		nth = nth && (w.Day()-1)/7 == (first.Day()-1)/7
		last = last && w.AddDate(0, 0, 7).Month() != w.Month()
	}
	rule := fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=", first.Month())
	day := strings.ToUpper(first.Weekday().String()[:2])
	if n := (first.Day()-1)/7 + 1; nth && n < 5 {
		rules = append(rules, fmt.Sprint(rule, n, day))
	}
	if last {
		rules = append(rules, rule+"-1"+day)
	}
	return rules
}

// rule is the rule that holds for the span's own onsets of a kind; if two do, the one that also holds for the years after it.
func (s *zoneSpan) rule(list []onset, daylight bool) string {
	own := yearly(ofKind(list, daylight))
	if len(own) < 2 {
		return strings.Join(own, "")
	}
	ahead := zoneSpan{s.name, s.from, s.to.AddDate(8, 0, 0)}
	for _, r := range yearly(ofKind(ahead.onsets(), daylight)) {
		return r
	}
	return own[0]
}

func ofKind(list []onset, daylight bool) (kind []onset) {
	for _, o := range list {
		if o.daylight == daylight {
			kind = append(kind, o)
		}
	}
	return kind
}

// zone writes a VTIMEZONE (3.6.5). Where the years agree it has one STANDARD and one DAYLIGHT with a yearly rule, the only form that
// Outlook reads; else each onset by itself. The rule is promised for the events of this object only.
func (b *lines) zone(s *zoneSpan) {
	b.line("BEGIN:VTIMEZONE")
	b.line("TZID:" + s.name)
	list := s.onsets()
	if len(list) > 1 {
		standard, daylight := s.rule(list, false), s.rule(list, true)
		if standard != "" && daylight != "" {
			b.observance(ofKind(list, false)[0], standard)
			b.observance(ofKind(list, true)[0], daylight)
			list = nil
		}
	}
	for _, o := range list {
		b.observance(o, "")
	}
	b.line("END:VTIMEZONE")
}

func (b *lines) observance(o onset, rule string) {
	kind := "STANDARD"
	if o.daylight {
		kind = "DAYLIGHT"
	}
	b.line("BEGIN:" + kind)
	b.line("DTSTART:" + o.wall.Format(wallForm))
	b.line("TZOFFSETFROM:" + offset(o.from))
	b.line("TZOFFSETTO:" + offset(o.to))
	if rule != "" {
		b.line("RRULE:" + rule)
	}
	if !strings.ContainsAny(o.name, "+-") { // the database calls a zone without an abbreviation by its offset
		b.text("TZNAME", o.name)
	}
	b.line("END:" + kind)
}

// offset is a UTC-OFFSET (3.3.14); seconds only where there are any.
func offset(s int) string {
	sign := '+'
	if s < 0 {
		sign, s = '-', -s
	}
	if s%60 == 0 {
		return fmt.Sprintf("%c%02d%02d", sign, s/3600, s/60%60)
	}
	return fmt.Sprintf("%c%02d%02d%02d", sign, s/3600, s/60%60, s%60)
}
