package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// stateOf is where a registration stands.
func stateOf(s *sitetest.Site, id models.ID) string {
	return sitetest.One[string](s, `select state from registrations where id = $1`, id)
}

// applicants are people whom the organisers of an event are to decide on.
func applicants(s *sitetest.Site, capacity int, emails ...string) (event models.ID, ids []string) {
	event, _ = s.Event(capacity)
	s.Exec(`update categories set approval = true where event_id = $1`, event)
	for _, email := range emails {
		ids = append(ids, arrives(s, event, "Person "+email[:1], email, models.English).String())
	}
	return event, ids
}

func TestDecide_movesManyAsOneStepThatCanBeUndone(t *testing.T) {
	s := sitetest.New(t)
	event, ids := applicants(s, 1, "a@example.org", "b@example.org", "c@example.org")
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	to := b.Post(at+"/decide", url.Values{"act": {"approve"}, "ids": ids, "back": {at + "?state=pending"}}).Want(303).Location()
	if to != at+"?state=pending" {
		t.Errorf("leads to %s", to)
	}
	if got := sitetest.One[string](s, `select string_agg(state, ' ' order by number) from registrations`); got != "confirmed waitlisted waitlisted" {
		t.Fatalf("they stand %s", got)
	}
	a := b.Get(to).Want(200)
	undo := a.Attr(".flash form", "action")
	if !strings.Contains(a.Text(".flash"), "3名を承認しました") || undo == "" {
		t.Fatalf("told %q, undone at %q", a.Text(".flash"), undo)
	}
	if to := b.Post(undo, nil, "Referer", s.URL+at+"?state=pending").Want(303).Location(); to != at+"?state=pending" {
		t.Errorf("undoing leads to %s", to)
	}
	if got := sitetest.One[string](s, `select string_agg(state, ' ' order by number) from registrations`); got != "pending pending pending" {
		t.Errorf("after undoing they stand %s", got)
	}
	b.Post(undo, nil).Want(303)
	if a := b.Get(at); !strings.Contains(a.Text(".flash"), "すでに元に戻っています") {
		t.Errorf("undoing twice is told %q", a.Text(".flash"))
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'confirmed' and state = 'due'`); n != 0 {
		t.Errorf("%d letters of the undone act would leave", n)
	}
}

func TestDecide_cannotBeUndoneOnceALetterHasLeft(t *testing.T) {
	s := sitetest.New(t)
	event, ids := applicants(s, 0, "a@example.org")
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	b.Post(at+"/decide", url.Values{"act": {"decline"}, "ids": ids, "reason_ja": {"定員のため"}, "reason_en": {"No places"}}).Want(303)
	undo := b.Get(at).Attr(".flash form", "action")
	s.Exec(`update mails set state = 'sent' where kind = 'declined'`)
	b.Post(undo, nil).Want(303)
	if a := b.Get(at); !strings.Contains(a.Text(".flash"), "もう元に戻せません") {
		t.Errorf("told %q", a.Text(".flash"))
	}
	if got := sitetest.One[string](s, `select state || decline_reason::text from registrations`); got != `declined{"en": "No places", "ja": "定員のため"}` {
		t.Errorf("stands %s", got)
	}
}

func TestDecide_repeatedOrTooLateChangesNothingAndSaysSo(t *testing.T) {
	s := sitetest.New(t)
	event, ids := applicants(s, 0, "a@example.org", "b@example.org")
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	b.Post(at+"/decide", url.Values{"act": {"approve"}, "ids": ids[:1]}).Want(303)
	b.Post(at+"/decide", url.Values{"act": {"decline"}, "ids": ids[:1], "reason_en": {"Late"}}).Want(303) // a colleague's stale page
	if a := b.Get(at); !strings.Contains(a.Text(".flash"), "何も変わっていません") {
		t.Errorf("told %q", a.Text(".flash"))
	}
	b.Post(at+"/decide", url.Values{"act": {"approve"}, "ids": ids}).Want(303)
	if a := b.Get(at); !strings.Contains(a.Text(".flash"), "1名を承認しました") || !strings.Contains(a.Text(".flash"), "ほかの1名は") {
		t.Errorf("told %q", a.Text(".flash"))
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'confirmed'`); n != 2 {
		t.Errorf("%d letters", n)
	}
}

func TestDecide_refusesWhatNoFormSends(t *testing.T) {
	s := sitetest.New(t)
	event, ids := applicants(s, 0, "a@example.org")
	other, others := applicants(s, 0, "b@example.org")
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations"
	for what, f := range map[string]url.Values{
		"no act":                  {"ids": ids},
		"an act of the clock":     {"act": {"lapse"}, "ids": ids},
		"an act of the attendee":  {"act": {"accept"}, "ids": ids},
		"nobody":                  {"act": {"approve"}},
		"nobody that there is":    {"act": {"approve"}, "ids": {"x", "-1", "\x00"}},
		"a category of elsewhere": {"act": {"category"}, "ids": ids, "category": {other.String()}},
		"no category":             {"act": {"category"}, "ids": ids},
		"a reason without end":    {"act": {"decline"}, "ids": ids, "reason_en": {strings.Repeat("x", models.MaxReason+1)}},
	} {
		b.Post(at+"/decide", f).Want(303)
		if a := b.Get(at); a.Attr(".flash .note", "class") != "note warn" || len(a.All(".flash form")) > 0 {
			t.Errorf("%s: told %q", what, a.Text(".flash"))
		}
	}
	b.Post(at+"/decide", url.Values{"act": {"approve"}, "ids": others}).Want(404) // somebody of another event
	for _, back := range []string{"https://evil.example/", "//evil.example" + at, "/manage/events/" + other.String(), at + "/../../..", "javascript:alert(1)", "\\\\evil"} {
		if to := b.Post(at+"/decide", url.Values{"act": {"move_up"}, "ids": ids, "back": {back}}).Want(303).Location(); to != at {
			t.Errorf("%q leads to %s", back, to)
		}
	}
	if got := stateOf(s, models.ParseID(ids[0])) + stateOf(s, models.ParseID(others[0])); got != "pendingpending" {
		t.Errorf("they stand %s", got)
	}
}
