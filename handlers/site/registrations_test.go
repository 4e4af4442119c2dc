package site_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// form is a filled-in registration.
func form(name, email string) url.Values {
	return url.Values{"name": {name}, "email": {email}, "consent": {"yes"}, "language": {"en"}, "tz": {"Europe/Zurich"}}
}

func TestRegister_storesOnceAndSaysWhatWasTyped(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(50)
	b := s.Browser(models.English)
	to := b.Post("/events/"+slug+"/registrations", form("山本 花子", "Hanako@Example.JP")).Want(303).Location()
	if to != "/events/"+slug+"/registered" {
		t.Fatalf("leads to %s", to)
	}
	a := b.Get(to).Want(200)
	if a.Text("h1") != "You are registered" || !strings.Contains(a.Text(".okhead p"), "Hanako@example.jp") || a.Text(".pass-r dd") != "山本 花子" {
		t.Errorf("the page says %q", a.Text("main"))
	}
	if a.Header.Get("Cache-Control") != "no-store" || a.Attr("meta[name=robots]", "content") != "noindex" {
		t.Error("the page may be kept or found")
	}
	if n := sitetest.One[int](s, `select count(*) from registrations where name = '山本 花子' and email_key = 'hanako@example.jp'
		and zone = 'Europe/Zurich' and language = 'en' and not news and consent <> ''`); n != 1 {
		t.Errorf("%d registrations", n)
	}
	// Another browser learns nothing.
	if a := s.Browser(models.English).Get(to).Want(200); a.Text("h1") != "Please check your e-mail" || strings.Contains(a.Body, "example.jp") {
		t.Error("a stranger's page names the person")
	}
}

func TestRegister_answersKnownAndNewAddressesAlike(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(50)
	type outcome struct{ first, second string }
	walk := func(email string) outcome {
		b := s.Browser(models.English)
		one := b.Post("/events/"+slug+"/registrations", form("Somebody", email))
		two := b.Get(one.Location())
		return outcome{told(one), told(two)}
	}
	fresh := walk("known@example.org")
	known := walk("known@example.org")
	if fresh != known {
		t.Errorf("a new address is told\n%v\na known one\n%v", fresh, known)
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'links'`); n != 1 {
		t.Errorf("%d letters with the links", n)
	}
}

// told is all of an answer but what differs between any two: ids, the time, and the sealed values.
func told(a *sitetest.Answer) string {
	h := a.Header.Clone()
	h.Del("X-Request-Id")
	h.Del("Date")
	var cookies []string
	for _, c := range h.Values("Set-Cookie") {
		name, rest, _ := strings.Cut(c, "=")
		value, attributes, _ := strings.Cut(rest, ";")
		cookies = append(cookies, fmt.Sprint(name, len(value), attributes))
	}
	h.Del("Set-Cookie")
	return fmt.Sprint(a.Status, h, cookies, a.Body)
}

func TestRegister_takesAllSpellingsOfAnAddressForOne(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	for _, email := range []string{"hanako@example.jp", "HANAKO@example.jp", " hanako@EXAMPLE.jp ", "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp\u200b",
		"hana\u00adko@example.jp", "hanako＠example。jp"} {
		s.Browser(models.Japanese).Post("/events/"+slug+"/registrations", form("花子", email)).Want(303)
	}
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 1 {
		t.Errorf("%d registrations", n)
	}
}

func TestRegister_refusesBadInputAndKeepsWhatWasTyped(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	long := strings.Repeat("長", 201)
	for what, bad := range map[string]struct {
		form  url.Values
		field string
	}{
		"no name":           {form(" ", "a@example.org"), "name"},
		"long name":         {form(long, "a@example.org"), "name"},
		"NUL":               {form("a\x00b", "a@example.org"), "name"},
		"override":          {form("a\u202eb", "a@example.org"), "name"},
		"line break":        {form("a\r\nBcc: x@example.org", "a@example.org"), "name"},
		"no at":             {form("A", "hanako"), "email"},
		"header in address": {form("A", "a@example.org\r\nBcc: x@example.org"), "email"},
		"two addresses":     {form("A", "a@example.org,b@example.org"), "email"},
		"long address":      {form("A", strings.Repeat("a", 65)+"@example.org"), "email"},
		"no consent":        {url.Values{"name": {"A"}, "email": {"a@example.org"}}, "consent"},
	} {
		a := s.Browser(models.Japanese).Post("/events/"+slug+"/registrations", bad.form).Want(422)
		if got := a.Attr(".esum a", "href"); got != "#"+bad.field {
			t.Errorf("%s: the summary leads to %q", what, got)
		}
		if a.Attr("#"+bad.field, "aria-invalid") != "true" || len(a.All("#"+bad.field+"-e")) != 1 {
			t.Errorf("%s: nothing is said at the field", what)
		}
		if !strings.HasPrefix(a.Text("title"), "エラー：") {
			t.Errorf("%s: title %q", what, a.Text("title"))
		}
		if bad.field != "email" && a.Attr("#email", "value") != bad.form.Get("email") {
			t.Errorf("%s: the address is lost", what)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Errorf("%d registrations", n)
	}
}

func TestRegister_showsHostileNamesAsText(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	for _, name := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `=cmd|' /C calc'!A0`, `{{.}}`} {
		b := s.Browser(models.English)
		a := b.Get(b.Post("/events/"+slug+"/registrations", form(name, "x@example.org")).Want(303).Location()).Want(200)
		if a.Text(".pass-r dd") != name {
			t.Errorf("%q is shown as %q", name, a.Text(".pass-r dd"))
		}
		bad := b.Post("/events/"+slug+"/registrations", form(name, "nobody")).Want(422)
		if bad.Attr("#name", "value") != name || strings.Contains(bad.Body, "<script>alert") || strings.Contains(bad.Body, "<img") {
			t.Errorf("%q does not come back as it was typed", name)
		}
	}
}

func TestRegister_refusesBytesThatAreNoText(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	s.Browser(models.English).Post("/events/"+slug+"/registrations", form("a\xffb", "a@example.org")).Want(400)
}

func TestRegister_putsWhoComesLateOnTheWaitingList(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(1)
	s.Browser(models.English).Post("/events/"+slug+"/registrations", form("First", "first@example.org")).Want(303)
	b := s.Browser(models.Japanese)
	if got := b.Get("/events/" + slug + "/registrations/new").Want(200).Text("form button"); got != "キャンセル待ちに登録" {
		t.Errorf("the button says %q", got)
	}
	a := b.Get(b.Post("/events/"+slug+"/registrations", form("Second", "second@example.org")).Want(303).Location())
	if a.Text("h1") != "キャンセル待ちに登録しました" {
		t.Errorf("told %q", a.Text("h1"))
	}
	// Who has the seat asks again: told what a newcomer would be told.
	again := s.Browser(models.Japanese)
	a = again.Get(again.Post("/events/"+slug+"/registrations", form("First", "first@example.org")).Want(303).Location())
	if a.Text("h1") != "キャンセル待ちに登録しました" {
		t.Errorf("a registered address is told %q", a.Text("h1"))
	}
}

func TestRegister_isClosedWhereTheEventIs(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	for state, want := range map[string]string{"ended": "Registration is closed", "cancelled": "This event has been cancelled"} {
		s.Exec(`update events set state = $2, cancel_reason = '{"en": "A storm <b>"}' where id = $1`, id, state)
		b := s.Browser(models.English)
		for _, a := range []*sitetest.Answer{
			b.Post("/events/"+slug+"/registrations", form("A", "a@example.org")).Want(409),
			b.Get("/events/" + slug + "/registrations/new").Want(200),
		} {
			if a.Text("h1") != want || len(a.All("form")) > 0 {
				t.Errorf("%s: %q", state, a.Text("main"))
			}
		}
	}
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Errorf("%d registrations", n)
	}
}

func TestRegister_tellsAMachineTheSameAndStoresNothing(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(50)
	trapped := form("Bot", "bot@example.org")
	trapped.Set("website", "https://spam.example")
	b, m := s.Browser(models.English), s.Browser(models.English)
	caught := m.Post("/events/"+slug+"/registrations", trapped)
	page := m.Get(caught.Location())
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Fatalf("%d registrations", n)
	}
	real := b.Post("/events/"+slug+"/registrations", form("Bot", "bot@example.org"))
	if told(caught) != told(real) || told(page) != told(b.Get(real.Location())) {
		t.Error("the machine can tell")
	}
}

func TestRegistered_believesNoForgedCookie(t *testing.T) {
	s := sitetest.New(t)
	_, one := s.Event(0)
	_, two := s.Event(0)
	b := s.Browser(models.English)
	cookie := b.Post("/events/"+one+"/registrations", form("A", "a@example.org")).Want(303).Header.Get("Set-Cookie")
	value, _, _ := strings.Cut(cookie, ";")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "Path=/events/"+one+"/registered") || !strings.Contains(cookie, "Max-Age=600") {
		t.Errorf("cookie %s", cookie)
	}
	for what, forged := range map[string]string{"another event's": value, "changed": value + "A", "empty": "registered="} {
		a := s.Browser(models.English).Get("/events/"+two+"/registered", "Cookie", forged).Want(200)
		if strings.Contains(a.Body, "a@example.org") || a.Text("h1") != "Please check your e-mail" {
			t.Errorf("%s cookie is believed", what)
		}
	}
}
