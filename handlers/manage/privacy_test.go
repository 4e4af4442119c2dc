package manage_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// shared makes an event of two hosts whose records are complete, and returns the second host.
func shared(s *sitetest.Site, event models.ID) models.ID {
	second := models.NewID()
	s.Exec(`insert into hosts (id, name) values ($1, '{"ja": "国際室", "en": "World Office"}')`, second)
	s.Exec(`update hosts set privacy_contact = 'privacy@example.org', address = '{"ja": "東京都新宿区1-1", "en": "1-1 Shinjuku, Tokyo"}',
		representative = '{"ja": "代表理事 山本花子", "en": "Hanako Yamamoto, President"}'`)
	s.Exec(`insert into event_hosts (event_id, host_id, position) values ($1, $2, 2)`, event, second)
	return second
}

func privacyForm(version, sharing string, responsible models.ID) url.Values {
	return url.Values{"version": {version}, "sharing": {sharing}, "responsible": {responsible.String()}, "asks": {"news", "photographs"}, "retention": {"6"}}
}

func TestPrivacy_isSavedAndShownAgain(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	second := shared(s, event)
	b, path := s.Staff(models.Organiser, s.Host), "/manage/events/"+event.String()+"/privacy"
	if a := b.Get(path).Want(200); a.Attr("input[name=sharing][checked]", "value") != "each" || a.Attr("#retention", "value") != "12" {
		t.Error("the page doesn't begin with what holds by itself")
	}
	f := privacyForm("0", "joint", second)
	f.Set("text_photographs_ja", "写真に写ります")
	b.Post(path, f).Want(422) // in one language only
	f.Set("text_photographs_en", "I am in pictures")
	b.Post(path, f).Want(303)
	a := b.Get(path).Want(200)
	if a.Attr("input[name=sharing][checked]", "value") != "joint" || a.Attr("#responsible option[selected]", "value") != second.String() ||
		a.Attr("#retention", "value") != "6" || a.Text("#text_photographs_en") != "I am in pictures" || a.Attr("input[name=version]", "value") != "1" {
		t.Errorf("saved: %s", a.Text("main"))
	}
	if text := s.Browser(models.English).Get("/events/" + slug + "/registrations/new").Want(200).Text("form[action$=registrations]"); !strings.Contains(text, "I am in pictures") {
		t.Error("the form has other words")
	}
	b.Post(path, f).Want(409) // based on what was before
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'event.privacy' and event_id = $1`, event); n != 1 {
		t.Errorf("%d lines in the audit", n)
	}
	for _, bad := range []url.Values{privacyForm("1", "sold", second), privacyForm("1", "joint", models.NewID())} {
		b.Post(path, bad).Want(422)
	}
	bad := privacyForm("1", "each", second)
	bad.Set("retention", "0")
	b.Post(path, bad).Want(422)
}

func TestPrivacy_isNoChoiceOfOneHost(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	b, path := s.Staff(models.Owner, models.ID{}), "/manage/events/"+event.String()+"/privacy"
	if a := b.Get(path).Want(200); len(a.All("[name=sharing], [name=responsible]")) != 0 {
		t.Error("one host is asked how it shares")
	}
	b.Post(path, privacyForm("0", "joint", s.Host)).Want(303)
	if got := sitetest.One[string](s, `select sharing from event_privacy where event_id = $1`, event); got != "each" {
		t.Errorf("one host alone: %s", got)
	}
}

// Each item that the law requires keeps an event from being public, in each way of sharing.
func TestPrivacy_refusesToPublishWhatIsIncomplete(t *testing.T) {
	for _, c := range []struct{ sharing, spoil, item string }{
		{"each", `update hosts set privacy_contact = '' where id = $1`, "privacy_contact"},
		{"joint", `update hosts set privacy_contact = '' where id = $1`, "privacy_contact"},
		{"joint", `update hosts set name = name - 'en' where id = $1`, "host_en"},
		{"joint", `update hosts set address = address - 'ja' where id = $1`, "address_ja"},
		{"joint", `update hosts set address = address - 'en' where id = $1`, "address_en"},
		{"joint", `update hosts set representative = representative - 'ja' where id = $1`, "representative_ja"},
		{"joint", `update hosts set representative = representative - 'en' where id = $1`, "representative_en"},
		{"provision", `update hosts set name = name - 'ja' where id = $1`, "host_ja"},
		{"provision", `update hosts set address = '{}' where id = $1`, "address_en"},
		{"provision", `update hosts set representative = '{}' where id = $1`, "representative_ja"},
	} {
		s := sitetest.New(t)
		public, _ := s.Event(0)
		second := shared(s, public)
		owner, id := s.Staff(models.Owner, models.ID{}), models.NewID()
		f := url.Values{"id": {id.String()}, "version": {"0"}, "title_ja": {"催し"}, "title_en": {"Event"}, "when": {"2030-12-16 16:00-18:00"}, "zone": {"Asia/Tokyo"},
			"language": {"ja"}, "hosts": {s.Host.String(), second.String()}}
		owner.Post("/manage/events", f).Want(303)
		s.Exec(`insert into event_privacy (event_id, sharing, responsible_id) values ($1, $2, $3)`, id, c.sharing, s.Host)
		s.Exec(c.spoil, s.Host)
		f.Set("version", "1")
		a := owner.Post("/manage/events/"+id.String()+"/publish", f).Want(422)
		if a.Attr(`#gaps a[href="/manage/hosts/`+s.Host.String()+`#`+c.item+`"]`, "href") == "" || !strings.Contains(a.Text("#gaps"), "協同の会") && c.item != "host_ja" {
			t.Errorf("%s without %s: %v", c.sharing, c.item, a.Text("main"))
		}
		// What was published earlier stays, and can't be made to show an incomplete notice.
		s.Browser(models.English).Get("/manage")
		if a := owner.Post("/manage/events/"+public.String()+"/privacy", privacyForm("0", c.sharing, s.Host)); a.Status != 422 {
			t.Errorf("%s without %s, on a public event: %d", c.sharing, c.item, a.Status)
		}
		s.Exec(`update hosts set name = '{"ja": "協同の会", "en": "Cooperative Society"}', privacy_contact = 'p@example.org', address = '{"ja": "東京", "en": "Tokyo"}',
			representative = '{"ja": "山本", "en": "Yamamoto"}' where id = $1`, s.Host)
		owner.Post("/manage/events/"+id.String()+"/publish", f).Want(303)
	}
}

func TestPrivacy_exportsLeaveOutWhatWasNotConsentedTo(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	second := shared(s, event)
	s.Exec(`insert into event_privacy (event_id, sharing, responsible_id, asks) values ($1, 'provision', $2, '{news,named_question}')`, event, s.Host)
	b := s.Browser(models.English)
	for email, boxes := range map[string][]string{"all@example.org": {"news_" + second.String(), "provision_" + second.String(), "named_question"},
		"given@example.org": {"provision_" + second.String()}, "none@example.org": {"news_" + s.Host.String()}} {
		f := url.Values{"name": {strings.ToUpper(email[:3])}, "email": {email}, "language": {"en"}, "consent": {"yes"}}
		for _, box := range boxes {
			f.Set(box, "yes")
		}
		b.Post("/events/"+slug+"/registrations", f).Want(303)
	}
	at := "/manage/events/" + event.String() + "/registrations.csv"
	lead, other := s.Staff(models.Organiser, s.Host), s.Staff(models.Organiser, second)
	for _, c := range []struct {
		who  *sitetest.Browser
		path string
		want []string
	}{
		{lead, at, []string{"all@", "given@", "none@"}}, {other, at, []string{"all@", "given@"}},
		{lead, at + "?consent=news_" + s.Host.String(), []string{"none@"}}, {lead, at + "?consent=news_" + second.String(), []string{"all@"}},
		{other, at + "?consent=news_" + s.Host.String(), nil},
	} {
		body := c.who.Get(c.path).Want(200).Body
		for _, email := range []string{"all@", "given@", "none@"} {
			if has := strings.Contains(body, email); has != strings.Contains(strings.Join(c.want, " "), email) {
				t.Errorf("%s: %s there %v, want %v", c.path, email, has, c.want)
			}
		}
	}
	// A name goes out with a question only where its asker agreed to it.
	for i, email := range []string{"all@example.org", "given@example.org"} {
		s.Exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language)
			select gen_random_uuid(), event_id, $2, 'answered', id, name, 'named', 'live', 'Why?', 'en' from registrations where email = $1`, email, i+1)
	}
	body := lead.Get("/manage/events/" + event.String() + "/questions.csv").Want(200).Body
	if !strings.Contains(body, "ALL") || strings.Contains(body, "GIV") || strings.Contains(body, "given@") {
		t.Errorf("questions: %s", body)
	}
}

func TestErasePerson_isAskedAndNoted(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	s.Browser(models.English).Post("/events/"+slug+"/registrations", url.Values{"name": {"Amina"}, "email": {"amina@example.org"}, "consent": {"yes"}, "language": {"en"}}).Want(303)
	id := sitetest.One[string](s, `select id from registrations`)
	path := "/manage/events/" + event.String() + "/registrations/" + id
	b := s.Staff(models.Organiser, s.Host)
	if a := b.Post(path+"/data", nil).Want(200); !strings.Contains(a.Body, "amina@example.org") {
		t.Error("the file is somebody else's")
	}
	b.Get(path + "/erase").Want(200)
	b.Post(path+"/erase", nil).Want(422)
	for range 2 {
		b.Post(path+"/erase", url.Values{"sure": {"yes"}}).Want(303)
	}
	a := b.Get(path).Want(200)
	if strings.Contains(a.Body, "Amina") || strings.Contains(a.Body, "amina@") || len(a.All(`form[action$="/links"], form[action$="/data"]`)) != 0 {
		t.Errorf("the page of who was erased: %s", a.Text("main"))
	}
	b.Get("/manage/events/" + event.String() + "/registrations").Want(200)
	b.Get("/manage/events/" + event.String() + "/letters").Want(200)
	if got := sitetest.One[int](s, `select count(*) from audit where subject = $1 and act in ('registration.data', 'registration.erase')`, id); got < 2 {
		t.Errorf("%d lines in the audit", got)
	}
}
