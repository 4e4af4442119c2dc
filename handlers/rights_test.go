package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// need is what a member of the staff must be to use a route of the desk.
type need string

const (
	anybody   need = "anybody signed in"
	somewhere need = "an organiser of any host"
	moderate  need = "a moderator of this event"
	organise  need = "an organiser of this event"
	hostsTeam need = "an organiser of this host, for its team"
	own       need = "an owner"
)

// rights says of every route below /manage what it needs. A route that is missing here fails the test.
var rights = map[string]need{
	"GET /manage": anybody, "GET /manage/account": anybody, "POST /manage/account": anybody, "POST /manage/account/password": anybody,
	"POST /manage/account/sessions/:id/end": anybody, "POST /manage/account/sessions/end-others": anybody,

	"GET /manage/read/when": somewhere, "POST /manage/read/programme": somewhere,
	"GET /manage/events/new": somewhere, "POST /manage/events": somewhere,
	"GET /manage/team": somewhere, "POST /manage/team/invitations": hostsTeam,
	"POST /manage/team/invitations/:id/again": hostsTeam, "POST /manage/team/invitations/:id/withdraw": hostsTeam,
	"POST /manage/team/roles/:id/take": hostsTeam,

	"GET /manage/events/:id/questions": moderate, "POST /manage/events/:id/questions": moderate, "POST /manage/events/:id/questions/taking": moderate,
	"POST /manage/events/:id/questions/undo/:act": moderate, "GET /manage/events/:id/questions/:number": moderate,
	"POST /manage/events/:id/questions/:number/move": moderate, "POST /manage/events/:id/questions/:number/edit": moderate,
	"POST /manage/events/:id/questions/:number/place": moderate, "GET /manage/events/:id/questions/stream": moderate,
	"GET /manage/events/:id/questions.csv": moderate, "GET /manage/events/:id/questions.xlsx": moderate,

	"GET /manage/events/:id": organise, "GET /manage/events/:id/edit": organise, "POST /manage/events/:id/draft": organise,
	"POST /manage/events/:id/publish": organise, "POST /manage/events/:id/delete": organise, "POST /manage/events/:id/save": organise,
	"POST /manage/events/:id/begin": organise, "POST /manage/events/:id/end": organise, "GET /manage/events/:id/cancel": organise,
	"POST /manage/events/:id/cancel": organise, "GET /manage/events/:id/letters": organise, "GET /manage/events/:id/registrations": organise,
	"GET /manage/events/:id/registrations/:rid": organise, "POST /manage/events/:id/registrations/:rid/cancel": organise,
	"POST /manage/events/:id/registrations/:rid/links": organise, "GET /manage/events/:id/registrations.csv": organise,
	"GET /manage/events/:id/registrations.xlsx": organise, "GET /manage/events/:id/recordings": organise, "POST /manage/events/:id/recordings": organise,
	"POST /manage/events/:id/recordings/test": organise, "POST /manage/events/:id/recordings/send": organise,
	"GET /manage/events/:id/queue":                 organise,
	"POST /manage/events/:id/registrations/decide": organise, "POST /manage/events/:id/registrations/undo/:act": organise,
	"GET /manage/events/:id/privacy": organise, "POST /manage/events/:id/privacy": organise,
	"GET /manage/events/:id/registrations/export": organise, "GET /manage/events/:id/import": organise, "POST /manage/events/:id/import": organise, "GET /manage/events/:id/import/:iid": organise,
	"POST /manage/events/:id/import/:iid": organise, "POST /manage/events/:id/import/:iid/run": organise, "POST /manage/events/:id/import/:iid/discard": organise,
	"GET /manage/events/:id/guests": organise, "POST /manage/events/:id/guests": organise, "POST /manage/events/:id/guests/send": organise,
	"POST /manage/events/:id/guests/remind": organise, "GET /manage/events/:id/guests/:gid": organise,
	"POST /manage/events/:id/guests/:gid": organise, "POST /manage/events/:id/guests/:gid/withdraw": organise,
	"POST /manage/events/:id/registrations/:rid/data": organise, "GET /manage/events/:id/registrations/:rid/erase": organise,
	"POST /manage/events/:id/registrations/:rid/erase": organise,
	"GET /manage/letters/:id":                          organise, "GET /manage/letters/:id/html": organise, "POST /manage/letters/:id/again": organise,
	"GET /manage/events/:id/seats": organise, "GET /manage/events/:id/seats/new": organise, "POST /manage/events/:id/seats": organise,
	"GET /manage/events/:id/seats/:cid": organise, "POST /manage/events/:id/seats/:cid": organise, "POST /manage/events/:id/seats/:cid/place": organise,
	"POST /manage/events/:id/seats/:cid/remove": organise,

	"GET /manage/events/:id/settings": organise, "GET /manage/events/:id/form": organise, "POST /manage/events/:id/form": organise,
	"GET /manage/events/:id/form/new": organise, "GET /manage/events/:id/form/:field": organise, "POST /manage/events/:id/form/:field": organise,
	"POST /manage/events/:id/form/:field/move": organise, "POST /manage/events/:id/form/:field/remove": organise,
	"POST /manage/events/:id/form/:field/restore": organise, "POST /manage/events/:id/registrations/:rid/answers": organise,
	"GET /manage/events/:id/registrations/:rid/files/:field": organise,

	"GET /manage/events/:id/embed": organise, "POST /manage/events/:id/embed": organise, "GET /manage/events/:id/proof": organise,
	"POST /manage/events/:id/proof": organise,

	"POST /manage/events/:id/registrations": organise, "GET /manage/events/:id/registrations/new": organise,
	"GET /manage/events/:id/registrations/totals":       organise,
	"POST /manage/events/:id/registrations/:rid/person": organise,

	"GET /manage/letters": own, "GET /manage/hosts": own, "POST /manage/hosts": own, "GET /manage/hosts/new": own, "GET /manage/hosts/:id": own,
	"POST /manage/hosts/:id": own, "POST /manage/team/accounts/:id/disable": own, "POST /manage/team/accounts/:id/enable": own,
}

// plausible is a form that gets as far as the rights of whoever sends it.
func plausible(g target) url.Values {
	return url.Values{"version": {"1"}, "id": {models.NewID().String()}, "to": {"approved"}, "text": {"Why?"}, "name": {"Amina"}, "language": {"en"},
		"reason_en": {"Weather"}, "url_ja": {"https://video.example.org/1"}, "up": {"1"}, "title_en": {"Event"}, "when": {"2030-12-16 16:00"},
		"hosts": {g.host}, "email": {"new@example.org"}, "role": {"organiser:" + g.host}, "name_en": {"Host"}, "open": {"1"}}
}

func TestRights_everyRouteOfTheDeskForEveryRole(t *testing.T) {
	s := sitetest.New(t)
	other := models.NewID()
	s.Exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"en": "Other"}', 'privacy@example.org')`, other)
	n, seen := 0, map[string]bool{}
	for _, r := range routes(t, s) {
		if !strings.HasPrefix(r.Path, "/manage") {
			continue
		}
		route := r.Method + " " + r.Path
		want, listed := rights[route]
		seen[route] = true
		if !listed {
			t.Errorf("%s is not in the table of rights", route)
			continue
		}
		g := newTarget(t, s, &n)
		who := map[string]*sitetest.Browser{
			"nobody": s.Browser(models.English), "a moderator": s.Staff(models.Moderator, g.event),
			"a stranger": s.Staff(models.Organiser, other), "an organiser": s.Staff(models.Organiser, s.Host), "an owner": s.Staff(models.Owner, models.ID{}),
		}
		ask := func(role string) *sitetest.Answer {
			if r.Method == "GET" {
				return who[role].Get(g.path(r.Path))
			}
			f := plausible(g)
			if r.Path == "/manage/events" {
				f.Set("version", "0") // a new one
			}
			return who[role].Post(g.path(r.Path), f)
		}
		if a := ask("nobody"); a.Status != 303 || !strings.HasPrefix(a.Location(), "/sign-in") {
			t.Errorf("%s: nobody gets %d %s", route, a.Status, a.Location())
		}
		for _, role := range []string{"a moderator", "a stranger", "an organiser", "an owner"} {
			refused := refusal(want, role)
			if refused == 0 && strings.HasSuffix(r.Path, "/stream") {
				continue // it would not end; streams have tests of their own
			}
			a := ask(role)
			switch {
			case refused != 0 && a.Status != refused && !(a.Status == 404 && made(r.Path)):
				t.Errorf("%s: %s gets %d, want %d", route, role, a.Status, refused)
			case refused == 0 && (a.Status == 403 || a.Status >= 500 || a.Status == 404 && !made(r.Path)):
				t.Errorf("%s: %s gets %d", route, role, a.Status)
			}
		}
	}
	for route := range rights {
		if !seen[route] {
			t.Errorf("%s is in the table of rights and no route", route)
		}
	}
}

// made tells routes whose last part the test makes up: nothing is there.
func made(path string) bool {
	for _, p := range []string{"undo/:act", "import/:iid", "sessions/:id", "form/new", "files/:field", "invitations/:id", "roles/:id", "accounts/:id"} {
		if strings.Contains(path, p) {
			return true
		}
	}
	return false
}

// refusal is the status that a role gets where the need is beyond it; 0 where it is let in. What a viewer has no part in does not
// exist; what their role does not reach is forbidden.
func refusal(n need, role string) int {
	switch {
	case role == "an owner" || n == anybody:
		return 0
	case n == own:
		return 403
	case n == somewhere && role != "a moderator", n == hostsTeam && role == "an organiser":
		return 0
	case n == somewhere || n == hostsTeam:
		return 403
	case role == "a stranger":
		return 404
	case role == "a moderator" && n == organise:
		return 403
	}
	return 0
}

// Link checkers ask by HEAD: it ends at once, has no body, and leaves no trace of a file that nobody took.
func TestHead_takesNothingAwayAndDoesNotStay(t *testing.T) {
	s := sitetest.New(t)
	n := 0
	g := newTarget(t, s, &n)
	owner := s.Staff(models.Owner, models.ID{})
	at := "/manage/events/" + g.event.String()
	for _, path := range []string{at + "/questions.csv", at + "/questions.xlsx", at + "/registrations.csv", at + "/questions/stream",
		"/live/" + s.Links.Sign(models.LinkJoin, g.person, 1) + "/stream"} {
		a := owner.Head(path).Want(200)
		if a.Body != "" || a.Header.Get("Content-Type") == "" || strings.HasSuffix(path, "sv") && a.Header.Get("Content-Disposition") == "" {
			t.Errorf("%s: %q %v", path, a.Body, a.Header)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'export'`); n != 0 {
		t.Errorf("%d files in the audit", n)
	}
	s.Staff(models.Moderator, g.event).Head(at + "/registrations.csv").Want(403)
	s.Browser(models.English).Head(at + "/questions.csv").Want(303)
}
