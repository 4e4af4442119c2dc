package manage

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Forms is where organisers say what the registration form of an event asks.
type Forms struct {
	Desk
	Fields *store.Fields
}

// formOf is what a page about the form of an event begins with.
type formOf struct {
	event   models.Event
	base    templates.Base
	fields  models.Fields
	version int64
}

func (f formOf) path() string { return "/manage/events/" + f.event.ID.String() + "/form" }

// at is the form with the version that somebody based their work on.
func (f formOf) at(version int64) formOf {
	f.version = version
	return f
}

func (h Forms) find(ctx context.Context, c *gin.Context) (f formOf, err error) {
	if f.event, f.base, err = h.event(ctx, c, "settings", models.Viewer.CanOrganise); err != nil {
		return f, err
	}
	f.fields, f.version, err = h.Fields.For(ctx, web.Viewer(c), f.event)
	return f, err
}

// Page lists the fields in the order of the form, with the form in both languages beside it.
func (h Forms) Page(ctx context.Context, c *gin.Context) error {
	f, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	return h.page(c, http.StatusOK, f, nil)
}

func (h Forms) page(c *gin.Context, status int, f formOf, wrong models.Problems) error {
	p := templates.FormPage{Base: f.base, Form: templates.Form{Problems: wrong, Lang: f.base.Lang}, Event: f.event, Version: f.version}
	open := f.fields.Open()
	for i, field := range open {
		p.Fields = append(p.Fields, templates.FormLine{Field: field, Place: i, Last: i == len(open)-1})
	}
	for _, field := range f.fields[len(open):] {
		p.Removed = append(p.Removed, templates.FormLine{Field: field})
	}
	for _, l := range models.Langs {
		shown := templates.NewFormFields(f.fields.Public(), models.AnswerForm{}, templates.Form{Lang: l}, string(l)+"-")
		b, err := h.Templates.Part(l, "fields", shown)
		if err != nil {
			return err
		}
		if len(shown) == 0 {
			b = nil
		}
		p.Preview = append(p.Preview, templates.FormPreview{Lang: l, HTML: template.HTML(b)}) // our own partial: it has escaped what was typed
	}
	h.Answer(c, status, p)
	return nil
}

// Move puts a field at another place.
func (h Forms) Move(ctx context.Context, c *gin.Context) error {
	return h.act(ctx, c, "", func(f formOf, version int64, field models.ID, to int) error {
		return h.Fields.Move(ctx, web.Viewer(c), f.event.ID, version, field, to)
	})
}

// Remove takes a field off the form.
func (h Forms) Remove(ctx context.Context, c *gin.Context) error {
	return h.act(ctx, c, "field.removed", func(f formOf, version int64, field models.ID, _ int) error {
		return h.Fields.Remove(ctx, web.Viewer(c), f.event.ID, version, field)
	})
}

// act does something to one field and goes back to the list; what is against it is told there.
func (h Forms) act(ctx context.Context, c *gin.Context, said string, do func(f formOf, version int64, field models.ID, to int) error) error {
	f, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	to, err := strconv.Atoi(form.Get("to"))
	if err != nil && said == "" {
		return web.ErrBadForm
	}
	field := models.ParseID(c.Param("field"))
	var wrong models.Problems
	switch err := do(f, version, field, to); {
	case errors.Is(err, models.ErrStale):
		wrong = models.Problems{"form": {Key: "field.stale"}}
		return h.page(c, http.StatusConflict, f, wrong)
	case errors.As(err, &wrong):
		return h.page(c, http.StatusUnprocessableEntity, f, wrong)
	case err != nil:
		return err
	}
	if said == "" {
		web.SeeOther(c, f.path()+"#f-"+field.String()) // whoever moves it by its keys stays at it
		return nil
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(f.base.Lang, said), Undo: f.path() + "/" + field.String() + "/restore"})
	web.SeeOther(c, f.path())
	return nil
}

// Restore puts a field that was taken off back.
func (h Forms) Restore(ctx context.Context, c *gin.Context) error {
	event := models.ParseID(c.Param("id"))
	if err := h.Fields.Restore(ctx, web.Viewer(c), event, models.ParseID(c.Param("field"))); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "field.restored")})
	web.SeeOther(c, "/manage/events/"+event.String()+"/form")
	return nil
}
