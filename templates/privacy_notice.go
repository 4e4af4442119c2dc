package templates

import (
	"net/url"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
)

// Notice is what people are told of how an event handles personal data: the items that Japan's law requires for the way in which the
// hosts share it, and those of the GDPR for attendees abroad.
type Notice struct {
	Event   models.Event
	Hosts   []models.Host
	Privacy models.EventPrivacy
}

// Shape is how the hosts share the data.
func (n Notice) Shape() models.Sharing { return n.Privacy.Shape(n.Hosts) }

// Lead is the host that answers for joint use, or that collects and provides.
func (n Notice) Lead() models.Host { return n.Privacy.Lead(n.Hosts) }

// Others are the hosts but for the lead.
func (n Notice) Others() []models.Host { return n.Privacy.Others(n.Hosts) }

// KeptUntil is the day on which the retention ends, in the event's zone.
func (n Notice) KeptUntil() time.Time { return n.Event.KeptUntil().In(n.Event.Location()) }

// Optional is what may be left unticked, word for word.
func (n Notice) Optional() []models.ConsentText {
	return i18n.ConsentTexts(n.Event, n.Hosts, n.Privacy)[1:] // but for taking part
}

// Consents is the part of a registration form that asks for them.
type Consents struct {
	Asked   []AskedConsent
	Edition string // of all the words; sent along, so that nobody agrees to words they have not seen
	Notice  Notice
}

// AskedConsent is one box of the form.
type AskedConsent struct {
	models.ConsentText
	Ticked bool
}

// Required reports whether nobody can register without it.
func (a AskedConsent) Required() bool { return a.Purpose == models.ConsentTakingPart }

// NewConsents asks for what an event asks for now; no box is ticked.
func NewConsents(n Notice) Consents {
	texts := i18n.ConsentTexts(n.Event, n.Hosts, n.Privacy)
	c := Consents{Notice: n, Edition: models.ConsentEdition(texts)}
	for _, t := range texts {
		c.Asked = append(c.Asked, AskedConsent{ConsentText: t})
	}
	return c
}

// Read returns c with the boxes ticked as sent. It reports false, and leaves every box open, where the words have changed since the
// form was shown. A form that does not say which words it showed was made by a program that knows of no others.
func (c Consents) Read(form url.Values) (Consents, bool) {
	same := form.Get("consents") == "" || form.Get("consents") == c.Edition
	asked := make([]AskedConsent, len(c.Asked)) // the empty form is shared
	for i, a := range c.Asked {
		a.Ticked = same && form.Get(a.Field()) != ""
		asked[i] = a
	}
	c.Asked = asked
	return c, same
}

// Agreed lists what was ticked.
func (c Consents) Agreed() (texts []models.ConsentText) {
	for _, a := range c.Asked {
		if a.Ticked {
			texts = append(texts, a.ConsentText)
		}
	}
	return texts
}

// EventNotice is the page of an event's privacy.
type EventNotice struct {
	Base
	Notice Notice
}

func (EventNotice) Template() string { return "site/event_privacy" }
