package store

import (
	"context"
	"fmt"

	"tsudoi/models"
)

// Imports keeps the tables of people that organisers bring, and makes registrations of them. Whoever organises the event may go on with
// an import that a colleague began.
type Imports struct{ db *DB }

// NewImports returns the imports kept in db.
func NewImports(db *DB) *Imports { return &Imports{db} }

const sqlForgetImports = `delete from imports where expires_at < now()`

const sqlInsertImport = `
	insert into imports (id, event_id, account_id, name, content, plan) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`

// Keep stores a table that has just come, for a day. What came earlier and is over is dropped on the way.
func (s *Imports) Keep(ctx context.Context, v models.Viewer, i models.Import) error {
	return s.db.inTx(ctx, "keep import", func(t *tx) error {
		if _, err := t.permit(v, i.EventID, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, i.EventID, "import.upload", i.ID.String(), nil); err != nil {
			return err
		}
		if _, err := t.exec(sqlForgetImports); err != nil {
			return err
		}
		_, err := t.exec(sqlInsertImport, i.ID, i.EventID, orNull(v.AccountID), i.Name, i.Content, i.Plan)
		return err
	})
}

// Forget drops the imports that are over, and tells how many there were.
func (s *Imports) Forget(ctx context.Context) (n int, err error) {
	err = s.db.inTx(ctx, "forget imports", func(t *tx) error {
		rows, err := t.exec(sqlForgetImports)
		n = int(rows)
		return err
	})
	return n, err
}

const importColumns = `id, event_id, name, content, plan, version, progress, result, created_at, done_at`

const sqlImport = `select ` + importColumns + ` from imports where id = $1 and event_id = $2 and expires_at > now()`

// Open returns an import of an event for its organisers, with its content until it is done.
func (s *Imports) Open(ctx context.Context, v models.Viewer, e models.Event, id models.ID) (models.Import, error) {
	var i models.Import
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return i, fmt.Errorf("import: %w", err)
	}
	return i, read(ctx, "import", s.db.pool.GetContext(ctx, &i, sqlImport, id, e.ID))
}

// The content is not read here: the rows that a caller hands over were made of it.
const sqlLockImport = `
	select id, event_id, name, plan, version, progress, result, created_at, done_at
	from imports where id = $1 and event_id = $2 and expires_at > now() for no key update`

// lockImport begins an act on an import. version is the plan's that the caller has seen.
func (t *tx) lockImport(v models.Viewer, event, id models.ID, version int64) (i models.Import, err error) {
	if _, err = t.permit(v, event, models.Viewer.CanOrganise); err != nil {
		return i, err
	}
	if err = t.get(&i, sqlLockImport, id, event); err != nil {
		return i, err
	}
	if i.Version != version && i.DoneAt == nil {
		err = models.ErrStale
	}
	return i, err
}

const sqlPlanImport = `update imports set plan = $2, version = version + 1, progress = 0, result = '{}' where id = $1`

// Plan changes how a table shall be read. ErrStale where somebody else has changed it meanwhile, ErrMove where it is done.
func (s *Imports) Plan(ctx context.Context, v models.Viewer, event, id models.ID, version int64, p models.ImportPlan) error {
	return s.db.inTx(ctx, "plan import", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "import.plan", id.String(), nil); err != nil { // before the version, which an earlier try may have raised
			return err
		}
		i, err := t.lockImport(v, event, id, version)
		if err != nil {
			return err
		}
		if i.DoneAt != nil {
			return models.ErrMove
		}
		_, err = t.exec(sqlPlanImport, id, p)
		return err
	})
}

const sqlDropImport = `delete from imports where id = $1 and event_id = $2`

// Drop throws a table away; what was imported from it stays. Dropping it again does nothing.
func (s *Imports) Drop(ctx context.Context, v models.Viewer, event, id models.ID) error {
	return s.db.inTx(ctx, "drop import", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "import.drop", id.String(), nil); err != nil {
			return err
		}
		_, err := t.exec(sqlDropImport, id, event)
		return err
	})
}
