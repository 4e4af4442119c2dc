package attendee

import (
	"context"
	"errors"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Accept takes the seat that is kept for the owner; once more changes nothing. Who comes too late is told so.
func (h Registration) Accept() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		said := templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "offer.taken")}
		err := h.Registrations.Accept(ctx, m.registration.ID)
		switch {
		case errors.Is(err, models.ErrMove):
			said = templates.Flash{Kind: "warn", Text: i18n.T(h.Lang(c), "offer.over")}
		case err != nil:
			return err
		}
		h.Say(c, said)
		web.SeeOther(c, m.path())
		return nil
	})
}
