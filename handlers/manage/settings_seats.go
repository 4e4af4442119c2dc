package manage

import (
	"context"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// seats says how many there are, or of how many kinds.
func (h Settings) seats(ctx context.Context, v models.Viewer, e models.Event, lang models.Lang) (templates.SettingLink, error) {
	l := templates.SettingLink{Icon: "users", Path: "/seats", Title: i18n.T(lang, "settings.seats"), State: i18n.T(lang, "settings.seats_open")}
	p, err := h.Events.Plan(ctx, v, e.ID)
	switch n := len(p.Seats); {
	case err != nil:
		return l, err
	case n > 1:
		l.State = i18n.N(lang, "settings.seats_several", n)
	case n == 1 && p.Seats[0].Capacity > 0:
		l.State = i18n.N(lang, "settings.seats_one", p.Seats[0].Capacity)
	}
	return l, nil
}
