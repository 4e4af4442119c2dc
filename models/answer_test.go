package models_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tsudoi/models"
)

// tour is a form with a chain of conditions: who comes by train is asked whether to be met, and who is, where.
func tour() (all models.Fields, by, met, where, needs models.Field) {
	field := func(kind models.FieldKind, label string) models.Field {
		return models.Field{ID: models.NewID(), Kind: kind, Label: models.Text{models.English: label}}
	}
	by = field(models.FieldOne, "How do you come?")
	by.Required = true
	by.Options = models.Options{{ID: "aaaaaaaaaaaa", Label: models.Text{models.English: "By train"}}, {ID: "bbbbbbbbbbbb", Label: models.Text{models.English: "By car"}},
		{ID: "cccccccccccc", Label: models.Text{models.English: "On foot"}, Retired: true}}
	met = field(models.FieldYesNo, "Shall we meet you?")
	met.ShownIf = models.Condition{Field: by.ID, Values: []string{"aaaaaaaaaaaa"}}
	where = field(models.FieldLine, "Where?")
	where.Required = true
	where.ShownIf = models.Condition{Field: met.ID, Values: []string{models.AnswerYes}}
	needs = field(models.FieldSeveral, "What do you need?")
	needs.Options = models.Options{{ID: "111111111111"}, {ID: "222222222222"}, {ID: "333333333333", Retired: true}}
	return models.Fields{by, met, where, needs}, by, met, where, needs
}

func TestAnswers_areTakenOnlyWhereTheConditionHolds(t *testing.T) {
	all, by, met, where, _ := tour()
	for what, c := range map[string]struct {
		sent  map[models.ID][]string
		want  models.Answers
		wrong []string
	}{
		"asked and answered": {
			map[models.ID][]string{by.ID: {"aaaaaaaaaaaa"}, met.ID: {"yes"}, where.ID: {" 東京駅 "}},
			models.Answers{by.ID: {"aaaaaaaaaaaa"}, met.ID: {"yes"}, where.ID: {"東京駅"}}, nil},
		"a hidden answer forged is dropped, and no error": {
			map[models.ID][]string{by.ID: {"bbbbbbbbbbbb"}, met.ID: {"yes"}}, models.Answers{by.ID: {"bbbbbbbbbbbb"}}, nil},
		"what hangs on a hidden answer is hidden too": {
			map[models.ID][]string{by.ID: {"bbbbbbbbbbbb"}, met.ID: {"yes"}, where.ID: {"Tokyo"}}, models.Answers{by.ID: {"bbbbbbbbbbbb"}}, nil},
		"a required field is required where it shows": {
			map[models.ID][]string{by.ID: {"aaaaaaaaaaaa"}, met.ID: {"yes"}, where.ID: {"　"}},
			models.Answers{by.ID: {"aaaaaaaaaaaa"}, met.ID: {"yes"}}, []string{where.Key()}},
		"a decision that is missing hides what hangs on it": {nil, models.Answers{}, []string{by.Key()}},
		"a field of somewhere else is nobody's": {
			map[models.ID][]string{by.ID: {"bbbbbbbbbbbb"}, models.NewID(): {"x"}}, models.Answers{by.ID: {"bbbbbbbbbbbb"}}, nil},
	} {
		got, wrong := all.Check(models.AnswerForm{Values: c.sent})
		if d := cmp.Diff(c.want, got.Answers); d != "" {
			t.Errorf("%s: %s", what, d)
		}
		if len(wrong) != len(c.wrong) || len(wrong) > 0 && wrong[c.wrong[0]].Key == "" {
			t.Errorf("%s: %v", what, wrong)
		}
	}
}

func TestAnswers_anOptionRemovedMeanwhileIsAProblemAtItsField(t *testing.T) {
	all, by, _, _, needs := tour()
	got, wrong := all.Check(models.AnswerForm{Values: map[models.ID][]string{by.ID: {"cccccccccccc"}, needs.ID: {"222222222222", "333333333333"}}})
	if wrong[by.Key()].Key != "answer.option_gone" || wrong[needs.Key()].Key != "answer.option_gone" || len(got.Answers) != 0 {
		t.Errorf("%v %v", got, wrong)
	}
	got, wrong = all.Check(models.AnswerForm{Values: map[models.ID][]string{by.ID: {"bbbbbbbbbbbb"}, needs.ID: {"222222222222", "111111111111", "222222222222"}}})
	if d := cmp.Diff(models.Answer{"111111111111", "222222222222"}, got.Answers[needs.ID]); d != "" || len(wrong) > 0 {
		t.Errorf("in the form's order, each once: %s %v", d, wrong)
	}
}

func TestAnswers_ofEachKind(t *testing.T) {
	least, most := 1.0, 10.5
	number := models.Field{ID: models.NewID(), Kind: models.FieldNumber, Least: &least, Most: &most}
	plain := func(k models.FieldKind) models.Field { return models.Field{ID: models.NewID(), Kind: k} }
	for _, c := range []struct {
		field       models.Field
		typed       string
		want, wrong string
	}{
		{number, "5", "5", ""}, {number, " １０．５ ", "10.5", ""}, {number, "007", "7", ""}, {number, "0.5", "", "answer.at_least"},
		{number, "-3", "", "answer.at_least"}, {number, "11", "", "answer.at_most"}, {number, "1e3", "", "answer.not_a_number"},
		{number, "NaN", "", "answer.not_a_number"}, {number, "five", "", "answer.not_a_number"}, {number, "1.", "", "answer.not_a_number"},
		{number, "9999999999999999", "", "answer.not_a_number"}, {number, "", "", ""},
		{plain(models.FieldNumber), "1,234,567", "1234567", ""}, {plain(models.FieldNumber), "−0", "0", ""}, {plain(models.FieldNumber), "-2.50", "-2.50", ""},
		{plain(models.FieldDate), "2026-12-16", "2026-12-16", ""}, {plain(models.FieldDate), "2026-02-30", "", "answer.not_a_date"},
		{plain(models.FieldDate), "16/12/2026", "", "answer.not_a_date"}, {plain(models.FieldDate), "0000-00-00", "", "answer.not_a_date"},
		{plain(models.FieldCountry), "JP", "JP", ""}, {plain(models.FieldCountry), "ZZ", "", "answer.country_unknown"},
		{plain(models.FieldCountry), "jp", "", "answer.country_unknown"}, {plain(models.FieldCountry), "SU", "", "answer.country_unknown"},
		{plain(models.FieldYesNo), "no", "no", ""}, {plain(models.FieldYesNo), "maybe", "", "answer.option_gone"},
		{plain(models.FieldConsent), "on", "yes", ""},
		{plain(models.FieldLine), "a\nb", "", "text.control"}, {plain(models.FieldLine), "\u202etxt", "", "text.bidi"},
		{plain(models.FieldLine), strings.Repeat("👩‍👩‍👧‍👦", models.MaxAnswerLine+1), "", "text.too_long"}, {plain(models.FieldLine), "\xff", "", "text.control"},
		{plain(models.FieldText), "a\r\nb ", "a\nb", ""}, {plain(models.FieldText), strings.Repeat("長", models.MaxAnswerText), strings.Repeat("長", models.MaxAnswerText), ""},
	} {
		got, wrong := models.Fields{c.field}.Check(models.AnswerForm{Values: map[models.ID][]string{c.field.ID: {c.typed}}})
		if got.Answers[c.field.ID].One() != c.want || wrong[c.field.Key()].Key != c.wrong {
			t.Errorf("%s %.30q: %.30q %v", c.field.Kind, c.typed, got.Answers[c.field.ID], wrong)
		}
	}
}

func TestCountries_areThoseOfTheStandard(t *testing.T) {
	if n := len(models.Countries); n != 250 { // ISO 3166-1 has 249; XK comes by custom
		t.Errorf("%d", n)
	}
}

// office is an office document as far as its kind can be told, with more parts if wanted.
func office(t *testing.T, parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append([]string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"}, parts...) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte("<?xml version=\"1.0\"?><x/>"))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAnswers_aFileIsJudgedByItsContent(t *testing.T) {
	f := models.Field{ID: models.NewID(), Kind: models.FieldFile, Required: true}
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	for what, c := range map[string]struct {
		name, content     string
		want, kind, wrong string
	}{
		"a PDF":                    {"旅券.pdf", "%PDF-1.7\n%âãÏÓ\n", "旅券.pdf", "application/pdf", ""},
		"a picture with a path":    {`C:\Users\me\photo.PNG`, png, "photo.PNG", "image/png", ""},
		"a picture called a page":  {"x.html", png, "x.html.png", "image/png", ""},
		"a document":               {"plan.docx", string(office(t)), "plan.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ""},
		"text":                     {"notes.txt", "宿泊は一泊です。\n", "notes.txt", "text/plain", ""},
		"text with commas":         {"list.csv", "a,b\n1,2\n3,4\n", "list.csv", "text/plain", ""},
		"no name":                  {"..", "hello", "file.txt", "text/plain", ""},
		"a page called a picture":  {"x.png", "<!DOCTYPE html><script>alert(1)</script>", "", "", "answer.file_type"},
		"a script after some text": {"x.txt", "Hello\n<SCRIPT >alert(1)</script>", "", "", "answer.file_type"},
		"a drawing with a script":  {"x.svg", `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`, "", "", "answer.file_type"},
		"a program for a shell":    {"x.txt", "#!/bin/sh\nrm -rf /\n", "", "", "answer.file_type"},
		"a program":                {"x.pdf", "MZ\x90\x00\x03\x00\x00\x00", "", "", "answer.file_type"},
		"a document with macros":   {"x.docx", string(office(t, "word/vbaProject.bin")), "", "", "answer.file_type"},
		"an archive":               {"x.zip", "PK\x05\x06" + strings.Repeat("\x00", 18), "", "", "answer.file_type"},
		"nothing":                  {"x.txt", "", "", "", "answer.file_empty"},
		"too much":                 {"x.txt", strings.Repeat("x", models.MaxFile+1), "", "", "answer.file_too_large"},
	} {
		got, wrong := models.Fields{f}.Check(models.AnswerForm{Files: map[models.ID]models.Upload{f.ID: {Name: c.name, Content: []byte(c.content)}}})
		if wrong[f.Key()].Key != c.wrong {
			t.Errorf("%s: %v", what, wrong)
			continue
		}
		if c.wrong == "" && (got.Answers[f.ID].One() != c.want || len(got.Files) != 1 || got.Files[0].Type != c.kind) {
			t.Errorf("%s: %v, %d files", what, got.Answers, len(got.Files))
		}
	}
	if _, wrong := (models.Fields{f}).Check(models.AnswerForm{}); wrong[f.Key()].Key != "answer.file_needed" {
		t.Errorf("no file: %v", wrong)
	}
	had := models.Answers{f.ID: {"passport.pdf"}}
	if got, wrong := (models.Fields{f}).Check(models.AnswerForm{Had: had}); len(wrong) > 0 || !got.Answers.Same(had) || len(got.Files) > 0 {
		t.Errorf("a file that is there already: %v %v", got, wrong)
	}
}
