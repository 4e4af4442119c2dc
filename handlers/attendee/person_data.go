package attendee

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/templates"
)

// Data hands over everything that is kept of the owner, as a file.
func (h Registration) Data() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		all, err := h.Registrations.Everything(ctx, m.registration.ID)
		if err != nil {
			return err
		}
		return web.JSONFile(c, m.event.Slug+".json", all)
	})
}

// AskErase shows what erasing does, and what remains. Following the link changes nothing.
func (h Registration) AskErase() web.Handler {
	return h.open(func(_ context.Context, c *gin.Context, m mine) error {
		h.askErase(c, http.StatusOK, m)
		return nil
	})
}

func (h Registration) askErase(c *gin.Context, status int, m mine) {
	h.Answer(c, status, templates.EraseMine{Base: h.Private(c), Event: m.event, Registration: m.registration, Path: m.path()})
}

// Erase removes the owner's data for good, once they have said that they are sure.
func (h Registration) Erase() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		if form.Get("sure") == "" {
			h.askErase(c, http.StatusUnprocessableEntity, m)
			return nil
		}
		if err := h.Registrations.Erase(ctx, m.registration.ID); err != nil {
			return err
		}
		h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "erase.done")})
		web.SeeOther(c, "/events/"+m.event.Slug)
		return nil
	})
}
