package manage

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Decide does one act to everybody who was ticked, as one step: act names it, ids them; category is where ActCategory moves them, and
// reason_ja and reason_en are the reason of ActDecline. scope=all takes whom filter finds instead, as of asof, when the page was shown.
// The act "links" sends their links again. It goes back to the page of this event's desk that back names.
func (h Registrations) Decide(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	back := h.backTo(c, e, form.Get("back"))
	refuse := func(p models.Problem) error {
		h.Say(c, templates.Flash{Kind: "warn", Text: i18n.Problem(base.Lang, p)})
		web.SeeOther(c, back)
		return nil
	}
	ids, err := h.chosen(ctx, c, e, form)
	if errors.Is(err, models.ErrTooMany) {
		return refuse(models.Problem{Key: "decided.too_many", Args: map[string]any{"max": models.MaxDecision}})
	}
	if err != nil {
		return err
	}
	f := models.DecisionForm{Act: form.Get("act"), IDs: ids, Category: form.Get("category"), Reason: models.Text{}}
	for _, l := range models.Langs {
		f.Reason[l] = form.Get("reason_" + string(l))
	}
	d, wrong := f.Check()
	links := f.Act == "links"
	for _, field := range models.DecisionFields {
		if p, is := wrong[field]; is && !(links && field == "act") {
			return refuse(p)
		}
	}
	if links {
		n, err := h.Registrations.SendLinksTo(ctx, web.Viewer(c), e.ID, d.IDs)
		if err == nil {
			h.Say(c, linksSent(base.Lang, n))
			web.SeeOther(c, back)
		}
		return err
	}
	done, err := h.Registrations.Decide(ctx, web.Viewer(c), e.ID, d)
	if err != nil {
		return err
	}
	h.Say(c, decided(base.Lang, e, d, done))
	web.SeeOther(c, back)
	return nil
}

// chosen are the IDs of those whom a form is about.
func (h Registrations) chosen(ctx context.Context, c *gin.Context, e models.Event, form url.Values) ([]string, error) {
	if form.Get("scope") != "all" {
		return form["ids"], nil
	}
	asOf, err := time.Parse(time.RFC3339Nano, form.Get("asof"))
	q, bad := url.ParseQuery(strings.TrimPrefix(form.Get("filter"), "?"))
	if err != nil || bad != nil {
		return nil, web.ErrBadForm
	}
	found, err := h.Registrations.Found(ctx, web.Viewer(c), e, models.ReadRegistrationFilter(q), asOf)
	ids := make([]string, len(found))
	for i, id := range found {
		ids[i] = id.String()
	}
	return ids, err
}

// linksSent says to how many their links are on the way.
func linksSent(lang models.Lang, n int) templates.Flash {
	if n == 0 {
		return templates.Flash{Kind: "warn", Text: i18n.T(lang, "people.links_nobody")}
	}
	return templates.Flash{Kind: "ok", Text: i18n.N(lang, "people.links_sent", n)}
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
