package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

// charsets decode; what is no character becomes U+FFFD.
var charsets = map[Charset]encoding.Encoding{
	UTF8:    unicode.UTF8BOM,
	UTF16:   unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	CP932:   japanese.ShiftJIS, // as in the WHATWG's standard: with the rows of NEC and IBM
	Western: charmap.Windows1252,
}

// readText reads a table of separated values.
func readText(b []byte, set Charset) (Table, error) {
	if set == Guess {
		set = guessCharset(b)
	}
	from, known := charsets[set]
	if !known {
		return Table{}, ErrNoSuchSet
	}
	text, err := from.NewDecoder().Bytes(b)
	if err != nil {
		return Table{}, fmt.Errorf("tabular: read %s: %w", set, err)
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return Table{}, ErrNoTable // pictures, programs, archives
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	t := Table{Charset: set}
	first := 1
	t.Comma, first, text = separator(text)
	if err := t.readRows(text, first); err != nil {
		return Table{}, err
	}
	if len(t.Rows) == 0 {
		return Table{}, ErrNoTable
	}
	return t, nil
}

// guessCharset goes by a byte order mark, else by what the bytes can be. UTF-8 with some broken characters still has far more whole
// ones, and text in another character set hardly ever has any.
func guessCharset(b []byte) Charset {
	if bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF")) {
		return UTF16
	}
	whole, broken := 0, 0
	for rest := b; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			broken++
		case n > 1:
			whole++
		}
		rest = rest[n:]
	}
	if whole >= broken {
		return UTF8
	}
	return CP932
}

// separator finds what separates the cells: of tab, comma and semicolon the one that most of the first lines hold equally often. A first
// line such as "sep=;", by which Excel is told, is taken off; first is the number of the first row that is left.
func separator(text []byte) (comma rune, first int, rest []byte) {
	line, after, _ := bytes.Cut(text, []byte("\n"))
	if said, ok := bytes.CutPrefix(bytes.ToLower(bytes.TrimSpace(line)), []byte("sep=")); ok && len(said) <= 1 {
		switch {
		case len(said) == 0: // a tab, trimmed
			return '\t', 2, after
		case said[0] == ',' || said[0] == ';':
			return rune(said[0]), 2, after
		}
	}
	const candidates, looked = "\t,;", 30
	best := 0
	comma = ','
	for _, c := range candidates {
		counts, lines := map[int]int{}, 0
		for s := range bytes.Lines(text) {
			if lines++; lines > looked {
				break
			}
			if n := countUnquoted(s, byte(c)); n > 0 {
				counts[n]++
			}
		}
		for n, times := range counts {
			if score := times*1000 + n; score > best {
				best, comma = score, c
			}
		}
	}
	return comma, 1, text
}

func countUnquoted(line []byte, c byte) (n int) {
	quoted := false
	for _, b := range line {
		switch {
		case b == '"':
			quoted = !quoted
		case b == c && !quoted:
			n++
		}
	}
	return n
}

// readRows reads the rows from the one numbered first. encoding/csv stops at a quotation mark out of place; one of these must not
// swallow the rows after it, so the row that begins there is taken for itself, and the next one is read anew.
func (t *Table) readRows(text []byte, first int) error {
	number := first // of the row that text begins with
	fewest := 0     // cells of a row so far; of the first there is nothing to compare
	for len(text) > 0 {
		r := csv.NewReader(bytes.NewReader(text))
		r.Comma, r.FieldsPerRecord, r.ReuseRecord = t.Comma, -1, true
		begins, folded := int64(0), 0 // where the record begins, and line ends inside of cells so far
		for {
			cells, err := r.Read()
			if err == io.EOF {
				return nil
			}
			var stray *csv.ParseError
			if errors.As(err, &stray) {
				at, lines := begins, stray.StartLine
				// What encoding/csv skipped before the record: empty lines.
				for l := bytes.Count(text[:begins], []byte("\n")) + 1; l < lines; l++ {
					at += int64(bytes.IndexByte(text[at:], '\n') + 1)
				}
				used, err := t.addStray(number+lines-1-folded, text[at:], stray.Err)
				if err != nil {
					return err
				}
				number += lines - folded
				text = text[at+int64(used):]
				break
			}
			if err != nil {
				return fmt.Errorf("tabular: read: %w", err)
			}
			line, _ := r.FieldPos(0)
			begins = r.InputOffset()
			var faults []Fault
			if begins == int64(len(text)) && len(cells) < fewest && !bytes.HasSuffix(text, []byte("\n")) {
				faults = []Fault{{Torn, -1}} // fewer cells than all rows before it, and no line end
			}
			if fewest = min(fewest, len(cells)); len(t.Rows) == 0 {
				fewest = len(cells)
			}
			if err := t.add(number+line-1-folded, cells, faults...); err != nil {
				return err
			}
			for _, c := range cells {
				folded += strings.Count(c, "\n")
			}
		}
	}
	return nil
}

// addStray takes one line with a quotation mark out of place, and tells how many bytes that was. Marks inside of a cell, as in
// 5" or Robert "Bob" Smith, are part of it; where the line can't be divided so, it is one cell.
func (t *Table) addStray(number int, text []byte, why error) (used int, err error) {
	line, _, more := bytes.Cut(text, []byte("\n"))
	used = len(line)
	if more {
		used++
	}
	r := csv.NewReader(bytes.NewReader(line))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = t.Comma, -1, true
	cells, err := r.Read()
	if err != nil || why != csv.ErrBareQuote || bytes.Count(line, []byte(`"`))%2 == 1 && opens(line, t.Comma) {
		kind := Quotes
		if !more {
			kind = Torn
		}
		return used, t.add(number, []string{string(line)}, Fault{kind, -1})
	}
	return used, t.add(number, cells)
}

// opens reports whether any cell of the line begins with a quotation mark.
func opens(line []byte, comma rune) bool {
	return bytes.HasPrefix(bytes.TrimLeft(line, " "), []byte(`"`)) || bytes.Contains(line, []byte(string(comma)+`"`))
}
