package templates

import (
	"time"

	"tsudoi/models"
)

// MyConsents is what one person agreed to, on their own page.
type MyConsents struct {
	Path  string // where a change goes
	Given []MyConsent
	Open  []models.ConsentText // what is asked for and not agreed to, as it reads now
}

// MyConsent is one consent as it was shown, in the reader's own time.
type MyConsent struct {
	models.Consent
	Words string
	Lang  models.Lang // of the words
	At    time.Time
	Until time.Time // when it was withdrawn; zero while it stands
}

// Required reports whether to withdraw it is to cancel.
func (c MyConsent) Required() bool { return c.Purpose == models.ConsentTakingPart }

// Host is the host that it is for, as the form field has it; "" for none.
func (c MyConsent) Host() string { return hostField(c.HostID) }

func hostField(id models.ID) string {
	if id == (models.ID{}) {
		return ""
	}
	return id.String()
}

// NewMyConsents lists what was given, and what of texts is still open.
func NewMyConsents(path string, given []models.Consent, texts []models.ConsentText, here *time.Location, lang models.Lang) MyConsents {
	m := MyConsents{Path: path}
	standing := map[models.Ask]bool{}
	for _, g := range given {
		c := MyConsent{Consent: g, At: g.GivenAt.In(here)}
		c.Words, c.Lang = g.Text.Pick(g.Language, lang)
		if g.WithdrawnAt != nil {
			c.Until = g.WithdrawnAt.In(here)
		}
		standing[g.Ask()] = standing[g.Ask()] || g.Stands()
		m.Given = append(m.Given, c)
	}
	for _, t := range texts {
		if !standing[t.Ask] && t.Purpose != models.ConsentTakingPart {
			m.Open = append(m.Open, t)
		}
	}
	return m
}
