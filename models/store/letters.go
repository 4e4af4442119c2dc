package store

import (
	"context"
	"fmt"
	"time"

	"tsudoi/models"
)

// LetterLine is one letter in the desk's list.
type LetterLine struct {
	ID        models.ID        `db:"id"`
	Kind      models.MailKind  `db:"kind"`
	Test      bool             `db:"test"` // to a member of the staff, of a letter that is for attendees
	Name      string           `db:"name"`
	Email     string           `db:"email"`
	Lang      models.Lang      `db:"language"`
	State     models.MailState `db:"state"`
	Attempts  int              `db:"attempts"`
	DueAt     time.Time        `db:"due_at"`
	CreatedAt time.Time        `db:"created_at"`
	DoneAt    *time.Time       `db:"done_at"`
	Reply     string           `db:"reply"`
}

// LetterPage is how many letters one page of the list holds.
const LetterPage = 100

const letterLine = `
	select m.id, m.kind, m.event_id is not null and m.account_id is not null and m.kind <> 'erasure' as test, coalesce(r.name, a.name, g.name, '') as name,
	       case m.kind when 'address' then coalesce(ch.email, '') when 'address_old' then coalesce(ch.old_email, '')
	            else coalesce(r.email, a.email, v.email, g.email, '') end as email, m.language, m.state, m.attempts, m.due_at, m.created_at, m.done_at, m.reply
	from mails m
	left join registrations r on r.id = m.registration_id
	left join accounts a on a.id = m.account_id
	left join invitations v on v.id = m.invitation_id
	left join address_changes ch on ch.id = m.address_change_id
	left join guests g on g.id = m.guest_id`

const sqlLettersOfEvent = letterLine + `
	where m.event_id = $1 and ($2 = '' or m.state = $2) and ($3::uuid = '00000000-0000-0000-0000-000000000000'
	       or (m.created_at, m.id) < (select b.created_at, b.id from mails b where b.id = $3))
	order by m.created_at desc, m.id desc limit $4`

const sqlLettersOfSite = letterLine + `
	where m.event_id is null and ($1 = '' or m.state = $1) and ($2::uuid = '00000000-0000-0000-0000-000000000000'
	       or (m.created_at, m.id) < (select b.created_at, b.id from mails b where b.id = $2))
	order by m.created_at desc, m.id desc limit $3`

// OfEvent lists the letters of an event for its organisers, newest first: state "" for all, before the zero ID for the first page.
func (s *Mails) OfEvent(ctx context.Context, v models.Viewer, e models.Event, state models.MailState, before models.ID) ([]LetterLine, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	lines := []LetterLine{}
	err := s.db.pool.SelectContext(ctx, &lines, sqlLettersOfEvent, e.ID, state, before, LetterPage)
	return lines, read(ctx, "letters", err)
}

// OfSite lists the letters that belong to no event (sign-in links, invitations) for the owner.
func (s *Mails) OfSite(ctx context.Context, v models.Viewer, state models.MailState, before models.ID) ([]LetterLine, error) {
	if !v.IsOwner() {
		return nil, fmt.Errorf("letters: %w", models.ErrForbidden)
	}
	lines := []LetterLine{}
	err := s.db.pool.SelectContext(ctx, &lines, sqlLettersOfSite, state, before, LetterPage)
	return lines, read(ctx, "letters", err)
}

// LetterCount is how many letters are in one state.
type LetterCount struct {
	State models.MailState `db:"state"`
	N     int              `db:"n"`
}

const sqlLetterCounts = `select state, count(*) as n from mails where event_id is not distinct from $1 group by state`

// Counts tells how many letters of an event (of no event for the zero ID) are in each state.
func (s *Mails) Counts(ctx context.Context, event models.ID) (map[models.MailState]int, error) {
	var found []LetterCount
	if err := s.db.pool.SelectContext(ctx, &found, sqlLetterCounts, orNull(event)); err != nil {
		return nil, read(ctx, "letter counts", err)
	}
	n := map[models.MailState]int{}
	for _, c := range found {
		n[c.State] = c.N
	}
	return n, nil
}

const sqlLetterLine = letterLine + ` where m.id = $1`

// One returns a letter for the desk, with the facts it would be written from now. Letters of an event are for its organisers, the
// others for the owner.
func (s *Mails) One(ctx context.Context, v models.Viewer, id models.ID) (LetterLine, DueLetter, error) {
	var line LetterLine
	if err := s.db.pool.GetContext(ctx, &line, sqlLetterLine, id); err != nil {
		return line, DueLetter{}, read(ctx, "letter", err)
	}
	found, err := s.facts(ctx, []string{id.String()})
	if err != nil || len(found) == 0 {
		return line, DueLetter{}, err
	}
	return line, found[0], mayRead(v, found[0].Event)
}

// mayRead tells whether the viewer may see a letter of event, or of none.
func mayRead(v models.Viewer, event *models.Event) error {
	switch {
	case !v.SignedIn():
		return models.ErrSignIn
	case event != nil:
		return permit(v, *event, models.Viewer.CanOrganise)
	case !v.IsOwner():
		return models.ErrForbidden
	}
	return nil
}

const sqlLetterEvent = `select coalesce(event_id, '00000000-0000-0000-0000-000000000000') from mails where id = $1`

const sqlLetterAgain = `
	update mails set state = 'due', due_at = now(), attempts = 0, done_at = null, lease = null
	where id = $1 and state in ('failed', 'doubtful', 'held')`

// Again puts a letter that did not arrive back in the queue. One that is due, sent or void stays as it is: pressing twice sends once.
func (s *Mails) Again(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.db.inTx(ctx, "send letter again", func(t *tx) error {
		var event models.ID
		if err := t.get(&event, sqlLetterEvent, id); err != nil {
			return err
		}
		var of *models.Event
		if event != (models.ID{}) {
			e, err := t.event(event)
			if err != nil {
				return err
			}
			of = &e
		}
		if err := mayRead(v, of); err != nil {
			return err
		}
		if err := t.first(v, event, "letter.again", id.String(), nil); err != nil {
			return err
		}
		_, err := t.exec(sqlLetterAgain, id)
		return err
	})
}
