package manage

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Privacy is where organisers choose how the personal data of an event is handled, and for how long.
type Privacy struct {
	Desk
	Privacy *store.Privacy
}

// Page shows what holds now.
func (h Privacy) Page(ctx context.Context, c *gin.Context) error {
	p, err := h.page(ctx, c)
	if err != nil {
		return err
	}
	p.Typed = typedPrivacy(p.Notice, p.Event.RetentionMonths)
	h.Answer(c, http.StatusOK, p)
	return nil
}

// page is the page but for what was typed.
func (h Privacy) page(ctx context.Context, c *gin.Context) (templates.EventPrivacyPage, error) {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return templates.EventPrivacyPage{}, err
	}
	p := templates.EventPrivacyPage{Base: base, Event: e, Form: templates.Form{Lang: base.Lang, Order: models.PrivacyFields()}}
	if p.Hosts, err = h.Events.Hosts(ctx, e.ID); err != nil {
		return p, err
	}
	now, err := h.Privacy.Of(ctx, e.ID)
	if err != nil {
		return p, err
	}
	p.Version, p.Notice, p.Gaps = now.Version, templates.Notice{Event: e, Hosts: p.Hosts, Privacy: now}, now.Gaps(p.Hosts)
	p.Plan, err = erasurePlan(ctx, h.Privacy, e, h.Now())
	p.Plan.Path = ""
	return p, err
}

// typedPrivacy fills the form with what holds.
func typedPrivacy(n templates.Notice, months int) models.PrivacyForm {
	f := models.PrivacyForm{Sharing: string(n.Shape()), Responsible: n.Lead().ID.String(), Texts: n.Privacy.Texts, Items: n.Privacy.Items,
		Uses: n.Privacy.Uses, Retention: strconv.Itoa(months)}
	for _, a := range n.Privacy.Asks {
		f.Asks = append(f.Asks, string(a))
	}
	return f
}

// Save takes over what was chosen. Where a public event would have an incomplete notice, it says what is missing and changes nothing.
func (h Privacy) Save(ctx context.Context, c *gin.Context) error {
	p, err := h.page(ctx, c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	p.Typed = readPrivacy(form)
	d, wrong := p.Typed.Check(p.Hosts)
	if len(wrong) > 0 {
		p.Form.Problems = wrong
		h.Answer(c, http.StatusUnprocessableEntity, p)
		return nil
	}
	err = h.Privacy.Save(ctx, web.Viewer(c), p.Event.ID, version, d)
	var gaps store.GapsError
	switch {
	case errors.As(err, &gaps):
		p.Gaps, p.Form.Problems = gaps, models.Problems{"form": {Key: "event_privacy.incomplete"}}
		h.Answer(c, http.StatusUnprocessableEntity, p)
		return nil
	case errors.Is(err, models.ErrStale):
		p.Typed, p.Form.Problems = typedPrivacy(p.Notice, p.Event.RetentionMonths), models.Problems{"form": {Key: "event_privacy.stale"}}
		h.Answer(c, http.StatusConflict, p)
		return nil
	case err != nil:
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "event_privacy.saved")})
	web.SeeOther(c, deskOf(p.Event.ID)+"/privacy")
	return nil
}

func readPrivacy(form url.Values) models.PrivacyForm {
	f := models.PrivacyForm{Sharing: form.Get("sharing"), Responsible: form.Get("responsible"), Asks: form["asks"], Texts: models.ConsentWords{},
		Items: models.Text{}, Uses: models.Text{}, Retention: form.Get("retention")}
	for _, l := range models.Langs {
		f.Items[l], f.Uses[l] = form.Get("items_"+string(l)), form.Get("uses_"+string(l))
	}
	for _, purpose := range models.ConsentPurposes {
		f.Texts[purpose] = models.Text{}
		for _, l := range models.Langs {
			f.Texts[purpose][l] = form.Get("text_" + string(purpose) + "_" + string(l))
		}
	}
	return f
}

// privacy says how the hosts share, and for how long.
func (h Settings) privacy(ctx context.Context, _ models.Viewer, e models.Event, lang models.Lang) (templates.SettingLink, error) {
	l := templates.SettingLink{Icon: "check", Path: "/privacy", Title: i18n.T(lang, "event_privacy.title")}
	hosts, err := h.Events.Hosts(ctx, e.ID)
	if err != nil {
		return l, err
	}
	p, err := h.Privacy.Of(ctx, e.ID)
	l.State = i18n.N(lang, "event_privacy.state", e.RetentionMonths, "sharing", i18n.T(lang, "event_privacy.sharing_"+string(p.Shape(hosts))))
	return l, err
}
