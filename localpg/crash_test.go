package localpg

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// lostOwner leaves what a power cut leaves, less the reboot: the owner and the postmaster are killed.
func lostOwner(t *testing.T, dir string) (postmaster int) {
	t.Helper()
	o := startOther(t, dir)
	if o.kind != "owner" {
		t.Fatalf("the other process: %s %s", o.kind, o.rest)
	}
	postmaster, err := strconv.Atoi(o.rest)
	if err != nil {
		t.Fatal(err)
	}
	guest := start(t, config(dir))
	if guest.Owner() {
		t.Fatal("two owners")
	}
	keep(t, guest, "still here")
	for _, pid := range []int{o.cmd.Process.Pid, postmaster} {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	o.cmd.Wait()
	return postmaster
}

func TestStart_afterOwnerAndServerWereKilled(t *testing.T) {
	dir := madeFolder(t)
	lostOwner(t, dir)
	s := start(t, config(dir))
	if !s.Owner() {
		t.Fatal("the lock of a killed owner is still held")
	}
	if got := kept(t, s); got != "still here" {
		t.Errorf("kept %q", got)
	}
}

func TestServer_endsWithItsOwner(t *testing.T) {
	dir := madeFolder(t)
	o := startOther(t, dir)
	if o.kind != "owner" {
		t.Fatalf("the other process: %s %s", o.kind, o.rest)
	}
	if err := o.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	o.cmd.Wait()
	if runtime.GOOS == "linux" {
		awaitWorkers(t, givenCluster(t, dir), false)
	}
	s := start(t, config(dir))
	if !s.Owner() {
		t.Fatal("the lock of a killed owner is still held")
	}
}

func TestStart_stopsAnOrphanedServerFirst(t *testing.T) {
	dir := madeFolder(t)
	c := givenCluster(t, dir)
	// A server without the death signal, as on a system that has none.
	socket, err := makeSocketFolder(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-D", c.dir, "-p", port}
	for _, setting := range settings(c, socket) {
		args = append(args, "-c", setting)
	}
	cmd := exec.Command(c.postgres(), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), c.account.attributes(0)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go cmd.Wait()
	awaitWorkers(t, c, true)

	s := start(t, config(dir))
	if syscall.Kill(cmd.Process.Pid, 0) == nil {
		t.Error("the orphan is still there")
	}
	if got := ask1(t, s, `SELECT 1`); got != "1" {
		t.Errorf("the server answers %q", got)
	}
}

func TestDone_reportsAKilledServerAndItCanBeStartedAgain(t *testing.T) {
	dir := madeFolder(t)
	s := start(t, config(dir))
	keep(t, s, "still here")
	if err := syscall.Kill(s.run.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.Done():
		if err == nil {
			t.Fatal("Done was closed without an error")
		}
		contains(t, err, "ended unexpectedly", "killed")
	case <-time.After(10 * time.Second):
		t.Fatal("Done says nothing")
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s = start(t, config(dir))
	if got := kept(t, s); got != "still here" {
		t.Errorf("kept %q", got)
	}
}

func TestStart_ignoresAPidFileThatNamesAnUnrelatedProcess(t *testing.T) {
	dir := madeFolder(t)
	c := givenCluster(t, dir)
	// The number must belong to a process of the server's account, or Postgres sees through it itself.
	sleeper := exec.Command("sleep", "60")
	sleeper.Dir, sleeper.SysProcAttr = "/", c.account.attributes(0)
	if err := sleeper.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sleeper.Process.Kill(); sleeper.Wait() })
	pidFile := filepath.Join(c.dir, "postmaster.pid")
	for name, text := range map[string]string{
		"a living process": strconv.Itoa(sleeper.Process.Pid) + "\n" + c.dir + "\n1700000000\n" + port + "\n",
		"no number":        "",
	} {
		if err := os.WriteFile(pidFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := c.account.give(pidFile); err != nil {
			t.Fatal(err)
		}
		s := start(t, config(dir))
		if got := ask1(t, s, `SELECT 1`); got != "1" {
			t.Errorf("%s: the server answers %q", name, got)
		}
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if err := sleeper.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the unrelated process was ended: %v", err)
	}
}

func TestStart_removesWhatAKilledInitdbLeft(t *testing.T) {
	dir := folder(t)
	cmd := beginOther(t, dir).cmd
	begun := filepath.Join(dir, unfinished+"*", "PG_VERSION")
	for deadline := time.Now().Add(10 * time.Second); len(matches(t, begun)) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("initdb does not begin")
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if len(matches(t, begun)) == 0 || len(matches(t, filepath.Join(dir, "pg[0-9]*"))) > 0 {
		t.Fatal("initdb had finished before it was killed")
	}
	s := start(t, config(dir))
	if got := ask1(t, s, `SELECT 1`); got != "1" {
		t.Errorf("the server answers %q", got)
	}
	if left := matches(t, filepath.Join(dir, unfinished+"*")); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func matches(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestStop_leavesNothingRunningAndMayBeRepeated(t *testing.T) {
	dir := madeFolder(t)
	s := start(t, config(dir))
	for range 2 {
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	if live, err := s.cluster.workers(); err != nil || len(live) > 0 {
		t.Errorf("still working: %v (%v)", live, err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "owner.lock"))
	if err != nil || strings.Contains(string(text), s.socket) {
		t.Errorf("the lock still leads guests to the socket: %q (%v)", text, err)
	}
}

func TestStop_endsAServerThatDoesNotObey(t *testing.T) {
	dir := madeFolder(t)
	s := start(t, config(dir))
	keep(t, s, "still here")
	if err := syscall.Kill(s.run.pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	ways := endings()
	for i := range ways[:len(ways)-1] {
		ways[i].wait = 20 * time.Millisecond
	}
	s.stopping.Store(true)
	if err := s.run.stop(slog.New(slog.DiscardHandler), ways); err != nil {
		t.Fatal(err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s = start(t, config(dir))
	if got := kept(t, s); got != "still here" {
		t.Errorf("kept %q", got)
	}
}
