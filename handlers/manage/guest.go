package manage

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Show tells of one guest.
func (h Guests) Show(ctx context.Context, c *gin.Context) error {
	return h.one(ctx, c, http.StatusOK, nil, nil)
}

// one answers with a guest's page: as they are, or with what was typed and what is wrong with it.
func (h Guests) one(ctx context.Context, c *gin.Context, status int, typed *models.GuestForm, problems models.Problems) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	g, letters, err := h.Guests.Story(ctx, web.Viewer(c), e, models.ParseID(c.Param("gid")))
	if err != nil {
		return err
	}
	categories, err := h.categories(ctx, e)
	if err != nil {
		return err
	}
	if typed == nil {
		typed = &models.GuestForm{Name: g.Name, Email: g.Email, Language: g.Language, CategoryID: g.CategoryID, Note: g.Note}
	}
	here, state := e.Location(), g.State()
	p := templates.GuestPage{Base: base, Event: e, Categories: categories, Line: guestLine(store.GuestLine{Guest: g}, here), Version: g.Version, Typed: *typed,
		Form:  templates.Form{Problems: problems, Lang: base.Lang, Order: []string{"name", "email", "category", "language", "note"}},
		Added: g.CreatedAt.In(here), Invited: in(g.InvitedAt, here), Reminded: in(g.RemindedAt, here), Replied: in(g.RepliedAt, here),
		Fixed:  state == models.GuestAccepted || state == models.GuestWithdrawn,
		Stands: state != models.GuestAccepted && state != models.GuestWithdrawn}
	for _, l := range letters {
		p.Letters = append(p.Letters, letterLine(l, here.String()))
	}
	h.Answer(c, status, p)
	return nil
}

// Save sets one guest right.
func (h Guests) Save(ctx context.Context, c *gin.Context) error {
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	typed := models.GuestForm{Name: form.Get("name"), Email: form.Get("email"), Language: models.Lang(form.Get("language")),
		CategoryID: models.ParseID(form.Get("category")), Note: form.Get("note")}
	n, problems := typed.Check()
	event, id := models.ParseID(c.Param("id")), models.ParseID(c.Param("gid"))
	if len(problems) == 0 {
		err := h.Guests.Save(ctx, web.Viewer(c), event, id, version, n)
		var wrong models.Problems
		switch {
		case errors.As(err, &wrong):
			problems = wrong
		case errors.Is(err, models.ErrStale):
			problems.Add("form", "guests.stale")
		case err != nil:
			return err
		}
	}
	if len(problems) > 0 {
		return h.one(ctx, c, http.StatusUnprocessableEntity, &typed, problems)
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "guests.saved")})
	web.SeeOther(c, guestsAt(event)+"/"+id.String())
	return nil
}

// Withdraw takes one invitation back.
func (h Guests) Withdraw(ctx context.Context, c *gin.Context) error {
	event, id := models.ParseID(c.Param("id")), models.ParseID(c.Param("gid"))
	if err := h.Guests.Withdraw(ctx, web.Viewer(c), event, id); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "guests.withdrawn")})
	web.SeeOther(c, guestsAt(event))
	return nil
}
