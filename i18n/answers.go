package i18n

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"tsudoi/models"
)

// Country is a country by its ISO 3166 code, with its name in some language.
type Country struct{ Code, Name string }

// countries are sorted when somebody first asks: the collation of Japanese takes a moment to build.
var countries = map[models.Lang]func() []Country{models.Japanese: sortedCountries(models.Japanese), models.English: sortedCountries(models.English)}

func sortedCountries(lang models.Lang) func() []Country {
	return sync.OnceValue(func() []Country {
		tag := language.Make(string(lang))
		names, order := display.Regions(tag), collate.New(tag)
		var all []Country
		for _, code := range models.Countries {
			all = append(all, Country{code, names.Name(language.MustParseRegion(code))})
		}
		slices.SortFunc(all, func(a, b Country) int { return order.CompareString(a.Name, b.Name) })
		return all
	})
}

// Countries lists all countries by their names in lang, in the order of that language. Nobody may change the list.
func Countries(lang models.Lang) []Country { return countries[lang]() }

// CountryName names a country, or returns the code of one that is unknown.
func CountryName(lang models.Lang, code string) string {
	for _, c := range Countries(lang) {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}

// Answer writes an answer to a field as a reader of lang takes it in: options by their labels, yes, no and countries by their words, the
// rest as it is stored. An option that was removed still has its label. "" for no answer.
func Answer(lang models.Lang, f models.Field, a models.Answer) string {
	var words []string
	for _, v := range a {
		switch f.Kind {
		case models.FieldOne, models.FieldSeveral:
			if o, there := f.Options.Find(v); there {
				v = o.Label.In(lang)
			}
		case models.FieldYesNo, models.FieldConsent:
			v = T(lang, "answer."+v)
		case models.FieldCountry:
			v = CountryName(lang, v)
		}
		words = append(words, v)
	}
	return strings.Join(words, T(lang, "answer.comma"))
}
