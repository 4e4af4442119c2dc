package manage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// comesFrom registers somebody who names a country, "" for none.
func comesFrom(s *sitetest.Site, event, field models.ID, name, country string, lang models.Lang) {
	s.T.Helper()
	n := models.NewRegistration{ID: models.NewID(), Name: name, Email: name + "@example.org", EmailKey: name + "@example.org", Language: lang}
	if country != "" {
		n.Answers = models.CheckedAnswers{Answers: models.Answers{field: {country}}}
	}
	registers(s, event, n)
}

func asksForCountry(s *sitetest.Site, event models.ID) models.ID {
	field := models.NewID()
	s.Exec(`insert into fields (id, event_id, position, kind, label) values ($1, $2, 1, 'country', '{"ja": "国", "en": "Country"}')`, field, event)
	return field
}

func TestRegistrations_areFilteredByCountry(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	elsewhere, _ := s.Event(0)
	field, other := asksForCountry(s, event), asksForCountry(s, elsewhere)
	comesFrom(s, event, field, "keiko", "JP", models.Japanese)
	comesFrom(s, event, field, "john", "JP", models.English)
	comesFrom(s, event, field, "amina", "KE", models.English)
	comesFrom(s, event, field, "nowhere", "", models.English)
	comesFrom(s, event, other, "forged", "FR", models.English) // answers the question of another event
	comesFrom(s, elsewhere, other, "away", "KE", models.English)
	b := s.Staff(models.Organiser, s.Host)
	path := "/manage/events/" + event.String() + "/registrations"
	everybody := []string{"forged", "nowhere", "amina", "john", "keiko"}
	for query, want := range map[string][]string{
		"?country=JP": {"john", "keiko"}, "?country=KE": {"amina"}, "?country=JP&language=en": {"john"}, "?country=JP&q=keiko": {"keiko"},
		"?country=FR": nil, "?country=jp": everybody, "?country=%27%00": everybody, "?country=ZZ": everybody, "?country=": everybody,
	} {
		a := b.Get(path + query).Want(200)
		if got := names(a); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
		if len(want) == 0 {
			continue
		}
		rows := records(t, b.Get(a.Attr(`a[href*=".csv"]`, "href")).Want(200).Body, ',')
		if len(rows)-1 != len(want) || a.Text("[role=group] .cnt") != fmt.Sprint(len(want)) {
			t.Errorf("%q: %d rows taken away, the button says %s", query, len(rows)-1, a.Text("[role=group] .cnt"))
		}
	}
	for lang, want := range map[string]string{"ja": "すべての国・地域 4 | 日本 1 | ケニア 1", "en": "Any country 4 | Japan 1 | Kenya 1"} {
		a := b.Get(path + "?language=en&country=KE&state=confirmed&lang=" + lang).Want(200)
		var chips []string
		for _, n := range a.All(".pick a") {
			if said := strings.TrimSpace(textOf(n)); slices.Contains(strings.Split(want, " | "), said) {
				chips = append(chips, said)
			}
		}
		if got := strings.Join(chips, " | "); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
		if a.Attr("form[role=search] input[name=country]", "value") != "KE" {
			t.Error("a search forgets the country")
		}
	}
	if got := b.Get(path + "/totals?lang=en").Want(200).Text("[aria-labelledby=by-country]"); !strings.Contains(got, "Japan") || !strings.Contains(got, "40%") {
		t.Errorf("the totals say %q", got)
	}
	// All who were found are those of the country.
	form := sent(b.Get(path + "?country=KE").Want(200))
	form.Set("scope", "all")
	form.Set("act", "cancel")
	b.Post(path+"/decide", form).Want(303)
	if got := sitetest.One[string](s, `select string_agg(name, ' ') from registrations where state = 'cancelled'`); got != "amina" {
		t.Errorf("cancelled: %q", got)
	}
}

func TestRegistrations_offerTheRareCountriesInAList(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	field := asksForCountry(s, event)
	b := s.Staff(models.Owner, models.ID{})
	path := "/manage/events/" + event.String() + "/registrations"
	for i, code := range models.Countries[:14] {
		comesFrom(s, event, field, fmt.Sprintf("p%d", i), code, models.English)
		if n := len(b.Get(path).Want(200).All("select[name=country]")); (n > 0) != (i >= 12) {
			t.Errorf("%d countries: %d lists", i+1, n)
		}
	}
	rare := models.Countries[13]
	a := b.Get(path + "?lang=en&country=" + rare).Want(200)
	if n := len(a.All("select[name=country] option")); n != 15 {
		t.Errorf("%d to choose from", n)
	}
	if got := a.Attr("select[name=country] option[selected]", "value"); got != rare {
		t.Errorf("%q is chosen", got)
	}
	if n := len(a.All(`nav.pick[aria-label="`+"国・地域で絞り込む"+`"] a`)) + len(a.All(`nav.pick[aria-label="Filter by country"] a`)); n != 14 {
		t.Errorf("%d chips: all, the twelve most frequent, and the one that is picked", n)
	}
}
