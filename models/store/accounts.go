package store

import (
	"context"
	"errors"
	"fmt"

	"tsudoi/models"
	"tsudoi/password"
)

// Accounts keeps the members of the staff and lets them in.
type Accounts struct {
	db        *DB
	passwords *password.Hasher
}

// NewAccounts returns the accounts kept in db.
func NewAccounts(db *DB, passwords *password.Hasher) *Accounts { return &Accounts{db, passwords} }

const sqlNewAccount = `
	insert into accounts (id, name, email, email_key, language, zone, password_hash) values ($1, $2, $3, $4, $5, $6, $7)
	on conflict (email_key) do nothing`

// newAccount reports false where the address has an account already.
func (t *tx) newAccount(n models.NewAccount, hash string) (bool, error) {
	rows, err := t.exec(sqlNewAccount, n.ID, n.Name, n.Email, n.EmailKey, n.Language, n.Zone, hash)
	return rows == 1, err
}

const sqlGrant = `insert into roles (id, account_id, role, host_id, event_id) values ($1, $2, $3, $4, $5) on conflict do nothing`

func (t *tx) grant(account models.ID, g models.Grant) error {
	_, err := t.exec(sqlGrant, models.NewID(), account, g.Role, orNull(g.HostID), orNull(g.EventID))
	return err
}

// credentials are what an account is known by. The zero value is that of an address without an account.
type credentials struct {
	ID   models.ID `db:"id"`
	Hash string    `db:"hash"`
}

const sqlCredentials = `select id, coalesce(password_hash, '') as hash from accounts where email_key = $1 and disabled_at is null`

func (s *Accounts) credentials(ctx context.Context, email string) (c credentials, err error) {
	_, key, _ := models.Address(email)
	err = read(ctx, "account", s.db.pool.GetContext(ctx, &c, sqlCredentials, key))
	if errors.Is(err, models.ErrNotFound) {
		return credentials{}, nil
	}
	return c, err
}

// errWrong is what every failed try to sign in says, whether or not the address has an account.
func errWrong() error {
	p := models.Problems{}
	p.Add("form", "account.wrong")
	return p
}

// sqlStillSo locks the account while nothing about it has changed since its password was checked.
const sqlStillSo = `select id from accounts where id = $1 and coalesce(password_hash, '') = $2 and disabled_at is null for no key update`

const sqlSetHash = `update accounts set password_hash = $2 where id = $1`

// SignIn opens a session for who knows the password. Anything else is one and the same models.Problems, after the same work.
func (s *Accounts) SignIn(ctx context.Context, email, typed string, from Browser) (Entry, error) {
	c, err := s.credentials(ctx, email)
	if err != nil {
		return Entry{}, err
	}
	typed = models.CleanPassword(typed)
	right, stale, err := s.passwords.Check(ctx, c.Hash, typed)
	if err != nil {
		return Entry{}, err
	}
	if !right {
		if err := s.recordRefusal(ctx, c); err != nil {
			return Entry{}, err
		}
		return Entry{}, errWrong()
	}
	renewed := ""
	if stale {
		if renewed, err = s.passwords.Hash(ctx, typed); err != nil {
			return Entry{}, err
		}
	}
	e := newEntry()
	err = s.db.inTx(ctx, "sign in", func(t *tx) error {
		if err := t.first(models.Viewer{AccountID: c.ID}, models.ID{}, "sign_in.password", "", nil); err != nil {
			return err
		}
		if err := t.stillSo(c); err != nil {
			return err
		}
		if renewed != "" {
			if _, err := t.exec(sqlSetHash, c.ID, renewed); err != nil {
				return err
			}
		}
		return t.openSession(c.ID, e, from, false)
	})
	return e, err
}

func (t *tx) stillSo(c credentials) error {
	var id models.ID
	err := t.get(&id, sqlStillSo, c.ID, c.Hash)
	if errors.Is(translate(err), models.ErrNotFound) {
		return errWrong()
	}
	return err
}

// recordRefusal notes a failed try. Who tried isn't known; the subject is the account that was tried, if there is one.
func (s *Accounts) recordRefusal(ctx context.Context, c credentials) error {
	return s.db.inTx(ctx, "record refused sign-in", func(t *tx) error {
		return t.first(models.Viewer{}, models.ID{}, "sign_in.refused", subjectOf(c.ID), nil)
	})
}

func subjectOf(id models.ID) string {
	if id == (models.ID{}) {
		return ""
	}
	return id.String()
}

const sqlProfile = `update accounts set name = $2, language = $3, zone = $4 where id = $1`

// Describe changes what the viewer says of themselves.
func (s *Accounts) Describe(ctx context.Context, v models.Viewer, p models.Profile) error {
	return s.db.inTx(ctx, "change profile", func(t *tx) error {
		if err := t.first(v, models.ID{}, "account.profile", "", nil); err != nil {
			return err
		}
		_, err := t.exec(sqlProfile, v.AccountID, p.Name, p.Language, p.Zone)
		return err
	})
}

// passwordRow is what decides whether a password may be changed.
type passwordRow struct {
	Hash  string `db:"hash"`
	Fresh bool   `db:"fresh"`
}

const sqlPasswordOf = `
	select coalesce(a.password_hash, '') as hash, s.by_link and s.created_at > now() - $3 * interval '1 second' as fresh
	from accounts a join sessions s on s.account_id = a.id
	where a.id = $1 and s.id = $2`

// NeedsOldPassword reports whether the viewer must know the old password to choose a new one: whoever has just come by a mailed link
// needs not, which is the way back for those who forgot it.
func (s *Accounts) NeedsOldPassword(ctx context.Context, v models.Viewer) (bool, error) {
	var row passwordRow
	err := s.db.pool.GetContext(ctx, &row, sqlPasswordOf, v.AccountID, v.SessionID, models.FreshLink.Seconds())
	return !row.Fresh, read(ctx, "password", err)
}

const sqlVoidSignInLinks = `update sign_in_links set expires_at = now() where account_id = $1 and used_at is null and expires_at > now()`

// ChangePassword gives the viewer a new password, which ends all their other sessions and makes mailed sign-in links void.
func (s *Accounts) ChangePassword(ctx context.Context, v models.Viewer, old, chosen string) error {
	p := models.Problems{}
	chosen = p.NewPassword("new", chosen, v.Name, v.Email)
	if err := p.Err(); err != nil {
		return err
	}
	var row passwordRow
	if err := s.db.pool.GetContext(ctx, &row, sqlPasswordOf, v.AccountID, v.SessionID, models.FreshLink.Seconds()); err != nil {
		return read(ctx, "change password", err)
	}
	if !row.Fresh {
		right, _, err := s.passwords.Check(ctx, row.Hash, models.CleanPassword(old))
		if err != nil {
			return err
		}
		if !right {
			p.Add("old", "account.old_wrong")
			return p
		}
	}
	hash, err := s.passwords.Hash(ctx, chosen)
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, "change password", func(t *tx) error {
		if err := t.first(v, models.ID{}, "account.password", "", nil); err != nil {
			return err
		}
		if err := t.stillSo(credentials{v.AccountID, row.Hash}); err != nil {
			return fmt.Errorf("password: %w", models.ErrStale)
		}
		if _, err := t.exec(sqlSetHash, v.AccountID, hash); err != nil {
			return err
		}
		if _, err := t.exec(sqlVoidSignInLinks, v.AccountID); err != nil {
			return err
		}
		_, err := t.exec(sqlEndOtherSessions, v.AccountID, v.SessionID)
		return err
	})
}
