package attendee

import (
	"bytes"
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/calendar"
	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/templates"
)

// block reads what one part of the personal page shows; templates/partials/my.html shows it.
type block func(ctx context.Context, m mine, p *templates.MyRegistration) error

// blocks lists them as they stand on the page.
func (h Registration) blocks() []block {
	return []block{h.standing, h.calendarLinks, h.wayIn, h.asking, h.answers, h.wantedAddress, h.agreed}
}

// standing is where it is held, and whether somebody who cancelled could register again.
func (h Registration) standing(ctx context.Context, m mine, p *templates.MyRegistration) error {
	var err error
	if p.Venues, err = h.Events.Venues(ctx, m.event.ID); err != nil {
		return err
	}
	p.Venues = p.Venues.For(m.registration.Presence)
	seats, err := h.Events.Seating(ctx, m.event.ID)
	p.Offer = m.event.Offer(h.Now(), seats)
	return err
}

// calendarLinks open a filled-in entry in a calendar on the web.
func (h Registration) calendarLinks(_ context.Context, m mine, p *templates.MyRegistration) error {
	entry := h.entry(m, p.Venues)
	p.Google, p.Outlook = calendar.GoogleLink(entry), calendar.OutlookLink(entry)
	return nil
}

// wayIn is the way in on the day, and to the recording afterwards.
func (h Registration) wayIn(ctx context.Context, m mine, p *templates.MyRegistration) error {
	p.Join = h.join(m.registration)
	switch m.event.JoinStep(h.Now(), m.registration.State) {
	case models.JoinOpen:
		p.JoinOpen = true
	case models.JoinOver:
		found, err := h.Recordings.Of(ctx, m.event.ID)
		if err != nil {
			return err
		}
		p.Recorded = len(found) > 0
	}
	return nil
}

// asking is the form for a question in advance, for who takes part.
func (h Registration) asking(_ context.Context, m mine, p *templates.MyRegistration) error {
	if m.registration.State.TakesPart() {
		ask := NewAskForm(m.registration, m.event, models.QuestionForm{}, nil, p.Lang, h.Now())
		ask.Action = m.path() + "/questions"
		p.Ask = &ask
	}
	return nil
}

// wantedAddress is the new address that waits to be proven.
func (h Registration) wantedAddress(ctx context.Context, m mine, p *templates.MyRegistration) (err error) {
	p.Wanted, err = h.Registrations.WantedAddress(ctx, m.registration.ID)
	return err
}

// join is the path of the way in on the day.
func (h Registration) join(r models.Registration) string {
	return "/join/" + h.Links.Sign(models.LinkJoin, r.ID, r.LinkVersion)
}

func (h Registration) entry(m mine, venues models.Venues) calendar.Event {
	place := ""
	if venues.Mode() != models.ModeOnline {
		place = venues.Place().In(m.registration.Language)
	}
	link := h.join(m.registration)
	if !m.registration.Presence.Joins() {
		link = m.path()
	}
	return calendar.Personal(m.event, m.registration, place, h.URL+link, h.Now())
}

// Calendar answers with the registration as a calendar file: the same entry as in the letter. Who waits has nothing to enter yet.
func (h Registration) Calendar() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		if s := m.registration.State; s.Open() && s != models.Confirmed && s != models.Offered {
			return models.ErrNotFound
		}
		venues, err := h.Events.Venues(ctx, m.event.ID)
		if err != nil {
			return err
		}
		venues = venues.For(m.registration.Presence)
		var b bytes.Buffer
		if err := calendar.Write(&b, calendar.Publish, h.entry(m, venues)); err != nil {
			return err
		}
		h.Private(c)
		c.Header("Content-Disposition", `attachment; filename="`+m.event.Slug+`.ics"`)
		c.Data(http.StatusOK, calendar.ContentType(calendar.Publish), b.Bytes())
		return nil
	})
}
