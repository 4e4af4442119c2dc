package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

// hall is an event with people in it and somebody at the board.
type hall struct {
	t         *testing.T
	db        *store.DB
	qs        *store.Questions
	votes     *store.Votes
	event     models.Event
	moderator models.Viewer
	people    []models.Registration
}

func newHall(t *testing.T, people int) *hall {
	t.Helper()
	h := &hall{t: t, db: storetest.New(t)}
	h.qs, h.votes = store.NewQuestions(h.db), store.NewVotes(h.db)
	id := openEvent(t, h.db, 0)
	for i := range people {
		r := models.Registration{ID: models.NewID(), EventID: id, State: models.Confirmed, Name: fmt.Sprintf("Person %d", i), Language: models.English}
		h.exec(`insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at)
			values ($1, $2, $2, $3, $4, $5, $6, $6, $7, 'x', now())`, r.ID, id, i+1, r.State, r.Name, fmt.Sprintf("q%d@example.org", i), r.Language)
		h.people = append(h.people, r)
	}
	h.moderator = h.staff(models.Moderator, id)
	var err error
	if h.event, err = store.NewEvents(h.db).ByID(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *hall) exec(query string, args ...any) {
	h.t.Helper()
	if _, err := h.db.SQL().Exec(query, args...); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) staff(role models.Role, event models.ID) models.Viewer {
	h.t.Helper()
	v := models.Viewer{AccountID: models.NewID(), Name: string(role), Grants: []models.Grant{{Role: role, EventID: event}}}
	h.exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, $2, $3, $3, 'ja', 'Asia/Tokyo')`,
		v.AccountID, v.Name, v.AccountID.String()+"@example.org")
	return v
}

// asked puts a question into a state, as it would be there.
func (h *hall) asked(number int64, state models.QuestionState, person int, set ...string) models.ID {
	h.t.Helper()
	id := models.NewID()
	columns := map[string]string{"queued": ", queue_position = 1", "declined": ", decline_reason = 'no_time'"}[string(state)]
	h.exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language)
		values ($1, $2, $3, 'pending', $4, $5, 'named', 'live', $6, 'ja')`,
		id, h.event.ID, number, h.people[person].ID, h.people[person].Name, fmt.Sprintf("質問%d", number))
	if state == models.QuestionMerged {
		columns = ", merged_into = (select id from questions where number = 1)"
	}
	h.exec(`update questions set state = $2`+columns+strings.Join(set, "")+` where id = $1`, id, state)
	h.exec(`insert into live_heads (event_id, last_number) values ($1, $2) on conflict (event_id) do update set last_number = $2`, h.event.ID, number)
	return id
}

func (h *hall) at(number int64) models.QuestionForModerator {
	h.t.Helper()
	qs, err := h.qs.ForModerators(context.Background(), h.event.ID, number)
	if err != nil || len(qs) != 1 {
		h.t.Fatal(qs, err)
	}
	return qs[0]
}

func (h *hall) move(number int64, a models.QuestionAct) models.ID {
	h.t.Helper()
	a.Version = h.at(number).Version
	act, err := h.qs.Move(context.Background(), h.moderator, h.event.ID, number, a)
	if err != nil {
		h.t.Fatalf("%d to %s: %v", number, a.To, err)
	}
	return act
}

func (h *hall) states() (s string) {
	h.t.Helper()
	qs, err := h.qs.ForModerators(context.Background(), h.event.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, q := range qs {
		s += fmt.Sprintf("%d %s ", q.Number, q.State)
	}
	return strings.TrimSpace(s)
}

func words(text string) models.NewQuestion {
	return models.NewQuestion{ID: models.NewID(), Text: text, Language: models.English, Anonymity: models.AskNamed}
}

func TestAsk_theSameSubmitIsOneQuestion(t *testing.T) {
	h := newHall(t, 1)
	n := words("Why?")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got, err := h.qs.Ask(context.Background(), h.people[0], n); err != nil && !errors.Is(err, models.ErrTooMany) || err == nil && got != 1 {
				t.Errorf("%d %v", got, err)
			}
		})
	}
	wg.Wait()
	// Later again, and with another key but the same words.
	for _, again := range []models.NewQuestion{n, words("Why?")} {
		if got, err := h.qs.Ask(context.Background(), h.people[0], again); err != nil || got != 1 {
			t.Errorf("%d %v", got, err)
		}
	}
	if n := count(t, h.db, `select count(*) from questions`); n != 1 {
		t.Errorf("%d questions", n)
	}
	if n := count(t, h.db, `select count(*) from live_changes`); n != 1 {
		t.Errorf("%d changes", n)
	}
}

func TestAsk_nobodyTakesAnothersQuestionByItsKey(t *testing.T) {
	h := newHall(t, 2)
	n := words("Why?")
	if _, err := h.qs.Ask(context.Background(), h.people[0], n); err != nil {
		t.Fatal(err)
	}
	n.Text = "Mine now"
	if _, err := h.qs.Ask(context.Background(), h.people[1], n); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("got %v", err)
	}
	if got := h.at(1).Text; got != "Why?" {
		t.Errorf("the text is %q", got)
	}
}

func TestAsk_isLimitedInPaceAndNumber(t *testing.T) {
	h := newHall(t, 2)
	ask := func(person int, text string) error {
		_, err := h.qs.Ask(context.Background(), h.people[person], words(text))
		return err
	}
	if err := ask(0, "One"); err != nil {
		t.Fatal(err)
	}
	if err := ask(0, "Two"); !errors.Is(err, models.ErrTooMany) {
		t.Errorf("at once: %v", err)
	}
	if err := ask(1, "Three"); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	for i := range models.MaxQuestions {
		h.exec(`update rate_limits set tat = now() - interval '1 second'`)
		err := ask(0, fmt.Sprintf("More %d", i))
		var p models.Problems
		if last := i == models.MaxQuestions-1; last != errors.As(err, &p) || !last && err != nil {
			t.Errorf("%d more: %v", i+1, err)
		}
	}
}

func TestAsk_isClosedWithWhatIsClosed(t *testing.T) {
	for name, change := range map[string]string{
		"the switch":         `update events set questions_open = false`,
		"the end":            `update events set state = 'ended'`,
		"the cancelled":      `update events set state = 'cancelled'`,
		"no more registered": ``,
	} {
		h := newHall(t, 1)
		if change != "" {
			h.exec(change)
		} else {
			h.people[0].State = models.Withdrawn
		}
		if _, err := h.qs.Ask(context.Background(), h.people[0], words("Why?")); !errors.Is(err, models.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAskOnPaper_isForTheDeskAndApproved(t *testing.T) {
	h := newHall(t, 0)
	n := words("From the floor")
	for range 2 {
		if got, err := h.qs.AskOnPaper(context.Background(), h.moderator, h.event.ID, n); err != nil || got != 1 {
			t.Fatal(got, err)
		}
	}
	if got := h.states(); got != "1 approved" {
		t.Error(got)
	}
	other := h.staff(models.Moderator, models.NewID())
	if _, err := h.qs.AskOnPaper(context.Background(), other, h.event.ID, words("x")); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("another event's moderator: %v", err)
	}
}

// What reaches whom, over every state: text, name of the asker, the asker's hidden name.
func TestAudiences_seeWhatTheyMayAndNoMore(t *testing.T) {
	type sees struct{ text, name, hidden bool }
	want := map[models.QuestionState]map[string]sees{}
	all, named, nothing := sees{true, true, true}, sees{true, true, false}, sees{}
	own := sees{text: true}
	for _, s := range models.QuestionStates {
		want[s] = map[string]sees{"attendee": nothing, "stage": nothing, "asker": own, "moderator": all}
	}
	for _, s := range []models.QuestionState{models.QuestionApproved, models.QuestionQueued, models.QuestionLive, models.QuestionAnswered, models.QuestionFollowup} {
		want[s]["attendee"] = named
	}
	want[models.QuestionLive]["stage"] = named
	want[models.QuestionPurged]["asker"] = nothing

	h := newHall(t, 2)
	for _, state := range models.QuestionStates {
		for _, anonymity := range []models.Anonymity{models.AskNamed, models.AskHidden} {
			h.exec(`delete from questions`)
			h.asked(1, models.QuestionApproved, 1)
			h.exec(`update questions set name = 'ROOT', text = 'root'`)
			id := h.asked(2, state, 0, fmt.Sprintf(", name = 'SECRETNAME', text = 'SECRETTEXT', translation = '{\"en\": \"SECRETTEXT\"}', anonymity = '%s'", anonymity))
			if state == models.QuestionPurged {
				h.exec(`update questions set state = 'answered' where id = $1`, id)
				organiser := models.Viewer{AccountID: h.moderator.AccountID, Grants: []models.Grant{{Role: models.Owner}}}
				if _, err := h.qs.Move(context.Background(), organiser, h.event.ID, 2, models.QuestionAct{To: state, Version: 1}); err != nil {
					t.Fatal(err)
				}
			}
			ctx := context.Background()
			attendee, err1 := h.qs.ForAttendees(ctx, h.event.ID)
			stage, err2 := h.qs.ForStage(ctx, h.event.ID)
			asker, err3 := h.qs.ForAsker(ctx, h.people[0].ID)
			board, err4 := h.qs.ForModerators(ctx, h.event.ID)
			if err := errors.Join(err1, err2, err3, err4); err != nil {
				t.Fatal(err)
			}
			for audience, view := range map[string]any{"attendee": attendee, "stage": stage, "asker": asker, "moderator": board} {
				b, _ := json.Marshal(view)
				w := want[state][audience]
				name := w.name
				if anonymity == models.AskHidden {
					name = w.hidden
				}
				if state == models.QuestionPurged {
					w.text, name = false, false
				}
				if got := strings.Contains(string(b), "SECRETTEXT"); got != w.text {
					t.Errorf("%s %s: the text reaches the %s: %v\n%s", state, anonymity, audience, got, b)
				}
				if got := strings.Contains(string(b), "SECRETNAME"); got != name {
					t.Errorf("%s %s: the name reaches the %s: %v\n%s", state, anonymity, audience, got, b)
				}
				if audience != "moderator" && (strings.Contains(string(b), "queued") || strings.Contains(string(b), "held")) {
					t.Errorf("%s: the desk's own state reaches the %s", state, audience)
				}
			}
		}
	}
}

func TestMove_sixteenModeratorsAtOnceAndAFollowerMissesNothing(t *testing.T) {
	h := newHall(t, 1)
	const each, hands = 8, 16
	for i := range each * hands {
		h.asked(int64(i+1), models.QuestionPending, 0)
	}
	stop, seen := make(chan struct{}), make(chan []int64)
	go func() { // a follower that asks all the time and trusts the numbers
		var got []int64
		var seq int64
		for {
			last := false
			select {
			case <-stop:
				last = true
			default:
			}
			cs, err := h.qs.Changes(context.Background(), h.event.ID, seq)
			if err != nil {
				t.Error(err)
			}
			for _, c := range cs {
				seq = c.Seq
				got = append(got, c.Number)
			}
			if last {
				seen <- got
				return
			}
		}
	}()
	var wg sync.WaitGroup
	for m := range hands {
		wg.Go(func() {
			for i := range each {
				n := int64(m*each + i + 1)
				if _, err := h.qs.Move(context.Background(), h.moderator, h.event.ID, n, models.QuestionAct{To: models.QuestionApproved, Version: 1}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	close(stop)
	got := <-seen
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != each*hands {
		t.Errorf("the follower saw %d of %d", len(got), each*hands)
	}
	if n := count(t, h.db, `select count(*) from live_heads where seq = $1`, each*hands); n != 1 {
		t.Error("the numbers have gaps")
	}
}

func TestMove_ofAnOldVersionChangesNothingAndTellsWhoWasFirst(t *testing.T) {
	h := newHall(t, 1)
	h.asked(1, models.QuestionPending, 0)
	h.move(1, models.QuestionAct{To: models.QuestionApproved})
	other := h.staff(models.Moderator, h.event.ID)
	_, err := h.qs.Move(context.Background(), other, h.event.ID, 1, models.QuestionAct{To: models.QuestionDeclined, Reason: "no_time", Version: 1})
	var stale models.StaleQuestion
	if !errors.As(err, &stale) || !errors.Is(err, models.ErrStale) || stale.Now.State != models.QuestionApproved || stale.Now.MovedBy != "moderator" {
		t.Errorf("got %v %+v", err, stale.Now)
	}
	if got := h.states(); got != "1 approved" {
		t.Error(got)
	}
	if n := count(t, h.db, `select count(*) from audit`); n != 1 {
		t.Errorf("%d rows in the audit", n)
	}
}

func TestMove_sentAgainIsTheSameAct(t *testing.T) {
	h := newHall(t, 1)
	h.asked(1, models.QuestionPending, 0)
	a := models.QuestionAct{To: models.QuestionLive, Version: 1}
	first, err1 := h.qs.Move(context.Background(), h.moderator, h.event.ID, 1, a)
	second, err2 := h.qs.Move(context.Background(), h.moderator, h.event.ID, 1, a)
	if err1 != nil || err2 != nil || first != second {
		t.Errorf("%v %v, %v %v", first, err1, second, err2)
	}
	if n := count(t, h.db, `select count(*) from question_moves`); n != 2 {
		t.Errorf("%d moves", n)
	}
}

func TestMove_refusedTellsNobody(t *testing.T) {
	h := newHall(t, 1)
	h.asked(1, models.QuestionAnswered, 0)
	_, err := h.qs.Move(context.Background(), h.moderator, h.event.ID, 1, models.QuestionAct{To: models.QuestionLive, Version: 1})
	if !errors.Is(err, models.ErrMove) {
		t.Errorf("got %v", err)
	}
	if n := count(t, h.db, `select count(*) from live_changes`); n != 0 {
		t.Errorf("%d changes", n)
	}
	for name, v := range map[string]models.Viewer{"nobody": {}, "another event's": h.staff(models.Moderator, models.NewID())} {
		_, err := h.qs.Move(context.Background(), v, h.event.ID, 1, models.QuestionAct{To: models.QuestionApproved, Version: 1})
		if !errors.Is(err, models.ErrSignIn) && !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.qs.Move(context.Background(), h.moderator, h.event.ID, 1, models.QuestionAct{To: models.QuestionPurged, Version: 1}); !errors.Is(err, models.ErrForbidden) {
		t.Errorf("a moderator erases: %v", err)
	}
}

func TestWithdraw_isTheAskersUntilItIsChosen(t *testing.T) {
	h := newHall(t, 2)
	for _, state := range models.QuestionStates {
		h.exec(`delete from questions`)
		h.asked(1, models.QuestionApproved, 1)
		h.asked(2, state, 0)
		ctx := context.Background()
		if err := h.qs.Withdraw(ctx, h.people[1], 2); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: somebody else's: %v", state, err)
		}
		may := state == models.QuestionPending || state == models.QuestionHeld || state == models.QuestionApproved || state == models.QuestionWithdrawn
		for range 2 {
			if err := h.qs.Withdraw(ctx, h.people[0], 2); may != (err == nil) || !may && !errors.Is(err, models.ErrMove) {
				t.Errorf("%s: %v", state, err)
			}
		}
	}
}

func TestTake_closesForNewQuestionsOnly(t *testing.T) {
	h := newHall(t, 1)
	h.asked(1, models.QuestionApproved, 0)
	if err := h.qs.Take(context.Background(), h.moderator, h.event.ID, false); err != nil {
		t.Fatal(err)
	}
	if _, err := h.qs.Ask(context.Background(), h.people[0], words("Why?")); !errors.Is(err, models.ErrClosed) {
		t.Errorf("asked: %v", err)
	}
	h.vote(0, 1)
	if head, err := h.qs.Head(context.Background(), h.event.ID); err != nil || head.Open {
		t.Errorf("%+v %v", head, err)
	}
}
