package live_test

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"testing"
	"time"

	"tsudoi/live"
	"tsudoi/models/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func woken(t *testing.T, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("not woken: " + what)
	}
}

func exec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

func TestHub_wakesThoseOfTheEventAndEverybodyAfterALostLine(t *testing.T) {
	db, dsn := storetest.NewDSN(t)
	pool := db.SQL()
	ctx, end := context.WithCancel(context.Background())
	defer end()
	h := live.NewHub(dsn, slog.New(slog.NewTextHandler(io.Discard, nil)))
	go h.Run(ctx)
	a, stopA := h.Watch("a")
	b, stopB := h.Watch("b")
	defer stopB()
	woken(t, a, "when the line is first there")
	woken(t, b, "when the line is first there")

	exec(t, pool, `select pg_notify($1, 'a:1')`, live.Channel)
	woken(t, a, "its event changed")
	select {
	case <-b:
		t.Error("woken for another event")
	default:
	}

	// Cut the listening line; what changes while it is away is heard of all the same.
	exec(t, pool, `select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()`)
	exec(t, pool, `select pg_notify($1, 'b:2')`, live.Channel)
	woken(t, a, "after the lost line")
	woken(t, b, "after the lost line")

	stopA()
	exec(t, pool, `select pg_notify($1, 'a:3'), pg_notify($1, 'b:4')`, live.Channel)
	woken(t, b, "its event changed")
	select {
	case <-a:
		t.Error("woken after it stopped watching")
	default:
	}
}
