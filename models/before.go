package models

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// A moment that is kept relative to the start of an event, in minutes, so that it moves along with it.

var beforeStart = regexp.MustCompile(`(?i)^(\d{1,6})\s*(週間?|日間?|時間|分間?|w(?:ee)?ks?|days?|d|hours?|hrs?|h|minutes?|mins?)\s*(?:前|before(?: the (?:event|start))?)$`)

// longestBefore is the longest time before an event that is understood: ten years.
const longestBefore = 10 * 366 * 24 * 60

// readBefore reads a moment before the start of e as typed: so long before it (3日前, 2 weeks before), or a date with or without a time, in
// the words that ParseWhen reads. A date alone means the beginning of its day for what opens, and its last minute for what closes. nil
// where nothing is typed, or nothing that could be read.
func readBefore(p Problems, field, typed string, e Event, now time.Time) *int {
	if Blank(typed) {
		return nil
	}
	if m := beforeStart.FindStringSubmatch(strings.TrimSpace(norm.NFKC.String(typed))); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits, six at most
		n *= unitMinutes(m[2])
		if n > longestBefore {
			p.Add(field, "seats.too_early")
			return nil
		}
		return &n
	}
	if e.StartsAt.IsZero() {
		p.Add(field, "seats.no_start")
		return nil
	}
	w, wrong := ParseWhen(typed, e.Location(), now)
	if wrong != nil && wrong.Key == whenNoTime {
		w, wrong = ParseWhen(typed+" all day", e.Location(), now)
	}
	if wrong != nil {
		p[field] = *wrong
		return nil
	}
	at := w.Start
	switch {
	case w.AllDay && w.End.Sub(w.Start) > 25*time.Hour, !w.AllDay && !w.EndGuessed:
		p.Add(field, "seats.one_moment")
		return nil
	case w.AllDay && field == "closes":
		at = w.End.Add(-time.Minute)
	}
	n := int(e.StartsAt.Sub(at) / time.Minute)
	switch {
	case n < 0:
		p.Add(field, "seats.after_start")
		return nil
	case n > longestBefore:
		p.Add(field, "seats.too_early")
		return nil
	}
	return &n
}

// unitMinutes is how long one of a typed unit is.
func unitMinutes(unit string) int {
	switch u := strings.ToLower(unit); {
	case strings.HasPrefix(u, "週"), strings.HasPrefix(u, "w"):
		return 7 * 24 * 60
	case strings.HasPrefix(u, "日"), strings.HasPrefix(u, "d"):
		return 24 * 60
	case strings.HasPrefix(u, "時"), strings.HasPrefix(u, "h"):
		return 60
	}
	return 1
}

// typedBefore writes such a moment the way readBefore reads it: by the event's clock, or, while it has no time, as so long before it.
func typedBefore(e Event, minutes *int, lang Lang) string {
	if minutes == nil {
		return ""
	}
	if !e.StartsAt.IsZero() {
		at := e.StartsAt.Add(-time.Duration(*minutes) * time.Minute).In(e.Location())
		return at.Format(wallTime) + twiceShown(at)
	}
	for _, u := range []struct {
		minutes int
		ja, en  string
	}{{24 * 60, "日前", " days before"}, {60, "時間前", " hours before"}, {1, "分前", " minutes before"}} {
		if *minutes%u.minutes == 0 {
			n := strconv.Itoa(*minutes / u.minutes)
			if lang == Japanese {
				return n + u.ja
			}
			return n + u.en
		}
	}
	return ""
}
