package tabular

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// What a table that somebody brings may hold at most.
const (
	MaxRows    = 50_000
	MaxColumns = 200
	MaxCell    = 4_000 // grapheme clusters
)

// Why a whole file is refused. What is wrong with one row is a Fault of that row.
var (
	ErrNoTable   = errors.New("tabular: not a table")                   // no bytes, no rows, or another kind of file
	ErrOldExcel  = errors.New("tabular: XLS, or an encrypted workbook") // both come in the same wrapping
	ErrTooMany   = errors.New("tabular: more rows than are read")
	ErrTooWide   = errors.New("tabular: more columns than are read")
	ErrTooLarge  = errors.New("tabular: unpacks to more than is read")
	ErrNoSuchSet = errors.New("tabular: unknown character set")
)

// Charset is how the characters of a text file are written.
type Charset string

const (
	Guess   Charset = ""
	UTF8    Charset = "utf8"
	UTF16   Charset = "utf16" // its byte order mark says which; without one little endian, as Excel writes it
	CP932   Charset = "cp932" // what Japanese Windows calls Shift_JIS
	Western Charset = "windows1252"
)

// Charsets lists what a reader may choose where the guess was wrong.
var Charsets = []Charset{UTF8, CP932, UTF16, Western}

// FaultKind says why a row, or one of its cells, can't be taken as it stands.
type FaultKind string

const (
	Garbled FaultKind = "garbled"  // bytes that are no character of the file's character set
	TooLong FaultKind = "too_long" // more than MaxCell; the cell is cut there
	Torn    FaultKind = "torn"     // the last row, where the file ends in the middle of it
	Quotes  FaultKind = "quotes"   // a quotation mark that opens and is never closed; the row is one cell with the line as it stands
)

// Fault is what is wrong with a row. Column counts from 0; it is -1 where the whole row is meant.
type Fault struct {
	Kind   FaultKind
	Column int
}

// Row is one row that holds anything. Number is the one that a spreadsheet shows beside it, from 1.
type Row struct {
	Number int
	Cells  []string // to the last one that is not empty; every cell without white space around it
	Faults []Fault
}

// Cell is the i-th cell, "" beyond the last one.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Table is what was read. Nothing in it has been judged or replaced in silence: a character that could not be read is U+FFFD, and its
// row has a Fault.
type Table struct {
	Rows    []Row
	Columns int     // of the widest row
	Charset Charset // "" for a workbook
	Comma   rune    // what separates the cells of a text; 0 for a workbook
	Sheet   string  // the sheet that was read: the first that is not hidden and holds anything
}

// Read reads a file of any kind that people have: XLSX, CSV or text separated by tabs or semicolons, in any of the Charsets. set
// overrides the guess for a text. A workbook's cells are the text that it shows; of a formula that is its last result.
func Read(b []byte, set Charset) (Table, error) {
	switch {
	case len(bytes.TrimSpace(b)) == 0:
		return Table{}, ErrNoTable
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return readWorkbook(b)
	case bytes.HasPrefix(b, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return Table{}, ErrOldExcel
	}
	return readText(b, set)
}

// add takes one row of cells; an empty one leaves nothing behind. faults are those that are known already.
func (t *Table) add(number int, cells []string, faults ...Fault) error {
	row := Row{Number: number, Faults: faults}
	for i, c := range cells {
		c = strings.TrimSpace(c)
		if strings.ContainsRune(c, utf8.RuneError) {
			row.Faults = append(row.Faults, Fault{Garbled, i})
		}
		if cut, long := shortened(c); long {
			c = cut
			row.Faults = append(row.Faults, Fault{TooLong, i})
		}
		if c != "" {
			if i >= MaxColumns {
				return ErrTooWide
			}
			for len(row.Cells) < i {
				row.Cells = append(row.Cells, "")
			}
			row.Cells = append(row.Cells, c)
		}
	}
	if len(row.Cells) == 0 && len(row.Faults) == 0 {
		return nil
	}
	if len(t.Rows) == MaxRows {
		return ErrTooMany
	}
	t.Rows = append(t.Rows, row)
	t.Columns = max(t.Columns, len(row.Cells))
	return nil
}

// shortened cuts a cell that holds more than MaxCell clusters.
func shortened(s string) (string, bool) {
	if len(s) <= MaxCell {
		return s, false
	}
	rest, state, n := s, -1, 0
	for rest != "" {
		if n == MaxCell {
			return s[:len(s)-len(rest)], true
		}
		_, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		n++
	}
	return s, false
}
