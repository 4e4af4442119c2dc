package localpg

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// workers lists the live server processes of the cluster: Postgres works with the cluster as its
// current folder. Root in a container may not be allowed to see another account's current folder; then
// the command line tells. A zombie has neither.
func (c cluster) workers() ([]worker, error) {
	here, err := os.Stat(c.dir)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var live []worker
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil || !isPostgres(entry.Name()) {
			continue
		}
		mine, postmaster := c.classify(arguments(entry.Name()))
		cwd, err := os.Stat(filepath.Join("/proc", entry.Name(), "cwd"))
		if mine || (err == nil && os.SameFile(here, cwd)) {
			live = append(live, worker{pid: pid, postmaster: postmaster})
		}
	}
	return live, nil
}

func isPostgres(pid string) bool {
	name, err := os.ReadFile(filepath.Join("/proc", pid, "comm"))
	if err != nil {
		return false // it has ended
	}
	return bytes.Contains(name, []byte("postgres")) || bytes.Contains(name, []byte("postmaster"))
}

func arguments(pid string) []string {
	line, err := os.ReadFile(filepath.Join("/proc", pid, "cmdline"))
	if err != nil {
		return nil // it has ended
	}
	return strings.Split(strings.TrimRight(string(line), "\x00"), "\x00")
}

// visible says whether workers would have seen the process: /proc may be mounted to hide others'.
func visible(pid int) error {
	_, err := os.Stat(filepath.Join("/proc", strconv.Itoa(pid), "comm"))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("/proc does not show it")
	}
	return err
}
