package manage

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Overview shows the state of one event, and what it needs.
func (h Events) Overview(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "overview", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	now, v := h.Now(), web.Viewer(c)
	page := templates.Overview{Base: base, Event: e, Phase: e.Phase(now), Today: now.In(e.Location()),
		CanBegin: e.CanBegin(now) && e.State != models.Live, CanEnd: e.CanEnd(now) && e.Phase(now) == models.Live,
		CanStop: e.CanCancel(now) && e.State != models.Cancelled}
	if page.Counts, err = h.Figures.Counts(ctx, e.ID); err != nil {
		return err
	}
	for _, n := range (models.DeskEvent{Event: e, EventCounts: page.Counts}).Needs(v, now) {
		page.Needs = append(page.Needs, templates.DeskNeed{Need: n, EventID: e.ID})
	}
	if e.State == models.Draft {
		_, form, err := h.Events.Form(ctx, v, e.ID)
		if err != nil {
			return err
		}
		page.Missing = form.Missing()
	} else if page.Figures, err = h.Figures.Overview(ctx, e); err != nil {
		return err
	}
	if page.Erasure, err = erasurePlan(ctx, h.Privacy, e, now); err != nil {
		return err
	}
	if page.Registered() == 0 && page.Phase == models.Published {
		for _, l := range models.Langs {
			page.Share = append(page.Share, templates.ShareText{Lang: l, Text: shareText(l, e, page.Link())})
		}
	}
	h.Answer(c, http.StatusOK, page)
	return nil
}

// shareText is a short notice of the event to pass on.
func shareText(l models.Lang, e models.Event, link string) string {
	title, _ := e.Title.Pick(l, e.FirstLanguage)
	when := i18n.Between(l, e.StartsAt, e.EndsAt)
	if e.AllDay {
		when = i18n.Days(l, e.StartsAt, e.EndsAt)
	}
	return i18n.T(l, "desk.share_text", "title", title, "when", when+" "+i18n.Zone(l, e.StartsAt), "link", link)
}
