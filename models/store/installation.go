package store

import (
	"context"
	"fmt"
	"sync/atomic"

	"tsudoi/models"
	"tsudoi/password"
)

// Installation is this service as a whole: who it is in its links, and whether somebody has set it up.
type Installation struct {
	db        *DB
	passwords *password.Hasher
	// setUp only ever turns true: what was set up stays so.
	setUp atomic.Bool
}

// NewInstallation returns the installation kept in db.
func NewInstallation(db *DB, passwords *password.Hasher) *Installation {
	return &Installation{db: db, passwords: passwords}
}

const sqlPrepareInstallation = `insert into installation (id) values ($1) on conflict (one) do nothing`

const sqlInstallation = `select id, set_up_at is not null as set_up, zone from installation`

type installationRow struct {
	ID    models.ID `db:"id"`
	SetUp bool      `db:"set_up"`
	Zone  string    `db:"zone"`
}

// Prepare gives the installation its identity at the first start. The set-up link is made for id, and is good while setUp is false.
func (s *Installation) Prepare(ctx context.Context) (id models.ID, setUp bool, err error) {
	var row installationRow
	err = s.db.inTx(ctx, "prepare installation", func(t *tx) error {
		if _, err := t.exec(sqlPrepareInstallation, models.NewID()); err != nil {
			return err
		}
		return t.get(&row, sqlInstallation)
	})
	return row.ID, row.SetUp, err
}

// IsSetUp reports whether there is an owner. It asks the database only until there is.
func (s *Installation) IsSetUp(ctx context.Context) (bool, error) {
	if s.setUp.Load() {
		return true, nil
	}
	_, setUp, err := s.now(ctx)
	return setUp, err
}

// Is checks that id, read from a set-up link, is this installation and may still be set up: models.ErrNotFound, models.ErrGone.
func (s *Installation) Is(ctx context.Context, id models.ID) error {
	own, setUp, err := s.now(ctx)
	switch {
	case err != nil:
		return err
	case own != id:
		return fmt.Errorf("set-up link: %w", models.ErrNotFound)
	case setUp:
		return fmt.Errorf("set-up link: %w", models.ErrGone)
	}
	return nil
}

func (s *Installation) now(ctx context.Context) (id models.ID, setUp bool, err error) {
	var row installationRow
	if err := s.db.pool.GetContext(ctx, &row, sqlInstallation); err != nil {
		return id, false, read(ctx, "installation", err)
	}
	if row.SetUp {
		s.setUp.Store(true)
	}
	return row.ID, row.SetUp, nil
}

// Zone is the one that the owner chose for the installation.
func (s *Installation) Zone(ctx context.Context) (string, error) {
	var row installationRow
	err := s.db.pool.GetContext(ctx, &row, sqlInstallation)
	return row.Zone, read(ctx, "installation", err)
}

const sqlLockInstallation = sqlInstallation + ` where id = $1 for no key update`

const sqlSetUpInstallation = `update installation set set_up_at = now(), zone = $2 where id = $1`

const sqlNewHost = `
	insert into hosts (id, name, site, hue, address, representative, privacy_contact, policy, eu_representative, dpo)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// SetUp makes the first host and its owner, who is signed in. It happens once: everybody after that gets models.ErrGone.
func (s *Installation) SetUp(ctx context.Context, id models.ID, n models.SetUp, from Browser) (Entry, error) {
	if err := s.Is(ctx, id); err != nil {
		return Entry{}, err
	}
	hash, err := s.passwords.Hash(ctx, n.Owner.Password)
	if err != nil {
		return Entry{}, err
	}
	e := newEntry()
	err = s.db.inTx(ctx, "set up", func(t *tx) error {
		var row installationRow
		if err := t.get(&row, sqlLockInstallation, id); err != nil {
			return err
		}
		if err := t.first(models.Viewer{}, models.ID{}, "installation.set_up", n.Owner.ID.String(), nil); err != nil {
			return err
		}
		if row.SetUp {
			return models.ErrGone
		}
		if _, err := t.exec(sqlSetUpInstallation, id, n.Owner.Zone); err != nil {
			return err
		}
		if err := t.newHost(n.Host); err != nil {
			return err
		}
		if made, err := t.newAccount(n.Owner, hash); err != nil || !made {
			return fmt.Errorf("owner's account: made %v: %w", made, err)
		}
		if err := t.grant(n.Owner.ID, models.Grant{Role: models.Owner}); err != nil {
			return err
		}
		return t.openSession(n.Owner.ID, e, from, false)
	})
	return e, err
}
