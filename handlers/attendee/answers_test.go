package attendee_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
)

func TestMyAnswers_areSetRightByTheirOwnerOnly(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	id, path := register(s, slug, "Amina", "amina@example.org")
	decides := s.Field(event, models.FieldYesNo, func(f *models.Field) { f.Required = true })
	hangs := s.Field(event, models.FieldLine, func(f *models.Field) {
		f.Required, f.ShownIf = true, models.Condition{Field: decides.ID, Values: []string{"yes"}}
	})
	staff := s.Field(event, models.FieldLine, func(f *models.Field) { f.StaffOnly, f.Label = true, models.Text{models.English: "Troublemaker"} })
	s.Exec(`insert into answers (registration_id, field_id, value) values ($1, $2, '["secret"]')`, id, staff.ID)
	b := s.Browser(models.English)
	if a := b.Get(path).Want(200); strings.Contains(a.Body, "Troublemaker") || strings.Contains(a.Body, "secret") || strings.Contains(a.Body, staff.ID.String()) {
		t.Error("the attendee sees what is the desk's")
	}
	a := b.Post(path+"/answers", url.Values{decides.Key(): {"yes"}, hangs.Key(): {" "}, staff.Key(): {"forged"}}).Want(422)
	if a.Text("#"+hangs.Key()+"-e") != "Please answer this." || a.Attr("#"+decides.Key()+" [checked]", "value") != "yes" || a.Attr(".esum a", "href") != "#"+hangs.Key() {
		t.Errorf("%.3000s", a.Text("main"))
	}
	for range 2 {
		if to := b.Post(path+"/answers", url.Values{decides.Key(): {"yes"}, hangs.Key(): {"Tokyo"}, staff.Key(): {"forged"}}).Want(303).Location(); to != path {
			t.Errorf("leads to %s", to)
		}
	}
	if got := b.Get(path).Text("#answers-h + dl"); got != "Field yes_noYesField lineTokyo" {
		t.Errorf("the page says %q", got)
	}
	b.Post(path+"/answers", url.Values{decides.Key(): {"no"}, hangs.Key(): {"Tokyo"}}).Want(303)
	if got := sitetest.One[string](s, `select string_agg(value->>0, ' ' order by value->>0) from answers where registration_id = $1`, id); got != "no secret" {
		t.Errorf("stored %q", got)
	}
	other := "/my/" + s.Links.Sign(models.LinkMy, id, 2) + "/answers"
	b.Post(other, url.Values{decides.Key(): {"yes"}}).Want(410)
	b.Post("/my/"+s.Links.Sign(models.LinkJoin, id, 1)+"/answers", url.Values{decides.Key(): {"yes"}}).Want(404)
	s.Exec(`update events set starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' where id = $1`, event)
	b.Post(path+"/answers", url.Values{decides.Key(): {"no"}}).Want(409)
	if n := len(b.Get(path).Want(200).All(`form[action$="/answers"]`)); n != 0 {
		t.Error("the form is there after the event")
	}
}

func TestMyAnswers_whatWasAskedOnTheBoardStays(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	ask := s.Field(event, models.FieldText, func(f *models.Field) { f.ToSpeakers = true })
	_, path := register(s, slug, "Amina", "amina@example.org")
	b := s.Browser(models.English)
	b.Post(path+"/answers", url.Values{ask.Key(): {"Why here?"}}).Want(303)
	if _, err := store.NewFields(s.DB).AskFromForms(context.Background()); err != nil {
		t.Fatal(err)
	}
	b.Post(path+"/answers", url.Values{ask.Key(): {"Why there?"}}).Want(303)
	if got := sitetest.One[string](s, `select string_agg(text || ' ' || channel, ',') from questions`); got != "Why here? registration" {
		t.Errorf("on the board: %q", got)
	}
	if got := b.Get(path).Text("#answers-h + dl dd"); got != "Why here?" {
		t.Errorf("the page says %q", got)
	}
}

func TestMyAnswers_aFileIsReplaced(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	id, path := register(s, slug, "Amina", "amina@example.org")
	f := s.Field(event, models.FieldFile, func(f *models.Field) { f.Required = true })
	b := s.Browser(models.English)
	for _, name := range []string{"a.pdf", "b.pdf"} {
		b.Upload(path+"/answers", nil, map[string][2]string{f.Key(): {name, "%PDF-1.7\n" + strings.Repeat("x", 3<<20)}}).Want(303)
	}
	b.Post(path+"/answers", nil).Want(303) // nothing chosen: the file stays
	b.Upload(path+"/answers", nil, map[string][2]string{f.Key(): {"c.pdf", "<svg onload=alert(1)>"}}).Want(422)
	if got := sitetest.One[string](s, `select string_agg(name, ' ') from answer_files where registration_id = $1`, id); got != "b.pdf" {
		t.Errorf("the file is %q", got)
	}
	if got := b.Get(path).Want(200); !strings.Contains(got.Text("#"+f.Key()+"-h"), "We have b.pdf") {
		t.Errorf("%q", got.Text("#"+f.Key()+"-h"))
	}
}
