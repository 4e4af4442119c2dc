package localpg

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// process is a running postmaster.
type process struct {
	pid   int
	ended chan struct{} // closed when it has ended
	err   error         // how it ended; read after ended
	log   *serverLog
}

// settings fit a small machine that runs other things too; what a statement said may be personal, so
// the server's log never repeats it.
func settings(c cluster, socket string) []string {
	return []string{
		"listen_addresses=",
		"unix_socket_directories=" + listItem(socket),
		"unix_socket_permissions=0700",
		"cluster_name=" + c.label(),
		"max_connections=60",
		"shared_buffers=64MB",
		"timezone=UTC",
		"log_timezone=UTC",
		"lc_messages=C", // serverLog reads the levels
		"log_destination=stderr",
		"logging_collector=off",
		"log_line_prefix=",
		"log_min_error_statement=panic",
		"log_error_verbosity=terse",
	}
}

// listItem writes a path as one item of a setting that is a list.
func listItem(path string) string { return `"` + strings.ReplaceAll(path, `"`, `""`) + `"` }

// launch starts the server and waits until it takes connections. The children of a killed server may hold
// its shared memory for a moment after they are no longer seen; Postgres then refuses, and is tried again.
func (s *Server) launch(ctx context.Context, cfg Config) error {
	args := []string{"-D", s.cluster.dir, "-p", port}
	for _, setting := range append(settings(s.cluster, s.socket), cfg.Settings...) {
		args = append(args, "-c", setting)
	}
	for deadline := time.Now().Add(15 * time.Second); ; {
		run, err := s.cluster.start(args, cfg)
		if err != nil {
			return fmt.Errorf("localpg: start %s: %w", s.cluster.postgres(), err)
		}
		err = s.awaitReady(ctx, run)
		if err == nil {
			run.log.ready.Store(true)
			s.run = run
			go s.watch()
			return nil
		}
		said := run.log.tail()
		if !strings.Contains(said, "is still in use") || time.Now().After(deadline) || ctx.Err() != nil {
			return fmt.Errorf("localpg: start the server: %w\n%s", err, said)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// start runs postgres from a thread that lives as long as it: the death signal is tied to the thread.
func (c cluster) start(args []string, cfg Config) (*process, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	run := &process{ended: make(chan struct{}), log: newServerLog(cfg.Log)}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		cmd := exec.Command(c.postgres(), args...)
		cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), c.account.attributes(syscall.SIGINT)
		cmd.Stderr = writer
		err := cmd.Start()
		writer.Close()
		if err != nil {
			started <- err
			return
		}
		run.pid = cmd.Process.Pid
		started <- nil
		run.err = cmd.Wait()
		close(run.ended)
	}()
	if err := <-started; err != nil {
		reader.Close()
		return nil, err
	}
	go run.log.read(reader)
	return run, nil
}

// awaitReady returns when the server takes connections; on an error the server has ended.
func (s *Server) awaitReady(ctx context.Context, run *process) error {
	for {
		err := ping(ctx, s.DSN("postgres"))
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || hopeless(err) {
			if stopErr := run.stop(s.log, endings()); stopErr != nil {
				return fmt.Errorf("%w (%v)", err, stopErr)
			}
			return err
		}
		select {
		case <-run.ended:
			run.log.wait()
			return fmt.Errorf("it ended: %v", run.err)
		case <-ctx.Done():
		case <-time.After(15 * time.Millisecond):
		}
	}
}

// watch reports an end that nobody asked for.
func (s *Server) watch() {
	<-s.run.ended
	if !s.stopping.Load() {
		s.run.log.wait()
		s.done <- fmt.Errorf("localpg: the server ended unexpectedly: %v\n%s", s.run.err, s.run.log.tail())
	}
	close(s.done)
}
