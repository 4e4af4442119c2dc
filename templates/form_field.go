package templates

import (
	"slices"
	"strconv"
	"strings"

	"tsudoi/i18n"
	"tsudoi/models"
)

// FormField is one field of a registration form as whoever fills it in sees it; the partial "fields" shows a list of them.
type FormField struct {
	FieldProblem        // Field is its name in the form and the anchor of its problem
	Lang                models.Lang
	Kind                models.FieldKind
	Label, Help         models.Text
	Required            bool
	ToSpeakers, ForDesk bool

	// If is the name of the field that decides whether this one is asked, "" for none; Values, for which of its answers; Note says so.
	If, Values, Note string

	Options []FormOption
	Value   string
	Longest int
	Limits  string // of a number, in words
	There   string // the name of the file that is there already
}

// FormOption is one choice.
type FormOption struct {
	Value  string
	Label  models.Text
	Chosen bool
}

// fewOptions can be seen at one look; more of them go into a list that opens.
const fewOptions = 7

// List reports whether one option is chosen from a list that opens.
func (f FormField) List() bool {
	return f.Kind == models.FieldCountry || f.Kind == models.FieldOne && len(f.Options) > fewOptions
}

// Grouped reports whether the field consists of several boxes under one legend.
func (f FormField) Grouped() bool {
	return !f.List() && (f.Kind.HasOptions() || f.Kind == models.FieldYesNo)
}

// Must reports whether the browser itself can hold up a form in which it is missing: not where a condition may hide it.
func (f FormField) Must() bool { return f.Required && f.If == "" }

// Described names what describes the field, for aria-describedby.
func (f FormField) Described() string {
	var ids []string
	for _, one := range []struct {
		suffix string
		is     bool
	}{{"-e", f.Text != ""}, {"-c", f.Note != ""}, {"-h", f.Hinted()}} {
		if one.is {
			ids = append(ids, f.Field+one.suffix)
		}
	}
	return strings.Join(ids, " ")
}

// Hinted reports whether anything explains the field.
func (f FormField) Hinted() bool {
	return !f.Help.Empty() || f.Limits != "" || f.Kind == models.FieldFile || f.Kind == models.FieldSeveral || f.ToSpeakers
}

// Endings lists the endings of files that are taken.
func (FormField) Endings() string { return strings.Join(models.FileEndings(), ",") }

// MaxMB is how large a file may be.
func (FormField) MaxMB() int { return models.MaxFile >> 20 }

// NewFormFields shows fields with what was typed and what is wrong with it. prefix tells two copies of a form on one page apart.
func NewFormFields(fields models.Fields, typed models.AnswerForm, form Form, prefix string) (all []FormField) {
	for _, f := range fields {
		n := FormField{FieldProblem: FieldProblem{prefix + f.Key(), form.Wrong(f.Key())}, Lang: form.Lang, Kind: f.Kind, Label: f.Label, Help: f.Help,
			Required: f.Required, ToSpeakers: f.ToSpeakers, ForDesk: f.StaffOnly, Longest: f.Longest()}
		values := typed.Values[f.ID]
		switch f.Kind {
		case models.FieldOne, models.FieldSeveral:
			for _, o := range f.Options.Open() {
				n.Options = append(n.Options, FormOption{o.ID, o.Label, slices.Contains(values, o.ID)})
			}
		case models.FieldYesNo:
			for _, v := range []string{models.AnswerYes, models.AnswerNo} {
				n.Options = append(n.Options, FormOption{v, models.Text{form.Lang: i18n.T(form.Lang, "answer."+v)}, slices.Contains(values, v)})
			}
		case models.FieldCountry:
			for _, c := range i18n.Countries(form.Lang) {
				n.Options = append(n.Options, FormOption{c.Code, models.Text{form.Lang: c.Name}, slices.Contains(values, c.Code)})
			}
		case models.FieldFile:
			n.There = typed.Had[f.ID].One()
			if _, sent := typed.Files[f.ID]; sent && n.Text == "" && len(form.Problems) > 0 {
				n.Text = i18n.T(form.Lang, "answer.file_again")
			}
		case models.FieldNumber:
			n.Limits = limits(form.Lang, f)
		}
		if len(values) > 0 {
			n.Value = values[0]
		}
		if of, there := fields.Find(f.ShownIf.Field); there {
			n.If, n.Values, n.Note = prefix+of.Key(), strings.Join(f.ShownIf.Values, " "), onlyIf(form.Lang, of, f.ShownIf)
		}
		all = append(all, n)
	}
	return all
}

func limits(lang models.Lang, f models.Field) string {
	number := func(n *float64) string { return strconv.FormatFloat(*n, 'f', -1, 64) }
	switch {
	case f.Least != nil && f.Most != nil:
		return i18n.T(lang, "answer.between", "least", number(f.Least), "most", number(f.Most))
	case f.Least != nil:
		return i18n.T(lang, "answer.at_least", "least", number(f.Least))
	case f.Most != nil:
		return i18n.T(lang, "answer.at_most", "most", number(f.Most))
	}
	return ""
}

// onlyIf says for which answers a field is asked, to who fills in the form without a script.
func onlyIf(lang models.Lang, of models.Field, c models.Condition) string {
	if of.Kind == models.FieldConsent {
		return i18n.T(lang, "answer.only_if_ticked", "field", of.Label.In(lang))
	}
	var words []string
	for _, v := range c.Values {
		words = append(words, i18n.Answer(lang, of, models.Answer{v}))
	}
	return i18n.T(lang, "answer.only_if", "field", of.Label.In(lang), "values", strings.Join(words, i18n.T(lang, "answer.or")))
}

// Keys lists the names of fields as they stand on a page, for its summary of problems.
func Keys(fields models.Fields) (keys []string) {
	for _, f := range fields {
		keys = append(keys, f.Key())
	}
	return keys
}
