package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tsudoi/models"
)

// tx is one try of one act. Its statements run under the transaction's own bounds; the caller's cancellation never reaches them.
type tx struct {
	*sqlx.Tx
	ctx context.Context
	// act is the same in every try of one inTx call, so that a repeat can be recognised.
	act models.ID
}

func (t *tx) get(dest any, query string, args ...any) error {
	return t.GetContext(t.ctx, dest, query, args...)
}

func (t *tx) all(dest any, query string, args ...any) error {
	return t.SelectContext(t.ctx, dest, query, args...)
}

func (t *tx) exec(query string, args ...any) (rows int64, err error) {
	r, err := t.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// errDone ends a try whose act turned out to be committed already by an earlier one whose answer was lost.
var errDone = errors.New("done by an earlier try")

const sqlBounds = `set local statement_timeout = '3s'; set local lock_timeout = '2s'; set local idle_in_transaction_session_timeout = '10s'`

// inTx runs one act of one person (or of one background loop) as one transaction and names it in the error.
//
// The rules, each of which was seen to lose or double rows when it was missing: no cancellation may reach COMMIT, since Postgres can
// then report success for what is lost; the bounds are the server's timeouts and the deadline on each read of the socket. A try whose
// outcome is unknown is repeated, and the repeat writes again, so fn must be safe to run twice: keys made before the call with
// ON CONFLICT, or first(). fn must touch nothing but t and its own results, which each try sets anew.
//
// It ends within patience, or by the deadline of ctx where that is earlier, and what one try lasts.
func (db *DB) inTx(ctx context.Context, act string, fn func(t *tx) error) error {
	switch err := ctx.Err(); {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w: %w", act, models.ErrBusy, err)
	case err != nil:
		return fmt.Errorf("%s: %w", act, err) // nothing has begun; who asked has gone
	}
	bg := context.WithoutCancel(ctx)
	id := models.NewID()
	give := time.Now().Add(patience)
	if d, ok := ctx.Deadline(); ok && d.Before(give) {
		give = d
	}
	if err := keepTrying(bg, give, func() error { return db.try(bg, give, id, fn) }); err != nil {
		return fmt.Errorf("%s: %w", act, translate(err))
	}
	return nil
}

// begin takes a connection and opens a transaction on it, waiting until give at the longest while others use them all. Idle
// connections may have died with the server, all of them, without anybody having noticed: each is replaced by the next at once.
func (db *DB) begin(ctx context.Context, give time.Time) (*sqlx.Conn, *sqlx.Tx, error) {
	waiting, cancel := context.WithDeadline(ctx, give)
	defer cancel()
	for dead := 0; ; dead++ {
		c, err := db.pool.Connx(waiting)
		if err != nil {
			return nil, nil, err
		}
		s, err := c.BeginTxx(ctx, nil) // not with waiting: its end would reach COMMIT
		if err == nil {
			return c, s, nil
		}
		c.Close()
		if dead == db.pool.Stats().MaxOpenConnections || !again(err) || time.Now().After(give) {
			return nil, nil, err
		}
	}
}

func (db *DB) try(ctx context.Context, give time.Time, act models.ID, fn func(t *tx) error) (err error) {
	c, s, err := db.begin(ctx, give)
	if err != nil {
		return err
	}
	defer func() {
		if onStandby(err) {
			c.Raw(func(any) error { return driver.ErrBadConn }) // the pool must not hand it out again
		}
		c.Close()
	}()
	defer s.Rollback()
	if _, err := s.ExecContext(ctx, sqlBounds); err != nil {
		return err
	}
	if err := fn(&tx{s, ctx, act}); err != nil && !errors.Is(err, errDone) {
		return err
	}
	return commit(c, s)
}

// commit also heeds the warning by which Postgres tells that somebody ended its wait for the standby: it then answers "committed" to
// what a failover may lose.
func commit(c *sqlx.Conn, s *sqlx.Tx) error {
	var warning *pq.Error
	listen := func(f func(*pq.Error)) error {
		return c.Raw(func(line any) error { pq.SetNoticeHandler(line.(driver.Conn), f); return nil })
	}
	if err := listen(func(n *pq.Error) { warning = n }); err != nil {
		return err
	}
	err := s.Commit()
	if err == nil && warning != nil {
		err = fmt.Errorf("%w: %s", errUnsure, warning.Message)
	}
	return err
}

const sqlFirst = `
	insert into audit (id, account_id, event_id, act, subject, detail) values ($1, $2, $3, $4, $5, $6)
	on conflict (id) do update set at = audit.at
	returning xmax = 0`

// first writes the audit row of the act, whose key is the same in every try. When an earlier try had committed it returns errDone,
// which fn passes on: the write proves that the first commit stands, and nothing is done twice.
func (t *tx) first(v models.Viewer, event models.ID, act, subject string, detail any) error {
	d, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	if detail == nil {
		d = []byte("{}")
	}
	var is bool
	if err := t.get(&is, sqlFirst, t.act, orNull(v.AccountID), orNull(event), act, subject, string(d)); err != nil {
		return err
	}
	if !is {
		return errDone
	}
	return nil
}

// orNull stores the zero ID as NULL.
func orNull(id models.ID) any {
	if id == (models.ID{}) {
		return nil
	}
	return id
}

// translate turns what the driver says into the kinds of models, in this one place.
func translate(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%w: %w", models.ErrNotFound, err)
	}
	return err
}

// read maps the error of a query outside a transaction: the caller's own deadline first, because lib/pq hides it.
func read(ctx context.Context, act string, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", act, ctx.Err())
	case again(err) && !errors.Is(err, models.ErrBusy):
		return fmt.Errorf("%s: %w: %w", act, models.ErrBusy, err)
	}
	return fmt.Errorf("%s: %w", act, translate(err))
}
