package templates

import (
	"time"

	"tsudoi/models"
)

// LettersPage lists the letters of an event, or of the installation.
type LettersPage struct {
	Base
	State    models.MailState // the filter; "" for all
	All      int
	Counts   []LetterCount
	Lines    []LetterLine
	Next     string // the last letter here, where there are more
	NoServer bool
	Alarm    string // why no letter leaves, in the server's words
	Zone     string
}

func (LettersPage) Template() string { return "manage/letters" }

// LetterCount is one filter chip.
type LetterCount struct {
	State models.MailState
	N     int
}

// LetterLine is one letter in the list.
type LetterLine struct {
	ID        models.ID
	Kind      models.MailKind
	Test      bool
	Name      string
	Email     string
	Lang      models.Lang
	State     models.MailState
	Retrying  bool
	Attempts  int
	At        time.Time // of its end where it has ended, else of its making; in the list's zone
	Reply     string
	CanRepeat bool
}

// Badge is the colour of a state.
func (l LetterLine) Badge() string {
	switch l.State {
	case models.MailSent:
		return "ok"
	case models.MailFailed:
		return "bad"
	case models.MailDoubtful, models.MailHeld:
		return "warn"
	}
	if l.Retrying {
		return "warn"
	}
	return ""
}

// LetterPage shows one letter as it arrives.
type LetterPage struct {
	Base
	Line      LetterLine
	Subject   string
	Text      string
	Calendar  string // the calendar method; "" for none
	Pointless bool
	Held      bool
	Secret    bool
	NoServer  bool
}

func (LetterPage) Template() string { return "manage/letter" }
