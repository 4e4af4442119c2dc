package manage

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Events are the events at the desk: which there are, and how one is made, changed, begun, ended and called off.
type Events struct {
	Desk
	Hosts   *store.Hosts
	Figures *store.Figures
	Privacy *store.Privacy
}

// List shows every event that the viewer has a part in: first what needs somebody.
func (h Events) List(ctx context.Context, c *gin.Context) error {
	v := web.Viewer(c)
	all, err := h.Figures.Events(ctx, v)
	if err != nil {
		return err
	}
	page := templates.DeskEvents{Base: h.Private(c), CanCreate: v.CanCreateAny(), Now: h.Now()}
	page.Sort(all)
	h.Answer(c, http.StatusOK, page)
	return nil
}

// eventID is the event that the address names; the zero ID, which no event has, for anything else.
func eventID(c *gin.Context) models.ID { return models.ParseID(c.Param("id")) }

// deskOf is the address of an event's overview.
func deskOf(id models.ID) string { return "/manage/events/" + id.String() }
