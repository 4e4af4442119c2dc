package store

import (
	"context"
	"encoding/json"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// movedRow is a move of an act that is to be undone.
type movedRow struct {
	models.Registration
	Move   models.ID                `db:"move_id"`
	From   models.RegistrationState `db:"from_state"`
	To     models.RegistrationState `db:"to_state"`
	Before string                   `db:"before"`
	Later  bool                     `db:"later"`
	Taken  bool                     `db:"address_taken"`
}

const sqlMovesOfAct = `select` + registrationColumns + `, m.id as move_id, m.from_state, m.to_state, m.before,
	       exists (select 1 from registration_moves n where n.registration_id = r.id and n.undone_at is null and n.at > m.at) as later,
	       exists (select 1 from registrations o where o.event_id = r.event_id and o.email_key = r.email_key and o.id <> r.id
	               and o.state not in ('cancelled', 'declined')) as address_taken
	from registration_moves m join registrations r on r.id = m.registration_id
	where m.act = $2 and r.event_id = $1 and m.undone_at is null order by m.id for no key update of r`

const sqlLettersHaveLeft = `
	select exists (select 1 from mails where event_id = $1 and occasion = $2 and (state <> 'due' or lease is not null and due_at > now()))`

const sqlVoidLettersOf = `
	update mails set state = 'cancelled', done_at = now() where event_id = $1 and occasion = $2 and state = 'due'`

const sqlUndone = `update registration_moves set undone_at = now() where id = any($1)`

const sqlRestore = `
	update registrations r set state = u.state, category_id = u.category_id, place = u.place, offered_until = nullif(u.until, '')::timestamptz,
	       lapses = u.lapses, decline_reason = '{}', cancelled_at = null, cancelled_by = null,
	       confirmed_at = case when u.state = 'confirmed' then r.confirmed_at end, calendar_seq = r.calendar_seq + 1
	from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::int[]) as u(id, state, category_id, place, until, lapses)
	where r.id = u.id`

// Undo takes back an act of Decide as a whole, with the seats that it had offered: everybody stands where they stood. Organisers only.
// ErrMove where a letter about it has left, or where somebody has moved since. Undoing again changes nothing.
func (s *Registrations) Undo(ctx context.Context, v models.Viewer, event, act models.ID) (n int, err error) {
	err = s.db.inTx(ctx, "undo act on registrations", func(t *tx) error {
		n = 0
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "registration.undo", act.String(), nil); err != nil {
			return err
		}
		h, err := t.lockSeats(event)
		if err != nil {
			return err
		}
		var rows []movedRow
		if err := t.all(&rows, sqlMovesOfAct, event, act); err != nil {
			return err
		}
		var left bool
		if err := t.get(&left, sqlLettersHaveLeft, event, act.String()); err != nil {
			return err
		}
		if left && len(rows) > 0 {
			return models.ErrMove
		}
		if _, err := t.exec(sqlVoidLettersOf, event, act.String()); err != nil {
			return err
		}
		n = len(rows)
		if err := t.restore(h, rows); err != nil {
			return err
		}
		return t.setSeats(h)
	})
	return n, err
}

// restore puts everybody back to where they stood before the first of the moves.
func (t *tx) restore(h *house, rows []movedRow) error {
	var moves, id, state, category, until []string
	var place, lapses []int64
	last := map[models.ID]models.RegistrationState{} // what the act left them in
	for _, r := range rows {
		last[r.ID] = r.To
	}
	seen := map[models.ID]bool{}
	for _, r := range rows {
		moves = append(moves, r.Move.String())
		if seen[r.ID] {
			continue
		}
		seen[r.ID] = true
		var b before
		if err := json.Unmarshal([]byte(r.Before), &b); err != nil {
			return err
		}
		old, now := h.in(b.Category), h.in(r.CategoryID)
		switch {
		case r.State != last[r.ID], r.Later, !r.State.Open() && r.Taken, old == nil, now == nil:
			return models.ErrMove
		case b.OfferedUntil != nil && b.OfferedUntil.Before(time.Now()): // that offer would be over
			return models.ErrMove
		}
		now.Count(r.State, -1)
		old.Count(r.From, 1)
		id, state = append(id, r.ID.String()), append(state, string(r.From))
		category, place = append(category, b.Category.String()), append(place, b.Place)
		until, lapses = append(until, stamp(b.OfferedUntil)), append(lapses, int64(b.Lapses))
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := t.exec(sqlRestore, pq.Array(id), pq.Array(state), pq.Array(category), pq.Array(place), pq.Array(until), pq.Array(lapses)); err != nil {
		return err
	}
	_, err := t.exec(sqlUndone, pq.Array(moves))
	return err
}
