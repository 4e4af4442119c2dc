package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// move is what one act makes of one registration.
type move struct {
	act    models.RegistrationAct
	was    models.Registration
	now    models.Registration
	letter models.MailKind // "" for none
}

// mover is who acts: their moves are one step that can be undone as one, until the letters about it leave.
type mover struct {
	by    string // attendee, desk, clock
	who   models.Viewer
	delay time.Duration
}

// before is what it takes to undo a move.
type before struct {
	Category     models.ID  `json:"category"`
	Place        int64      `json:"place"`
	OfferedUntil *time.Time `json:"offered_until"`
	Lapses       int        `json:"lapses"`
}

// step decides on registrations one by one with the seats as the ones before have left them, and counts. Those whom the act does not
// suit are left out. category is where ActCategory moves them; otherwise the zero ID.
func (h *house) step(a models.RegistrationAct, regs []models.Registration, category models.ID, now time.Time) (moves []move) {
	for _, r := range regs {
		to := category
		if to == (models.ID{}) {
			to = r.CategoryID
		}
		seat, old := h.in(to), h.in(r.CategoryID)
		if seat == nil || old == nil {
			continue
		}
		n, letter, suits := r.Move(a, h.event, *seat, now)
		if !suits {
			continue
		}
		old.Count(r.State, -1)
		seat.Count(n.State, 1)
		if n.State != models.Waitlisted {
			n.Place = 0
		} else if r.State != models.Waitlisted || n.CategoryID != r.CategoryID {
			n.Place = h.place(n.State)
		}
		moves = append(moves, move{a, r, n, letter})
	}
	return moves
}

const sqlLineOf = `select` + registrationColumns + `
	from registrations r where r.category_id = $1 and r.state = 'waitlisted' order by r.place limit $2 for no key update`

// passOn offers the seats that are free to the next in each line.
func (t *tx) passOn(h *house) (moves []move, err error) {
	now := time.Now()
	if p := h.event.Phase(now); p != models.Published && p != models.Live {
		return nil, nil
	}
	for i := range h.seats {
		n := h.seats[i].Vacant()
		if n == 0 {
			continue
		}
		var next []models.Registration
		if err := t.all(&next, sqlLineOf, h.seats[i].ID, n); err != nil {
			return nil, err
		}
		moves = append(moves, h.step(models.ActOffer, next, models.ID{}, now)...)
	}
	return moves, nil
}

// settle writes moves, offers the seats that they freed, writes the letters and the seats. The caller holds the lock of the seats.
func (t *tx) settle(h *house, who mover, reason models.Text, moves []move) error {
	if err := t.writeMoves(h, who, reason, moves); err != nil {
		return err
	}
	offers, err := t.passOn(h)
	if err != nil {
		return err
	}
	if err := t.writeMoves(h, who, nil, offers); err != nil {
		return err
	}
	return t.setSeats(h)
}

const sqlWriteMoves = `
	with u as (select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[], $10::uuid[])
	           as u(id, state, category_id, place, until, lapses, act, was, before, key)),
	m as (insert into registration_moves (id, act, registration_id, name, by, account_id, from_state, to_state, before)
	      select u.key, $11, u.id, u.act, $12, $13, u.was, u.state, u.before::jsonb from u)
	update registrations r set state = u.state, category_id = u.category_id, place = u.place, offered_until = nullif(u.until, '')::timestamptz,
	       lapses = u.lapses, decline_reason = case when u.state = 'declined' then $14::jsonb else '{}' end,
	       confirmed_at = case when u.state = 'confirmed' then coalesce(r.confirmed_at, now()) else r.confirmed_at end,
	       cancelled_at = case when u.state = 'cancelled' then now() end,
	       cancelled_by = case when u.state = 'cancelled' then case $12 when 'clock' then 'lapse' else $12 end end,
	       calendar_seq = r.calendar_seq + 1
	from u where r.id = u.id`

// writeMoves stores moves with what it takes to undo them, and their letters.
func (t *tx) writeMoves(h *house, who mover, reason models.Text, moves []move) error {
	if len(moves) == 0 {
		return nil
	}
	var id, state, category, until, act, was, undo, key []string
	var place, lapses []int64
	var letters []letterFor
	for _, m := range moves {
		b, err := json.Marshal(before{m.was.CategoryID, m.was.Place, m.was.OfferedUntil, m.was.Lapses})
		if err != nil {
			return err
		}
		id, key = append(id, m.was.ID.String()), append(key, models.NewID().String())
		state, was = append(state, string(m.now.State)), append(was, string(m.was.State))
		category, place = append(category, m.now.CategoryID.String()), append(place, m.now.Place)
		until, lapses = append(until, stamp(m.now.OfferedUntil)), append(lapses, int64(m.now.Lapses))
		act, undo = append(act, string(m.act)), append(undo, string(b))
		if m.letter != "" {
			letters = append(letters, letterFor{m.letter, t.act.String(), h.event.ID, m.was.ID, m.was.Language})
		}
	}
	if reason == nil {
		reason = models.Text{}
	}
	if _, err := t.exec(sqlWriteMoves, pq.Array(id), pq.Array(state), pq.Array(category), pq.Array(place), pq.Array(until), pq.Array(lapses), pq.Array(act),
		pq.Array(was), pq.Array(undo), pq.Array(key), t.act, who.by, orNull(who.who.AccountID), reason); err != nil {
		return err
	}
	return t.enqueueLater(who.delay, letters)
}

// stamp writes an instant for an array of them; "" for none.
func stamp(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339Nano)
}

const sqlRegistrationsFor = `select` + registrationColumns + `
	from registrations r where r.event_id = $1 and r.id = any($2) order by r.place, r.number for no key update`

// Done is what an act of the desk came to.
type Done struct {
	Act models.ID // what Undo takes
	N   int       // how many it moved
}

// Decide does one act to many registrations of an event, as one step: in order of their places in line, then of arrival. Those whom it
// does not suit, because somebody else has decided meanwhile, are left as they are; N tells how many it moved. Seats that become free are
// offered in the same step. The letters about it wait for models.UndoWindow. Organisers only. Doing the same again moves nobody. ErrNotFound
// where none of them is a registration of the event.
func (s *Registrations) Decide(ctx context.Context, v models.Viewer, event models.ID, d models.Decision) (done Done, err error) {
	if len(d.IDs) > models.MaxDecision {
		return done, fmt.Errorf("decide: %w", models.ErrTooMany)
	}
	err = s.db.inTx(ctx, "decide on registrations", func(t *tx) error {
		done = Done{Act: t.act, N: len(d.IDs)}
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		subject := ""
		if len(d.IDs) == 1 {
			subject = d.IDs[0].String()
		}
		if err := t.first(v, event, "registration."+string(d.Act), subject, map[string]any{"n": len(d.IDs)}); err != nil {
			return err
		}
		h, err := t.lockSeats(event)
		if err != nil {
			return err
		}
		var regs []models.Registration
		if err := t.all(&regs, sqlRegistrationsFor, event, pq.Array(idStrings(d.IDs))); err != nil {
			return err
		}
		if len(regs) == 0 {
			return models.ErrNotFound
		}
		moves := h.step(d.Act, regs, d.Category, time.Now())
		if len(moves) == 0 {
			return errRepeated
		}
		if d.Act == models.ActMoveUp {
			if err := t.lead(moves); err != nil {
				return err
			}
		}
		done.N = len(moves)
		return t.settle(h, mover{"desk", v, models.UndoWindow}, d.Reason, moves)
	})
	if errors.Is(err, errRepeated) {
		return Done{}, nil
	}
	return done, err
}

const sqlFirstPlaces = `
	select category_id, coalesce(min(place), 0) as place from registrations where category_id = any($1) and state = 'waitlisted' group by category_id`

// lead puts who was moved up before everybody else in their lines, in the order that they have.
func (t *tx) lead(moves []move) error {
	var categories []models.ID
	for _, m := range moves {
		categories = append(categories, m.was.CategoryID)
	}
	var rows []struct {
		Category models.ID `db:"category_id"`
		Place    int64     `db:"place"`
	}
	if err := t.all(&rows, sqlFirstPlaces, pq.Array(idStrings(categories))); err != nil {
		return err
	}
	head := map[models.ID]int64{}
	for _, r := range rows {
		head[r.Category] = r.Place
	}
	for i := len(moves) - 1; i >= 0; i-- {
		m := &moves[i]
		head[m.was.CategoryID]--
		m.now.Place = head[m.was.CategoryID]
	}
	return nil
}
