package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lib/pq"
	"github.com/lib/pq/pqerror"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"tsudoi/migrations"
)

// Migrate brings the schema up to date. Several copies may call it at once: one works under goose's session lock, the others wait.
// It needs a direct connection, not one through a transaction pooler.
func (db *DB) Migrate(ctx context.Context) error {
	patient, err := Open(db.dsn, Options{MaxConns: 2, IO: 6 * time.Hour}) // one step of a large database may take long
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	defer patient.Close()
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, patient.SQL(), migrations.Files, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

const sqlSchemaVersion = `select coalesce(max(version_id), 0) from goose_db_version where is_applied`

const undefinedTable pqerror.Code = "42P01"

// SchemaVersions tells the number of the newest migration that the database has (0 for none) and of the newest that this program
// knows. It changes nothing.
func (db *DB) SchemaVersions(ctx context.Context) (has, known int64, err error) {
	p, err := goose.NewProvider(goose.DialectPostgres, db.SQL(), migrations.Files)
	if err != nil {
		return 0, 0, fmt.Errorf("schema version: %w", err)
	}
	for _, m := range p.ListSources() {
		known = max(known, m.Version)
	}
	err = db.pool.GetContext(ctx, &has, sqlSchemaVersion)
	var refused *pq.Error
	if errors.As(err, &refused) && refused.Code == undefinedTable {
		return 0, known, nil
	}
	return has, known, read(ctx, "schema version", err)
}
