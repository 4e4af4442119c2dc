package site_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// stamped is a filled-in form that was made a while ago.
func stamped(s *sitetest.Site, age time.Duration, email string) url.Values {
	f := form("Amina", email)
	f.Set("stamp", s.Links.Stamp(time.Now().Add(-age)))
	return f
}

func states(s *sitetest.Site) string {
	return sitetest.One[string](s, `select coalesce(string_agg(state, ' ' order by number), '') from registrations`)
}

func TestForm_isTakenWithTheStampThatThePageCarries(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	for _, at := range []string{"/events/" + slug, "/events/" + slug + "/registrations/new"} {
		stamp := s.Browser(models.English).Get(at).Want(200).Attr("[name=stamp]", "value")
		if s.Links.Handmade(stamp, time.Now()) || !s.Links.Handmade(stamp, time.Now().Add(time.Hour)) {
			t.Errorf("%s: the stamp %q is not of now", at, stamp)
		}
	}
	f := stamped(s, time.Hour, "nobody")
	a := s.Browser(models.English).Post("/events/"+slug+"/registrations", f).Want(422)
	if a.Attr("[name=stamp]", "value") != f.Get("stamp") {
		t.Error("who mends a form quickly counts as quick")
	}
}

func TestForm_thatNoHandFilledInAsksForProof(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(1)
	at := "/events/" + slug + "/registrations"
	for what, f := range map[string]url.Values{"at once": stamped(s, 0, "a@example.org"), "of last week": stamped(s, 7*24*time.Hour, "b@example.org"),
		"without a stamp": func() url.Values { f := form("A", "c@example.org"); f.Set("stamp", ""); return f }()} {
		b := s.Browser(models.English)
		a := b.Get(b.Post(at, f).Want(303).Location()).Want(200)
		if a.Text("h1") != "One more step: confirm your address" || !strings.Contains(a.Text(".okhead"), f.Get("email")) {
			t.Errorf("%s: told %q", what, a.Text("main"))
		}
	}
	if got := states(s); got != "unverified unverified unverified" {
		t.Fatalf("stored %q", got)
	}
	s.Browser(models.English).Post(at, stamped(s, time.Minute, "person@example.org")).Want(303)
	if n := sitetest.One[int](s, `select count(*) from registrations where state = 'confirmed' and email_key = 'person@example.org'`); n != 1 {
		t.Error("the machines hold the seat")
	}
}

func TestForm_asksKnownAndNewAddressesAlikeForProof(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	at := "/events/" + slug + "/registrations"
	s.Browser(models.English).Post(at, stamped(s, time.Minute, "known@example.org")).Want(303)
	walk := func(email string) string {
		b := s.Browser(models.English)
		one := b.Post(at, stamped(s, 0, email))
		return strings.ReplaceAll(told(one)+told(b.Get(one.Location())), email, "")
	}
	if known, fresh := walk("known@example.org"), walk("fresh@example.org"); known != fresh {
		t.Errorf("a known address is told\n%s\na new one\n%s", known, fresh)
	}
	trapped := stamped(s, 0, "other@example.org")
	trapped.Set("website", "https://spam.example")
	m := s.Browser(models.English)
	if a := m.Get(m.Post(at, trapped).Want(303).Location()); a.Text("h1") != "One more step: confirm your address" {
		t.Errorf("a machine in the trap is told %q", a.Text("h1"))
	}
}

func TestProof_isAPressOnTheButtonInTheLetter(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	s.Browser(models.English).Post("/events/"+slug+"/registrations", stamped(s, 0, "a@example.org")).Want(303)
	id := sitetest.One[models.ID](s, `select id from registrations`)
	link := "/proof/" + s.Links.Sign(models.LinkProof, id, 1)
	b := s.Browser(models.English)
	for range 2 {
		if a := b.Get(link).Want(200); a.Text("h1") != "Confirm your registration" || !strings.Contains(a.Text("main"), "a@example.org") {
			t.Fatalf("the page says %q", a.Text("main"))
		}
	}
	b.Get("/my/" + s.Links.Sign(models.LinkMy, id, 1)).Want(404)
	b.Get("/join/" + s.Links.Sign(models.LinkJoin, id, 1)).Want(404)
	if states(s) != "unverified" {
		t.Fatal("looking proved the address")
	}
	mine := b.Post(link, nil).Want(303).Location()
	if a := b.Get(mine).Want(200); a.Text("h1") != "You are registered" || a.Text(".flash") == "" {
		t.Errorf("leads to %q", a.Text("main"))
	}
	if b.Post(link, nil).Want(303).Location() != mine || b.Get(link).Want(303).Location() != mine {
		t.Error("a second press leads elsewhere")
	}
	for what, token := range map[string]string{"rubbish": "x", "a personal link": s.Links.Sign(models.LinkMy, id, 1),
		"forgotten": s.Links.Sign(models.LinkProof, models.NewID(), 1), "of before": s.Links.Sign(models.LinkProof, id, 7)} {
		if a := b.Get("/proof/" + token).Want(404); a.Text("h1") != "This link cannot be used any more" {
			t.Errorf("%s: %q", what, a.Text("h1"))
		}
		b.Post("/proof/"+token, nil).Want(410)
	}
}

// The limits are counted in the database, so the buckets are filled there.
func TestForm_asksOneNetworkForProofBeforeItRefuses(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	at, b, n := "/events/"+slug+"/registrations", s.Browser(models.English), 0
	send := func(ip string) *sitetest.Answer {
		n++
		return b.Post(at, stamped(s, time.Minute, fmt.Sprintf("p%d@d%d.example", n, n)), "X-Forwarded-For", ip)
	}
	for i := range 200 { // a company behind one address
		send(fmt.Sprintf("192.0.2.%d", i)).Want(303)
	}
	if got := states(s); strings.Contains(got, "unverified") {
		t.Error("somebody of 200 within an hour is asked for proof")
	}
	fill := func(key string) {
		s.Exec(`update rate_limits set tat = now() + interval '1 hour' where key = $1`, key)
	}
	fill("register 192.0.2.0/24")
	if a := b.Get(send("192.0.2.7").Want(303).Location()); a.Text("h1") != "One more step: confirm your address" {
		t.Errorf("beyond the limit: %q", a.Text("h1"))
	}
	fill("prove 192.0.2.0/24")
	a := send("192.0.2.8").Want(429)
	if a.Attr("#name", "value") != "Amina" || len(a.All("#consent[checked]")) != 1 || len(a.All(".esum li")) != 1 || a.Header.Get("Retry-After") == "" {
		t.Error("what was typed is lost, or nobody says why")
	}
	if a := b.Get(send("192.0.3.1").Want(303).Location()); a.Text("h1") != "You are registered" {
		t.Errorf("another network: %q", a.Text("h1"))
	}
}

func TestForm_asksOneDomainForProofFromWhereverItComes(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	at := "/events/" + slug + "/registrations"
	send := func(n int, domain string) string {
		b := s.Browser(models.English)
		return b.Get(b.Post(at, stamped(s, time.Minute, fmt.Sprintf("p%d@%s", n, domain)), "X-Forwarded-For", fmt.Sprintf("20.1.%d.1", n)).Want(303).Location()).Text("h1")
	}
	send(1, "a.spam.example")
	s.Exec(`update rate_limits set tat = now() + interval '1 hour' where key like 'register @%'`)
	if n := sitetest.One[int](s, `select count(*) from rate_limits where key like '%spam%'`); n != 0 {
		t.Error("the limits name the domain")
	}
	if got := send(2, "b.spam.example"); got != "One more step: confirm your address" {
		t.Errorf("another name of the same domain: %q", got)
	}
	for i, domain := range []string{"company.example", "gmail.com"} {
		if got := send(3+i, domain); got != "You are registered" {
			t.Errorf("%s: %q", domain, got)
		}
	}
}
