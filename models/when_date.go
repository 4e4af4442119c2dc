package models

import (
	"strings"
	"unicode"
)

// reiwa is the year before the first of the era.
const reiwa = 2018

func readDate(s string, today day, _ *word) (word, int) {
	if m := wordsDays.FindStringSubmatch(s); m != nil {
		for ahead, typed := range m[1:] {
			if typed != "" {
				return word{kind: wordDate, day: today.plus(ahead)}, len(m[0])
			}
		}
	}
	for _, read := range []func(string) (day, int){readYearFirst, readKanjiDate, readEnglishDate} {
		if d, n := read(s); n > 0 {
			return word{kind: wordDate, day: d}, n
		}
	}
	return readSlashes(s)
}

func readYearFirst(s string) (day, int) {
	if m := dateYearFirst.FindStringSubmatch(s); m != nil {
		return typedDay(typedYear(m[1]), number(m[3]), number(m[4])), len(m[0]) - len(m[5])
	}
	if m := dateReiwa.FindStringSubmatch(s); m != nil {
		return typedDay(reiwa+number(m[1]), number(m[2]), number(m[3])), len(m[0])
	}
	return day{}, 0
}

func readKanjiDate(s string) (day, int) {
	if m := dateKanji.FindStringSubmatch(s); m != nil {
		d := typedDay(0, number(m[3]), number(m[4]))
		switch {
		case m[1] == "令和" || m[1] == "R":
			d.year = reiwa + max(1, number(m[2])) // 元年 is the first
		case m[1] != "" && m[2] != "":
			return day{}, 0
		case m[1] != "":
			d.year = typedYear(m[1])
		}
		return d, len(m[0])
	}
	if m := dateDayOnly.FindStringSubmatch(s); m != nil {
		return day{0, 0, number(m[1])}, len(m[0])
	}
	return day{}, 0
}

func readEnglishDate(s string) (day, int) {
	var d day
	n := 0
	if m := dateDayFirst.FindStringSubmatch(s); m != nil {
		d, n = day{0, monthNumber(m[2]), number(m[1])}, len(m[0])
	} else if m := dateMonthFirst.FindStringSubmatch(s); m != nil {
		d, n = day{0, monthNumber(m[1]), number(m[2])}, len(m[0])
	} else {
		return day{}, 0
	}
	// "16 Dec 2026" has a year; "16 Dec 1600-1830" has not.
	if m := yearAfter.FindStringSubmatch(s[n:]); m != nil && !rangeOfFours.MatchString(s[n+len(m[0]):]) {
		d.year = typedYear(m[1])
		n += len(m[0])
	}
	return d, n
}

func monthNumber(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3 + 1
}

// readSlashes reads 12/16 and 16/12, 12/16/2026, 16.12.2026. With slashes the month comes first, as in Japan, unless
// only the other way gives a month; dots are European: the day comes first.
func readSlashes(s string) (word, int) {
	var a, b, year, n int
	dots := false
	if m := dateYearLast.FindStringSubmatch(s); m != nil {
		a, b, year, n, dots = number(m[1]), number(m[3]), typedYear(m[4]), len(m[0]), m[2] == "."
	} else if m := dateSlash.FindStringSubmatch(s); m != nil {
		a, b, n = number(m[1]), number(m[2]), len(m[0])
	} else {
		return word{}, 0
	}
	w := word{kind: wordDate, day: typedDay(year, a, b)}
	switch {
	case dots || a > 12:
		w.day, w.order = typedDay(year, b, a), orderDayFirst
	case b > 12:
		w.order = orderMonthFirst
	case a != b:
		w.order = orderEither
	}
	return w, n
}

// settleOrder reads a doubtful date (5/6) in the order of one without doubt next to it. It reports whether doubt remains.
func settleOrder(words []word) bool {
	order := orderEither
	for _, w := range words {
		if w.order == orderMonthFirst || w.order == orderDayFirst {
			order = w.order
		}
	}
	doubt := false
	for i := range words {
		switch w := &words[i]; {
		case w.order != orderEither:
		case order == orderEither:
			doubt = true
		case order == orderDayFirst:
			w.day.month, w.day.day = w.day.day, w.day.month
		}
	}
	return doubt
}

// typedDay keeps a 0 that was typed from looking like one that was not: year 0 and month 0 do not exist.
func typedDay(year, month, d int) day {
	if month == 0 {
		month = 13
	}
	return day{year, month, d}
}

// typedYear is out of range for a year 0000, which would look like none.
func typedYear(s string) int {
	if n := number(s); n > 0 {
		return n
	}
	return -1
}

// writtenInJapanese reports whether s has a letter that only Japanese uses among the languages read here.
func writtenInJapanese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) })
}
