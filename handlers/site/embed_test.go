package site_test

import (
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestEmbed_mayStandOnTheSitesThatAreNamedAndOnNoOther(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	s.Exec(`update hosts set site = 'https://www.example.org/about' where id = $1`, s.Host)
	at, b := "/events/"+slug+"/embed", s.Browser(models.English)
	framed := func(path string) string {
		_, after, _ := strings.Cut(b.Get(path).Header.Get("Content-Security-Policy"), "frame-ancestors ")
		sites, _, _ := strings.Cut(after, ";")
		return sites
	}
	if got := framed(at); got != "'self' https://www.example.org" {
		t.Errorf("before anything is set: %s", got)
	}
	s.Exec(`insert into embeds (event_id, origins, version) values ($1, '{https://a.example,https://b.example}', 1)`, id)
	if got := framed(at); got != "'self' https://a.example https://b.example" {
		t.Errorf("as set: %s", got)
	}
	if got := framed(at + "/registered"); got != "'self' https://a.example https://b.example" {
		t.Errorf("after the form: %s", got)
	}
	if a := b.Get(at); a.Header.Get("X-Frame-Options") != "" || a.Attr("main", "data-origins") != s.URL+" https://a.example https://b.example" {
		t.Error("another header forbids it, or the script is not told the sites")
	}
	for _, path := range []string{"/events/" + slug, "/events/" + slug + "/registrations/new", "/links", "/sign-in"} {
		if got := framed(path); got != "'none'" {
			t.Errorf("%s may stand in a frame: %s", path, got)
		}
	}
}

// Browsers send a frame on another site no cookies and keep none.
func TestEmbed_registersWithoutCookies(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(1)
	at := "/events/" + slug + "/embed"
	fill := func(email string) *sitetest.Answer { // each from a browser that knows nothing
		return s.Browser(models.Japanese).Post(at+"?in=en", stamped(s, 60e9, email))
	}
	page := s.Browser(models.Japanese).Get(at + "?in=en").Want(200)
	if page.Attr("html", "lang") != "en" || page.Attr("form", "action") != at+"?in=en" || page.Attr("base", "target") != "_blank" || page.Attr("form", "target") != "_self" ||
		len(page.All("header.top, footer, a[href='/manage']")) != 0 || len(page.Header.Values("Set-Cookie")) != 0 {
		t.Errorf("the form is not alone:\n%s", page.Body)
	}
	to := fill("a@example.org").Want(303)
	if len(to.Header.Values("Set-Cookie")) != 0 || strings.Contains(to.Location(), "example.org") {
		t.Error("a cookie, or the address in the address")
	}
	if a := s.Browser(models.Japanese).Get(to.Location()).Want(200); a.Text("h1") != "You are registered" || a.Attr("html", "lang") != "en" {
		t.Errorf("told %q", a.Text("h1"))
	}
	if a := s.Browser(models.Japanese).Get(fill("b@example.org").Want(303).Location()); a.Text("h1") != "You are on the waiting list" {
		t.Errorf("when full: %q", a.Text("h1"))
	}
	if a := s.Browser(models.Japanese).Post(at+"?in=en", stamped(s, 0, "c@example.org")).Want(303); !strings.HasSuffix(a.Location(), "&as=proof") {
		t.Errorf("where there is doubt, it leads to %s", a.Location())
	}
	bad := s.Browser(models.Japanese).Post(at, stamped(s, 60e9, "nobody")).Want(422)
	if bad.Attr(".esum a", "target") != "_self" || bad.Attr(".esum a", "href") != "#email" || bad.Attr("#email", "value") != "nobody" {
		t.Error("a refused form does not keep what was typed, or its summary leaves the frame")
	}
	s.Exec(`update events set state = 'ended'`)
	s.Browser(models.English).Post(at, stamped(s, 60e9, "d@example.org")).Want(409)
	if a := s.Browser(models.English).Get(at).Want(200); a.Text("h1") != "Registration is closed" || len(a.All("form")) != 0 {
		t.Errorf("after the event: %q", a.Text("main"))
	}
	s.Browser(models.English).Get("/events/nowhere/embed").Want(404)
}

func TestEmbed_isRefusedToFormsOfOtherSites(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	s.Browser(models.English).Post("/events/"+slug+"/embed", stamped(s, 60e9, "a@example.org"), "Sec-Fetch-Site", "cross-site").Want(403)
	if states(s) != "" {
		t.Error("it was taken all the same")
	}
}

func TestEmbed_hasOneScriptAtAnAddressThatStays(t *testing.T) {
	s := sitetest.New(t)
	a := s.Browser(models.English).Get("/embed.js").Want(200)
	if a.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || strings.Contains(a.Header.Get("Cache-Control"), "immutable") || !strings.Contains(a.Body, "postMessage") {
		t.Errorf("%v\n%s", a.Header, a.Body)
	}
}
