package models

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MoveTimes writes a pasted text anew with every time at the beginning of a line moved by whole minutes, so that a programme moves
// along with its event; all else stays as it was typed. A text that would not read as before, only later or earlier, stays as it is,
// and ok is false: a time that would leave its day, for example.
func MoveTimes(typed string, minutes int, lang Lang) (moved string, ok bool) {
	before, wrong := ReadProgramme(typed, time.Time{}, lang)
	if wrong != nil || len(before.Items) == 0 || minutes == 0 {
		return typed, true
	}
	lines := strings.Split(lineEnds.Replace(typed), "\n")
	four := fourDigitTimes(lines)
	for i, line := range lines {
		lines[i] = moveLine(i+1, line, four, minutes)
	}
	moved = strings.Join(lines, "\n")
	after, wrong := ReadProgramme(moved, time.Time{}, lang)
	same := func(a, b PastedItem) bool {
		return a.Start+minutes == b.Start && a.Day == b.Day && a.Minutes == b.Minutes && a.Title == b.Title && a.Note == b.Note
	}
	if wrong != nil || !slices.EqualFunc(before.Items, after.Items, same) {
		return typed, false
	}
	return moved, true
}

// moveLine moves the time, or the two times, with which a line begins.
func moveLine(number int, line string, four bool, minutes int) string {
	l := readLine(number, line, four)
	if !l.timed || !l.sound {
		return line
	}
	s := cutBullet(strings.TrimSpace(line))
	if _, after, ok := readDayMark(s); ok {
		s = cutBullet(after)
	}
	head := strings.TrimRight(line, " \t\u3000")
	head = strings.TrimSuffix(head, s)
	_, n, _ := lineClock(foldWidth(s), four)
	s = cutRunes(s, n)
	start, out := l.start.minutes, ""
	if l.end != nil {
		var end int
		start, end = joinHalves(l.start, *l.end)
		to := lineTo.FindString(foldWidth(s))
		_, n, _ := lineClock(foldWidth(s)[len(to):], true)
		out = s[:len(s)-len(cutRunes(s, utf8.RuneCountInString(to)))] + movedClock(end+minutes)
		s = cutRunes(s, utf8.RuneCountInString(to)+n)
	}
	return head + movedClock(start+minutes) + out + s
}

func movedClock(minutes int) string {
	if minutes < 0 {
		return "?" // reads as no time, so that the text stays as it was
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
