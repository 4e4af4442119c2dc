package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// DueLetter is a claimed letter with everything that its text may say, as of the claim.
type DueLetter struct {
	ID       models.ID
	Kind     models.MailKind
	Occasion string
	Lang     models.Lang
	Attempts int // this one included

	Event         *models.Event // nil for letters about no event
	Hosts         []models.Host
	Channels      []models.Channel // without their addresses: only the places
	Recordings    []models.Recording
	Registration  *models.Registration // nil for letters to staff and guests
	Guest         *models.Guest        // nil for all but letters of invitation
	AddressChange models.ID            // what a letter about another address is about

	// Of letters to staff.
	AccountName string
	Email       string
	SignInLink  models.ID
	Invitation  models.ID
	Role        models.Role
	Inviter     string
	RoleHost    models.Text
	RoleEvent   models.Text
	LinkExpired bool
	EraseAt     time.Time // of what will be erased of the event: when, and of how many people
	EraseN      int
	CreatedAt   time.Time
}

// Lease is how long a claimed letter belongs to who claimed it, unless the claim says otherwise.
const Lease = 2 * time.Minute

const sqlClaim = `
	with due as (
		select id from mails where state = 'due' and due_at <= now() order by priority, due_at, id limit $1 for update skip locked)
	update mails m set lease = $2, attempts = m.attempts + 1, due_at = now() + $3 * interval '1 second'
	from due where m.id = due.id
	returning m.id`

// Claim takes up to n letters that are due, most urgent first, and holds them for hold: a sender that dies leaves them to the next
// after that. The lease names the claim for Finish. Claiming twice after a lost answer only makes the first lot wait for its lease to end.
func (s *Mails) Claim(ctx context.Context, n int, hold time.Duration) (lease models.ID, letters []DueLetter, err error) {
	var ids []string
	err = s.db.inTx(ctx, "claim letters", func(t *tx) error {
		ids, lease = nil, models.NewID()
		return t.all(&ids, sqlClaim, n, lease, hold.Seconds())
	})
	if err != nil || len(ids) == 0 {
		return lease, nil, err
	}
	letters, err = s.facts(ctx, ids)
	return lease, letters, err
}

// Fate is what became of one try.
type Fate struct {
	ID    models.ID
	State models.MailState // MailDue for another try after Wait
	Wait  time.Duration
	Reply string // the server's own words
	// Free does not count the try: nothing was wrong with the letter.
	Free bool
}

const sqlFinish = `
	update mails m set state = f.state, lease = null, reply = f.reply, attempts = m.attempts - f.free,
	       due_at = case when f.state = 'due' then now() + f.wait * interval '1 second' else m.due_at end,
	       done_at = case when f.state = 'due' then null else now() end
	from unnest($2::uuid[], $3::text[], $4::float8[], $5::text[], $6::int[]) as f(id, state, wait, reply, free)
	where m.id = f.id and m.lease = $1 and m.state = 'due'`

// Finish writes what became of claimed letters. Those whose lease is no longer this claim's are left alone. It does not stop when ctx
// ends: a letter that has left must be recorded.
func (s *Mails) Finish(ctx context.Context, lease models.ID, fates []Fate) error {
	var id, state, reply []string
	var wait []float64
	var free []int64
	for _, f := range fates {
		id = append(id, f.ID.String())
		state = append(state, string(f.State))
		wait = append(wait, f.Wait.Seconds())
		reply = append(reply, f.Reply)
		n := int64(0)
		if f.Free {
			n = 1
		}
		free = append(free, n)
	}
	return s.db.inTx(context.WithoutCancel(ctx), "finish letters", func(t *tx) error {
		_, err := t.exec(sqlFinish, lease, pq.Array(id), pq.Array(state), pq.Array(wait), pq.Array(reply), pq.Array(free))
		return err
	})
}

const sqlRaiseAlarm = `
	insert into mail_alarm (since, until, problem) values (now(), now() + $1 * interval '1 second', $2)
	on conflict (one) do update set until = excluded.until, problem = excluded.problem`

const sqlClearAlarm = `delete from mail_alarm`

// Alarm tells the desk that no letter leaves, and why, until the next try after wait.
func (s *Mails) Alarm(ctx context.Context, problem string, wait time.Duration) error {
	return s.db.inTx(ctx, "mail alarm", func(t *tx) error {
		_, err := t.exec(sqlRaiseAlarm, wait.Seconds(), problem)
		return err
	})
}

// AllWell takes the alarm back.
func (s *Mails) AllWell(ctx context.Context) error {
	return s.db.inTx(ctx, "mail alarm", func(t *tx) error { _, err := t.exec(sqlClearAlarm); return err })
}

const sqlAlarm = `select problem from mail_alarm`

// Alarmed returns why no letter leaves at the moment; "" when all is well.
func (s *Mails) Alarmed(ctx context.Context) (string, error) {
	var problem []string
	err := s.db.pool.SelectContext(ctx, &problem, sqlAlarm)
	if err != nil || len(problem) == 0 {
		return "", read(ctx, "mail alarm", err)
	}
	return problem[0], nil
}
