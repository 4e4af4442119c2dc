// Package storetest gives each test a Postgres database of its own, migrated, on a real server.
package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/lib/pq"

	"tsudoi/localpg"
	"tsudoi/models/store"
)

var (
	server *localpg.Server
	serial atomic.Int64
)

const template = "tsudoi"

// Main is the whole TestMain of a package that needs a database: one private server for the run, with a migrated template. It fails
// where there is no Postgres; it never skips.
func Main(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "tsudoi-test-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // the server runs as another account when we are root
		return 1, err
	}
	ctx := context.Background()
	server, err = localpg.Start(ctx, localpg.Config{Dir: filepath.Join(dir, "data"), Settings: []string{
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200"}})
	if err != nil {
		return 1, err
	}
	defer server.Stop()
	db, err := store.Open(server.DSN(template), store.Options{})
	if err != nil {
		return 1, err
	}
	err = db.Migrate(ctx)
	db.Close()
	if err != nil {
		return 1, err
	}
	return m.Run(), nil
}

// New returns a fresh, migrated, empty database, dropped at the test's end.
func New(t testing.TB) *store.DB {
	db, _ := NewDSN(t)
	return db
}

// NewDSN is New for tests that also need connections of their own.
func NewDSN(t testing.TB) (*store.DB, string) {
	t.Helper()
	name := fmt.Sprintf("t%d", serial.Add(1))
	admin, err := store.Open(server.DSN("postgres"), store.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.SQL().Exec("create database " + pq.QuoteIdentifier(name) + " template " + template); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(server.DSN(name), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		db.Close()
		admin, err := store.Open(server.DSN("postgres"), store.Options{MaxConns: 1})
		if err != nil {
			t.Error(err)
			return
		}
		defer admin.Close()
		if _, err := admin.SQL().Exec("drop database if exists " + pq.QuoteIdentifier(name) + " with (force)"); err != nil {
			t.Error(err)
		}
	})
	return db, server.DSN(name)
}
