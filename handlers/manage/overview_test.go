package manage_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
)

func register(t *testing.T, s *sitetest.Site, event string, email string, lang models.Lang) {
	t.Helper()
	n := models.NewRegistration{ID: models.NewID(), Name: "Hanako", Email: email, EmailKey: email, Language: lang}
	if _, err := store.NewRegistrations(s.DB).Register(context.Background(), models.ParseID(event), n); err != nil {
		t.Fatal(err)
	}
}

func TestEventForm_isShownAgainAsItWasTyped(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	id, f := published(t, s, staff)
	if f.Get("when") != "2030-12-16 16:00–18:30" || !strings.Contains(f.Get("about_ja"), "１６：００　開会／Shinichi Takasaki氏（ILO駐日事務所") {
		t.Errorf("when %q, about %.80q", f.Get("when"), f.Get("about_ja"))
	}
	staff.Post("/manage/events/"+id+"/save", f).Want(303)
	if v := sitetest.One[int](s, "select version from events where id = $1", id); v != 1 {
		t.Errorf("saving what is there made version %d", v)
	}
}

func TestSave_movesTheProgrammeWithTheEventAndTellsWhoComes(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	id, _ := published(t, s, staff)
	register(t, s, id, "a@example.org", models.English)
	page := staff.Get("/manage/events/" + id + "/edit").Want(200)
	f := shown(page)
	if f.Get("tell") == "" || !strings.Contains(page.Text(".savebar"), "1名") {
		t.Errorf("the box for telling: %s", page.Text(".savebar"))
	}
	f.Set("when", "2030年12月17日 17時〜19時半")
	staff.Post("/manage/events/"+id+"/save", f).Want(303)
	first := sitetest.One[string](s, "select to_char(min(starts_at) at time zone 'Asia/Tokyo', 'DD HH24:MI') from items where event_id = $1", id)
	if first != "17 17:00" {
		t.Errorf("the programme begins at %s", first)
	}
	if n := sitetest.One[int](s, "select count(*) from items where event_id = $1 and title ? 'ja' and title ? 'en'", id); n != 11 {
		t.Errorf("%d items in both languages", n)
	}
	if again := shown(staff.Get("/manage/events/" + id + "/edit")); !strings.Contains(again.Get("about_en"), "17:00 Opening") {
		t.Errorf("the text says %.60q", again.Get("about_en"))
	}
	if n := sitetest.One[int](s, "select count(*) from mails where event_id = $1 and kind = 'changed'", id); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestSave_showsBothVersionsWhenSomebodyWasFirst(t *testing.T) {
	s := sitetest.New(t)
	one, two := s.Staff(models.Organiser, s.Host), s.Staff(models.Organiser, s.Host)
	id, f := published(t, s, one)
	g := shown(two.Get("/manage/events/" + id + "/edit"))
	f.Set("title_ja", "先の題名")
	g.Set("title_ja", "後の題名")
	g.Set("join", "https://late.example/")
	one.Post("/manage/events/"+id+"/save", f).Want(303)
	a := two.Post("/manage/events/"+id+"/save", g).Want(409)
	if a.Attr("#title_ja", "value") != "後の題名" || !strings.Contains(a.Text(".note.bad"), "先の題名") {
		t.Errorf("not both versions: %s", a.Text(".note.bad"))
	}
	if title := sitetest.One[string](s, "select title->>'ja' from events where id = $1", id); title != "先の題名" {
		t.Errorf("overwritten with %q", title)
	}
	two.Post("/manage/events/"+id+"/save", shown(a)).Want(303) // knowing both, they save theirs
	if title := sitetest.One[string](s, "select title->>'ja' from events where id = $1", id); title != "後の題名" {
		t.Errorf("after looking: %q", title)
	}
}

func TestOverview_showsFiguresAndWhatIsNeeded(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	id, _ := published(t, s, staff)
	at := "/manage/events/" + id
	if a := staff.Get(at).Want(200); len(a.All("#share-ja")) != 1 || !strings.Contains(a.Text("#share-en"), "/events/tsunagaru-by") {
		t.Error("nobody has registered, and there is nothing to pass on")
	}
	register(t, s, id, "a@example.org", models.English)
	register(t, s, id, "b@example.org", models.Japanese)
	s.Exec(`update mails set state = 'failed' where registration_id = (select id from registrations where number = 1)`)
	a := staff.Get(at).Want(200)
	for selector, want := range map[string]string{".tile:nth-child(1) .v": "2", ".tile:nth-child(2) .v": "1 日本語", ".todo li": "1通", "tbody tr:first-child": "b@example.org",
		`.steps [aria-current="step"]`: "受付中", "figcaption": "2名"} {
		if got := a.Text(selector); !strings.Contains(got, want) {
			t.Errorf("%s says %q, not %q", selector, got, want)
		}
	}
	if len(a.All("#share-ja")) != 0 || a.Attr(".todo a", "href") != at+"/letters" {
		t.Error("the share kit stays, or the failed letter leads nowhere")
	}
}

func TestCancel_asksForTheReasonAndTellsEverybody(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	id, _ := published(t, s, staff)
	register(t, s, id, "a@example.org", models.English)
	at := "/manage/events/" + id
	page := staff.Get(at + "/cancel").Want(200)
	if !strings.Contains(page.Text("button.danger"), "1名") {
		t.Errorf("the button says %q", page.Text("button.danger"))
	}
	f := url.Values{"version": {page.Attr("[name=version]", "value")}, "reason_en": {"\u202e"}, "reason_ja": {" "}}
	for _, bad := range []string{"", "x\x00y", strings.Repeat("長", 1001), "a\u202eb"} {
		f.Set("reason_ja", bad)
		staff.Post(at+"/cancel", f).Want(422)
	}
	f.Set("reason_ja", "台風が近づいているため")
	f.Del("reason_en")
	stale := url.Values{"version": {"99"}, "reason_ja": {"x"}}
	staff.Post(at+"/cancel", stale).Want(409)
	for range 2 {
		staff.Post(at+"/cancel", f).Want(303)
	}
	if n := sitetest.One[int](s, "select count(*) from mails where kind = 'called_off'"); n != 1 {
		t.Errorf("%d letters", n)
	}
	if a := staff.Get(at).Want(200); !strings.Contains(a.Text(".note.bad"), "台風") {
		t.Error("the overview does not say why")
	}
	staff.Get(at + "/cancel").Want(409)
}

func TestBeginAndEnd_changeThePhase(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	id, _ := published(t, s, staff)
	at := "/manage/events/" + id
	staff.Post(at+"/begin", nil).Want(409)
	s.Exec(`update events set starts_at = now() + interval '5 minutes', ends_at = now() + interval '1 hour' where id = $1`, id)
	staff.Post(at+"/begin", nil).Want(303)
	if a := staff.Get(at); a.Attr(".btn.pri", "href") != at+"/questions" {
		t.Error("the board is not offered while it runs")
	}
	staff.Post(at+"/end", nil).Want(303)
	if a := staff.Get(at); a.Attr(".btn.pri", "href") != at+"/recordings" {
		t.Error("the recording is not asked for afterwards")
	}
}

func TestReadBack_saysWhatIsUnderstood(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	staff.Lang = models.English
	when := staff.Get("/manage/read/when?lang=en&zone=Asia%2FTokyo&when=" + url.QueryEscape("16 Dec 2030 4pm–6:30pm")).Want(200)
	if got := when.Text(".note.ok"); got != "Monday 16 December 2030, 16:00–18:30 Japan time" {
		t.Errorf("%q", got)
	}
	if got := staff.Get("/manage/read/when?zone=Asia%2FTokyo&when=16じはん").Want(200).Text(".note.warn"); !strings.Contains(got, "じはん") {
		t.Errorf("%q", got)
	}
	f := eventForm(t, staff.Get("/manage/events/new"))
	f.Set("about_en", f.Get("about_en")+"\n25:99 Nothing")
	a := staff.Post("/manage/read/programme", f).Want(200)
	if !strings.Contains(a.Text(".note.ok"), "Read 11 programme items and 9 people.") || !strings.Contains(a.Text(".note.warn"), "25:99 Nothing") {
		t.Errorf("%.600s", a.Body)
	}
	if n := sitetest.One[int](s, "select count(*) from events"); n != 0 {
		t.Error("looking made an event")
	}
}
