package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
	"tsudoi/password"
)

// Demo does what a demonstration needs beyond the acts of people: staff without an invitation, and a past.
type Demo struct {
	db        *DB
	passwords *password.Hasher
}

// NewDemo returns it for db.
func NewDemo(db *DB, passwords *password.Hasher) *Demo { return &Demo{db, passwords} }

// NobodyThere is what the letters page says of letters to invented people, none of which leaves.
const NobodyThere = "demo: the recipient is invented"

// AddStaff makes an account with a role, without any letter. ErrMove where the address has an account.
func (s *Demo) AddStaff(ctx context.Context, v models.Viewer, n models.NewAccount, g models.Grant) error {
	if !v.IsOwner() {
		return fmt.Errorf("add staff: %w", models.ErrForbidden)
	}
	hash, err := s.passwords.Hash(ctx, n.Password)
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, "add staff", func(t *tx) error {
		if err := t.first(v, models.ID{}, "demo.staff", n.ID.String(), map[string]any{"role": g.Role}); err != nil {
			return err
		}
		made, err := t.newAccount(n, hash)
		if err == nil && !made {
			err = models.ErrMove
		}
		if err != nil {
			return err
		}
		return t.grant(n.ID, g)
	})
}

// Past is when things happened at an event of the demonstration, by registration and by the number of a question. Zero times and
// missing entries leave things as they are.
type Past struct {
	Published     time.Time
	Ended         time.Time
	Registrations map[models.ID]PastRegistration
	Questions     map[int64]PastQuestion
}

// PastRegistration is when somebody registered, cancelled and came; zero for what they did not.
type PastRegistration struct{ At, Cancelled, Joined time.Time }

// PastQuestion is when a question was asked, decided on, on the stage and answered; zero for what did not happen.
type PastQuestion struct{ Asked, Decided, Live, Answered time.Time }

const sqlDateEvent = `
	update events set created_at = coalesce($2, created_at), published_at = coalesce($2, published_at), ended_at = coalesce($3, ended_at)
	where id = $1`

const sqlDateRegistrations = `
	update registrations r set created_at = u.at, consent_at = u.at, confirmed_at = case when r.confirmed_at is not null then u.at end,
	       cancelled_at = coalesce(u.cancelled, r.cancelled_at), first_join_at = u.joined, last_join_at = u.joined
	from unnest($2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) as u(id, at, cancelled, joined)
	where r.id = u.id and r.event_id = $1 and r.source = 'demo'`

const sqlDateConsents = `
	update consents c set given_at = r.created_at from registrations r where c.registration_id = r.id and r.event_id = $1 and r.source = 'demo'`

// The votes come evenly between the question's approval and its answer.
const sqlDateVotes = `
	update votes v set created_at = u.decided + (u.until - u.decided) * o.share
	from (select v.question_id, v.registration_id, q.number,
	             percent_rank() over (partition by v.question_id order by v.registration_id) as share
	      from votes v join questions q on q.id = v.question_id where q.event_id = $1) o
	join unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[]) as u(number, decided, until) on u.number = o.number
	where v.question_id = o.question_id and v.registration_id = o.registration_id and u.decided is not null`

const sqlDateQuestions = `
	update questions q set created_at = u.asked, decided_at = case when q.decided_at is not null then coalesce(u.decided, q.decided_at) end,
	       live_at = case when q.live_at is not null then coalesce(u.live, q.live_at) end,
	       answered_at = case when q.answered_at is not null then coalesce(u.answered, q.answered_at) end
	from unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[]) as u(number, asked, decided, live, answered)
	where q.event_id = $1 and q.number = u.number`

// What was written to invented people is void, dated when its reason was.
const sqlVoidDemoLetters = `
	update mails m set state = 'cancelled', reply = $2, lease = null,
	       created_at = case m.kind when 'confirmed' then r.created_at when 'withdrawn' then r.cancelled_at else m.created_at end,
	       done_at = case m.kind when 'confirmed' then r.created_at when 'withdrawn' then r.cancelled_at else now() end
	from registrations r
	where m.event_id = $1 and r.id = m.registration_id and r.source = 'demo' and m.state in ('due', 'cancelled')`

// GivePast gives the event its past, and marks all letters to its invented people as never to be sent.
func (s *Demo) GivePast(ctx context.Context, v models.Viewer, event models.ID, p Past) error {
	r, q := p.registrations(), p.questions()
	return s.db.inTx(ctx, "give past", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "demo.past", "", nil); err != nil {
			return err
		}
		for _, one := range []struct {
			query string
			args  []any
		}{
			{sqlDateEvent, []any{event, instantOrNull(p.Published), instantOrNull(p.Ended)}},
			{sqlDateRegistrations, []any{event, pq.Array(r.ids), pq.Array(r.at), pq.Array(r.cancelled), pq.Array(r.joined)}},
			{sqlDateConsents, []any{event}},
			{sqlDateQuestions, []any{event, pq.Array(q.numbers), pq.Array(q.asked), pq.Array(q.decided), pq.Array(q.live), pq.Array(q.answered)}},
			{sqlDateVotes, []any{event, pq.Array(q.numbers), pq.Array(q.decided), pq.Array(q.until)}},
			{sqlVoidDemoLetters, []any{event, NobodyThere}},
		} {
			if _, err := t.exec(one.query, one.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// instant is a time as Postgres reads it in an array; nil for none.
func instant(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	s := at.UTC().Format("2006-01-02 15:04:05.999999Z07:00")
	return &s
}

type pastRegistrations struct {
	ids                   []string
	at, cancelled, joined []*string
}

func (p Past) registrations() (c pastRegistrations) {
	for id, r := range p.Registrations {
		c.ids = append(c.ids, id.String())
		c.at, c.cancelled, c.joined = append(c.at, instant(r.At)), append(c.cancelled, instant(r.Cancelled)), append(c.joined, instant(r.Joined))
	}
	return c
}

type pastQuestions struct {
	numbers                               []int64
	asked, decided, live, answered, until []*string
}

func (p Past) questions() (c pastQuestions) {
	for n, q := range p.Questions {
		until := q.Answered
		if until.IsZero() {
			until = time.Now()
			if !p.Ended.IsZero() {
				until = p.Ended
			}
		}
		c.numbers = append(c.numbers, n)
		c.asked, c.decided, c.live = append(c.asked, instant(q.Asked)), append(c.decided, instant(q.Decided)), append(c.live, instant(q.Live))
		c.answered, c.until = append(c.answered, instant(q.Answered)), append(c.until, instant(until))
	}
	return c
}
