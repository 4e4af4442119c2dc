package manage

import (
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
	"tsudoi/templates"
)

// Choose offers the columns of the registrations and the kinds of files. The choice stands in the address: it can be kept as a link.
func (h Exports) Choose(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	q := c.Request.URL.Query()
	p := templates.ExportChoice{Base: base, Event: e, Filter: filterFields(models.ReadRegistrationFilter(q))}
	err = h.Tables.Read(ctx, web.Viewer(c), e.ID, models.Viewer.CanOrganise, func(s store.Snapshot) error {
		all := registrationChoices(s)
		chosen := choose(all, q)
		f := form{lang: base.Lang, zone: e.Location()}
		for _, one := range all {
			if len(one.columns) == 0 {
				continue
			}
			o := templates.ExportOption{Key: one.key, Chosen: slices.ContainsFunc(chosen, func(c choice) bool { return c.key == one.key })}
			switch {
			case one.key == "consents":
				o.Title = f.t("export.consents")
			default:
				o.Title = one.columns[0].title(f)
			}
			p.Options = append(p.Options, o)
		}
		return nil
	})
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// filterFields are the list's filter as fields of a form.
func filterFields(f models.RegistrationFilter) (out []templates.ExportFilter) {
	q, err := url.ParseQuery(trimQuestion(f.Query()))
	if err != nil {
		return nil // it was written by ourselves
	}
	for _, name := range []string{"q", "state", "language", "category", "country", "attended", "consent"} {
		if v := q.Get(name); v != "" {
			out = append(out, templates.ExportFilter{Name: name, Value: v})
		}
	}
	return out
}

func trimQuestion(query string) string {
	if query == "" {
		return ""
	}
	return query[1:]
}

// unwritable ends an export in CP932 that could not hold all of the table.
type unwritable struct{ *tabular.Check }

func (u unwritable) Error() string { return "the table holds what CP932 does not have" }

// listed is how many of the cells that can't be written are shown.
const listed = 200

// check looks for what CP932 can't hold, before anything of the file leaves.
func check(s sheet) error {
	found := tabular.NewCheck(listed, s.columns)
	if _, err := s.fill(found); err != nil {
		return err
	}
	if found.Found > 0 {
		return unwritable{found}
	}
	return nil
}

// tellUnwritable shows what CP932 can't hold, and offers UTF-8, or the file with 〓 in their place.
func (h Exports) tellUnwritable(ctx context.Context, c *gin.Context, x export, u unwritable) error {
	e, base, err := h.event(ctx, c, x.name, x.rule)
	if err != nil {
		return err
	}
	with := func(set, value string) string {
		q := c.Request.URL.Query()
		q.Del("encoding")
		if set != "" {
			q.Set("encoding", "cp932")
			q.Set(set, value)
		}
		return c.Request.URL.Path + "?" + q.Encode()
	}
	p := templates.ExportUnwritable{Base: base, Event: e, List: x.name, Found: u.Found, UTF8: with("", ""), Geta: with("replace", "1")}
	for _, cell := range u.Cells {
		p.Cells = append(p.Cells, templates.UnwritableCell{Row: cell.Row, Column: cell.Column, Text: short(cell.Text), Runes: cell.Runes})
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}
