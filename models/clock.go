package models

import (
	"regexp"
	"strconv"
	"strings"
)

// half says which half of a day a typed hour belongs to.
type half byte

const (
	halfUnknown half = iota
	forenoon
	afternoon
)

const halfDay = 12 * 60

// clock is a time of day as typed. Minutes count from the midnight at which the day begins; hours up to 29 belong to the
// night after it, as broadcasters write them.
type clock struct {
	minutes int
	half    half // as typed; unknown on a clock of 24 hours
	word    bool // midnight, which could be either end of a day
	typed   string
}

// open reports whether a half of the day, taken over from the other end of a range, could still apply.
func (c clock) open() bool { return c.half == halfUnknown && !c.word && c.minutes < 13*60 }

// in moves an open clock into a half of the day.
func (c clock) in(h half) int {
	m := c.minutes % halfDay
	if h == afternoon {
		m += halfDay
	}
	return m
}

var (
	clockKanji  = regexp.MustCompile(`(?i)^(午前|午後|am\b|pm\b)?\s*(\d{1,2})\s*時(?:\s*(半)|\s*(\d{1,2})\s*分|(\d{2}))?`)
	clockColon  = regexp.MustCompile(`(?i)^(午前|午後|am\b|pm\b)?\s*(\d{1,2})[:.](\d{2})(?::(\d{2})(?:\.\d+)?)?(?:\s*(a\.m\.|p\.m\.|am\b|pm\b))?`)
	clockLetter = regexp.MustCompile(`(?i)^()(\d{1,2})(?:h(\d{2})?\b|()\s*(a\.m\.|p\.m\.|am\b|pm\b))`)
	clockWord   = regexp.MustCompile(`(?i)^(?:12\s*)?(noon\b|midnight\b|正午|深夜0時|夜中の?12時)`)
)

// readClock reads the time at the beginning of s. Bytes is its length, 0 when there is none; a time that no clock shows
// (25:61, 30:00) comes with sound false, and one that people read in two ways (午後12時) with twelve true.
func readClock(s string) (c clock, bytes int, sound, twelve bool) {
	if m := clockWord.FindStringSubmatch(s); m != nil {
		c = clock{minutes: halfDay, half: afternoon, typed: m[0]}
		if w := strings.ToLower(m[1]); w != "noon" && w != "正午" {
			c = clock{word: true, typed: m[0]}
		}
		return c, len(m[0]), true, false
	}
	if m := clockKanji.FindStringSubmatch(s); m != nil {
		minutes := m[4] + m[5]
		if m[3] != "" {
			minutes = "30"
		}
		return clockOf(m[0], m[1], m[2], minutes)
	}
	if m := clockColon.FindStringSubmatch(s); m != nil && (m[4] == "" || m[4] == "00") {
		c, bytes, sound, twelve = clockOf(m[0], m[1]+m[5], m[2], m[3])
		return c, bytes, sound && !startsWithDigit(s[bytes:]), twelve
	}
	if m := clockLetter.FindStringSubmatch(s); m != nil {
		return clockOf(m[0], m[5], m[2], m[3])
	}
	return clock{}, 0, false, false
}

// fourDigits reads HHMM.
func fourDigits(s string) (clock, bool) {
	c, _, sound, _ := clockOf(s, "", s[:2], s[2:])
	return c, sound
}

func clockOf(typed, halfTyped, hourTyped, minuteTyped string) (c clock, bytes int, sound, twelve bool) {
	hour, _ := strconv.Atoi(hourTyped)
	minute := 0
	if minuteTyped != "" {
		minute, _ = strconv.Atoi(minuteTyped)
	}
	c = clock{minutes: hour*60 + minute, typed: strings.TrimSpace(typed)}
	sound = hour < 30 && minute < 60
	c.half = halves[strings.ToLower(strings.ReplaceAll(halfTyped, ".", ""))]
	switch {
	case c.half == halfUnknown:
	case hour <= 12:
		c.minutes = c.in(c.half)
		twelve = hour == 12 && strings.HasPrefix(halfTyped, "午") // noon to some, midnight to others
	case hour > 23 || c.half == forenoon:
		sound = false
	}
	return c, len(typed), sound, twelve
}

var halves = map[string]half{"午前": forenoon, "am": forenoon, "午後": afternoon, "pm": afternoon}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
