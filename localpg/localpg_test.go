package localpg

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lib/pq"
)

func TestMain(m *testing.M) {
	if role := os.Getenv("LOCALPG_TEST_ROLE"); role != "" {
		os.Exit(play(role))
	}
	code := m.Run()
	if made.dir != "" {
		os.RemoveAll(made.dir)
	}
	os.Exit(code)
}

// folder makes a data folder that other accounts can enter, as a system's would be.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "localpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// made is the data folder that most tests share, since making a cluster takes long.
var made struct {
	once sync.Once
	dir  string
	err  error
}

// madeFolder returns the shared data folder. Its cluster has been in use, and no server runs on it.
func madeFolder(t *testing.T) string {
	t.Helper()
	made.once.Do(func() {
		if made.dir, made.err = os.MkdirTemp("", "localpg-test-"); made.err != nil {
			return
		}
		if made.err = os.Chmod(made.dir, 0o755); made.err != nil {
			return
		}
		s, err := Start(context.Background(), config(made.dir))
		if made.err = err; err == nil {
			made.err = s.Stop()
		}
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	return made.dir
}

// keep makes the table kept with one word; kept reads it.
func keep(t *testing.T, s *Server, word string) {
	t.Helper()
	for _, statement := range []string{`DROP TABLE IF EXISTS kept`, `CREATE TABLE kept AS SELECT '` + word + `' AS word`} {
		if _, err := open(t, s).Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func kept(t *testing.T, s *Server) string {
	t.Helper()
	return ask1(t, s, `SELECT word FROM kept`)
}

func config(dir string) Config {
	return Config{Dir: dir, Settings: []string{"fsync=off"}, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

func start(t *testing.T, cfg Config) *Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s, err := Start(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startFails returns the error of a start that must not succeed.
func startFails(t *testing.T, cfg Config) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	s, err := Start(ctx, cfg)
	if err == nil {
		s.Stop()
		t.Fatal("the server started")
	}
	return err
}

func ask1(t *testing.T, s *Server, question string) (answer string) {
	t.Helper()
	if err := open(t, s).QueryRow(question).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", question, err)
	}
	return answer
}

func open(t *testing.T, s *Server) *sql.DB {
	t.Helper()
	db, err := connect(s.DSN("tsudoi"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func contains(t *testing.T, err error, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q:\n%v", part, err)
		}
	}
}

func TestStart_keepsDataOverARestart(t *testing.T) {
	dir := folder(t)
	s := start(t, config(dir))
	if !s.Owner() {
		t.Fatal("the first process is not the owner")
	}
	keep(t, s, "こんにちは")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, open := <-s.Done(); open {
		t.Error("Done reports an end that was asked for")
	}
	if err := ping(t.Context(), s.DSN("tsudoi")); err == nil {
		t.Error("the server answers after Stop")
	}
	if _, err := os.Lstat(s.socket); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket folder is still there: %v", err)
	}
	s = start(t, config(dir))
	if got := kept(t, s); got != "こんにちは" {
		t.Errorf("kept %q", got)
	}
}

func TestStart_secondProcessIsAGuestThatLeavesTheServerRunning(t *testing.T) {
	dir := madeFolder(t)
	s := start(t, config(dir))
	o := startOther(t, dir)
	if o.kind != "guest" || o.rest != "<nil>" {
		t.Fatalf("the second process: %s %s", o.kind, o.rest)
	}
	o.leave()
	if code := o.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("the guest ended with %d", code)
	}
	if err := ping(t.Context(), s.DSN("tsudoi")); err != nil {
		t.Errorf("after the guest: %v", err)
	}
}

func TestStart_ofTwoOnAnEmptyFolderOneOwnsAndOneVisits(t *testing.T) {
	dir := folder(t)
	one, two := beginOther(t, dir), beginOther(t, dir)
	one.hear(t)
	two.hear(t)
	if got := []string{one.kind, two.kind}; !slices.Contains(got, "owner") || !slices.Contains(got, "guest") {
		t.Errorf("the two are %v: %s, %s", got, one.rest, two.rest)
	}
}

func TestDSN_leadsToAnyDatabaseOfTheServer(t *testing.T) {
	s := start(t, config(madeFolder(t)))
	const odd = `o'd\d "name"`
	db := open(t, s)
	for _, statement := range []string{`DROP DATABASE IF EXISTS `, `CREATE DATABASE `} {
		if _, err := db.Exec(statement + pq.QuoteIdentifier(odd)); err != nil {
			t.Fatal(err)
		}
	}
	other, err := connect(s.DSN(odd))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var got string
	if err := other.QueryRow(`SELECT current_database()`).Scan(&got); err != nil || got != odd {
		t.Errorf("connected to %q, %v", got, err)
	}
}

func TestStart_clusterIsClosedToOthersAndOffTheNetwork(t *testing.T) {
	dir := madeFolder(t)
	s := start(t, config(dir))
	for path, want := range map[string]os.FileMode{s.cluster.dir: 0o700, s.socket: 0o700, dir: 0o755, filepath.Join(dir, "owner.lock"): 0o600} {
		st, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if st.Mode().Perm() != want {
			t.Errorf("%s has mode %04o, not %04o", path, st.Mode().Perm(), want)
		}
	}
	if got := ask1(t, s, `SHOW listen_addresses`); got != "" {
		t.Errorf("listens on %q", got)
	}
	if got := ask1(t, s, `SHOW data_checksums`); got != "on" {
		t.Errorf("data checksums are %s", got)
	}
	if os.Geteuid() == 0 {
		if uid, _, err := ownerOf(s.cluster.dir); err != nil || uid == 0 {
			t.Errorf("started by root, the cluster belongs to uid %d (%v)", uid, err)
		}
	}
}
