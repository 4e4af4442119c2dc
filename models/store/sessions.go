package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"tsudoi/models"
)

// Sessions keeps who of the staff is signed in where. The cookie holds a secret; the table holds its hash.
type Sessions struct{ db *DB }

// NewSessions returns the sessions kept in db.
func NewSessions(db *DB) *Sessions { return &Sessions{db} }

// How long a session lives: without use, and in all.
const (
	SessionIdle = 14 * 24 * time.Hour
	SessionLife = 90 * 24 * time.Hour
)

// Browser is where somebody signs in: a short description for the list of sessions, and the session that it had until now, which ends.
type Browser struct {
	Device string
	Had    models.ID
}

// Entry is what a browser gets that has signed in: the value of its cookie, and until when it holds.
type Entry struct {
	Cookie string
	Until  time.Time
	secret []byte
}

// newEntry makes the secret before the first try of the write that opens its session.
func newEntry() Entry {
	secret := make([]byte, 32)
	rand.Read(secret)
	return Entry{base64.RawURLEncoding.EncodeToString(secret), time.Now().Add(SessionLife), secret}
}

const sqlOpenSession = `
	insert into sessions (token_hash, id, account_id, expires_at, device, by_link) values ($1, $2, $3, $4, $5, $6)
	on conflict (token_hash) do update set seen_at = now()`

const sqlReplaceSession = `
	delete from sessions
	where id = $1 or account_id = $2 and (expires_at < now() or seen_at < now() - $3 * interval '1 second')`

// openSession makes a session in the transaction that proved who it is. The one that this browser had ends, and those of the account
// that are over are forgotten.
func (t *tx) openSession(account models.ID, e Entry, from Browser, byLink bool) error {
	if _, err := t.exec(sqlReplaceSession, from.Had, account, SessionIdle.Seconds()); err != nil {
		return err
	}
	h := sha256.Sum256(e.secret)
	_, err := t.exec(sqlOpenSession, h[:], models.NewID(), account, e.Until, from.Device, byLink)
	return err
}

// Open signs an account in without asking who it is.
func (s *Sessions) Open(ctx context.Context, account models.ID, from Browser) (Entry, error) {
	e := newEntry()
	err := s.db.inTx(ctx, "open session", func(t *tx) error { return t.openSession(account, e, from, false) })
	return e, err
}

const sqlViewer = `
	select s.id as session_id, s.seen_at, a.id as account_id, a.name, a.email, a.language, a.zone
	from sessions s join accounts a on a.id = s.account_id
	where s.token_hash = $1 and s.expires_at > now() and s.seen_at > now() - $2 * interval '1 second' and a.disabled_at is null`

const sqlGrants = `
	select id, role, coalesce(host_id, '00000000-0000-0000-0000-000000000000') as host_id,
	       coalesce(event_id, '00000000-0000-0000-0000-000000000000') as event_id
	from roles where account_id = $1 order by created_at`

const sqlSessionSeen = `update sessions set seen_at = now() where token_hash = $1 and seen_at < now() - interval '5 minutes'`

// Viewer returns who a cookie's value belongs to; the zero Viewer for a value that is unknown, expired or revoked.
func (s *Sessions) Viewer(ctx context.Context, cookie string) (models.Viewer, error) {
	secret, err := base64.RawURLEncoding.DecodeString(cookie)
	if err != nil || len(secret) != 32 {
		return models.Viewer{}, nil
	}
	h := sha256.Sum256(secret)
	var row struct {
		SessionID models.ID   `db:"session_id"`
		SeenAt    time.Time   `db:"seen_at"`
		AccountID models.ID   `db:"account_id"`
		Name      string      `db:"name"`
		Email     string      `db:"email"`
		Language  models.Lang `db:"language"`
		Zone      string      `db:"zone"`
	}
	err = read(ctx, "session", s.db.pool.GetContext(ctx, &row, sqlViewer, h[:], SessionIdle.Seconds()))
	if errors.Is(err, models.ErrNotFound) {
		return models.Viewer{}, nil
	}
	if err != nil {
		return models.Viewer{}, err
	}
	v := models.Viewer{AccountID: row.AccountID, SessionID: row.SessionID, Name: row.Name, Email: row.Email, Language: row.Language, Zone: row.Zone}
	if err := s.db.pool.SelectContext(ctx, &v.Grants, sqlGrants, row.AccountID); err != nil {
		return models.Viewer{}, read(ctx, "session", err)
	}
	if time.Since(row.SeenAt) > 5*time.Minute {
		err = s.db.inTx(ctx, "session seen", func(t *tx) error { _, err := t.exec(sqlSessionSeen, h[:]); return err })
	}
	return v, err
}

const sqlSessionsOf = `
	select id, device, created_at, seen_at from sessions
	where account_id = $1 and expires_at > now() and seen_at > now() - $2 * interval '1 second' order by seen_at desc, id`

// Of lists where the viewer is signed in, the one in use last first.
func (s *Sessions) Of(ctx context.Context, v models.Viewer) ([]models.Session, error) {
	list := []models.Session{}
	err := s.db.pool.SelectContext(ctx, &list, sqlSessionsOf, v.AccountID, SessionIdle.Seconds())
	return list, read(ctx, "sessions", err)
}

const sqlEndSession = `delete from sessions where id = $1 and account_id = $2`

// End ends one session of the viewer's own. One that has ended already is no error.
func (s *Sessions) End(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.db.inTx(ctx, "end session", func(t *tx) error {
		if err := t.first(v, models.ID{}, "session.end", id.String(), nil); err != nil {
			return err
		}
		_, err := t.exec(sqlEndSession, id, v.AccountID)
		return err
	})
}

const sqlEndOtherSessions = `delete from sessions where account_id = $1 and id <> $2`

// EndOthers ends all sessions of the viewer but the one that asks.
func (s *Sessions) EndOthers(ctx context.Context, v models.Viewer) error {
	return s.db.inTx(ctx, "end other sessions", func(t *tx) error {
		if err := t.first(v, models.ID{}, "session.end_others", "", nil); err != nil {
			return err
		}
		_, err := t.exec(sqlEndOtherSessions, v.AccountID, v.SessionID)
		return err
	})
}
