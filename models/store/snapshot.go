package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"tsudoi/models"
)

// Exports reads whole tables for people to take away, and keeps who took what.
type Exports struct {
	db    *DB
	slots chan struct{} // each open snapshot holds a connection; slow readers may not take all of the pool
}

const (
	maxSnapshots = 4
	snapshotPage = 500 // rows of one answer: each comes well within the deadline on a read
)

// NewExports returns the exports of what is kept in db.
func NewExports(db *DB) *Exports { return &Exports{db, make(chan struct{}, maxSnapshots)} }

// Snapshot is an event with all that belongs to it as it was at one moment, whatever is written meanwhile.
type Snapshot struct {
	Event   models.Event
	Hosts   []models.Host
	Privacy models.EventPrivacy
	Form    models.Fields    // whose answers make columns
	Seats   []models.Seating // the categories
	Asks    []models.Ask     // that people have agreed to or may agree to
	viewer  models.Viewer
	t       *tx
}

// Whoever stops reading for a minute, such as a browser that takes nothing more, loses the snapshot.
const sqlSnapshotBounds = `
	select set_config('statement_timeout', '4s', true), set_config('idle_in_transaction_session_timeout', '60s', true)`

// Read hands do a snapshot of an event for a viewer whom rule lets in; it is good until do returns, whose error it passes on.
// ErrBusy where four are open for longer than 5 s.
func (s *Exports) Read(ctx context.Context, v models.Viewer, event models.ID, rule func(models.Viewer, models.Event) bool, do func(Snapshot) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer func() { <-s.slots }()
	x, err := s.db.pool.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return read(ctx, "snapshot", err)
	}
	defer x.Rollback() // nothing was written
	t := &tx{Tx: x, ctx: ctx}
	if _, err := t.exec(sqlSnapshotBounds); err != nil {
		return read(ctx, "snapshot", err)
	}
	e, err := t.permit(v, event, rule)
	if err != nil {
		return read(ctx, "snapshot", err)
	}
	shot := Snapshot{Event: e, viewer: v, t: t}
	if shot.Hosts, err = t.hosts(event); err != nil {
		return read(ctx, "snapshot", err)
	}
	if shot.Privacy, err = t.privacy(event); err != nil {
		return read(ctx, "snapshot", err)
	}
	if shot.Form, err = shot.Fields(); err != nil {
		return err
	}
	if shot.Seats, err = seating(t.all, event); err != nil {
		return read(ctx, "snapshot", err)
	}
	if shot.Asks, err = shot.asks(); err != nil {
		return err
	}
	return do(shot)
}

func (s *Exports) enter(ctx context.Context) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("snapshot: %w", ctx.Err())
	case <-limit.C:
		return fmt.Errorf("snapshot: %d are open: %w", maxSnapshots, models.ErrBusy)
	}
}

// pages hands each row to do, page by page in the order of a key. next reads the page after a row, or the first one for nil.
func pages[R any](next func(page *[]R, last *R) error, do func(R) error) error {
	var last *R
	for {
		var page []R
		if err := next(&page, last); err != nil {
			return err
		}
		for _, r := range page {
			if err := do(r); err != nil {
				return err
			}
		}
		if len(page) < snapshotPage {
			return nil
		}
		last = &page[len(page)-1]
	}
}

// Exported writes into the audit who took which file away, and how many rows of it were handed over; complete is false where it was
// broken off. It comes after the rows, so who may do it was asked when they were read.
func (s *Exports) Exported(ctx context.Context, v models.Viewer, event models.ID, file string, rows int, complete bool) error {
	return s.db.inTx(ctx, "note export", func(t *tx) error {
		return t.first(v, event, "export", file, map[string]any{"rows": rows, "complete": complete})
	})
}
