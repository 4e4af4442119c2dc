package localpg

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestStart_byRootInAFolderThatIsClosedToOthers(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root drops to another account")
	}
	dir := filepath.Join(folder(t), "closed", "data")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	self := account{uid: 0, gid: 0, namespace: true}
	if err := self.enter(t.Context(), anyCluster(t), dir); err != nil {
		t.Logf("no user namespaces here: %v", err)
		contains(t, startFails(t, config(dir)), dir, filepath.Dir(dir)+" (mode 0700)", "TSUDOI_DATA", "user namespace")
		return
	}
	s := start(t, config(dir))
	keep(t, s, "1")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s = start(t, config(dir)) // the cluster belongs to root now
	if got := kept(t, s); got != "1" {
		t.Errorf("kept %q", got)
	}
}

func TestChooseAccount_namesTheClosedFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root drops to another account")
	}
	dir := madeFolder(t)
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
	// The cluster belongs to an account that cannot enter; no namespace helps that.
	err := startFails(t, config(dir))
	contains(t, err, "cannot enter "+dir+" (mode 0700)", "TSUDOI_DATA")
}

func TestChooseAccount_prefersTheOwnerOfTheDataFolder(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root drops to another account")
	}
	dir := folder(t)
	const games = 5 // an account of every Linux system
	if err := os.Chown(dir, games, 60); err != nil {
		t.Fatal(err)
	}
	c := anyCluster(t)
	a, err := chooseAccount(t.Context(), dir, c)
	if err != nil {
		t.Fatal(err)
	}
	if a.uid != games || !a.switched {
		t.Errorf("runs as %+v", a)
	}
	lock, err := openLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.release()
	if uid, _, err := ownerOf(lock.path()); err != nil || uid != games {
		t.Errorf("the lock belongs to uid %d (%v), so the folder's owner cannot start", uid, err)
	}
}

// copiedTest is the test program where every account can run it; go's build folder is closed.
func copiedTest(t *testing.T) string {
	t.Helper()
	program := filepath.Join(folder(t), "localpg.test")
	if out, err := exec.Command("cp", os.Args[0], program).CombinedOutput(); err != nil {
		t.Fatalf("copy the test program: %v\n%s", err, out)
	}
	return program
}

// TestStart_withoutRoot starts a server from an ordinary account.
func TestStart_withoutRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("every other test runs without root")
	}
	dir := folder(t)
	nobody := unprivileged(dir)
	if len(nobody) == 0 {
		t.Fatal("no unprivileged account")
	}
	if err := nobody[0].give(dir); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copiedTest(t))
	cmd.Dir = "/"
	cmd.SysProcAttr = nobody[0].attributes(0)
	cmd.Env = append(os.Environ(), "LOCALPG_TEST_ROLE=other", "LOCALPG_TEST_DIR="+filepath.Join(dir, "data"), "XDG_RUNTIME_DIR=")
	out, err := cmd.Output()
	if err != nil || !strings.HasPrefix(string(out), "owner ") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestMakeSocketFolder_refusesWhatSomebodyElseMade(t *testing.T) {
	dir := madeFolder(t)
	c := givenCluster(t, dir)
	path := filepath.Join(os.TempDir(), c.label())
	t.Setenv("XDG_RUNTIME_DIR", "")

	aside := folder(t)
	treasure := filepath.Join(aside, "treasure")
	if err := os.WriteFile(treasure, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(aside, path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(path) })
	contains(t, startFails(t, config(dir)), path, "somebody else")
	if _, err := os.Stat(treasure); err != nil {
		t.Errorf("the file behind the link: %v", err)
	}
	if os.Geteuid() != 0 {
		return
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	contains(t, startFails(t, config(dir)), path, "somebody else")
}

func TestSocketParent_passesOverAnUnsuitableRuntimeFolder(t *testing.T) {
	c := anyCluster(t)
	var err error
	if c.account, err = chooseAccount(t.Context(), folder(t), c); err != nil {
		t.Fatal(err)
	}
	good := folder(t)
	open := folder(t)
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	long := filepath.Join(folder(t), strings.Repeat("x", 80))
	if err := os.Mkdir(long, 0o755); err != nil {
		t.Fatal(err)
	}
	for runtime, want := range map[string]string{
		good:                        good,
		open:                        os.TempDir(),
		long:                        os.TempDir(),
		filepath.Join(good, "none"): os.TempDir(),
		"relative":                  os.TempDir(),
		"":                          os.TempDir(),
	} {
		t.Setenv("XDG_RUNTIME_DIR", runtime)
		if got, err := socketParent(t.Context(), c); err != nil || got != want {
			t.Errorf("with %q: %q, %v; want %q", runtime, got, err, want)
		}
	}
}

func TestStart_tellsThatTheClusterBelongsToAnotherAccount(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("takes two accounts")
	}
	dir := madeFolder(t)
	lock := filepath.Join(dir, "owner.lock")
	before, err := os.Stat(lock)
	if err != nil || before.Mode().Perm() != 0o600 {
		t.Fatalf("the lock: %v, %v", before, err)
	}
	cmd := exec.Command(copiedTest(t))
	cmd.Dir = "/"
	cmd.SysProcAttr = account{uid: 5, gid: 60, switched: true}.attributes(0)
	cmd.Env = append(os.Environ(), "LOCALPG_TEST_ROLE=other", "LOCALPG_TEST_DIR="+dir)
	out, err := cmd.Output()
	if err == nil {
		t.Fatalf("it started: %s", out)
	}
	contains(t, errors.New(string(out)), "owner.lock", "start as the account that owns "+dir)
}
