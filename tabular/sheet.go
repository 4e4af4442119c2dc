package tabular

import (
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Sheet is one table of a workbook: titles that stay in view and filter, typed cells, no formula anywhere.
//   - An integer of more than 15 digits is text, because spreadsheets calculate with 15.
//   - An instant is a real date as its location's clock shows it (say the zone in the title); before March 1900 it is RFC 3339 text.
//   - A negative duration is text, because Excel shows it as ####.
//   - A text beyond Excel's 32,767 UTF-16 units is cut and ends with "…".
//   - The first 5,000 links of a sheet can be followed; those after them, and addresses beyond 2,079 units, are "words address" as text.
type Sheet struct {
	name    string
	book    *Workbook
	stream  *excelize.StreamWriter
	columns []Column
	rows    int
	links   int
	values  []any
	closed  bool
}

const (
	maxTextUnits = excelize.TotalCellChars
	maxURLUnits  = 2079
	maxLinks     = 5000 // the library searches its whole list for each new one
)

var widths = [len(kindNames)]float64{Text: 28, Integer: 10, Instant: 20, Duration: 10, Hyperlink: 32}

func openSheet(b *Workbook, name string, columns []Column) (*Sheet, error) {
	stream, err := b.file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	s := &Sheet{name: name, book: b, stream: stream, columns: columns, values: make([]any, len(columns))}
	for i := len(columns) - 1; i >= 0; i-- { // the library writes them the other way round, and Excel wants them ascending
		c := columns[i]
		width := c.Width
		if width == 0 {
			width = widths[c.Kind]
		}
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, fmt.Errorf("width of column %q: %w", c.Title, err)
		}
		s.values[i] = excelize.Cell{StyleID: b.title, Value: cut(clean(c.Title))}
	}
	if err := stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, fmt.Errorf("freeze titles: %w", err)
	}
	if err := stream.SetRow("A1", s.values); err != nil {
		return nil, fmt.Errorf("titles: %w", err)
	}
	return s, nil
}

// WriteRow adds one row; a sheet has room for 1,048,575.
func (s *Sheet) WriteRow(cells ...Cell) error {
	if s.closed {
		return fmt.Errorf("tabular: row after the end of sheet %q", s.name)
	}
	row := s.rows + 1
	if err := checkRow(s.columns, row, cells); err != nil {
		return err
	}
	for i, c := range cells {
		value, err := s.value(i, row+1, c)
		if err != nil {
			return fmt.Errorf("tabular: sheet %q, row %d, column %q: %w", s.name, row, s.columns[i].Title, err)
		}
		s.values[i] = value
	}
	if err := s.stream.SetRow("A"+strconv.Itoa(row+1), s.values); err != nil {
		return fmt.Errorf("tabular: sheet %q, row %d: %w", s.name, row, err)
	}
	s.rows = row
	return nil
}

// value is the cell as the library takes it; line counts the titles.
func (s *Sheet) value(column, line int, c Cell) (any, error) {
	styled := func(k Kind, v any) any { return excelize.Cell{StyleID: s.book.styles[k], Value: v} }
	switch v := c.(type) {
	case nil:
		return nil, nil
	case string:
		if v == "" { // an empty text would not count as blank
			return nil, nil
		}
		return styled(Text, cut(clean(v))), nil
	case time.Time:
		if v.IsZero() {
			return nil, nil
		}
		if serial, ok := serial(v); ok {
			return styled(Instant, serial), nil
		}
		return styled(Text, v.Format(time.RFC3339)), nil
	case time.Duration:
		if v = v.Round(time.Second); v < 0 {
			return styled(Text, hms(v)), nil
		}
		return styled(Duration, v.Hours()/24), nil
	case Link:
		if v == (Link{}) {
			return nil, nil
		}
		return s.link(column, line, v)
	}
	d := digits(c)
	n, err := strconv.ParseInt(d, 10, 64)
	if err != nil || n >= 1e15 || n <= -1e15 {
		return styled(Text, d), err
	}
	return styled(Integer, n), nil
}

func (s *Sheet) link(column, line int, l Link) (any, error) {
	words := clean(l.Text)
	if words == "" {
		words = clean(l.URL)
	}
	if !l.safe() || s.links >= maxLinks || units(l.URL) > maxURLUnits {
		if words != clean(l.URL) {
			words += " " + clean(l.URL)
		}
		return excelize.Cell{StyleID: s.book.styles[Text], Value: cut(words)}, nil
	}
	cell, err := excelize.CoordinatesToCellName(column+1, line)
	if err != nil {
		return nil, err
	}
	s.links++
	return excelize.Cell{StyleID: s.book.styles[Hyperlink], Value: cut(words)}, s.book.file.SetCellHyperLink(s.name, cell, l.URL, "External")
}

// Close ends the table; the workbook's Close writes it.
func (s *Sheet) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	last, err := excelize.CoordinatesToCellName(len(s.columns), s.rows+1)
	if err == nil {
		err = s.book.file.AutoFilter(s.name, "A1:"+last, nil)
	}
	if err = errors.Join(err, s.stream.Flush()); err != nil {
		return fmt.Errorf("tabular: end sheet %q: %w", s.name, err)
	}
	return nil
}

// serial is the number of days since 30 December 1899 that t's clock and calendar show; false outside the dates
// that every spreadsheet counts alike, March 1900 to 9999.
func serial(t time.Time) (float64, bool) {
	_, offset := t.Zone()
	second := t.Unix() + int64(offset) - time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()
	days := float64(second) / 86400
	return days, t.Year() <= 9999 && days >= 61
}

func units(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// cut shortens s to what a cell holds.
func cut(s string) string {
	if len(s) <= maxTextUnits || units(s) <= maxTextUnits {
		return s
	}
	n, end := 0, 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n >= maxTextUnits {
			end = i
			break
		}
	}
	return s[:end] + "…"
}
