package manage

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// typedEvent takes the form of an event out of what was posted.
func typedEvent(form url.Values, lang models.Lang) models.EventForm {
	f := models.EventForm{Language: lang, Title: models.Text{}, About: models.Text{}, When: form.Get("when"), Date: form.Get("date"),
		Start: form.Get("start"), End: form.Get("end"), Zone: form.Get("zone"), Join: form.Get("join"), Capacity: form.Get("capacity"),
		Hue: form.Get("hue"), Pattern: form.Get("pattern"), Slug: form.Get("slug")}
	if l := models.Lang(form.Get("language")); l.Known() {
		f.Language = l
	}
	for _, l := range models.Langs {
		f.Title[l] = form.Get("title_" + string(l))
		f.About[l] = strings.ReplaceAll(form.Get("about_"+string(l)), "\r\n", "\n") // browsers send the line ends of mail
	}
	for _, s := range form["hosts"] {
		if id := models.ParseID(s); id != (models.ID{}) && !slices.Contains(f.Hosts, id) {
			f.Hosts = append(f.Hosts, id)
		}
	}
	place := func(id models.ID) int {
		n, err := strconv.Atoi(strings.TrimSpace(form.Get("place_" + id.String())))
		if err != nil {
			return len(f.Hosts)
		}
		return n
	}
	slices.SortStableFunc(f.Hosts, func(a, b models.ID) int { return cmp.Compare(place(a), place(b)) })
	return f
}

// understood is what a page says it has read in a form.
func understood(f models.EventForm, d models.EventDraft, p models.Problems, lang models.Lang, now time.Time) templates.EventRead {
	r := templates.EventRead{Programme: templates.ProgrammeRead{Items: d.Programme.Items, People: d.Programme.People, Unread: d.Unread},
		When: templates.WhenRead{When: d.When, Past: !d.When.End.IsZero() && d.When.End.Before(now)}}
	if d.When.Start.IsZero() {
		for _, field := range []string{"when", "date", "zone"} {
			if wrong, there := p[field]; there && (field != "when" || !models.Blank(f.When)) {
				r.When.Wrong = i18n.Problem(lang, wrong)
			}
		}
	}
	return r
}

// ReadWhen says how a typed time is understood, for the line under its field. It changes nothing.
func (h Events) ReadWhen(_ context.Context, c *gin.Context) error {
	return h.readBack(c, c.Request.URL.Query(), "when_read", func(r templates.EventRead) any { return r.When })
}

// ReadProgramme says how a pasted text is understood. It is a POST because texts are longer than addresses; it changes nothing.
func (h Events) ReadProgramme(_ context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	return h.readBack(c, form, "programme_read", func(r templates.EventRead) any { return r.Programme })
}

func (h Events) readBack(c *gin.Context, form url.Values, part string, pick func(templates.EventRead) any) error {
	if !web.Viewer(c).CanCreateAny() {
		return models.ErrForbidden
	}
	lang := h.Lang(c)
	f := typedEvent(form, lang)
	d, problems := f.Check(h.Now())
	b, err := h.Templates.Part(lang, part, pick(understood(f, d, problems, lang, h.Now())))
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "text/html; charset=utf-8", b)
	return nil
}
