package templates

import (
	"time"

	"tsudoi/models"
)

// Overview is the state of one event: its phase, its figures, what it needs.
type Overview struct {
	Base
	Event    models.Event
	Phase    models.EventState // now
	Counts   models.EventCounts
	Figures  models.Overview
	Needs    []DeskNeed
	Missing  []string // fields that a draft can't be published without
	Today    time.Time
	CanBegin bool
	CanEnd   bool
	CanStop  bool
	Share    []ShareText
	Erasure  ErasurePlan
}

func (Overview) Template() string { return "manage/overview" }

// At is the address of the event's desk.
func (p Overview) At() string { return "/manage/events/" + p.Event.ID.String() }

// Link is the address to pass on.
func (p Overview) Link() string { return p.URL + "/events/" + p.Event.Slug }

// Local is an instant on the clocks of the event.
func (p Overview) Local(t time.Time) time.Time { return t.In(p.Event.Location()) }

// Registered counts those whose registration stands.
func (p Overview) Registered() int { return p.Counts.Taken + p.Counts.Waiting }

// ShareText is a text to pass on, in one language.
type ShareText struct {
	Lang models.Lang
	Text string
}

// Step is one phase of an event on its way: done, current or still to come.
type Step struct {
	Name          string
	Done, Current bool
}

// Steps are the phases of an event. A cancelled one has none.
func (p Overview) Steps() []Step {
	at := map[models.EventState]int{models.Draft: 0, models.Published: 1, models.Live: 2, models.Ended: 3, models.Reported: 4}[p.Phase]
	if p.Phase == models.Ended && p.Counts.Recordings > 0 {
		at = 4
	}
	var steps []Step
	for i, name := range []string{"draft", "published", "live", "recording"} {
		steps = append(steps, Step{name, i < at, i == at})
	}
	return steps
}

// Trend is the registrations day by day.
func (p Overview) Trend() Trend {
	days := models.Trend(p.Figures.Days, p.Today)
	t := Trend{Busiest: models.Busiest(days)}
	if len(days) > 0 {
		t.First, t.Last = days[0].Day, days[len(days)-1].Day
	}
	t.Line, t.Area = Spark(days)
	return t
}

// Trend is a line of counts by day.
type Trend struct {
	Line, Area  string // paths; empty where there is no line to draw yet
	First, Last time.Time
	Busiest     models.DayCount
}

// SelfSent is a letter that leaves by itself, with how many have left.
type SelfSent struct {
	Kind string
	N    int
	Path string // where it is prepared; "" where nobody has to
}

// SelfSent lists the letters that leave by themselves.
func (p Overview) SelfSent() []SelfSent {
	n := p.Figures.Letters
	list := []SelfSent{{"confirmed", n[models.MailConfirmed], ""}}
	if p.Event.Capacity > 0 {
		list = append(list, SelfSent{"waitlisted", n[models.MailWaitlisted], ""}, SelfSent{"seat", n[models.MailSeat], ""})
	}
	list = append(list, SelfSent{"changed", n[models.MailChanged], ""})
	if p.Phase == models.Cancelled {
		return append(list, SelfSent{"called_off", n[models.MailCalledOff], ""})
	}
	return append(list, SelfSent{"recording", n[models.MailRecording] + n[models.MailMissed], p.At() + "/recordings"})
}

// CancelEvent asks why an event is called off.
type CancelEvent struct {
	Base
	Form  Form
	Event models.Event
	Typed models.CancelForm
	Told  int // how many letters will leave
}

func (CancelEvent) Template() string { return "manage/cancel" }

// Langs lists the languages, the reader's first.
func (p CancelEvent) Langs() []models.Lang { return []models.Lang{p.Lang, p.Lang.Other()} }
