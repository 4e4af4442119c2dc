package site

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Privacy says what is kept of people, for what, how long and by whom.
type Privacy struct {
	*web.Web
	Hosts  *store.Hosts
	Events *store.Events
}

// Page answers with it.
func (h Privacy) Page(ctx context.Context, c *gin.Context) error {
	hosts, err := h.Hosts.All(ctx)
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, templates.Privacy{Base: h.Base(c), Hosts: hosts})
	return nil
}

// OfEvent says it of one event, in the words that its form has folded.
func (h Privacy) OfEvent(ctx context.Context, c *gin.Context) error {
	e, err := h.Events.BySlug(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	n := templates.Notice{Event: e}
	if n.Hosts, err = h.Events.Hosts(ctx, e.ID); err != nil {
		return err
	}
	if n.Privacy, err = h.Events.Privacy(ctx, e.ID); err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, templates.EventNotice{Base: h.Base(c), Notice: n})
	return nil
}
