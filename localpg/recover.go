package localpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// worker is a live process of the cluster's server.
type worker struct {
	pid        int
	postmaster bool // the parent of the others
}

// How long an orphaned server may take: first for a clean end, then for a hard one.
const (
	orphanFast = 30 * time.Second
	orphanHard = 15 * time.Second
)

// settle makes the cluster free for a new server after whatever befell the last owner. The caller holds
// the lock, so a server that still runs is an orphan and is stopped; the children of one that was killed
// end by themselves. Then a postmaster.pid that would stop Postgres from starting is removed: Postgres
// takes any process with that number for a server, be it a zombie or another program of the account.
func (c cluster) settle(ctx context.Context, log *slog.Logger) error {
	if err := c.awaitAlone(ctx, log); err != nil {
		return err
	}
	path := filepath.Join(c.dir, "postmaster.pid")
	pid, err := readPid(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("localpg: read the last server's pid: %w", err)
	}
	if pid > 0 {
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return nil // Postgres sees by itself that the file is stale, and checks its shared memory
		}
		if err := visible(pid); err != nil {
			return fmt.Errorf("localpg: cannot tell whether process %d is a server of %s: %w; if it is not, remove %s", pid, c.dir, err, path)
		}
	}
	log.Warn("removing the pid file of a server that is gone", "file", path, "pid", pid)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("localpg: remove the last server's pid: %w", err)
	}
	return nil
}

// awaitAlone returns when no server process works in the cluster.
func (c cluster) awaitAlone(ctx context.Context, log *slog.Logger) error {
	begun := time.Now()
	asked := map[syscall.Signal]bool{}
	for {
		live, err := c.workers()
		if err != nil {
			return fmt.Errorf("localpg: look for processes of an earlier server: %w", err)
		}
		if len(live) == 0 {
			return nil
		}
		signal := syscall.SIGINT
		switch age := time.Since(begun); {
		case age > orphanFast+orphanHard:
			return fmt.Errorf("localpg: processes of an earlier server still work in %s: %v", c.dir, pids(live))
		case age > orphanFast:
			signal = syscall.SIGQUIT
		}
		if !asked[signal] {
			asked[signal] = ask(live, signal, log)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("localpg: wait for the end of an earlier server: %w", ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// ask sends the signal to the postmaster, if there is one.
func ask(live []worker, signal syscall.Signal, log *slog.Logger) bool {
	for _, w := range live {
		if w.postmaster {
			log.Warn("stopping a database server whose owner is gone", "pid", w.pid)
			_ = syscall.Kill(w.pid, signal) // ESRCH: it has just ended
			return true
		}
	}
	return false
}

func pids(live []worker) []int {
	numbers := make([]int, len(live))
	for i, w := range live {
		numbers[i] = w.pid
	}
	return numbers
}

// readPid returns the first line of a pid file; 0 if a crash left it without a number.
func readPid(path string) (int, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil || pid < 0 {
		return 0, nil
	}
	return pid, nil
}

// classify tells by its command line whether a process is of this cluster. A postmaster has the cluster
// as an argument; its children carry the cluster's label in their title.
func (c cluster) classify(args []string) (mine, postmaster bool) {
	for _, arg := range args {
		if arg == c.dir {
			return true, true
		}
	}
	return strings.HasPrefix(strings.Join(args, " "), "postgres: "+c.label()+": "), false
}
