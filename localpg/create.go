package localpg

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"time"

	"github.com/lib/pq"
)

// unfinished is how a cluster is called while initdb works on it.
const unfinished = "pg-unfinished-"

// create runs initdb in a temporary folder and renames it, so that a cluster is whole or absent.
func (c *cluster) create(ctx context.Context, cfg Config) error {
	if err := removeUnfinished(ctx, cfg); err != nil {
		return err
	}
	folder, err := os.MkdirTemp(cfg.Dir, unfinished)
	if err != nil {
		return fmt.Errorf("localpg: make a folder for the cluster: %w", err)
	}
	defer os.RemoveAll(folder) // has no effect once renamed
	if err := c.account.give(folder); err != nil {
		return fmt.Errorf("localpg: hand over the cluster's folder: %w", err)
	}
	if err := c.initdb(ctx, folder, slices.Contains(cfg.Settings, "fsync=off")); err != nil {
		return err
	}
	if err := os.Rename(folder, c.dir); err != nil {
		return fmt.Errorf("localpg: put the cluster in place: %w", err)
	}
	// Without this a power cut could bring the temporary name back, and the next start removes that.
	if err := syncFolder(cfg.Dir); err != nil {
		return fmt.Errorf("localpg: put the cluster in place: %w", err)
	}
	c.exists = true
	return nil
}

// removeUnfinished removes what an initdb that was killed left; the lock says that it is nobody's. A
// child of that initdb may write there for another moment, so a failure is tried again.
func removeUnfinished(ctx context.Context, cfg Config) error {
	left, err := filepath.Glob(filepath.Join(escapeGlob(cfg.Dir), unfinished+"*"))
	if err != nil {
		return fmt.Errorf("localpg: look for an unfinished cluster: %w", err)
	}
	for _, folder := range left {
		cfg.Log.Warn("removing an unfinished database cluster", "folder", folder)
		for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			err := os.RemoveAll(folder)
			if err == nil {
				break
			}
			if time.Now().After(deadline) || ctx.Err() != nil {
				return fmt.Errorf("localpg: remove an unfinished cluster: %w", err)
			}
		}
	}
	return nil
}

func (c *cluster) initdb(ctx context.Context, folder string, careless bool) error {
	args := append(localeArguments(), "--pgdata="+folder, "--username="+role, "--encoding=UTF8",
		"--auth-local=trust", "--auth-host=reject", "--data-checksums")
	if careless {
		args = append(args, "--no-sync")
	}
	// The death signal comes when the thread ends, so the thread stays until initdb has ended.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "initdb"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), c.account.attributes(syscall.SIGKILL)
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return fmt.Errorf("localpg: create the cluster: %w\n%s", err, bytes.TrimSpace(out.Bytes()))
	}
	return nil
}

func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

// connect opens a pool of one connection.
func connect(dsn string) (*sql.DB, error) {
	connector, err := pq.NewConnector(dsn + " connect_timeout=5")
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return db, nil
}

func ping(ctx context.Context, dsn string) error {
	db, err := connect(dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	return db.PingContext(ctx)
}

// createDatabase makes the service's database if the cluster has none yet.
func createDatabase(ctx context.Context, dsn string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("localpg: create the database %s: %w", database, err)
		}
	}()
	db, err := connect(dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	var found bool
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, database).Scan(&found)
	if err != nil || found {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(database))
	return err
}

// hopeless tells an answer that waiting will not change from those of a server that is starting.
func hopeless(err error) bool {
	var refusal *pq.Error
	if errors.As(err, &refusal) {
		return refusal.Code.Class() == "28" || refusal.Code.Class() == "3D"
	}
	return errors.Is(err, os.ErrPermission)
}
