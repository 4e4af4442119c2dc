package manage_test

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// eventForm is what the form of a new event would send for the first real event.
func eventForm(t *testing.T, a *sitetest.Answer) url.Values {
	t.Helper()
	programme := func(lang string) string {
		b, err := os.ReadFile("../../models/testdata/tsunagaru.programme." + lang + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return url.Values{"id": {a.Attr("[name=id]", "value")}, "version": {a.Attr("[name=version]", "value")}, "language": {"ja"},
		"title_ja": {"TSUNAGARU：社会的連帯経済でつながる"}, "title_en": {"TSUNAGARU by the Social and Solidarity Economy"},
		"when": {"2030年12月16日 16時〜18時半"}, "zone": {"Asia/Tokyo"}, "join": {"https://zoom.example/j/95812"},
		"about_ja": {"つながりを考えます。\n\n" + programme("ja")}, "about_en": {"About ties.\n\n" + programme("en")},
		"hosts": {a.Attr("[name=hosts]", "value")}}
}

func TestEvent_isPublishedFromOneForm(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	f := eventForm(t, staff.Get("/manage/events/new").Want(200))
	a := staff.Post("/manage/events/"+f.Get("id")+"/publish", f).Want(303)
	if a.Location() != "/manage/events/"+f.Get("id") {
		t.Errorf("leads to %s", a.Location())
	}
	for query, want := range map[string]int{
		"select count(*) from items":                                     11,
		"select count(*) from items where title ? 'ja' and title ? 'en'": 11,
		"select count(*) from people":                                    9,
		"select count(*) from (select person_id from parts group by person_id having count(*) = 2) twice": 1,
		"select count(*) from people where affiliation ? 'ja' or affiliation ? 'en'":                      9,
		"select sum(minutes) from items":                                           150,
		"select count(*) from channels where url = 'https://zoom.example/j/95812'": 1,
		"select count(*) from seats":                                               1,
		"select count(*) from live_heads":                                          1,
		"select count(*) from audit where act = 'event.publish'":                   1,
		"select count(*) from events where about = '{\"ja\": \"つながりを考えます。\", \"en\": \"About ties.\"}'":               1,
		"select count(*) from items where kind = 'keynote' and starts_at = '2030-12-16T16:50+09:00' and minutes = 25": 1,
	} {
		if got := sitetest.One[int](s, query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	slug := sitetest.One[string](s, "select slug from events where state = 'published'")
	if slug != "tsunagaru-by-the-social-and-solidarity-economy" {
		t.Errorf("slug %q", slug)
	}
	if got := s.Browser(models.English).Get("/events/" + slug).Want(200).Text("h1"); !strings.Contains(got, "TSUNAGARU by the Social") {
		t.Errorf("the public page is headed %q", got)
	}
}

func TestEvent_isMadeOnceHoweverOftenItIsSent(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Owner, models.ID{})
	f := eventForm(t, staff.Get("/manage/events/new"))
	for range 2 {
		staff.Post("/manage/events", f).Want(303)
	}
	f.Set("version", "1")
	for range 2 {
		staff.Post("/manage/events/"+f.Get("id")+"/publish", f).Want(303)
	}
	if n := sitetest.One[int](s, "select count(*) from events"); n != 1 {
		t.Errorf("%d events", n)
	}
	if n := sitetest.One[int](s, "select count(*) from audit where act = 'event.publish'"); n != 1 {
		t.Errorf("published %d times", n)
	}
}

func TestEvent_draftKeepsWhatCannotBeReadYet(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Owner, models.ID{})
	f := eventForm(t, staff.Get("/manage/events/new"))
	f.Set("when", "16じはん")
	f.Set("capacity", "たくさん")
	a := staff.Post("/manage/events", f).Want(303)
	edit := staff.Get(a.Location()).Want(200)
	if edit.Attr("#when", "value") != "16じはん" || edit.Attr("#capacity", "value") != "たくさん" {
		t.Error("what was typed is not there again")
	}
	f.Set("version", edit.Attr("[name=version]", "value"))
	wrong := staff.Post("/manage/events/"+f.Get("id")+"/publish", f).Want(422)
	for _, field := range []string{"when", "capacity"} {
		if len(wrong.All(`.esum a[href="#`+field+`"]`)) != 1 || len(wrong.All("#"+field+"[aria-invalid=true]")) != 1 {
			t.Errorf("%s is not named in the summary and at the field", field)
		}
	}
	if n := sitetest.One[int](s, "select count(*) from events where state = 'draft'"); n != 1 {
		t.Errorf("%d drafts", n)
	}
}
