package templates

import (
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
)

// EventPrivacyPage is where the organisers of an event choose how personal data is handled.
type EventPrivacyPage struct {
	Base
	Form    Form
	Event   models.Event
	Hosts   []models.Host
	Version int64
	Typed   models.PrivacyForm
	Gaps    []models.PrivacyGap // that keep the event from being public
	Notice  Notice              // as it stands now
	Plan    ErasurePlan
}

func (EventPrivacyPage) Template() string { return "manage/privacy" }

// Sharings are the shapes to choose from.
func (EventPrivacyPage) Sharings() []models.Sharing { return models.Sharings }

// Asks reports whether a purpose is ticked.
func (p EventPrivacyPage) Asks(purpose models.ConsentPurpose) bool {
	for _, a := range p.Typed.Asks {
		if a == string(purpose) {
			return true
		}
	}
	return false
}

// Optional are the purposes that one may ask for.
func (EventPrivacyPage) Optional() []models.ConsentPurpose { return models.OptionalAsks }

// Words are the fields for one text in every language, the reader's first.
func (p EventPrivacyPage) Words(field string, typed models.Text, usual string) (fields []PrivacyWords) {
	for _, l := range []models.Lang{p.Lang, p.Lang.Other()} {
		fields = append(fields, PrivacyWords{p.Form.At(field + "_" + string(l)), l, typed[l], usual})
	}
	return fields
}

// PrivacyWords is one text in one language.
type PrivacyWords struct {
	FieldProblem
	Lang  models.Lang
	Value string
	Usual string // key of our own words, shown beside an empty field; "" for the text of a consent
}

// WordsOf are the fields for the words of one purpose.
func (p EventPrivacyPage) WordsOf(purpose string) []PrivacyWords {
	return p.Words("text_"+purpose, p.Typed.Texts[models.ConsentPurpose(purpose)], "")
}

// Usual is what the form says of a purpose as the settings stand, the first of several hosts.
func (p EventPrivacyPage) Usual(purpose string) string {
	own := p.Notice
	own.Privacy.Asks = models.OptionalAsks
	for _, t := range i18n.ConsentTexts(own.Event, own.Hosts, own.Privacy) {
		if string(t.Purpose) == purpose {
			return t.Text.In(p.Lang)
		}
	}
	return ""
}

// ErasurePlan says what will be erased of an event, and when; the partial "erasure-plan" shows it.
type ErasurePlan struct {
	Path      string
	At        time.Time // in the event's zone; zero for never
	N         int
	Announced bool
}
