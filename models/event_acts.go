package models

import (
	"maps"
	"time"
)

// What the desk may say of an event at now. Asking for the state that it is in already is allowed and changes nothing.

// CanBegin reports whether the event can be said to have begun: from the opening of the doors until long after its planned end, also
// after it was ended by mistake.
func (e Event) CanBegin(now time.Time) bool {
	switch e.State {
	case Published, Live, Ended:
		return !now.Before(e.DoorsAt()) && !now.After(e.EndsAt.Add(overrun))
	}
	return false
}

// CanEnd reports whether the event can be said to be over: once it runs, by the clock or by the desk.
func (e Event) CanEnd(now time.Time) bool {
	p := e.Phase(now)
	return p == Live || p == Ended
}

// CanCancel reports whether the event can be called off: while it is public and not over.
func (e Event) CanCancel(now time.Time) bool {
	p := e.Phase(now)
	return p == Published || p == Live || p == Cancelled
}

// overrun is how long after its planned end an event can still run.
const overrun = 12 * time.Hour

// CalendarDiffers reports whether calendars must learn of what a form makes of the event: its title, its time or its zone.
func (e Event) CalendarDiffers(d EventDraft) bool {
	return !maps.Equal(typedTexts(e.Title), typedTexts(d.Title)) || !e.StartsAt.Equal(d.When.Start) || !e.EndsAt.Equal(d.When.End) ||
		e.AllDay != d.When.AllDay || e.Zone != d.Zone.String()
}

// MaxReason is how long the reason for calling an event off may be, in grapheme clusters.
const MaxReason = 1000

// CancelForm is why an event is called off, as typed.
type CancelForm struct{ Reason Text }

// Check reads the form: a reason in one language at least. It goes into the letter and onto the page.
func (f CancelForm) Check(reader Lang) (Text, Problems) {
	p, reason := Problems{}, Text{}
	for _, l := range Langs {
		if s := p.Text("reason_"+string(l), f.Reason[l], MaxReason); s != "" {
			reason[l] = s
		}
	}
	if blank(f.Reason) {
		p.Add("reason_"+string(reader), "cancel.reason_needed")
	}
	return reason, p
}
