package manage_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
)

// arrives registers somebody as the form does.
func arrives(s *sitetest.Site, event models.ID, name, email string, lang models.Lang) models.ID {
	s.T.Helper()
	n := models.NewRegistration{ID: models.NewID(), Name: name, Email: email, EmailKey: email, Language: lang}
	registers(s, event, n)
	return n.ID
}

func registers(s *sitetest.Site, event models.ID, n models.NewRegistration) {
	s.T.Helper()
	if _, err := store.NewRegistrations(s.DB).Register(context.Background(), event, n); err != nil {
		s.T.Fatal(err)
	}
}

// names lists the people of a list in its order.
func names(a *sitetest.Answer) (out []string) {
	for _, n := range a.All("tbody td:first-child a") {
		out = append(out, n.FirstChild.Data)
	}
	return out
}

func TestRegistrations_areFoundInAnyWidthCaseAndKana(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	arrives(s, event, "ヤマダ　ハナコ", "yamada@example.jp", models.Japanese)
	arrives(s, event, "佐藤 健", "sato@example.jp", models.Japanese)
	arrives(s, event, "Éva Kovács_100%", "eva@example.org", models.English)
	b := s.Staff(models.Organiser, s.Host)
	for query, want := range map[string]string{
		"ﾔﾏﾀﾞ": "ヤマダ　ハナコ", "ヤマダ": "ヤマダ　ハナコ", "やまだ": "ヤマダ　ハナコ", "YAMADA": "ヤマダ　ハナコ", "ｙａｍａｄａ": "ヤマダ　ハナコ",
		"やまだはなこ": "ヤマダ　ハナコ", "はなこ やまだ": "ヤマダ　ハナコ", "ﾊﾅｺ　YAMADA": "ヤマダ　ハナコ", "佐藤健": "佐藤 健", "SATO@EXAMPLE.JP": "佐藤 健",
		"éva": "Éva Kovács_100%", "KOVÁCS": "Éva Kovács_100%", "100%": "Éva Kovács_100%", "s_1": "Éva Kovács_100%", "やまだ 佐藤": "", "s%1": "", "\\": "", "'": "", "\x00\xff": "Éva Kovács_100% 佐藤 健 ヤマダ　ハナコ",
	} {
		a := b.Get("/manage/events/" + event.String() + "/registrations?q=" + url.QueryEscape(query)).Want(200)
		if got := strings.Join(names(a), " "); got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func TestRegistrations_areFilteredAndCounted(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(3)
	for i, lang := range []models.Lang{models.Japanese, models.Japanese, models.English, models.English} {
		arrives(s, event, fmt.Sprintf("Person %d", i+1), fmt.Sprintf("p%d@example.org", i+1), lang)
	}
	s.Exec(`update registrations set first_join_at = now() where number = 1`)
	b := s.Staff(models.Owner, models.ID{})
	path := "/manage/events/" + event.String() + "/registrations"
	for query, want := range map[string][]string{
		"":                                {"Person 4", "Person 3", "Person 2", "Person 1"},
		"?state=waitlisted":               {"Person 4"},
		"?language=ja":                    {"Person 2", "Person 1"},
		"?attended=yes":                   {"Person 1"},
		"?attended=no&language=ja":        {"Person 2"},
		"?language=en&state=confirmed":    {"Person 3"},
		"?language=en&state=cancelled":    nil,
		"?state=nonsense&language=xx&q=+": {"Person 4", "Person 3", "Person 2", "Person 1"},
	} {
		a := b.Get(path + query).Want(200)
		if got := names(a); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
		if len(want) > 0 {
			// What the page shows is what its buttons take away.
			rows := records(t, b.Get(a.Attr(`a[href*=".csv"]`, "href")).Want(200).Body, ',')
			if len(rows)-1 != len(want) || a.Text("[role=group] .cnt") != fmt.Sprint(len(want)) {
				t.Errorf("%q: %d rows taken away, the button says %s", query, len(rows)-1, a.Text("[role=group] .cnt"))
			}
		}
	}
	chips := map[string]string{}
	for _, n := range b.Get(path + "?language=en&lang=en").Want(200).All(".pick a") {
		words := strings.Fields(textOf(n))
		chips[strings.Join(words[:len(words)-1], " ")] = words[len(words)-1]
	}
	for what, want := range map[string]string{"All": "2", "Confirmed": "1", "Waiting list": "1", "Any language": "4", "Japanese": "2", "English": "2"} {
		if chips[what] != want {
			t.Errorf("%s: %q, want %s; all: %v", what, chips[what], want, chips)
		}
	}
}

func TestRegistrations_comeInPages(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	many(s, event, 250)
	b := s.Staff(models.Owner, models.ID{})
	path := "/manage/events/" + event.String() + "/registrations"
	var all []string
	for next := "?q=" + url.QueryEscape("名前"); next != ""; {
		a := b.Get(path + next).Want(200)
		got := names(a)
		if len(got) > store.RegistrationPage {
			t.Errorf("%d on one page", len(got))
		}
		all = append(all, got...)
		next = a.Attr(`main a.btn[href*="before="]`, "href")
	}
	if len(all) != 250 || all[0] != "名前250" || all[249] != "名前1" {
		t.Errorf("%d people, from %s to %s", len(all), all[0], all[len(all)-1])
	}
	b.Get(path + "?before=x").Want(404)
}

func TestRegistrations_sayHowToGetTheFirst(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	b := s.Staff(models.Owner, models.ID{})
	a := b.Get("/manage/events/" + event.String() + "/registrations").Want(200)
	if got := a.Attr(".empty [data-copy]", "data-copy"); got != s.URL+"/events/"+slug {
		t.Errorf("shares %q", got)
	}
	arrives(s, event, "Amina", "amina@example.org", models.English)
	a = b.Get("/manage/events/" + event.String() + "/registrations?q=nobody").Want(200)
	if len(a.All(".empty [data-copy]")) != 0 || len(a.All(`.empty a[href="?"]`)) != 1 {
		t.Error("a search that finds nobody is taken for an event without anybody")
	}
}

func TestRegistrations_areForTheEventsOrganisers(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	elsewhere, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@example.org", models.English)
	other := models.NewID()
	s.Exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"en": "Other"}', 'privacy@example.org')`, other)
	at := "/manage/events/" + event.String() + "/registrations"
	for who, v := range map[string]struct {
		b    *sitetest.Browser
		want int
	}{
		"owner": {s.Staff(models.Owner, models.ID{}), 200}, "organiser": {s.Staff(models.Organiser, s.Host), 200},
		"another host's organiser": {s.Staff(models.Organiser, other), 404}, "moderator": {s.Staff(models.Moderator, event), 403},
		"nobody": {s.Browser(models.English), 303},
	} {
		for _, path := range []string{at, at + "/" + id.String()} {
			if a := v.b.Get(path); a.Status != v.want || v.want != 200 && strings.Contains(a.Body, "amina@example.org") {
				t.Errorf("%s, %s: %d", who, path, a.Status)
			}
		}
		if v.want == 200 {
			continue
		}
		for _, act := range []string{"/cancel", "/links"} {
			if a := v.b.Post(at+"/"+id.String()+act, nil); a.Status != v.want {
				t.Errorf("%s, %s: %d", who, act, a.Status)
			}
		}
	}
	// The address of one event opens nobody of another, even for who may see both.
	owner := s.Staff(models.Owner, models.ID{})
	wrong := "/manage/events/" + elsewhere.String() + "/registrations/" + id.String()
	owner.Get(wrong).Want(404)
	owner.Post(wrong+"/cancel", nil).Want(404)
	owner.Post(wrong+"/links", nil).Want(404)
	owner.Get(at + "/" + models.NewID().String()).Want(404)
	owner.Get(at + "/nonsense").Want(404)
	if n := sitetest.One[int](s, `select count(*) from audit`); n != 0 {
		t.Errorf("%d acts in the audit", n)
	}
	if n := sitetest.One[int](s, `select count(*) from registrations where state = 'confirmed'`); n != 1 {
		t.Error("somebody was cancelled")
	}
}

func TestRegistration_isCancelledAtTheDeskOnce(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(1)
	first := arrives(s, event, "Amina", "amina@example.org", models.English)
	second := arrives(s, event, "Kofi", "kofi@example.org", models.English)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String() + "/registrations/" + first.String()
	if a := b.Get(at).Want(200); a.Attr("form[action$=cancel]", "action") != at+"/cancel" {
		t.Error("the page has no way to cancel")
	}
	for range 2 {
		if to := b.Post(at+"/cancel", nil).Want(303).Location(); to != at {
			t.Errorf("leads to %s", to)
		}
	}
	for what, query := range map[string]string{
		"cancelled by the desk":   `select count(*) from registrations where id = $1 and state = 'cancelled' and cancelled_by = 'desk' and calendar_seq = 1 and $2::uuid is not null`,
		"the next is offered it":  `select count(*) from registrations where id = $2 and state = 'offered' and $1::uuid is not null`,
		"each got a letter":       `select count(*) / 2 from mails where (registration_id = $1 and kind = 'withdrawn') or (registration_id = $2 and kind = 'offer')`,
		"the seats add up":        `select count(*) from category_seats where taken = 1 and waiting = 0 and $1::uuid <> $2::uuid`,
		"the audit knows of once": `select count(*) from audit where act = 'registration.cancel' and subject = $1::text and account_id is not null and $2::uuid is not null`,
	} {
		if n := sitetest.One[int](s, query, first, second); n != 1 {
			t.Errorf("%s: %d", what, n)
		}
	}
	a := b.Get(at + "?lang=en").Want(200)
	if len(a.All("form[action$=cancel], form[action$=links]")) != 0 || !strings.Contains(a.Text("dl"), "the desk") {
		t.Error("the page does not show that it is over")
	}
	b.Post(at+"/links", nil).Want(409)
}

func TestRegistration_getsItsLinksAgain(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@example.org", models.English)
	arrives(s, event, "Amina", "amina@example.org", models.English) // the letter of this hour is out already
	b := s.Staff(models.Organiser, s.Host)
	b.Post("/manage/events/"+event.String()+"/registrations/"+id.String()+"/links", nil).Want(303)
	if n := sitetest.One[int](s, `select count(*) from mails where kind = 'links' and registration_id = $1`, id); n != 2 {
		t.Errorf("%d letters with the links", n)
	}
}

func TestRegistration_tellsWhatBecameOfEachLetter(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, `<script>alert("A")</script>`, "amina@example.org", models.English)
	s.Exec(`update mails set state = 'failed', reply = '550 5.1.1 no such user', done_at = now()`)
	s.Exec(`update registrations set first_join_at = '2026-12-16T07:01:00Z', zone = 'Europe/Zurich' where id = $1`, id)
	s.Exec(`insert into questions (id, event_id, number, state, registration_id, anonymity, channel, text, language)
		values (gen_random_uuid(), $1, 1, 'pending', $2, 'hidden', 'before', 'Why?', 'en')`, event, id)
	b := s.Staff(models.Organiser, s.Host)
	a := b.Get("/manage/events/" + event.String() + "/registrations/" + id.String() + "?lang=en").Want(200)
	said := a.Text("main")
	for _, want := range []string{`<script>alert("A")</script>`, "550 5.1.1 no such user", "Failed", "Europe/Zurich", "Wednesday 16 December 2026, 16:01 Japan time", "Questions asked1"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %q", want, said)
		}
	}
	b.Get(a.Attr(".story a", "href")).Want(200)
	if got := b.Get("/manage/events/" + event.String() + "/registrations").Want(200).Text("tbody td:nth-child(4)"); got != "Confirmation Failed" {
		t.Errorf("the list says %q of the last letter", got)
	}
}
