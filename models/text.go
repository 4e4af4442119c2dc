// Package models says what things are and which rules hold. It knows no SQL, no HTTP and no language files.
package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
)

// Lang is a language that the service speaks, as a BCP 47 primary tag.
type Lang string

const (
	Japanese Lang = "ja"
	English  Lang = "en"
)

// Langs lists the languages of the interface and the letters, the default first.
var Langs = []Lang{Japanese, English}

// Known reports whether the interface and the letters exist in l.
func (l Lang) Known() bool {
	for _, k := range Langs {
		if l == k {
			return true
		}
	}
	return false
}

// Other is the language that a page offers to switch to.
func (l Lang) Other() Lang {
	if l == Japanese {
		return English
	}
	return Japanese
}

// Text is a text that a person reads, in every language that somebody wrote it in. Stored as jsonb: {"ja": "…", "en": "…"}.
// A missing and an empty language mean the same; empty values are dropped when it is stored.
type Text map[Lang]string

// Pick returns the text for a reader of want: that language, else the event's first language, else any other.
// The second value is the language it is in, so that a page can mark a fallback; it is empty when there is no text at all.
func (t Text) Pick(want, first Lang) (string, Lang) {
	for _, l := range append([]Lang{want, first}, Langs...) {
		if s := t[l]; s != "" {
			return s, l
		}
	}
	for l, s := range t {
		if s != "" {
			return s, l
		}
	}
	return "", ""
}

// In returns the text for a reader of want when the language it comes in does not matter.
func (t Text) In(want Lang) string { s, _ := t.Pick(want, Japanese); return s }

// Empty reports whether no language has a text.
func (t Text) Empty() bool { _, l := t.Pick(Japanese, English); return l == "" }

// With returns a copy in which the text of l is s.
func (t Text) With(l Lang, s string) Text {
	c := Text{}
	for k, v := range t {
		c[k] = v
	}
	c[l] = s
	return c
}

// Value stores the text as a JSON object, as a string because lib/pq sends []byte to jsonb wrongly in binary mode.
func (t Text) Value() (driver.Value, error) {
	c := map[Lang]string{}
	for k, v := range t {
		if strings.TrimSpace(v) != "" {
			c[k] = v
		}
	}
	b, err := json.Marshal(c)
	return string(b), err
}

// Scan reads what Value wrote.
func (t *Text) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Text{}
		return nil
	case []byte:
		*t = Text{}
		return json.Unmarshal(v, t)
	case string:
		*t = Text{}
		return json.Unmarshal([]byte(v), t)
	}
	return fmt.Errorf("text from %T", src)
}
