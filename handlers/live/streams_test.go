package live_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"tsudoi/handlers/live"
	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// room is a site with an event that is on, somebody who takes part and somebody at the board.
type room struct {
	*sitetest.Site
	event    models.ID
	my, join string
	guest    *sitetest.Browser
	desk     *sitetest.Browser
	board    string
}

func newRoom(t *testing.T) *room {
	t.Helper()
	s := sitetest.New(t)
	r := &room{Site: s}
	r.event, _ = s.Event(0)
	_, r.my, r.join = s.Register(r.event, "山田 花子")
	r.guest, r.desk = s.Browser(models.English), s.Staff(models.Moderator, r.event)
	r.board = "/manage/events/" + r.event.String() + "/questions"
	return r
}

// ask asks as the guest, without the pause that a person has to make.
func (r *room) ask(text string, hide bool) {
	r.T.Helper()
	form := url.Values{"key": {models.NewID().String()}, "text": {text}}
	if hide {
		form.Set("hide", "1")
	}
	r.Exec(`delete from rate_limits`)
	r.guest.Post("/live/"+r.join+"/questions", form).Want(303)
}

func (r *room) move(number int, to string, more ...string) *sitetest.Answer {
	r.T.Helper()
	version := sitetest.One[int](r.Site, `select version from questions where number = $1`, number)
	form := url.Values{"version": {fmt.Sprint(version)}, "to": {to}}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return r.desk.Post(fmt.Sprintf("%s/%d/move", r.board, number), form, "Accept", "application/json")
}

func TestStream_whatIsApprovedIsOnEveryPageAtOnceAndNothingBefore(t *testing.T) {
	r := newRoom(t)
	other := r.Browser(models.Japanese)
	_, _, theirs := r.Register(r.event, "Other")
	stream := other.Listen("/live/" + theirs + "/stream?after=0")
	if got := stream.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") || stream.Header.Get("X-Accel-Buffering") != "no" {
		t.Errorf("%s", stream.Header)
	}
	stream.Until("event: set")
	r.ask("SECRET <b>one</b> & two", true)
	r.ask("PUBLIC", false)
	r.move(2, "approved").Want(200)
	got := stream.Until("PUBLIC")
	if strings.Contains(got, "SECRET") || strings.Contains(got, "q-1") {
		t.Errorf("told of what nobody has read:\n%s", got)
	}
	r.move(1, "approved").Want(200)
	got = stream.Until("SECRET")
	told := got[strings.LastIndex(got, "event: put"):] // what was told of the other one may come twice: a page is told of a question as it stands
	if strings.Contains(told, "<b>") || !strings.Contains(told, "匿名") || strings.Contains(told, "山田") {
		t.Errorf("not as the asker wanted:\n%s", told)
	}
	r.move(1, "live").Want(200)
	stream.Until("event: banner")
	r.move(1, "declined").Want(409)
	r.move(1, "queued").Want(200)
	r.move(1, "declined", "reason", "no_time").Want(200)
	if got := stream.Until(`data: "q-1"`); strings.Contains(got, "declined") || strings.Contains(got, "queued") || strings.Contains(got, "no_time") {
		t.Errorf("told of the desk's business:\n%s", got)
	}
}

func TestStream_aKnockBringsChangesWithoutAnyLookAtTheClock(t *testing.T) {
	live.SetPulse(t, time.Hour)
	r := newRoom(t)
	stream := r.guest.Listen("/live/" + r.join + "/stream?after=0")
	stream.Until("event: set")
	r.ask("At once", false)
	r.move(1, "approved").Want(200)
	stream.Until("At once")
}

func TestStream_theAskersOwnPageLearnsOfItsOwn(t *testing.T) {
	r := newRoom(t)
	mine := r.guest.Listen("/live/" + r.join + "/stream?after=0")
	_, _, theirs := r.Register(r.event, "Other")
	other := r.Browser(models.English).Listen("/live/" + theirs + "/stream?after=0")
	mine.Until("event: set")
	other.Until("event: set")
	r.ask("Mine", false)
	mine.Until(`data: "[data-region=mine]"`)
	r.move(1, "approved").Want(200)
	if got := other.Until("Mine"); strings.Contains(got, "data-region=mine") {
		t.Errorf("somebody else's page is told:\n%s", got)
	}
}

func TestStream_goesOnWhereItStopped(t *testing.T) {
	r := newRoom(t)
	for i := range 3 {
		r.ask(fmt.Sprintf("Question no. %d", i+1), false)
		r.move(i+1, "approved").Want(200)
	}
	seq := sitetest.One[int](r.Site, `select seq from live_changes where question_id = (select id from questions where number = 2) order by seq desc limit 1`)
	got := r.guest.Listen("/live/"+r.join+"/stream?after=0", "Last-Event-ID", fmt.Sprint(seq)).Until("Question no. 3")
	if strings.Contains(got, "Question no. 2") {
		t.Errorf("told again:\n%s", got)
	}
	// A page from long before is sent to load itself again.
	r.Exec(`update live_heads set seq = seq + 1000`)
	r.Exec(`insert into live_changes (event_id, seq, question_id) select event_id, seq, (select id from questions where number = 1) from live_heads where event_id = $1`, r.event)
	fresh := r.desk.Listen(r.board+"/stream", "Last-Event-ID", "3")
	fresh.Until("event: reset")
}

func TestStream_survivesALostLineToTheDatabase(t *testing.T) {
	r := newRoom(t)
	r.ask("While it was away", false)
	stream := r.guest.Listen("/live/" + r.join + "/stream?after=0")
	stream.Until("event: set")
	r.Exec(`select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`)
	r.move(1, "approved").Want(200)
	stream.Until("While it was away")
}

func TestStream_votesComeOnceASecond(t *testing.T) {
	r := newRoom(t)
	r.ask("Vote for me", false)
	r.move(1, "approved").Want(200)
	stream := r.guest.Listen("/live/" + r.join + "/stream?after=2")
	stream.Until("event: set")
	r.guest.Post("/live/"+r.join+"/votes", url.Values{"on": {"1"}}).Want(303)
	stream.Until(`"v1":1`)
}

func TestStream_closingQuestionsIsSeenAtOnce(t *testing.T) {
	r := newRoom(t)
	stream := r.guest.Listen("/live/" + r.join + "/stream?after=0")
	stream.Until("event: set")
	r.desk.Post(r.board+"/taking", url.Values{"open": {"0"}}).Want(303)
	stream.Until(`"taking":false`)
}

func TestStream_theBoardHearsOfEverything(t *testing.T) {
	r := newRoom(t)
	stream := r.desk.Listen(r.board + "/stream?after=0")
	stream.Until("event: set")
	r.ask("For the board", true)
	if got := stream.Until("For the board"); !strings.Contains(got, `"list":"inbox"`) || !strings.Contains(got, "山田") {
		t.Errorf("%s", got)
	}
	r.move(1, "queued").Want(200)
	stream.Until(`"list":"queue","position":0`)
}

func TestStream_theStageShowsOneQuestionAndThenInvites(t *testing.T) {
	r := newRoom(t)
	token := r.Links.Sign(models.LinkStage, r.event, 1)
	page := r.guest.Get("/stage/" + token).Want(200)
	if len(page.All(".hold svg.qr")) != 1 {
		t.Error("no invitation to ask")
	}
	stream := r.guest.Listen("/stage/" + token + "/stream?after=0")
	stream.Until("event: set")
	r.ask("On the big screen", true)
	r.move(1, "live").Want(200)
	if got := stream.Until("On the big screen"); strings.Contains(got, "山田") {
		t.Errorf("the hidden name is on the wall:\n%s", got)
	}
	if got := r.guest.Get("/stage/" + token).Want(200).Text(".qn h1"); got != "On the big screen" {
		t.Errorf("the page shows %q", got)
	}
	r.move(1, "answered", "next", "1").Want(200)
	stream.Until("hold")
}

func TestStream_isForThoseWhoMaySeeThePage(t *testing.T) {
	r := newRoom(t)
	elsewhere, _ := r.Event(0)
	visitor := r.Browser(models.Japanese)
	for path, want := range map[string]int{
		"/live/x/stream": 404,
		"/live/" + r.Links.Sign(models.LinkStage, r.event, 1) + "/stream": 404,
		"/stage/" + r.join + "/stream":                                    404,
		"/stage/" + r.join:                                                404,
		r.board + "/stream":                                               303,
	} {
		if got := visitor.Get(path); got.Status != want {
			t.Errorf("%s: %d, want %d", path, got.Status, want)
		}
	}
	r.Staff(models.Moderator, elsewhere).Get(r.board + "/stream").Want(404)
	r.Exec(`update registrations set state = 'cancelled', cancelled_by = 'attendee'`)
	visitor.Get("/live/" + r.join + "/stream").Want(410)
	r.Exec(`update registrations set link_version = 2`)
	visitor.Get("/live/" + r.join + "/stream").Want(410)
}

func TestStream_aReadersOldestGivesWay(t *testing.T) {
	r := newRoom(t)
	first := r.guest.Listen("/live/" + r.join + "/stream?after=0")
	first.Until("event: set")
	for range 6 {
		r.guest.Listen("/live/" + r.join + "/stream?after=0").Until("event: set")
	}
	if !first.Ended(5 * time.Second) {
		t.Error("a reader may have as many as they like")
	}
}
