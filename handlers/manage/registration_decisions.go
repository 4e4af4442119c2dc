package manage

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Decide does one act to everybody who was ticked, as one step: act names it, ids them; category is where ActCategory moves them, and
// reason_ja and reason_en are the reason of ActDecline. It goes back to the page of this event's desk that back names.
func (h Registrations) Decide(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	f := models.DecisionForm{Act: form.Get("act"), IDs: form["ids"], Category: form.Get("category"), Reason: models.Text{}}
	for _, l := range models.Langs {
		f.Reason[l] = form.Get("reason_" + string(l))
	}
	d, wrong := f.Check()
	back := h.backTo(c, e, form.Get("back"))
	for _, field := range models.DecisionFields {
		if p, is := wrong[field]; is {
			h.Say(c, templates.Flash{Kind: "warn", Text: i18n.Problem(base.Lang, p)})
			web.SeeOther(c, back)
			return nil
		}
	}
	done, err := h.Registrations.Decide(ctx, web.Viewer(c), e.ID, d)
	if err != nil {
		return err
	}
	h.Say(c, decided(base.Lang, e, d, done))
	web.SeeOther(c, back)
	return nil
}

// decided says what came of an act, and offers to undo it.
func decided(lang models.Lang, e models.Event, d models.Decision, done store.Done) templates.Flash {
	if done.N == 0 {
		return templates.Flash{Kind: "warn", Text: i18n.T(lang, "decided.nobody")}
	}
	words := []string{i18n.N(lang, "decided."+string(d.Act), done.N)}
	if rest := len(d.IDs) - done.N; rest > 0 {
		words = append(words, i18n.N(lang, "decided.rest", rest))
	}
	words = append(words, i18n.T(lang, "decided.undo_until"))
	space := " "
	if lang == models.Japanese {
		space = ""
	}
	return templates.Flash{Kind: "ok", Text: strings.Join(words, space),
		Undo: deskOf(e.ID) + "/registrations/undo/" + done.Act.String()}
}

// Undo takes an act back as a whole, as long as no letter about it has left.
func (h Registrations) Undo(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	n, err := h.Registrations.Undo(ctx, web.Viewer(c), e.ID, models.ParseID(c.Param("act")))
	said := templates.Flash{Kind: "ok", Text: i18n.N(base.Lang, "decided.undone", n)}
	switch {
	case errors.Is(err, models.ErrMove):
		said = templates.Flash{Kind: "warn", Text: i18n.T(base.Lang, "decided.too_late")}
	case err != nil:
		return err
	case n == 0:
		said = templates.Flash{Kind: "warn", Text: i18n.T(base.Lang, "decided.nothing_to_undo")}
	}
	h.Say(c, said)
	web.SeeOther(c, h.backTo(c, e, ""))
	return nil
}

// backTo is the page of this event's desk that a form names, or else the one that it was sent from; the list for anything else.
func (h Registrations) backTo(c *gin.Context, e models.Event, named string) string {
	at := deskOf(e.ID)
	for _, s := range []string{named, c.GetHeader("Referer")} {
		u, err := url.Parse(s)
		if err == nil && (u.Path == at || strings.HasPrefix(u.Path, at+"/")) && !strings.Contains(u.Path, "..") {
			return (&url.URL{Path: u.Path, RawQuery: u.Query().Encode()}).String()
		}
	}
	return at + "/registrations"
}
