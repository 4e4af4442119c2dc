package attendee_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestConsents_areWithdrawnAndGivenByTheirOwner(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	id, path := register(s, slug, "Amina", "amina@example.org")
	b := s.Browser(models.English)
	if a := b.Get(path + "/consents"); a.Status == 200 { // opening a link changes nothing
		t.Errorf("GET: %d", a.Status)
	}
	page := b.Get(path).Want(200)
	if !strings.Contains(page.Text("#consents"), "I agree that Cooperative Society may use my details") || !strings.Contains(page.Text("#consents"), "To withdraw this is to cancel") {
		t.Errorf("the page says %q", page.Text("#consents"))
	}
	give := url.Values{"purpose": {"news"}, "host": {s.Host.String()}, "agree": {"yes"}, "text": {page.Attr("#consents input[name=text]", "value")}}
	stands := func() int {
		return sitetest.One[int](s, `select count(*) from consents where registration_id = $1 and purpose = 'news' and withdrawn_at is null`, id)
	}
	stale := url.Values{"purpose": {"news"}, "host": {s.Host.String()}, "agree": {"yes"}, "text": {models.NewID().String()}}
	b.Post(path+"/consents", stale).Want(409)
	for range 2 {
		b.Post(path+"/consents", give).Want(303)
	}
	if n := stands(); n != 1 {
		t.Errorf("%d stand", n)
	}
	for range 2 {
		b.Post(path+"/consents", url.Values{"purpose": {"news"}, "host": {s.Host.String()}}).Want(303)
	}
	if n := stands(); n != 0 {
		t.Errorf("%d stand after it was withdrawn", n)
	}
	b.Post(path+"/consents", give).Want(303)
	if n := sitetest.One[int](s, `select count(*) from consents where registration_id = $1 and purpose = 'news'`, id); n != 2 || stands() != 1 {
		t.Errorf("the ledger has %d rows of news", n)
	}
	b.Post(path+"/consents", url.Values{"purpose": {"taking_part"}}).Want(409)
	b.Post(path+"/consents", url.Values{"purpose": {"photographs"}, "agree": {"yes"}, "text": {models.NewID().String()}}).Want(404) // nobody asks for it
	b.Post(path+"/consents", url.Values{"purpose": {"marketing"}}).Want(400)
	b.Post("/my/"+s.Links.Sign(models.LinkJoin, id, 1)+"/consents", give).Want(404)
}

func TestData_isAFileOfTheirOwn(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	_, path := register(s, slug, "Amina", "amina@example.org")
	register(s, slug, "Kofi", "kofi@example.org")
	b := s.Browser(models.English)
	a := b.Post(path+"/data", nil).Want(200)
	if !strings.Contains(a.Header.Get("Content-Disposition"), "attachment") || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", a.Header)
	}
	if !strings.Contains(a.Body, "amina@example.org") || strings.Contains(a.Body, "kofi") || strings.Contains(a.Body, "Kofi") {
		t.Errorf("the file: %s", a.Body)
	}
	if strings.Contains(a.Body, "/my/") || strings.Contains(a.Body, "link") {
		t.Error("the file holds a link")
	}
}

func TestErase_asksTwiceAndMakesTheLinkVoid(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(1)
	id, path := register(s, slug, "Amina", "amina@example.org")
	next, _ := register(s, slug, "Kofi", "kofi@example.org")
	b := s.Browser(models.English)
	if a := b.Get(path + "/erase").Want(200); !strings.Contains(a.Text("main"), "cannot be undone") || !strings.Contains(a.Text("main"), "remain") {
		t.Error("it doesn't say what it does")
	}
	b.Post(path+"/erase", nil).Want(422)
	if got := state(s, id); got != "confirmed" {
		t.Fatalf("without being sure: %s", got)
	}
	if a := b.Post(path+"/erase", url.Values{"sure": {"yes"}}).Want(303); a.Location() != "/events/"+slug {
		t.Errorf("leads to %s", a.Location())
	}
	b.Get(path).Want(410)
	b.Post(path+"/erase", url.Values{"sure": {"yes"}}).Want(410)
	if state(s, id) != "cancelled" || state(s, next) != "offered" && state(s, next) != "confirmed" {
		t.Errorf("states %s, %s: the seat goes to the next", state(s, id), state(s, next))
	}
	if n := sitetest.One[int](s, `select count(*) from registrations where name = 'Amina' or email like 'amina%'`); n != 0 {
		t.Error("still there")
	}
}
