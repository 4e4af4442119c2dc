package localpg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// ErrNoPrograms says that this system lacks the PostgreSQL server programs that are needed.
var ErrNoPrograms = errors.New("no PostgreSQL server programs")

// MissingError says which programs are missing and how to install them here. It is ErrNoPrograms.
type MissingError struct {
	Cluster string // the folder whose programs are missing; empty if there is no cluster yet
	Major   int    // the major version it needs; 0 if any from 14 on will do
	Have    []int  // what was found and does not fit
	Install string // the line to run
}

func newMissing(cluster string, major int, have []int) *MissingError {
	_, noSudo := exec.LookPath("sudo")
	return &MissingError{
		Cluster: cluster, Major: major, Have: have,
		Install: installLine(major, os.Geteuid() != 0 && noSudo == nil, onPath),
	}
}

func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// Is makes errors.Is(err, ErrNoPrograms) true.
func (e *MissingError) Is(target error) bool { return target == ErrNoPrograms }

// Error names the need, what is there, and the line to run.
func (e *MissingError) Error() string {
	var b strings.Builder
	b.WriteString("localpg: ")
	if e.Cluster != "" {
		fmt.Fprintf(&b, "%s was made by PostgreSQL %d, whose server programs are not installed", e.Cluster, e.Major)
	} else {
		fmt.Fprintf(&b, "%v (version %d or newer) found", ErrNoPrograms, oldest)
	}
	if len(e.Have) > 0 {
		fmt.Fprintf(&b, " (there is only %s)", strings.Trim(strings.ReplaceAll(fmt.Sprint(e.Have), " ", ", "), "[]"))
	}
	if e.Cluster != "" {
		b.WriteString("; its files were not touched")
	}
	fmt.Fprintf(&b, ". Install them:\n    %s\nor set DATABASE_URL to a PostgreSQL server that runs elsewhere.", e.Install)
	return b.String()
}

// installLine is the exact line for the package manager that has asks for; major 0 is the system's default.
func installLine(major int, sudo bool, has func(program string) bool) string {
	managers := []struct{ program, line, versioned string }{
		{"apt-get", "apt-get install -y postgresql", "apt-get install -y postgresql-%d"},
		{"dnf", "dnf install -y postgresql-server", "dnf install -y postgresql%d-server"},
		{"apk", "apk add postgresql", "apk add postgresql%d"},
		{"zypper", "zypper install -y postgresql-server", "zypper install -y postgresql%d-server"},
		{"pacman", "pacman -S --noconfirm postgresql", ""}, // Arch has one version only
		{"brew", "brew install postgresql@17", "brew install postgresql@%d"},
	}
	for _, m := range managers {
		if !has(m.program) || (major > 0 && m.versioned == "") {
			continue
		}
		line := m.line
		if major > 0 {
			line = fmt.Sprintf(m.versioned, major)
		}
		if sudo && m.program != "brew" { // Homebrew refuses root
			line = "sudo " + line
		}
		return line
	}
	if major == 0 {
		major = 17
	}
	return fmt.Sprintf("docker run -d --name tsudoi-postgres -e POSTGRES_PASSWORD=choose-one -p 127.0.0.1:5432:5432 postgres:%d"+
		"   # then DATABASE_URL='postgres://postgres:choose-one@127.0.0.1/postgres?sslmode=disable'", major)
}
