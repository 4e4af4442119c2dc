// Package localpg runs a private PostgreSQL server under the data folder, for an installation that was
// given no database. The programs are those of the system; nothing is downloaded. The server listens on
// a unix socket only, in a folder that nobody else can enter, and never runs as root.
//
// The first process on a data folder owns the server and stops it at the end; every later one is a
// guest that only connects. An owner that was killed leaves nothing that the next start cannot put right.
package localpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	role     = "tsudoi" // the cluster's only account
	database = "tsudoi" // made by Start
	port     = "5432"   // only a part of the socket's name
)

// guestPatience bounds how long a guest waits for an owner whose server does not answer.
const guestPatience = time.Minute

// Config says where the server keeps its files.
type Config struct {
	Dir      string       // the data folder, made if absent; the cluster is Dir/pg<major>, mode 0700
	BinDir   string       // the folder of the server programs; empty: look in the usual places
	Settings []string     // further settings as "name=value", after the package's own
	Log      *slog.Logger // nil: slog.Default
}

// Server is a running server, owned by this process or visited as a guest. Safe for concurrent use.
type Server struct {
	log    *slog.Logger
	socket string // the folder of the socket
	lock   *ownerLock

	// Of an owner only.
	cluster  cluster
	run      *process
	stopping atomic.Bool
	stop     sync.Once
	stopErr  error

	done chan error
}

// Start starts the server of the data folder, or joins the one that another process runs there.
// It returns when the database tsudoi takes connections. ctx bounds the start, not the server's life.
// Without usable programs the error is a *MissingError, which is also ErrNoPrograms.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	dir, err := dataFolder(cfg.Dir)
	if err != nil {
		return nil, err
	}
	cfg.Dir = dir
	lock, err := openLock(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{log: cfg.Log, lock: lock, done: make(chan error, 1)}
	owner, err := s.takeOrJoin(ctx)
	if err == nil && owner {
		err = s.own(ctx, cfg)
	}
	if err != nil {
		lock.release()
		return nil, err
	}
	if !owner {
		lock.release()
		s.lock = nil
	}
	return s, nil
}

// dataFolder makes the folder and resolves links, since a server knows itself by the resolved path.
func dataFolder(dir string) (string, error) {
	if dir == "" {
		return "", errors.New("localpg: no data folder given")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("localpg: resolve the data folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("localpg: make the data folder: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", fmt.Errorf("localpg: resolve the data folder: %w", err)
	}
	return dir, nil
}

// takeOrJoin waits until this process either holds the lock (true) or has reached the holder's server.
func (s *Server) takeOrJoin(ctx context.Context) (bool, error) {
	deadline := time.Now().Add(guestPatience)
	for {
		if owner, err := s.lock.try(); owner || err != nil {
			return owner, err
		}
		pid, socket := s.lock.holder()
		var answer error
		if socket != "" {
			s.socket = socket
			if answer = ping(ctx, s.DSN(database)); answer == nil {
				return false, nil
			}
		}
		if time.Now().After(deadline) {
			return false, fmt.Errorf("localpg: process %s owns %s, but its server does not answer: %v", pid, s.lock.path(), answer)
		}
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("localpg: wait for the server of process %s: %w", pid, ctx.Err())
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// own brings the server up; the caller holds the lock.
func (s *Server) own(ctx context.Context, cfg Config) error {
	if err := s.lock.announce(""); err != nil {
		return err
	}
	var err error
	if s.cluster, err = findCluster(ctx, cfg); err != nil {
		return err
	}
	if s.cluster.account, err = chooseAccount(ctx, cfg.Dir, s.cluster); err != nil {
		return err
	}
	if s.socket, err = makeSocketFolder(ctx, s.cluster); err != nil {
		return err
	}
	if !s.cluster.exists {
		cfg.Log.Info("creating a database cluster", "folder", s.cluster.dir, "postgres", s.cluster.major)
		if err := s.cluster.create(ctx, cfg); err != nil {
			return err
		}
	}
	if err := s.cluster.settle(ctx, cfg.Log); err != nil {
		return err
	}
	if err := s.launch(ctx, cfg); err != nil {
		return err
	}
	if err := createDatabase(ctx, s.DSN("postgres")); err != nil {
		return errors.Join(err, s.Stop())
	}
	if err := s.lock.announce(s.socket); err != nil {
		return errors.Join(err, s.Stop())
	}
	return nil
}

// DSN returns the key=value connection string of a database of this server, for lib/pq.
func (s *Server) DSN(database string) string {
	return fmt.Sprintf("host=%s port=%s user=%s dbname=%s sslmode=disable",
		quoted(s.socket), port, role, quoted(database))
}

// quoted writes a value of a connection string.
func quoted(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "'"
}

// Program returns the path of a program of the server's own version, such as pg_dump; "" for a guest, which has looked for none.
func (s *Server) Program(name string) string {
	if s.cluster.bin == "" {
		return ""
	}
	return filepath.Join(s.cluster.bin, name)
}

// Socket is the folder of the server's socket, which psql and pg_dump take as their host.
func (s *Server) Socket() string { return s.socket }

// Owner reports whether this process runs the server; a guest's Stop leaves it running.
func (s *Server) Owner() bool { return s.run != nil }

// Done delivers one error if the server ends although nobody called Stop, and is closed when it has
// ended either way. Call Stop in both cases. A guest's channel stays silent.
func (s *Server) Done() <-chan error { return s.done }
