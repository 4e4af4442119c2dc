package manage

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
)

// Exports are the tables that the staff take away: questions for who moderates an event, registrations for who organises it. Each file
// is one moment of the event, and the audit tells who has it.
type Exports struct {
	Desk
	Tables *store.Exports
}

// export is one list of an event that can be taken away.
type export struct {
	name   string // questions, registrations
	rule   may
	sheets func(s store.Snapshot, f form) []sheet
}

// QuestionsCSV answers the questions as CSV.
func (h Exports) QuestionsCSV(ctx context.Context, c *gin.Context) error {
	return h.csv(ctx, c, questionsExport(web.Viewer(c)))
}

// QuestionsXLSX answers the questions as a workbook, with a summary and the moves on sheets of their own.
func (h Exports) QuestionsXLSX(ctx context.Context, c *gin.Context) error {
	return h.xlsx(ctx, c, questionsExport(web.Viewer(c)))
}

// RegistrationsCSV answers the registrations that the list's filter picks as CSV.
func (h Exports) RegistrationsCSV(ctx context.Context, c *gin.Context) error {
	return h.csv(ctx, c, registrationsExport(c.Request.URL.Query()))
}

// RegistrationsXLSX answers the registrations that the list's filter picks as a workbook.
func (h Exports) RegistrationsXLSX(ctx context.Context, c *gin.Context) error {
	return h.xlsx(ctx, c, registrationsExport(c.Request.URL.Query()))
}

// csv streams the first table of an export. In the address, bom=0 leaves the byte order mark out, sep=; or sep=tab separates the
// cells by something else than a comma, and encoding=cp932 writes Shift_JIS: what that can't hold is told first, and written as 〓 only
// with replace=1.
func (h Exports) csv(ctx context.Context, c *gin.Context, x export) error {
	o, err := csvOptions(c.Request.URL)
	if err != nil {
		return err
	}
	d := newDownload(c, x.name+".csv", "text/csv; charset="+map[bool]string{true: "Shift_JIS", false: "utf-8"}[o.Charset == tabular.CP932])
	if web.HeadOnly(ctx) {
		return h.announce(ctx, c, x, d)
	}
	var table *tabular.CSV
	err = h.Tables.Read(ctx, web.Viewer(c), models.ParseID(c.Param("id")), x.rule, func(s store.Snapshot) error {
		f := form{lang: h.Lang(c), zone: s.Event.Location()}
		d.begin(fileName(x.name, f.lang, s.Event))
		first := x.sheets(s, f)[0]
		if o.Charset == tabular.CP932 && c.Query("replace") != "1" {
			if err := check(first); err != nil {
				return err
			}
		}
		if table, err = tabular.NewCSV(d, o, first.columns); err != nil {
			return err
		}
		d.rows, err = first.fill(table)
		return err
	})
	var no unwritable
	if errors.As(err, &no) {
		d.takeBack()
		return h.tellUnwritable(ctx, c, x, no)
	}
	return h.finish(ctx, d, err, func() error { return table.Close() })
}

// xlsx answers all tables of an export as one workbook. Its rows wait in files of their own, so that the snapshot is given back before
// the first byte leaves.
func (h Exports) xlsx(ctx context.Context, c *gin.Context, x export) error {
	d := newDownload(c, x.name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if web.HeadOnly(ctx) {
		return h.announce(ctx, c, x, d)
	}
	book := tabular.NewXLSX(d)
	defer book.Discard()
	err := h.Tables.Read(ctx, web.Viewer(c), models.ParseID(c.Param("id")), x.rule, func(s store.Snapshot) error {
		f := form{lang: h.Lang(c), zone: s.Event.Location(), typed: true}
		d.begin(fileName(x.name, f.lang, s.Event))
		for i, sheet := range x.sheets(s, f) {
			table, err := book.Sheet(sheet.name, sheet.columns)
			if err != nil {
				return err
			}
			n, err := sheet.fill(table)
			if i == 0 {
				d.rows = n
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	return h.finish(ctx, d, err, book.Close)
}

// announce answers only what would come, to whom it would come: nothing is taken away, so nothing is in the audit.
func (h Exports) announce(ctx context.Context, c *gin.Context, x export, d *download) error {
	return h.Tables.Read(ctx, web.Viewer(c), models.ParseID(c.Param("id")), x.rule, func(s store.Snapshot) error {
		d.begin(fileName(x.name, h.Lang(c), s.Event))
		c.Status(http.StatusOK)
		return nil
	})
}

// finish ends a download: the audit first, so that no complete file leaves without it, then the rest of the bytes. What fails before
// the first byte is answered as any error; after it the connection breaks, so that half a table never looks like a whole one.
func (h Exports) finish(ctx context.Context, d *download, err error, end func() error) error {
	v, event := web.Viewer(d.c), models.ParseID(d.c.Param("id"))
	if err == nil {
		err = h.Tables.Exported(context.WithoutCancel(ctx), v, event, d.file, d.rows, true)
	} else if d.c.Writer.Written() {
		if note := h.Tables.Exported(context.WithoutCancel(ctx), v, event, d.file, d.rows, false); note != nil {
			err = fmt.Errorf("%w; and it is not in the audit: %w", err, note)
		}
	}
	if err == nil {
		err = end()
	}
	switch {
	case err == nil:
		return nil
	case !d.c.Writer.Written():
		d.takeBack()
		return err
	case ctx.Err() == nil:
		h.Log.Error("export broken off", "id", web.RequestID(d.c), "file", d.file, "rows", d.rows, "error", err.Error())
	}
	panic(http.ErrAbortHandler)
}

// csvOptions reads how a CSV shall be written.
func csvOptions(u *url.URL) (tabular.CSVOptions, error) {
	o := tabular.CSVOptions{BOM: true, Comma: ','}
	q, err := url.ParseQuery(strings.ReplaceAll(u.RawQuery, ";", "%3B")) // a bare semicolon means itself here
	if err != nil {
		return o, web.ErrBadForm
	}
	switch q.Get("encoding") {
	case "", "utf-8":
	case "cp932":
		o.Charset = tabular.CP932
	default:
		return o, web.ErrBadForm
	}
	switch q.Get("bom") {
	case "", "1":
	case "0":
		o.BOM = false
	default:
		return o, web.ErrBadForm
	}
	switch q.Get("sep") {
	case "", ",":
	case ";":
		o.Comma = ';'
	case "tab", "\t":
		o.Comma = '\t'
	default:
		return o, web.ErrBadForm
	}
	return o, nil
}

// fileName is what the file is called: what it holds, the event in the reader's language, and its day.
func fileName(name string, lang models.Lang, e models.Event) string {
	parts := []string{i18n.T(lang, "export.file_"+name), e.Title.In(lang)}
	if e.Title.Empty() {
		parts[1] = e.Slug
	}
	if !e.StartsAt.IsZero() {
		parts = append(parts, e.StartsAt.Format("20060102"))
	}
	return strings.Join(parts, "_")
}
