package templates

import (
	"tsudoi/models"
)

// RecordingsPage is where the recording letter is prepared, tried and sent.
type RecordingsPage struct {
	Base
	Form      Form
	Event     models.Event
	Saved     bool // there is something to send
	Over      bool // the event has ended
	NoServer  bool
	Languages []RecordingLanguage
	Letters   []RecordingLetter
	Audience  RecordingAudience
}

func (RecordingsPage) Template() string { return "manage/recordings" }

// RecordingLanguage is what the form holds for one language, as typed.
type RecordingLanguage struct {
	Lang models.Lang
	URL  string
	Note string
}

// RecordingLetter is a preview for one language and for who came or did not.
type RecordingLetter struct {
	Lang    models.Lang
	Kind    models.MailKind
	Subject string
	Text    string
	Held    bool
}

// RecordingAudience says whom the letter is for, and who has it already.
type RecordingAudience struct {
	All, Attended, Missed, Left, Sent, Failed int
}
