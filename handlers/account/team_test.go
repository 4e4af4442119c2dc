package account_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func invite(b *sitetest.Browser, email, role string) *sitetest.Answer {
	return b.Post("/manage/team/invitations", url.Values{"email": {email}, "role": {role}, "language": {"en"}})
}

// invitation returns the path in the last letter.
func invitation(s *sitetest.Site) string {
	s.T.Helper()
	id := sitetest.One[string](s, `select invitation_id from mails where kind = 'invitation' and state = 'due' order by created_at desc, id desc limit 1`)
	return "/invitations/" + s.Links.Sign(models.LinkInvite, models.ParseID(id), 1)
}

// anotherHost adds a host with an event of its own.
func anotherHost(s *sitetest.Site) (host, event models.ID) {
	host = models.NewID()
	s.Exec(`insert into hosts (id, name) values ($1, '{"en": "Elsewhere"}')`, host)
	event, _ = s.Event(0)
	s.Exec(`update event_hosts set host_id = $1 where event_id = $2`, host, event)
	return host, event
}

func TestTeam_eachRoleReachesItsOwn(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	other, otherEvent := anotherHost(s)
	owner, organiser := s.Staff(models.Owner, models.ID{}), s.Staff(models.Organiser, s.Host)
	moderator, far := s.Staff(models.Moderator, event), s.Staff(models.Organiser, other)
	for name, c := range map[string]struct {
		b    *sitetest.Browser
		page int
		want map[string]int
	}{
		"owner": {owner, 200, map[string]int{"owner": 303, "organiser:" + s.Host.String(): 303, "organiser:" + other.String(): 303, "moderator:" + otherEvent.String(): 303,
			"moderator:" + models.NewID().String(): 404, "interpreter": 422, "": 422}},
		"organiser": {organiser, 200, map[string]int{"owner": 403, "organiser:" + s.Host.String(): 303, "organiser:" + other.String(): 403,
			"moderator:" + event.String(): 303, "moderator:" + otherEvent.String(): 404, "organiser:": 403, "moderator:": 404}},
		"moderator": {moderator, 403, map[string]int{"owner": 403, "organiser:" + s.Host.String(): 403, "moderator:" + event.String(): 403, "moderator:" + otherEvent.String(): 404}},
		"nobody":    {s.Browser(models.Japanese), 303, map[string]int{"owner": 303}},
	} {
		if a := c.b.Get("/manage/team"); a.Status != c.page {
			t.Errorf("%s: page %d, want %d", name, a.Status, c.page)
		}
		for role, want := range c.want {
			before := sitetest.One[int](s, `select count(*) from invitations`)
			a := invite(c.b, models.NewID().String()[24:]+"@example.org", role)
			made := sitetest.One[int](s, `select count(*) from invitations`) - before
			if a.Status != want || made != map[bool]int{true: 1}[want == 303 && name != "nobody"] {
				t.Errorf("%s as %q: %d, want %d; %d invitations", name, role, a.Status, want, made)
			}
		}
	}
	page := organiser.Get("/manage/team").Want(200)
	if strings.Contains(page.Body, otherEvent.String()) || strings.Contains(page.Body, other.String()) || len(page.All(`option[value=owner]`)) != 0 {
		t.Error("an organiser is offered what is not theirs")
	}
	if got := len(page.All("section[aria-labelledby=h-people] tbody tr")); got != 2 {
		t.Errorf("an organiser sees %d people, not the organisers of the host and the moderators of its event", got)
	}
	far.Get("/manage/team").Want(200)
}

func TestInvitation_bringsSomebodyIn(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	owner := s.Staff(models.Owner, models.ID{})
	invite(owner, "Taro@example.org", "moderator:"+event.String()).Want(303)
	link := invitation(s)
	for range 2 { // a scanner
		b := s.Browser(models.English)
		page := b.Get(link).Want(200)
		if !strings.Contains(page.Body, "Connecting economies") || !strings.Contains(page.Body, "owner invites you") {
			t.Error("not said who invites to what")
		}
		b.Head(link).Want(200)
	}
	b := s.Browser(models.English)
	for field, form := range map[string]url.Values{"name": {"name": {""}, "password": {goodPassword}}, "password": {"name": {"Taro"}, "password": {"taro@example.org"}}} {
		if a := b.Post(link, form).Want(422); len(a.All(`.esum a[href="#`+field+`"]`)) != 1 {
			t.Errorf("%s: not said", field)
		}
	}
	form := url.Values{"name": {"太郎"}, "password": {goodPassword}, "tz": {"Europe/Paris"}, "email": {"evil@example.org"}}
	if a := b.Post(link, form).Want(303); a.Location() != "/manage" || !signedIn(b) {
		t.Error("not signed in")
	}
	if n := sitetest.One[int](s, `select count(*) from accounts a join roles r on r.account_id = a.id where a.email = 'Taro@example.org'
		and a.zone = 'Europe/Paris' and a.language = 'en' and r.role = 'moderator' and r.event_id = $1`, event); n != 1 {
		t.Error("no such account")
	}
	s.Browser(models.English).Get(link).Want(410)
	s.Browser(models.English).Post(link, form).Want(410)
	if a := invite(owner, "TARO@example.org", "moderator:"+event.String()).Want(422); !strings.Contains(a.Text(".esum"), "すでに") {
		t.Error("invited to what they have")
	}
}

func TestInvitation_isAcceptedOnce(t *testing.T) {
	s := sitetest.New(t)
	invite(s.Staff(models.Owner, models.ID{}), "taro@example.org", "owner").Want(303)
	link := invitation(s)
	var wg sync.WaitGroup
	got := make([]int, 4)
	for i := range got {
		wg.Go(func() {
			got[i] = s.Browser(models.English).Post(link, url.Values{"name": {"Taro"}, "password": {goodPassword}}).Status
		})
	}
	wg.Wait()
	in := 0
	for _, status := range got {
		if status == 303 {
			in++
		}
	}
	// Who comes after the first is told that the link is used, or to sign in where the account had just appeared.
	if n := sitetest.One[int](s, `select count(*) from sessions s join accounts a on a.id = s.account_id where a.email_key = 'taro@example.org'`); n != 1 || in == 0 {
		t.Errorf("%d sessions from answers %v", n, got)
	}
}

func TestInvitation_ofAnAccountWantsItsOwner(t *testing.T) {
	s := sitetest.New(t)
	enrol(s)
	other, _ := anotherHost(s)
	invite(s.Staff(models.Owner, models.ID{}), "hanako@example.org", "organiser:"+other.String()).Want(303)
	link := invitation(s)
	anon := s.Browser(models.English)
	if a := anon.Get(link).Want(200); len(a.All("#password")) != 0 || !strings.EqualFold(a.Attr("main a.btn", "href"), "/sign-in?next="+url.QueryEscape(link)) {
		t.Errorf("somebody with an account isn't sent to sign in: %q", a.Attr("main a.btn", "href"))
	}
	if a := anon.Post(link, url.Values{"name": {"Thief"}, "password": {goodPassword}}).Want(303); !strings.HasPrefix(a.Location(), "/sign-in") {
		t.Error("an account is taken over")
	}
	stranger := s.Staff(models.Organiser, s.Host)
	if a := stranger.Get(link).Want(200); len(a.All(`main form[action="/sign-out"]`)) != 1 {
		t.Error("somebody else isn't told so")
	}
	stranger.Post(link, nil).Want(403)
	b := enter(s, "")
	b.Post(link, nil).Want(303)
	b.Post(link, nil).Want(410)
	if n := sitetest.One[int](s, `select count(*) from roles where host_id = $1`, other); n != 1 {
		t.Errorf("%d roles", n)
	}
}

func TestInvitation_ends(t *testing.T) {
	s := sitetest.New(t)
	owner := s.Staff(models.Owner, models.ID{})
	fresh := func() (path, link string) {
		invite(owner, "taro@example.org", "owner").Want(303)
		return "/manage/team/invitations/" + sitetest.One[string](s, `select id from invitations order by created_at desc, id desc limit 1`), invitation(s)
	}
	visitor := s.Browser(models.English)

	path, link := fresh()
	s.Exec(`update invitations set expires_at = now() - interval '1 second'`)
	visitor.Get(link).Want(410)
	visitor.Post(link, url.Values{"name": {"Taro"}, "password": {goodPassword}}).Want(410)
	letters := sitetest.One[int](s, `select count(*) from mails`)
	owner.Post(path+"/again", nil).Want(303)
	owner.Post(path+"/again", nil).Want(303)
	if n := sitetest.One[int](s, `select count(*) from mails`) - letters; n != 1 && n != 2 { // 2 where the minute changed between them
		t.Errorf("%d letters", n)
	}
	visitor.Get(link).Want(200)

	path, second := fresh() // replaces the first
	visitor.Get(link).Want(410)
	visitor.Get(second).Want(200)
	s.Staff(models.Organiser, s.Host).Post(path+"/withdraw", nil).Want(403)
	owner.Post(path+"/withdraw", nil).Want(303)
	visitor.Get(second).Want(410)
	owner.Post(path+"/again", nil).Want(404)
	owner.Post(path+"/withdraw", nil).Want(404)
	if n := sitetest.One[int](s, `select count(*) from accounts where email_key = 'taro@example.org'`); n != 0 {
		t.Error("came in")
	}
}

func TestTeam_keepsItsLastOwner(t *testing.T) {
	s := sitetest.New(t)
	account := enrol(s)
	b := enter(s, "")
	role := "/manage/team/roles/" + sitetest.One[string](s, `select id from roles where account_id = $1`, account) + "/take"
	if a := b.Post(role, nil).Want(422); !strings.Contains(a.Text(".esum"), "ほかに管理者がいない") {
		t.Errorf("%q", a.Text(".esum"))
	}
	b.Post("/manage/team/accounts/"+account.String()+"/disable", nil).Want(422)

	// Two owners who take the role from each other at once: one stays.
	other := s.Staff(models.Owner, models.ID{})
	theirs := "/manage/team/roles/" + sitetest.One[string](s, `select id from roles where account_id <> $1`, account) + "/take"
	var wg sync.WaitGroup
	wg.Go(func() { b.Post(theirs, nil) })
	wg.Go(func() { other.Post(role, nil) })
	wg.Wait()
	if n := sitetest.One[int](s, `select count(*) from roles where role = 'owner'`); n != 1 {
		t.Errorf("%d owners", n)
	}
}

func TestTeam_takesRolesWithinReach(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	other, _ := anotherHost(s)
	organiser, far := s.Staff(models.Organiser, s.Host), s.Staff(models.Organiser, other)
	moderator := s.Staff(models.Moderator, event)
	take := func(q string, args ...any) string {
		return "/manage/team/roles/" + sitetest.One[string](s, q, args...) + "/take"
	}
	mods := take(`select id from roles where role = 'moderator'`)
	organisers := take(`select id from roles where host_id = $1`, s.Host)
	far.Post(mods, nil).Want(404)
	far.Post(organisers, nil).Want(403)
	moderator.Post(mods, nil).Want(403)
	organiser.Post("/manage/team/roles/"+models.NewID().String()+"/take", nil).Want(404)
	organiser.Post("/manage/team/roles/x/take", nil).Want(404)
	organiser.Post(mods, nil).Want(303)
	organiser.Post(mods, nil).Want(404)
	if a := organiser.Post(organisers, nil).Want(303); a.Location() != "/manage" {
		t.Errorf("who gave up the team is sent to %q", a.Location())
	}
	organiser.Get("/manage/team").Want(403)
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'role.take' and account_id is not null`); n != 2 {
		t.Errorf("%d on record", n)
	}
}

func TestTeam_disablesAtOnce(t *testing.T) {
	s := sitetest.New(t)
	account := enrol(s)
	hanako := enter(s, "")
	link := askLink(s)
	invite(hanako, "friend@example.org", "owner").Want(303)
	friend := invitation(s)
	path := "/manage/team/accounts/" + account.String()
	s.Staff(models.Organiser, s.Host).Post(path+"/disable", nil).Want(403)
	hanako.Get("/manage/team").Want(200)
	owner := s.Staff(models.Owner, models.ID{})
	owner.Post(path+"/disable", nil).Want(303)
	if a := hanako.Get("/manage/team").Want(303); !strings.HasPrefix(a.Location(), "/sign-in") {
		t.Error("still in")
	}
	hanako.Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(422)
	hanako.Post(link, nil).Want(410)
	s.Browser(models.English).Get(friend).Want(410)
	owner.Post(path+"/enable", nil).Want(303)
	hanako.Get("/manage/team").Want(303) // the old session doesn't come back
	hanako.Post("/sign-in", credentials("hanako@example.org", goodPassword)).Want(303)
	owner.Post("/manage/team/accounts/"+models.NewID().String()+"/disable", nil).Want(404)
}

func TestTeam_saysWhatIsWrongWithAnInvitation(t *testing.T) {
	s := sitetest.New(t)
	owner := s.Staff(models.Owner, models.ID{})
	for _, email := range []string{"", "taro", "a@example.org\r\nBcc: b@example.org", strings.Repeat("x", 300) + "@example.org"} {
		a := invite(owner, email, "owner").Want(422)
		if len(a.All(`.esum a[href="#email"]`)) != 1 || a.Text("#role option[selected]") == "" {
			t.Errorf("%q: not said, or the role is lost", email)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 0 {
		t.Errorf("%d letters", n)
	}
}
