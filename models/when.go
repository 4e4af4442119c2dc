package models

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// When is the time of an event, in the zone of both instants.
type When struct {
	Start, End time.Time
	EndGuessed bool // no end was typed: 90 minutes were taken
	AllDay     bool // days without times: Start opens the first day, End is the midnight after the last
	DayGuessed bool // 5/6 in a text that is not Japanese: taken as 6 May, but it could mean 5 June
}

const (
	usualLength    = 90 * time.Minute
	longestEvent   = 60 // days
	firstYear      = 1970
	lastYear       = 2100
	longestWhen    = 200 // characters of a typed time
	lateStart      = 18 * 60
	earlyEnd       = 6 * 60
	midnightAtEnd  = 24 * 60
	wallTime       = "2006-01-02 15:04"
	shownOfAUnread = 40 // characters of an unread text that a problem repeats
)

// The keys of what is wrong with a typed time, with their holes. Times and days in the arguments are in ISO form.
const (
	whenRequired  = "when.required"
	whenUnread    = "when.unread"      // {typed}: the first piece that means nothing
	whenNoDay     = "when.no_day"      //
	whenNoTime    = "when.no_time"     //
	whenClock     = "when.clock"       // {typed}: 25:61
	whenTwelve    = "when.twelve"      // {typed}: 午後12時 or midnight, which are read in two ways
	whenNoSuchDay = "when.no_such_day" // {typed}: 31 February
	whenYear      = "when.year"        // {first}, {last}
	whenWeekday   = "when.weekday"     // {typed}: the weekday; {day}
	whenBackwards = "when.backwards"   // {start}, {end}
	whenTooLong   = "when.too_long"    // {days}
	whenGap       = "when.gap"         // {time}, {zone}, {before}, {after}: clocks skip the time
	whenTwice     = "when.twice"       // {time}, {zone}, {first}, {second}: clocks show it twice; offsets, as they may be added
	whenOffset    = "when.offset"      // {offset}, {time}, {zone}
)

// ParseWhen reads the time of an event as people type it, in Japanese or in English: 12月16日(水)16時〜18時半,
// 16 Dec 4pm–6:30pm, 2026-12-16T16:00/18:30, 令和8年12月7日〜16日. Times are on the clocks of zone, unless the text names a
// zone of its own (日本時間, UTC, an IANA name). A day without a year is the next one, today included; hours up to 29
// are those of the following night. Nothing is corrected: what cannot be, or could be two moments, is a problem.
// An offset typed after a time (UTC+01:00) says which of two moments is meant when clocks are turned back.
func ParseWhen(typed string, zone *time.Location, now time.Time) (When, *Problem) {
	s := strings.TrimSpace(norm.NFKC.String(typed))
	if Blank(s) {
		return When{}, problemOf(whenRequired)
	}
	if utf8.RuneCountInString(s) > longestWhen || !utf8.ValidString(s) {
		return When{}, problemOf(whenUnread, "typed", beginning(s))
	}
	words, unread := readWords(s, dayOf(now.In(zone)))
	if unread != "" {
		return When{}, problemOf(whenUnread, "typed", unread)
	}
	if i := slices.IndexFunc(words, func(w word) bool { return w.kind == wordZone }); i >= 0 {
		zone = words[i].zone
		words, _ = readWords(s, dayOf(now.In(zone))) // tomorrow may be another day there
	}
	r := whenReading{zone: zone, today: dayOf(now.In(zone)), words: words}
	if p := r.sort(); p != nil {
		return When{}, p
	}
	w, p := r.when()
	if p != nil {
		return When{}, p
	}
	w.DayGuessed = r.doubt && !writtenInJapanese(s)
	return w, w.Check()
}

// ParseNative reads the values of a browser's own date and time fields (2026-12-16, 16:00, 18:30); end may be empty.
func ParseNative(date, start, end string, zone *time.Location, now time.Time) (When, *Problem) {
	date, start, end = strings.TrimSpace(date), strings.TrimSpace(start), strings.TrimSpace(end)
	switch {
	case date == "" && start == "" && end == "":
		return When{}, problemOf(whenRequired)
	case date == "":
		return When{}, problemOf(whenNoDay)
	case start == "":
		return When{}, problemOf(whenNoTime)
	}
	if !nativeDate.MatchString(date) {
		return When{}, problemOf(whenUnread, "typed", beginning(date))
	}
	for _, t := range []string{start, end} {
		if t != "" && !nativeTime.MatchString(t) {
			return When{}, problemOf(whenUnread, "typed", beginning(t))
		}
	}
	if end != "" {
		end = "–" + end
	}
	return ParseWhen(date+" "+start+end, zone, now)
}

// Check holds what is true of the time of any event: it ends after it starts, and within 60 days.
func (w When) Check() *Problem {
	if !w.End.After(w.Start) {
		return problemOf(whenBackwards, "start", w.Start.Format(wallTime), "end", w.End.Format(wallTime))
	}
	if w.End.After(w.Start.AddDate(0, 0, longestEvent)) {
		return problemOf(whenTooLong, "days", longestEvent)
	}
	return nil
}

// beginning is what a problem repeats of a text that may be long, or not text at all.
func beginning(s string) string {
	r := []rune(strings.ToValidUTF8(s, "\ufffd"))
	if len(r) > shownOfAUnread {
		return string(r[:shownOfAUnread]) + "…"
	}
	return string(r)
}
