package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tsudoi/localpg"
	"tsudoi/models/store"
)

// build makes the program under test.
func (r *run) build() error {
	r.binary = filepath.Join(r.dir, "tsudoi")
	c := exec.CommandContext(r.ctx, "go", "build", "-o", r.binary, "./cmd/tsudoi")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
}

// server is a private Postgres with a migrated database. Its settings are those of an installation.
type server struct {
	*localpg.Server
	dir string
	db  *store.DB // of the bench itself: to prepare and to count
}

func (r *run) postgres() (*server, error) {
	dir, err := os.MkdirTemp(r.dir, "postgres-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		return nil, err
	}
	s := &server{dir: dir}
	if err := s.start(r.ctx); err != nil {
		return nil, err
	}
	if s.db, err = store.Open(s.DSN("tsudoi"), store.Options{IO: 2 * time.Minute}); err == nil {
		err = s.db.Migrate(r.ctx)
	}
	if err == nil {
		err = s.exec(`insert into installation (id, set_up_at) values (gen_random_uuid(), now())`)
	}
	if err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

// start starts the server on its files, whatever became of the one before.
func (s *server) start(ctx context.Context) (err error) {
	s.Server, err = localpg.Start(ctx, localpg.Config{Dir: s.dir, Log: slog.New(slog.DiscardHandler)})
	return err
}

func (s *server) end() {
	if s.db != nil {
		s.db.Close()
	}
	s.Stop()
}

func (s *server) exec(query string, args ...any) error {
	_, err := s.db.SQL().Exec(query, args...)
	return err
}

func (s *server) count(query string, args ...any) (n int, err error) {
	err = s.db.SQL().QueryRow(query, args...).Scan(&n)
	return n, err
}

// program is a child process that serves HTTP.
type program struct {
	cmd  *exec.Cmd
	addr string
	log  bytes.Buffer
	done chan struct{}
}

// freeAddress finds a port that nobody listens on at the moment.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// tsudoi starts the program under test. It returns when a page is there; extra are lines of the environment.
func (r *run) tsudoi(extra ...string) (*program, error) {
	addr, err := freeAddress()
	if err != nil {
		return nil, err
	}
	env := append([]string{"TSUDOI_ADDR=" + addr, "TSUDOI_URL=http://" + addr, "TSUDOI_LOG=error", "TSUDOI_TRUSTED_PROXIES=127.0.0.0/8",
		"TSUDOI_SECRET_KEY=" + strings.Repeat("5a", 32)}, extra...)
	return r.start(addr, "/livez", env, r.binary, "serve")
}

func (r *run) start(addr, path string, env []string, name string, args ...string) (*program, error) {
	p := &program{cmd: exec.Command(name, args...), addr: addr, done: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + r.dir, "TMPDIR=" + os.TempDir()}, env...)
	p.cmd.Dir = r.dir
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.cmd.Wait(); close(p.done) }()
	if err := p.await(r.ctx, path); err != nil {
		p.end()
		return nil, fmt.Errorf("%w\n%s", err, p.log.String())
	}
	return p, nil
}

// await returns when path answers 200.
func (p *program) await(ctx context.Context, path string) error {
	client := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for give := time.Now().Add(60 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		resp, err := client.Get("http://" + p.addr + path)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-p.done:
			return errors.New("the program ended")
		case <-ctx.Done():
			return ctx.Err()
		default:
			if time.Now().After(give) {
				return fmt.Errorf("%s does not answer", path)
			}
		}
	}
}

// end stops the program, once.
func (p *program) end() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		p.cmd.Process.Kill()
		<-p.done
	}
}

// memory is what the program holds in memory now, and the most it ever held, in megabytes (10⁶).
func (p *program) memory() (now, most float64) {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kb, _ := strconv.ParseFloat(f[1], 64)
		switch f[0] {
		case "VmRSS:":
			now = kb * 1024 / 1e6
		case "VmHWM:":
			most = kb * 1024 / 1e6
		}
	}
	return now, most
}
