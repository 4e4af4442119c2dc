// Package manage is the desk: what the staff see and do.
package manage

import (
	"context"
	"fmt"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Desk is what every page about one event shares: who may see it, and the navigation beside it.
type Desk struct {
	*web.Web
	Events *store.Events
}

// may is a rule of models.Viewer about an event.
type may = func(models.Viewer, models.Event) bool

// event finds the event that the address names (:id) for a viewer who may do what the rule says, and the base of its page, whose
// navigation stands at current. What the viewer has no part in does not exist; what their role does not reach is forbidden.
func (d Desk) event(ctx context.Context, c *gin.Context, current string, rule may) (models.Event, templates.Base, error) {
	v := web.Viewer(c)
	e, err := d.Events.ByID(ctx, models.ParseID(c.Param("id")))
	switch {
	case err != nil:
		return e, templates.Base{}, err
	case rule(v, e):
	case v.CanModerate(e):
		return e, templates.Base{}, fmt.Errorf("%s: %w", current, models.ErrForbidden)
	default:
		return e, templates.Base{}, fmt.Errorf("%s: %w", current, models.ErrNotFound)
	}
	b := d.Private(c)
	b.Desk, err = d.nav(ctx, v, e, current)
	return e, b, err
}

// nav is the navigation beside the pages of one event.
func (d Desk) nav(ctx context.Context, v models.Viewer, e models.Event, current string) (*templates.DeskNav, error) {
	n, err := d.Events.DeskCounts(ctx, e.ID)
	return &templates.DeskNav{Current: current, EventID: e.ID, EventTitle: e.Title, CanOrganise: v.CanOrganise(e),
		Registrations: n.Registrations, Waiting: n.Questions}, err
}
