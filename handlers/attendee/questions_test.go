package attendee_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// hall is an event with two people who take part and somebody at the board.
type hall struct {
	*sitetest.Site
	event            models.ID
	my, join         string
	otherMy, another string
	guest, desk      *sitetest.Browser
}

func newHall(t *testing.T) *hall {
	t.Helper()
	s := sitetest.New(t)
	h := &hall{Site: s}
	h.event, _ = s.Event(0)
	_, h.my, h.join = s.Register(h.event, "山田 花子")
	_, h.otherMy, h.another = s.Register(h.event, "Other Person")
	h.guest, h.desk = s.Browser(models.English), s.Staff(models.Moderator, h.event)
	return h
}

func (h *hall) ask(token, text string, more ...string) *sitetest.Answer {
	h.T.Helper()
	h.Exec(`delete from rate_limits`)
	form := url.Values{"key": {models.NewID().String()}, "text": {text}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return h.guest.Post("/live/"+token+"/questions", form)
}

func (h *hall) approve(number int) {
	h.T.Helper()
	version := sitetest.One[int](h.Site, `select version from questions where number = $1`, number)
	h.desk.Post(fmt.Sprintf("/manage/events/%s/questions/%d/move", h.event, number), url.Values{"to": {"approved"}, "version": {fmt.Sprint(version)}}).Want(303)
}

func TestRoom_askingByHandShowsItToTheAskerAloneUntilItIsRead(t *testing.T) {
	h := newHall(t)
	page := h.guest.Get("/live/" + h.join).Want(200)
	form := url.Values{"key": {page.Attr("#ask [name=key]", "value")}, "text": {"Is <i>this</i> safe?"}, "hide": {"1"}}
	if got := h.guest.Post(page.Attr("#ask", "action"), form).Want(303).Location(); got != "/live/"+h.join+"#q-mine" {
		t.Errorf("leads to %s", got)
	}
	h.guest.Post(page.Attr("#ask", "action"), form).Want(303) // pressed twice
	mine := h.guest.Get("/live/" + h.join).Want(200)
	if got := mine.All("#q-mine article"); len(got) != 1 {
		t.Errorf("%d questions of one's own", len(got))
	}
	if got := mine.Text("#q-mine .badge"); got != "Waiting to be read" {
		t.Errorf("stands at %q", got)
	}
	if got := h.guest.Get("/live/" + h.another).Body; strings.Contains(got, "safe?") {
		t.Error("somebody else reads it")
	}
	h.approve(1)
	other := h.guest.Get("/live/" + h.another).Want(200)
	if got := other.Text("#q-1 .txt"); got != "Is <i>this</i> safe?" {
		t.Errorf("text %q", got)
	}
	if got := other.Text("#q-1 .meta"); !strings.HasPrefix(got, "Anonymous") {
		t.Errorf("asked by %q", got)
	}
	if strings.Contains(other.Body, "山田") {
		t.Error("the hidden name is in the page")
	}
}

func TestRoom_voteTurnsAndTurnsBack(t *testing.T) {
	h := newHall(t)
	h.ask(h.another, "Vote?").Want(303)
	h.approve(1)
	for _, want := range []struct{ name, pressed, votes string }{{"off", "true", "1"}, {"on", "false", "0"}} {
		page := h.guest.Get("/live/" + h.join).Want(200)
		button := `#q-1 button[form=votes]`
		for range 2 { // pressed twice is pressed once
			h.guest.Post(page.Attr("#votes", "action"), url.Values{page.Attr(button, "name"): {page.Attr(button, "value")}}).Want(303)
		}
		page = h.guest.Get("/live/" + h.join).Want(200)
		if page.Attr(button, "name") != want.name || page.Attr(button, "aria-pressed") != want.pressed || page.Text(button+" [data-n]") != want.votes {
			t.Errorf("want %v: %s %s %s", want, page.Attr(button, "name"), page.Attr(button, "aria-pressed"), page.Text(button))
		}
	}
	h.guest.Post("/live/"+h.join+"/votes", url.Values{"on": {"x"}}).Want(400)
	h.guest.Post("/live/"+h.join+"/votes", url.Values{"on": {"99"}}).Want(409)
}

func TestRoom_whatIsWrongKeepsTheText(t *testing.T) {
	h := newHall(t)
	long := strings.Repeat("長", models.MaxQuestion+1)
	page := h.ask(h.join, long).Want(422)
	if got := page.Text("#ask textarea"); got != long {
		t.Errorf("kept %d bytes", len(got))
	}
	if got := page.Text("#text-e"); !strings.Contains(got, "500") {
		t.Errorf("says %q", got)
	}
	h.ask(h.join, "First").Want(303)
	soon := h.guest.Post("/live/"+h.join+"/questions", url.Values{"key": {models.NewID().String()}, "text": {"Second"}}).Want(422)
	if got := soon.Text("#text-e"); !strings.Contains(got, "15 seconds") || soon.Text("#ask textarea") != "Second" {
		t.Errorf("says %q", got)
	}
	json := h.guest.Post("/live/"+h.join+"/questions", url.Values{"text": {"Third"}}, "Accept", "application/json").Want(422)
	if !strings.Contains(json.Body, "15 seconds") {
		t.Errorf("a script is told %s", json.Body)
	}
	for _, bad := range []string{"", " \u3000\n", "a\x00b", "a\u202eb"} {
		h.ask(h.join, bad).Want(422)
	}
	h.ask(h.join, "bad \xff").Want(400)
	if n := sitetest.One[int](h.Site, `select count(*) from questions`); n != 1 {
		t.Errorf("%d questions", n)
	}
}

func TestRoom_closedSaysSoAndStaysReadable(t *testing.T) {
	h := newHall(t)
	h.ask(h.join, "Before it closed").Want(303)
	h.approve(1)
	h.Exec(`update events set questions_open = false`)
	page := h.guest.Get("/live/" + h.join).Want(200)
	if _, hidden := attr(page, `[data-n=taking]`, "hidden"); !hidden {
		t.Error("the box is still shown")
	}
	if _, hidden := attr(page, `[data-n=closed]`, "hidden"); hidden {
		t.Error("nothing says that it is closed")
	}
	if got := h.ask(h.join, "After").Want(422).Text("#text-e"); !strings.Contains(got, "closed") {
		t.Errorf("says %q", got)
	}
	if page.Text("#q-1 .txt") != "Before it closed" {
		t.Error("the list is gone")
	}
	h.Exec(`update events set state = 'ended', ended_at = now()`)
	if got := h.guest.Get("/live/" + h.join).Want(200); len(got.All("#ask")) != 0 {
		t.Error("asks after the end")
	}
}

func attr(a *sitetest.Answer, selector, name string) (string, bool) {
	for _, n := range a.All(selector) {
		for _, at := range n.Attr {
			if at.Key == name {
				return at.Val, true
			}
		}
	}
	return "", false
}

func TestRoom_isForThoseWithTheLink(t *testing.T) {
	h := newHall(t)
	for path, want := range map[string]int{"/live/x": 404, "/live/" + h.Links.Sign(models.LinkStage, h.event, 1): 404, "/live/" + h.my: 200} {
		h.guest.Get(path).Want(want)
	}
	h.ask(h.Links.Sign(models.LinkStage, h.event, 1), "x").Want(404)
	h.ask(h.another, "Theirs").Want(303)
	h.guest.Post("/live/"+h.join+"/questions/1/withdraw", nil).Want(404)
	h.guest.Post("/live/"+h.another+"/questions/1/withdraw", nil).Want(303)
	if got := h.guest.Get("/live/" + h.another).Text("#q-mine .badge"); got != "Taken back" {
		t.Errorf("stands at %q", got)
	}
	h.Exec(`update registrations set state = 'waitlisted'`)
	h.guest.Get("/live/" + h.join).Want(409)
	h.ask(h.join, "x").Want(409)
}

func TestMy_asksBeforeTheEvent(t *testing.T) {
	h := newHall(t)
	page := h.guest.Get("/my/" + h.my).Want(200)
	form := url.Values{"key": {page.Attr("#ask [name=key]", "value")}, "text": {"Before?"}}
	h.guest.Post(page.Attr("#ask", "action"), form).Want(303)
	if got := sitetest.One[string](h.Site, `select channel || ' ' || name from questions`); got != "before 山田 花子" {
		t.Error(got)
	}
	// The link that stands in calendars opens the live room, not the personal page.
	h.guest.Post("/my/"+h.join+"/questions", form).Want(404)
}

func TestRoom_showsTheReadersLanguageFirst(t *testing.T) {
	h := newHall(t)
	h.ask(h.join, "字幕はありますか").Want(303)
	h.approve(1)
	h.Exec(`update questions set translation = '{"en": "Are there subtitles?"}'`)
	page := h.guest.Get("/live/" + h.join)
	if page.Text("#q-1 .txt") != "Are there subtitles?" || page.Text("#q-1 .tr") != "字幕はありますか" || page.Attr("#q-1 .tr", "lang") != "ja" {
		t.Errorf("%s / %s", page.Text("#q-1 .txt"), page.Text("#q-1 .tr"))
	}
}
