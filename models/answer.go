package models

import (
	"database/sql/driver"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Answer is what somebody answered to one field: one value, or several for FieldSeveral. An option is told by its ID, yes and no by
// AnswerYes and AnswerNo (a consent is a yes or no answer at all), a date as 2026-12-16, a country by its ISO 3166 code, a number in
// ASCII digits, a file by its name.
type Answer []string

const (
	AnswerYes = "yes"
	AnswerNo  = "no"
)

// Limits on typed answers, in grapheme clusters.
const (
	MaxAnswerLine = 300
	MaxAnswerText = 3000
)

// One is the value of an answer that has one; "" for none.
func (a Answer) One() string {
	if len(a) == 0 {
		return ""
	}
	return a[0]
}

// Value stores the answer as a JSON array; see Text.Value for why it is a string.
func (a Answer) Value() (driver.Value, error) {
	b, err := json.Marshal([]string(a))
	return string(b), err
}

// Scan reads what Value wrote.
func (a *Answer) Scan(src any) error { *a = nil; return scanJSON(src, a) }

// Answers are one person's, by field. A field that was not answered is not among them.
type Answers map[ID]Answer

// Keys of what is wrong with an answer. Holes: {max}, {least}, {most}.
const (
	answerNeeded   = "answer.needed"
	answerTick     = "answer.tick_needed"
	answerFileNone = "answer.file_needed"
	answerOption   = "answer.option_gone"
	answerNumber   = "answer.not_a_number"
	answerLeast    = "answer.at_least"
	answerMost     = "answer.at_most"
	answerDate     = "answer.not_a_date"
	answerCountry  = "answer.country_unknown"
)

// AnswerForm is what somebody filled in, as typed.
type AnswerForm struct {
	Values map[ID][]string
	Files  map[ID]Upload
	// Had is what was answered before, for who sets it right: a file that nobody replaces stays.
	Had Answers
}

// FilledIn is the form as it shows answers that are there.
func FilledIn(had Answers) AnswerForm {
	f := AnswerForm{Values: map[ID][]string{}, Had: had}
	for id, a := range had {
		f.Values[id] = a
	}
	return f
}

// CheckedAnswers are answers that may be stored. Each file among them is also an answer, by its name.
type CheckedAnswers struct {
	Answers Answers
	Files   []AnswerFile // new ones
}

// Check reads the answers to these fields, in order. What a field's condition hides is not asked and not taken, whatever was sent; and
// what hangs on a hidden field is hidden with it. Answers to fields that are not among these are left out. Problems stand under Field.Key.
func (fs Fields) Check(f AnswerForm) (CheckedAnswers, Problems) {
	p := Problems{}
	n := CheckedAnswers{Answers: Answers{}}
	for _, field := range fs {
		if !field.ShownIf.Always() && !field.ShownIf.Met(n.Answers[field.ShownIf.Field]) {
			continue
		}
		a, wrong := field.check(f, &n)
		switch {
		case wrong != nil:
			p[field.Key()] = *wrong
		case len(a) > 0:
			n.Answers[field.ID] = a
		case field.Required:
			p[field.Key()] = *problemOf(field.needed())
		}
	}
	return n, p
}

func (f Field) needed() string {
	switch f.Kind {
	case FieldConsent:
		return answerTick
	case FieldFile:
		return answerFileNone
	}
	return answerNeeded
}

// check reads one answer; none and no problem where nothing was answered.
func (f Field) check(form AnswerForm, n *CheckedAnswers) (Answer, *Problem) {
	if f.Kind == FieldFile {
		return f.checkFile(form, n)
	}
	values := slices.DeleteFunc(slices.Clone(form.Values[f.ID]), Blank)
	if len(values) == 0 {
		return nil, nil
	}
	first := values[0]
	switch f.Kind {
	case FieldLine, FieldText:
		read := CleanText
		if f.Kind == FieldLine {
			read = CleanLine
		}
		s, key := read(first, f.Longest())
		if key != "" {
			return nil, problemOf(key, "max", f.Longest())
		}
		return Answer{s}, nil
	case FieldNumber:
		return f.checkNumber(first)
	case FieldOne, FieldSeveral:
		if f.Kind == FieldOne {
			values = values[:1]
		}
		return f.checkChoices(values)
	case FieldYesNo:
		if first != AnswerYes && first != AnswerNo {
			return nil, problemOf(answerOption)
		}
	case FieldConsent:
		first = AnswerYes
	case FieldDate:
		if t, err := time.Parse(time.DateOnly, first); err != nil || t.Year() < 1 {
			return nil, problemOf(answerDate)
		}
	case FieldCountry:
		if !CountryKnown(first) {
			return nil, problemOf(answerCountry)
		}
	}
	return Answer{first}, nil
}

// checkChoices takes options in the form's order. One that was removed while the form was open is a problem; the others stay ticked.
func (f Field) checkChoices(values []string) (Answer, *Problem) {
	for _, v := range values {
		if o, there := f.Options.Find(v); !there || o.Retired {
			return nil, problemOf(answerOption)
		}
	}
	var a Answer
	for _, o := range f.Options {
		if slices.Contains(values, o.ID) {
			a = append(a, o.ID)
		}
	}
	return a, nil
}

func (f Field) checkNumber(typed string) (Answer, *Problem) {
	s, n, ok := readNumber(typed)
	switch {
	case !ok:
		return nil, problemOf(answerNumber)
	case f.Least != nil && n < *f.Least:
		return nil, problemOf(answerLeast, "least", shownNumber(f.Least))
	case f.Most != nil && n > *f.Most:
		return nil, problemOf(answerMost, "most", shownNumber(f.Most))
	}
	return Answer{s}, nil
}

// MaxDigits is what a number may have: beyond it, counting in floating point would change it.
const MaxDigits = 15

// readNumber reads a decimal number as people type it: wide digits and commas between thousands too. It returns it in ASCII, and as a
// value to compare.
func readNumber(typed string) (string, float64, bool) {
	s := strings.TrimSpace(norm.NFKC.String(typed))
	s = strings.NewReplacer(",", "", "、", "", "−", "-", "ー", "-").Replace(s)
	body, neg := strings.CutPrefix(s, "-")
	whole, part, pointed := strings.Cut(body, ".")
	if whole == "" || pointed && part == "" || len(whole)+len(part) > MaxDigits || strings.Trim(whole+part, "0123456789") != "" {
		return "", 0, false
	}
	whole = strings.TrimLeft(whole[:len(whole)-1], "0") + whole[len(whole)-1:]
	if s = whole; pointed {
		s += "." + part
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return "", 0, false
	}
	if neg && n != 0 {
		return "-" + s, -n, true
	}
	return s, n, true
}

func shownNumber(n *float64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

// Same reports whether two people would have to type nothing to get from one to the other.
func (a Answers) Same(b Answers) bool {
	return maps.EqualFunc(a, b, func(x, y Answer) bool { return slices.Equal(x, y) })
}

// Scan reads all answers of one registration from a JSON object by field.
func (a *Answers) Scan(src any) error { *a = nil; return scanJSON(src, a) }

// TakesCorrections reports whether attendees may still set their answers right: until the event is over.
func (e Event) TakesCorrections(now time.Time) bool {
	p := e.Phase(now)
	return p == Published || p == Live
}
