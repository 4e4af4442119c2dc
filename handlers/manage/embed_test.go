package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestEmbed_givesTheCodeAndKeepsTheSites(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	s.Exec(`update hosts set site = 'https://www.example.org/about' where id = $1`, s.Host)
	desk, at := s.Staff(models.Organiser, s.Host), "/manage/events/"+id.String()+"/embed"
	page := desk.Get(at).Want(200)
	if page.Text("#origins") != "https://www.example.org" {
		t.Errorf("sites %q", page.Text("#origins"))
	}
	if got := page.Text("#snippet-en"); !strings.HasPrefix(got, `<iframe src="`+s.URL+`/events/`+slug+`/embed?in=en" title="Registration: Connecting economies"`) ||
		!strings.HasSuffix(got, `<script async src="`+s.URL+`/embed.js"></script>`) {
		t.Errorf("code %q", got)
	}
	if len(page.All("iframe")) != 2 {
		t.Error("no preview in both languages")
	}
	desk.Post(at, url.Values{"version": {"0"}, "origins": {"coop.example.jp\r\nhttps://a.example/x"}}).Want(303)
	if got := desk.Get(at).Text("#origins"); got != "https://coop.example.jp https://a.example" {
		t.Errorf("now %q", got)
	}
	stale := desk.Post(at, url.Values{"version": {"0"}, "origins": {"b.example"}}).Want(422)
	if stale.Text("#origins") != "b.example" || stale.Attr("[name=version]", "value") != "1" || len(stale.All(".esum li")) != 1 {
		t.Error("who comes second is not told, or loses what was typed")
	}
	bad := desk.Post(at, url.Values{"version": {"1"}, "origins": {"*"}}).Want(422)
	if bad.Attr(".esum a", "href") != "#origins" || bad.Attr("#origins", "aria-invalid") != "true" {
		t.Error("the summary does not lead to the field")
	}
	desk.Post(at, url.Values{"version": {"1"}, "origins": {""}}).Want(303)
	if got := desk.Get("/manage/events/" + id.String() + "/settings").Want(200).Text("main"); !strings.Contains(got, "ほかのサイトには置けません") {
		t.Errorf("the settings say %q", got)
	}
}

func TestProof_canBeAskedOfEverybody(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	desk, at := s.Staff(models.Organiser, s.Host), "/manage/events/"+id.String()+"/proof"
	form := url.Values{"name": {"A"}, "email": {"a@example.org"}, "consent": {"yes"}, "language": {"en"}}
	desk.Get(at).Want(200)
	desk.Post(at, url.Values{"prove": {"always"}}).Want(303)
	if desk.Get(at).Attr("[name=prove][checked]", "value") != "always" {
		t.Error("not kept")
	}
	s.Browser(models.English).Post("/events/"+slug+"/registrations", form).Want(303)
	if got := sitetest.One[string](s, `select state from registrations`); got != "unverified" {
		t.Errorf("who registers is %s", got)
	}
}
