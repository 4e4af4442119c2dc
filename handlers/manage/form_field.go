package manage

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// spareOptions are empty rows below the options.
const spareOptions = 3

// New shows an empty field of the kind that was chosen.
func (h Forms) New(ctx context.Context, c *gin.Context) error {
	f, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	kind := models.FieldKind(c.Query("kind"))
	if !kind.Known() {
		return models.ErrNotFound
	}
	return h.field(ctx, c, http.StatusOK, f, models.FieldForm{Key: models.NewID().String(), Kind: kind}, nil)
}

// Edit shows a field as it stands.
func (h Forms) Edit(ctx context.Context, c *gin.Context) error {
	f, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	field, there := f.fields.Find(models.ParseID(c.Param("field")))
	if !there || field.Retired() {
		return models.ErrNotFound
	}
	return h.field(ctx, c, http.StatusOK, f, models.WrittenField(field), nil)
}

// field shows the form of one field, with what was typed and what is wrong with it.
func (h Forms) field(ctx context.Context, c *gin.Context, status int, f formOf, typed models.FieldForm, wrong models.Problems) error {
	id := models.ParseID(typed.Key)
	_, there := f.fields.Find(id)
	p := templates.FieldPage{Base: f.base, Event: f.event, Version: f.version, Typed: typed, New: !there,
		Form: templates.Form{Problems: wrong, Lang: f.base.Lang, Order: fieldOrder(f.base.Lang, len(typed.Options))}}
	if typed.Kind.HasOptions() {
		for range spareOptions {
			p.Typed.Options = append(slices.Clone(p.Typed.Options), models.OptionForm{ID: models.NewOptionID()})
		}
	}
	for _, of := range f.fields.Before(id) {
		if of.ID == id || !of.Kind.Decides() {
			continue
		}
		d := templates.FieldDecider{Label: of.Label, ForDesk: of.StaffOnly}
		for _, v := range of.Deciding() {
			value := of.ID.String() + ":" + v
			d.Answers = append(d.Answers, templates.FieldAnswer{Value: value, Words: i18n.Answer(f.base.Lang, of, models.Answer{v}),
				Chosen: slices.Contains(typed.ShownIf, value)})
		}
		p.Deciders = append(p.Deciders, d)
	}
	seats, err := h.Events.Seating(ctx, f.event.ID)
	for _, s := range seats {
		p.Seats = append(p.Seats, templates.FieldSeat{ID: s.ID, Title: s.Title, Chosen: slices.Contains(typed.Seats, s.ID.String())})
	}
	if err == nil {
		h.Answer(c, status, p)
	}
	return err
}

// fieldOrder lists the boxes of the page in their order.
func fieldOrder(reader models.Lang, options int) []string {
	var order []string
	both := func(name, after string) {
		for _, l := range []models.Lang{reader, reader.Other()} {
			order = append(order, name+string(l)+after)
		}
	}
	both("label_", "")
	both("help_", "")
	order = append(order, "options")
	for i := range options {
		both("option_", "_"+strconv.Itoa(i))
	}
	return append(order, "least", "most", "shown_if", "seats", "staff_only", "to_speakers", "months")
}

// Save adds a field to the form, or changes it.
func (h Forms) Save(ctx context.Context, c *gin.Context) error {
	f, err := h.find(ctx, c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	typed := readField(form)
	if path := c.Param("field"); path != "" {
		had, there := f.fields.Find(models.ParseID(path))
		if !there || had.Retired() {
			return models.ErrNotFound
		}
		typed.Key, typed.Kind = had.ID.String(), had.Kind
	}
	if !typed.Kind.Known() {
		return web.ErrBadForm
	}
	if form.Get("more") != "" {
		return h.field(ctx, c, http.StatusOK, f.at(version), typed, nil)
	}
	seats, err := h.Events.Seating(ctx, f.event.ID)
	if err != nil {
		return err
	}
	var categories []models.ID
	for _, s := range seats {
		categories = append(categories, s.ID)
	}
	field, wrong := typed.Check(f.fields, categories, f.base.Lang)
	typed.Key = field.ID.String()
	if len(wrong) > 0 {
		return h.field(ctx, c, http.StatusUnprocessableEntity, f.at(version), typed, wrong)
	}
	err = h.Fields.Save(ctx, web.Viewer(c), f.event.ID, version, field)
	if errors.Is(err, models.ErrStale) { // with the new version: sending it again is a decision
		return h.field(ctx, c, http.StatusConflict, f, typed, models.Problems{"form": {Key: "field.stale"}})
	}
	if err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(f.base.Lang, "field.saved")})
	web.SeeOther(c, f.path())
	return nil
}

// readField takes a field as it was typed.
func readField(form url.Values) models.FieldForm {
	f := models.FieldForm{Key: form.Get("id"), Kind: models.FieldKind(form.Get("kind")), Label: models.Text{}, Help: models.Text{},
		Least: form.Get("least"), Most: form.Get("most"), Required: form.Get("required") != "", ShownIf: form["shown_if"], Seats: form["seats"],
		StaffOnly: form.Get("staff_only") != "", ToSpeakers: form.Get("to_speakers") != "", Months: form.Get("months")}
	ids := form["option_id"]
	for _, l := range models.Langs {
		f.Label[l], f.Help[l] = form.Get("label_"+string(l)), form.Get("help_"+string(l))
	}
	for i := range min(len(ids), models.MaxOptions+spareOptions) {
		o := models.OptionForm{ID: ids[i], Label: models.Text{}}
		for _, l := range models.Langs {
			if words := form["option_"+string(l)]; i < len(words) {
				o.Label[l] = words[i]
			}
		}
		f.Options = append(f.Options, o)
	}
	return f
}
