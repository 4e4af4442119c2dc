package templates

import (
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
	Next    string // the query of the next page; "" on the last one
	Export  ExportButtons
}

func (RegistrationsPage) Template() string { return "manage/registrations" }

// Empty reports whether nobody has registered at all.
func (p RegistrationsPage) Empty() bool { return p.All == 0 && p.Filter.Search == "" }

// RegistrationFacet is one row of filter chips: state, language or attended.
type RegistrationFacet struct {
	Name  string
	Chips []RegistrationChip
}

// RegistrationChip is one choice; Value "" is all.
type RegistrationChip struct {
	Value   string
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
	At          time.Time // by the event's clock
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
	Letters     []LetterLine
	Stands      bool // not cancelled: it can be
	CanSend     bool // its links still lead somewhere
	Privacy     PersonPrivacy
	Answers     *AnswersCard // to the organiser's own fields; nil where nothing was asked
}

func (RegistrationPage) Template() string { return "manage/registration" }

// Badge is the colour of the state.
func (p RegistrationPage) Badge() string { return registrationBadge(p.State) }
