package handlers_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
)

// register puts somebody in by the store, as the form does, and returns the registration.
func register(t *testing.T, s *sitetest.Site, event models.ID, name string, lang models.Lang) models.ID {
	t.Helper()
	id := models.NewID()
	email := strings.ToLower(name) + "@example.org"
	if _, err := store.NewRegistrations(s.DB).Register(context.Background(), event,
		models.NewRegistration{ID: id, Name: name, Email: email, EmailKey: email, Language: lang}); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestLetters_showWhatWouldArriveAndThatNoServerIsConfigured(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	register(t, s, event, "Amina", models.English)
	desk := s.Staff(models.Organiser, s.Host)
	list := desk.Get("/manage/events/" + event.String() + "/letters").Want(200)
	if !strings.Contains(list.Text(".note.warn"), "メールサーバーが設定されていません") {
		t.Error("the desk is not told that letters wait")
	}
	link := list.Attr("tbody a", "href")
	letter := desk.Get(link).Want(200)
	if got := letter.Text("h1"); !strings.HasPrefix(got, "You’re registered: Connecting economies") {
		t.Errorf("subject %q", got)
	}
	if got := letter.Text("pre"); !strings.Contains(got, "Dear Amina") || !strings.Contains(got, s.URL+"/join/") {
		t.Errorf("text %q", got)
	}
	frame := desk.Get(letter.Attr("iframe", "src")).Want(200)
	if p := frame.Header.Get("Content-Security-Policy"); !strings.Contains(p, "sandbox") || strings.Contains(p, "script-src") {
		t.Errorf("policy of the frame %q", p)
	}
	if !strings.Contains(frame.Text("body"), "Dear Amina") {
		t.Error("the frame does not hold the letter")
	}
}

func TestLetters_areForTheEventsOrganisersAlone(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	register(t, s, event, "Amina", models.English)
	id := sitetest.One[string](s, `select id::text from mails`)
	other := models.NewID()
	s.Exec(`insert into hosts (id, name) values ($1, '{"en": "Other"}')`, other)
	for who, want := range map[*sitetest.Browser]int{
		s.Staff(models.Owner, models.ID{}): 200, s.Staff(models.Organiser, s.Host): 200, s.Staff(models.Organiser, other): 404,
		s.Staff(models.Moderator, event): 403, s.Browser(models.English): 303,
	} {
		for _, path := range []string{"/manage/events/" + event.String() + "/letters", "/manage/letters/" + id, "/manage/letters/" + id + "/html"} {
			who.Get(path).Want(want)
		}
	}
	if got := s.Staff(models.Organiser, s.Host).Get("/manage/letters").Status; got != 403 {
		t.Errorf("letters of the installation: %d", got)
	}
}

func TestLetters_areSentAgainOnceHoweverOftenPressed(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	register(t, s, event, "Amina", models.English)
	id := sitetest.One[string](s, `select id::text from mails`)
	desk := s.Staff(models.Organiser, s.Host)
	s.Exec(`update mails set state = 'failed', attempts = 12, reply = '550 no such mailbox', done_at = now()`)
	for range 2 {
		desk.Post("/manage/letters/"+id+"/again", nil).Want(303)
	}
	if n := sitetest.One[int](s, `select count(*) from mails where state = 'due' and attempts = 0`); n != 1 {
		t.Error("the letter is not due")
	}
	s.Exec(`update mails set state = 'sent'`)
	desk.Post("/manage/letters/"+id+"/again", nil).Want(303)
	if n := sitetest.One[int](s, `select count(*) from mails where state = 'sent'`); n != 1 {
		t.Error("a letter that arrived was put back")
	}
	s.Staff(models.Moderator, event).Post("/manage/letters/"+id+"/again", nil).Want(403)
}

func TestRecordings_reachEachConfirmedPersonOnceInTheirLanguage(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(3)
	came := register(t, s, event, "Hanako", models.Japanese)
	register(t, s, event, "Amina", models.English)
	gone := register(t, s, event, "Taro", models.Japanese)
	waiting := register(t, s, event, "Waiting", models.English)
	s.Exec(`update registrations set first_join_at = now() where id = $1`, came)
	if err := store.NewRegistrations(s.DB).Cancel(context.Background(), gone); err != nil {
		t.Fatal(err)
	}
	if err := store.NewRegistrations(s.DB).Accept(context.Background(), waiting); err != nil { // the seat that was offered
		t.Fatal(err)
	}
	desk, at := s.Staff(models.Organiser, s.Host), "/manage/events/"+event.String()+"/recordings"
	page := desk.Get(at).Want(200)
	version := page.Attr("[name=version]", "value")
	desk.Post(at+"/send", nil).Want(409) // nothing to send yet
	desk.Post(at, url.Values{"version": {version}, "url_ja": {"https://video.example.org/ja"}, "note_en": {"With subtitles."}}).Want(303)

	stale := desk.Post(at, url.Values{"version": {version}, "url_ja": {"https://video.example.org/other"}}).Want(422)
	if got := stale.Attr("#url_ja", "value"); got != "https://video.example.org/other" {
		t.Errorf("typed address lost: %q", got)
	}
	for range 2 {
		desk.Post(at+"/send", nil).Want(303)
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind in ('recording', 'recording_missed')`); n != 3 {
		t.Errorf("%d letters for 3 people", n)
	}
	if k := sitetest.One[string](s, `select kind from mails where registration_id = $1 and kind like 'recording%'`, came); k != "recording" {
		t.Errorf("who came gets %s", k)
	}
	preview := desk.Get(at).Want(200)
	if got := len(preview.All("article.card")); got != 4 {
		t.Errorf("%d previews", got)
	}
	if !strings.Contains(preview.Body, "This recording is in Japanese.") {
		t.Error("a reader of English is not told that the recording is in Japanese")
	}
	desk.Post(at+"/test", nil).Want(303)
	if n := sitetest.One[int](s, `select count(distinct language) from mails where account_id is not null and occasion like 'test-%'`); n != 2 {
		t.Errorf("tests in %d languages", n)
	}
	s.Staff(models.Moderator, event).Post(at+"/send", nil).Want(403)
}

func TestRecordings_sayWhatIsWrongAtTheField(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	desk, at := s.Staff(models.Organiser, s.Host), "/manage/events/"+event.String()+"/recordings"
	for _, bad := range []string{"javascript:alert(1)", "ftp://x", "https://", "https://u:p@example.org/", "https://exa mple.org", strings.Repeat("https://example.org/", 200)} {
		a := desk.Post(at, url.Values{"version": {"1"}, "url_ja": {bad}}).Want(422)
		if a.Attr(".esum a", "href") != "#url_ja" || a.Attr("#url_ja", "aria-invalid") != "true" {
			t.Errorf("%.40q: the summary does not lead to the field", bad)
		}
	}
	desk.Post(at, url.Values{"version": {"1"}}).Want(422)
	desk.Post(at, url.Values{"version": {"x"}, "url_ja": {"https://example.org"}}).Want(400)
}

func TestJoin_opensInItsWindowAndNotesOnlyAPress(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	s.Exec(`insert into channels (id, event_id, position, url) values ($1, $2, 1, 'https://meet.example.org/room?pwd=secret')`, models.NewID(), event)
	id := register(t, s, event, "Amina", models.English)
	at := "/join/" + s.Links.Sign(models.LinkJoin, id, 1)
	b := s.Browser(models.English)

	early := b.Get(at).Want(200)
	if strings.Contains(early.Body, "meet.example.org") || len(early.All("form[action^='/join']")) > 0 {
		t.Error("the way in is open too early")
	}
	if got := b.Post(at, url.Values{"channel": {"0"}}).Want(303).Location(); got != at {
		t.Errorf("a press too early leads to %s", got)
	}
	s.Exec(`update events set starts_at = now() + interval '10 minutes', ends_at = now() + interval '2 hours'`)
	open := b.Get(at).Want(200)
	if strings.Contains(open.Body, "secret") {
		t.Error("the page holds the join address")
	}
	if n := sitetest.One[int](s, `select count(*) from registrations where first_join_at is not null`); n != 0 {
		t.Error("looking counts as joining")
	}
	if got := b.Post(at, url.Values{"channel": {"0"}}).Want(303).Location(); got != "https://meet.example.org/room?pwd=secret" {
		t.Errorf("the button leads to %s", got)
	}
	if n := sitetest.One[int](s, `select count(*) from registrations where first_join_at is not null`); n != 1 {
		t.Error("the join was not noted")
	}
	s.Exec(`update events set starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour'`)
	s.Exec(`insert into recordings (id, event_id, language, url) values ($1, $2, 'ja', 'https://video.example.org/ja')`, models.NewID(), event)
	over := b.Get(at).Want(200)
	if got := over.Attr("a.btn.pri", "href"); got != "https://video.example.org/ja" {
		t.Errorf("after the end: %s", got)
	}
}

func TestJoin_isClosedToOtherLinks(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(1)
	id := register(t, s, event, "Amina", models.English)
	waiting := register(t, s, event, "Waiting", models.English)
	b := s.Browser(models.English)
	b.Get("/join/nonsense").Want(404)
	b.Get("/join/" + s.Links.Sign(models.LinkStage, id, 1)).Want(404)
	b.Get("/join/" + s.Links.Sign(models.LinkJoin, models.NewID(), 1)).Want(404)
	b.Get("/join/" + s.Links.Sign(models.LinkJoin, id, 2)).Want(410)
	s.Exec(`update events set starts_at = now() - interval '1 minute'`)
	line := "/join/" + s.Links.Sign(models.LinkJoin, waiting, 1)
	if got := b.Get(line).Want(200).Text(".pass ~ h2"); got != "You are on the waiting list" {
		t.Errorf("who waits sees %q", got)
	}
	b.Post(line, url.Values{"channel": {"0"}}).Want(303)
	if n := sitetest.One[int](s, `select count(*) from registrations where first_join_at is not null`); n != 0 {
		t.Error("who waits was let in")
	}
}
