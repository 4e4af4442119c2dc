package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// FieldKind says what a field of a registration form asks for.
type FieldKind string

const (
	FieldLine    FieldKind = "line"
	FieldText    FieldKind = "text"
	FieldNumber  FieldKind = "number"
	FieldOne     FieldKind = "one"     // of several options
	FieldSeveral FieldKind = "several" // of them
	FieldYesNo   FieldKind = "yes_no"
	FieldDate    FieldKind = "date"
	FieldCountry FieldKind = "country"
	FieldConsent FieldKind = "consent" // a box to tick
	FieldFile    FieldKind = "file"
)

// FieldKinds lists every kind; the database's CHECK lists the same.
var FieldKinds = []FieldKind{FieldLine, FieldText, FieldOne, FieldSeveral, FieldYesNo, FieldNumber, FieldDate, FieldCountry, FieldConsent, FieldFile}

// Known reports whether there is such a kind.
func (k FieldKind) Known() bool { return slices.Contains(FieldKinds, k) }

// HasOptions reports whether its answers are chosen from a list of the organiser's.
func (k FieldKind) HasOptions() bool { return k == FieldOne || k == FieldSeveral }

// Decides reports whether another field can be shown for some of its answers only.
func (k FieldKind) Decides() bool { return k.HasOptions() || k == FieldYesNo || k == FieldConsent }

// Field is one question of a registration form besides name and address.
type Field struct {
	ID        ID        `db:"id"`
	EventID   ID        `db:"event_id"`
	Position  int       `db:"position"`
	Kind      FieldKind `db:"kind"`
	Label     Text      `db:"label"`
	Help      Text      `db:"help"`
	Options   Options   `db:"options"`
	Least     *float64  `db:"least"` // of a number
	Most      *float64  `db:"most"`
	Required  bool      `db:"required"` // of who gets to see it
	ShownIf   Condition `db:"shown_if"`
	Seats     []ID      `db:"-"`                // the categories of seats that it is asked for; none: all
	StaffOnly bool      `db:"staff_only"`       // filled in at the desk; no attendee knows of it
	Months    *int      `db:"retention_months"` // how long after the event its answers are kept; nil: as the registration
	// ToSpeakers makes each answer a question on the question board.
	ToSpeakers bool       `db:"to_speakers"`
	RetiredAt  *time.Time `db:"retired_at"` // off the form; its answers stay readable
}

// Key is the field's name in forms and the anchor of its problem.
func (f Field) Key() string { return "a_" + f.ID.String() }

// Retired reports whether the field was taken off the form.
func (f Field) Retired() bool { return f.RetiredAt != nil }

// Longest is how long a typed answer may be, in grapheme clusters.
func (f Field) Longest() int {
	switch {
	case f.Kind == FieldLine:
		return MaxAnswerLine
	case f.ToSpeakers:
		return MaxQuestion
	}
	return MaxAnswerText
}

// For reports whether the field is asked of who wants a seat of a category.
func (f Field) For(category ID) bool {
	return len(f.Seats) == 0 || slices.Contains(f.Seats, category)
}

// MissingLangs lists the languages in which the label or an option still has no words.
func (f Field) MissingLangs() (missing []Lang) {
	for _, l := range Langs {
		lacks := f.Label[l] == "" || !f.Help.Empty() && f.Help[l] == ""
		for _, o := range f.Options.Open() {
			lacks = lacks || o.Label[l] == ""
		}
		if lacks {
			missing = append(missing, l)
		}
	}
	return missing
}

// Option is one choice of a field. Its ID never changes, so that renaming it keeps what was chosen.
type Option struct {
	ID      string `json:"id"`
	Label   Text   `json:"label"`
	Retired bool   `json:"retired,omitempty"` // can't be chosen any more
}

// Options are the choices of a field in their order, with those that were removed.
type Options []Option

// Open returns those that can be chosen.
func (o Options) Open() Options {
	return slices.DeleteFunc(slices.Clone(o), func(o Option) bool { return o.Retired })
}

// Find returns the option of an ID.
func (o Options) Find(id string) (Option, bool) {
	i := slices.IndexFunc(o, func(o Option) bool { return o.ID == id })
	if i < 0 {
		return Option{}, false
	}
	return o[i], true
}

// Replacing returns these options as the new ones of a field that had others: what was removed stays, retired.
func (o Options) Replacing(had Options) Options {
	all := slices.Clone(o)
	for _, h := range had {
		if _, still := o.Find(h.ID); !still {
			h.Retired = true
			all = append(all, h)
		}
	}
	return all
}

// Value stores the options as JSON; see Text.Value for why it is a string.
func (o Options) Value() (driver.Value, error) {
	if len(o) == 0 {
		return "[]", nil
	}
	b, err := json.Marshal(o)
	return string(b), err
}

// Scan reads what Value wrote.
func (o *Options) Scan(src any) error { *o = nil; return scanJSON(src, o) }

// Condition says for which answers to an earlier field a field is shown; the zero Condition: always.
type Condition struct {
	Field  ID       `json:"field"`
	Values []string `json:"values"` // options by their ID, or yes, or no
}

// Always reports whether there is no condition.
func (c Condition) Always() bool { return c.Field == ID{} }

// Met reports whether an answer to the field is one of those.
func (c Condition) Met(a Answer) bool {
	return slices.ContainsFunc(a, func(v string) bool { return slices.Contains(c.Values, v) })
}

// Value stores the condition as JSON, null for none.
func (c Condition) Value() (driver.Value, error) {
	if c.Always() {
		return nil, nil
	}
	b, err := json.Marshal(c)
	return string(b), err
}

// Scan reads what Value wrote.
func (c *Condition) Scan(src any) error { *c = Condition{}; return scanJSON(src, c) }

// scanJSON reads a jsonb column into dest, which stays as it is for null.
func scanJSON(src, dest any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case []byte:
		return json.Unmarshal(v, dest)
	case string:
		return json.Unmarshal([]byte(v), dest)
	}
	return fmt.Errorf("%T from %T", dest, src)
}
