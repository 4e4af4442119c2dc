package store

import (
	"context"
	"fmt"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Guests keeps who is invited to an event by name: the list, the letters, the replies.
//
// Locks: the seats of the event where a registration is decided, then rows of guests in order of their IDs, then nothing.
type Guests struct{ db *DB }

// NewGuests returns the guests kept in db.
func NewGuests(db *DB) *Guests { return &Guests{db} }

// guestRow finds the registration that the link made, or else one of the same address that stands and is proven.
const guestRow = `
	select g.id, g.event_id, g.category_id, c.title as category, c.closes_before, g.version, g.name, g.email, g.email_key, g.language, g.note,
	       g.created_at, g.invited_at, g.reminded_at, g.replied_at, g.declined_at, g.decline_note, g.withdrawn_at, g.link_version,
	       coalesce(s.id, r.id, '00000000-0000-0000-0000-000000000000') as registration_id, coalesce(s.state, r.state, '') as registration_state
	from guests g
	join categories c on c.id = g.category_id
	left join registrations r on r.id = g.registration_id
	left join registrations s on s.event_id = g.event_id and s.email_key = g.email_key and s.state not in ('cancelled', 'declined', 'unverified')
	     and (r.id is null or r.state in ('cancelled', 'declined'))`

const sqlGuestByID = guestRow + ` where g.id = $1`

const sqlGuestsByID = guestRow + ` where g.id = any($1)`

const sqlGuestsOf = guestRow + ` where g.event_id = $1 order by g.created_at, g.id`

// GuestLine is a guest in the desk's list, with the last letter to them.
type GuestLine struct {
	models.Guest
	LetterID    models.ID        `db:"-"`
	LetterKind  models.MailKind  `db:"-"` // "" where none was written
	LetterState models.MailState `db:"-"`
}

const sqlLastGuestLetters = `
	select distinct on (m.guest_id) m.guest_id, m.id, m.kind, m.state from mails m join guests g on g.id = m.guest_id
	where g.event_id = $1 order by m.guest_id, m.created_at desc, m.id desc`

// List returns everybody on the list of an event for its organisers, in the order in which they were put there.
func (s *Guests) List(ctx context.Context, v models.Viewer, e models.Event) ([]GuestLine, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("guests: %w", err)
	}
	var found []models.Guest
	if err := s.db.pool.SelectContext(ctx, &found, sqlGuestsOf, e.ID); err != nil {
		return nil, read(ctx, "guests", err)
	}
	var letters []struct {
		Guest models.ID        `db:"guest_id"`
		ID    models.ID        `db:"id"`
		Kind  models.MailKind  `db:"kind"`
		State models.MailState `db:"state"`
	}
	if err := s.db.pool.SelectContext(ctx, &letters, sqlLastGuestLetters, e.ID); err != nil {
		return nil, read(ctx, "letters to guests", err)
	}
	at := map[models.ID]int{}
	for i, l := range letters {
		at[l.Guest] = i
	}
	lines := make([]GuestLine, len(found))
	for i, g := range found {
		lines[i].Guest = g
		if n, there := at[g.ID]; there {
			lines[i].LetterID, lines[i].LetterKind, lines[i].LetterState = letters[n].ID, letters[n].Kind, letters[n].State
		}
	}
	return lines, nil
}

const sqlLettersOfGuest = letterLine + ` where m.guest_id = $1 order by m.created_at desc, m.id desc`

// Story returns one guest of an event with all letters to them, the newest first, for its organisers.
func (s *Guests) Story(ctx context.Context, v models.Viewer, e models.Event, id models.ID) (g models.Guest, letters []LetterLine, err error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return g, nil, fmt.Errorf("guest: %w", err)
	}
	err = s.db.pool.GetContext(ctx, &g, sqlGuestByID, id)
	if err == nil && g.EventID != e.ID {
		err = models.ErrNotFound
	}
	if err == nil {
		err = s.db.pool.SelectContext(ctx, &letters, sqlLettersOfGuest, id)
	}
	return g, letters, read(ctx, "guest", err)
}

// ByLink returns the guest whom a signed link names. ErrGone where the invitation was withdrawn or the link replaced.
func (s *Guests) ByLink(ctx context.Context, id models.ID, version int) (models.Guest, error) {
	var g models.Guest
	if err := s.db.pool.GetContext(ctx, &g, sqlGuestByID, id); err != nil {
		return g, read(ctx, "guest", err)
	}
	if !g.LinkOpen(version) {
		return models.Guest{}, read(ctx, "guest", models.ErrGone)
	}
	return g, nil
}

// guests reads who the letters of rows are for.
func (s *Mails) guests(ctx context.Context, rows []letterRow) (map[models.ID]models.Guest, error) {
	by := map[models.ID]models.Guest{}
	var ids []models.ID
	for _, r := range rows {
		if r.Guest != (models.ID{}) {
			ids = append(ids, r.Guest)
		}
	}
	if len(ids) == 0 {
		return by, nil
	}
	var found []models.Guest
	if err := s.db.pool.SelectContext(ctx, &found, sqlGuestsByID, pq.Array(idStrings(ids))); err != nil {
		return nil, read(ctx, "letters", err)
	}
	for _, g := range found {
		by[g.ID] = g
	}
	return by, nil
}
