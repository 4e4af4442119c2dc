package handlers_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/i18n"
	"tsudoi/models"
)

// tour is an event by invitation only, and the desk of its hosts.
func tour(t *testing.T, capacity int) (s *sitetest.Site, event models.ID, slug string, desk *sitetest.Browser, at string) {
	t.Helper()
	s = sitetest.New(t)
	event, slug = s.Event(capacity)
	s.Exec(`update categories set access = 'invited'`)
	return s, event, slug, s.Staff(models.Organiser, s.Host), "/manage/events/" + event.String() + "/guests"
}

// inviteAll pastes a list, looks at how it is read, and presses the button.
func inviteAll(desk *sitetest.Browser, at, people, do string) *sitetest.Answer {
	form := url.Values{"people": {people}, "language": {"en"}, "category": {strings.Split(at, "/")[3]}, "do": {"check"}}
	form.Set("checked", desk.Post(at, form).Want(200).Attr("[name=checked]", "value"))
	form.Set("do", do)
	return desk.Post(at, form)
}

// link is the way to the page behind the letter to an address.
func link(s *sitetest.Site, email string, version int) string {
	id := sitetest.One[string](s, `select id::text from guests where email_key = $1`, email)
	return "/invited/" + s.Links.Sign(models.LinkGuest, models.ParseID(id), version)
}

func yes(name string) url.Values {
	return url.Values{"name": {name}, "consent": {"yes"}, "language": {"en"}, "email": {"somebody@else.org"}, "category": {models.NewID().String()}}
}

func TestGuests_areShownBeforeAnythingIsKeptOrSent(t *testing.T) {
	s, event, _, desk, at := tour(t, 0)
	list := "Amina Wanjiru <amina@example.org>\n山田花子様、hanako@example.jp、日本語\nno address here\nAMINA@example.org"
	form := url.Values{"people": {list}, "language": {"en"}, "category": {event.String()}, "do": {"invite"}, "checked": {"forged"}}
	page := desk.Post(at, form).Want(200) // not shown so far
	if got := len(page.All("tbody tr")); got != 4 {
		t.Errorf("%d rows", got)
	}
	for i, want := range []string{"追加します", "追加します", "読めません", "重複"} {
		if got := page.Text(fmt.Sprintf("tbody tr:nth-child(%d)", i+1)); !strings.Contains(got, want) {
			t.Errorf("row %d: %s, want %s", i+1, got, want)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from guests`); n != 0 {
		t.Fatalf("%d guests before the press", n)
	}
	form.Set("checked", page.Attr("[name=checked]", "value"))
	form.Set("people", strings.ReplaceAll(list, "\n", "\r\n")+"\r\nBen, ben@example.org")
	desk.Post(at, form).Want(200) // changed since it was shown
	form.Set("people", strings.ReplaceAll(list, "\n", "\r\n"))
	for range 2 {
		desk.Post(at, form).Want(303)
	}
	if n := sitetest.One[int](s, `select count(*) from guests where invited_at is not null`); n != 2 {
		t.Errorf("%d guests", n)
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'guest_invitation' and language = case when (select email_key from guests g where g.id = guest_id) like 'h%' then 'ja' else 'en' end`); n != 2 {
		t.Errorf("%d letters in their languages", n)
	}
	for _, bad := range []url.Values{{"people": {""}}, {"people": {list}, "language": {"fr"}}, {"people": {list}, "language": {"en"}, "category": {models.NewID().String()}}} {
		if a := desk.Post(at, bad).Want(422); len(a.All(".esum li")) == 0 {
			t.Errorf("%v: nobody says what is wrong", bad)
		}
	}
}

func TestGuests_comeFromAFile(t *testing.T) {
	_, event, _, desk, at := tour(t, 0)
	form := url.Values{"people": {""}, "language": {"ja"}, "category": {event.String()}, "do": {"check"}}
	csv := "氏名,メールアドレス,所属\r\n\"山田\n花子\",hanako@example.jp,協同の会\r\nAmina,amina@example.org,\r\n"
	page := desk.Upload(at, form, map[string][2]string{"file": {"people.csv", csv}}).Want(200)
	if got := page.Text("tbody"); !strings.Contains(got, "山田 花子hanako@example.jp協同の会") || !strings.Contains(got, "Aminaamina@example.org") || len(page.All("tbody tr")) != 2 {
		t.Errorf("read as %q", got)
	}
	if a := desk.Upload(at, form, map[string][2]string{"file": {"people.xlsx", "PK\x03\x04 nonsense"}}).Want(422); a.Attr(".esum a", "href") != "#file" {
		t.Error("what is wrong with the file is not said at the field")
	}
}

func TestInvited_replyIsOnePageThatAGetNeverChanges(t *testing.T) {
	s, _, _, desk, at := tour(t, 0)
	inviteAll(desk, at, "Amina Wanjiru <amina@example.org>\nBen <ben@example.org>", "invite").Want(303)
	amina, ben, b := link(s, "amina@example.org", 1), link(s, "ben@example.org", 1), s.Browser(models.English)
	for range 2 {
		page := b.Get(amina).Want(200)
		if page.Attr("#name", "value") != "Amina Wanjiru" || !strings.Contains(page.Text("main"), "amina@example.org") || page.Header.Get("X-Robots-Tag") != "noindex" {
			t.Error("the form is not filled with what is known, or may be indexed")
		}
		s.Browser(models.Japanese).Get(amina).Want(200)
	}
	if n := sitetest.One[int](s, `select count(*) from guests where replied_at is not null`); n != 0 {
		t.Fatal("looking counts as a reply")
	}
	if a := b.Post(amina, url.Values{"name": {""}, "language": {"en"}}).Want(422); len(a.All(".esum li")) != 2 {
		t.Error("name and consent are not asked for")
	}
	for range 2 {
		if got := b.Post(amina, yes("Dr Amina Wanjiru")).Want(303).Location(); got != amina {
			t.Errorf("leads to %s", got)
		}
	}
	if got := sitetest.One[string](s, `select string_agg(name || ' ' || email || ' ' || state || ' ' || source, ', ') from registrations`); got != "Dr Amina Wanjiru amina@example.org confirmed invitation" {
		t.Errorf("registered: %s", got)
	}
	done := b.Get(amina).Want(200)
	if !strings.Contains(done.Text("h1"), "look forward") || strings.Contains(done.Body, "/my/") || strings.Contains(done.Body, "/join/") || len(done.All("#name")) != 0 {
		t.Error("who holds the link sees more than that it was accepted")
	}
	b.Post(amina+"/links", nil).Want(303)
	if n := sitetest.One[int](s, `select count(*) from mails m join registrations r on r.id = m.registration_id where m.kind = 'links' and r.email = 'amina@example.org'`); n != 1 {
		t.Errorf("%d letters with the links", n)
	}
	b.Post(ben+"/links", nil).Want(303) // has none
	b.Post(ben+"/decline", url.Values{"word": {"A clash,\nsorry <b>"}}).Want(303)
	if got := b.Get(ben).Want(200).Text("h1"); got != "Thank you for letting us know" {
		t.Errorf("declined: %s", got)
	}
	b.Post(ben+"/decline", url.Values{"word": {strings.Repeat("長", 1001)}}).Want(422)
	list := desk.Get(at).Want(200)
	if got := list.Text("main"); !strings.Contains(got, "2 人のうち 2 人") {
		t.Errorf("the desk counts: %s", got)
	}
	if got := desk.Get(at + "?state=declined").Want(200).Text("tbody"); !strings.Contains(got, "A clash, sorry <b>") || strings.Contains(got, "amina") {
		t.Errorf("who declined: %s", got)
	}
	s.Exec(`update events set state = 'cancelled', cancel_reason = '{"en": "A typhoon"}'`)
	if got := b.Get(ben).Want(200).Text("main"); !strings.Contains(got, "A typhoon") {
		t.Errorf("called off: %s", got)
	}
	b.Post(ben, yes("Ben")).Want(303)
	s.Exec(`update events set state = 'published', starts_at = now() - interval '3 days', ends_at = now() - interval '2 days'`)
	if got := b.Get(ben).Want(200).Text("h1"); got != "Replies are closed" {
		t.Errorf("over: %s", got)
	}
	b.Post(ben, yes("Ben")).Want(303)
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 1 {
		t.Errorf("%d registrations in the end", n)
	}
}

func TestInvited_opensToNoOtherLink(t *testing.T) {
	s, event, _, desk, at := tour(t, 0)
	inviteAll(desk, at, "Amina <amina@example.org>", "invite").Want(303)
	id := models.ParseID(sitetest.One[string](s, `select id::text from guests`))
	b := s.Browser(models.English)
	for what, c := range map[string]struct {
		token string
		want  int
	}{
		"nonsense": {"nonsense", 404}, "another purpose": {s.Links.Sign(models.LinkMy, id, 1), 404}, "nobody": {s.Links.Sign(models.LinkGuest, models.NewID(), 1), 404},
		"the event": {s.Links.Sign(models.LinkGuest, event, 1), 404}, "another version": {s.Links.Sign(models.LinkGuest, id, 2), 410},
	} {
		for _, path := range []string{"", "/decline", "/links"} {
			if a := b.Post("/invited/"+c.token+path, yes("A")); a.Status != c.want {
				t.Errorf("%s%s: %d, want %d", what, path, a.Status, c.want)
			}
		}
		b.Get("/invited/" + c.token).Want(c.want)
	}
	for _, path := range []string{"/my/", "/join/"} { // nor does it open anything else
		if a := b.Get(path + s.Links.Sign(models.LinkGuest, id, 1)); a.Status != 404 {
			t.Errorf("%s opens: %d", path, a.Status)
		}
	}
	desk.Post(at+"/"+id.String()+"/withdraw", nil).Want(303)
	b.Get(link(s, "amina@example.org", 1)).Want(410)
	b.Post(link(s, "amina@example.org", 1), yes("Amina")).Want(410)
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Errorf("%d registrations", n)
	}
}

func TestInvited_waitsWhereAllSeatsAreTaken(t *testing.T) {
	s, _, _, desk, at := tour(t, 1)
	inviteAll(desk, at, "Amina <amina@example.org>\nBen <ben@example.org>", "invite").Want(303)
	b := s.Browser(models.English)
	b.Post(link(s, "amina@example.org", 1), yes("Amina")).Want(303)
	ben := link(s, "ben@example.org", 1)
	if got := b.Get(ben).Want(200).Text("form button"); got != "Join the waiting list" {
		t.Errorf("the button says %s", got)
	}
	b.Post(ben, yes("Ben")).Want(303)
	if got := b.Get(ben).Want(200).Text("h1"); got != "Thank you for accepting" {
		t.Errorf("waiting: %s", got)
	}
}

func TestByInvitation_thePublicFormIsNeitherShownNorBelieved(t *testing.T) {
	s, event, slug, _, _ := tour(t, 0)
	for lang, words := range map[models.Lang]string{models.Japanese: i18n.T(models.Japanese, "choice.invited_head"), models.English: "This event is by invitation"} {
		page := s.Browser(lang).Get("/events/" + slug).Want(200)
		if page.Text("#reg-h") != words || len(page.All("form[action$=registrations]")) != 0 {
			t.Errorf("%s: the card says %s", lang, page.Text("#reg-h"))
		}
		if got := s.Browser(lang).Get("/events/" + slug + "/registrations/new").Want(200).Text("h1"); got != words {
			t.Errorf("%s: the page of the form says %s", lang, got)
		}
	}
	for _, forged := range []url.Values{{}, {"category": {event.String()}}, {"invited": {"1"}, "source": {"invitation"}}} {
		form := url.Values{"name": {"Mallory"}, "email": {"mallory@example.org"}, "consent": {"yes"}, "language": {"en"}}
		for k, v := range forged {
			form[k] = v
		}
		s.Browser(models.English).Post("/events/"+slug+"/registrations", form).Want(409)
	}
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Errorf("%d registrations", n)
	}
}

func TestByDomain_theFormSaysAtTheAddressWhoMayRegister(t *testing.T) {
	s, _, slug, _, _ := tour(t, 0)
	s.Exec(`update categories set access = 'public', domains = '{example.ac.jp}'`)
	form := url.Values{"name": {"Amina"}, "email": {"amina@example.org"}, "consent": {"yes"}, "language": {"en"}}
	b := s.Browser(models.English)
	a := b.Post("/events/"+slug+"/registrations", form).Want(422)
	if a.Attr(".esum a", "href") != "#email" || !strings.Contains(a.Text("#email-e"), "example.ac.jp") || a.Attr("#name", "value") != "Amina" {
		t.Error("the reason does not stand at the address, or what was typed is lost")
	}
	form.Set("email", "amina@Mail.Example.ac.jp")
	b.Post("/events/"+slug+"/registrations", form).Want(303)
}

func TestGuests_theLettersShowAtTheDesk(t *testing.T) {
	s, event, _, desk, at := tour(t, 0)
	inviteAll(desk, at, "Amina <amina@example.org>\nnobody@example.org", "invite").Want(303)
	s.Exec(`update mails set state = 'failed', reply = '550 no such mailbox' where guest_id = (select id from guests where name = 'Amina')`)
	list := desk.Get("/manage/events/" + event.String() + "/letters").Want(200)
	if got := list.Text("tbody"); !strings.Contains(got, "Amina amina@example.org") || !strings.Contains(got, "550 no such mailbox") {
		t.Errorf("letters: %s", got)
	}
	row := desk.Get(at).Want(200)
	if !strings.Contains(row.Text("tbody"), "不達") {
		t.Errorf("the list of guests hides the bounce: %s", row.Text("tbody"))
	}
	for i, want := range []string{"Dear Amina,", "Dear guest,"} {
		a := desk.Get(row.Attr(fmt.Sprintf("tbody tr:nth-child(%d) a[href^='/manage/letters']", i+1), "href")).Want(200)
		if got := a.Text("pre"); !strings.Contains(got, want) || !strings.Contains(got, s.URL+"/invited/") {
			t.Errorf("letter: %s", got)
		}
	}
	one := desk.Get(row.Attr("tbody tr:first-child a.b", "href")).Want(200)
	if !strings.Contains(one.Text("tbody"), "550 no such mailbox") {
		t.Error("the guest's page hides the bounce")
	}
	path := row.Attr("tbody tr:first-child a.b", "href")
	form := url.Values{"version": {one.Attr("[name=version]", "value")}, "name": {"Amina W."}, "email": {"amina@right.example.org"}, "language": {"en"},
		"category": {event.String()}, "note": {"Asked her office"}}
	desk.Post(path, form).Want(303)
	if a := desk.Post(path, form).Want(422); a.Text(".esum li") == "" {
		t.Error("a stale version is taken")
	}
	desk.Post(at+"/send", nil).Want(303) // nobody is ticked
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 2 {
		t.Errorf("%d letters although nobody was ticked", n)
	}
	desk.Post(at+"/send", url.Values{"guest": {path[strings.LastIndex(path, "/")+1:]}}).Want(303)
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 3 {
		t.Errorf("%d letters", n)
	}
}

func TestByInvitation_aForgedChoiceDoesNotReachTheSeatsOfGuests(t *testing.T) {
	s, event, slug, desk, at := tour(t, 0)
	open := models.NewID()
	s.Exec(`update categories set title = '{"en": "Guests of honour"}'`)
	s.Exec(`insert into categories (id, event_id, position, title) values ($1, $2, 2, '{"en": "Public"}')`, open, event)
	s.Exec(`insert into category_seats (category_id) values ($1)`, open)
	b := s.Browser(models.English)
	page := b.Get("/events/" + slug).Want(200)
	if len(page.All("form[action$=registrations]")) != 1 || strings.Contains(page.Body, event.String()) {
		t.Error("the public form is missing, or offers the seats of guests")
	}
	form := url.Values{"name": {"Mallory"}, "email": {"mallory@example.org"}, "consent": {"yes"}, "language": {"en"}, "category": {event.String()}}
	b.Post("/events/"+slug+"/registrations", form)
	if n := sitetest.One[int](s, `select count(*) from registrations where category_id = $1`, event); n != 0 {
		t.Error("forged into the seats of guests")
	}
	inviteAll(desk, at, "Amina, amina@example.org\nBen, ben@example.org, public", "invite").Want(303)
	for _, email := range []string{"amina@example.org", "ben@example.org"} {
		b.Post(link(s, email, 1), yes("A")).Want(303) // which forges a category, too
	}
	if got := sitetest.One[string](s, `select string_agg(r.email || ' ' || (c.title->>'en'), ', ' order by r.email) from registrations r join categories c on c.id = r.category_id
		where r.source = 'invitation'`); got != "amina@example.org Guests of honour, ben@example.org Public" {
		t.Errorf("registered %s", got)
	}
}
