// Package attendee is what opens behind a personal link: a registration, the way in, questions.
package attendee

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Join is the attendee's way in, by their own link.
type Join struct {
	*web.Web
	Events        *store.Events
	Registrations *store.Registrations
	Recordings    *store.Recordings
}

// registration finds whose link it is: the join link, or the personal one.
func (h Join) registration(ctx context.Context, c *gin.Context) (models.Registration, models.Event, error) {
	r, err := h.Registrations.ByToken(ctx, h.Links, c.Param("token"), models.LinkJoin, models.LinkMy)
	if err != nil {
		return r, models.Event{}, err
	}
	e, err := h.Events.ByID(ctx, r.EventID)
	return r, e, err
}

// Page shows where this attendee stands. Opening it changes nothing: mail scanners open every link.
func (h Join) Page(ctx context.Context, c *gin.Context) error {
	r, e, err := h.registration(ctx, c)
	if err != nil {
		return err
	}
	venues, err := h.Events.Venues(ctx, e.ID)
	if err != nil {
		return err
	}
	base := h.Private(c)
	p := templates.JoinPage{Base: base, Token: c.Param("token"), Event: e, Step: e.JoinStep(h.Now(), r.State), DoorsAt: e.DoorsAt(),
		Pass: templates.Pass{Event: e, Venues: venues.For(r.Presence), Name: r.Name, Number: r.Number, Seat: r.Category}}
	p.OnSite = !r.Presence.Joins()
	switch p.Step {
	case models.JoinOpen:
		channels, err := h.channels(ctx, e.ID, r)
		if err != nil {
			return err
		}
		h.offer(c, &p, channels, r.Language)
	case models.JoinOver:
		found, err := h.Recordings.Of(ctx, e.ID)
		if err != nil {
			return err
		}
		best, other := models.RecordingFor(found, base.Lang)
		p.Recording, p.OtherSound = best.URL, other
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// channels are the ways to take part that are r's.
func (h Join) channels(ctx context.Context, event models.ID, r models.Registration) ([]models.Channel, error) {
	channels, err := h.Events.Channels(ctx, event)
	return models.ChannelsOf(channels, r.Presence), err
}

// offer puts a button for each way in on the page, and lets the browser follow it there: a form's redirect counts for the policy.
func (h Join) offer(c *gin.Context, p *templates.JoinPage, channels []models.Channel, l models.Lang) {
	var origins []string
	for _, ch := range models.ChannelsFor(channels, l) {
		u, err := url.Parse(ch.URL)
		if err != nil || ch.URL == "" {
			p.Place = ch.Place
			continue
		}
		origins = append(origins, u.Scheme+"://"+u.Host)
		p.Channels = append(p.Channels, templates.JoinChannel{Number: position(channels, ch.ID), Lang: ch.Language, Host: u.Hostname()})
	}
	p.NoAddressYet = len(p.Channels) == 0 && p.Place.Empty()
	web.AllowFormsTo(c, origins...)
}

func position(channels []models.Channel, id models.ID) int {
	for i, c := range channels {
		if c.ID == id {
			return i
		}
	}
	return -1
}

// Go notes that the attendee came and sends them to the channel. Where it may not be yet, or not any more, they see the page.
func (h Join) Go(ctx context.Context, c *gin.Context) error {
	r, e, err := h.registration(ctx, c)
	if err != nil {
		return err
	}
	back := "/join/" + c.Param("token")
	if e.JoinStep(h.Now(), r.State) != models.JoinOpen {
		web.SeeOther(c, back)
		return nil
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	channels, err := h.channels(ctx, e.ID, r)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(form.Get("channel"))
	if err != nil || n < 0 || n >= len(channels) || channels[n].URL == "" {
		web.SeeOther(c, back)
		return nil
	}
	// Somebody is at the door: if it can't be noted now, they get in all the same.
	if err := h.Registrations.Joined(ctx, r.ID); err != nil {
		if !errors.Is(err, models.ErrBusy) {
			return err
		}
		h.Log.Error("a join was not noted", "id", web.RequestID(c), "error", err.Error())
	}
	web.SeeOther(c, strings.TrimSpace(channels[n].URL))
	return nil
}
