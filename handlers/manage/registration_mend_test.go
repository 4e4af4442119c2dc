package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// person is the form of somebody's page, as a browser would send it.
func person(a *sitetest.Answer) url.Values {
	form := url.Values{}
	for _, name := range []string{"seen", "name", "email"} {
		form.Set(name, a.Attr("form[action$=person] input[name="+name+"]", "value"))
	}
	form.Set("language", a.Attr("form[action$=person] input[name=language][checked]", "value"))
	form.Set("zone", a.Attr("form[action$=person] option[selected]", "value"))
	return form
}

func TestMend_anotherAddressVoidsTheOldLinkAndWritesAgain(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@exmaple.org", models.English)
	s.Exec(`update mails set state = 'failed', reply = '550 no such user', done_at = now()`)
	old := "/my/" + s.Links.Sign(models.LinkMy, id, 1)
	s.Browser(models.English).Get(old).Want(200)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations/" + id.String()
	a := b.Get(at).Want(200)
	if len(a.All("details[open] form[action$=person]")) != 1 {
		t.Error("a bounce does not open the form that mends it")
	}
	form := person(a)
	form.Set("email", "Amina@example.org")
	if to := b.Post(at+"/person", form).Want(303).Location(); to != at {
		t.Errorf("leads to %s", to)
	}
	s.Browser(models.English).Get(old).Want(410)
	for what, query := range map[string]string{
		"the address":           `select count(*) from registrations where email = 'Amina@example.org' and email_key = 'amina@example.org' and link_version = 2`,
		"the letter once more":  `select count(*) from mails where kind = 'confirmed' and state = 'due'`,
		"no address in the log": `select count(*) from audit where act = 'registration.address' and detail::text not like '%xample%'`,
	} {
		if n := sitetest.One[int](s, query); n != 1 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if said := b.Get(at + "?lang=en").Text(".story"); !strings.Contains(said, "E-mail address changed") || !strings.Contains(said, "550 no such user") {
		t.Errorf("the story is %q", said)
	}
	b.Post(at+"/person", form).Want(409) // the same form again: it is based on what is no more
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'confirmed'`); n != 2 {
		t.Errorf("%d letters", n)
	}
}

func TestMend_refusesWhatSomebodyElseHasOrHasChanged(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@example.org", models.English)
	other := arrives(s, event, "Kofi", "kofi@example.org", models.English)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations/"
	form := person(b.Get(at + id.String()).Want(200))
	form.Set("email", "ＫＯＦＩ@example.org")
	a := b.Post(at+id.String()+"/person", form).Want(422)
	if a.Attr("form[action$=person] input[name=email]", "value") != form.Get("email") || len(a.All(`form[action$=person] a[href="`+at+other.String()+`"]`)) != 1 {
		t.Error("the form does not keep what was typed, or does not lead to who has the address")
	}
	s.Exec(`update registrations set name = 'Amina O.' where id = $1`, id)
	form.Set("email", "amina@example.org")
	form.Set("name", "Amina Okello")
	a = b.Post(at+id.String()+"/person", form).Want(409)
	if a.Attr("form[action$=person] input[name=name]", "value") != "Amina Okello" {
		t.Error("what was typed is lost")
	}
	b.Post(at+id.String()+"/person", person(a)).Want(303) // having seen it
	if n := sitetest.One[int](s, `select count(*) from registrations where name = 'Amina Okello' and link_version = 1`); n != 1 {
		t.Error("the second press does not save")
	}
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 2 {
		t.Errorf("%d letters, and no address has changed", n)
	}
	elsewhere, _ := s.Event(0)
	b.Post("/manage/events/"+elsewhere.String()+"/registrations/"+id.String()+"/person", form).Want(404)
	s.Staff(models.Moderator, event).Post(at+id.String()+"/person", form).Want(403)
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'registration.correct'`); n != 1 {
		t.Errorf("%d corrections in the audit", n)
	}
}

func TestAdd_registersSomebodyOnceWithoutApproval(t *testing.T) {
	s := sitetest.New(t)
	event, _ := applicants(s, 1)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	form := func(name string, more ...string) url.Values {
		f := url.Values{"key": {b.Get(at+"/new").Want(200).Attr("input[name=key]", "value")}, "name": {name},
			"email": {strings.ToLower(name) + "@example.org"}, "language": {"en"}, "letter": {"1"}}
		for _, m := range more {
			f.Set(m, "1")
		}
		return f
	}
	amina := form("Amina")
	first := b.Post(at, amina).Want(303).Location()
	if again := b.Post(at, amina).Want(303).Location(); again != first {
		t.Errorf("the same form leads to %s, then to %s", first, again)
	}
	b.Post(at, form("Kofi")).Want(303)
	if said := b.Get(at).Text(".flash"); !strings.Contains(said, "キャンセル待ち") {
		t.Errorf("told %q", said)
	}
	b.Post(at, form("Lena", "seat")).Want(303)
	if got := sitetest.One[string](s, `select string_agg(name || ' ' || state || ' ' || source, ', ' order by number) from registrations`); got != "Amina confirmed desk, Kofi waitlisted desk, Lena confirmed desk" {
		t.Errorf("registered: %s", got)
	}
	if n := sitetest.One[int](s, `select count(*) from category_seats where taken = 2 and waiting = 1`); n != 1 {
		t.Error("the seats do not add up")
	}
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 3 {
		t.Errorf("%d letters", n)
	}
	a := b.Post(at, form("Amina")).Want(422)
	if len(a.All(`form a[href="`+first+`"]`)) != 1 || a.Attr("input[name=name]", "value") != "Amina" {
		t.Error("somebody who is registered is not shown")
	}
	quiet := form("Zoe")
	quiet.Del("letter")
	b.Post(at, quiet).Want(303)
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 3 {
		t.Error("a letter left that nobody asked for")
	}
	s.Exec(`update events set state = 'ended', ended_at = now(), starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour'`)
	b.Post(at, form("Late")).Want(422)
}

func TestStory_tellsNobodyWhoAskedWithoutAName(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@example.org", models.English)
	for i, anonymity := range []string{"named", "hidden"} {
		s.Exec(`insert into questions (id, event_id, number, state, registration_id, anonymity, channel, text, language)
			values (gen_random_uuid(), $1, $2, 'pending', $3, $4, 'before', 'Words ' || $4, 'en')`, event, i+1, id, anonymity)
	}
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations/" + id.String()
	b.Post(at+"/cancel", nil).Want(303)
	said := b.Get(at + "?lang=en").Want(200).Text(".story")
	if !strings.Contains(said, "Words named") || strings.Contains(said, "Words hidden") || strings.Contains(said, "No. 2") {
		t.Errorf("the story is %q", said)
	}
	if !strings.Contains(said, "Confirmed → Cancelled") || !strings.Contains(said, "organiser") {
		t.Errorf("the story does not tell who cancelled: %q", said)
	}
}
