package models

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pastedLine is one line of a pasted programme, taken apart as far as it can be without its neighbours.
type pastedLine struct {
	number int    // from 1
	text   string // as typed, trimmed
	day    *dayMark
	timed  bool  // begins with a time
	sound  bool  // that any clock could show
	start  clock // timed
	end    *clock
	rest   string // what follows the day and the time
}

// dayMark is the beginning of another day: a date, or a count (Day 2, 2日目).
type dayMark struct {
	count int // 0 with a date
	date  day
}

var (
	lineBullet  = regexp.MustCompile(`^[・\-*•●◆◇■□○◎▶►▪※➤→–—①-⑳]\s*`)
	lineNumber  = regexp.MustCompile(`^\(?\d{1,2}[.)]\s*`)
	numberClear = regexp.MustCompile(`^(?:\d{1,2}:\d{2}|\d{1,2}\s*時|午)`)
	lineFour    = regexp.MustCompile(`^\d{4}(?:\D|$)`)
	lineTo      = regexp.MustCompile(`(?i)^\s*(?:[-–—−‐~〜ー]|から|to\b)\s*`)
	lineSpacing = regexp.MustCompile(`(?i)^(?:[\s:|,、~〜]|[-–—−‐/](?:\s|$)|から\s|より\s|まで\s)+`)
	dayBracket  = regexp.MustCompile(`^[【\[<〈《(]`)
	dayCount    = regexp.MustCompile(`(?i)^(?:day\s*(\d{1,2})\b|第?\s*(\d{1,2})\s*日目|第\s*(\d{1,2})\s*日)`)
	dayTail     = regexp.MustCompile(`^[\s】\]>〉》):、,・]*`)
)

// foldWidth makes full-width letters, digits and signs ASCII, character for character, so that places in the folded
// text are places in the typed one.
func foldWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000' || r == '\u00a0':
			return ' '
		}
		return r
	}, s)
}

// cutRunes is s without its first n characters.
func cutRunes(s string, n int) string {
	for range n {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	return s
}

// cutMatch cuts off what re matches at the beginning of s when its width is folded.
func cutMatch(s string, re *regexp.Regexp) string {
	return cutRunes(s, utf8.RuneCountInString(re.FindString(foldWidth(s))))
}

// readLine takes a line apart. Four says that four digits at the beginning are a time rather than a year.
func readLine(number int, typed string, four bool) pastedLine {
	l := pastedLine{number: number, text: strings.TrimSpace(typed)}
	l.rest = l.text
	s := cutBullet(l.text)
	if mark, after, ok := readDayMark(s); ok {
		l.day, l.rest, s = &mark, after, cutBullet(after)
	}
	c, n, sound := lineClock(foldWidth(s), four)
	if n == 0 {
		return l
	}
	l.timed, l.sound, l.start = true, sound, c
	s = cutRunes(s, n)
	folded := foldWidth(s)
	if to := lineTo.FindString(folded); to != "" {
		if c, n, sound := lineClock(folded[len(to):], true); n > 0 {
			l.end, l.sound = &c, l.sound && sound
			s = cutRunes(s, utf8.RuneCountInString(to)+n)
		}
	}
	l.rest = strings.TrimSpace(cutMatch(s, lineSpacing))
	return l
}

func cutBullet(s string) string {
	s = lineBullet.ReplaceAllString(s, "")
	folded := foldWidth(s)
	if m := lineNumber.FindString(folded); m != "" {
		after := folded[len(m):]
		if strings.HasSuffix(m, " ") || numberClear.MatchString(after) {
			if _, n, _, _ := readClock(folded); n == 0 || numberClear.MatchString(after) {
				return cutRunes(s, utf8.RuneCountInString(m))
			}
		}
	}
	return s
}

// lineClock reads a time at the beginning of a folded line; n counts characters.
func lineClock(folded string, four bool) (c clock, n int, sound bool) {
	if c, bytes, sound, twelve := readClock(folded); bytes > 0 {
		return c, utf8.RuneCountInString(folded[:bytes]), sound && !twelve && !c.word
	}
	if four && lineFour.MatchString(folded) {
		if c, sound := fourDigits(folded[:4]); sound {
			return c, 4, true
		}
	}
	return clock{}, 0, false
}

// fourDigitTimes decides whether HHMM is how this text writes its times: some line begins with one that is no year of
// our age, or at least three do, all of them times that a programme would have, and no line has a colon.
func fourDigitTimes(lines []string) bool {
	fours, others := 0, 0
	for _, l := range lines {
		s := foldWidth(cutBullet(strings.TrimSpace(l)))
		if _, n, sound := lineClock(s, false); n > 0 && sound {
			others++
			continue
		}
		if _, n, sound := lineClock(s, true); n > 0 && sound {
			year := number(s[:4])
			if year < 1900 || year > 2099 {
				return true
			}
			if fours++; year%5 != 0 {
				others++
			}
		}
	}
	return fours >= leastTimes && others == 0
}

// readDayMark reads a day at the beginning of a line, in brackets or not; after is the rest of the line.
func readDayMark(s string) (mark dayMark, after string, ok bool) {
	s = cutMatch(s, dayBracket)
	folded := foldWidth(s)
	if m := dayCount.FindStringSubmatch(folded); m != nil {
		mark.count = number(m[1] + m[2] + m[3])
		return mark, cutMatch(cutRunes(s, utf8.RuneCountInString(m[0])), dayTail), mark.count > 0
	}
	if w, n := readWeekday(folded+" ", day{}, nil); n > 0 && w.kind == wordWeekday && n < len(folded) { // Wednesday, 16 December
		trimmed := strings.TrimLeft(folded[n:], ", ")
		if _, n := readDate(trimmed, day{}, nil); n > 0 {
			s, folded = cutRunes(s, utf8.RuneCountInString(folded[:len(folded)-len(trimmed)])), trimmed
		}
	}
	w, n := readDate(folded, day{}, nil)
	if n == 0 || w.day.month == 0 || wordsDays.MatchString(folded) {
		return dayMark{}, s, false
	}
	mark.date = w.day
	s, folded = cutRunes(s, utf8.RuneCountInString(folded[:n])), folded[n:]
	if left := strings.TrimLeftFunc(folded, unicode.IsSpace); left != "" {
		if _, n := readWeekday(left+" ", day{}, &w); n > 0 {
			used := min(utf8.RuneCountInString(left[:min(n, len(left))]), utf8.RuneCountInString(left))
			s = cutRunes(s, utf8.RuneCountInString(folded)-utf8.RuneCountInString(left)+used)
		}
	}
	return mark, cutMatch(s, dayTail), true
}

// header reports whether a line is nothing but a day.
func (l pastedLine) header() bool { return l.day != nil && !l.timed && l.rest == "" }
