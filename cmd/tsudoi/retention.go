package main

import (
	"context"
	"log/slog"
	"time"

	"tsudoi/models/store"
)

// startRetention erases every night what was kept long enough, and announces it before; also once at the start, for the nights on which
// nothing ran. stop returns when what was begun is done.
func startRetention(ctx context.Context, db *store.DB, log *slog.Logger) (stop func()) {
	running, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		keepRetention(running, db, log)
	}()
	return func() { end(); <-done }
}

func keepRetention(ctx context.Context, db *store.DB, log *slog.Logger) {
	retention, installation := store.NewRetention(db), store.NewInstallation(db, nil)
	for {
		did, err := retention.Round(ctx, time.Now())
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			log.Error("erasing what was kept long enough", "error", err.Error())
		case did != store.Erased{}:
			log.Info("kept long enough", "announced", did.Announced, "people_erased", did.People, "answers_erased", did.Answers)
		}
		wait := 10 * time.Minute // after a failure
		if err == nil {
			zone, _ := installation.Zone(ctx)
			wait = untilNight(time.Now(), zone)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// untilNight is how long it is until half past three at night in a zone; in UTC where it is unknown.
func untilNight(now time.Time, zone string) time.Duration {
	l, err := time.LoadLocation(zone)
	if err != nil {
		l = time.UTC
	}
	y, m, d := now.In(l).Date()
	next := time.Date(y, m, d, 3, 30, 0, 0, l)
	if !next.After(now) {
		next = time.Date(y, m, d+1, 3, 30, 0, 0, l)
	}
	return next.Sub(now)
}
