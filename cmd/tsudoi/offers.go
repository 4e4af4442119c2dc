package main

import (
	"context"
	"log/slog"
	"time"

	"tsudoi/models/store"
)

// endOffers passes seats on that were not taken in time, until ctx ends. Every copy of the server may do so.
func endOffers(ctx context.Context, db *store.DB, log *slog.Logger) {
	registrations := store.NewRegistrations(db)
	tick := time.NewTicker(15 * time.Second)
	defer tick.Stop()
	for {
		n, err := registrations.Lapse(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Error("offered seats can't be passed on", "error", err.Error())
		case n > 0:
			log.Info("offered seats passed on", "n", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
