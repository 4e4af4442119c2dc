package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"tsudoi/localpg"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
)

// patient is examined by the doctor. What an examination opens stays for the next one.
type patient struct {
	config
	db     *store.DB
	server *localpg.Server
}

// examination is one line of the doctor's. An error in it is printed and makes the exit code 1.
type examination struct {
	of  string
	run func(ctx context.Context, p *patient) (finding string, err error)
}

var examinations = []examination{
	{"data folder", examineFolder},
	{"clock", examineZones},
	{"web address", examineURL},
	{"port", examinePort},
	{"database", examineDatabase},
	{"schema", examineSchema},
	{"writing", examineWriting},
	{"database clock", examineClock},
	{"mail server", examineMail},
}

// errSick says that the doctor has found and printed something.
var errSick = errors.New("something above needs a remedy")

// doctor examines everything that serve needs, and changes nothing but, on a bare data folder, making the private database.
func doctor(ctx context.Context, _ []string, out io.Writer) error {
	c, err := readConfig()
	report(out, "configuration", "read", err)
	if err != nil {
		return errSick
	}
	p := &patient{config: c}
	defer p.close()
	sick := false
	for _, e := range examinations {
		one, cancel := context.WithTimeout(ctx, time.Minute)
		finding, err := e.run(one, p)
		cancel()
		report(out, e.of, finding, err)
		sick = sick || err != nil
	}
	if sick {
		return errSick
	}
	return nil
}

func report(out io.Writer, of, finding string, err error) {
	word := "ok"
	if err != nil {
		word, finding = "FAIL", err.Error()
	}
	fmt.Fprintf(out, "%-4s  %-14s  %s\n", word, of, finding)
}

func (p *patient) close() {
	if p.db != nil {
		p.db.Close()
	}
	if p.server != nil {
		p.server.Stop()
	}
}

// lowSpace is how much free space the data folder should have at least: what Postgres needs to go on writing for a while.
const lowSpace = 500 << 20

func examineFolder(_ context.Context, p *patient) (string, error) {
	folder, err := filepath.Abs(p.Data)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, "doctor-*")
	if err != nil {
		return "", fmt.Errorf("can't write here (TSUDOI_DATA chooses another folder): %w", err)
	}
	defer os.Remove(f.Name())
	if err := f.Close(); err != nil {
		return "", err
	}
	if _, err := p.secret(); err != nil {
		return "", err
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(folder, &disk); err != nil {
		return "", fmt.Errorf("free space of %s: %w", folder, err)
	}
	free := disk.Bavail * uint64(disk.Bsize)
	if free < lowSpace {
		return "", fmt.Errorf("%s has only %d MB free", folder, free>>20)
	}
	return fmt.Sprintf("%s, writable, %d GB free", folder, free>>30), nil
}

func examineZones(context.Context, *patient) (string, error) {
	if _, err := models.LoadZone("Asia/Tokyo"); err != nil {
		return "", fmt.Errorf("the time zones are missing: %w", err)
	}
	now := time.Now()
	if now.Year() < 2026 {
		return "", fmt.Errorf("this machine believes that it is %s", now.Format(time.RFC1123))
	}
	return now.Format(time.RFC1123), nil
}

func examineURL(_ context.Context, p *patient) (string, error) {
	u, err := url.Parse(p.URL)
	if err != nil {
		return "", err
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); u.Scheme == "http" && host != "localhost" && !ip.IsLoopback() {
		return "", fmt.Errorf("%s is not encrypted: personal links and passwords would be readable on their way; use https (docs/operations.md)", p.URL)
	}
	if host == "localhost" && p.SMTP != "" {
		return "", fmt.Errorf("letters would link to %s, which only works on this machine: set TSUDOI_URL", p.URL)
	}
	return p.URL, nil
}

func examinePort(ctx context.Context, p *patient) (string, error) {
	l, err := net.Listen("tcp", p.Addr)
	if err == nil {
		l.Close()
		return p.Addr + " is free", nil
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		return "", err
	}
	// Taken: by ourselves, it is hoped.
	client := http.Client{Timeout: 5 * time.Second}
	req, reqErr := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Addr+"/readyz", nil)
	if reqErr != nil {
		return "", reqErr
	}
	answer, askErr := client.Do(req)
	if askErr != nil {
		return "", fmt.Errorf("%w, by something that does not answer: %w", err, askErr)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("what runs at %s answers /readyz with %s", p.Addr, answer.Status)
	}
	return "running at " + p.Addr, nil
}

func examineDatabase(ctx context.Context, p *patient) (string, error) {
	dsn, where := p.DatabaseURL, "DATABASE_URL"
	if dsn == "" {
		s, err := localpg.Start(ctx, localpg.Config{Dir: p.Data, Log: newLog(p.config, io.Discard)})
		if err != nil {
			return "", err
		}
		p.server, dsn = s, s.DSN("tsudoi")
		where = "private, psql -h " + s.Socket() + " -U tsudoi tsudoi"
	}
	db, err := store.Open(dsn, store.Options{MaxConns: 1})
	if err != nil {
		return "", err
	}
	var server string
	err = db.SQL().QueryRowContext(ctx, `select current_setting('server_version')`).Scan(&server)
	if err = errors.Join(err, db.Ready(ctx)); err != nil {
		db.Close()
		return "", err
	}
	p.db = db // for the examinations after this one
	return fmt.Sprintf("PostgreSQL %s (%s)", server, where), nil
}

var errNoDatabase = errors.New("no database to look at")

func examineSchema(ctx context.Context, p *patient) (string, error) {
	if p.db == nil {
		return "", errNoDatabase
	}
	has, known, err := p.db.SchemaVersions(ctx)
	switch {
	case err != nil:
		return "", err
	case has > known:
		return "", fmt.Errorf("the database is at migration %d, this program knows only %d: it is too old for it", has, known)
	case has < known:
		return fmt.Sprintf("at migration %d of %d; the next start brings it up to date", has, known), nil
	}
	return fmt.Sprintf("up to date, at migration %d", has), nil
}

// examineWriting writes in a transaction that it takes back.
func examineWriting(ctx context.Context, p *patient) (string, error) {
	if p.db == nil {
		return "", errNoDatabase
	}
	return "allowed", undone(ctx, p.db.SQL(), `create table tsudoi_doctor (one int)`)
}

func undone(ctx context.Context, db *sql.DB, act string) error {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer t.Rollback()
	_, err = t.ExecContext(ctx, act)
	return err
}

// apart is how far the clocks of this machine and the database's may differ before doors open at two times.
const apart = 2 * time.Second

func examineClock(ctx context.Context, p *patient) (string, error) {
	if p.db == nil {
		return "", errNoDatabase
	}
	var there time.Time
	before := time.Now()
	if err := p.db.SQL().QueryRowContext(ctx, `select clock_timestamp()`).Scan(&there); err != nil {
		return "", err
	}
	off := there.Sub(before.Add(time.Since(before) / 2)).Abs()
	if off > apart {
		return "", fmt.Errorf("%s away from this machine's clock", off.Round(time.Millisecond))
	}
	return "agrees with this machine's", nil
}

func examineMail(ctx context.Context, p *patient) (string, error) {
	from, err := p.from()
	if err != nil {
		return "", err
	}
	if p.SMTP == "" {
		return "none (TSUDOI_SMTP_URL): letters wait on the desk, where they can be read", nil
	}
	server, err := mail.ParseURL(p.SMTP)
	if err != nil {
		return "", fmt.Errorf("TSUDOI_SMTP_URL: %w", err)
	}
	conn, err := mail.Dial(ctx, server)
	if err != nil {
		return "", err
	}
	conn.Close()
	return fmt.Sprintf("%s lets us in; letters come from %s", server, from), nil
}
