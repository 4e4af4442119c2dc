package models_test

import (
	"strings"
	"testing"

	"tsudoi/models"
)

func TestFieldForm_takesOneLanguageAndKeepsOptionsTheirIDs(t *testing.T) {
	form := models.FieldForm{Key: models.NewID().String(), Kind: models.FieldOne, Label: models.Text{models.Japanese: " 昼食 "}, Required: true,
		Options: []models.OptionForm{{ID: "aaaaaaaaaaaa", Label: models.Text{models.Japanese: "要る"}}, {ID: "bbbbbbbbbbbb"},
			{ID: "<script>", Label: models.Text{models.English: "No"}}, {ID: "aaaaaaaaaaaa", Label: models.Text{models.English: "Twice"}}}}
	f, wrong := form.Check(nil, nil, models.Japanese)
	if len(wrong) > 0 || f.ID.String() != form.Key || f.Label[models.Japanese] != "昼食" || len(f.Options) != 3 || f.Options[0].ID != "aaaaaaaaaaaa" {
		t.Fatalf("%+v %v", f, wrong)
	}
	if f.Options[1].ID == "<script>" || f.Options[2].ID == "aaaaaaaaaaaa" {
		t.Errorf("options %v", f.Options)
	}
	if m := f.MissingLangs(); len(m) != 2 { // the second option has no Japanese
		t.Errorf("missing %v", m)
	}
	again := f.Options[1:].Replacing(f.Options)
	if len(again) != 3 || !again[2].Retired || again[2].ID != "aaaaaaaaaaaa" || len(again.Open()) != 2 {
		t.Errorf("after removing one: %+v", again)
	}
}

func TestFieldForm_refusesWhatMakesNoForm(t *testing.T) {
	all, by, met, _, needs := tour()
	seat := models.NewID()
	ok := func(change func(*models.FieldForm)) models.FieldForm {
		f := models.FieldForm{Key: models.NewID().String(), Kind: models.FieldLine, Label: models.Text{models.English: "Why?"}}
		change(&f)
		return f
	}
	is := func(f models.Field, change func(*models.FieldForm)) models.FieldForm {
		form := models.WrittenField(f)
		change(&form)
		return form
	}
	for what, c := range map[string]struct {
		form       models.FieldForm
		field, key string
	}{
		"no label":            {ok(func(f *models.FieldForm) { f.Label = models.Text{models.English: "　"} }), "label_en", "field.label_needed"},
		"a label too long":    {ok(func(f *models.FieldForm) { f.Label[models.Japanese] = strings.Repeat("あ", 301) }), "label_ja", "text.too_long"},
		"no such kind":        {ok(func(f *models.FieldForm) { f.Kind = "html" }), "form", "field.kind_needed"},
		"no options":          {ok(func(f *models.FieldForm) { f.Kind = models.FieldSeveral }), "options", "field.options_needed"},
		"limits crossed":      {ok(func(f *models.FieldForm) { f.Kind, f.Least, f.Most = models.FieldNumber, "5", "4" }), "most", "field.limits_crossed"},
		"a limit of words":    {ok(func(f *models.FieldForm) { f.Kind, f.Least = models.FieldNumber, "few" }), "least", "field.not_a_number"},
		"half a month":        {ok(func(f *models.FieldForm) { f.Months = "1.5" }), "months", "field.months_between"},
		"months for ever":     {ok(func(f *models.FieldForm) { f.Months = "121" }), "months", "field.months_between"},
		"a date for speakers": {ok(func(f *models.FieldForm) { f.Kind, f.ToSpeakers = models.FieldDate, true }), "to_speakers", "field.speakers_only_text"},
		"seats of elsewhere":  {ok(func(f *models.FieldForm) { f.Seats = []string{models.NewID().String()} }), "seats", "field.seats_unknown"},
		"a condition of two": {ok(func(f *models.FieldForm) {
			f.ShownIf = []string{by.ID.String() + ":aaaaaaaaaaaa", met.ID.String() + ":yes"}
		}), "shown_if", "field.condition_of_two"},
		"an unknown condition": {ok(func(f *models.FieldForm) { f.ShownIf = []string{"x"} }), "shown_if", "field.condition_unknown"},
		"a removed option":     {ok(func(f *models.FieldForm) { f.ShownIf = []string{by.ID.String() + ":cccccccccccc"} }), "shown_if", "field.condition_unknown"},
		"itself":               {is(met, func(f *models.FieldForm) { f.ShownIf = []string{met.ID.String() + ":yes"} }), "shown_if", "field.condition_unknown"},
		"a later field":        {is(by, func(f *models.FieldForm) { f.ShownIf = []string{met.ID.String() + ":yes"} }), "shown_if", "field.condition_unknown"},
		"an option in use":     {is(by, func(f *models.FieldForm) { f.Options = f.Options[1:] }), "options", "field.needed_by"},
		"hiding what decides":  {is(by, func(f *models.FieldForm) { f.StaffOnly = true }), "staff_only", "field.needed_by"},
	} {
		if _, wrong := c.form.Check(all, []models.ID{seat}, models.English); wrong[c.field].Key != c.key {
			t.Errorf("%s: %v", what, wrong)
		}
	}
	for _, f := range all {
		if _, wrong := models.WrittenField(f).Check(all, []models.ID{seat}, models.English); len(wrong) > 0 {
			if f.ID != needs.ID { // whose options have no words
				t.Errorf("%s as it is: %v", f.Label, wrong)
			}
		}
	}
}

func TestFieldForm_aPublicFieldNeverHangsOnTheDesks(t *testing.T) {
	staff := models.Field{ID: models.NewID(), Kind: models.FieldYesNo, Label: models.Text{models.English: "Known to us"}, StaffOnly: true}
	form := models.FieldForm{Kind: models.FieldLine, Label: models.Text{models.English: "Where from?"}, ShownIf: []string{staff.ID.String() + ":yes"}}
	if _, wrong := form.Check(models.Fields{staff}, nil, models.English); wrong["shown_if"].Key != "field.condition_of_staff" {
		t.Errorf("public: %v", wrong)
	}
	form.StaffOnly, form.Required = true, true
	if f, wrong := form.Check(models.Fields{staff}, nil, models.English); len(wrong) > 0 || f.Required {
		t.Errorf("the desk's: %v", wrong)
	}
	if n := len((models.Fields{staff}).Public()); n != 0 {
		t.Errorf("%d fields for attendees", n)
	}
}

func TestFieldForm_holdsNoMoreThanAForm(t *testing.T) {
	var full models.Fields
	for i := range models.MaxFields {
		f := models.Field{ID: models.NewID(), Kind: models.FieldLine}
		if i < models.MaxFileFields {
			f.Kind = models.FieldFile
		}
		full = append(full, f)
	}
	one := models.FieldForm{Kind: models.FieldLine, Label: models.Text{models.English: "One more"}}
	if _, wrong := one.Check(full, nil, models.English); wrong["form"].Key != "field.too_many" {
		t.Errorf("%v", wrong)
	}
	one.Kind = models.FieldFile
	if _, wrong := one.Check(full[:10], nil, models.English); wrong["form"].Key != "field.too_many_files" {
		t.Errorf("%v", wrong)
	}
	one.Key = full[0].ID.String()
	if _, wrong := one.Check(full, nil, models.English); len(wrong) > 0 {
		t.Errorf("changing one of them: %v", wrong)
	}
}

func TestFields_staysBehindWhatItDependsOn(t *testing.T) {
	all, by, met, where, needs := tour()
	if _, p := all.Moved(met.ID, 0); p == nil || p.Key != "field.stays_behind" {
		t.Errorf("before its condition: %v", p)
	}
	if _, p := all.Moved(by.ID, 3); p == nil {
		t.Error("the condition went behind")
	}
	moved, p := all.Moved(needs.ID, -5)
	if p != nil || moved[0].ID != needs.ID || moved[3].ID != where.ID || all[0].ID != by.ID {
		t.Errorf("%v %v", moved, p)
	}
	if moved, p = all.Moved(by.ID, 0); p != nil || moved[0].ID != by.ID {
		t.Errorf("staying: %v", p)
	}
	if _, p = all.Moved(models.NewID(), 0); p == nil || p.Key != "field.gone" {
		t.Errorf("a field of elsewhere: %v", p)
	}
}
