package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Votes keeps who voted for which question: rows only, no shared counter and no knock at pages, so that a thousand at once do not wait
// for each other. Who votes while a batch is being written goes into the next one.
type Votes struct {
	db    *DB
	lines *lines[struct{}, *ballot]
}

// NewVotes returns the votes kept in db.
func NewVotes(db *DB) *Votes {
	return &Votes{db, newLines(func(ctx context.Context, _ struct{}, batch []*ballot) error {
		return db.inTx(ctx, "vote", func(t *tx) error { return t.vote(batch) })
	})}
}

type ballot struct {
	event        models.ID
	number       int64
	registration models.ID
	on           bool
	err          error
}

// Cast votes for a question, or takes the vote back. It says what shall be, so that a repeat changes nothing, and returns after the
// commit. ErrClosed where the event takes no votes now, ErrMove where the question takes none.
func (s *Votes) Cast(ctx context.Context, e models.Event, r models.Registration, number int64, on bool) error {
	if !e.TakesVotes(time.Now()) || r.EventID != e.ID || !r.State.TakesPart() {
		return fmt.Errorf("vote: %w", models.ErrClosed)
	}
	b := &ballot{event: e.ID, number: number, registration: r.ID, on: on}
	if err := s.lines.join(ctx, struct{}{}, b); err != nil {
		return fmt.Errorf("vote: %w", err)
	}
	return b.err
}

const sqlVotable = `
	select u.place, q.id from unnest($1::uuid[], $2::bigint[]) with ordinality as u(event, number, place)
	join questions q on q.event_id = u.event and q.number = u.number
	where q.state in ('approved', 'queued', 'live')`

const sqlVote = `
	insert into votes (question_id, registration_id) select * from unnest($1::uuid[], $2::uuid[]) on conflict do nothing`

const sqlUnvote = `
	delete from votes v using unnest($1::uuid[], $2::uuid[]) as u(question, registration)
	where v.question_id = u.question and v.registration_id = u.registration`

// choice is one person's for one question; of several in a batch the last one counts.
type choice struct{ question, registration models.ID }

func (t *tx) vote(batch []*ballot) error {
	events, numbers := make([]string, len(batch)), make([]int64, len(batch))
	for i, b := range batch {
		events[i], numbers[i], b.err = b.event.String(), b.number, nil
	}
	var open []struct {
		Place int       `db:"place"`
		ID    models.ID `db:"id"`
	}
	if err := t.all(&open, sqlVotable, pq.Array(events), pq.Array(numbers)); err != nil {
		return err
	}
	for _, b := range batch {
		b.err = fmt.Errorf("vote: %w", models.ErrMove)
	}
	slices.SortFunc(open, func(a, b struct {
		Place int       `db:"place"`
		ID    models.ID `db:"id"`
	}) int {
		return a.Place - b.Place
	})
	last := map[choice]bool{}
	for _, o := range open {
		b := batch[o.Place-1]
		b.err = nil
		last[choice{o.ID, b.registration}] = b.on
	}
	if err := t.choose(sqlVote, last, true); err != nil {
		return err
	}
	return t.choose(sqlUnvote, last, false)
}

// choose writes the choices of one kind, in one order for every copy of the server, so that two batches can't block each other.
func (t *tx) choose(query string, last map[choice]bool, on bool) error {
	var cs []choice
	for c, is := range last {
		if is == on {
			cs = append(cs, c)
		}
	}
	if len(cs) == 0 {
		return nil
	}
	slices.SortFunc(cs, func(a, b choice) int {
		if n := bytes.Compare(a.question[:], b.question[:]); n != 0 {
			return n
		}
		return bytes.Compare(a.registration[:], b.registration[:])
	})
	questions, registrations := make([]string, len(cs)), make([]string, len(cs))
	for i, c := range cs {
		questions[i], registrations[i] = c.question.String(), c.registration.String()
	}
	_, err := t.exec(query, pq.Array(questions), pq.Array(registrations))
	return err
}

const sqlVotedFor = `
	select q.number from votes v join questions q on q.id = v.question_id where v.registration_id = $1 and q.event_id = $2`

// Of returns the numbers of the questions that one person voted for.
func (s *Votes) Of(ctx context.Context, r models.Registration) (map[int64]bool, error) {
	var numbers []int64
	err := s.db.pool.SelectContext(ctx, &numbers, sqlVotedFor, r.ID, r.EventID)
	voted := map[int64]bool{}
	for _, n := range numbers {
		voted[n] = true
	}
	return voted, read(ctx, "votes", err)
}

const sqlVoteTotals = `
	select q.number, ` + questionVotes + ` from questions q
	where q.event_id = $1 and q.state in ('approved', 'queued', 'live')`

// Totals counts the votes of every question that can be voted for.
func (s *Votes) Totals(ctx context.Context, event models.ID) (map[int64]int, error) {
	var rows []struct {
		Number int64 `db:"number"`
		Votes  int   `db:"votes"`
	}
	err := s.db.pool.SelectContext(ctx, &rows, sqlVoteTotals, event)
	totals := make(map[int64]int, len(rows))
	for _, r := range rows {
		totals[r.Number] = r.Votes
	}
	return totals, read(ctx, "vote totals", err)
}
