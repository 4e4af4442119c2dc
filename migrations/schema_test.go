package migrations_test

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tsudoi/localpg"
	"tsudoi/models/store"
)

var update = flag.Bool("update", false, "write schema.sql anew (make schema)")

// schema.sql shows in one piece what the migrations add up to; a change of the schema is read there.
func TestSchema_isWhatTheMigrationsMake(t *testing.T) {
	got := dump(t)
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if d := firstDifference(string(want), got); d != "" {
		t.Errorf("schema.sql is not what the migrations make (make schema):\n%s", d)
	}
}

// dump migrates an empty database and describes it, without what differs between the versions of Postgres and pg_dump.
func dump(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tsudoi-schema-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { // the server runs as another account when we are root
		t.Fatal(err)
	}
	server, err := localpg.Start(context.Background(), localpg.Config{Dir: filepath.Join(dir, "data"), Settings: []string{"fsync=off"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Stop() })
	db, err := store.Open(server.DSN("tsudoi"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(server.Program("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", "--exclude-table=goose_db_version*",
		"--dbname="+server.DSN("tsudoi"))
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	return normal(string(out))
}

// noise is what pg_dump writes about itself, the session and the server; the key of \restrict is a new one each time.
var noise = regexp.MustCompile(`(?m)^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n`)

var blankLines = regexp.MustCompile(`\n{3,}`)

func normal(dump string) string {
	s := blankLines.ReplaceAllString(noise.ReplaceAllString(dump, ""), "\n\n")
	return "-- The schema as all migrations together make it. Written by `make schema`; not to be edited.\n\n" + strings.TrimSpace(s) + "\n"
}

func TestSchema_doesNotDependOnThePatchVersionOfPostgres(t *testing.T) {
	const tables = "CREATE TABLE public.hosts (\n    id uuid NOT NULL\n);\n"
	older := "--\n-- PostgreSQL database dump\n--\n\n-- Dumped from database version 14.2\n\nSET statement_timeout = 0;\nSELECT pg_catalog.set_config('search_path', '', false);\n\n" + tables
	newer := "--\n-- PostgreSQL database dump\n--\n\n\\restrict Xa9\n\n-- Dumped from database version 17.6\n\nSET statement_timeout = 0;\nSET transaction_timeout = 0;\n\n" +
		tables + "\n\n\\unrestrict Xa9\n\n"
	if a, b := normal(older), normal(newer); a != b || !strings.Contains(a, tables) {
		t.Errorf("%q\n%q", a, b)
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "(end)", "(end)"
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			return "- " + a + "\n+ " + b
		}
	}
	return ""
}
