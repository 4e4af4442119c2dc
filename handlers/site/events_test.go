package site_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// programme gives an event two items and two people, one of them in both.
func programme(s *sitetest.Site, event models.ID) {
	s.T.Helper()
	both, one := models.NewID(), models.NewID()
	s.Exec(`insert into people (id, name, name_key, reading, affiliation) values
		($1, 'IWATA Kentaro', 'iwata', 'いわた', '{"ja": "大学"}'), ($2, '<b>X</b>', 'x', '', '{}')`, both, one)
	opening, panel := models.NewID(), models.NewID()
	s.Exec(`insert into items (id, event_id, position, kind, starts_at, minutes, title)
		select v.id, e.id, v.position, v.kind, e.starts_at + v.after, 60, v.title::jsonb from events e, (values
		($2::uuid, 1, 'opening', interval '0', '{"ja": "開会", "en": "Opening"}'),
		($3::uuid, 2, 'panel', interval '1 hour', '{"ja": "地域の実践"}')) as v(id, position, kind, after, title) where e.id = $1`, event, opening, panel)
	s.Exec(`insert into parts values ($1, $3, 'moderator', 1), ($2, $3, 'panelist', 1), ($2, $4, 'speaker', 2)`, opening, panel, both, one)
}

func TestEvent_showsTheProgrammeAndEverybodyOnce(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(50)
	programme(s, id)
	a := s.Browser(models.English).Get("/events/" + slug).Want(200)
	if a.Text("h1") != "Connecting economies" || a.Text(".hero .alt") != "つながる社会的連帯経済" || a.Attr(".hero .alt", "lang") != "ja" {
		t.Errorf("title %q", a.Text(".hero"))
	}
	if n := len(a.All(".agenda li")); n != 2 {
		t.Errorf("%d items", n)
	}
	if got := a.Text(".agenda li:nth-child(2)"); !strings.HasPrefix(got, "17:00地域の実践 in Japanese Panel") || a.Attr(".agenda li:nth-child(2) h3 span", "lang") != "ja" {
		t.Errorf("the second item reads %q", got)
	}
	if n := len(a.All(".spk")); n != 2 || a.Text(".spk .muted") != "Moderator, Panellist" {
		t.Errorf("%d people, the first %q", n, a.Text(".spk"))
	}
	if strings.Contains(a.Body, "<b>X</b>") || !strings.Contains(a.Text(".spk:nth-child(2)"), "<b>X</b>") {
		t.Error("a name is read as mark-up")
	}
	if japanese := s.Browser(models.Japanese).Get("/events/" + slug); len(a.All(".rd")) != 0 || japanese.Text(".rd") != "いわた" {
		t.Error("the reading is for the Japanese page, and only for it")
	}
}

func TestEvent_speaksBothLanguagesAtOneAddress(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	path := "/events/" + slug
	for _, c := range []struct{ lang, accept, want string }{
		{"", "ja", "つながる社会的連帯経済"}, {"", "en-GB,ja;q=0.5", "Connecting economies"}, {"", "fr", "Connecting economies"},
		{"?lang=ja", "en", "つながる社会的連帯経済"}, {"?lang=en", "ja", "Connecting economies"},
	} {
		a := s.Browser(models.English).Get(path+c.lang, "Accept-Language", c.accept).Want(200)
		if a.Text("h1") != c.want || !strings.Contains(a.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%s %s: %q", c.lang, c.accept, a.Text("h1"))
		}
	}
	b := s.Browser(models.English)
	b.Get(path + "?lang=ja")
	if b.Get(path).Attr("html", "lang") != "ja" {
		t.Error("the choice is forgotten")
	}
	a := b.Get(path)
	if a.Attr(`link[hreflang=en]`, "href") != s.URL+path+"?lang=en" || a.Attr("link[rel=canonical]", "href") != s.URL+path {
		t.Error("no way to the other language for search engines")
	}
}

func TestEvent_describesItselfToSearchEngines(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	programme(s, id)
	hostile := `</script><script>alert(1)</script> "&' {{.}}`
	title, _ := json.Marshal(map[string]string{"en": hostile})
	s.Exec(`update events set title = $2, state = 'cancelled' where id = $1`, id, string(title))
	s.Exec(`insert into channels (id, event_id, position, language, url) values ($1, $2, 1, 'ja', 'https://meet.example/secret')`, models.NewID(), id)
	a := s.Browser(models.English).Get("/events/" + slug).Want(200)
	if strings.Contains(a.Body, "<script>alert") || strings.Contains(a.Body, "meet.example") {
		t.Fatal("mark-up of a title, or the join address, is on the page")
	}
	scripts := a.All(`script[type="application/ld+json"]`)
	if len(scripts) != 1 || len(a.All("[style], script:not([src]):not([type='application/ld+json'])")) > 0 {
		t.Fatalf("%d descriptions", len(scripts))
	}
	var got struct {
		Context  string `json:"@context"`
		Type     string `json:"@type"`
		Name     string
		Start    time.Time `json:"startDate"`
		End      time.Time `json:"endDate"`
		Status   string    `json:"eventStatus"`
		Mode     string    `json:"eventAttendanceMode"`
		Location []struct {
			Type string `json:"@type"`
			URL  string
		}
		Organizer, Performer []struct{ Name string }
	}
	if err := json.Unmarshal([]byte(scripts[0].FirstChild.Data), &got); err != nil {
		t.Fatal(err)
	}
	if got.Context != "https://schema.org" || got.Type != "Event" || got.Name != hostile || got.End.Sub(got.Start) != 150*time.Minute ||
		got.Status != "https://schema.org/EventCancelled" || got.Mode != "https://schema.org/OnlineEventAttendanceMode" ||
		len(got.Location) != 1 || got.Location[0].URL != s.URL+"/events/"+slug || len(got.Organizer) != 1 || len(got.Performer) != 2 {
		t.Errorf("%+v", got)
	}
	if a.Attr(`meta[property="og:title"]`, "content") != hostile {
		t.Error("no title for who quotes the page")
	}
}

func TestEvent_cardFollowsTheState(t *testing.T) {
	s := sitetest.New(t)
	b := s.Browser(models.English)
	for what, c := range map[string]struct {
		change, want string
		form         bool
	}{
		"open":      {`update categories set capacity = null where event_id = $1`, "Register|Open", true},
		"full":      {`update category_seats set taken = 1 where category_id = $1`, "Register|Full, waiting list open", true},
		"over":      {`update events set starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' where id = $1`, "Registration is closed|Ended", false},
		"cancelled": {`update events set state = 'cancelled', cancel_reason = '{"en": "A typhoon"}' where id = $1`, "This event has been cancelled|Cancelled", false},
	} {
		id, slug := s.Event(1)
		s.Exec(c.change, id)
		a := b.Get("/events/" + slug).Want(200)
		if got := a.Text("#reg-h") + "|" + a.Text("#register .badge"); got != c.want || (len(a.All("#register form")) == 1) != c.form || (len(a.All(".cta")) == 1) != c.form {
			t.Errorf("%s: %q", what, got)
		}
		if (what == "cancelled") != strings.Contains(a.Text("#register"), "A typhoon") {
			t.Errorf("%s: the reason: %q", what, a.Text("#register"))
		}
	}
}

func TestEvent_tellsNoExactFigureOfPlaces(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(500)
	s.Exec(`update category_seats set taken = 188 where category_id = $1`, id)
	stamp := regexp.MustCompile(`name="stamp" value="[^"]*"`)
	look := func() string { return stamp.ReplaceAllString(s.Browser(models.English).Get("/events/"+slug).Body, "") }
	before := look()
	s.Exec(`update category_seats set taken = 189 where category_id = $1`, id)
	time.Sleep(1100 * time.Millisecond)
	if after := look(); after != before || !strings.Contains(after, "300 or more of 500") {
		t.Error("one more registration shows")
	}
}

func TestEvent_isNotThereBeforeItIsPublished(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	for _, sql := range []string{`update events set state = 'draft' where id = $1`,
		`update events set state = 'cancelled', published_at = null where id = $1`} {
		s.Exec(sql, id)
		b := s.Browser(models.English)
		for _, path := range []string{"", "/event.ics", "/registrations/new", "/registered"} {
			b.Get("/events/" + slug + path).Want(404)
		}
		b.Post("/events/"+slug+"/registrations", form("A", "a@example.org")).Want(404)
		if n := len(b.Get("/events").All(".ev")); n != 0 {
			t.Error("it is in the list")
		}
	}
}

func TestEvent_isKeptForAnybodyAndMadeForStaff(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	anybody, staff := s.Browser(models.Japanese), s.Staff(models.Organiser, s.Host)
	one := anybody.Get("/events/" + slug)
	if one.Header.Get("ETag") == "" || anybody.Get("/events/"+slug, "If-None-Match", one.Header.Get("ETag")).Want(304).Body != "" {
		t.Error("who has the page already gets it again")
	}
	a := staff.Get("/events/" + slug).Want(200)
	if len(a.All(`a[href="/manage"]`)) != 1 || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("ETag") != "" {
		t.Error("the page of the staff is everybody's")
	}
	if b := s.Browser(models.Japanese).Get("/events/" + slug); len(b.All(`a[href="/manage"]`)) != 0 {
		t.Error("everybody gets the page of the staff")
	}
	s.Exec(`update events set title = '{"ja": "新しい題"}' where id = $1`, id)
	if got := staff.Get("/events/" + slug).Text("h1"); got != "新しい題" {
		t.Errorf("the staff see %q", got)
	}
	time.Sleep(1100 * time.Millisecond)
	if got := anybody.Get("/events/" + slug).Text("h1"); got != "新しい題" {
		t.Errorf("after a second anybody sees %q", got)
	}
}

func TestPages_answerHead(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	for _, path := range []string{"/", "/events", "/events.ics", "/events/" + slug, "/events/" + slug + "/event.ics", "/events/" + slug + "/registered", "/privacy", "/links"} {
		r, err := http.Head(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != 200 || len(body) != 0 || r.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %d, %d bytes", path, r.StatusCode, len(body))
		}
	}
}

func TestList_putsWhatIsToComeFirst(t *testing.T) {
	s := sitetest.New(t)
	if a := s.Browser(models.English).Get("/").Want(200); len(a.All(".empty")) != 1 {
		t.Error("an empty list says nothing")
	}
	for i, offset := range []string{"3 days", "1 day", "-9 days", "-2 days"} {
		id, _ := s.Event(0)
		s.Exec(fmt.Sprintf(`update events set title = '{"en": "E%d"}', starts_at = now() + interval '%s', ends_at = now() + interval '%s' + interval '1 hour' where id = $1`,
			i, offset, offset), id)
	}
	time.Sleep(1100 * time.Millisecond)
	a := s.Browser(models.English).Get("/events").Want(200)
	var order []string
	for _, n := range a.All(".et a") {
		order = append(order, n.FirstChild.Data)
	}
	if fmt.Sprint(order) != "[E1 E0 E3 E2]" {
		t.Errorf("order %v", order)
	}
}

func TestCalendar_isReadAndNamesNobody(t *testing.T) {
	s := sitetest.New(t)
	id, slug := s.Event(0)
	s.Exec(`insert into channels (id, event_id, position, url) values ($1, $2, 1, 'https://meet.example/secret')`, models.NewID(), id)
	other, _ := s.Event(0)
	s.Exec(`update events set state = 'cancelled' where id = $1`, other)
	s.Browser(models.English).Post("/events/"+slug+"/registrations", form("Hanako", "hanako@example.org")).Want(303)
	for path, events := range map[string]int{"/events/" + slug + "/event.ics": 1, "/events.ics": 2} {
		a := s.Browser(models.English).Get(path).Want(200)
		if a.Header.Get("Content-Type") != "text/calendar; charset=utf-8; method=PUBLISH" {
			t.Errorf("%s is %s", path, a.Header.Get("Content-Type"))
		}
		cal, err := ical.NewDecoder(strings.NewReader(a.Body)).Decode()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(cal.Events()); n != events {
			t.Errorf("%s: %d events", path, n)
		}
		if method, _ := cal.Props.Text(ical.PropMethod); method != "PUBLISH" {
			t.Errorf("%s: method %s", path, method)
		}
		for _, private := range []string{"meet.example", "anako", "ATTENDEE"} {
			if strings.Contains(a.Body, private) {
				t.Errorf("%s holds %q", path, private)
			}
		}
	}
}

func TestPrivacy_isThereInBothLanguages(t *testing.T) {
	s := sitetest.New(t)
	for lang, host := range map[models.Lang]string{models.Japanese: "協同の会", models.English: "Cooperative Society"} {
		if a := s.Browser(lang).Get("/privacy").Want(200); !strings.Contains(a.Text("main"), host) || strings.Contains(a.Body, "privacy.") {
			t.Errorf("%s: %q", lang, a.Text("main"))
		}
	}
}

// BenchmarkEvent compares the page as anybody gets it with the page made for one visitor, through the whole server.
func BenchmarkEvent(b *testing.B) {
	s := sitetest.New(b)
	id, slug := s.Event(500)
	programme(s, id)
	for name, cookie := range map[string]string{"kept": "", "made": "flash="} {
		b.Run(name, func(b *testing.B) {
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					r, _ := http.NewRequest("GET", s.URL+"/events/"+slug, nil)
					r.Header.Set("Cookie", cookie)
					resp, err := http.DefaultClient.Do(r)
					if err != nil {
						b.Fatal(err)
					}
					io.Copy(io.Discard, resp.Body)
					resp.Body.Close()
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}
