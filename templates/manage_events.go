package templates

import (
	"time"

	"tsudoi/models"
)

// DeskEvents lists the events at the desk.
type DeskEvents struct {
	Base
	CanCreate bool
	Now       time.Time
	Needing   []DeskNeed
	Coming    []DeskRow // the next one first
	Drafts    []DeskRow
	Past      []DeskRow // the latest first
}

func (DeskEvents) Template() string { return "manage/events" }

// DeskRow is one event of a list.
type DeskRow struct {
	models.DeskEvent
	Phase models.EventState // now
	Path  string            // where the viewer goes on: the overview, or the questions for who only moderates
}

// DeskNeed is something that an event needs from the viewer.
type DeskNeed struct {
	models.Need
	EventID models.ID
	Title   models.Text // empty on the event's own page
}

// Icon names the symbol beside it.
func (n DeskNeed) Icon() string {
	switch n.Kind {
	case models.NeedQuestions:
		return "chat"
	case models.NeedDecisions:
		return "users"
	case models.NeedOffers:
		return "clock"
	case models.NeedLetters:
		return "mail"
	case models.NeedRecording:
		return "play"
	}
	return "alert"
}

// Path is the page where it can be done.
func (n DeskNeed) Path() string {
	at := "/manage/events/" + n.EventID.String()
	switch n.Kind {
	case models.NeedQuestions:
		return at + "/questions"
	case models.NeedDecisions, models.NeedOffers:
		return QueuePath(n.EventID)
	case models.NeedLetters:
		return at + "/letters"
	case models.NeedRecording:
		return at + "/recordings"
	}
	return at + "/edit"
}

// Sort puts each event into its lists; all come the latest first.
func (p *DeskEvents) Sort(all []models.DeskEvent) {
	for _, e := range all {
		for _, n := range e.Needs(p.Viewer, p.Now) {
			p.Needing = append(p.Needing, DeskNeed{n, e.ID, e.Title})
		}
		row := DeskRow{e, e.Event.Phase(p.Now), "/manage/events/" + e.ID.String()}
		if !p.Viewer.CanOrganise(e.Event) {
			row.Path += "/questions"
		}
		switch row.Phase {
		case models.Draft:
			p.Drafts = append(p.Drafts, row)
		case models.Published, models.Live:
			p.Coming = append([]DeskRow{row}, p.Coming...)
		default:
			p.Past = append(p.Past, row)
		}
	}
}

// None reports whether there is no event at all.
func (p DeskEvents) None() bool { return len(p.Coming)+len(p.Drafts)+len(p.Past) == 0 }
