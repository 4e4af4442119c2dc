package localpg

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// anyCluster is a cluster that does not exist, with the programs of this system.
func anyCluster(t *testing.T) cluster {
	t.Helper()
	c, err := findCluster(t.Context(), config(folder(t)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// givenCluster is the cluster of a data folder and who runs it.
func givenCluster(t *testing.T, dir string) cluster {
	t.Helper()
	c, err := findCluster(t.Context(), config(dir))
	if err != nil {
		t.Fatal(err)
	}
	if c.account, err = chooseAccount(t.Context(), dir, c); err != nil {
		t.Fatal(err)
	}
	return c
}

// awaitWorkers waits until a server and its children work in the cluster, or nothing does.
func awaitWorkers(t *testing.T, c cluster, want bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		live, err := c.workers()
		if err != nil {
			t.Fatal(err)
		}
		if (want && len(live) > 3) || (!want && len(live) == 0) {
			return
		}
	}
	t.Fatal("the server's processes did not change in time")
}

// programs makes a folder with a postgres that says it is of the version.
func programs(t *testing.T, version string) string {
	t.Helper()
	bin := folder(t)
	script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n"
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestStart_withoutProgramsGivesTheInstallLine(t *testing.T) {
	for name, bin := range map[string]string{"none": folder(t), "too old": programs(t, "13.22 (Debian 13.22-1)")} {
		dir := folder(t)
		cfg := config(dir)
		cfg.BinDir = bin
		err := startFails(t, cfg)
		var missing *MissingError
		if !errors.Is(err, ErrNoPrograms) || !errors.As(err, &missing) {
			t.Fatalf("%s: %v", name, err)
		}
		contains(t, err, missing.Install, "14 or newer", "DATABASE_URL")
		if name == "too old" {
			contains(t, err, "there is only 13")
		}
		if onPath("apt-get") {
			contains(t, err, "apt-get install -y postgresql\n")
		}
	}
}

func TestStart_withAnotherMajorsClusterNamesThePackageAndTouchesNothing(t *testing.T) {
	dir := folder(t)
	old := clusterDir(dir, 99)
	if err := os.Mkdir(old, 0o700); err != nil {
		t.Fatal(err)
	}
	version := filepath.Join(old, "PG_VERSION")
	if err := os.WriteFile(version, []byte("99\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := inventory(t, dir)
	err := startFails(t, config(dir))
	if !errors.Is(err, ErrNoPrograms) {
		t.Errorf("not ErrNoPrograms: %v", err)
	}
	contains(t, err, old, "PostgreSQL 99", "not touched")
	if onPath("apt-get") {
		contains(t, err, "apt-get install -y postgresql-99\n")
	}
	if after := inventory(t, dir); after != before {
		t.Errorf("the folder changed:\n%s\nwas\n%s", after, before)
	}
}

// inventory lists the files of a data folder except the lock, with modes, sizes and times.
func inventory(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && path != dir && info.Name() != "owner.lock" {
			b.WriteString(strings.Join([]string{path, info.Mode().String(), info.ModTime().String()}, " ") + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFindExisting_refusesWhatIsNoClusterAndPassesOverWhatWasPutAside(t *testing.T) {
	dir := folder(t)
	if err := os.Mkdir(filepath.Join(dir, "pg15.old"), 0o700); err != nil {
		t.Fatal(err)
	}
	if c, err := findExisting(dir); err != nil || c.exists {
		t.Errorf("with pg15.old: %+v, %v", c, err)
	}
	if err := os.Mkdir(filepath.Join(dir, "pg15"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := findExisting(dir)
	if err == nil {
		t.Fatal("a folder without PG_VERSION passes for a cluster")
	}
	contains(t, err, filepath.Join(dir, "pg15"), "move it away")
	if err := os.WriteFile(filepath.Join(dir, "pg15", "PG_VERSION"), []byte("16\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = findExisting(dir); err == nil {
		t.Fatal("version 16 in pg15 passes")
	}
}

func TestInstallLine_isTheOneOfThePackageManager(t *testing.T) {
	for _, c := range []struct {
		manager string
		major   int
		sudo    bool
		want    string
	}{
		{"apt-get", 0, false, "apt-get install -y postgresql"},
		{"apt-get", 0, true, "sudo apt-get install -y postgresql"},
		{"apt-get", 16, false, "apt-get install -y postgresql-16"},
		{"dnf", 0, false, "dnf install -y postgresql-server"},
		{"apk", 17, false, "apk add postgresql17"},
		{"brew", 0, true, "brew install postgresql@17"},
		{"brew", 15, false, "brew install postgresql@15"},
	} {
		got := installLine(c.major, c.sudo, func(program string) bool { return program == c.manager })
		if got != c.want {
			t.Errorf("%s, major %d, sudo %v: %q, want %q", c.manager, c.major, c.sudo, got, c.want)
		}
	}
	none := func(string) bool { return false }
	if got := installLine(16, true, none); !strings.HasPrefix(got, "docker run ") || !strings.Contains(got, " postgres:16") {
		t.Errorf("without a package manager: %q", got)
	}
}

func TestPlaces_areThoseOfTheInstallScript(t *testing.T) {
	script, err := os.ReadFile("../scripts/postgres.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, place := range places {
		if !strings.Contains(string(script), "\t\t"+place+" \\\n") {
			t.Errorf("scripts/postgres.sh does not look in %s", place)
		}
	}
}
