package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
)

func (h *hall) vote(person int, number int64) {
	h.t.Helper()
	if err := h.votes.Cast(context.Background(), h.event, h.people[person], number, true); err != nil {
		h.t.Fatal(err)
	}
}

func TestVote_everybodyOnceWhateverTheHurry(t *testing.T) {
	h := newHall(t, 60)
	for n := int64(1); n <= 3; n++ {
		h.asked(n, models.QuestionApproved, 0)
	}
	copies := []*store.Votes{h.votes, store.NewVotes(h.db)} // of the server
	var wg sync.WaitGroup
	for i := range 60 {
		for n := int64(1); n <= 3; n++ {
			for c := range copies {
				wg.Go(func() {
					if err := copies[c].Cast(context.Background(), h.event, h.people[i], n, true); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
	wg.Wait()
	totals, err := h.votes.Totals(context.Background(), h.event.ID)
	if err != nil || totals[1] != 60 || totals[2] != 60 || totals[3] != 60 {
		t.Errorf("%v %v", totals, err)
	}
	for range 2 {
		if err := h.votes.Cast(context.Background(), h.event, h.people[0], 1, false); err != nil {
			t.Error(err)
		}
	}
	if got := h.at(1).Votes; got != 59 {
		t.Errorf("%d after one took it back", got)
	}
	if n := count(t, h.db, `select count(*) from live_changes`); n != 0 {
		t.Errorf("%d changes told of votes", n)
	}
}

func TestVote_onlyWhereOneMay(t *testing.T) {
	h := newHall(t, 1)
	for _, state := range models.QuestionStates {
		h.exec(`delete from questions`)
		h.asked(1, models.QuestionApproved, 0)
		h.asked(2, state, 0)
		err := h.votes.Cast(context.Background(), h.event, h.people[0], 2, true)
		if state.Votable() != (err == nil) || err != nil && !errors.Is(err, models.ErrMove) {
			t.Errorf("%s: %v", state, err)
		}
	}
	h.exec(`delete from questions`)
	h.asked(1, models.QuestionApproved, 0)
	ended, other, gone := h.event, h.event, h.people[0]
	ended.State, other.ID, gone.State = models.Ended, models.NewID(), models.Withdrawn
	for name, err := range map[string]error{
		"an event that is over": h.votes.Cast(context.Background(), ended, h.people[0], 1, true),
		"another event":         h.votes.Cast(context.Background(), other, h.people[0], 1, true),
		"who cancelled":         h.votes.Cast(context.Background(), h.event, gone, 1, true),
	} {
		if !errors.Is(err, models.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
