package account_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// enter signs a new browser in as the one whom enrol made.
func enter(s *sitetest.Site, agent string) *sitetest.Browser {
	s.T.Helper()
	b := s.Browser(models.Japanese)
	b.Post("/sign-in", credentials("hanako@example.org", goodPassword), "User-Agent", agent).Want(303)
	return b
}

func TestMine_changesWhatOneSaysOfOneself(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	b := enter(s, "")
	if a := b.Get("/manage/account").Want(200); a.Attr("#name", "value") != "山田 花子" || a.Text("#zone option[selected]") != "Asia/Tokyo" {
		t.Error("the form doesn't hold what is known")
	}
	a := b.Post("/manage/account", url.Values{"name": {"YAMADA Hanako"}, "language": {"en"}, "zone": {"Europe/Paris"}}).Want(303)
	if got := b.Get(a.Location()).Want(200).Text("h1"); got != "Your account" {
		t.Errorf("the language is %q", got)
	}
	if n := sitetest.One[int](s, `select count(*) from accounts where name = 'YAMADA Hanako' and language = 'en' and zone = 'Europe/Paris'`); n != 1 {
		t.Error("not kept")
	}
	for field, bad := range map[string]string{"name": "", "language": "fr", "zone": "Mars/Base"} {
		form := url.Values{"name": {"x"}, "language": {"en"}, "zone": {"UTC"}}
		form.Set(field, bad)
		if a := b.Post("/manage/account", form).Want(422); len(a.All(`.esum a[href="#`+field+`"]`)) != 1 {
			t.Errorf("%s: not said", field)
		}
	}
}

func TestMine_newPasswordEndsAllOtherSessionsAndLinks(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	here, there := enter(s, ""), enter(s, "")
	link := askLink(s)
	const chosen = "another river 27"
	change := func(old, new string) *sitetest.Answer {
		return here.Post("/manage/account/password", url.Values{"old": {old}, "new": {new}})
	}
	for field, typed := range map[string][2]string{"old": {"not it at all", chosen}, "new": {goodPassword, "password123"}} {
		a := change(typed[0], typed[1]).Want(422)
		if len(a.All(`.esum a[href="#`+field+`"]`)) != 1 || strings.Contains(a.Body, chosen) {
			t.Errorf("%s: not said, or sent back", field)
		}
	}
	there.Get("/manage/account").Want(200)
	change(goodPassword, chosen).Want(303)
	here.Get("/manage/account").Want(200)
	if a := there.Get("/manage/account").Want(303); !strings.HasPrefix(a.Location(), "/sign-in?next=") {
		t.Errorf("the other session goes on: %q", a.Location())
	}
	s.Browser(models.Japanese).Post(link, nil).Want(410)
	s.Browser(models.Japanese).Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(422)
	s.Browser(models.Japanese).Post("/sign-in", credentials("hanako@example.org", chosen)).Want(303)
}

func TestMine_whoCameByLinkNeedsNoOldPasswordForAWhile(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	b := s.Browser(models.Japanese)
	b.Post(askLink(s), nil).Want(303)
	if n := len(b.Get("/manage/account").Want(200).All("#old")); n != 0 {
		t.Error("asked for the old password")
	}
	s.Exec(`update sessions set created_at = now() - interval '16 minutes'`)
	if n := len(b.Get("/manage/account").Want(200).All("#old")); n != 1 {
		t.Error("not asked for the old password any more")
	}
	b.Post("/manage/account/password", url.Values{"new": {"another river 27"}}).Want(422)
	s.Exec(`update sessions set created_at = now()`)
	b.Post("/manage/account/password", url.Values{"new": {"another river 27"}}).Want(303)
	s.Browser(models.Japanese).Post("/sign-in", credentials("hanako@example.org", "another river 27")).Want(303)
}

func TestMine_listsAndEndsSessions(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
	const desk = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
	on, here := enter(s, phone), enter(s, desk)
	page := here.Get("/manage/account").Want(200)
	rows := page.All("tbody tr")
	if len(rows) != 2 || !strings.Contains(page.Body, "Safari, iPhone") || !strings.Contains(page.Body, "Firefox, Linux") {
		t.Fatalf("%d sessions, or not by their devices", len(rows))
	}
	if len(page.All("tbody .badge")) != 1 {
		t.Error("not said which one is this")
	}
	phoneID := sitetest.One[string](s, `select id from sessions where device like '%iPhone'`)
	stranger := s.Staff(models.Owner, models.ID{})
	stranger.Post("/manage/account/sessions/"+phoneID+"/end", nil).Want(303)
	on.Get("/manage/account").Want(200) // somebody else's can't be ended
	here.Post("/manage/account/sessions/"+phoneID+"/end", nil).Want(303)
	on.Get("/manage/account").Want(303)

	on = enter(s, phone)
	here.Post("/manage/account/sessions/end-others", nil).Want(303)
	on.Get("/manage/account").Want(303)
	here.Get("/manage/account").Want(200)
	stranger.Get("/manage/account").Want(200)

	own := sitetest.One[string](s, `select id from sessions where device like '%Linux'`)
	if a := here.Post("/manage/account/sessions/"+own+"/end", nil).Want(303); a.Location() != "/sign-in" || signedIn(here) {
		t.Error("ending one's own session is signing out")
	}
}

func TestSessions_endByThemselves(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	for name, set := range map[string]string{"unused": `seen_at = now() - interval '15 days'`, "old": `expires_at = now() - interval '1 second'`} {
		b := enter(s, "")
		b.Get("/manage/account").Want(200)
		s.Exec(`update sessions set ` + set)
		if a := b.Get("/manage/account"); a.Status != 303 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	if life := sitetest.One[float64](s, `select extract(epoch from max(expires_at - created_at))/86400 from sessions`); life > 90.01 {
		t.Errorf("a session lives %v days", life)
	}
	enter(s, "")
	if n := sitetest.One[int](s, `select count(*) from sessions`); n != 1 {
		t.Errorf("%d sessions: those that are over stay", n)
	}
}
