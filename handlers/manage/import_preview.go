package manage

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/tabular"
	"tsudoi/templates"
)

// What a preview lists.
const (
	firstLines = 50
	badLines   = 500
)

// opened is an import on the way to its page.
type opened struct {
	models.Import
	event models.Event
	base  templates.Base
	seats []models.Seating
	table table
	lines []models.ImportLine
}

// open reads the import that the address names. Its table is empty when it is done.
func (h Imports) open(ctx context.Context, c *gin.Context) (o opened, err error) {
	if o.event, o.base, err = h.event(ctx, c, "registrations", models.Viewer.CanOrganise); err != nil {
		return o, err
	}
	if o.Import, err = h.Imports.Open(ctx, web.Viewer(c), o.event, models.ParseID(c.Param("iid"))); err != nil || o.DoneAt != nil {
		return o, err
	}
	if o.seats, err = h.Events.Seating(ctx, o.event.ID); err != nil {
		return o, err
	}
	var problems models.Problems
	if o.table, problems = h.table(ctx, &o.Import, "charset"); problems == nil {
		o.lines = models.ReadImport(o.table.rows, o.Plan, o.seats)
	}
	return o, problems.Err()
}

// Preview shows what would become of each row now; it changes nothing.
func (h Imports) Preview(ctx context.Context, c *gin.Context) error {
	o, err := h.open(ctx, c)
	if err != nil {
		return err
	}
	return h.answer(ctx, c, http.StatusOK, o, nil)
}

func (h Imports) answer(ctx context.Context, c *gin.Context, status int, o opened, p models.Problems) error {
	page := templates.ImportPreview{Base: o.base, Event: o.event, ID: o.ID, Version: o.Version, Name: o.Name, Plan: o.Plan, Fields: models.ImportFields,
		Form: templates.Form{Problems: p, Lang: o.base.Lang, Order: []string{"charset", "agreed"}}, Progress: o.Progress, Done: o.DoneAt != nil,
		Sums: o.Result, Ready: o.Plan.Names(), Sheet: o.table.Sheet, Charset: string(o.table.Charset)}
	if page.Done {
		h.Answer(c, status, page)
		return nil
	}
	if o.table.Charset != "" {
		for _, s := range tabular.Charsets {
			page.Charsets = append(page.Charsets, string(s))
		}
		page.Separator = map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}[o.table.Comma]
	}
	if len(o.seats) > 1 {
		page.Categories = o.seats
	}
	page.Columns = columnsOf(o)
	if page.Ready {
		if err := h.forecast(ctx, c, o, &page); err != nil {
			return err
		}
	}
	h.Answer(c, status, page)
	return nil
}

// forecast fills in what would become of the rows.
func (h Imports) forecast(ctx context.Context, c *gin.Context, o opened, page *templates.ImportPreview) error {
	states, err := h.Imports.Preview(ctx, web.Viewer(c), o.event, o.lines)
	if err != nil {
		return err
	}
	page.Sums = models.ImportSums{Rows: map[models.ImportVerdict]int{}, States: states}
	page.Rows = len(o.lines)
	for _, l := range o.lines {
		page.Sums.Rows[l.Verdict]++
		line := templates.ImportLine{ImportLine: l}
		if l.Problem != nil {
			line.Wrong = i18n.Problem(o.base.Lang, *l.Problem)
		}
		for _, s := range o.seats {
			if s.ID == l.Person.CategoryID {
				line.Category = s.Title
			}
		}
		if l.Verdict == models.ImportBad || l.Verdict == models.ImportDouble || l.Verdict == models.ImportLeft {
			if page.Checked++; len(page.Bad) < badLines {
				page.Bad = append(page.Bad, line)
			}
		}
		if len(page.Lines) < firstLines {
			page.Lines = append(page.Lines, line)
		}
	}
	return nil
}

// columnsOf lists the columns of a table with what each is taken for, and a sample of what stands in it.
func columnsOf(o opened) (out []templates.ImportColumn) {
	for i := range o.table.Columns {
		col := templates.ImportColumn{N: i + 1, Letter: columnLetter(i), Field: o.Plan.Columns[i]}
		for n, r := range o.table.rows {
			switch cell := r.Cell(i); {
			case n == 0 && !o.Plan.Headless:
				col.Heading = cell
			case col.Sample == "":
				col.Sample = short(cell)
			}
		}
		out = append(out, col)
	}
	return out
}

// short cuts a sample to what fits beside its heading.
func short(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// Plan takes over how the table shall be read.
func (h Imports) Plan(ctx context.Context, c *gin.Context) error {
	o, err := h.open(ctx, c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	was := o.Import
	o.Plan = planOf(form, o)
	if o.Plan.Charset != was.Plan.Charset { // other characters, perhaps other headings
		if _, p := h.table(ctx, &o.Import, "charset"); p != nil {
			o.Import = was
			return h.answer(ctx, c, http.StatusUnprocessableEntity, o, p)
		}
	}
	if err := h.Imports.Plan(ctx, web.Viewer(c), o.event.ID, o.ID, version, o.Plan); err != nil {
		return err
	}
	web.SeeOther(c, importPath(o.event.ID, o.ID))
	return nil
}

// planOf reads the choices of the preview's form; what it does not know stays as it is.
func planOf(form url.Values, o opened) models.ImportPlan {
	p := o.Plan
	p.Columns = make([]models.ImportField, o.table.Columns)
	for i := range p.Columns {
		p.Columns[i] = models.ImportField(form.Get("column_" + strconv.Itoa(i+1)))
	}
	p = p.Fit(o.table.Columns)
	p.Headless = form.Get("headless") != ""
	p.Letters = form.Get("letters") != "no"
	if l := models.Lang(form.Get("language")); l.Known() {
		p.Language = l
	}
	p.Category = models.ID{}
	if id := models.ParseID(form.Get("category")); slices.ContainsFunc(o.seats, func(s models.Seating) bool { return s.ID == id }) {
		p.Category = id
	}
	if set := tabular.Charset(form.Get("charset")); o.table.Charset != "" && set != o.table.Charset && slices.Contains(tabular.Charsets, set) {
		p.Charset, p.Columns = string(set), nil
	}
	return p
}

// Run imports the rows that the preview showed.
func (h Imports) Run(ctx context.Context, c *gin.Context) error {
	o, err := h.open(ctx, c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	problems := models.Problems{}
	switch {
	case o.DoneAt != nil: // pressed again: the page says what became of it
	case !o.Plan.Names():
		problems.Add("form", "import.columns_needed")
	case form.Get("agreed") == "":
		problems.Add("agreed", "import.agreed_needed")
	default:
		_, err = h.Imports.Run(ctx, web.Viewer(c), o.event.ID, o.ID, version, o.lines)
	}
	if len(problems) > 0 {
		return h.answer(ctx, c, http.StatusUnprocessableEntity, o, problems)
	}
	if err != nil {
		return err
	}
	web.SeeOther(c, importPath(o.event.ID, o.ID))
	return nil
}
