package manage

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// personForm reads what the desk typed about somebody.
func personForm(form url.Values) models.DeskPersonForm {
	return models.DeskPersonForm{Name: form.Get("name"), Email: form.Get("email"), Language: models.Lang(form.Get("language")), Zone: form.Get("zone"),
		Category: form.Get("category")}
}

// Mend sets right what was wrong about somebody; another address applies at once.
func (h Registrations) Mend(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	id, typed := models.ParseID(c.Param("rid")), personForm(form)
	refuse := func(status int, why models.Problems, taken models.ID) error {
		return h.story(ctx, c, status, e, base, id, &refused{typed, why, taken})
	}
	n, wrong := typed.Check()
	if len(wrong) > 0 {
		return refuse(http.StatusUnprocessableEntity, wrong, models.ID{})
	}
	moved, err := h.Registrations.Mend(ctx, web.Viewer(c), e.ID, id, form.Get("seen"), n)
	var taken store.AddressTaken
	switch {
	case errors.As(err, &taken):
		return refuse(http.StatusUnprocessableEntity, models.Problems{"email": {Key: "mend.taken"}}, taken.By)
	case errors.Is(err, models.ErrStale):
		return refuse(http.StatusConflict, models.Problems{"form": {Key: "mend.stale"}}, models.ID{})
	case err != nil:
		return err
	}
	said := "mend.done"
	if moved {
		said = "mend.moved"
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(base.Lang, said)})
	web.SeeOther(c, personAt(e, id))
	return nil
}

// New is the form by which the desk adds somebody.
func (h Registrations) New(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	return h.adding(ctx, c, http.StatusOK, e, templates.AddPerson{Base: base, Key: models.NewID(), Letter: true,
		PersonForm: templates.PersonForm{Typed: models.DeskPersonForm{Language: e.FirstLanguage}}})
}

func (h Registrations) adding(ctx context.Context, c *gin.Context, status int, e models.Event, p templates.AddPerson) error {
	seats, err := h.Events.Seating(ctx, e.ID)
	if err != nil {
		return err
	}
	p.Event, p.Seats = e, seats
	p.PersonForm.Lang, p.Order = p.Base.Lang, models.DeskPersonFields
	h.Answer(c, status, p)
	return nil
}

// Add registers somebody whom the desk knows. key makes the same form the same person.
func (h Registrations) Add(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	p := templates.AddPerson{Base: base, Key: models.ParseID(form.Get("key")), Letter: form.Get("letter") != "", Seat: form.Get("seat") != ""}
	if p.Key == (models.ID{}) {
		p.Key = models.NewID()
	}
	p.Typed = personForm(form)
	n, wrong := p.Typed.Check()
	if p.Problems = wrong; len(wrong) > 0 {
		return h.adding(ctx, c, http.StatusUnprocessableEntity, e, p)
	}
	done, err := h.Registrations.Add(ctx, web.Viewer(c), e.ID, models.NewRegistration{ID: p.Key, Name: n.Name, Email: n.Email, EmailKey: n.EmailKey,
		Language: n.Language, Zone: n.Zone, CategoryID: n.Category, Source: "desk", Invited: true}, p.Seat, p.Letter)
	var taken store.AddressTaken
	switch {
	case errors.As(err, &taken):
		p.Problems = models.Problems{"email": {Key: "mend.taken"}}
		p.Taken = personAt(e, taken.By)
		return h.adding(ctx, c, http.StatusUnprocessableEntity, e, p)
	case errors.Is(err, models.ErrClosed):
		p.Problems = models.Problems{"form": {Key: "mend.closed"}}
		return h.adding(ctx, c, http.StatusUnprocessableEntity, e, p)
	case err != nil:
		return err
	}
	said := templates.Flash{Kind: "ok", Text: i18n.T(base.Lang, "mend.added")}
	if done.State == models.Waitlisted {
		said = templates.Flash{Kind: "warn", Text: i18n.T(base.Lang, "mend.added_waiting")}
	}
	h.Say(c, said)
	web.SeeOther(c, personAt(e, done.ID))
	return nil
}
