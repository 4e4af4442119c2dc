package localpg

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// longestSocketFolder keeps "<folder>/.s.PGSQL.5432" within the 103 bytes that every system takes.
const longestSocketFolder = 103 - len("/.s.PGSQL."+port)

// label tells this cluster from others on the machine, in process titles and the socket folder's name.
func (c cluster) label() string {
	sum := sha256.Sum256([]byte(strconv.Itoa(c.account.uid) + ":" + c.dir))
	return "tsudoi-" + hex.EncodeToString(sum[:6])
}

// makeSocketFolder makes an empty folder that only the server's account and this process can enter.
// The data folder's own path may be too long for a socket, so it is a short one elsewhere.
func makeSocketFolder(ctx context.Context, c cluster) (string, error) {
	parent, err := socketParent(ctx, c)
	if err != nil {
		return "", err
	}
	path := filepath.Join(parent, c.label())
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("localpg: make the socket folder: %w", err)
	}
	root, err := openSocketFolder(path, os.Geteuid(), c.account.uid)
	if err != nil {
		return "", err
	}
	defer root.Close()
	if err := empty(root); err != nil {
		return "", fmt.Errorf("localpg: empty the socket folder: %w", err)
	}
	if err := root.Chmod(".", 0o700); err != nil {
		return "", fmt.Errorf("localpg: close the socket folder: %w", err)
	}
	if c.account.switched {
		if err := root.Chown(".", c.account.uid, c.account.gid); err != nil {
			return "", fmt.Errorf("localpg: hand over the socket folder: %w", err)
		}
	}
	return path, nil
}

// socketParent is the caller's runtime folder if the server can use it, else a temporary folder.
func socketParent(ctx context.Context, c cluster) (string, error) {
	var refused []error
	for _, parent := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		if parent == "" {
			continue
		}
		err := suitable(parent)
		if err == nil && len(filepath.Join(parent, c.label())) > longestSocketFolder {
			err = fmt.Errorf("%s is too long for a socket", parent)
		}
		if err == nil && (c.account.switched || c.account.namespace) {
			err = c.account.enter(ctx, c, parent)
		}
		if err == nil {
			return parent, nil
		}
		refused = append(refused, err)
	}
	return "", fmt.Errorf("localpg: no place for the server's socket: %w", errors.Join(refused...))
}

// suitable refuses a folder where others could replace ours: it must be this account's or root's, and
// where everybody may write, sticky.
func suitable(parent string) error {
	if !filepath.IsAbs(parent) {
		return fmt.Errorf("%s is not absolute", parent)
	}
	st, err := os.Stat(parent)
	if err != nil {
		return err
	}
	if !st.IsDir() {
		return fmt.Errorf("%s is not a folder", parent)
	}
	if uid := int(st.Sys().(*syscall.Stat_t).Uid); uid != 0 && uid != os.Geteuid() {
		return fmt.Errorf("%s belongs to another account", parent)
	}
	if st.Mode().Perm()&0o022 != 0 && st.Mode()&fs.ModeSticky == 0 {
		return fmt.Errorf("%s can be changed by other accounts (mode %04o)", parent, st.Mode().Perm())
	}
	return nil
}

// openSocketFolder opens the folder if it is a real one of the given accounts. Temporary folders are
// shared: a link or somebody else's folder there may be a trap.
func openSocketFolder(path string, accounts ...int) (*os.Root, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Errorf("localpg: look at the socket folder: %w", err)
	}
	foreign := fmt.Errorf("localpg: the socket folder %s was made by somebody else; remove it", path)
	if !before.IsDir() {
		return nil, foreign
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("localpg: open the socket folder: %w", err)
	}
	opened, err := root.Stat(".")
	if err == nil && os.SameFile(before, opened) {
		uid := int(opened.Sys().(*syscall.Stat_t).Uid)
		for _, a := range accounts {
			if uid == a {
				return root, nil
			}
		}
	}
	root.Close()
	return nil, foreign
}

// empty removes what a killed server left: the socket has a lock file of its own.
func empty(root *os.Root) error {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := root.RemoveAll(name); err != nil {
			return err
		}
	}
	return nil
}
