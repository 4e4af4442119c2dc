package site

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/templates"
)

// In a frame on another site browsers send no cookies and keep none: the language stands in the address, and the page after the form
// knows nothing of who sent it.

// Framed shows the registration form alone, for a frame.
func (h *Registrations) Framed(ctx context.Context, c *gin.Context) error {
	card, err := h.door(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	h.speak(c)
	card.Lang = h.Lang(c)
	return h.frame(ctx)(c, http.StatusOK, card)
}

// CreateFramed registers somebody from a frame.
func (h *Registrations) CreateFramed(ctx context.Context, c *gin.Context) error {
	h.speak(c)
	return h.create(ctx, c, place{form: h.frame(ctx), done: h.doneFramed})
}

// RegisteredFramed says how it went, in words that hold for everybody.
func (h *Registrations) RegisteredFramed(ctx context.Context, c *gin.Context) error {
	e, err := h.events.BySlug(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	h.speak(c)
	p := templates.Embed{Base: h.Private(c), Card: templates.RegisterCard{Event: e}, In: c.Query("in"), Outcome: "done"}
	for _, known := range []string{"waiting", "pending", "proof"} {
		if c.Query("as") == known {
			p.Outcome = known
		}
	}
	return h.answerFramed(ctx, c, http.StatusOK, p)
}

// speak takes the language from the address; where it names none it is the reader's.
func (h *Registrations) speak(c *gin.Context) {
	if l := models.Lang(c.Query("in")); l.Known() {
		h.Speak(c, l)
	}
}

func (h *Registrations) frame(ctx context.Context) func(*gin.Context, int, templates.RegisterCard) error {
	return func(c *gin.Context, status int, card templates.RegisterCard) error {
		h.stamp(&card)
		return h.answerFramed(ctx, c, status, templates.Embed{Base: h.Private(c), Card: card, In: c.Query("in")})
	}
}

func (h *Registrations) answerFramed(ctx context.Context, c *gin.Context, status int, p templates.Embed) error {
	found, err := h.events.Embed(ctx, p.Card.Event.ID)
	if err != nil {
		return err
	}
	p.Origins = append([]string{h.URL}, found.Origins...) // our own: the preview at the desk
	web.AllowFrames(c, found.Origins)
	h.Answer(c, status, p)
	return nil
}

func (h *Registrations) doneFramed(c *gin.Context, e models.Event, _ models.NewRegistration, state models.RegistrationState) error {
	as := map[models.RegistrationState]string{models.Waitlisted: "&as=waiting", models.PendingReview: "&as=pending", models.Unverified: "&as=proof"}[state]
	lang := ""
	if models.Lang(c.Query("in")).Known() {
		lang = c.Query("in")
	}
	web.SeeOther(c, "/events/"+e.Slug+"/embed/registered?in="+lang+as)
	return nil
}
