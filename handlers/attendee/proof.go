package attendee

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Proofs takes in who proves that the address is theirs that they registered with.
type Proofs struct{ Registration }

// find returns the registration that the link names: models.ErrNotFound where it was forgotten or made anew, and for what is no link.
func (h Proofs) find(ctx context.Context, c *gin.Context) (r models.Registration, e models.Event, err error) {
	id, version, err := h.Links.Open(models.LinkProof, c.Param("token"))
	if err != nil {
		return r, e, err
	}
	if r, err = h.Registrations.ToProve(ctx, id, version); err != nil {
		return r, e, err
	}
	e, err = h.Events.ByID(ctx, r.EventID)
	return r, e, err
}

// Page shows one button: programs that check mail open every link, so opening it changes nothing. Who has proven already is led to their
// own page.
func (h Proofs) Page(ctx context.Context, c *gin.Context) error {
	r, e, err := h.find(ctx, c)
	switch {
	case errors.Is(err, models.ErrNotFound), errors.Is(err, models.ErrGone):
		return h.over(c, http.StatusNotFound, e)
	case err != nil:
		return err
	case !r.State.Open():
		return h.over(c, http.StatusGone, e)
	case r.State != models.Unverified:
		web.SeeOther(c, "/my/"+h.Links.Sign(models.LinkMy, r.ID, r.LinkVersion))
		return nil
	}
	p := templates.Proof{Base: h.Private(c), Event: e, Name: r.Name, Email: r.Email}
	if p.Venues, err = h.Events.Venues(ctx, e.ID); err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

func (h Proofs) over(c *gin.Context, status int, e models.Event) error {
	h.Answer(c, status, templates.Proof{Base: h.Private(c), Event: e, Over: true})
	return nil
}

// Prove takes the registration in, and leads to its page.
func (h Proofs) Prove(ctx context.Context, c *gin.Context) error {
	r, e, err := h.find(ctx, c)
	if err == nil {
		err = h.Registrations.Prove(ctx, r.ID)
	}
	switch {
	case errors.Is(err, models.ErrNotFound), errors.Is(err, models.ErrGone), errors.Is(err, models.ErrMove):
		return h.over(c, http.StatusGone, e)
	case err != nil:
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "proof.done")})
	web.SeeOther(c, "/my/"+h.Links.Sign(models.LinkMy, r.ID, r.LinkVersion))
	return nil
}
