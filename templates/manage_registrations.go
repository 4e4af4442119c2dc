package templates

import (
	"slices"
	"time"

	"tsudoi/models"
)

// RegistrationsPage finds people among those who registered for an event.
type RegistrationsPage struct {
	Base
	Event   models.Event
	Filter  models.RegistrationFilter
	Filters []RegistrationFacet
	All     int // that the search finds, whatever the other filters say
	Found   int
	Lines   []RegistrationLine
	Ticked  bool // all of them
	Bulk    BulkActs
	Next    string // the query of the next page; "" on the last one
	Export  ExportButtons
}

func (RegistrationsPage) Template() string { return "manage/registrations" }

// Empty reports whether nobody has registered at all.
func (p RegistrationsPage) Empty() bool { return p.All == 0 && p.Filter.Search == "" }

// Countries are to choose from where there are more of them than chips.
func (p RegistrationsPage) Countries() []RegistrationChip {
	for _, f := range p.Filters {
		if len(f.More) > 0 {
			return f.More
		}
	}
	return nil
}

// BulkActs are what can be done to several people at once; the partial "bulk_acts" shows them, within a form that holds their ticks.
type BulkActs struct {
	At         string // the list
	Back       string // the page that it is done from
	Tick       string // the same, with everybody on it ticked
	Filter     string // its query
	AsOf       time.Time
	Found      int
	Acts       []models.RegistrationAct
	Categories []models.Category // none while there is only one
}

// Has reports whether an act suits somebody who was found.
func (b BulkActs) Has(act models.RegistrationAct) bool {
	return slices.Contains(b.Acts, act) && (act != models.ActCategory || len(b.Categories) > 1)
}

// Links reports whether somebody who was found could use their links.
func (b BulkActs) Links() bool { return b.Has(models.ActCancel) }

// TooMany reports whether more were found than one act may move.
func (b BulkActs) TooMany() bool { return b.Found > models.MaxDecision }

// Most is how many that are.
func (BulkActs) Most() int { return models.MaxDecision }

// RegistrationFacet is one row of filter chips: state, category, language, country or attended.
type RegistrationFacet struct {
	Name  string
	Chips []RegistrationChip
	More  []RegistrationChip // all choices, where there are more than chips
}

// RegistrationChip is one choice; Value "" is all.
type RegistrationChip struct {
	Value   string
	Title   models.Text // of a category or country; empty for a value with words of its own
	Path    string
	N       int
	Current bool
}

// RegistrationLine is one person in the list.
type RegistrationLine struct {
	ID          models.ID
	Number      int64
	State       models.RegistrationState
	Name        string
	Email       string
	Lang        models.Lang
	Category    models.Text // empty while there is only one
	At          time.Time   // by the event's clock
	Joined      bool
	LetterID    models.ID
	LetterKind  models.MailKind // "" where no letter was written
	LetterState models.MailState
}

// Badge is the colour of a registration's state.
func (l RegistrationLine) Badge() string { return registrationBadge(l.State) }

// LetterBadge is the colour of the fate of the last letter.
func (l RegistrationLine) LetterBadge() string { return LetterLine{State: l.LetterState}.Badge() }

func registrationBadge(s models.RegistrationState) string {
	switch s {
	case models.Confirmed:
		return "ok"
	case models.Waitlisted, models.Offered, models.PendingReview, models.Unverified:
		return "warn"
	}
	return ""
}

// RegistrationPage tells one person's story. Instants are by the event's clock; nil for what has not happened.
type RegistrationPage struct {
	Base
	ID          models.ID
	Number      int64
	State       models.RegistrationState
	Name        string
	Email       string
	Language    models.Lang
	Zone        string
	Source      string
	At          time.Time
	CancelledAt *time.Time
	CancelledBy string
	FirstJoin   *time.Time
	LastJoin    *time.Time
	Questions   int
	Category    models.Text // empty while there is only one
	Story       []StoryLine
	Person      PersonForm
	Acts        BulkActs
	Stands      bool // not cancelled: it can be
	CanSend     bool // its links still lead somewhere
	Privacy     PersonPrivacy
	Answers     *AnswersCard // to the organiser's own fields; nil where nothing was asked
}

func (RegistrationPage) Template() string { return "manage/registration" }

// Badge is the colour of the state.
func (p RegistrationPage) Badge() string { return registrationBadge(p.State) }

// StoryLine is one thing that happened to somebody.
type StoryLine struct {
	At     time.Time // by the event's clock
	Icon   string
	Text   string
	Note   string // by whom, or the words of somebody else
	Path   string // where more is told; "" for nowhere
	Undone bool
	Letter *LetterLine // of a letter
}

// PersonForm is what the desk may set right about somebody; the partial "person_form" shows its fields.
type PersonForm struct {
	Form
	Typed       models.DeskPersonForm
	Seen        string // what it is based on
	Undelivered bool   // the last letter did not arrive
	Taken       string // the page of who has the address already; "" for nobody
}

// Open reports whether the form is what somebody came for.
func (p PersonForm) Open() bool { return len(p.Problems) > 0 || p.Undelivered }

// Zones lists the zones to choose from.
func (PersonForm) Zones() []string { return models.Zones() }

// AddPerson adds somebody at the desk.
type AddPerson struct {
	Base
	PersonForm
	Event  models.Event
	Key    models.ID
	Seats  []models.Seating
	Letter bool
	Seat   bool
}

func (AddPerson) Template() string { return "manage/person_new" }
