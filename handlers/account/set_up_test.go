package account_test

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/password"
)

const goodPassword = "kawa no nagare 26"

// firstLink prepares a fresh site as the program does at its start, and returns the path that it prints.
func firstLink(s *sitetest.Site) string {
	s.T.Helper()
	id, setUp, err := store.NewInstallation(s.DB, password.New()).Prepare(context.Background())
	if err != nil || setUp {
		s.T.Fatalf("prepare: set up %v, %v", setUp, err)
	}
	return "/setup/" + s.Links.Sign(models.LinkSetUp, id, 1)
}

func setUpForm() url.Values {
	return url.Values{"host_ja": {"協同総合研究所"}, "host_en": {""}, "name": {"山田 花子"}, "email": {"Hanako@example.org"},
		"password": {goodPassword}, "zone": {"Asia/Tokyo"}}
}

func TestSetUp_hidesTheSiteUntilItIsDone(t *testing.T) {
	s := sitetest.Fresh(t)
	link := firstLink(s)
	b := s.Browser(models.English)
	for _, path := range []string{"/", "/events", "/sign-in", "/manage", "/nowhere", "/sign-in/" + s.Links.Sign(models.LinkSignIn, models.NewID(), 1)} {
		if a := b.Get(path).Want(302); a.Location() != "/setup" {
			t.Errorf("%s leads to %q", path, a.Location())
		}
	}
	b.Get("/livez").Want(200)
	page := b.Get("/setup").Want(200)
	if page.Text("h1") != "This site is being set up" {
		t.Errorf("%q", page.Text("h1"))
	}
	if strings.Contains(page.Body, link) || strings.Contains(page.Body, "/setup/") {
		t.Error("the link is on the page for everybody")
	}
}

func TestSetUp_makesHostOwnerAndSession(t *testing.T) {
	s := sitetest.Fresh(t)
	link := firstLink(s)
	b := s.Browser(models.Japanese)
	if n := len(b.Get(link).Want(200).All("#host_ja, #host_en, #name, #email, #password, #zone")); n != 6 {
		t.Fatalf("%d of 6 fields", n)
	}
	if a := b.Post(link, setUpForm()).Want(303); a.Location() != "/manage" {
		t.Errorf("leads to %q", a.Location())
	}
	if n := sitetest.One[int](s, `select count(*) from accounts a join roles r on r.account_id = a.id
		where a.email = 'Hanako@example.org' and a.email_key = 'hanako@example.org' and r.role = 'owner' and a.language = 'ja'`); n != 1 {
		t.Errorf("%d owners", n)
	}
	if name := sitetest.One[string](s, `select name->>'ja' from hosts`); name != "協同総合研究所" {
		t.Errorf("host %q", name)
	}
	if a := b.Get("/sign-in").Want(302); a.Location() != "/manage" {
		t.Error("the owner is not signed in")
	}
	if a := s.Browser(models.Japanese).Get("/setup").Want(302); a.Location() != "/" {
		t.Errorf("a set-up site leads to %q", a.Location())
	}
	s.Browser(models.Japanese).Get("/events").Want(200)
}

func TestSetUp_happensOnce(t *testing.T) {
	s := sitetest.Fresh(t)
	link := firstLink(s)
	var wg sync.WaitGroup
	got := make([]int, 6)
	for i := range got {
		wg.Go(func() { got[i] = s.Browser(models.Japanese).Post(link, setUpForm()).Status })
	}
	wg.Wait()
	count := map[int]int{}
	for _, status := range got {
		count[status]++
	}
	if count[303] != 1 || count[410] != len(got)-1 {
		t.Errorf("answers %v", got)
	}
	if n := sitetest.One[int](s, `select count(*) from roles`); n != 1 {
		t.Errorf("%d owners", n)
	}
	if n := sitetest.One[int](s, `select count(*) from hosts`); n != 1 {
		t.Errorf("%d hosts", n)
	}
	s.Browser(models.English).Get(link).Want(410)
}

func TestSetUp_takesTheZoneOfTheBrowserByItsPresentName(t *testing.T) {
	s := sitetest.Fresh(t)
	link := firstLink(s)
	form := setUpForm()
	form.Set("zone", "")
	form.Set("tz", "Asia/Calcutta")
	s.Browser(models.Japanese).Post(link, form).Want(303)
	if zone := sitetest.One[string](s, `select a.zone from accounts a join installation i on i.zone = a.zone`); zone != "Asia/Kolkata" {
		t.Errorf("zone %q", zone)
	}
}

func TestSetUp_opensByItsOwnLinkOnly(t *testing.T) {
	s := sitetest.Fresh(t)
	firstLink(s)
	id := sitetest.One[string](s, `select id from installation`)
	b := s.Browser(models.English)
	for name, token := range map[string]string{"another installation's": s.Links.Sign(models.LinkSetUp, models.NewID(), 1), "another purpose": s.Links.Sign(models.LinkSignIn, models.ParseID(id), 1), "another version": s.Links.Sign(models.LinkSetUp, models.ParseID(id), 2), "no link": id} {
		if a := b.Get("/setup/" + token); a.Status != 404 {
			t.Errorf("GET with %s: %d", name, a.Status)
		}
		if a := b.Post("/setup/"+token, setUpForm()); a.Status != 404 {
			t.Errorf("POST with %s: %d", name, a.Status)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from accounts`); n != 0 {
		t.Errorf("%d accounts", n)
	}
}

func TestSetUp_saysWhatIsWrongAndKeepsTheRest(t *testing.T) {
	s := sitetest.Fresh(t)
	link := firstLink(s)
	for field, bad := range map[string][]string{
		"host_ja":  {"", " \u3000", "a\x01b", strings.Repeat("長", 201), "left\u202eright"},
		"name":     {"", "a\nb"},
		"email":    {"", "hanako@", "a\r\nBcc: b@example.org"},
		"password": {"", "short", "password123", "hanako@example.org", "協同総合研究所"},
		"zone":     {"", "Mars/Base", "Local"},
	} {
		for _, v := range bad {
			form := setUpForm()
			form.Set(field, v)
			if field == "password" && v == "協同総合研究所" {
				form.Set("host_ja", v+"会") // eight characters
				form.Set("password", v+"会")
			}
			a := s.Browser(models.Japanese).Post(link, form).Want(422)
			if len(a.All(`.esum a[href="#`+field+`"]`)) != 1 || a.Attr("#"+field, "aria-invalid") != "true" {
				t.Errorf("%s = %q: not said at the field", field, v)
			}
			if strings.Contains(a.Body, goodPassword) {
				t.Error("the password comes back")
			}
			if field != "name" && a.Attr("#name", "value") != "山田 花子" {
				t.Errorf("%s = %q: the name is lost", field, v)
			}
		}
	}
	if n := sitetest.One[int](s, `select count(*) from hosts`); n != 0 {
		t.Errorf("%d hosts", n)
	}
	bad := setUpForm()
	bad.Set("name", "\xff\xfe")
	s.Browser(models.Japanese).Post(link, bad).Want(400)
}
