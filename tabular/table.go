// Package tabular reads and writes tables that people have in a spreadsheet: CSV (RFC 4180) and XLSX (ECMA-376). It writes row by row,
// in memory that does not grow with the table, and what a stranger typed never becomes a formula there. It reads what is brought in any
// character set within bounds, and says of each row what could not be read.
package tabular

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Kind is what the cells of a column hold. A nil cell is empty in a column of any kind; any other type than the one named is refused.
type Kind int

const (
	Text      Kind = iota // string
	Integer               // int, int64
	Instant               // time.Time, shown in its own location to the second; the zero time is empty
	Duration              // time.Duration, shown as h:mm:ss, rounded to the second
	Hyperlink             // Link
)

var kindNames = [...]string{"text", "integer", "instant", "duration", "hyperlink"}

func (k Kind) String() string { return kindNames[k] }

// Column is one column of a table. Width is in characters of the spreadsheet's standard font; 0 takes what suits the kind.
type Column struct {
	Title string
	Kind  Kind
	Width float64
}

// Cell is a string, int, int64, time.Time, time.Duration, Link or nil, according to its column's kind.
type Cell any

// Link is an address and the words to show for it; without words the address is shown. CSV has the address alone.
// Only http, https and mailto become a link that can be followed.
type Link struct{ URL, Text string }

// Writer takes the rows of one table in order. It is not safe for use by several goroutines.
// A refused row leaves nothing behind; after any other error the table is lost.
type Writer interface {
	WriteRow(cells ...Cell) error
	Close() error
}

// checkRow refuses a row that does not fit its columns; row counts from 1, the titles not counted.
func checkRow(columns []Column, row int, cells []Cell) error {
	if len(cells) != len(columns) {
		return fmt.Errorf("tabular: row %d has %d cells for %d columns", row, len(cells), len(columns))
	}
	for i, c := range cells {
		if !columns[i].Kind.holds(c) {
			return fmt.Errorf("tabular: row %d, column %q: %T is no %s", row, columns[i].Title, c, columns[i].Kind)
		}
	}
	return nil
}

func (k Kind) holds(c Cell) bool {
	switch c.(type) {
	case nil:
		return true
	case string:
		return k == Text
	case int, int64:
		return k == Integer
	case time.Time:
		return k == Instant
	case time.Duration:
		return k == Duration
	case Link:
		return k == Hyperlink
	}
	return false
}

func checkColumns(columns []Column) error {
	if len(columns) == 0 {
		return fmt.Errorf("tabular: a table without columns")
	}
	for _, c := range columns {
		if c.Kind < Text || c.Kind > Hyperlink {
			return fmt.Errorf("tabular: column %q has no kind %d", c.Title, int(c.Kind))
		}
	}
	return nil
}

// clean turns every line break into a line feed, and what is invisible and harmful (control characters but tab and line feed, overrides
// of the writing direction, bytes that are not UTF-8) into U+FFFD, so that a reader sees that there was something. A byte order mark,
// which comes along when text is pasted, is dropped.
func clean(s string) string {
	s = lineEnds.Replace(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r == 0xFEFF:
			return -1
		case unicode.IsControl(r) || directs(r) || r == 0xFFFE || r == 0xFFFF: // XML forbids the last two
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// lineEnds turns the line ends of every system into line feeds.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// directs reports whether r overrides or isolates the direction of the text after it.
func directs(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// safe reports whether the link may be offered for following.
func (l Link) safe() bool {
	if l.URL != clean(l.URL) || strings.ContainsAny(l.URL, " \t\n") {
		return false
	}
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if len(l.URL) > len(scheme) && strings.EqualFold(l.URL[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// hms is the duration as h:mm:ss.
func hms(d time.Duration) string {
	s, sign := int64(d.Round(time.Second)/time.Second), ""
	if s < 0 {
		s, sign = -s, "-"
	}
	return fmt.Sprintf("%s%d:%02d:%02d", sign, s/3600, s/60%60, s%60)
}

func digits(c Cell) string {
	switch n := c.(type) {
	case int:
		return strconv.Itoa(n)
	case int64:
		return strconv.FormatInt(n, 10)
	}
	panic(fmt.Sprintf("tabular: %T among integers", c))
}
