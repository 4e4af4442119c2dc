package attendee

import (
	"context"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// agreed is what the owner agreed to, and what else the event asks for.
func (h Registration) agreed(ctx context.Context, m mine, p *templates.MyRegistration) error {
	given, err := h.Ledger.Of(ctx, m.registration.ID)
	if err != nil {
		return err
	}
	texts, err := h.consentTexts(ctx, m.event)
	p.Consents = templates.NewMyConsents(m.path()+"/consents", given, texts, m.registration.Location(m.event.Location()), p.Lang)
	return err
}

// consentTexts is what the event asks for now.
func (h Registration) consentTexts(ctx context.Context, e models.Event) ([]models.ConsentText, error) {
	hosts, err := h.Events.Hosts(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	p, err := h.Events.Privacy(ctx, e.ID)
	return i18n.ConsentTexts(e, hosts, p), err
}

// SetConsent gives or withdraws one consent that one can do without.
func (h Registration) SetConsent() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		asked := models.Ask{Purpose: models.ConsentPurpose(form.Get("purpose")), HostID: models.ParseID(form.Get("host"))}
		switch {
		case !asked.Purpose.Known():
			return web.ErrBadForm
		case form.Get("agree") == "":
			err = h.Ledger.Withdraw(ctx, m.registration.ID, asked)
		default:
			err = h.agree(ctx, m, asked, models.ParseID(form.Get("text")), h.Lang(c))
		}
		if err != nil {
			return err
		}
		h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "my_consents.saved")})
		web.SeeOther(c, m.path()+"#consents")
		return nil
	})
}

// agree enters a consent in the words that were shown. models.ErrStale where the event asks in other words by now.
func (h Registration) agree(ctx context.Context, m mine, a models.Ask, shown models.ID, lang models.Lang) error {
	texts, err := h.consentTexts(ctx, m.event)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if t.Ask == a {
			if t.ID != shown {
				return models.ErrStale
			}
			return h.Ledger.Give(ctx, m.registration.ID, lang, t)
		}
	}
	return models.ErrNotFound
}
