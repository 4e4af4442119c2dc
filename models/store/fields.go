package store

import (
	"context"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Fields keeps what the forms of events ask for besides name and address.
type Fields struct{ db *DB }

// NewFields returns the fields kept in db.
func NewFields(db *DB) *Fields { return &Fields{db} }

// fieldRow is a field as the table holds it.
type fieldRow struct {
	models.Field
	Seats pq.StringArray `db:"category_ids"`
}

func fieldsOf(rows []fieldRow) models.Fields {
	all := make(models.Fields, len(rows))
	for i, r := range rows {
		all[i] = r.Field
		for _, id := range r.Seats {
			all[i].Seats = append(all[i].Seats, models.ParseID(id))
		}
	}
	return all
}

const fieldColumns = `
	f.id, f.event_id, f.position, f.kind, f.label, f.help, f.options, f.least, f.most, f.required, f.shown_if, f.category_ids::text[],
	f.staff_only, f.retention_months, f.to_speakers, f.retired_at`

const sqlPublicFields = `select` + fieldColumns + `
	from fields f where f.event_id = $1 and f.retired_at is null and not f.staff_only order by f.position, f.id`

// Public returns what the form of an event asks of attendees, in order: no field of the desk's, none that was taken off.
func (s *Fields) Public(ctx context.Context, event models.ID) (models.Fields, error) {
	var rows []fieldRow
	err := s.db.pool.SelectContext(ctx, &rows, sqlPublicFields, event)
	return fieldsOf(rows), read(ctx, "fields", err)
}

const sqlFormVersion = `select form_version from events where id = $1`

// Taken off last, so that the order of the form is that of the first ones.
const sqlFieldsOf = `select` + fieldColumns + ` from fields f where f.event_id = $1 order by f.retired_at nulls first, f.position, f.id`

// For returns all fields of an event, those in use first, and the version of its form, for who may organise it.
func (s *Fields) For(ctx context.Context, v models.Viewer, e models.Event) (models.Fields, int64, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, 0, read(ctx, "fields", err)
	}
	var version int64
	if err := s.db.pool.GetContext(ctx, &version, sqlFormVersion, e.ID); err != nil { // before the fields: rather stale than wrong
		return nil, 0, read(ctx, "fields", err)
	}
	var rows []fieldRow
	err := s.db.pool.SelectContext(ctx, &rows, sqlFieldsOf, e.ID)
	return fieldsOf(rows), version, read(ctx, "fields", err)
}

func (t *tx) fields(event models.ID) (models.Fields, error) {
	var rows []fieldRow
	err := t.all(&rows, sqlFieldsOf, event)
	return fieldsOf(rows), err
}

const sqlLockForm = `select form_version from events where id = $1 for no key update`

const sqlRaiseForm = `update events set form_version = form_version + 1 where id = $1`

// form is the form of one event while its version is locked.
type form struct {
	version int64
	models.Fields
}

// lockForm begins a change of the form of an event.
func (t *tx) lockForm(v models.Viewer, event models.ID) (f form, err error) {
	if _, err = t.permit(v, event, models.Viewer.CanOrganise); err != nil {
		return f, err
	}
	if err = t.get(&f.version, sqlLockForm, event); err != nil {
		return f, err
	}
	f.Fields, err = t.fields(event)
	return f, err
}

// changeForm notes who changes the form, and makes what others see of it stale.
func (t *tx) changeForm(v models.Viewer, event models.ID, act string, field models.ID) error {
	if err := t.first(v, event, act, field.String(), nil); err != nil {
		return err
	}
	_, err := t.exec(sqlRaiseForm, event)
	return err
}

const sqlInsertField = `
	insert into fields (id, event_id, position, kind, label, help, options, least, most, required, shown_if, category_ids, staff_only,
	                    retention_months, to_speakers)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
	on conflict (id) do nothing`

const sqlUpdateField = `
	update fields set label = $3, help = $4, options = $5, least = $6, most = $7, required = $8, shown_if = $9, category_ids = $10, staff_only = $11,
	       retention_months = $12, to_speakers = $13
	where id = $1 and event_id = $2`

// Save adds a field at the end of the form of an event, or changes it. The caller has checked it among the fields that stand at this
// version. Saving what is stored already changes nothing. ErrStale when the form has changed since version; ErrNotFound for a field of
// elsewhere or one that was taken off. The kind of a field never changes.
func (s *Fields) Save(ctx context.Context, v models.Viewer, event models.ID, version int64, f models.Field) error {
	return s.db.inTx(ctx, "save field", func(t *tx) error {
		now, err := t.lockForm(v, event)
		if err != nil {
			return err
		}
		had, there := now.Find(f.ID)
		f := f
		f.Options = f.Options.Replacing(had.Options)
		switch {
		case there && (had.Retired() || had.Kind != f.Kind):
			return models.ErrNotFound
		case there && had.SameAs(f):
			return nil
		case now.version != version:
			return models.ErrStale
		}
		if err := t.changeForm(v, event, "form.save", f.ID); err != nil {
			return err
		}
		seats := pq.Array(idStrings(f.Seats))
		if there {
			_, err = t.exec(sqlUpdateField, f.ID, event, f.Label, f.Help, f.Options, f.Least, f.Most, f.Required, f.ShownIf, seats, f.StaffOnly, f.Months, f.ToSpeakers)
			return err
		}
		n, err := t.exec(sqlInsertField, f.ID, event, len(now.Fields)+1, f.Kind, f.Label, f.Help, f.Options, f.Least, f.Most, f.Required, f.ShownIf, seats,
			f.StaffOnly, f.Months, f.ToSpeakers)
		if err == nil && n == 0 {
			err = models.ErrNotFound // the key is that of another event's field
		}
		return err
	})
}

const sqlPlaceFields = `
	update fields f set position = u.position from unnest($2::uuid[]) with ordinality as u(id, position) where f.id = u.id and f.event_id = $1`

// Move puts a field of a form at another place, counted from 0. Problems where it would stand before the one whose answer it depends on,
// ErrStale when the form has changed since version.
func (s *Fields) Move(ctx context.Context, v models.Viewer, event models.ID, version int64, field models.ID, to int) error {
	return s.db.inTx(ctx, "move field", func(t *tx) error {
		now, err := t.lockForm(v, event)
		if err != nil {
			return err
		}
		if f, there := now.Find(field); !there || f.Retired() {
			return models.ErrNotFound
		}
		moved, wrong := now.Moved(field, to)
		switch {
		case wrong != nil:
			return models.Problems{"form": *wrong}
		case sameOrder(moved, now.Open()):
			return nil
		case now.version != version:
			return models.ErrStale
		}
		if err := t.changeForm(v, event, "form.move", field); err != nil {
			return err
		}
		var ids []models.ID
		for _, f := range moved {
			ids = append(ids, f.ID)
		}
		if _, err = t.exec(sqlPlaceFields, event, pq.Array(idStrings(ids))); err != nil {
			return err
		}
		return t.countAgain(event, now.Fields)
	})
}

func sameOrder(a, b models.Fields) bool {
	for i := range a {
		if a[i].ID != b[i].ID {
			return false
		}
	}
	return true
}

const sqlRetireField = `update fields set retired_at = case when $3 then now() end where id = $1 and event_id = $2`

// Remove takes a field off the form; what was answered stays readable at the desk and in exports. Removing it again changes nothing.
// Problems where another field is shown for its answers only, ErrStale when the form has changed since version.
func (s *Fields) Remove(ctx context.Context, v models.Viewer, event models.ID, version int64, field models.ID) error {
	return s.db.inTx(ctx, "remove field", func(t *tx) error {
		now, err := t.lockForm(v, event)
		if err != nil {
			return err
		}
		f, there := now.Find(field)
		switch wrong := now.Removable(field); {
		case !there:
			return models.ErrNotFound
		case f.Retired():
			return nil
		case now.version != version:
			return models.ErrStale
		case wrong != nil:
			return models.Problems{"form": *wrong}
		}
		if err := t.changeForm(v, event, "form.remove", field); err != nil {
			return err
		}
		if _, err = t.exec(sqlRetireField, field, event, true); err != nil {
			return err
		}
		return t.countAgain(event, now.Fields)
	})
}

// Restore puts a field that was taken off back at its place. ErrMove where the form has changed so that it fits no more.
func (s *Fields) Restore(ctx context.Context, v models.Viewer, event, field models.ID) error {
	return s.db.inTx(ctx, "restore field", func(t *tx) error {
		now, err := t.lockForm(v, event)
		if err != nil {
			return err
		}
		switch f, there := now.Find(field); {
		case !there:
			return models.ErrNotFound
		case !f.Retired():
			return nil
		case !now.Restorable(field):
			return models.ErrMove
		}
		if err := t.changeForm(v, event, "form.restore", field); err != nil {
			return err
		}
		if _, err = t.exec(sqlRetireField, field, event, false); err != nil {
			return err
		}
		return t.countAgain(event, now.Fields)
	})
}
