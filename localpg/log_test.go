package localpg

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"
)

func TestServerLog_drainsWhateverTheServerSays(t *testing.T) {
	var out bytes.Buffer
	l := newServerLog(slog.New(slog.NewTextHandler(&out, nil)))
	l.ready.Store(true)
	said := "LOG:  ordinary\nWARNING:  worrying\nERROR:  " + strings.Repeat("x", 1<<20) + "\nPANIC:  alarming\n" +
		strings.Repeat("LOG:  more\n", keptLines-1)
	l.read(io.NopCloser(strings.NewReader(said)))

	for _, want := range []string{`level=WARN msg="WARNING:  worrying"`, `level=ERROR msg="PANIC:  alarming"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
	if strings.Contains(out.String(), "ordinary") {
		t.Error("ordinary messages are logged above debug")
	}
	if got, want := l.tail(), "PANIC:  alarming\n"+strings.TrimSpace(strings.Repeat("LOG:  more\n", keptLines-1)); got != want {
		t.Errorf("the tail is\n%s", got)
	}
}

func TestServerLog_keepsPersonalDataOut(t *testing.T) {
	var out bytes.Buffer
	cfg := config(madeFolder(t))
	cfg.Log = slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := start(t, cfg)
	keep(t, s, "anything")
	db := open(t, s)
	if _, err := db.Exec(`CREATE UNIQUE INDEX ON kept (word)`); err != nil {
		t.Fatal(err)
	}
	const address = "hanako@example.org"
	var failed int
	for range 2 {
		if _, err := db.Exec(`INSERT INTO kept VALUES ('` + address + `')`); err != nil {
			failed++
		}
	}
	if failed != 1 {
		t.Fatalf("%d of 2 equal rows were refused", failed)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s.run.log.wait()
	if !strings.Contains(out.String(), "duplicate key") {
		t.Error("the log does not tell of the refusal")
	}
	if strings.Contains(out.String(), address) {
		t.Errorf("the log repeats what was stored:\n%s", out.String())
	}
}
