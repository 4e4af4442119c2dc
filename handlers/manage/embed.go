package manage

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Embeds is where the organiser takes the form to other sites, and says what is asked of who registers there and here.
type Embeds struct{ Desk }

// Page shows what to copy, how it looks, and on which sites it works.
func (h Embeds) Page(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	found, err := h.Events.Embed(ctx, e.ID)
	if err != nil {
		return err
	}
	return h.answer(c, http.StatusOK, base, e, found.Version, strings.Join(found.Origins, "\n"), nil)
}

func (h Embeds) answer(c *gin.Context, status int, base templates.Base, e models.Event, version int64, typed string, p models.Problems) error {
	page := templates.EmbedPage{Base: base, Event: e, Public: e.State != models.Draft, Version: version, Typed: typed,
		Form: templates.Form{Problems: p, Lang: base.Lang, Order: []string{"origins"}}}
	for _, l := range models.Langs {
		title, _ := e.Title.Pick(l, e.FirstLanguage)
		page.Ways = append(page.Ways, templates.EmbedWay{Lang: l, Title: i18n.T(l, "embed.frame", "title", title),
			Path: "/events/" + e.Slug + "/embed?in=" + string(l), URL: h.URL})
	}
	h.Answer(c, status, page)
	return nil
}

// Save sets the sites.
func (h Embeds) Save(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	origins, problems := models.CheckOrigins(form.Get("origins"))
	if len(problems) == 0 {
		err := h.Events.SaveEmbed(ctx, web.Viewer(c), e.ID, version, origins)
		if errors.Is(err, models.ErrStale) { // what was typed stays, with the version that stands now
			problems.Add("form", "embed.stale")
			now, err := h.Events.Embed(ctx, e.ID)
			if err != nil {
				return err
			}
			version = now.Version
		} else if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return h.answer(c, http.StatusUnprocessableEntity, base, e, version, form.Get("origins"), problems)
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(base.Lang, "embed.saved")})
	web.SeeOther(c, "/manage/events/"+e.ID.String()+"/embed")
	return nil
}

// Proof shows whether everybody proves their address first.
func (h Embeds) Proof(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err == nil {
		h.Answer(c, http.StatusOK, templates.ProofPage{Base: base, Event: e})
	}
	return err
}

// SaveProof sets it.
func (h Embeds) SaveProof(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	id := models.ParseID(c.Param("id"))
	if err := h.Events.SetProve(ctx, web.Viewer(c), id, form.Get("prove") == "always"); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "embed.saved")})
	web.SeeOther(c, "/manage/events/"+id.String()+"/settings")
	return nil
}
