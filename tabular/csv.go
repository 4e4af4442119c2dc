package tabular

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// CSVOptions say how a CSV file is written.
type CSVOptions struct {
	BOM   bool // UTF-8 byte order mark first: Excel takes the file for the system's code page without it
	Comma rune // ',' (also when 0), ';' or tab
}

// CSV writes a table as RFC 4180 in UTF-8: lines end with CRLF, a line break inside a cell is a line feed. Instants are RFC 3339
// with their offset; dangerous texts and titles get an apostrophe, numbers, instants and durations never do.
type CSV struct {
	w       *bufio.Writer
	comma   byte
	columns []Column
	rows    int
	line    []byte
	closed  bool
}

// NewCSV begins a table with the line of its titles. The caller closes w itself, after Close.
func NewCSV(w io.Writer, o CSVOptions, columns []Column) (*CSV, error) {
	switch o.Comma {
	case 0:
		o.Comma = ','
	case ',', ';', '\t':
	default:
		return nil, fmt.Errorf("tabular: CSV separated by %q", o.Comma)
	}
	if err := checkColumns(columns); err != nil {
		return nil, err
	}
	c := &CSV{w: bufio.NewWriterSize(w, 32<<10), comma: byte(o.Comma), columns: columns}
	if o.BOM {
		c.line = append(c.line, "\uFEFF"...)
	}
	for i, column := range columns {
		c.field(i, guarded(column.Title))
	}
	return c, c.endLine()
}

// WriteRow writes one line, or keeps it until there is enough to write.
func (c *CSV) WriteRow(cells ...Cell) error {
	if c.closed {
		return errors.New("tabular: row after the end of the CSV")
	}
	if err := checkRow(c.columns, c.rows+1, cells); err != nil {
		return err
	}
	c.rows++
	for i, cell := range cells {
		c.field(i, csvText(cell))
	}
	return c.endLine()
}

// Close writes what was kept. Only then is the table complete.
func (c *CSV) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	if err := c.w.Flush(); err != nil {
		return fmt.Errorf("tabular: end CSV: %w", err)
	}
	return nil
}

func csvText(cell Cell) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case string:
		return guarded(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.RFC3339)
	case time.Duration:
		return hms(v)
	case Link:
		return guarded(v.URL)
	}
	return digits(cell)
}

// field appends the i-th field of the line. Every character that any program might take for a separator is quoted.
func (c *CSV) field(i int, s string) {
	if i > 0 {
		c.line = append(c.line, c.comma)
	}
	alone := s == "" && len(c.columns) == 1 // else the line would be empty, which readers skip
	if !alone && !strings.ContainsAny(s, ",;\t\n\"") && strings.Trim(s, " ") == s {
		c.line = append(c.line, s...)
		return
	}
	c.line = append(c.line, '"')
	c.line = append(c.line, strings.ReplaceAll(s, `"`, `""`)...)
	c.line = append(c.line, '"')
}

func (c *CSV) endLine() error {
	_, err := c.w.Write(append(c.line, "\r\n"...))
	c.line = c.line[:0]
	if err != nil {
		return fmt.Errorf("tabular: write CSV: %w", err)
	}
	return nil
}
