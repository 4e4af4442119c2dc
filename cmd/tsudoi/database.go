package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"tsudoi/localpg"
	"tsudoi/models/store"
)

// database is an open, migrated database, and the private server behind it where DATABASE_URL names none.
type database struct {
	*store.DB
	dsn    string
	server *localpg.Server // nil with DATABASE_URL
}

func openDatabase(ctx context.Context, c config, log *slog.Logger) (*database, error) {
	d := &database{dsn: c.DatabaseURL}
	if d.dsn == "" {
		s, err := localpg.Start(ctx, localpg.Config{Dir: c.Data, Log: log})
		if err != nil {
			return nil, err
		}
		d.server, d.dsn = s, s.DSN("tsudoi")
	}
	db, err := store.Open(d.dsn, store.Options{})
	if err == nil {
		d.DB = db
		err = db.Migrate(ctx)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// lost tells when the private server ended by itself; nil, which never tells, with DATABASE_URL.
func (d *database) lost() <-chan error {
	if d.server == nil {
		return nil
	}
	return d.server.Done()
}

func (d *database) close() {
	if d.DB != nil {
		d.DB.Close()
	}
	if d.server != nil {
		d.server.Stop()
	}
}

func migrate(ctx context.Context, _ []string, out io.Writer) error {
	c, err := readConfig()
	if err != nil {
		return err
	}
	d, err := openDatabase(ctx, c, newLog(c, io.Discard))
	if err != nil {
		return err
	}
	defer d.close()
	fmt.Fprintln(out, "The schema is up to date.")
	return nil
}
