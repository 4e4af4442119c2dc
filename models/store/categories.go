package store

import (
	"context"
	"errors"

	"github.com/lib/pq"

	"tsudoi/models"
)

// SeatPlan is the categories of an event as the desk sees them.
type SeatPlan struct {
	Event   models.Event
	Seats   []models.Seating       // by position
	Pending map[models.ID]int      // how many wait for a decision
	Used    map[models.ID]struct{} // categories with a registration, whatever its state
	Version int64                  // what a change is based on
}

const sqlPending = `
	select category_id, count(*) filter (where state = 'pending') as pending from registrations where event_id = $1 group by category_id`

// Plan returns the categories of an event, for who may organise it.
func (s *Events) Plan(ctx context.Context, v models.Viewer, event models.ID) (SeatPlan, error) {
	p := SeatPlan{Pending: map[models.ID]int{}, Used: map[models.ID]struct{}{}}
	var err error
	if p.Event, err = s.For(ctx, v, event, models.Viewer.CanOrganise); err != nil {
		return p, err
	}
	if p.Seats, err = s.Seating(ctx, event); err != nil {
		return p, err
	}
	p.Version = models.SeatsVersion(p.Seats)
	var rows []struct {
		Category models.ID `db:"category_id"`
		N        int       `db:"pending"`
	}
	if err := s.db.pool.SelectContext(ctx, &rows, sqlPending, event); err != nil {
		return p, read(ctx, "seats", err)
	}
	for _, r := range rows {
		p.Pending[r.Category], p.Used[r.Category] = r.N, struct{}{}
	}
	return p, nil
}

// planning is one change of an event's categories.
type planning struct {
	viewer  models.Viewer
	event   models.ID
	version int64
	act     string // for the audit
	subject models.ID
}

const sqlLockEvent = `select id from events where id = $1 for no key update`

// changePlan makes one change of an event's categories under the lock of its seats, and offers the seats that became free by it to who
// waits. change gets the categories as they are; it returns errRepeated for what is so already. ErrStale where they have changed since
// version; ErrMove for an event that was called off.
func (s *Events) changePlan(ctx context.Context, p planning, change func(t *tx, seats []models.Seating) error) error {
	err := s.db.inTx(ctx, p.act, func(t *tx) error {
		e, err := t.permit(p.viewer, p.event, models.Viewer.CanOrganise)
		if err != nil {
			return err
		}
		if e.State == models.Cancelled {
			return models.ErrMove
		}
		if err := t.first(p.viewer, p.event, p.act, p.subject.String(), nil); err != nil {
			return err
		}
		var h *house
		if e.State != models.Draft { // a draft has no seats to lock
			if h, err = t.lockSeats(p.event); err != nil {
				return err
			}
		}
		var locked models.ID
		if err := t.get(&locked, sqlLockEvent, p.event); err != nil {
			return err
		}
		seats, err := seating(t.all, p.event)
		if err != nil {
			return err
		}
		if err := change(t, seats); err != nil {
			return err
		}
		if models.SeatsVersion(seats) != p.version {
			return models.ErrStale
		}
		return t.planned(h, p, seats)
	})
	if errors.Is(err, errRepeated) {
		return nil
	}
	return err
}

// The form of the event shows the capacity of seats that are all of one kind, and for several leads to their own page: whoever has it
// open learns of a change by the event's version.
const sqlTypeCapacity = `
	update events e set version = version + 1, typed = case when typed = '{}' or $2 <> 1 then typed
	       else jsonb_set(typed, '{capacity}', to_jsonb($3::text)) end
	where id = $1`

// planned ends a change of categories, which were was.
func (t *tx) planned(h *house, p planning, was []models.Seating) error {
	now, err := seating(t.all, p.event)
	if err != nil {
		return err
	}
	if len(now) != len(was) || len(now) == 1 && now[0].Capacity != was[0].Capacity {
		if _, err := t.exec(sqlTypeCapacity, p.event, len(now), now[0].Form(models.Event{}, models.English).Capacity); err != nil {
			return err
		}
	}
	if h == nil {
		return nil
	}
	h.seats, h.was = now, append([]models.Seating(nil), now...)
	return t.settle(h, mover{"desk", p.viewer, 0}, nil, nil)
}

const sqlInsertCategory = `
	with c as (insert into categories (id, event_id, position, title, capacity, approval, access, domains, mode, opens_before, closes_before)
	           values ($1, $2, $3, $4, nullif($5, 0), $6, $7, $8, $9, $10, $11) returning id)
	insert into category_seats (category_id) select id from c`

const sqlTitleCategory = `update categories set title = $3 where id = $1 and event_id = $2`

// AddCategory adds a category at the end. Its ID was made when the form was shown, so that a form sent twice makes one. first is the title
// that the only category there was so far gets with it; nil where it has one. ErrStale as for SaveCategory.
func (s *Events) AddCategory(ctx context.Context, v models.Viewer, version int64, c models.Category, first models.Text) error {
	return s.changePlan(ctx, planning{v, c.EventID, version, "category.add", c.ID}, func(t *tx, seats []models.Seating) error {
		for _, s := range seats {
			if s.ID == c.ID {
				return errRepeated
			}
		}
		if models.SeatsVersion(seats) != version || len(seats) >= models.MaxCategories {
			return models.ErrStale
		}
		if only := seats[0]; len(seats) == 1 && only.Title.Empty() {
			if _, err := t.exec(sqlTitleCategory, only.ID, c.EventID, first); err != nil {
				return err
			}
		}
		_, err := t.exec(sqlInsertCategory, c.ID, c.EventID, seats[len(seats)-1].Position+1, c.Title, c.Capacity, c.Approval, c.Access,
			pq.Array(c.Domains), c.Presence, c.OpensBefore, c.ClosesBefore)
		return err
	})
}

const sqlSaveCategory = `
	update categories set title = $3, capacity = nullif($4, 0), approval = $5, access = $6, domains = $7, mode = $8, opens_before = $9,
	       closes_before = $10
	where id = $1 and event_id = $2`

// SaveCategory changes a category of an event. Nobody loses a seat by a smaller capacity; a larger one is offered to who waits, in the same
// transaction. ErrStale where somebody has changed the categories since version, ErrNotFound for a category of elsewhere. Saving what is
// stored already is no error. Organisers only.
func (s *Events) SaveCategory(ctx context.Context, v models.Viewer, version int64, c models.Category) error {
	return s.changePlan(ctx, planning{v, c.EventID, version, "category.save", c.ID}, func(t *tx, seats []models.Seating) error {
		i, err := among(seats, c.ID)
		switch {
		case err != nil:
			return err
		case seats[i].SameAs(c):
			return errRepeated
		}
		_, err = t.exec(sqlSaveCategory, c.ID, c.EventID, c.Title, c.Capacity, c.Approval, c.Access, pq.Array(c.Domains), c.Presence, c.OpensBefore,
			c.ClosesBefore)
		return err
	})
}

// among finds a category among those of an event.
func among(seats []models.Seating, id models.ID) (int, error) {
	for i, s := range seats {
		if s.ID == id {
			return i, nil
		}
	}
	return 0, models.ErrNotFound
}

const sqlRemoveCategory = `delete from categories where id = $1 and event_id = $2`

// A question for these seats only is asked of nobody any more; one for others too, of those.
const sqlForgetCategory = `
	update fields set category_ids = array_remove(category_ids, $1),
	       retired_at = case when category_ids = array[$1]::uuid[] then coalesce(retired_at, now()) else retired_at end
	where event_id = $2 and $1 = any(category_ids)`

const sqlSilenceOnly = `
	update categories set title = '{}' where event_id = $1 and (select count(*) from categories where event_id = $1) = 1`

// isTaken reports whether another row has a value that only one may have.
func isTaken(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code.Name() == "unique_violation"
}

// inUse reports whether the database keeps a row because others refer to it.
func inUse(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code.Name() == "foreign_key_violation"
}

// RemoveCategory takes a category away that nobody ever registered for or was invited to. ErrMove for one that somebody was, and for the
// last; the one that remains alone becomes silent again. ErrStale as for SaveCategory.
func (s *Events) RemoveCategory(ctx context.Context, v models.Viewer, event models.ID, version int64, id models.ID) error {
	return s.changePlan(ctx, planning{v, event, version, "category.remove", id}, func(t *tx, seats []models.Seating) error {
		if _, err := among(seats, id); err != nil {
			return err
		}
		if len(seats) == 1 {
			return models.ErrMove
		}
		if _, err := t.exec(sqlRemoveCategory, id, event); inUse(err) {
			return models.ErrMove
		} else if err != nil {
			return err
		}
		if _, err := t.exec(sqlForgetCategory, id, event); err != nil {
			return err
		}
		_, err := t.exec(sqlSilenceOnly, event)
		return err
	})
}

const sqlSwapCategories = `
	update categories set position = case when id = $2 then $5::int else $4::int end where event_id = $1 and id in ($2, $3)`

// MoveCategory moves a category one place up or down. ErrMove where it stands at that end already. ErrStale as for SaveCategory.
func (s *Events) MoveCategory(ctx context.Context, v models.Viewer, event models.ID, version int64, id models.ID, up bool) error {
	return s.changePlan(ctx, planning{v, event, version, "category.place", id}, func(t *tx, seats []models.Seating) error {
		i, err := among(seats, id)
		if err != nil {
			return err
		}
		j := i + 1
		if up {
			j = i - 1
		}
		if j < 0 || j >= len(seats) {
			return models.ErrMove
		}
		_, err = t.exec(sqlSwapCategories, event, id, seats[j].ID, seats[i].Position, seats[j].Position)
		return err
	})
}
