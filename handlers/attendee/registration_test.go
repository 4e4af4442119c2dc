package attendee_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/emersion/go-ical"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// register registers somebody and returns the registration with the path of its page.
func register(s *sitetest.Site, slug, name, email string) (id models.ID, path string) {
	s.T.Helper()
	s.Browser(models.English).Post("/events/"+slug+"/registrations",
		url.Values{"name": {name}, "email": {email}, "consent": {"yes"}, "language": {"en"}}).Want(303)
	id = sitetest.One[models.ID](s, `select r.id from registrations r join events e on e.id = r.event_id
		where e.slug = $1 and r.email_key = $2 order by r.number desc limit 1`, slug, email)
	return id, "/my/" + s.Links.Sign(models.LinkMy, id, 1)
}

func state(s *sitetest.Site, id models.ID) string {
	s.T.Helper()
	return sitetest.One[string](s, `select state from registrations where id = $1`, id)
}

func TestMy_showsThePassAndTheWayIn(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	id, path := register(s, slug, `山本 <花子>`, "hanako@example.org")
	a := s.Browser(models.English).Get(path).Want(200)
	if a.Text("h1") != "You are registered" || a.Text(".pass-r dd") != "山本 <花子>" || a.Text(".pass-r dd.num") != "1" {
		t.Errorf("the page says %q", a.Text("main"))
	}
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Referrer-Policy") != "same-origin" || a.Attr("meta[name=robots]", "content") != "noindex" {
		t.Error("the page may be kept, found, or passed on")
	}
	join := a.Attr(`a[href^="/join/"]`, "href")
	if got, _, err := s.Links.Open(models.LinkJoin, strings.TrimPrefix(join, "/join/")); err != nil || got != id {
		t.Errorf("the way in is %q: %v", join, err)
	}
	if !strings.HasPrefix(a.Attr(`a[href*="google"]`, "href"), "https://calendar.google.com/") || a.Attr(`a[href*="outlook"]`, "href") == "" {
		t.Error("no link to a calendar on the web")
	}
	if len(a.All("[style], script:not([src])")) > 0 {
		t.Error("the page breaks its own policy")
	}
}

func TestMy_opensJoiningFifteenMinutesBefore(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	_, path := register(s, slug, "A", "a@example.org")
	b := s.Browser(models.English)
	if got := b.Get(path).Text(`a[href^="/join/"]`); got != "Join (from 15:45)" {
		t.Errorf("the day before: %q", got)
	}
	s.Exec(`update events set starts_at = now() + interval '14 minutes', ends_at = now() + interval '2 hours' where id = $1`, id)
	if got := b.Get(path).Text(`a[href^="/join/"]`); got != "Join" {
		t.Errorf("14 minutes before: %q", got)
	}
}

func TestMy_leadsToTheRecordingAfterwards(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	_, path := register(s, slug, "A", "a@example.org")
	s.Exec(`update events set state = 'ended' where id = $1`, event)
	b := s.Browser(models.English)
	if a := b.Get(path).Want(200); a.Text("h1") != "This event is over" || len(a.All(`a[href^="/join/"]`)) != 0 {
		t.Errorf("without a recording: %q", a.Text("main"))
	}
	s.Exec(`insert into recordings (id, event_id, language, url) values ($1, $2, 'ja', 'https://video.example/1')`, models.NewID(), event)
	if got := b.Get(path).Text(`a[href^="/join/"]`); got != "Watch the recording" {
		t.Errorf("with one: %q", got)
	}
}

func TestMy_givesTheSameCalendarEntryAsTheLetter(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	id, path := register(s, slug, "A", "a@example.org")
	a := s.Browser(models.English).Get(path + "/event.ics").Want(200)
	cal, err := ical.NewDecoder(strings.NewReader(a.Body)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	e := cal.Events()[0]
	if uid, _ := e.Props.Text(ical.PropUID); uid != id.String() {
		t.Errorf("UID %q", uid)
	}
	if where, _ := e.Props.Text(ical.PropLocation); !strings.HasPrefix(where, s.URL+"/join/") {
		t.Errorf("location %q", where)
	}
	if strings.Contains(a.Body, path) || strings.Contains(a.Body, "a@example.org") || a.Header.Get("Cache-Control") != "no-store" {
		t.Error("the file holds the personal link or the address, or may be kept")
	}
}

func TestMy_refusesWhatIsNoLinkOfThisPurpose(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	id, path := register(s, slug, "A", "a@example.org")
	forged := models.NewLinks([]byte(strings.Repeat("x", 32)))
	for what, token := range map[string]string{
		"forged": forged.Sign(models.LinkMy, id, 1), "the way in": s.Links.Sign(models.LinkJoin, id, 1), "unknown": s.Links.Sign(models.LinkMy, models.NewID(), 1),
		"cut": path[len("/my/") : len(path)-1], "rubbish": "x",
	} {
		for _, page := range []string{"", "/cancel", "/event.ics"} {
			a := s.Browser(models.English).Get("/my/" + token + page).Want(404)
			if a.Text("h1") != "This link cannot be used" || len(a.All(`form[action="/links"]`)) != 1 {
				t.Errorf("%s%s: no way to a new link", what, page)
			}
		}
		for _, page := range []string{"", "/cancel"} {
			s.Browser(models.English).Post("/my/"+token+page, url.Values{"name": {"B"}, "language": {"en"}}).Want(404)
		}
	}
	s.Exec(`update registrations set link_version = 2`)
	if a := s.Browser(models.English).Get(path).Want(410); len(a.All(`form[action="/links"]`)) != 1 {
		t.Error("a link that was made void: no way to the new one")
	}
	s.Browser(models.English).Post(path+"/cancel", nil).Want(410)
	if state(s, id) != "confirmed" || sitetest.One[string](s, `select name from registrations`) != "A" {
		t.Error("something changed")
	}
}

func TestCancel_asksFirstAndHappensOnce(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(1)
	first, path := register(s, slug, "A", "a@example.org")
	second, waiting := register(s, slug, "B", "b@example.org")
	third, last := register(s, slug, "C", "c@example.org")
	b := s.Browser(models.English)
	if a := b.Get(last); !strings.Contains(a.Text(".okhead"), "number 2 in line") || len(a.All(`a[href^="/join/"]`)) > 0 {
		t.Errorf("who waits reads %q", a.Text("main"))
	}
	b.Get(waiting + "/event.ics").Want(404)
	b.Get(path + "/cancel").Want(200)
	if state(s, first) != "confirmed" {
		t.Fatal("looking at the question cancelled")
	}
	for range 2 {
		if to := b.Post(path+"/cancel", nil).Want(303).Location(); to != path {
			t.Fatalf("leads to %q", to)
		}
	}
	if state(s, first) != "cancelled" || state(s, second) != "offered" || state(s, third) != "waitlisted" {
		t.Errorf("states %s, %s, %s", state(s, first), state(s, second), state(s, third))
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind in ('withdrawn', 'offer')`); n != 2 {
		t.Errorf("%d letters", n)
	}
	a := b.Get(path).Want(200)
	if a.Text("h1") != "Your registration is cancelled" || a.Attr("a.btn.pri", "href") != "/events/"+slug+"/registrations/new" {
		t.Errorf("afterwards the page says %q", a.Text("main"))
	}
	if b.Get(path+"/cancel").Want(303).Location() != path {
		t.Error("asks again whether to cancel")
	}
	if cal := b.Get(path + "/event.ics").Want(200); !strings.Contains(cal.Body, "STATUS:CANCELLED") {
		t.Error("the calendar entry stays")
	}
	b.Post(path, url.Values{"name": {"New"}, "language": {"en"}}).Want(409)
}

func TestCancel_isClosedWhenTheEventIsOver(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	id, path := register(s, slug, "A", "a@example.org")
	s.Exec(`update events set state = 'ended' where id = $1`, event)
	s.Browser(models.English).Post(path+"/cancel", nil).Want(409)
	if state(s, id) != "confirmed" {
		t.Error("cancelled all the same")
	}
}

func TestCorrect_takesNameLanguageAndZone(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	_, path := register(s, slug, "A", "a@example.org")
	b := s.Browser(models.English)
	b.Post(path, url.Values{"name": {"  Élodie  "}, "language": {"ja"}, "zone": {"Africa/Nairobi"}}).Want(303)
	if got := sitetest.One[string](s, `select name || language || zone from registrations`); got != "ÉlodiejaAfrica/Nairobi" {
		t.Errorf("stored %q", got)
	}
	if a := b.Get(path); !strings.Contains(a.Text(".flash"), "Saved") || a.Text("#zone option[selected]") != "Africa/Nairobi" {
		t.Error("the page does not say so")
	}
	for field, bad := range map[string]url.Values{
		"name":     {"name": {"a\u202eb"}, "language": {"ja"}},
		"language": {"name": {"A"}, "language": {"fr"}},
		"zone":     {"name": {"A"}, "language": {"ja"}, "zone": {"Mars/Olympus"}},
	} {
		a := b.Post(path, bad).Want(422)
		if a.Attr(".esum a", "href") != "#"+field || !strings.HasPrefix(a.Text("title"), "Error: ") || len(a.All("details[open]")) != 1 {
			t.Errorf("%s: the summary leads to %q", field, a.Attr(".esum a", "href"))
		}
	}
	if got := sitetest.One[string](s, `select name from registrations`); got != "Élodie" {
		t.Errorf("now %q", got)
	}
}

func TestLinks_areSentByLetterAndNobodyLearnsWhether(t *testing.T) {
	s := sitetest.New(t)
	_, one := s.Event(0)
	_, two := s.Event(0)
	over, past := s.Event(0)
	for _, slug := range []string{one, two, past} {
		register(s, slug, "A", "a@example.org")
	}
	_, gone := register(s, two, "B", "b@example.org")
	s.Browser(models.English).Post(gone+"/cancel", nil).Want(303)
	s.Exec(`update events set state = 'ended' where id = $1`, over)
	ask := func(email string) string {
		b := s.Browser(models.English)
		a := b.Post("/links", url.Values{"email": {email}}).Want(303)
		page := b.Get(a.Location()).Want(200)
		return fmt.Sprint(a.Status, a.Location(), len(a.Header.Values("Set-Cookie")), a.Body, page.Body)
	}
	unknown := ask("nobody@example.org")
	for _, email := range []string{"a@example.org", "A@EXAMPLE.org", "b@example.org"} {
		if ask(email) != unknown {
			t.Errorf("%s is answered differently", email)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'links'`); n != 2 {
		t.Errorf("%d letters with links, want one for each of the two events that are to come", n)
	}
	s.Browser(models.English).Post("/links", url.Values{"email": {"a@"}}).Want(422)
}

func TestLinks_letOneNetworkAskTenTimes(t *testing.T) {
	s := sitetest.New(t)
	b := s.Browser(models.English)
	for range 10 {
		b.Post("/links", url.Values{"email": {"a@example.org"}}, "X-Forwarded-For", "2001:db8:1:2::1").Want(303)
	}
	a := b.Post("/links", url.Values{"email": {"a@example.org"}}, "X-Forwarded-For", "2001:db8:1:99::2").Want(429)
	if a.Attr("#email", "value") != "a@example.org" || len(a.All(".esum li")) != 1 {
		t.Error("what was typed is lost, or nobody says why")
	}
	b.Post("/links", url.Values{"email": {"a@example.org"}}, "X-Forwarded-For", "2001:db8:2::1").Want(303)
}
