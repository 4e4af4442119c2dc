package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestAnswers_theDeskReadsAndFillsIn(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@example.org", models.English)
	at := "/manage/events/" + event.String() + "/registrations/" + id.String()
	needed := s.Field(event, models.FieldDate, func(f *models.Field) { f.Required = true })
	staff := s.Field(event, models.FieldLine, func(f *models.Field) { f.StaffOnly = true })
	b := s.Staff(models.Organiser, s.Host)
	a := b.Post(at+"/answers", url.Values{needed.Key(): {"soon"}, staff.Key(): {"VIP"}}).Want(422)
	if a.Text("#"+needed.Key()+"-e") == "" || a.Attr("#"+staff.Key(), "value") != "VIP" {
		t.Errorf("%.3000s", a.Text("main"))
	}
	for range 2 { // what attendees must answer does not hold up the desk
		b.Post(at+"/answers", url.Values{staff.Key(): {"VIP"}}).Want(303)
	}
	s.Exec(`update fields set retired_at = now() where id = $1`, staff.ID)
	if got := b.Get(at).Want(200).Text("#answers-h + dl"); got != "項目 line 事務局のみ 外した項目VIP" {
		t.Errorf("the page says %q", got)
	}
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'registration.answers' and subject = $1 and detail = '{}'`, id); n != 2 {
		t.Errorf("%d lines in the audit", n)
	}
	other, _ := s.Event(0)
	s.Field(other, models.FieldLine)
	b.Post(strings.Replace(at, event.String(), other.String(), 1)+"/answers", url.Values{staff.Key(): {"x"}}).Want(404)
}

func TestAnswers_aFileIsOnlyEverSaved(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	f := s.Field(event, models.FieldFile)
	content := "%PDF-1.7\n<script>"
	s.Browser(models.English).Upload("/events/"+slug+"/registrations", url.Values{"name": {"Amina"}, "email": {"a@example.org"}, "consent": {"yes"}},
		map[string][2]string{f.Key(): {"旅券.pdf", content}}).Want(303)
	id := sitetest.One[models.ID](s, `select id from registrations`)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations/" + id.String()
	path := b.Get(at).Want(200).Attr("#answers-h + dl dd a", "href")
	a := b.Get(path).Want(200)
	for header, want := range map[string]string{"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": `attachment; filename="_.pdf"; filename*=UTF-8''%E6%97%85%E5%88%B8.pdf`} {
		if got := a.Header.Get(header); got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
	if a.Body != content {
		t.Errorf("the file is %q", a.Body)
	}
	s.Staff(models.Moderator, event).Get(path).Want(403)
	stranger := models.NewID()
	s.Exec(`insert into hosts (id, name) values ($1, '{"en": "Other"}')`, stranger)
	s.Staff(models.Organiser, stranger).Get(path).Want(404)
	other, _ := s.Event(0)
	b.Get(strings.Replace(path, event.String(), other.String(), 1)).Want(404)
	b.Get(strings.Replace(path, f.ID.String(), models.NewID().String(), 1)).Want(404)
	s.Browser(models.English).Get(path).Want(303)
}
