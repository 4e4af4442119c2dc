package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ownerLock is the file that says who runs the server. The lock is the kernel's (flock), so it ends
// with its holder however that ends; the text in it tells guests where the socket is.
type ownerLock struct {
	file *os.File
}

func openLock(dir string) (*ownerLock, error) {
	path := filepath.Join(dir, "owner.lock")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|syscall.O_NOFOLLOW, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("localpg: open the owner lock: %w; start as the account that owns %s", err, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("localpg: open the owner lock: %w", err)
	}
	if os.Geteuid() == 0 {
		// Left to root, the lock would shut out the folder's owner later.
		uid, gid, err := ownerOf(dir)
		if err == nil {
			err = file.Chown(uid, gid)
		}
		if err != nil {
			file.Close()
			return nil, fmt.Errorf("localpg: give the owner lock to the owner of %s: %w", dir, err)
		}
	}
	return &ownerLock{file: file}, nil
}

func (l *ownerLock) path() string { return l.file.Name() }

// try takes the lock if nobody holds it.
func (l *ownerLock) try() (bool, error) {
	for {
		err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, fmt.Errorf("localpg: lock %s: %w", l.path(), err)
		}
	}
}

// announce writes the holder's pid and, once its server answers, the folder of the socket.
func (l *ownerLock) announce(socket string) error {
	text := fmt.Sprintf("%d\n", os.Getpid())
	if socket != "" {
		text += socket + "\n"
	}
	err := l.file.Truncate(0)
	if err == nil {
		_, err = l.file.WriteAt([]byte(text), 0)
	}
	if err != nil {
		return fmt.Errorf("localpg: write the owner lock: %w", err)
	}
	return nil
}

// holder reads what announce wrote; socket is empty while the server is not ready.
func (l *ownerLock) holder() (pid, socket string) {
	text := make([]byte, 4096)
	n, _ := l.file.ReadAt(text, 0)
	lines := strings.Split(string(text[:n]), "\n")
	pid = lines[0]
	if len(lines) > 2 { // the line has its end, so it is whole
		socket = lines[1]
	}
	return pid, socket
}

func (l *ownerLock) release() { l.file.Close() }

func ownerOf(path string) (uid, gid int, err error) {
	st, err := os.Stat(path)
	if err != nil {
		return 0, 0, err
	}
	sys := st.Sys().(*syscall.Stat_t)
	return int(sys.Uid), int(sys.Gid), nil
}
