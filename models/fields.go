package models

import (
	"database/sql/driver"
	"fmt"
	"slices"
)

// Fields are those of one event in the order of its form, with or without the retired ones.
type Fields []Field

// MaxFields is how many a form may have; MaxFileFields, how many of them may take a file.
const (
	MaxFields     = 50
	MaxFileFields = 3
)

// Find returns the field of an ID.
func (fs Fields) Find(id ID) (Field, bool) {
	i := slices.IndexFunc(fs, func(f Field) bool { return f.ID == id })
	if i < 0 {
		return Field{}, false
	}
	return fs[i], true
}

// Only returns the fields that keep picks.
func (fs Fields) Only(keep func(Field) bool) Fields {
	return slices.DeleteFunc(slices.Clone(fs), func(f Field) bool { return !keep(f) })
}

// Open returns what the form asks now, the desk's own fields included.
func (fs Fields) Open() Fields { return fs.Only(func(f Field) bool { return !f.Retired() }) }

// Public returns what the form asks of attendees now.
func (fs Fields) Public() Fields {
	return fs.Only(func(f Field) bool { return !f.Retired() && !f.StaffOnly })
}

// For returns what is asked of who wants a seat of a category.
func (fs Fields) For(category ID) Fields {
	return fs.Only(func(f Field) bool { return f.For(category) })
}

// Optional returns the fields with none required: the desk fills in what it knows.
func (fs Fields) Optional() Fields {
	all := slices.Clone(fs)
	for i := range all {
		all[i].Required = false
	}
	return all
}

// Changeable returns those whose answers can still be set right: what went to the question board stands there, so its words stay as they were.
func (fs Fields) Changeable(had Answers) Fields {
	return fs.Only(func(f Field) bool { return !f.ToSpeakers || len(had[f.ID]) == 0 })
}

// Files counts the fields that take a file.
func (fs Fields) Files() int { return len(fs.Only(func(f Field) bool { return f.Kind == FieldFile })) }

// Before returns the open fields that stand before a field, or all of them for one that is not on the form yet.
func (fs Fields) Before(id ID) Fields {
	open := fs.Open()
	if i := slices.IndexFunc(open, func(f Field) bool { return f.ID == id }); i >= 0 {
		return open[:i]
	}
	return open
}

// Dependents returns the open fields that are shown for some answers to a field only; where value is not "", for that answer.
func (fs Fields) Dependents(id ID, value string) Fields {
	return fs.Open().Only(func(f Field) bool {
		return f.ShownIf.Field == id && (value == "" || slices.Contains(f.ShownIf.Values, value))
	})
}

// Moved returns the open fields with one of them at another place, counted from 0 and held within the form. A field stays behind the
// one whose answer it depends on: the problem names the two that a move would turn round, by their labels (a Text each).
func (fs Fields) Moved(id ID, to int) (Fields, *Problem) {
	open := fs.Open()
	from := slices.IndexFunc(open, func(f Field) bool { return f.ID == id })
	if from < 0 {
		return nil, problemOf(fieldGone)
	}
	one := open[from]
	open = slices.Insert(slices.Delete(open, from, from+1), max(0, min(to, len(open)-1)), one)
	for i, f := range open {
		if f.ShownIf.Always() {
			continue
		}
		if at := slices.IndexFunc(open, func(o Field) bool { return o.ID == f.ShownIf.Field }); at > i {
			return nil, problemOf(fieldStaysBehind, "field", f.Label, "other", open[at].Label)
		}
	}
	return open, nil
}

// Removable tells why a field can't be taken off the form; nil where it can.
func (fs Fields) Removable(id ID) *Problem {
	if d := fs.Dependents(id, ""); len(d) > 0 {
		return problemOf(fieldNeededBy, "field", d[0].Label)
	}
	return nil
}

// Restorable reports whether a field that was taken off fits into the form as it is now, at its place.
func (fs Fields) Restorable(id ID) bool {
	back := slices.Clone(fs)
	for i := range back {
		if back[i].ID == id {
			back[i].RetiredAt = nil
		}
	}
	back = back.Open()
	slices.SortStableFunc(back, func(a, b Field) int { return a.Position - b.Position })
	if len(back) > MaxFields || back.Files() > MaxFileFields {
		return false
	}
	f, there := back.Find(id)
	if !there || f.ShownIf.Always() {
		return there
	}
	of, before := back.Before(id).Find(f.ShownIf.Field)
	return before && (!of.StaffOnly || f.StaffOnly) && slices.ContainsFunc(f.ShownIf.Values, func(v string) bool { return slices.Contains(of.Deciding(), v) })
}

// SameAs reports whether two fields ask the same, whatever their places.
func (f Field) SameAs(o Field) bool { return f.asked() == o.asked() }

// asked is what a field asks as the database keeps it, to compare: nothing and an empty list are the same there.
func (f Field) asked() string {
	var all []any
	for _, v := range []driver.Valuer{f.Label, f.Help, f.Options, f.ShownIf} {
		s, err := v.Value()
		if err != nil {
			panic(err) // texts and lists of texts always marshal
		}
		all = append(all, s)
	}
	months := 0
	if f.Months != nil {
		months = *f.Months
	}
	return fmt.Sprint(append(all, f.ID, f.Kind, shownNumber(f.Least), "/", shownNumber(f.Most), f.Required, f.Seats, f.StaffOnly, months, f.ToSpeakers)...)
}
