package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test's own program stand in for tsudoi, so that processes can be started and killed.
func TestMain(m *testing.M) {
	if os.Getenv("TSUDOI_TEST_AS_PROGRAM") != "" {
		os.Unsetenv("TSUDOI_TEST_AS_PROGRAM")
		main()
		return
	}
	os.Exit(m.Run())
}

// folder is a place for a data folder that a server of another account can reach when we are root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tsudoi-cmd-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort("localhost", port)
}

// process is a running tsudoi.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	url   string
	lines chan string // of its output and its log; closed when it has ended

	mu  sync.Mutex
	all []string
}

func program(data, addr string, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "TSUDOI_") && !strings.HasPrefix(v, "DATABASE_URL=") {
			c.Env = append(c.Env, v)
		}
	}
	c.Env = append(c.Env, "TSUDOI_TEST_AS_PROGRAM=1", "TSUDOI_DATA="+data, "TSUDOI_ADDR="+addr)
	return c
}

// start runs `tsudoi serve` and returns when it says that it is there.
func start(t *testing.T, data, addr string) *process {
	t.Helper()
	p := begin(t, data, addr)
	p.says("Tsudoi is at ")
	return p
}

// begin runs `tsudoi serve`.
func begin(t *testing.T, data, addr string) *process {
	t.Helper()
	p := &process{t: t, cmd: program(data, addr), url: "http://" + addr, lines: make(chan string, 1000)}
	r, w := io.Pipe()
	p.cmd.Stdout, p.cmd.Stderr = w, w
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { w.CloseWithError(errors.Join(p.cmd.Wait(), io.EOF)) }()
	go func() {
		defer close(p.lines)
		for s := bufio.NewScanner(r); s.Scan(); {
			p.mu.Lock()
			p.all = append(p.all, s.Text())
			p.mu.Unlock()
			p.lines <- s.Text()
		}
	}()
	t.Cleanup(func() { p.cmd.Process.Kill() })
	return p
}

// says waits for a line that holds this and returns the rest of it.
func (p *process) says(what string) string {
	p.t.Helper()
	late := time.After(time.Minute)
	for {
		select {
		case line, running := <-p.lines:
			if _, rest, found := strings.Cut(line, what); found {
				return rest
			}
			if !running {
				p.t.Fatalf("it ended without saying %q:\n%s", what, p.output())
			}
		case <-late:
			p.t.Fatalf("it does not say %q:\n%s", what, p.output())
		}
	}
}

func (p *process) output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.all, "\n")
}

// ends sends a signal and waits for the end; it returns the exit code, -1 for a process that was killed.
func (p *process) ends(s os.Signal) int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
	late := time.After(time.Minute)
	for {
		select {
		case _, running := <-p.lines:
			if !running {
				return p.cmd.ProcessState.ExitCode()
			}
		case <-late:
			p.t.Fatalf("it does not end on %s:\n%s", s, p.output())
		}
	}
}

func (p *process) answers(path string) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	a, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatalf("%v\n%s", err, p.output())
	}
	defer a.Body.Close()
	return a.StatusCode
}

func TestServe_startsOnABareFolderAndStartsAgain(t *testing.T) {
	data, addr := folder(t), freeAddress(t)
	for _, end := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL, syscall.SIGINT} {
		p := start(t, data, addr)
		link := strings.TrimPrefix(p.says("Set up at: "), p.url)
		for _, path := range []string{"/", "/livez", "/readyz", link} {
			if status := p.answers(path); status != http.StatusOK {
				t.Errorf("%s answers %d", path, status)
			}
		}
		code := p.ends(end)
		if want := map[bool]int{true: 0, false: -1}[end != syscall.SIGKILL]; code != want {
			t.Errorf("%s: exit code %d\n%s", end, code, p.output())
		}
		if end != syscall.SIGKILL && (strings.Contains(p.output(), "level=WARN") || strings.Contains(p.output(), "level=ERROR")) {
			t.Errorf("%s: a clean stop complains\n%s", end, p.output())
		}
	}
}

func TestServe_canBeStoppedWhileItStarts(t *testing.T) {
	data, addr := folder(t), freeAddress(t)
	for _, moment := range []string{"msg=\"creating a database cluster\"", "Tsudoi is at "} {
		p := begin(t, data, addr)
		p.says(moment)
		if code := p.ends(syscall.SIGTERM); code != 0 {
			t.Errorf("at %q: exit code %d\n%s", moment, code, p.output())
		}
	}
}

func TestServe_saysWhichPortIsTakenBeforeItTouchesAnything(t *testing.T) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	data := folder(t)
	out, err := program(data, l.Addr().String()).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "TSUDOI_ADDR") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("the data folder was made")
	}
}
