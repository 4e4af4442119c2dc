package attendee_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// wanted returns the path that the letter to a new address leads to.
func wanted(s *sitetest.Site, email string) string {
	s.T.Helper()
	id := sitetest.One[models.ID](s, `select id from address_changes where email_key = $1 order by created_at desc limit 1`, email)
	return "/address/" + s.Links.Sign(models.LinkMove, id, 1)
}

func TestAddress_changesByTheButtonInTheLetterOnly(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	_, path := register(s, slug, "Amina", "a@example.org")
	b := s.Browser(models.English)
	if to := b.Post(path+"/address", url.Values{"email": {"New@example.net"}}).Want(303).Location(); to != path {
		t.Fatalf("leads to %s", to)
	}
	if a := b.Get(path).Want(200); !strings.Contains(a.Text("details .note"), "New@example.net") || !strings.Contains(a.Text("main"), "a@example.org") {
		t.Errorf("the page says %q", a.Text("main"))
	}
	link := wanted(s, "new@example.net")
	stranger := s.Browser(models.English)
	for range 2 { // as mail scanners do
		a := stranger.Get(link).Want(200)
		if a.Header.Get("Referrer-Policy") != "same-origin" || a.Header.Get("Cache-Control") != "no-store" || a.Attr("meta[name=robots]", "content") != "noindex" {
			t.Error("the page may be kept, found, or passed on")
		}
		if a.Text("h1") != "Is this your new address?" || strings.Contains(a.Body, "Amina") || strings.Contains(a.Body, "a@example.org") {
			t.Errorf("the page says %q", a.Text("main"))
		}
	}
	if got := sitetest.One[string](s, `select email_key from registrations`); got != "a@example.org" {
		t.Fatal("looking changed the address")
	}
	to := stranger.Post(link, nil).Want(303).Location()
	if a := stranger.Get(to).Want(200); a.Text("h1") != "You are registered" || !strings.Contains(a.Text("main"), "New@example.net") || a.Text(".flash") == "" {
		t.Errorf("leads to %s: %q", to, a.Text("main"))
	}
	if a := b.Get(path).Want(410); len(a.All(`form[action="/links"]`)) != 1 {
		t.Error("the link from before still opens, or shows no way to the new one")
	}
	for _, again := range []*sitetest.Answer{stranger.Post(link, nil), stranger.Get(link)} {
		if again.Want(303).Location() != to {
			t.Errorf("pressed twice, it leads to %s", again.Location())
		}
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind in ('address_new', 'address_old')`); n != 2 {
		t.Errorf("%d letters", n)
	}
}

func TestAddress_saysTheSameOfEveryAddress(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	_, path := register(s, slug, "Amina", "a@example.org")
	register(s, slug, "Ben", "taken@example.org")
	ask := func(email string) string {
		b := s.Browser(models.English)
		a := b.Post(path+"/address", url.Values{"email": {email}}).Want(303)
		page := b.Get(a.Location()).Want(200).Body
		page = strings.ReplaceAll(page, email, "")
		return fmt.Sprint(a.Status, a.Location(), regexp.MustCompile(`name="key" value="[^"]*"`).ReplaceAllString(page, "")) // of the question form
	}
	if taken, free := ask("taken@example.org"), ask("freed@example.org"); taken != free {
		t.Errorf("a registered address is answered\n%s\na free one\n%s", taken, free)
	}
}

func TestAddress_refusesWhatCannotBe(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	id, path := register(s, slug, "Amina", "a@example.org")
	b := s.Browser(models.English)
	for _, bad := range []string{"", "nobody", "b@example.org\r\nBcc: x@example.org", "A@EXAMPLE.org"} {
		a := b.Post(path+"/address", url.Values{"email": {bad}}).Want(422)
		if a.Attr(".esum a", "href") != "#email" || a.Attr("#email", "aria-invalid") != "true" {
			t.Errorf("%q: the summary does not lead to the field", bad)
		}
	}
	b.Post(path+"/address", url.Values{"email": {"b@example.org"}}).Want(303)
	link := wanted(s, "b@example.org")
	change, _, _ := s.Links.Open(models.LinkMove, strings.TrimPrefix(link, "/address/"))
	for what, token := range map[string]string{
		"rubbish": "x", "a personal link": s.Links.Sign(models.LinkMy, id, 1), "unknown": s.Links.Sign(models.LinkMove, models.NewID(), 1),
		"another version": s.Links.Sign(models.LinkMove, change, 2), "as a personal link": strings.TrimPrefix(link, "/address/"),
	} {
		at := "/address/" + token
		if what == "as a personal link" {
			at = "/my/" + token
		}
		for _, a := range []*sitetest.Answer{b.Get(at), b.Post(at, nil)} {
			if a.Status != 404 && a.Status != 410 {
				t.Errorf("%s: %d", what, a.Status)
			}
		}
	}
	register(s, slug, "Ben", "b@example.org")
	if a := b.Post(link, nil).Want(409); a.Text("h1") != "This address is registered already" {
		t.Errorf("registered meanwhile: %q", a.Text("h1"))
	}
	b.Post(path+"/address/withdraw", nil).Want(303)
	if a := b.Get(link).Want(410); a.Text("h1") != "This link cannot be used any more" {
		t.Errorf("withdrawn: %q", a.Text("h1"))
	}
	if got := sitetest.One[string](s, `select email_key from registrations where id = $1`, id); got != "a@example.org" {
		t.Errorf("the address is now %s", got)
	}
}

func TestAddress_isNoWayToFloodAnybody(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	_, path := register(s, slug, "Amina", "a@example.org")
	b := s.Browser(models.English)
	for i := range 5 {
		b.Post(path+"/address", url.Values{"email": {fmt.Sprintf("n%d@example.org", i)}}).Want(303)
	}
	if a := b.Post(path+"/address", url.Values{"email": {"kept@example.org"}}).Want(429); a.Attr("#email", "value") != "kept@example.org" || a.Header.Get("Retry-After") == "" {
		t.Error("what was typed is lost, or nobody says how long to wait")
	}
	for i := range 5 {
		_, path := register(s, slug, "P", fmt.Sprintf("p%d@example.org", i))
		s.Browser(models.English).Post(path+"/address", url.Values{"email": {"victim@example.org"}}).Want(303)
	}
	if n := sitetest.One[int](s, `select count(*) from mails m join address_changes c on c.id = m.address_change_id where c.email_key = 'victim@example.org'`); n != 3 {
		t.Errorf("%d letters to one address", n)
	}
}

// What opens a registration must not be read in a log.
func TestTokens_standInNoLog(t *testing.T) {
	var log bytes.Buffer
	s := sitetest.Logging(t, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	_, slug := s.Event(0)
	_, path := register(s, slug, "Amina", "secret@example.org")
	b := s.Browser(models.English)
	b.Post(path+"/address", url.Values{"email": {"other@example.org"}}).Want(303)
	link := wanted(s, "other@example.org")
	b.Get(link).Want(200)
	b.Get(path).Want(200)
	b.Get(path + "x").Want(404)
	b.Get("/nowhere" + path).Want(404)
	b.Get("/links?email=secret@example.org").Want(200)
	s.Exec(`alter table registrations rename column zone to gone`) // an error of the database is logged with its reason
	if a := b.Get(path); a.Status < 500 {
		t.Fatalf("status %d", a.Status)
	}
	b.Post(path, url.Values{"name": {"Amina"}, "language": {"en"}})
	text := log.String()
	if !strings.Contains(text, "/my/:token") || !strings.Contains(text, "request failed") {
		t.Fatalf("nothing was logged:\n%s", text)
	}
	for what, secret := range map[string]string{"a personal link": path[len("/my/"):], "a link to a new address": link[len("/address/"):],
		"an address": "@example.org", "a name": "Amina"} {
		if strings.Contains(text, secret) {
			t.Errorf("the log holds %s:\n%s", what, text)
		}
	}
}
