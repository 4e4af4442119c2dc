package manage

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Save changes a public event. Where its start has moved and the programme was left as it was, the programme's times move along.
func (h Events) Save(ctx context.Context, c *gin.Context) error {
	s, err := h.take(c)
	if err != nil {
		return err
	}
	e, before, err := h.Events.Form(ctx, web.Viewer(c), s.id)
	if err != nil {
		return err
	}
	if len(s.wrong) == 0 {
		s = s.movedAlong(e, before, h.Now())
		var told int
		if told, err = h.Events.Save(ctx, web.Viewer(c), s.id, s.version, s.form, s.draft, s.tell); err == nil {
			words := i18n.T(h.Lang(c), "event_form.changed")
			if told > 0 {
				words = i18n.N(h.Lang(c), "event_form.changed_told", told)
			}
			h.Say(c, templates.Flash{Kind: "ok", Text: words})
			web.SeeOther(c, deskOf(s.id))
			return nil
		}
	} else {
		err = s.wrong
	}
	return h.refuse(ctx, c, s, err)
}

// movedAlong moves the times of a programme that nobody touched by as much as the start of the event.
func (s sent) movedAlong(e models.Event, before models.EventForm, now time.Time) sent {
	minutes := minuteOfDay(s.draft.When.Start) - minuteOfDay(e.StartsAt)
	if minutes == 0 || e.AllDay || s.draft.When.AllDay {
		return s
	}
	about, touched := models.Text{}, false
	for _, l := range models.Langs {
		if touched = touched || s.form.About[l] != before.About[l]; touched {
			return s
		}
		moved, ok := models.MoveTimes(s.form.About[l], minutes, l)
		if !ok {
			return s
		}
		about[l] = moved
	}
	s.form.About = about
	s.draft, s.wrong = s.form.Check(now)
	return s
}

func minuteOfDay(t time.Time) int { return t.Hour()*60 + t.Minute() }

// Begin says that the event runs, until somebody ends it.
func (h Events) Begin(ctx context.Context, c *gin.Context) error {
	if err := h.Events.Begin(ctx, web.Viewer(c), eventID(c)); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "desk.begun")})
	web.SeeOther(c, deskOf(eventID(c)))
	return nil
}

// End says that the event is over.
func (h Events) End(ctx context.Context, c *gin.Context) error {
	if err := h.Events.EndEvent(ctx, web.Viewer(c), eventID(c)); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "desk.ended"), Undo: deskOf(eventID(c)) + "/begin"})
	web.SeeOther(c, deskOf(eventID(c)))
	return nil
}

// Cancel asks for the reason, and says who will be told.
func (h Events) Cancel(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "overview", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	return h.cancelPage(ctx, c, http.StatusOK, base, e, models.CancelForm{Reason: models.Text{}}, nil)
}

func (h Events) cancelPage(ctx context.Context, c *gin.Context, status int, base templates.Base, e models.Event, f models.CancelForm, wrong models.Problems) error {
	if !e.CanCancel(h.Now()) || e.State == models.Cancelled {
		return models.ErrMove
	}
	n, err := h.Figures.Counts(ctx, e.ID)
	if err != nil {
		return err
	}
	h.Answer(c, status, templates.CancelEvent{Base: base, Event: e, Typed: f, Told: n.Taken + n.Waiting,
		Form: templates.Form{Problems: wrong, Lang: base.Lang, Order: []string{"reason_" + string(base.Lang), "reason_" + string(base.Lang.Other())}}})
	return nil
}

// CallOff cancels the event for good and writes to everybody.
func (h Events) CallOff(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "overview", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	f := models.CancelForm{Reason: models.Text{}}
	for _, l := range models.Langs {
		f.Reason[l] = form.Get("reason_" + string(l))
	}
	reason, wrong := f.Check(base.Lang)
	if len(wrong) > 0 {
		return h.cancelPage(ctx, c, http.StatusUnprocessableEntity, base, e, f, wrong)
	}
	told, err := h.Events.CancelEvent(ctx, web.Viewer(c), e.ID, version, reason)
	if err != nil {
		return err
	}
	words := i18n.T(h.Lang(c), "cancel.done_alone")
	if told > 0 {
		words = i18n.N(h.Lang(c), "cancel.done", told)
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: words})
	web.SeeOther(c, deskOf(e.ID))
	return nil
}
