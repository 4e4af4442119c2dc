package manage

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// erasurePlan is when what will be erased of an event, by its own clock, with the way to where that is decided.
func erasurePlan(ctx context.Context, privacy *store.Privacy, e models.Event, now time.Time) (templates.ErasurePlan, error) {
	plan, err := privacy.Plan(ctx, e, now)
	out := templates.ErasurePlan{N: plan.N, Announced: plan.Announced, Path: deskOf(e.ID) + "/privacy"}
	if !plan.At.IsZero() {
		out.At = plan.At.In(e.Location())
	}
	return out, err
}

// Data hands over everything that is kept of one person, for them; the audit tells who took it.
func (h Registrations) Data(ctx context.Context, c *gin.Context) error {
	all, err := h.Registrations.EverythingFor(ctx, web.Viewer(c), models.ParseID(c.Param("id")), models.ParseID(c.Param("rid")))
	if err != nil {
		return err
	}
	return web.JSONFile(c, "registration-"+strconv.FormatInt(all.Registration.Number, 10)+".json", all)
}

// AskErase shows what erasing does, and what remains.
func (h Registrations) AskErase(ctx context.Context, c *gin.Context) error {
	return h.askErase(ctx, c, http.StatusOK)
}

func (h Registrations) askErase(ctx context.Context, c *gin.Context, status int) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	r, err := h.Registrations.Story(ctx, web.Viewer(c), e, models.ParseID(c.Param("rid")))
	if err != nil {
		return err
	}
	h.Answer(c, status, templates.ErasePerson{Base: base, Name: r.Name, Path: personPath(e.ID, r.ID)})
	return nil
}

// Erase removes one person's data for good, once the desk has said that it is sure.
func (h Registrations) Erase(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	if form.Get("sure") == "" {
		return h.askErase(ctx, c, http.StatusUnprocessableEntity)
	}
	event, id := models.ParseID(c.Param("id")), models.ParseID(c.Param("rid"))
	if err := h.Registrations.EraseFor(ctx, web.Viewer(c), event, id); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "erase.done")})
	web.SeeOther(c, personPath(event, id))
	return nil
}

func personPath(event, id models.ID) string { return deskOf(event) + "/registrations/" + id.String() }
