package manage

import (
	"context"
	"net/http"

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
}

// Page lists the pages of settings, each with how it stands.
func (h Settings) Page(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	p := templates.SettingsPage{Base: base, Event: e}
	for _, link := range []func(context.Context, models.Viewer, models.Event, models.Lang) (templates.SettingLink, error){h.seats, h.form, h.privacy} {
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
