package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// DeskPersonForm is what the desk typed about somebody: to add them, or to set right what was wrong.
type DeskPersonForm struct {
	Name     string
	Email    string
	Language Lang
	Zone     string // IANA; "" leaves it open
	Category string // of who is added; "" for the first
}

// DeskPersonFields are the form names of DeskPersonForm in the order of the page.
var DeskPersonFields = []string{"name", "email", "language", "zone", "category"}

// DeskPerson is a checked form.
type DeskPerson struct {
	Correction
	Email    string
	EmailKey string
	Category ID
}

// Check reads the form.
func (f DeskPersonForm) Check() (DeskPerson, Problems) {
	c, p := Correction{Name: f.Name, Language: f.Language, Zone: f.Zone}.Check()
	n := DeskPerson{Correction: c, Category: ParseID(f.Category)}
	var key string
	if n.Email, n.EmailKey, key = Address(f.Email); key != "" {
		p.Add("email", key)
	}
	return n, p
}

// Seen is what a form that changes these facts was based on: it differs as soon as one of them has changed, by whomever.
func (r Registration) Seen() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{r.Name, r.Email, string(r.Language), r.Zone}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
