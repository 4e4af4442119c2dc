package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// choice is a filled-in field to choose one option from.
func choice(id, version string) url.Values {
	return url.Values{"id": {id}, "version": {version}, "kind": {"one"}, "label_ja": {"昼食"}, "label_en": {"Lunch"}, "required": {"yes"},
		"option_id": {"aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"}, "option_ja": {"要る", "", "要らない"}, "option_en": {"Yes", "", "No"}}
}

func stored(s *sitetest.Site, event models.ID) string {
	return sitetest.One[string](s, `select coalesce(string_agg(kind || ' ' || (label->>'en') || case when retired_at is null then '' else ' off' end, ', '
		order by retired_at nulls first, position), '') from fields where event_id = $1`, event)
}

func TestFormPage_addsAFieldOnceAndShowsItInBothLanguages(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	at := "/manage/events/" + event.String() + "/form"
	b := s.Staff(models.Organiser, s.Host)
	b.Lang = models.English
	if got := b.Get("/manage/events/" + event.String() + "/settings?lang=en").Want(200).Text(`main li:has(a[href$="/form"]) p`); got != "Name and e-mail address only" {
		t.Errorf("settings say %q", got)
	}
	a := b.Get(at + "/new?kind=one").Want(200)
	form := choice(a.Attr("input[name=id]", "value"), a.Attr("input[name=version]", "value"))
	if n := len(a.All("input[name=option_id]")); n != 3 {
		t.Errorf("%d rows for options", n)
	}
	for range 2 { // pressed twice
		if to := b.Post(at, form).Want(303).Location(); to != at {
			t.Errorf("leads to %s", to)
		}
	}
	if got := stored(s, event); got != "one Lunch" {
		t.Errorf("stored %q", got)
	}
	a = b.Get(at).Want(200)
	var seen []string
	for _, lang := range []string{"ja", "en"} {
		seen = append(seen, a.Text("[role=group][lang="+lang+"] legend"), a.Text("[role=group][lang="+lang+"] .check"))
	}
	if got := strings.Join(seen, " "); got != "昼食 要る Lunch Yes" {
		t.Errorf("the preview shows %q", got)
	}
	ids := map[string]bool{}
	for _, n := range a.All("[id]") {
		for _, at := range n.Attr {
			if at.Key == "id" {
				if ids[at.Val] {
					t.Errorf("two elements have the id %s", at.Val)
				}
				ids[at.Val] = true
			}
		}
	}
}

func TestFormPage_keepsWhatWasTyped(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	at := "/manage/events/" + event.String() + "/form"
	b := s.Staff(models.Organiser, s.Host)
	id := models.NewID().String()
	form := choice(id, "0")
	form.Set("label_ja", "　")
	form.Set("label_en", "")
	form.Set("months", "forever")
	a := b.Post(at, form).Want(422)
	if a.Text("#label_ja-e") == "" || a.Attr(".esum a", "href") != "#label_ja" || a.Attr("#months", "value") != "forever" || a.Attr("input[name=option_ja]", "value") != "要る" {
		t.Errorf("%.4000s", a.Body)
	}
	more := choice(id, "0")
	more.Set("more", "1")
	if a := b.Post(at, more).Want(200); len(a.All("input[name=option_id]")) != 6 || a.Attr("#label_en", "value") != "Lunch" {
		t.Errorf("%d rows", len(a.All("input[name=option_id]")))
	}
	b.Post(at, choice(id, "0")).Want(303)
	other := choice(models.NewID().String(), "0") // made before the first one was there
	other.Set("label_en", "Dinner")
	a = b.Post(at, other).Want(409)
	if a.Attr("#label_en", "value") != "Dinner" || !strings.Contains(a.Text(".esum"), "ほかの人") || a.Attr("input[name=version]", "value") != "1" {
		t.Errorf("%.3000s", a.Body)
	}
	other.Set("version", "1")
	b.Post(at, other).Want(303)
	if got := stored(s, event); got != "one Lunch, one Dinner" {
		t.Errorf("stored %q", got)
	}
}

func TestFormPage_movesRemovesAndPutsBack(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	at := "/manage/events/" + event.String() + "/form"
	decides := s.Field(event, models.FieldYesNo)
	hangs := s.Field(event, models.FieldLine, func(f *models.Field) { f.ShownIf = models.Condition{Field: decides.ID, Values: []string{"yes"}} })
	b := s.Staff(models.Organiser, s.Host)
	b.Lang = models.English
	path := func(f models.Field, act string) string { return at + "/" + f.ID.String() + act }
	version := func() string { return b.Get(at).Want(200).Attr("input[name=version]", "value") }

	if a := b.Post(path(hangs, "/move"), url.Values{"version": {version()}, "to": {"0"}}).Want(422); !strings.Contains(a.Text(".esum"), "項目 yes_no") {
		t.Errorf("%q", a.Text(".esum"))
	}
	b.Post(path(decides, "/remove"), url.Values{"version": {version()}}).Want(422)
	b.Post(path(hangs, "/move"), url.Values{"version": {"0"}, "to": {"0"}}).Want(422)
	b.Post(path(hangs, "/remove"), url.Values{"version": {"0"}}).Want(409)
	b.Post(path(hangs, "/move"), url.Values{"version": {version()}, "to": {"up"}}).Want(400)
	b.Post(path(hangs, "/remove"), url.Values{"version": {version()}}).Want(303)
	if a := b.Get(at); !strings.Contains(a.Attr(".flash form", "action"), "/restore") || len(a.All("details li")) != 1 {
		t.Errorf("no way back: %.2000s", a.Text("main"))
	}
	if body := s.Browser(models.English).Get("/events/" + slug + "/registrations/new").Body; strings.Contains(body, "Field line") {
		t.Error("a field that was taken off is still asked")
	}
	b.Get(path(hangs, "")).Want(404)
	for range 2 {
		b.Post(path(hangs, "/restore"), nil).Want(303)
	}
	if got := stored(s, event); got != "yes_no Field yes_no, line Field line" {
		t.Errorf("stored %q", got)
	}
	other, _ := s.Event(0)
	for _, act := range []string{"", "/move", "/remove", "/restore"} {
		p := strings.Replace(path(hangs, act), event.String(), other.String(), 1)
		b.Post(p, url.Values{"version": {"0"}, "to": {"0"}, "label_en": {"Mine"}}).Want(404)
	}
}

func TestFieldPage_offersOnlyEarlierAnswersAsConditions(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	at := "/manage/events/" + event.String() + "/form/"
	first := s.Field(event, models.FieldYesNo)
	line := s.Field(event, models.FieldLine)
	last := s.Field(event, models.FieldConsent)
	b := s.Staff(models.Organiser, s.Host)
	offered := func(path string) (values []string) {
		for _, n := range b.Get(path).Want(200).All("input[name=shown_if]") {
			for _, a := range n.Attr {
				if a.Key == "value" {
					values = append(values, a.Val)
				}
			}
		}
		return values
	}
	if got := offered(at + line.ID.String()); len(got) != 2 || !strings.HasPrefix(got[0], first.ID.String()) {
		t.Errorf("for the second: %v", got)
	}
	if got := offered(at + first.ID.String()); len(got) != 0 {
		t.Errorf("for the first: %v", got)
	}
	if got := offered(at + "new?kind=file"); len(got) != 3 || !strings.HasPrefix(got[2], last.ID.String()) {
		t.Errorf("for a new one: %v", got)
	}
	b.Get(at + "new?kind=html").Want(404)
	forged := url.Values{"version": {"3"}, "label_en": {"First"}, "shown_if": {last.ID.String() + ":yes"}}
	if a := b.Post(at+first.ID.String(), forged).Want(422); a.Text("#shown_if-e") == "" && a.Text(".esum") == "" {
		t.Error("a forged condition is not told")
	}
}
