package localpg

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"syscall"
	"time"
)

// ending is one way to end a server, and how long to wait for it.
type ending struct {
	signal syscall.Signal
	wait   time.Duration
	name   string
}

// endings are the ways from the gentlest on.
func endings() []ending {
	return []ending{
		{syscall.SIGINT, 30 * time.Second, "fast"},       // cuts connections, writes a checkpoint
		{syscall.SIGQUIT, 10 * time.Second, "immediate"}, // the next start recovers from the log
		{syscall.SIGKILL, 5 * time.Second, "kill"},
	}
}

// Stop ends the server this process owns and gives the data folder free; connections that are still
// open are cut, so close the pools first. For a guest it does nothing. It may be called again, and waits
// for at most 45 seconds. No committed transaction is lost, however it has to end the server.
func (s *Server) Stop() error {
	if !s.Owner() {
		return nil
	}
	s.stop.Do(func() { s.stopErr = s.end() })
	return s.stopErr
}

func (s *Server) end() error {
	s.stopping.Store(true)
	defer s.lock.release()
	announced := s.lock.announce("") // no guest may come any more
	if err := s.run.stop(s.log, endings()); err != nil {
		return err
	}
	return errors.Join(announced, removeSocketFolder(s.socket, s.cluster.account.uid))
}

// stop ends the process, harder each time it does not obey.
func (p *process) stop(log *slog.Logger, ways []ending) error {
	for i, way := range ways {
		select {
		case <-p.ended: // its number may be somebody else's by now
			return nil
		default:
		}
		if i > 0 {
			log.Warn("the database server does not end; asking harder", "pid", p.pid, "way", way.name)
		}
		_ = syscall.Kill(p.pid, way.signal) // ESRCH: it ended just now
		select {
		case <-p.ended:
			return nil
		case <-time.After(way.wait):
		}
	}
	return fmt.Errorf("localpg: the server (process %d) does not end", p.pid)
}

func removeSocketFolder(path string, uid int) error {
	root, err := openSocketFolder(path, os.Geteuid(), uid)
	if err == nil {
		err = errors.Join(empty(root), root.Close())
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("localpg: remove the socket folder: %w", err)
	}
	return nil
}
