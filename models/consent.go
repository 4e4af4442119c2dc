package models

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"time"
)

// ConsentPurpose is what a person agrees to. Each is asked for by itself; only taking part is required.
type ConsentPurpose string

const (
	ConsentTakingPart    ConsentPurpose = "taking_part"
	ConsentNamedQuestion ConsentPurpose = "named_question" // being named with one's question, in what is handed on
	ConsentPhotographs   ConsentPurpose = "photographs"    // photographs and recording
	ConsentNews          ConsentPurpose = "news"           // of one host
	ConsentProvision     ConsentPurpose = "provision"      // of one's details to one host by the host that collects them
)

// ConsentPurposes lists every purpose in the order of the form; the database's CHECK lists the same.
var ConsentPurposes = []ConsentPurpose{ConsentTakingPart, ConsentNamedQuestion, ConsentPhotographs, ConsentNews, ConsentProvision}

// OptionalAsks are the purposes that the organisers choose to ask for or not. Provision is asked where the hosts chose it.
var OptionalAsks = []ConsentPurpose{ConsentNamedQuestion, ConsentPhotographs, ConsentNews}

// Known reports whether there is such a purpose.
func (p ConsentPurpose) Known() bool { return slices.Contains(ConsentPurposes, p) }

// PerHost reports whether the purpose is agreed to for each host by itself.
func (p ConsentPurpose) PerHost() bool { return p == ConsentNews || p == ConsentProvision }

// Ask is one thing that the form asks for; the zero HostID where the purpose belongs to no host.
type Ask struct {
	Purpose ConsentPurpose
	HostID  ID
}

// Field is the name of the box on the form.
func (a Ask) Field() string {
	switch {
	case a.Purpose == ConsentTakingPart:
		return "consent"
	case a.Purpose.PerHost():
		return string(a.Purpose) + "_" + a.HostID.String()
	}
	return string(a.Purpose)
}

// ConsentText is what a person agrees to, word for word. Its ID is made from all the rest: other words are another version.
type ConsentText struct {
	ID      ID
	EventID ID
	Ask
	Text Text
}

// NewConsentText gives the words their ID.
func NewConsentText(event ID, a Ask, text Text) ConsentText {
	b, err := json.Marshal([]any{event, a.Purpose, a.HostID, text})
	if err != nil {
		panic(err) // a map of strings
	}
	return ConsentText{contentID(b), event, a, text}
}

// contentID is a UUID (version 8) made from content.
func contentID(b []byte) (id ID) {
	sum := sha256.Sum256(b)
	copy(id[:], sum[:])
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80
	return id
}

// ConsentEdition names the whole of what a form asks for, so that what was sent can be told from what would be shown now.
func ConsentEdition(texts []ConsentText) string {
	var all []byte
	for _, t := range texts {
		all = append(all, t.ID[:]...)
	}
	id := contentID(all)
	return id.String()
}

// Consent is one line of the ledger.
type Consent struct {
	Purpose     ConsentPurpose `db:"purpose"`
	HostID      ID             `db:"host_id"` // zero for none
	Language    Lang           `db:"language"`
	Text        Text           `db:"text"` // as it was shown
	GivenAt     time.Time      `db:"given_at"`
	WithdrawnAt *time.Time     `db:"withdrawn_at"`
	WithdrawnBy string         `db:"withdrawn_by"`
}

// Ask is what the consent answers.
func (c Consent) Ask() Ask { return Ask{c.Purpose, c.HostID} }

// Stands reports whether it was not withdrawn.
func (c Consent) Stands() bool { return c.WithdrawnAt == nil }
