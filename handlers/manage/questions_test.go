package manage_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// panel is a board with questions on it.
type panel struct {
	*sitetest.Site
	event models.ID
	at    string
	desk  *sitetest.Browser
}

func newPanel(t *testing.T, states ...models.QuestionState) *panel {
	t.Helper()
	s := sitetest.New(t)
	p := &panel{Site: s}
	p.event, _ = s.Event(0)
	p.at = "/manage/events/" + p.event.String() + "/questions"
	p.desk = s.Staff(models.Moderator, p.event)
	p.desk.Lang = models.English
	p.put(states...)
	return p
}

// put makes these the questions of the event.
func (p *panel) put(states ...models.QuestionState) {
	p.T.Helper()
	p.Exec(`delete from questions`)
	p.Exec(`update live_heads set last_number = $1`, len(states))
	guest, _, _ := p.Register(p.event, "山田 花子")
	for i, state := range states {
		p.Exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language, queue_position, decline_reason)
			values ($1, $2, $3::int, $4::text, $5, '山田 花子', 'hidden', 'live', $6, 'en', case when $4::text = 'queued' then $3::int end, case when $4::text = 'declined' then 'unclear' end)`,
			models.NewID(), p.event, i+1, state, guest.ID, fmt.Sprintf("Question no. %d", i+1))
	}
}

// press presses the button with this key on a card, as a browser without script does.
func (p *panel) press(number int, key string, header ...string) *sitetest.Answer {
	p.T.Helper()
	page := p.desk.Get(p.at + "?lang=en").Want(200)
	form := url.Values{}
	card := fmt.Sprintf("#q-%d ", number)
	button := card + fmt.Sprintf(`button[data-key="%s"]`, key)
	form.Set(page.Attr(button, "name"), page.Attr(button, "value"))
	path := ""
	for _, f := range page.All(card + "form") {
		holds := false
		hidden := url.Values{}
		for _, n := range descendants(f) {
			attrs := map[string]string{}
			for _, a := range n.Attr {
				attrs[a.Key] = a.Val
			}
			holds = holds || attrs["data-key"] == key
			if n.Data == "input" {
				hidden.Set(attrs["name"], attrs["value"])
			}
		}
		if !holds {
			continue
		}
		for k, v := range hidden {
			form[k] = v
		}
		for _, a := range f.Attr {
			if a.Key == "action" {
				path = a.Val
			}
		}
	}
	if path == "" {
		p.T.Fatalf("no key %s on #%d", key, number)
	}
	return p.desk.Post(path, form, header...)
}

// descendants are the elements below a node.
func descendants(n *html.Node) (all []*html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			all = append(all, c)
		}
		all = append(all, descendants(c)...)
	}
	return all
}

func (p *panel) state(number int) string {
	p.T.Helper()
	return sitetest.One[string](p.Site, `select state from questions where number = $1`, number)
}

func TestBoard_everyKeyDoesWhatItSaysAndCanBeTakenBack(t *testing.T) {
	p := newPanel(t)
	for _, c := range []struct {
		from models.QuestionState
		key  string
		to   string
	}{
		{"pending", "A", "approved"}, {"pending", "Q", "queued"}, {"pending", "X", "declined"}, {"held", "A", "approved"},
		{"approved", "S", "live"}, {"approved", "Q", "queued"}, {"approved", "X", "declined"},
		{"queued", "S", "live"}, {"queued", "A", "approved"}, {"live", "D", "answered"}, {"live", "B", "queued"},
		{"answered", "A", "approved"}, {"declined", "A", "pending"},
	} {
		p.put(c.from)
		var answer struct{ Message, Undo string }
		if err := json.Unmarshal([]byte(p.press(1, c.key, "Accept", "application/json").Want(200).Body), &answer); err != nil {
			t.Fatal(err)
		}
		if got := p.state(1); got != c.to || !strings.Contains(answer.Message, "#1") {
			t.Errorf("%s %s: %s, %q", c.from, c.key, got, answer.Message)
		}
		p.desk.Post(answer.Undo, nil, "Accept", "application/json").Want(200)
		if got := p.state(1); got != string(c.from) {
			t.Errorf("%s %s and back: %s", c.from, c.key, got)
		}
	}
}

func TestBoard_worksByHand(t *testing.T) {
	p := newPanel(t, "pending", "pending")
	p.press(1, "A").Want(303)
	page := p.desk.Get(p.at)
	if got := page.Text(".flash"); !strings.Contains(got, "#1 published") {
		t.Errorf("says %q", got)
	}
	undo := page.Attr(".flash form", "action")
	p.desk.Post(undo, nil).Want(303)
	if got := p.state(1); got != "pending" {
		t.Error(got)
	}
}

func TestBoard_twoAtOnceTheSecondLearnsWhoWasFirst(t *testing.T) {
	p := newPanel(t, "pending")
	form := url.Values{"to": {"approved"}, "version": {"1"}}
	p.desk.Post(p.at+"/1/move", form, "Accept", "application/json").Want(200)
	p.desk.Post(p.at+"/1/move", form, "Accept", "application/json").Want(200) // the same, sent again after a lost line
	other := p.Staff(models.Moderator, p.event)
	other.Lang = models.English
	got := other.Post(p.at+"/1/move?lang=en", url.Values{"to": {"declined"}, "reason": {"unclear"}, "version": {"1"}}, "Accept", "application/json").Want(409)
	if !strings.Contains(got.Body, "moderator was first") {
		t.Errorf("says %s", got.Body)
	}
	if got := p.state(1); got != "approved" {
		t.Error(got)
	}
}

func TestBoard_isForTheModeratorsOfTheEvent(t *testing.T) {
	p := newPanel(t, "pending", "approved")
	elsewhere, _ := p.Event(0)
	move := url.Values{"to": {"approved"}, "version": {"1"}}
	for who, c := range map[string]struct {
		b    *sitetest.Browser
		want int
	}{
		"nobody":                    {p.Browser(models.English), 303},
		"another event's moderator": {p.Staff(models.Moderator, elsewhere), 404},
		"an organiser of the host":  {p.Staff(models.Organiser, p.Host), 200},
	} {
		for _, path := range []string{p.at, p.at + "/1"} {
			if got := c.b.Get(path).Status; got != c.want {
				t.Errorf("%s reads %s: %d", who, path, got)
			}
		}
		if c.want == 200 {
			continue
		}
		for _, path := range []string{"/1/move", "/1/edit", "/1/place", "/taking", "", "/undo/" + models.NewID().String()} {
			if got := c.b.Post(p.at+path, move); got.Status != c.want {
				t.Errorf("%s posts to %s: %d", who, path, got.Status)
			}
		}
	}
	p.desk.Post(p.at+"/1/move", url.Values{"to": {"purged"}, "version": {"1"}}).Want(403)
	p.desk.Post("/manage/events/"+elsewhere.String()+"/questions/1/move", move).Want(404)
	if got := p.state(1) + p.state(2); got != "pendingapproved" {
		t.Error(got)
	}
}

func TestBoard_badInputChangesNothing(t *testing.T) {
	p := newPanel(t, "pending")
	for path, form := range map[string]url.Values{
		"/1/move":  {"to": {"approved"}},
		"/1/place": {"up": {"1"}, "version": {"x"}},
		"/1/edit":  {"version": {""}},
	} {
		p.desk.Post(p.at+path, form).Want(400)
	}
	p.desk.Post(p.at+"/1/move", url.Values{"to": {"followup"}, "due": {"2026-02-30"}, "version": {"1"}}).Want(400)
	p.desk.Post(p.at+"/1/move", url.Values{"to": {"nonsense"}, "version": {"1"}}).Want(303)
	p.desk.Post(p.at+"/x/move", url.Values{"to": {"approved"}, "version": {"1"}}).Want(404)
	p.desk.Post(p.at+"/77/move", url.Values{"to": {"approved"}, "version": {"1"}}).Want(404)
	p.desk.Post(p.at+"/1/move", url.Values{"to": {"declined"}, "version": {"1"}}).Want(422)
	if got := p.desk.Post(p.at+"/1/move", url.Values{"to": {"merged"}, "into": {"99"}, "version": {"1"}}).Want(422); len(got.All("#into-e")) != 1 {
		t.Error("nothing at the field")
	}
	if got := p.state(1); got != "pending" {
		t.Error(got)
	}
}

func TestQuestion_translationAnswerAndAddressee(t *testing.T) {
	p := newPanel(t, "approved")
	person := models.NewID()
	p.Exec(`insert into people (id, name, name_key) values ($1, '岩田 みどり', 'iwata')`, person)
	p.Exec(`insert into items (id, event_id, position, kind, starts_at, minutes, title) values ($1, $2, 1, 'panel', now(), 30, '{"ja": "討論"}')`, models.NewID(), p.event)
	p.Exec(`insert into parts (item_id, person_id, role, position) select id, $1, 'panelist', 1 from items`, person)
	bad := p.desk.Post(p.at+"/1/edit", url.Values{"version": {"1"}, "translation": {strings.Repeat("長", 501)}, "person": {models.NewID().String()}}).Want(422)
	if len(bad.All("#translation-e")) != 1 {
		t.Error("nothing at the field")
	}
	p.desk.Post(p.at+"/1/edit", url.Values{"version": {"1"}, "to": {"answered"}}).Want(422)
	p.desk.Post(p.at+"/1/edit", url.Values{"version": {"1"}, "translation": {"質問その1"}, "person": {person.String()}, "answer_en": {"Yes."}, "to": {"answered"}}).Want(303)
	if got := sitetest.One[string](p.Site, `select state || ' ' || answer_mode || ' ' || (translation->>'ja') || ' ' || (answer->>'en') || ' ' || text from questions`); got != "answered written 質問その1 Yes. Question no. 1" {
		t.Error(got)
	}
	if got := p.desk.Get(p.at).Text("#q-1 .qt"); !strings.Contains(got, "岩田 みどり") {
		t.Error(got)
	}
}

func TestBoard_paperSearchAndSwitch(t *testing.T) {
	p := newPanel(t, "pending", "approved")
	form := url.Values{"key": {models.NewID().String()}, "text": {"From the floor"}, "name": {"ＡＢＣ商店"}}
	p.desk.Post(p.at, form).Want(303)
	p.desk.Post(p.at, form).Want(303)
	if n := sitetest.One[int](p.Site, `select count(*) from questions where channel = 'paper' and state = 'approved'`); n != 1 {
		t.Errorf("%d questions on paper", n)
	}
	bad := p.desk.Post(p.at, url.Values{"text": {"  "}, "name": {"x"}}).Want(422)
	if bad.Attr("#name", "value") != "x" {
		t.Error("what was typed is lost")
	}
	for search, want := range map[string]int{"abc商店": 1, "no. 2": 1, "#1": 1, "question": 2, "nothing of the kind": 0} {
		if got := len(p.desk.Get(p.at + "?q=" + url.QueryEscape(search)).Want(200).All("article.qc")); got != want {
			t.Errorf("%q finds %d, want %d", search, got, want)
		}
	}
	for _, open := range []string{"0", "1"} {
		p.desk.Post(p.at+"/taking", url.Values{"open": {open}}).Want(303)
		if got := sitetest.One[bool](p.Site, `select questions_open from events where id = $1`, p.event); got != (open == "1") {
			t.Errorf("%s: %v", open, got)
		}
	}
}
