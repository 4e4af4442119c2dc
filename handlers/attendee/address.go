package attendee

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Moves gives a registration another address, once a letter to that address has been answered. Nothing that it says before depends on
// whether the new address is registered already.
type Moves struct {
	Registration
	Limits *store.Limits
}

// One registration may ask five times and then once in twelve minutes; one address gets three letters and then one in twenty minutes,
// whoever asks.
const (
	moveEvery   = 12 * time.Minute
	moveBurst   = 5
	moveToEvery = 20 * time.Minute
	moveToBurst = 3
)

// Ask writes to the new address.
func (h Moves) Ask() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		as := asStored(m.registration)
		as.email = form.Get("email")
		n, problems := models.CheckNewAddress(as.email, m.registration.Email)
		if len(problems) > 0 {
			return h.show(ctx, c, http.StatusUnprocessableEntity, m, as, problems)
		}
		allowed, err := h.Limits.Allow(ctx, "move "+m.registration.ID.String(), moveEvery, moveBurst)
		if err != nil {
			return err
		}
		if !allowed {
			problems.Add("form", "address.too_many")
			c.Header("Retry-After", "3600")
			return h.show(ctx, c, http.StatusTooManyRequests, m, as, problems)
		}
		err = evenly(ctx, func() error {
			letter, err := h.Limits.Allow(ctx, "move to "+h.Links.Blind(n.Key), moveToEvery, moveToBurst)
			if err != nil {
				return err
			}
			return h.Registrations.AskAddress(ctx, m.registration.ID, n, !letter)
		})
		if errors.As(err, &problems) {
			return h.show(ctx, c, http.StatusUnprocessableEntity, m, as, problems)
		}
		if err != nil {
			return err
		}
		h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "address.sent")})
		web.SeeOther(c, m.path())
		return nil
	})
}

// Withdraw keeps the address as it is.
func (h Moves) Withdraw() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		if err := h.Registrations.WithdrawAddress(ctx, m.registration.ID); err != nil {
			return err
		}
		h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "address.withdrawn")})
		web.SeeOther(c, m.path())
		return nil
	})
}

// Page shows one button: programs that check mail open every link, so opening it changes nothing. Who pressed it before is led to
// their own page, for as long as the link would have worked.
func (h Moves) Page(ctx context.Context, c *gin.Context) error {
	id, err := h.change(c)
	if err != nil {
		return h.over(c, http.StatusNotFound)
	}
	return h.page(ctx, c, id, http.StatusOK)
}

func (h Moves) change(c *gin.Context) (models.ID, error) {
	id, version, err := h.Links.Open(models.LinkMove, c.Param("token"))
	if err == nil && version != 1 { // a change is used once, so its link has no versions
		err = models.ErrNotFound
	}
	return id, err
}

func (h Moves) page(ctx context.Context, c *gin.Context, id models.ID, status int) error {
	a, r, err := h.Registrations.AddressChange(ctx, id)
	switch {
	case errors.Is(err, models.ErrNotFound):
		return h.over(c, http.StatusGone)
	case err != nil:
		return err
	case a.Done:
		web.SeeOther(c, "/my/"+h.Links.Sign(models.LinkMy, r.ID, r.LinkVersion))
		return nil
	case !a.Waits:
		return h.over(c, http.StatusGone)
	}
	e, err := h.Events.ByID(ctx, r.EventID)
	if err != nil {
		return err
	}
	p := templates.MoveAddress{Base: h.Private(c), Event: e, Email: a.Email, Step: "ask"}
	if a.Taken {
		p.Step = "taken"
	}
	h.Answer(c, status, p)
	return nil
}

func (h Moves) over(c *gin.Context, status int) error {
	h.Answer(c, status, templates.MoveAddress{Base: h.Private(c), Step: "over"})
	return nil
}

// Move changes the address.
func (h Moves) Move(ctx context.Context, c *gin.Context) error {
	id, err := h.change(c)
	if err != nil {
		return h.over(c, http.StatusNotFound)
	}
	err = h.Registrations.ChangeAddress(ctx, id)
	switch {
	case errors.Is(err, models.ErrGone), errors.Is(err, models.ErrNotFound), errors.Is(err, models.ErrMove):
		return h.page(ctx, c, id, http.StatusConflict)
	case err != nil:
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "address.changed")})
	return h.page(ctx, c, id, http.StatusOK) // it is done, so this leads to the personal page
}
