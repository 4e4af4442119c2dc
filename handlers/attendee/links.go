package attendee

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Links sends people their personal links again. Its answers are the same for every address.
type Links struct {
	*web.Web
	Registrations *store.Registrations
	Limits        *store.Limits
}

const (
	linksEvery = time.Minute
	linksBurst = 10
)

// Ask asks for the address.
func (h Links) Ask(_ context.Context, c *gin.Context) error {
	h.Answer(c, http.StatusOK, templates.AskLinks{Base: h.Base(c)})
	return nil
}

// Send writes the letters, if there is anything to write.
func (h Links) Send(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	typed := form.Get("email")
	_, key, problem := models.Address(typed)
	if problem != "" {
		return h.again(c, http.StatusUnprocessableEntity, typed, "email", problem)
	}
	if network := web.Network(c); network != "" {
		err := h.Limits.Check(ctx, "links "+network, linksEvery, linksBurst)
		if errors.Is(err, models.ErrTooMany) {
			c.Header("Retry-After", "60")
			return h.again(c, http.StatusTooManyRequests, typed, "form", "links.too_many")
		}
		if err != nil {
			return err
		}
	}
	if err := evenly(ctx, func() error { return h.Registrations.SendLinks(ctx, key) }); err != nil {
		return err
	}
	web.SeeOther(c, "/links/sent")
	return nil
}

// evenTake is how long an answer takes whose time would tell whether an address is registered.
const evenTake = 300 * time.Millisecond

// evenly runs act and returns no earlier than evenTake after it began.
func evenly(ctx context.Context, act func() error) error {
	until := time.After(evenTake)
	if err := act(); err != nil {
		return err
	}
	select {
	case <-until:
	case <-ctx.Done():
	}
	return nil
}

func (h Links) again(c *gin.Context, status int, typed, field, problem string) error {
	p := models.Problems{}
	p.Add(field, problem)
	b := h.Base(c)
	h.Answer(c, status, templates.AskLinks{Base: b, Form: templates.Form{Problems: p, Lang: b.Lang, Order: []string{"email"}}, Email: typed})
	return nil
}

// Sent says to look at the mail.
func (h Links) Sent(_ context.Context, c *gin.Context) error {
	h.Answer(c, http.StatusOK, templates.LinksSent{Base: h.Base(c)})
	return nil
}
