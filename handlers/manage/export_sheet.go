package manage

import (
	"strings"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/tabular"
)

// form is how an export is written: in whose words, by which clock, and whether cells keep their type.
type form struct {
	lang  models.Lang
	zone  *time.Location
	typed bool // a workbook; in CSV everything is text
}

func (f form) t(key string) string { return i18n.T(f.lang, key) }

// yes writes a yes or no.
func (f form) yes(is bool) string {
	if is {
		return f.t("export.yes")
	}
	return f.t("export.no")
}

// language names a language.
func (f form) language(l models.Lang) string { return f.t("lang." + string(l)) }

// word is the reader's word for a value of a fixed list, empty for none; key has %s in the value's place.
func (f form) word(key, value string) string {
	if value == "" {
		return ""
	}
	return f.t(strings.Replace(key, "%s", value, 1))
}

// column is one column of a table whose rows are R.
type column[R any] struct {
	title func(form) string
	kind  tabular.Kind
	width float64
	cell  func(form, R) tabular.Cell
}

// text is a column of words.
func text[R any](key string, width float64, of func(form, R) string) column[R] {
	return column[R]{titled(key), tabular.Text, width, func(f form, r R) tabular.Cell { return of(f, r) }}
}

// integer is a column of numbers; 0 shows as such.
func integer[R any](key string, of func(R) int) column[R] {
	return column[R]{titled(key), tabular.Integer, 0, func(_ form, r R) tabular.Cell { return of(r) }}
}

// instant is a moment twice: as the event's clock shows it, which spreadsheets take for a date, and exactly, with the offset.
func instant[R any](key string, of func(R) *time.Time) []column[R] {
	local := column[R]{kind: tabular.Instant,
		title: func(f form) string {
			return i18n.T(f.lang, "export.at_clock", "what", f.t("export."+key), "zone", i18n.Zone(f.lang, time.Time{}.In(f.zone)))
		},
		cell: func(f form, r R) tabular.Cell {
			t := of(r)
			switch {
			case t == nil:
				return nil
			case f.typed:
				return t.In(f.zone)
			}
			return t.In(f.zone).Format(time.DateTime)
		}}
	return []column[R]{local, exactly(key, of)}
}

// exactly is a moment as RFC 3339 with the offset of the event's zone.
func exactly[R any](key string, of func(R) *time.Time) column[R] {
	return column[R]{kind: tabular.Text, width: 25,
		title: func(f form) string { return i18n.T(f.lang, "export.at_exact", "what", f.t("export."+key)) },
		cell: func(f form, r R) tabular.Cell {
			if t := of(r); t != nil {
				return t.In(f.zone).Format(time.RFC3339)
			}
			return nil
		}}
}

func titled(key string) func(form) string {
	return func(f form) string { return f.t("export." + key) }
}

// sheet is one table ready to be written.
type sheet struct {
	name    string
	columns []tabular.Column
	fill    func(tabular.Writer) (rows int, err error)
}

// sheetOf joins columns with the rows that each hands over.
func sheetOf[R any](f form, name string, columns []column[R], each func(func(R) error) error) sheet {
	s := sheet{name: f.t("export.sheet_" + name)}
	for _, c := range columns {
		if c.kind == tabular.Instant && !f.typed {
			c.kind = tabular.Text
		}
		s.columns = append(s.columns, tabular.Column{Title: c.title(f), Kind: c.kind, Width: c.width})
	}
	s.fill = func(w tabular.Writer) (rows int, err error) {
		cells := make([]tabular.Cell, len(columns))
		err = each(func(r R) error {
			for i, c := range columns {
				cells[i] = c.cell(f, r)
			}
			if err := w.WriteRow(cells...); err != nil {
				return err
			}
			rows++
			return nil
		})
		return rows, err
	}
	return s
}
