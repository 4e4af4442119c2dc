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
	BOM     bool    // UTF-8 byte order mark first: Excel takes the file for the system's code page without it
	Comma   rune    // ',' (also when 0), ';' or tab
	Charset Charset // UTF8 (also ""), or CP932, which writes 〓 for what it has no character for and no mark
}

// CSV writes a table as RFC 4180: lines end with CRLF, a line break inside a cell is a line feed. Instants are RFC 3339
// with their offset; dangerous texts and titles get an apostrophe, numbers, instants and durations never do.
type CSV struct {
	w       *bufio.Writer
	comma   byte
	columns []Column
	cp932   bool
	coded   []byte // a line in CP932
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
	if o.Charset != Guess && o.Charset != UTF8 && o.Charset != CP932 {
		return nil, fmt.Errorf("tabular: CSV in %q", o.Charset)
	}
	c := &CSV{w: bufio.NewWriterSize(w, 32<<10), comma: byte(o.Comma), columns: columns, cp932: o.Charset == CP932}
	if o.BOM && !c.cp932 {
		c.line = append(c.line, "\uFEFF"...)
	}
	for i, column := range columns {
		c.field(i, c.text(column.Title))
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
		c.field(i, c.text(cell))
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

// text is a cell as it stands in the file. In CP932 a character's twin could be one that begins a formula, so twins come first.
func (c *CSV) text(cell Cell) string {
	if s, is := cell.(string); is && c.cp932 {
		cell = twins.Replace(s)
	}
	return csvText(cell)
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
	line := append(c.line, "\r\n"...)
	c.line = line[:0]
	if c.cp932 {
		c.coded = appendCP932(c.coded[:0], line)
		line = c.coded
	}
	_, err := c.w.Write(line)
	if err != nil {
		return fmt.Errorf("tabular: write CSV: %w", err)
	}
	return nil
}
