package manage_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// sent is the form around the list, as a browser would send it with nothing ticked.
func sent(a *sitetest.Answer) url.Values {
	form := url.Values{"scope": {"ticked"}}
	for _, name := range []string{"back", "filter", "asof"} {
		form.Set(name, a.Attr("form[data-people] input[name="+name+"]", "value"))
	}
	return form
}

func TestRegistrations_doesOneActToAllThatAFilterFound(t *testing.T) {
	s := sitetest.New(t)
	event, _ := applicants(s, 0, "a@example.org", "b@example.org", "c@example.jp")
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	form := sent(b.Get(at + "?state=pending&q=example.org").Want(200))
	late := arrives(s, event, "Late", "late@example.org", models.English)
	s.Exec(`update registrations set created_at = now() + interval '1 second' where id = $1`, late)
	form.Set("scope", "all")
	form.Set("act", "approve")
	if to := b.Post(at+"/decide", form).Want(303).Location(); !strings.HasPrefix(to, at) || !strings.Contains(to, "state=pending") || !strings.Contains(to, "q=example.org") {
		t.Errorf("leads to %s", to)
	}
	if got := sitetest.One[string](s, `select string_agg(state, ' ' order by number) from registrations`); got != "confirmed confirmed pending pending" {
		t.Fatalf("they stand %s: only whom the page found, when it was shown, is approved", got)
	}
	undo := b.Get(at).Attr(".flash form", "action")
	b.Post(undo, nil).Want(303)
	if got := sitetest.One[string](s, `select string_agg(state, ' ' order by number) from registrations`); got != "pending pending pending pending" {
		t.Errorf("after undoing they stand %s", got)
	}
	form.Set("asof", "yesterday")
	b.Post(at+"/decide", form).Want(400)
}

func TestRegistrations_ofAnotherEventAreNotFoundByAFilter(t *testing.T) {
	s := sitetest.New(t)
	event, _ := applicants(s, 0, "a@example.org")
	other, _ := applicants(s, 0, "b@example.org")
	b := s.Staff(models.Organiser, s.Host)
	form := url.Values{"scope": {"all"}, "filter": {"?category=" + other.String()}, "act": {"approve"}, "asof": {time.Now().Format(time.RFC3339Nano)}}
	b.Post("/manage/events/"+event.String()+"/registrations/decide", form).Want(303)
	if n := sitetest.One[int](s, `select count(*) from registrations where state <> 'pending'`); n != 0 {
		t.Errorf("%d were approved", n)
	}
}

func TestRegistrations_sendLinksToManyOnce(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	ids := []string{arrives(s, event, "Amina", "amina@example.org", models.English).String(), arrives(s, event, "Kofi", "kofi@example.org", models.English).String()}
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	s.Exec(`update registrations set state = 'cancelled', cancelled_at = now(), cancelled_by = 'attendee' where id = $1`, ids[1])
	before := time.Now().Minute()
	for range 2 {
		b.Post(at+"/decide", url.Values{"act": {"links"}, "ids": ids}).Want(303)
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'links'`); n != 1 && time.Now().Minute() == before {
		t.Errorf("%d letters with links, want one", n)
	}
	if said := b.Get(at).Text(".flash"); !strings.Contains(said, "1名に") {
		t.Errorf("told %q", said)
	}
	s.Staff(models.Moderator, event).Post(at+"/decide", url.Values{"act": {"links"}, "ids": ids}).Want(403)
}

func TestRegistrations_areTickedWithoutScript(t *testing.T) {
	s := sitetest.New(t)
	event, _ := applicants(s, 0, "a@example.org", "b@example.org")
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	a := b.Get(at + "?state=pending").Want(200)
	if n := len(a.All("input[name=ids][checked]")); n != 0 {
		t.Errorf("%d are ticked from the start", n)
	}
	if n := len(b.Get(a.Attr(".bulk a", "href")).Want(200).All("input[name=ids][checked]")); n != 2 {
		t.Errorf("%d are ticked", n)
	}
	if len(a.All("button[value=approve]")) != 1 || len(a.All("button[value=move_up], button[value=category]")) != 0 {
		t.Error("acts are offered that suit nobody")
	}
}

func TestRegistrations_areFilteredByCategory(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	arrives(s, event, "Amina", "amina@example.org", models.English)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	if n := len(b.Get(at).Want(200).All("a[href*=category]")); n != 0 {
		t.Error("a filter by category, and there is only one")
	}
	second := models.NewID()
	s.Exec(`insert into categories (id, event_id, position, title) values ($1, $2, 2, '{"en": "On site", "ja": "会場"}')`, second, event)
	s.Exec(`insert into category_seats (category_id) values ($1)`, second)
	kofi := arrives(s, event, "Kofi", "kofi@example.org", models.English)
	b.Post(at+"/decide", url.Values{"act": {"category"}, "category": {second.String()}, "ids": {kofi.String()}}).Want(303)
	a := b.Get(at + "?category=" + second.String()).Want(200)
	if got := names(a); len(got) != 1 || got[0] != "Kofi" || !strings.Contains(a.Text("tbody"), "会場") {
		t.Errorf("the category holds %v: %s", got, a.Text("tbody"))
	}
}
