package site

import (
	"context"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/templates"
)

// What one network and one organisation's addresses may send before we ask for proof of the address: a company of two hundred behind
// one address registers within the hour without noticing. Beyond that each answer is a letter to an address that nobody has proven, so
// at some point there is an end.
const (
	registerEvery = 15 * time.Second // 240 an hour
	registerBurst = 240
	proofEvery    = 12 * time.Second // 300 an hour
	proofBurst    = 300
)

// doubt tells whether the address is to be proven before the registration counts: the event wants it, the form looks as if no hand had filled it in, or too
// many like it have come. It is decided before anybody looks whether the address is known. models.ErrTooMany where even the letters that
// ask for proof were too many.
func (h *Registrations) doubt(ctx context.Context, c *gin.Context, e models.Event, stamp, emailKey string) (bool, error) {
	handmade := h.Links.Handmade(stamp, h.Now()) && !e.Prove
	network := web.Network(c)
	if network == "" {
		return !handmade, nil
	}
	domain := models.MailDomain(emailKey)
	if domain != "" {
		domain = "register @" + h.Links.Blind(domain)
	}
	few, err := h.limits.AllowAll(ctx, registerEvery, registerBurst, "register "+network, domain)
	if err != nil || few && handmade {
		return false, err
	}
	return true, h.limits.Check(ctx, "prove "+network, proofEvery, proofBurst)
}

// stamp tells on the form when it was made; one that comes back to be mended keeps its time.
func (h *Registrations) stamp(card *templates.RegisterCard) {
	card.Stamp = h.Links.Restamp(card.Stamp, h.Now())
}
