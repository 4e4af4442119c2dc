package templates

import "tsudoi/models"

// Input is a field of one line; the partial "input" shows it. ID and form name are Field.
type Input struct {
	FieldProblem
	Label    string
	Kind     string // type of the input element
	Complete string // autocomplete, of the HTML standard
	Value    string
	Hint     string // "" for none
	Optional bool
}

// Input is a field that must be filled in.
func (f Form) Input(field, label, kind, complete, value, hint string) Input {
	return Input{FieldProblem: f.At(field), Label: label, Kind: kind, Complete: complete, Value: value, Hint: hint}
}

// Optional is a field that may stay empty.
func (f Form) Optional(field, label, kind, complete, value, hint string) Input {
	i := f.Input(field, label, kind, complete, value, hint)
	i.Optional = true
	return i
}

// ZoneChoice is a field for a time zone; the partial "zones" shows it.
type ZoneChoice struct {
	FieldProblem
	Label string
	Value string
}

// Zone offers every zone. Where value is "", that of the browser comes first, which a script puts into the field tz.
func (f Form) Zone(field, label, value string) ZoneChoice {
	return ZoneChoice{f.At(field), label, value}
}

// All lists the zones.
func (z ZoneChoice) All() []string { return models.Zones() }

// LanguageChoice is a field for a language; the partial "language" shows it.
type LanguageChoice struct {
	FieldProblem
	Label string
	Value string
}

// Language offers the languages that the service speaks.
func (f Form) Language(field, label string, value models.Lang) LanguageChoice {
	return LanguageChoice{f.At(field), label, string(value)}
}
