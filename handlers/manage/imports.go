package manage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
	"tsudoi/templates"
)

// Imports make registrations of a table that an organiser brings: it is read, shown with what would become of each row, and only then
// imported. Between the steps it is kept by the store.
type Imports struct {
	Desk
	Imports *store.Imports
	reading chan struct{} // a workbook takes many times its size in memory while it is read
}

// maxUpload is how large a table may be, in bytes.
const maxUpload = 8 << 20

// NewImports returns the handlers of imports.
func NewImports(d Desk, imports *store.Imports) Imports {
	return Imports{d, imports, make(chan struct{}, 2)}
}

// New asks for a table.
func (h Imports) New(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, importPage(base, e, "", nil))
	return nil
}

func importPage(base templates.Base, e models.Event, rows string, p models.Problems) templates.ImportPage {
	return templates.ImportPage{Base: base, Event: e, Rows: rows, MaxMB: maxUpload >> 20, Max: tabular.MaxRows,
		Form: templates.Form{Problems: p, Lang: base.Lang, Order: []string{"file", "rows"}}}
}

// Create keeps a table that can be read, and leads to its preview.
func (h Imports) Create(ctx context.Context, c *gin.Context) error {
	web.AllowFiles(c, 1)
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	i := models.Import{ID: models.NewID(), EventID: e.ID, Plan: models.ImportPlan{Language: e.FirstLanguage, Letters: true}}
	field := "file"
	problems := models.Problems{}
	form, err := web.Form(c)
	switch {
	case errors.Is(err, web.ErrTooLarge):
		problems.Add(field, "import.too_large", "max", maxUpload>>20)
	case err != nil:
		return err
	default:
		if i.Name, i.Content, err = uploaded(c); err != nil {
			return err
		}
		if len(i.Content) == 0 {
			field = "rows"
			i.Name, i.Content = "", []byte(form.Get("rows"))
		}
		if len(i.Content) > maxUpload {
			problems.Add(field, "import.too_large", "max", maxUpload>>20)
		} else if _, problem := h.table(ctx, &i, field); problem != nil {
			problems = problem
		}
	}
	if len(problems) > 0 {
		h.Answer(c, http.StatusUnprocessableEntity, importPage(base, e, form.Get("rows"), problems))
		return nil
	}
	if err := h.Imports.Keep(ctx, web.Viewer(c), i); err != nil {
		return err
	}
	web.SeeOther(c, importPath(e.ID, i.ID))
	return nil
}

func importPath(event, id models.ID) string {
	return "/manage/events/" + event.String() + "/import/" + id.String()
}

// uploaded is the file of the form, if any came.
func uploaded(c *gin.Context) (name string, content []byte, err error) {
	if c.Request.MultipartForm == nil {
		return "", nil, nil
	}
	files := c.Request.MultipartForm.File["file"]
	if len(files) == 0 {
		return "", nil, nil
	}
	defer c.Request.MultipartForm.RemoveAll()
	f, err := files[0].Open()
	if err != nil {
		return "", nil, err
	}
	defer f.Close()
	if content, err = io.ReadAll(f); err != nil {
		return "", nil, err
	}
	return fileTitle(files[0]), content, nil
}

// fileTitle is the name of an upload as far as it can be shown.
func fileTitle(f *multipart.FileHeader) string {
	name, problem := models.CleanLine(strings.ToValidUTF8(f.Filename, ""), 200)
	if problem != "" {
		return "?"
	}
	return name
}

// table is an upload as a table.
type table struct {
	tabular.Table
	rows []models.ImportRow
}

// refusals are the words for why a file is refused.
var refusals = map[error]string{
	tabular.ErrNoTable: "import.no_table", tabular.ErrOldExcel: "import.old_excel", tabular.ErrTooMany: "import.too_many",
	tabular.ErrTooWide: "import.too_wide", tabular.ErrTooLarge: "import.unpacks_large", tabular.ErrNoSuchSet: "import.no_table",
}

// table reads an upload as its plan says, and completes the plan where it leaves something open. Problems are those of a field.
func (h Imports) table(ctx context.Context, i *models.Import, field string) (table, models.Problems) {
	select {
	case h.reading <- struct{}{}:
		defer func() { <-h.reading }()
	case <-ctx.Done():
	}
	p := models.Problems{}
	if len(bytes.TrimSpace(i.Content)) == 0 {
		p.Add(field, "import.nothing")
		return table{}, p
	}
	read, err := tabular.Read(i.Content, tabular.Charset(i.Plan.Charset))
	if err != nil {
		for kind, key := range refusals {
			if errors.Is(err, kind) {
				p.Add(field, key, "max", map[error]int{tabular.ErrTooMany: tabular.MaxRows, tabular.ErrTooWide: tabular.MaxColumns}[kind])
			}
		}
		p.Add(field, "import.no_table")
		return table{}, p
	}
	t := table{Table: read, rows: make([]models.ImportRow, len(read.Rows))}
	for n, r := range read.Rows {
		t.rows[n] = models.ImportRow{Number: r.Number, Cells: r.Cells, Column: -1}
		if len(r.Faults) > 0 {
			f := r.Faults[0]
			t.rows[n].Problem, t.rows[n].Column = &models.Problem{Key: "import.bad_" + string(f.Kind), Args: map[string]any{"column": columnLetter(f.Column)}}, f.Column
		}
	}
	if i.Plan.Columns == nil {
		i.Plan.Columns, i.Plan.Headless = models.GuessImportColumns(t.rows, read.Columns)
	}
	i.Plan = i.Plan.Fit(read.Columns)
	return t, nil
}

// columnLetter is what a spreadsheet calls the column that counts i from 0; "" for none.
func columnLetter(i int) (s string) {
	for i >= 0 {
		s = string(rune('A'+i%26)) + s
		i = i/26 - 1
	}
	return s
}

// Discard throws a table away.
func (h Imports) Discard(ctx context.Context, c *gin.Context) error {
	event := models.ParseID(c.Param("id"))
	if err := h.Imports.Drop(ctx, web.Viewer(c), event, models.ParseID(c.Param("iid"))); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "import.discarded")})
	web.SeeOther(c, "/manage/events/"+event.String()+"/import")
	return nil
}
