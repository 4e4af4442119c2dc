package main

import (
	"context"
	"log/slog"
	"time"

	"tsudoi/models/store"
)

// chore is something that is due again and again. Every copy of the server does it, at any moment; the database keeps them apart.
type chore struct {
	what  string // what was done, for the log
	every time.Duration
	do    func(context.Context) (n int, err error) // n is how much there was to do
}

func chores(db *store.DB) []chore {
	registrations, fields := store.NewRegistrations(db), store.NewFields(db)
	return []chore{
		{"offered seats passed on", 15 * time.Second, registrations.Lapse},
		{"registrations forgotten whose address nobody proved", 10 * time.Minute, registrations.ForgetUnproven},
		{"questions from registration forms put on the board", 10 * time.Second, fields.AskFromForms},
		{"files forgotten that no registration took over", 10 * time.Minute, fields.ForgetStrayFiles},
		{"tables of people forgotten that nobody imported", time.Hour, store.NewImports(db).Forget},
		{"changes of address forgotten", 10 * time.Minute, registrations.ForgetAddressChanges},
	}
}

// doChores does each until ctx ends.
func doChores(ctx context.Context, all []chore, log *slog.Logger) {
	for _, c := range all {
		go c.repeat(ctx, log)
	}
}

func (c chore) repeat(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(c.every)
	defer tick.Stop()
	for {
		n, err := c.do(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			log.Error("a chore failed", "chore", c.what, "error", err.Error())
		case n > 0:
			log.Info(c.what, "n", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
