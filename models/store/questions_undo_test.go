package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tsudoi/models"
)

func TestStage_oneAtATimeAndTheOthersKeepTheirTurn(t *testing.T) {
	h := newHall(t, 1)
	for n := int64(1); n <= 4; n++ {
		h.asked(n, models.QuestionApproved, 0)
	}
	h.move(1, models.QuestionAct{To: models.QuestionQueued})
	h.move(2, models.QuestionAct{To: models.QuestionQueued})
	h.move(1, models.QuestionAct{To: models.QuestionLive})
	before := h.states()
	shown := h.move(3, models.QuestionAct{To: models.QuestionLive}) // 1 goes back, before 2
	if got := h.queue(); got != "1 2" {
		t.Errorf("queue %s", got)
	}
	next := h.move(3, models.QuestionAct{To: models.QuestionAnswered, Next: true})
	if got := h.states(); got != "1 live 2 queued 3 answered 4 approved" {
		t.Error(got)
	}
	for _, act := range []models.ID{next, shown, shown} { // undoing twice is undoing once
		if err := h.qs.Undo(context.Background(), h.moderator, h.event.ID, act); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.states(); got != before {
		t.Errorf("%s, was %s", got, before)
	}
}

func (h *hall) queue() (s string) {
	h.t.Helper()
	rows, err := h.db.SQL().Query(`select number from questions where state = 'queued' order by queue_position, number`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		rows.Scan(&n)
		s += fmt.Sprint(n, " ")
	}
	return strings.TrimSpace(s)
}

func TestUndo_restoresExactly(t *testing.T) {
	h := newHall(t, 1)
	for _, from := range models.QuestionStates {
		for _, to := range from.Moves() {
			if to == models.QuestionPurged {
				continue
			}
			h.exec(`delete from questions`)
			h.asked(1, models.QuestionApproved, 0)
			h.asked(2, from, 0, ", translation = '{\"en\": \"old\"}', answer = '{\"ja\": \"答\"}', decided_at = '2026-12-16 16:00:00.123456+09'")
			snapshot := func() (s string) {
				if err := h.db.SQL().QueryRow(`select string_agg((to_jsonb(q) - 'version')::text, '|' order by number) from questions q`).Scan(&s); err != nil {
					t.Fatal(err)
				}
				return s
			}
			was := snapshot()
			act := h.move(2, models.QuestionAct{To: to, Reason: "unclear", Answer: models.Text{models.English: "new"}, Into: 1, Due: time.Now()})
			if snapshot() == was {
				t.Errorf("%s → %s changed nothing", from, to)
			}
			if err := h.qs.Undo(context.Background(), h.moderator, h.event.ID, act); err != nil {
				t.Fatalf("%s → %s: %v", from, to, err)
			}
			if is := snapshot(); is != was {
				t.Errorf("%s → %s and back:\n%s\n%s", from, to, is, was)
			}
		}
	}
}

func TestUndo_waitsForWhatCameAfter(t *testing.T) {
	h := newHall(t, 1)
	h.asked(1, models.QuestionPending, 0)
	first := h.move(1, models.QuestionAct{To: models.QuestionApproved})
	second := h.move(1, models.QuestionAct{To: models.QuestionQueued})
	ctx := context.Background()
	if err := h.qs.Undo(ctx, h.moderator, h.event.ID, first); !errors.Is(err, models.ErrStale) {
		t.Errorf("the older act first: %v", err)
	}
	for _, act := range []models.ID{second, first} {
		if err := h.qs.Undo(ctx, h.moderator, h.event.ID, act); err != nil {
			t.Error(err)
		}
	}
	if got := h.states(); got != "1 pending" {
		t.Error(got)
	}
	if err := h.qs.Undo(ctx, h.staff(models.Moderator, models.NewID()), h.event.ID, first); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("another event's moderator: %v", err)
	}
	if err := h.qs.Undo(ctx, h.moderator, h.event.ID, models.NewID()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("no such act: %v", err)
	}
}

func TestMerge_countsEachVoterOnceAndComesApartAgain(t *testing.T) {
	h := newHall(t, 3)
	for n := int64(1); n <= 3; n++ {
		h.asked(n, models.QuestionApproved, 0)
	}
	h.vote(0, 1)
	h.vote(0, 2)
	h.vote(1, 2)
	h.vote(2, 3)
	inner := h.move(3, models.QuestionAct{To: models.QuestionMerged, Into: 2})
	outer := h.move(2, models.QuestionAct{To: models.QuestionMerged, Into: 1})
	if q := h.at(1); q.Votes != 3 || q.Similar != 2 {
		t.Errorf("%d votes, %d similar", q.Votes, q.Similar)
	}
	if q := h.at(3); q.MergedInto != 1 {
		t.Errorf("a chain: 3 leads to %d", q.MergedInto)
	}
	for _, act := range []models.ID{outer, inner} {
		if err := h.qs.Undo(context.Background(), h.moderator, h.event.ID, act); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range map[int64]int{1: 1, 2: 2, 3: 1} {
		if got := h.at(n).Votes; got != want {
			t.Errorf("%d has %d votes, want %d", n, got, want)
		}
	}
}

func TestPurge_leavesNoWordBehind(t *testing.T) {
	h := newHall(t, 1)
	h.asked(1, models.QuestionApproved, 0, ", text = 'SECRET', name = 'SECRET'")
	if _, err := h.qs.Edit(context.Background(), h.moderator, h.event.ID, 1, 1, models.QuestionEdit{Translation: models.Text{models.English: "SECRET"}}); err != nil {
		t.Fatal(err)
	}
	move := h.move(1, models.QuestionAct{To: models.QuestionQueued})
	owner := models.Viewer{AccountID: h.moderator.AccountID, Grants: []models.Grant{{Role: models.Owner}}}
	act, err := h.qs.Move(context.Background(), owner, h.event.ID, 1, models.QuestionAct{To: models.QuestionPurged, Version: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"questions", "question_moves", "audit"} {
		if n := count(t, h.db, `select count(*) from `+table+` x where x::text like '%SECRET%'`); n != 0 {
			t.Errorf("still in %s", table)
		}
	}
	for _, a := range []models.ID{act, move} {
		if err := h.qs.Undo(context.Background(), h.moderator, h.event.ID, a); !errors.Is(err, models.ErrMove) && !errors.Is(err, models.ErrStale) {
			t.Errorf("undone: %v", err)
		}
	}
}

func TestReorder_movesOneAndNoOther(t *testing.T) {
	h := newHall(t, 1)
	for n := int64(1); n <= 4; n++ {
		h.asked(n, models.QuestionApproved, 0)
		h.move(n, models.QuestionAct{To: models.QuestionQueued})
	}
	for _, c := range []struct {
		number int64
		up     bool
		want   string
	}{
		{3, true, "1 3 2 4"}, {3, true, "3 1 2 4"}, {3, true, "3 1 2 4"}, {1, false, "3 2 1 4"}, {4, false, "3 2 1 4"}, {3, false, "2 3 1 4"},
	} {
		if _, err := h.qs.Reorder(context.Background(), h.moderator, h.event.ID, c.number, h.at(c.number).Version, c.up); err != nil {
			t.Fatal(err)
		}
		if got := h.queue(); got != c.want {
			t.Errorf("%d up %v: %s, want %s", c.number, c.up, got, c.want)
		}
	}
	// As often as halving a gap can't go.
	for i := range 120 {
		n := []int64{2, 3}[i%2]
		if _, err := h.qs.Reorder(context.Background(), h.moderator, h.event.ID, n, h.at(n).Version, false); err != nil {
			t.Fatal(err)
		}
		if got, want := h.queue(), []string{"3 2 1 4", "2 3 1 4"}[i%2]; got != want {
			t.Fatalf("time %d: %s, want %s", i, got, want)
		}
	}
}

func TestStage_manyHandsAtOnceLeaveOneQuestionOnIt(t *testing.T) {
	h := newHall(t, 1)
	const hands = 12
	for n := range int64(hands) {
		h.asked(n+1, models.QuestionApproved, 0)
	}
	var wg sync.WaitGroup
	for n := range int64(hands) {
		wg.Go(func() {
			_, err := h.qs.Move(context.Background(), h.moderator, h.event.ID, n+1, models.QuestionAct{To: models.QuestionLive, Version: 1})
			if err != nil {
				t.Errorf("%d: %v", n+1, err)
			}
		})
	}
	wg.Wait()
	if n := count(t, h.db, `select count(*) from questions where state = 'queued'`); n != hands-1 {
		t.Errorf("%d wait: %s", n, h.states())
	}
}
