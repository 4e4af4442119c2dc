package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Registrations keeps who comes to which event.
//
// One event that everybody wants at once is decided by one committer: who arrives stands in line, and the committer takes all who
// wait into one transaction, in order of arrival. Row locks would let them through one by one, an order of magnitude slower.
type Registrations struct {
	db    *DB
	lines *lines[models.ID, *arrival] // by event
}

// NewRegistrations returns the registrations kept in db.
func NewRegistrations(db *DB) *Registrations {
	return &Registrations{db, newLines(func(ctx context.Context, event models.ID, batch []*arrival) error {
		return db.inTx(ctx, "register", func(t *tx) error { return t.admit(event, batch) })
	})}
}

// arrival is one person at the door, waiting for the committer's answer.
type arrival struct {
	models.NewRegistration
	outcome models.RegistrationState
	err     error
	refused error // why the invitation that they bring opens nothing
}

// Register takes one checked form. It returns after the commit with what somebody new is given: confirmed, waitlisted, or
// pending where the organisers decide. For an
// address that is registered already the answer is the very same, so that nobody learns who comes; the address gets its links again
// by letter, at most once an hour, and nothing else changes. ErrClosed where registration is not open, or not to them.
//
// A caller that gives up waiting (ctx) does not undo the registration.
func (s *Registrations) Register(ctx context.Context, event models.ID, n models.NewRegistration) (models.RegistrationState, error) {
	a := &arrival{NewRegistration: n}
	if err := s.lines.join(ctx, event, a); err != nil {
		return "", fmt.Errorf("register: %w", err)
	}
	return a.outcome, a.err
}

// One look into the unique index for each address: in a rush the table outgrows what the planner knows of it, and a plan that reads all of
// the event's rows for every batch would be slower with each.
const sqlStandingAddresses = `
	select r.id, r.email_key, r.state, r.language from unnest($2::text[]) k
	cross join lateral (select id, email_key, state, language from registrations
	                    where event_id = $1 and email_key = k and state not in ('cancelled', 'declined') offset 0) r`

const sqlInsertRegistrations = `
	insert into registrations (id, event_id, number, state, name, email, email_key, language, zone, news, consent, consent_at, confirmed_at,
	                           source, category_id, place, reference)
	select u.id, $1, u.number, u.state, u.name, u.email, u.email_key, u.language, u.zone, u.news, $2, now(),
	       case when u.state = 'confirmed' then now() end, u.source, u.category_id, u.place, u.reference
	from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bool[],
	            $12::text[], $13::uuid[], $14::bigint[], $15::text[])
	     as u(id, number, state, name, email, email_key, language, zone, news, source, category_id, place, reference)`

// admit decides on a batch in order of arrival. A try that repeats a committed one finds its own registrations by their ID, and
// answers what was decided then, whatever has changed since.
func (t *tx) admit(event models.ID, batch []*arrival) error {
	h, err := t.lockSeats(event)
	if err != nil {
		return err
	}
	now := time.Now()
	if err := t.seeGuests(event, batch); err != nil { // before their addresses are looked at
		return err
	}
	standing, err := t.standing(event, batch)
	if err != nil {
		return err
	}
	var rows registrationRows
	var letters []letterFor
	hour := linksOccasion(now)
	for _, a := range batch {
		known, there := standing[a.EmailKey]
		if there && known.ID == a.ID {
			a.outcome, a.err = known.State, nil
			continue
		}
		if a.refused != nil {
			a.outcome, a.err = "", a.refused
			continue
		}
		a.outcome, a.err = "", fmt.Errorf("register: %w", models.ErrClosed)
		at, found := models.Choice(h.event, now, h.seats, a.CategoryID, a.Invited)
		if !found {
			continue
		}
		seat := &h.seats[at]
		if o := seat.Offer(h.event, now, a.Invited); o != models.OfferOpen && o != models.OfferWaiting {
			continue
		}
		if !a.Invited && !seat.Allows(a.EmailKey) {
			a.err = models.WrongDomain(seat.Category)
			continue
		}
		if a.outcome, a.err = seat.Admit(a.Invited), nil; a.Prove {
			a.outcome = models.Unverified
		}
		if there && known.givesWay(a) {
			rows.replaced = append(rows.replaced, known.ID.String())
		} else if there {
			letters = append(letters, known.links(event, hour))
			continue
		}
		h.LastNumber++
		seat.Count(a.outcome, 1)
		rows.add(a, h.LastNumber, seat.ID, h.place(a.outcome))
		if !a.Silent {
			letters = append(letters, letterFor{a.outcome.Letter(), occasion(a.outcome, hour), event, a.ID, a.Language})
		}
		standing[a.EmailKey] = standingAddress{ID: a.ID, Key: a.EmailKey, State: a.outcome, Language: a.Language, fresh: true}
	}
	if err := t.drop(rows.replaced); err != nil {
		return err
	}
	if err := rows.insert(t, event); err != nil {
		return err
	}
	if err := t.putAnswers(event, rows.arrived); err != nil {
		return err
	}
	if err := t.putConsents(event, rows.arrived); err != nil {
		return err
	}
	if err := t.acceptGuests(batch, standing); err != nil {
		return err
	}
	if err := t.setSeats(h); err != nil {
		return err
	}
	return t.enqueue(true, letters)
}

type standingAddress struct {
	ID       models.ID                `db:"id"`
	Key      string                   `db:"email_key"`
	State    models.RegistrationState `db:"state"`
	Language models.Lang              `db:"language"`
	fresh    bool                     // of this very batch
}

// standing finds which of the batch's addresses have an open registration.
func (t *tx) standing(event models.ID, batch []*arrival) (map[string]standingAddress, error) {
	keys := make([]string, len(batch))
	for i, a := range batch {
		keys[i] = a.EmailKey
	}
	var found []standingAddress
	if err := t.all(&found, sqlStandingAddresses, event, pq.Array(keys)); err != nil {
		return nil, err
	}
	by := map[string]standingAddress{}
	for _, f := range found {
		by[f.Key] = f
	}
	return by, nil
}

// registrationRows gathers the columns of one insert.
type registrationRows struct {
	arrived                                     []*arrival
	id, state, name, email, key, language, zone []string
	source, category, reference                 []string
	replaced                                    []string // ids of unproven ones that give way
	number, place                               []int64
	news                                        []bool
}

func (r *registrationRows) add(a *arrival, number int64, category models.ID, place int64) {
	r.arrived = append(r.arrived, a)
	r.id = append(r.id, a.ID.String())
	r.number = append(r.number, number)
	r.state = append(r.state, string(a.outcome))
	r.name = append(r.name, a.Name)
	r.email = append(r.email, a.Email)
	r.key = append(r.key, a.EmailKey)
	r.language = append(r.language, string(a.Language))
	r.zone = append(r.zone, a.Zone)
	r.news = append(r.news, a.News)
	r.source = append(r.source, a.From())
	r.category = append(r.category, category.String())
	r.place = append(r.place, place)
	r.reference = append(r.reference, a.Reference)
}

func (r *registrationRows) insert(t *tx, event models.ID) error {
	if len(r.id) == 0 {
		return nil
	}
	_, err := t.exec(sqlInsertRegistrations, event, models.ConsentVersion, pq.Array(r.id), pq.Array(r.number), pq.Array(r.state),
		pq.Array(r.name), pq.Array(r.email), pq.Array(r.key), pq.Array(r.language), pq.Array(r.zone), pq.Array(r.news),
		pq.Array(r.source), pq.Array(r.category), pq.Array(r.place), pq.Array(r.reference))
	return err
}
