package site_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// agreed is what somebody sends who ticks these boxes on the form as it stands.
func agreed(a *sitetest.Answer, email string, boxes ...string) url.Values {
	f := url.Values{"name": {"Amina"}, "email": {email}, "language": {"en"}, "consents": {a.Attr("input[name=consents]", "value")}}
	for _, b := range boxes {
		f.Set(b, "yes")
	}
	return f
}

func TestConsents_areAskedOneByOneAndNeverPreselected(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	second := models.NewID()
	s.Exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"ja": "国際室", "en": "World Office"}', 'world@example.org')`, second)
	s.Exec(`insert into event_hosts (event_id, host_id, position) values ($1, $2, 2)`, event, second)
	s.Exec(`insert into event_privacy (event_id, asks) values ($1, '{news,photographs,named_question}')`, event)
	b := s.Browser(models.English)
	a := b.Get("/events/" + slug).Want(200)
	news := []string{"news_" + s.Host.String(), "news_" + second.String()}
	for _, name := range append([]string{"consent", "photographs", "named_question"}, news...) {
		if len(a.All("input[type=checkbox][name="+name+"]:not([checked])")) != 1 {
			t.Errorf("no open box %s", name)
		}
	}
	if len(a.All("input[type=checkbox][required]")) != 1 {
		t.Error("something else than taking part is required")
	}
	b.Post("/events/"+slug+"/registrations", agreed(a, "none@example.org", "photographs")).Want(422)
	b.Post("/events/"+slug+"/registrations", agreed(a, "amina@example.org", "consent", news[1], "photographs")).Want(303)
	got := sitetest.One[string](s, `select string_agg(c.purpose || coalesce(' ' || h.privacy_contact, ''), ', ' order by c.purpose)
		from consents c left join hosts h on h.id = c.host_id where c.withdrawn_at is null and c.language = 'en'`)
	if got != "news world@example.org, photographs, taking_part" {
		t.Errorf("the ledger says %q", got)
	}
	if text := sitetest.One[string](s, `select text->>'ja' from consent_texts where purpose = 'news'`); text != "国際室から今後の催しの案内を受け取ります" {
		t.Errorf("what was shown is kept as %q", text)
	}
}

func TestConsents_keepTheVersionThatWasShown(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	b := s.Browser(models.English)
	before := b.Get("/events/" + slug + "/registrations/new").Want(200)
	b.Post("/events/"+slug+"/registrations", agreed(before, "first@example.org", "consent")).Want(303)
	s.Exec(`insert into event_privacy (event_id, texts) values ($1, '{"taking_part": {"ja": "新しい文面", "en": "Other words"}}')`, event)
	after := b.Get("/events/" + slug + "/registrations/new").Want(200)
	if !strings.Contains(after.Text("form[action$=registrations]"), "Other words") {
		t.Fatal("the form doesn't show the new words")
	}
	// The form was open while the words changed: nobody agrees to what they have not read.
	n := sitetest.One[int](s, `select count(*) from registrations`)
	b.Post("/events/"+slug+"/registrations", agreed(after, "second@example.org", "consent")).Want(303)
	var a *sitetest.Answer
	for try := 0; a == nil || a.Status == 303; try++ { // until the shared look at the event, a second old at most, is a new one
		a = b.Post("/events/"+slug+"/registrations", agreed(before, "first@example.org", "consent"), "X-Forwarded-For", fmt.Sprintf("10.%d.%d.1", try/250, try%250))
	}
	a.Want(422)
	if !strings.Contains(a.Text("#consent-e"), "wording has changed") || len(a.All("#consent[checked]")) != 0 {
		t.Errorf("an old form is answered with %q", a.Text("main"))
	}
	if got := sitetest.One[int](s, `select count(*) from registrations`); got != n+1 {
		t.Errorf("%d registrations, want one more than %d", got, n)
	}
	for email, want := range map[string]string{"first@example.org": "I agree that Cooperative Society may use my details to run “Connecting economies”", "second@example.org": "Other words"} {
		if got := sitetest.One[string](s, `select x.text->>'en' from consents c join consent_texts x on x.id = c.text_id
			join registrations r on r.id = c.registration_id where r.email = $1 and c.purpose = 'taking_part'`, email); got != want {
			t.Errorf("%s agreed to %q", email, got)
		}
	}
}

func TestEventPrivacy_saysWhatTheShapeOfSharingDemands(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	second := models.NewID()
	s.Exec(`update hosts set address = '{"ja": "東京都新宿区1-1", "en": "1-1 Shinjuku, Tokyo"}', representative = '{"ja": "代表理事 山本花子", "en": "Hanako Yamamoto, President"}'`)
	s.Exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"ja": "国際室", "en": "World Office"}', 'world@example.org')`, second)
	s.Exec(`insert into event_hosts (event_id, host_id, position) values ($1, $2, 2)`, event, second)
	for shape, want := range map[string]map[models.Lang]string{
		"each":      {models.Japanese: "次の主催者が、それぞれの責任で取り扱います", models.English: "each in its own responsibility"},
		"joint":     {models.Japanese: "共同利用の管理について責任を有する者", models.English: "Responsible for the joint use"},
		"provision": {models.Japanese: "協同の会が取得し、チェックを入れて同意された場合にかぎり", models.English: "only if you ticked the box"},
	} {
		s.Exec(`insert into event_privacy (event_id, sharing) values ($1, $2) on conflict (event_id) do update set sharing = $2`, event, shape)
		for _, l := range models.Langs {
			b := s.Browser(l)
			for _, path := range []string{"/events/" + slug + "/privacy", "/events/" + slug + "/registrations/new"} {
				text := b.Get(path).Want(200).Text("main")
				address := map[models.Lang]string{models.Japanese: "東京都新宿区1-1", models.English: "1-1 Shinjuku, Tokyo"}[l]
				name := map[models.Lang]string{models.Japanese: "山本花子", models.English: "Hanako Yamamoto"}[l]
				for _, w := range []string{want[l], address, name, "GDPR", "world@example.org", "12"} {
					if !strings.Contains(text, w) {
						t.Errorf("%s, %s: %s does not say %q", shape, l, path, w)
					}
				}
			}
			boxes := b.Get("/events/" + slug + "/registrations/new").All("input[name=provision_" + second.String() + "]")
			if (len(boxes) == 1) != (shape == "provision") {
				t.Errorf("%s: %d boxes for provision", shape, len(boxes))
			}
		}
	}
}
