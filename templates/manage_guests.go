package templates

import (
	"time"

	"tsudoi/models"
)

// GuestsPage is the list of who is invited to an event, with the form that puts people on it.
type GuestsPage struct {
	Base
	Form       Form
	Event      models.Event
	NoServer   bool
	Inviting   bool // letters may leave: the event is published and not over
	Categories []models.Category
	Add        GuestsTyped
	State      models.GuestState // the filter; "" for all
	All        int
	Counts     []GuestCount
	Lines      []GuestLine
	Listed     int // who has no letter yet
	Remindable int // who may be reminded now
}

func (GuestsPage) Template() string { return "manage/guests" }

// Count tells how many are in one state.
func (p GuestsPage) Count(s models.GuestState) int {
	for _, c := range p.Counts {
		if c.State == s {
			return c.N
		}
	}
	return 0
}

// Replied is how many have said yes or no.
func (p GuestsPage) Replied() int {
	return p.Count(models.GuestAccepted) + p.Count(models.GuestDeclined) + p.Count(models.GuestLeft)
}

// Asked is how many have an invitation that stands.
func (p GuestsPage) Asked() int { return p.Replied() + p.Count(models.GuestSilent) }

// GuestsTyped is the form for many, as typed.
type GuestsTyped struct {
	People   string
	Language models.Lang
	Category models.ID
}

// GuestCount is one filter chip.
type GuestCount struct {
	State models.GuestState
	N     int
}

// GuestLine is one person in the list. Instants are by the event's clock.
type GuestLine struct {
	ID           models.ID
	Name         string
	Email        string
	Lang         models.Lang
	Category     models.Text
	Note         string
	State        models.GuestState
	Seat         models.RegistrationState // of who accepted
	Registration models.ID
	At           time.Time // of the state
	DeclineNote  string
	LetterID     models.ID
	LetterKind   models.MailKind // "" where no letter was written
	LetterState  models.MailState
}

// Called is the name, or the address where there is no name.
func (l GuestLine) Called() string {
	if l.Name == "" {
		return l.Email
	}
	return l.Name
}

// Badge is the colour of the state.
func (l GuestLine) Badge() string { return guestBadge(l.State) }

// LetterBadge is the colour of the fate of the last letter.
func (l GuestLine) LetterBadge() string { return LetterLine{State: l.LetterState}.Badge() }

// Waits reports whether there is room for the guest only in the waiting list so far.
func (l GuestLine) Waits() bool { return l.Seat != "" && l.Seat != models.Confirmed && l.Seat.Open() }

func guestBadge(s models.GuestState) string {
	switch s {
	case models.GuestAccepted:
		return "ok"
	case models.GuestDeclined, models.GuestLeft:
		return "bad"
	case models.GuestSilent:
		return "warn"
	}
	return ""
}

// GuestsCheck shows how a list of people was read, before anything is kept or sent.
type GuestsCheck struct {
	Base
	Form       Form
	Event      models.Event
	Inviting   bool
	Categories []models.Category
	Add        GuestsTyped
	Checked    string // says of which list this is the answer
	Rows       []GuestRow
	New        int // how many would come onto the list
	Unread     int
}

func (GuestsCheck) Template() string { return "manage/guests_check" }

// GuestRow is one person as read, with the verdict.
type GuestRow struct {
	models.GuestRow
	Category models.Text
	Wrong    string // what is wrong with an unread row, in words
}

// Badge is the colour of the verdict.
func (r GuestRow) Badge() string {
	switch r.Verdict {
	case models.GuestNew, models.GuestAgain:
		return "ok"
	case models.GuestUnread:
		return "bad"
	}
	return ""
}

// GuestPage tells of one guest: the letters, the reply, and what can be set right.
type GuestPage struct {
	Base
	Form       Form
	Event      models.Event
	Categories []models.Category
	Line       GuestLine
	Version    int64
	Typed      models.GuestForm
	Letters    []LetterLine
	Added      time.Time
	Invited    *time.Time
	Reminded   *time.Time
	Replied    *time.Time
	Fixed      bool // address and category can't be changed any more
	Stands     bool // there is an invitation, or a place on the list, to take back
}

func (GuestPage) Template() string { return "manage/guest" }

// CategoryChoice is a field for a category; the partial "guest-category" shows it where there is a choice.
type CategoryChoice struct {
	FieldProblem
	All    []models.Category
	Chosen models.ID
}

// Categories offers the categories of an event.
func (f Form) Categories(field string, all []models.Category, chosen models.ID) CategoryChoice {
	return CategoryChoice{f.At(field), all, chosen}
}
