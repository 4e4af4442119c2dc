package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// seatForm is a filled-in form of a category.
func seatForm(version string, more ...string) url.Values {
	f := url.Values{"version": {version}, "access": {"public"}, "presence": {"any"}}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func TestSeats_becomeTwoKindsWithTheirNames(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(10)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/seats"
	one := b.Get(at).Want(200)
	if got := one.Text("tbody a.b"); got != "すべての席" {
		t.Errorf("the only one is called %q", got)
	}
	if a := b.Get(at + "/" + event.String()).Want(200); len(a.All("#title_ja")) > 0 || a.Attr("#capacity", "value") != "10" {
		t.Error("the only one asks for a title, or lost its capacity")
	}
	fresh := b.Get(at + "/new").Want(200)
	if len(fresh.All("#first_ja, #first_en")) != 2 {
		t.Error("the form does not ask what the seats so far are called")
	}
	f := seatForm(fresh.Attr("[name=version]", "value"), "id", fresh.Attr("[name=id]", "value"), "title_ja", "オンライン", "capacity", "３０名", "presence", "online",
		"approval", "yes", "opens", "2週間前", "closes", "1日前", "domains", "@Example.AC.jp")
	if a := b.Post(at, f).Want(422); a.Attr(".esum a", "href") != "#first_ja" || a.Attr("#opens", "value") != "2週間前" || len(a.All("#approval [checked]")) != 1 {
		t.Errorf("without a name for the first: %q", a.Text(".esum"))
	}
	f.Set("first_en", "In the hall")
	for range 2 { // pressed twice
		b.Post(at, f).Want(303)
	}
	a := b.Get(at).Want(200)
	if got := a.Text("tbody"); strings.Count(got, "オンライン") < 2 || !strings.Contains(got, "In the hall") || !strings.Contains(got, "承認制") || !strings.Contains(got, "日本時間") {
		t.Errorf("the list says %q", got)
	}
	if form := b.Get("/manage/events/" + event.String() + "/edit").Want(200); len(form.All("input[name=capacity]")) > 0 || form.Attr("#capacity a", "href") != at {
		t.Error("the form of the event asks for a capacity that would do nothing")
	}
	if n := sitetest.One[int](s, `select count(*) from categories where title->>'ja' = 'オンライン' and capacity = 30 and approval and mode = 'online'
		and opens_before = 20160 and closes_before = 1440 and domains = '{example.ac.jp}' and position = 2`); n != 1 {
		t.Errorf("%d such categories", n)
	}
}

func TestSeats_refuseAStaleFormAndKeepWhatWasTyped(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(10)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/seats/" + event.String()
	version := b.Get(at).Want(200).Attr("[name=version]", "value")
	b.Post(at, seatForm(version, "capacity", "20")).Want(303)
	a := b.Post(at, seatForm(version, "capacity", "30")).Want(409)
	if a.Attr("#capacity", "value") != "30" || !strings.Contains(a.Text("[role=alert]"), "20席") {
		t.Errorf("told %q", a.Text("main"))
	}
	b.Post(at, seatForm(a.Attr("[name=version]", "value"), "capacity", "30")).Want(303) // on purpose
	b.Post(at+"/remove", url.Values{"version": {version}}).Want(303)
	b.Post(at+"/place", url.Values{"version": {version}, "up": {"1"}}).Want(303)
	if n := sitetest.One[int](s, `select capacity from categories`); n != 30 {
		t.Errorf("%d seats", n)
	}
	elsewhere, _ := s.Event(5)
	b.Get("/manage/events/" + event.String() + "/seats/" + elsewhere.String()).Want(404)
	b.Post("/manage/events/"+event.String()+"/seats/"+elsewhere.String(), seatForm(version, "capacity", "1")).Want(404)
}
