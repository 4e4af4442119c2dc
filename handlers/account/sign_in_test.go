package account_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/password"
)

// enrol gives a site an owner who signs in as hanako@example.org with goodPassword.
func enrol(s *sitetest.Site) (account models.ID) {
	s.T.Helper()
	hash, err := password.New().Hash(context.Background(), goodPassword)
	if err != nil {
		s.T.Fatal(err)
	}
	account = models.NewID()
	s.Exec(`insert into accounts (id, name, email, email_key, language, zone, password_hash)
		values ($1, '山田 花子', 'Hanako@example.org', 'hanako@example.org', 'ja', 'Asia/Tokyo', $2)`, account, hash)
	s.Exec(`insert into roles (id, account_id, role) values ($1, $2, 'owner')`, models.NewID(), account)
	return account
}

func credentials(email, password string) url.Values {
	return url.Values{"email": {email}, "password": {password}}
}

// signedIn reports whether a browser is.
func signedIn(b *sitetest.Browser) bool { return b.Get("/sign-in").Status == http.StatusFound }

func TestSignIn_opensASessionAndGoesWhereOneWanted(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	for next, want := range map[string]string{"": "/manage", "/manage/team": "/manage/team", "https://evil.example/": "/manage",
		"//evil.example": "/manage", "/\\evil.example": "/manage"} {
		b := s.Browser(models.Japanese)
		form := credentials(" HANAKO@Example.ORG ", goodPassword)
		form.Set("next", next)
		a := b.Post("/sign-in", form).Want(303)
		if a.Location() != want {
			t.Errorf("next %q leads to %q", next, a.Location())
		}
		if c := a.Header.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
			t.Errorf("cookie %q", c)
		}
		if !signedIn(b) {
			t.Error("not signed in")
		}
		b.Post("/sign-out", nil).Want(303)
	}
	if a := s.Browser(models.English).Get("/sign-in?next=/manage/team").Want(200); a.Attr("input[name=next]", "value") != "/manage/team" {
		t.Error("the form forgets where one wanted to go")
	}
}

func TestSignIn_takesANewSessionEachTime(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	b := s.Browser(models.Japanese)
	first := b.Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(303).Header.Get("Set-Cookie")
	second := b.Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(303).Header.Get("Set-Cookie")
	if first == second {
		t.Error("the session of before is used again")
	}
	if n := sitetest.One[int](s, `select count(*) from sessions`); n != 1 {
		t.Errorf("%d sessions: the one that the browser had goes on", n)
	}
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'sign_in.password' and account_id is not null`); n != 2 {
		t.Errorf("%d sign-ins on record", n)
	}
}

func TestSignOut_endsTheSessionOnTheServerToo(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	b := s.Browser(models.Japanese)
	b.Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(303)
	a := b.Post("/sign-out", nil).Want(303)
	if a.Header.Get("Clear-Site-Data") == "" || signedIn(b) {
		t.Error("still there")
	}
	if n := sitetest.One[int](s, `select count(*) from sessions`); n != 0 {
		t.Errorf("%d sessions", n)
	}
	s.Browser(models.Japanese).Post("/sign-out", nil).Want(303)
}

// Two addresses of the same length, so that the answers can be compared byte by byte.
func TestSignIn_doesNotTellWhoHasAnAccount(t *testing.T) {
	s := sitetest.New(t)
	account := enrol(s)
	same := func(what, path, email, other string) {
		t.Helper()
		a, b := s.Browser(models.English).Post(path, credentials(email, "not the password")), s.Browser(models.English).Post(path, credentials(other, "not the password"))
		if a.Status != b.Status || strings.ReplaceAll(a.Body, email, "") != strings.ReplaceAll(b.Body, other, "") || a.Location() != b.Location() {
			t.Errorf("%s: %d and %d", what, a.Status, b.Status)
		}
		for name := range a.Header {
			if name != "X-Request-Id" && name != "Date" && a.Header.Get(name) != b.Header.Get(name) {
				t.Errorf("%s: %s is %q and %q", what, name, a.Header.Get(name), b.Header.Get(name))
			}
		}
	}
	same("password", "/sign-in", "hanako@example.org", "nobody@example.org")
	same("link", "/sign-in/link", "hanako@example.org", "nobody@example.org")
	s.Exec(`update accounts set disabled_at = now() where id = $1`, account)
	same("disabled, password", "/sign-in", "hanako@example.org", "somebo@example.org")
	same("disabled, link", "/sign-in/link", "hanako@example.org", "somebo@example.org")
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 1 {
		t.Errorf("%d letters", n)
	}
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'sign_in.refused' and subject in ($1, '')`, account); n != 4 {
		t.Errorf("%d refusals on record", n)
	}
	if n := sitetest.One[int](s, `select count(*) from audit where audit::text like '%example.org%'`); n != 0 {
		t.Error("an address is on record")
	}
}

func TestSignIn_hashesOnceWhetherOrNotThereIsAnAccount(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	accounts := store.NewAccounts(s.DB, password.New())
	cost := func(email string) (fastest time.Duration) {
		fastest = time.Hour
		for range 5 {
			begin := time.Now()
			if _, err := accounts.SignIn(context.Background(), email, "not the password", store.Browser{}); err == nil {
				t.Fatal("signed in")
			}
			fastest = min(fastest, time.Since(begin))
		}
		return fastest
	}
	known, unknown := cost("hanako@example.org"), cost("nobody@example.org")
	if unknown < known/2 || known < unknown/2 {
		t.Errorf("%v with an account, %v without", known, unknown)
	}
}

func TestSignIn_limitsTriesForAnAddressAndFromANetwork(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	b := s.Browser(models.English)
	for range 10 {
		b.Post("/sign-in", credentials("hanako@example.org", "wrong"), "X-Forwarded-For", "198.51.100.7").Want(422)
		b.Post("/sign-in", credentials("nobody@example.org", "wrong"), "X-Forwarded-For", "203.0.113.7").Want(422)
	}
	if a := b.Post("/sign-in", credentials("Hanako@EXAMPLE.org", goodPassword), "X-Forwarded-For", "192.0.2.1").Want(429); a.Header.Get("Retry-After") == "" {
		t.Error("no word on when to try again")
	}
	b.Post("/sign-in", credentials("nobody@example.org", "wrong"), "X-Forwarded-For", "192.0.2.1").Want(429)
	if n := sitetest.One[int](s, `select count(*) from rate_limits where key like '%example%'`); n != 0 {
		t.Error("the limits know addresses")
	}
	b.Post("/sign-in/link", credentials("hanako@example.org", ""), "X-Forwarded-For", "192.0.2.1").Want(303) // the way in that remains
	for i := range 20 {
		b.Post("/sign-in", credentials(strings.Repeat("x", i+1)+"@example.org", "wrong"), "X-Forwarded-For", "198.51.100.200").Want(422)
	}
	b.Post("/sign-in", credentials("new@example.org", "wrong"), "X-Forwarded-For", "198.51.100.9").Want(429)
	b.Post("/sign-in/link", credentials("new@example.org", ""), "X-Forwarded-For", "198.51.100.9").Want(429)
	b.Post("/sign-in", credentials("new@example.org", "wrong"), "X-Forwarded-For", "192.0.2.9").Want(422)
}

func TestSignIn_saysWhatIsMissing(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	b := s.Browser(models.Japanese)
	for _, c := range []struct{ path, email, password, field string }{
		{"/sign-in", "", "x", "email"}, {"/sign-in", "hanako@example.org", "", "password"}, {"/sign-in", "a@b\r\nBcc: c@d.org", "x", "email"},
		{"/sign-in/link", "", "", "email"}, {"/sign-in/link", "hanako", "", "email"},
	} {
		a := b.Post(c.path, credentials(c.email, c.password)).Want(422)
		if len(a.All(`.esum a[href="#`+c.field+`"]`)) != 1 {
			t.Errorf("%+v: not said", c)
		}
	}
	a := b.Post("/sign-in", credentials("hanako@example.org", "wrong <b>")).Want(422)
	if !strings.Contains(a.Text(".esum"), "組み合わせが違います") || a.Attr("#email", "value") != "hanako@example.org" || strings.Contains(a.Body, "wrong") {
		t.Error("a wrong password: not said, address lost, or password sent back")
	}
	b.Post("/sign-in", credentials("hanako@example.org", "a\xffb")).Want(400)
	b.Post("/sign-in", credentials("hanako@example.org", strings.Repeat("x", 100_000))).Want(422)
	b.Post("/sign-in", url.Values{}, "Sec-Fetch-Site", "cross-site").Want(403)
}

func TestSignIn_renewsAHashOfAnotherCost(t *testing.T) {
	s := sitetest.New(t)
	account := enrol(s)
	// goodPassword at m=1024, t=1.
	const old = "$argon2id$v=19$m=1024,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$pSXtHIS1J77K1NgqXVPPGtW5XJiNF5SGi92iQSQt3QQ"
	s.Exec(`update accounts set password_hash = $2 where id = $1`, account, old)
	s.Browser(models.Japanese).Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(303)
	now := sitetest.One[string](s, `select password_hash from accounts where id = $1`, account)
	if !strings.Contains(now, "m=19456,t=2") {
		t.Errorf("hash %s", now)
	}
	s.Browser(models.Japanese).Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(303)
}

// askLink asks for a letter and returns the path of the link in it.
func askLink(s *sitetest.Site) string {
	s.T.Helper()
	if a := s.Browser(models.Japanese).Post("/sign-in/link", credentials("hanako@example.org", "")).Want(303); a.Location() != "/sign-in/sent" {
		s.T.Fatalf("leads to %q", a.Location())
	}
	id := sitetest.One[string](s, `select sign_in_link_id from mails where kind = 'sign_in' and priority = 0 and state = 'due' order by created_at desc, id desc limit 1`)
	return "/sign-in/" + s.Links.Sign(models.LinkSignIn, models.ParseID(id), 1)
}

func TestSignInLink_worksOnceAndNotByLookingAtIt(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	s.Browser(models.Japanese).Get("/sign-in/sent").Want(200)
	link := askLink(s)
	for range 3 { // a scanner, in front of whoever reads the letter
		scanner := s.Browser(models.English)
		if a := scanner.Get(link).Want(200); len(a.All("form[method=post] button")) == 0 || a.Header.Get("Set-Cookie") != "" {
			t.Error("no button, or a session for who only looks")
		}
		scanner.Head(link).Want(200)
		if signedIn(scanner) {
			t.Error("a scanner is signed in")
		}
	}
	b := s.Browser(models.Japanese)
	if a := b.Post(link, nil).Want(303); a.Location() != "/manage" || !signedIn(b) {
		t.Error("not signed in")
	}
	again := s.Browser(models.Japanese)
	again.Post(link, nil).Want(410)
	again.Get(link).Want(410)
	if signedIn(again) {
		t.Error("the link works twice")
	}
}

func TestSignInLink_isOverAfterTenMinutesAndForDisabledAccounts(t *testing.T) {
	s := sitetest.New(t)
	account := enrol(s)
	link := askLink(s)
	if left := sitetest.One[float64](s, `select extract(epoch from expires_at - now()) from sign_in_links`); left > 600 || left < 570 {
		t.Errorf("it lives %v s", left)
	}
	s.Exec(`update sign_in_links set expires_at = now() - interval '1 second'`)
	s.Browser(models.Japanese).Get(link).Want(410)
	s.Browser(models.Japanese).Post(link, nil).Want(410)
	link = askLink(s)
	s.Exec(`update accounts set disabled_at = now() where id = $1`, account)
	s.Browser(models.Japanese).Post(link, nil).Want(410)
	for _, bad := range []string{s.Links.Sign(models.LinkSignIn, models.NewID(), 1), s.Links.Sign(models.LinkInvite, models.NewID(), 1), "x"} {
		s.Browser(models.Japanese).Get("/sign-in/" + bad).Want(404)
		s.Browser(models.Japanese).Post("/sign-in/"+bad, nil).Want(404)
	}
	if n := sitetest.One[int](s, `select count(*) from sessions`); n != 0 {
		t.Errorf("%d sessions", n)
	}
}
