package tabular

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/japanese"
)

// twins are characters that CP932 knows under another code point: what every Japanese system shows alike.
var twins = strings.NewReplacer("〜", "～", "−", "－", "‖", "∥", "—", "―", "¢", "￠", "£", "￡", "¬", "￢", "\u00a0", " ")

// geta stands for what CP932 has no character for, as printers have always set it.
const geta = "〓"

// Unwritable lists the characters of s that CP932 does not have, each once.
func Unwritable(s string) (found []rune) {
	s = twins.Replace(clean(s))
	if ascii(s) {
		return nil
	}
	if _, err := japanese.ShiftJIS.NewEncoder().String(s); err == nil {
		return nil
	}
	for _, r := range s {
		if _, err := japanese.ShiftJIS.NewEncoder().String(string(r)); err != nil && !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	return found
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// appendCP932 appends s in CP932, with a geta mark for what it has no character for.
func appendCP932(to []byte, s []byte) []byte {
	e := japanese.ShiftJIS.NewEncoder()
	if b, err := e.Bytes(s); err == nil {
		return append(to, b...)
	}
	for _, r := range string(s) {
		b, err := e.String(string(r))
		if err != nil {
			e.Reset()
			if b, err = e.String(geta); err != nil {
				panic(fmt.Sprintf("tabular: no %s in CP932: %v", geta, err)) // it has one
			}
		}
		to = append(to, b...)
	}
	return to
}

// UnwritableCell is a text that CP932 can't hold as it is.
type UnwritableCell struct {
	Row    int // of the file, where the titles are row 1
	Column string
	Text   string
	Runes  []rune
}

// Check is a Writer that writes nothing and finds what CP932 could not hold.
type Check struct {
	Most    int // of the cells to keep
	Cells   []UnwritableCell
	Found   int // how many there are
	columns []Column
	rows    int
}

// NewCheck begins a table as NewCSV does.
func NewCheck(most int, columns []Column) *Check {
	c := &Check{Most: most, columns: columns}
	for _, column := range columns {
		c.look(column.Title, column.Title)
	}
	return c
}

// WriteRow looks at one row.
func (c *Check) WriteRow(cells ...Cell) error {
	if err := checkRow(c.columns, c.rows+1, cells); err != nil {
		return err
	}
	c.rows++
	for i, cell := range cells {
		c.look(c.columns[i].Title, csvText(cell))
	}
	return nil
}

func (c *Check) look(column, text string) {
	if runes := Unwritable(text); len(runes) > 0 {
		if c.Found++; len(c.Cells) < c.Most {
			c.Cells = append(c.Cells, UnwritableCell{c.rows + 1, column, text, runes})
		}
	}
}

// Close does nothing.
func (c *Check) Close() error { return nil }
