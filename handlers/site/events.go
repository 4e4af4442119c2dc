// Package site is the room of the public: events, registering, and what everybody may read.
package site

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/calendar"
	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Events shows what takes place.
type Events struct {
	*web.Web
	events *store.Events
	fields *store.Fields
	kept   *kept
}

// NewEvents returns the public pages of events.
func NewEvents(w *web.Web, events *store.Events, fields *store.Fields) *Events {
	return &Events{w, events, fields, newKept(w.Now)}
}

// listed bounds the list and the feed.
const listed = 200

// List shows the events that are to come, the next one first, and those of the past, the last one first.
func (h *Events) List(ctx context.Context, c *gin.Context) error {
	lang := h.Lang(c)
	return h.page(ctx, c, "/events", func(ctx context.Context, b templates.Base) (templates.Page, error) {
		all, err := h.events.Public(ctx, listed)
		if err != nil {
			return nil, err
		}
		p := templates.EventList{Base: b}
		now := h.Now()
		for i, l := range all {
			row := templates.ListedEvent{N: i + 1, Event: l.Event, Phase: l.Phase(now), Offer: l.Offer(now, l.Seats),
				Room: models.RoomOf(l.Seats), Venues: l.Venues}
			over := row.Phase == models.Ended || row.Phase == models.Reported || row.Phase == models.Cancelled && now.After(l.EndsAt)
			if over {
				p.Past = append(p.Past, row)
			} else {
				p.Coming = append(p.Coming, row)
			}
		}
		slices.Reverse(p.Coming)
		return p, nil
	}, lang)
}

// Page shows one event with its registration card.
func (h *Events) Page(ctx context.Context, c *gin.Context) error {
	slug := c.Param("slug")
	return h.page(ctx, c, "/events/"+slug, func(ctx context.Context, b templates.Base) (templates.Page, error) {
		return h.event(ctx, b, slug)
	}, h.Lang(c))
}

// page answers with what fill makes: kept for a moment where the visitor is anybody, made for them where they are somebody.
func (h *Events) page(ctx context.Context, c *gin.Context, path string, fill func(context.Context, templates.Base) (templates.Page, error), lang models.Lang) error {
	if !web.IsAnybody(c) {
		p, err := fill(ctx, h.Base(c))
		if err != nil {
			return err
		}
		h.Answer(c, http.StatusOK, p)
		return nil
	}
	k, err := h.kept.get(ctx, pageKey{path, lang}, func(ctx context.Context) ([]byte, error) {
		p, err := fill(ctx, h.Common(ctx, lang, path))
		if err != nil {
			return nil, err
		}
		return h.Templates.Page(lang, p)
	})
	if err != nil {
		return err
	}
	k.send(c)
	return nil
}

// event gathers everything on the page of an event.
func (h *Events) event(ctx context.Context, b templates.Base, slug string) (templates.PublicEvent, error) {
	p := templates.PublicEvent{Base: b}
	e, err := h.events.BySlug(ctx, slug)
	if err != nil {
		return p, err
	}
	p.Event, p.Phase = e, e.Phase(h.Now())
	if p.Card, err = newCard(ctx, h.events, h.fields, e, b.Lang, h.Now()); err != nil {
		return p, err
	}
	p.Hosts, p.Card.Stamp = p.Card.Hosts, h.Links.Stamp(h.Now())
	if p.Venues, err = h.events.Venues(ctx, e.ID); err != nil {
		return p, err
	}
	items, err := h.events.Programme(ctx, e.ID)
	if err != nil {
		return p, err
	}
	p.Days, p.OnStage = days(e, items, p.Phase, h.Now()), onStage(items)
	return p, nil
}

// newCard is the registration card of an event as it stands now, empty.
func newCard(ctx context.Context, events *store.Events, fields *store.Fields, e models.Event, lang models.Lang, now time.Time) (templates.RegisterCard, error) {
	card := templates.RegisterCard{Form: templates.Form{Lang: lang}, Event: e}
	seats, err := events.Seating(ctx, e.ID)
	if err != nil {
		return card, err
	}
	card.Offer, card.Room, card.Choices = e.Offer(now, seats), models.RoomOf(seats), templates.NewSeatChoices(e, seats, now)
	phase := e.Phase(now)
	card.Over = phase == models.Ended || phase == models.Reported
	if card.Fields, err = fields.Public(ctx, e.ID); err != nil {
		return card, err
	}
	card.Fields = card.Fields.Only(func(f models.Field) bool {
		return slices.ContainsFunc(card.Choices, func(s templates.SeatChoice) bool { return f.For(s.ID) })
	})
	card.Order = slices.Concat([]string{"category", "name", "email"}, templates.Keys(card.Fields), []string{"consent"})
	if card.Hosts, err = events.Hosts(ctx, e.ID); err != nil {
		return card, err
	}
	p, err := events.Privacy(ctx, e.ID)
	card.Consents = templates.NewConsents(templates.Notice{Event: e, Hosts: card.Hosts, Privacy: p})
	return card, err
}

// Calendar answers with the event as a calendar file.
func (h *Events) Calendar(ctx context.Context, c *gin.Context) error {
	e, err := h.events.BySlug(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	venues, err := h.events.Venues(ctx, e.ID)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, calendar.Publish, h.entry(e, venues, h.Lang(c))); err != nil {
		return err
	}
	c.Header("Content-Disposition", `attachment; filename="`+e.Slug+`.ics"`)
	h.sendCalendar(c, b.Bytes())
	return nil
}

// Feed answers with all public events, for calendars that subscribe.
func (h *Events) Feed(ctx context.Context, c *gin.Context) error {
	all, err := h.events.Public(ctx, listed)
	if err != nil {
		return err
	}
	lang := h.Lang(c)
	feed := calendar.Feed{Name: h.Common(ctx, lang, "").Site, Lang: lang}
	for _, l := range all {
		feed.Events = append(feed.Events, h.entry(l.Event, l.Venues, lang))
	}
	var b bytes.Buffer
	if err := feed.Write(&b); err != nil {
		return err
	}
	h.sendCalendar(c, b.Bytes())
	return nil
}

func (h *Events) entry(e models.Event, venues models.Venues, lang models.Lang) calendar.Event {
	return calendar.Public(e, lang, venues.Place().In(lang), h.URL+"/events/"+e.Slug, h.Now())
}

func (h *Events) sendCalendar(c *gin.Context, b []byte) {
	c.Header("Vary", "Accept-Language, Cookie")
	c.Header("Cache-Control", "private, max-age=60")
	c.Data(http.StatusOK, calendar.ContentType(calendar.Publish), b)
}
