package site_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// hall is an event with seats in the hall and online.
func hall(s *sitetest.Site, capacity int) (event, online models.ID, slug string) {
	event, slug = s.Event(capacity)
	online = models.NewID()
	s.Exec(`update categories set title = '{"ja": "会場", "en": "Hall"}', mode = 'on_site' where id = $1`, event)
	s.Exec(`insert into categories (id, event_id, position, title, mode, approval) values ($1, $2, 2, '{"ja": "オンライン"}', 'online', true)`, online, event)
	s.Exec(`insert into category_seats (category_id) values ($1)`, online)
	return event, online, slug
}

func choosing(category models.ID, email string) url.Values {
	f := form("Hanako", email)
	f.Set("category", category.String())
	return f
}

func TestChoice_isAskedWhereThereAreSeveralKindsOfSeats(t *testing.T) {
	s := sitetest.New(t)
	event, online, slug := hall(s, 1)
	path := "/events/" + slug + "/registrations"
	for lang, want := range map[models.Lang][]string{models.Japanese: {"会場", "オンライン", "審査あり"}, models.English: {"Hall", "オンライン", "By approval"}} {
		for _, at := range []string{"/events/" + slug, path + "/new"} {
			a := s.Browser(lang).Get(at).Want(200)
			for _, words := range want {
				if !strings.Contains(a.Text("#category"), words) {
					t.Errorf("%s in %s: no %s in %q", at, lang, words, a.Text("#category"))
				}
			}
			if len(a.All("#category [type=radio]")) != 2 || len(a.All("#category legend")) != 1 {
				t.Errorf("%s: no choice", at)
			}
		}
	}
	b := s.Browser(models.English)
	if a := b.Post(path, form("Hanako", "hanako@example.org")).Want(422); a.Attr(".esum a", "href") != "#category" || a.Attr("#name", "value") != "Hanako" {
		t.Errorf("nothing chosen: %q", a.Text(".esum"))
	}
	bad := choosing(online, "nobody")
	if a := b.Post(path, bad).Want(422); a.Attr("#category [checked]", "value") != online.String() {
		t.Error("the choice is lost with an error elsewhere")
	}
	a := b.Get(b.Post(path, choosing(online, "hanako@example.org")).Want(303).Location()).Want(200)
	if a.Text("h1") != "We have your application" || !strings.Contains(a.Text(".pass-r"), "オンライン") {
		t.Errorf("told %q", a.Text("main"))
	}
	s.Browser(models.English).Post(path, choosing(event, "first@example.org")).Want(303)
	a = b.Get(b.Post(path, choosing(event, "second@example.org")).Want(303).Location()).Want(200)
	if a.Text("h1") != "You are on the waiting list" {
		t.Errorf("told %q", a.Text("h1"))
	}
	if got := sitetest.One[string](s, `select string_agg(state || (category_id = event_id), ' ' order by number) from registrations`); got != "pendingfalse confirmedtrue waitlistedtrue" {
		t.Errorf("they stand %s", got)
	}
}

func TestChoice_isJudgedByTheServer(t *testing.T) {
	s := sitetest.New(t)
	event, online, slug := hall(s, 0)
	elsewhere, _ := s.Event(0)
	press := models.NewID()
	s.Exec(`insert into categories (id, event_id, position, title, access) values ($1, $2, 3, '{"en": "Press"}', 'invited')`, press, event)
	s.Exec(`insert into category_seats (category_id) values ($1)`, press)
	path := "/events/" + slug + "/registrations"
	b := s.Browser(models.English)
	for what, id := range map[string]models.ID{"of another event": elsewhere, "made up": models.NewID(), "by invitation only": press} {
		a := b.Post(path, choosing(id, "a@example.org")).Want(422)
		if !strings.Contains(a.Text("#category-e"), "does not exist any more") || a.Attr("#email", "value") != "a@example.org" {
			t.Errorf("%s: %q", what, a.Text("#category"))
		}
	}
	if strings.Contains(b.Get("/events/"+slug).Body, "Press") {
		t.Error("the page tells of seats that are by invitation only")
	}
	// It closes while the form is open; the other kind is still there to choose.
	s.Exec(`update categories set closes_before = 30 * 24 * 60 where id = $1`, event)
	time.Sleep(1100 * time.Millisecond) // what the site remembers of an event for a moment
	a := b.Post(path, choosing(event, "a@example.org"))
	if !strings.Contains(a.Text("#category-e"), "has closed") || a.Attr("#name", "value") != "Hanako" || len(a.All("#category [disabled]")) != 1 {
		t.Errorf("closed meanwhile: %d %q", a.Status, a.Text("main"))
	}
	// It is removed: what is left is not chosen in silence.
	s.Exec(`delete from categories where id in ($1, $2)`, online, press)
	s.Exec(`update categories set closes_before = null, title = '{}'`)
	time.Sleep(1100 * time.Millisecond)
	if a := b.Post(path, choosing(online, "a@example.org")).Want(422); !strings.Contains(a.Text("#category-e"), "does not exist any more") {
		t.Errorf("removed meanwhile: %q", a.Text("main"))
	}
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Errorf("%d registrations", n)
	}
	b.Post(path, form("Hanako", "a@example.org")).Want(303)
}

func TestChoice_lastSeatIsGivenOnce(t *testing.T) {
	s := sitetest.New(t)
	event, _, slug := hall(s, 1)
	done := make(chan int)
	for _, email := range []string{"a@example.org", "b@example.org", "c@example.org", "d@example.org"} {
		b := s.Browser(models.English)
		go func() { done <- b.Post("/events/"+slug+"/registrations", choosing(event, email)).Status }()
	}
	for range 4 {
		if status := <-done; status != 303 {
			t.Errorf("answered %d", status)
		}
	}
	if got := sitetest.One[string](s, `select string_agg(state, ' ' order by number) from registrations`); got != "confirmed waitlisted waitlisted waitlisted" {
		t.Errorf("they stand %s", got)
	}
}

func TestCard_saysWhyNobodyCanRegisterYetOrAnyMore(t *testing.T) {
	s := sitetest.New(t)
	for what, c := range map[string]struct{ change, head, words string }{
		"not yet":       {`update categories set opens_before = 60 where event_id = $1`, "Registration is not open yet", "Japan time"},
		"by invitation": {`update categories set access = 'invited' where event_id = $1`, "This event is by invitation", "the link in that e-mail"},
		"closed early":  {`update categories set closes_before = 60 * 24 * 40 where event_id = $1`, "Registration is closed", "The time for registering has passed"},
	} {
		id, slug := s.Event(0)
		s.Exec(c.change, id)
		b := s.Browser(models.English)
		for _, at := range []string{"/events/" + slug, "/events/" + slug + "/registrations/new"} {
			a := b.Get(at).Want(200)
			if !strings.Contains(a.Text("main"), c.head) || !strings.Contains(a.Text("main"), c.words) || len(a.All("main form")) > 0 {
				t.Errorf("%s: %s says %q", what, at, a.Text("main"))
			}
		}
		b.Post("/events/"+slug+"/registrations", form("A", "a@example.org")).Want(409)
		if list := b.Get("/events").Want(200).Text("main"); strings.Contains(list, "Ended") {
			t.Errorf("%s: the list says it has ended", what)
		}
		s.Exec(`delete from events where id = $1`, id)
	}
	id, slug := s.Event(0)
	s.Exec(`update categories set approval = true where event_id = $1`, id)
	if a := s.Browser(models.Japanese).Get("/events/" + slug); a.Text("#register button") != "申し込む（審査あり）" || !strings.Contains(a.Text("#register"), "参加の可否") {
		t.Errorf("with approval: %q", a.Text("#register"))
	}
}
