package models

import (
	"net/url"
	"slices"
	"strings"
)

// RegistrationFilter picks registrations of one event. Its zero value picks all.
type RegistrationFilter struct {
	Search   string // words, each of which stands in the name or the address, in any width, case and kana
	State    RegistrationState
	Language Lang
	Category ID     // the zero ID for any
	Country  string // by its ISO 3166 code, as the form's first question for a country was answered
	Attended string // "yes" for who came in, "no" for who did not
	Consent  string // for what is taken away: who agreed to it, by the name that models.Ask.Field gives; "" for all
}

// What a search may be made of; what is beyond is not looked for.
const (
	maxSearch      = 200 // bytes
	MaxSearchWords = 6   // the store's statement has a place for each
)

// ReadRegistrationFilter reads the filter that stands in an address. What it does not know picks all.
func ReadRegistrationFilter(q url.Values) RegistrationFilter {
	f := RegistrationFilter{Search: strings.Join(searchWords(q.Get("q")), " ")}
	if s := RegistrationState(q.Get("state")); slices.Contains(RegistrationStates, s) {
		f.State = s
	}
	if l := Lang(q.Get("language")); l.Known() {
		f.Language = l
	}
	f.Category = ParseID(q.Get("category"))
	if c := q.Get("country"); CountryKnown(c) {
		f.Country = c
	}
	if a := q.Get("attended"); a == "yes" || a == "no" {
		f.Attended = a
	}
	if a := q.Get("consent"); len(a) <= 80 {
		f.Consent = a
	}
	return f
}

// Words are what a search looks for.
func (f RegistrationFilter) Words() []string { return searchWords(f.Search) }

func searchWords(typed string) []string {
	typed = strings.ToValidUTF8(strings.ReplaceAll(typed, "\x00", ""), "")
	for len(typed) > maxSearch {
		typed = strings.ToValidUTF8(typed[:maxSearch], "")
	}
	words := strings.Fields(typed)
	return words[:min(len(words), MaxSearchWords)]
}

// Query writes the filter as it stands in an address: "?q=…", or "" for all.
func (f RegistrationFilter) Query() string {
	q := url.Values{}
	if f.Category != (ID{}) {
		q.Set("category", f.Category.String())
	}
	for name, value := range map[string]string{"q": f.Search, "state": string(f.State), "language": string(f.Language), "country": f.Country, "attended": f.Attended, "consent": f.Consent} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}
