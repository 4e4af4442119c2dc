package manage

import (
	"context"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Settings leads to everything that can be set about the registration for an event.
type Settings struct {
	Desk
	Fields  *store.Fields
	Privacy *store.Privacy
	Guests  *store.Guests
}

// Page lists the pages of settings, each with how it stands.
func (h Settings) Page(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	p := templates.SettingsPage{Base: base, Event: e}
	for _, link := range []func(context.Context, models.Viewer, models.Event, models.Lang) (templates.SettingLink, error){h.seats, h.form, h.privacy, h.proof, h.embed, h.guests} {
		l, err := link(ctx, web.Viewer(c), e, base.Lang)
		if err != nil {
			return err
		}
		p.Links = append(p.Links, l)
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// form counts what the form asks.
func (h Settings) form(ctx context.Context, v models.Viewer, e models.Event, lang models.Lang) (templates.SettingLink, error) {
	l := templates.SettingLink{Icon: "list", Path: "/form", Title: i18n.T(lang, "settings.form"), State: i18n.T(lang, "settings.form_none")}
	fields, _, err := h.Fields.For(ctx, v, e)
	if n := len(fields.Open()); n > 0 {
		l.State = i18n.N(lang, "settings.form_state", n)
	}
	return l, err
}

// proof tells who is asked whether their address is theirs.
func (h Settings) proof(_ context.Context, _ models.Viewer, e models.Event, lang models.Lang) (templates.SettingLink, error) {
	l := templates.SettingLink{Icon: "check", Path: "/proof", Title: i18n.T(lang, "settings.proof"), State: i18n.T(lang, "settings.proof_doubt")}
	if e.Prove {
		l.State = i18n.T(lang, "settings.proof_always")
	}
	return l, nil
}

// embed names the sites that may show the form.
func (h Settings) embed(ctx context.Context, _ models.Viewer, e models.Event, lang models.Lang) (templates.SettingLink, error) {
	l := templates.SettingLink{Icon: "globe", Path: "/embed", Title: i18n.T(lang, "settings.embed"), State: i18n.T(lang, "settings.embed_none")}
	found, err := h.Events.Embed(ctx, e.ID)
	if len(found.Origins) > 0 {
		l.State = strings.Join(found.Origins, ", ")
	}
	return l, err
}
