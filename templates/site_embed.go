package templates

import "strings"

// Embed is the registration form in a frame on another site, in whatever state the event is, and what comes after it.
type Embed struct {
	Base
	Card    RegisterCard
	In      string   // the language that the address asks for; "" for the reader's own
	Origins []string // the sites that may be told how tall it is
	Outcome string   // after the form: done, waiting, pending, proof
}

func (Embed) Template() string { return "site/embed" }

// Action is where the form goes.
func (p Embed) Action() string {
	at := "/events/" + p.Card.Event.Slug + "/embed"
	if p.In == string(p.Lang) {
		at += "?in=" + p.In
	}
	return at
}

// Sites lists the origins for the script.
func (p Embed) Sites() string { return strings.Join(p.Origins, " ") }
