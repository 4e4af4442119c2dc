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
	Hosts *store.Hosts
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
