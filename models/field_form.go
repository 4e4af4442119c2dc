package models

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Limits on what an organiser asks, in grapheme clusters.
const (
	MaxFieldLabel  = 300
	MaxFieldHelp   = 1000
	MaxOptionLabel = 200
	MaxOptions     = 100
)

// Keys of what is wrong with a field. field.needed_by and field.stays_behind have the holes {field} and {other}.
const (
	fieldLabel       = "field.label_needed"
	fieldKind        = "field.kind_needed"
	fieldOptions     = "field.options_needed"
	fieldTooMany     = "field.options_too_many"
	fieldNumber      = "field.not_a_number"
	fieldLimits      = "field.limits_crossed"
	fieldMonths      = "field.months_between"
	fieldCondition   = "field.condition_unknown"
	fieldConditions  = "field.condition_of_two"
	fieldStaffFirst  = "field.condition_of_staff"
	fieldSpeakers    = "field.speakers_only_text"
	fieldSeats       = "field.seats_unknown"
	fieldGone        = "field.gone"
	fieldStaysBehind = "field.stays_behind"
	fieldNeededBy    = "field.needed_by"
	fieldFull        = "field.too_many"
	fieldFiles       = "field.too_many_files"
)

// OptionForm is one option as typed. The ID stands in the form before it is sent, so that sending it again makes no second option.
type OptionForm struct {
	ID    string
	Label Text
}

// FieldForm is what the form of a field holds, as typed.
type FieldForm struct {
	Key        string // the ID
	Kind       FieldKind
	Label      Text
	Help       Text
	Options    []OptionForm // those without words are left out
	Least      string
	Most       string
	Required   bool
	ShownIf    []string // field:value
	Seats      []string
	StaffOnly  bool
	ToSpeakers bool
	Months     string // "" for those of the event
}

// WrittenField is the form as it shows a field that is there.
func WrittenField(f Field) FieldForm {
	n := FieldForm{Key: f.ID.String(), Kind: f.Kind, Label: f.Label, Help: f.Help, Required: f.Required, StaffOnly: f.StaffOnly, ToSpeakers: f.ToSpeakers,
		Least: shownNumber(f.Least), Most: shownNumber(f.Most)}
	for _, o := range f.Options.Open() {
		n.Options = append(n.Options, OptionForm{o.ID, o.Label})
	}
	for _, v := range f.ShownIf.Values {
		n.ShownIf = append(n.ShownIf, f.ShownIf.Field.String()+":"+v)
	}
	for _, id := range f.Seats {
		n.Seats = append(n.Seats, id.String())
	}
	if f.Months != nil {
		n.Months = strconv.Itoa(*f.Months)
	}
	return n
}

// Check reads the form for its place among the fields that the event has; reader chooses where a missing text is asked for. One
// language is enough. What makes no sense for its kind is dropped.
func (f FieldForm) Check(all Fields, categories []ID, reader Lang) (Field, Problems) {
	p := Problems{}
	n := Field{ID: ParseID(f.Key), Kind: f.Kind, Label: Text{}, Help: Text{}, StaffOnly: f.StaffOnly, Required: f.Required && !f.StaffOnly}
	if n.ID == (ID{}) {
		n.ID = NewID()
	}
	if !n.Kind.Known() {
		p.Add("form", fieldKind)
	}
	for _, l := range Langs {
		if s := p.Line("label_"+string(l), f.Label[l], MaxFieldLabel); s != "" {
			n.Label[l] = s
		}
		if s := p.Text("help_"+string(l), f.Help[l], MaxFieldHelp); s != "" {
			n.Help[l] = s
		}
	}
	if blank(f.Label) {
		p.Add("label_"+string(reader), fieldLabel)
	}
	if n.Kind.HasOptions() {
		n.Options = f.options(p)
	}
	if n.Kind == FieldNumber {
		n.Least, n.Most = limit(p, "least", f.Least), limit(p, "most", f.Most)
		if n.Least != nil && n.Most != nil && *n.Least > *n.Most {
			p.Add("most", fieldLimits)
		}
	}
	n.Months = f.months(p)
	n.ShownIf = f.condition(all.Before(n.ID), n.StaffOnly, p)
	n.ToSpeakers = f.ToSpeakers && !n.StaffOnly
	if n.ToSpeakers && n.Kind != FieldLine && n.Kind != FieldText {
		p.Add("to_speakers", fieldSpeakers)
	}
	for _, s := range f.Seats {
		id := ParseID(s)
		if !slices.Contains(categories, id) {
			p.Add("seats", fieldSeats)
			break
		}
		n.Seats = append(n.Seats, id)
	}
	if len(n.Seats) == len(categories) { // all of them, and those to come
		n.Seats = nil
	}
	n.checkFit(all, p)
	return n, p
}

// checkFit tells what a field would break among the others.
func (n Field) checkFit(all Fields, p Problems) {
	others := all.Open().Only(func(f Field) bool { return f.ID != n.ID })
	if len(others) >= MaxFields {
		p.Add("form", fieldFull, "max", MaxFields)
	}
	if n.Kind == FieldFile && others.Files() >= MaxFileFields {
		p.Add("form", fieldFiles, "max", MaxFileFields)
	}
	had, _ := all.Find(n.ID)
	for _, o := range had.Options.Open() {
		if _, stays := n.Options.Find(o.ID); stays {
			continue
		}
		for _, d := range all.Dependents(n.ID, o.ID) {
			p.Add("options", fieldNeededBy, "field", d.Label)
		}
	}
	for _, d := range all.Dependents(n.ID, "") {
		if n.StaffOnly && !d.StaffOnly {
			p.Add("staff_only", fieldNeededBy, "field", d.Label)
		}
	}
}

var optionID = regexp.MustCompile(`^[0-9a-f]{12}$`)

// NewOptionID names a new option.
func NewOptionID() string { return NewID().String()[24:] }

func (f FieldForm) options(p Problems) (found Options) {
	seen := map[string]bool{}
	for i, o := range f.Options {
		n := Option{ID: o.ID, Label: Text{}}
		for _, l := range Langs {
			if s := p.Line("option_"+string(l)+"_"+strconv.Itoa(i), o.Label[l], MaxOptionLabel); s != "" {
				n.Label[l] = s
			}
		}
		if blank(o.Label) {
			continue
		}
		if !optionID.MatchString(n.ID) || seen[n.ID] {
			n.ID = NewOptionID()
		}
		seen[n.ID] = true
		found = append(found, n)
	}
	switch {
	case len(found) == 0:
		p.Add("options", fieldOptions)
	case len(found) > MaxOptions:
		p.Add("options", fieldTooMany, "max", MaxOptions)
	}
	return found
}

func limit(p Problems, field, typed string) *float64 {
	if Blank(typed) {
		return nil
	}
	_, n, ok := readNumber(typed)
	if !ok {
		p.Add(field, fieldNumber)
		return nil
	}
	return &n
}

func (f FieldForm) months(p Problems) *int {
	if Blank(f.Months) {
		return nil
	}
	_, n, ok := readNumber(f.Months)
	if !ok || n < 1 || n > 120 || n != math.Trunc(n) {
		p.Add("months", fieldMonths)
		return nil
	}
	m := int(n)
	return &m
}

// condition reads what the field is shown for: answers to one earlier field, which attendees see too unless this one is the desk's.
func (f FieldForm) condition(before Fields, staffOnly bool, p Problems) (c Condition) {
	for _, s := range f.ShownIf {
		id, value, _ := strings.Cut(s, ":")
		of, there := before.Find(ParseID(id))
		switch {
		case !there || !slices.Contains(of.Deciding(), value):
			p.Add("shown_if", fieldCondition)
		case !c.Always() && c.Field != of.ID:
			p.Add("shown_if", fieldConditions)
		case of.StaffOnly && !staffOnly:
			p.Add("shown_if", fieldStaffFirst)
		case !slices.Contains(c.Values, value):
			c.Field, c.Values = of.ID, append(c.Values, value)
		}
	}
	return c
}

// Deciding lists the answers for which another field can be shown.
func (f Field) Deciding() (values []string) {
	switch f.Kind {
	case FieldOne, FieldSeveral:
		for _, o := range f.Options.Open() {
			values = append(values, o.ID)
		}
	case FieldYesNo:
		return []string{AnswerYes, AnswerNo}
	case FieldConsent:
		return []string{AnswerYes}
	}
	return values
}
