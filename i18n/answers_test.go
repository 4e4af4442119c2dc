package i18n_test

import (
	"testing"

	"tsudoi/i18n"
	"tsudoi/models"
)

func TestCountries_areNamedAndSortedInEachLanguage(t *testing.T) {
	for lang, want := range map[models.Lang][2]string{models.Japanese: {"アイスランド", "日本"}, models.English: {"Afghanistan", "Japan"}} {
		all := i18n.Countries(lang)
		if len(all) != len(models.Countries) || all[0].Name != want[0] || i18n.CountryName(lang, "JP") != want[1] {
			t.Errorf("%s: %d, the first is %v", lang, len(all), all[0])
		}
		for i, c := range all {
			if c.Name == "" || c.Name == c.Code || i > 0 && c.Name == all[i-1].Name {
				t.Errorf("%s: %v after %v", lang, c, all[max(0, i-1)])
			}
		}
	}
	if i18n.CountryName(models.English, "SU") != "SU" {
		t.Error("a country that is no more has a name")
	}
}

func TestAnswer_isToldInTheReadersWords(t *testing.T) {
	field := models.Field{Kind: models.FieldSeveral, Options: models.Options{{ID: "a", Label: models.Text{models.Japanese: "昼食", models.English: "Lunch"}},
		{ID: "b", Label: models.Text{models.Japanese: "宿泊"}, Retired: true}}}
	for _, c := range []struct {
		lang models.Lang
		kind models.FieldKind
		a    models.Answer
		want string
	}{
		{models.English, models.FieldSeveral, models.Answer{"a", "b"}, "Lunch, 宿泊"}, {models.Japanese, models.FieldSeveral, models.Answer{"a", "b"}, "昼食、宿泊"},
		{models.English, models.FieldYesNo, models.Answer{"no"}, "No"}, {models.Japanese, models.FieldConsent, models.Answer{"yes"}, "はい"},
		{models.Japanese, models.FieldCountry, models.Answer{"CH"}, "スイス"}, {models.English, models.FieldDate, models.Answer{"2026-12-16"}, "2026-12-16"},
		{models.English, models.FieldLine, nil, ""},
	} {
		field.Kind = c.kind
		if got := i18n.Answer(c.lang, field, c.a); got != c.want {
			t.Errorf("%s %s %v: %q", c.lang, c.kind, c.a, got)
		}
	}
}
