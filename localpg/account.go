package localpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who the server runs as. Postgres refuses root, so root hands it to somebody else.
type account struct {
	name      string // for messages
	uid, gid  int    // the owner of the server's files, as seen from here
	switched  bool   // this process is root and the server runs as uid
	namespace bool   // the server runs as this account, which it sees as nobody (Linux)
}

// chooseAccount decides who runs the cluster. Root drops to the owner of an existing cluster, else to
// the owner of the data folder, postgres or nobody, whoever can enter the folder; else the server runs
// in a user namespace, where root is nobody.
func chooseAccount(ctx context.Context, dir string, c cluster) (account, error) {
	self := account{name: "uid " + strconv.Itoa(os.Geteuid()), uid: os.Geteuid(), gid: os.Getegid()}
	if self.uid != 0 {
		return chooseForUser(ctx, dir, c, self), nil
	}
	var candidates []account
	if c.exists {
		uid, gid, err := ownerOf(c.dir)
		if err != nil {
			return account{}, fmt.Errorf("localpg: look up the owner of the cluster: %w", err)
		}
		if uid != 0 {
			a := account{name: "uid " + strconv.Itoa(uid), uid: uid, gid: gid, switched: true}
			if closed := a.enter(ctx, c, dir); closed != nil {
				return account{}, unusable(dir, closed)
			}
			return a, nil
		}
	} else {
		candidates = unprivileged(dir)
	}
	closed := []error{errors.New("root may not run a PostgreSQL server")}
	for _, a := range candidates {
		err := a.enter(ctx, c, dir)
		if err == nil {
			return a, nil
		}
		closed = append(closed, err)
	}
	self.namespace = true
	err := self.enter(ctx, c, dir)
	if err == nil {
		return self, nil
	}
	return account{}, unusable(dir, append(closed, fmt.Errorf("no user namespace: %w", err))...)
}

// chooseForUser is for a start without root. initdb wants an account that the system can name, which
// a container started under any number lacks; in a user namespace it is nobody.
func chooseForUser(ctx context.Context, dir string, c cluster, self account) account {
	if _, err := user.LookupId(strconv.Itoa(self.uid)); err == nil || c.exists {
		return self
	}
	inside := self
	inside.namespace = true
	if inside.enter(ctx, c, dir) != nil {
		return self // initdb says what is wrong
	}
	return inside
}

// unprivileged lists whom root may drop to, the best first. initdb wants accounts with a name.
func unprivileged(dir string) []account {
	var found []account
	add := func(u *user.User, err error) {
		if err != nil {
			return
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil && uid > 0 {
			found = append(found, account{name: u.Username, uid: uid, gid: gid, switched: true})
		}
	}
	if uid, _, err := ownerOf(dir); err == nil && uid != 0 {
		add(user.LookupId(strconv.Itoa(uid)))
	}
	add(user.Lookup("postgres"))
	add(user.Lookup("nobody"))
	return found
}

// enter tries whether the account can run the server with the folder as its working directory. Asking
// the kernel counts what modes do not show: access lists, mounts, security modules.
func (a account) enter(ctx context.Context, c cluster, folder string) error {
	try := func(folder string) error {
		cmd := exec.CommandContext(ctx, c.postgres(), "--version")
		cmd.Dir, cmd.Env, cmd.SysProcAttr = folder, environment(), a.attributes(0)
		return cmd.Run()
	}
	err := try(folder)
	if err == nil {
		return nil
	}
	if first := try("/"); first != nil {
		return fmt.Errorf("account %s cannot run %s: %w", a.name, c.postgres(), first)
	}
	// Name the outermost folder that is closed.
	for parent := folder; parent != "/"; parent = filepath.Dir(parent) {
		if try(filepath.Dir(parent)) == nil {
			return fmt.Errorf("account %s cannot enter %s%s", a.name, parent, mode(parent))
		}
	}
	return err
}

func mode(folder string) string {
	st, err := os.Stat(folder)
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (mode %04o)", st.Mode().Perm())
}

func unusable(dir string, reasons ...error) error {
	return fmt.Errorf("localpg: no account can run a server in the data folder %s:\n%w\n"+
		"set TSUDOI_DATA to a folder that other accounts can enter, for example /var/lib/tsudoi, or start as an ordinary account",
		dir, errors.Join(reasons...))
}

// give makes the account the owner of a path that this process has made.
func (a account) give(path string) error {
	if !a.switched {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

func (a account) credential() *syscall.Credential {
	if !a.switched {
		return nil
	}
	return &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}
}

// environment is what the programs see; the caller's PG* variables must not reach them.
func environment() []string {
	return []string{"PATH=/usr/bin:/bin", "LC_ALL=" + programLocale, "TZ=UTC"}
}
