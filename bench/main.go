// Command bench measures Tsudoi beside what the same machine gives without it, in one run: figures of two machines, or of two days,
// don't compare, their ratios do. Everything runs on the loopback interface, on a Postgres of its own that writes through (fsync).
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"time"
)

// run is what the measurements share.
type run struct {
	ctx     context.Context
	seconds time.Duration // of one load
	dir     string        // temporary, removed at the end
	binary  string        // the program under test
	report  report
}

// parts are the measurements, in the order of the table. Each starts what it needs and ends it.
var parts = []struct {
	name    string
	measure func(*run) error
}{
	{"start", (*run).starts},
	{"register", (*run).registrations},
	{"rush", (*run).rush},
	{"page", (*run).pages},
	{"letters", (*run).letters},
	{"streams", (*run).streams},
	{"list", (*run).list},
}

func main() {
	seconds := flag.Duration("seconds", 5*time.Second, "how long each load lasts")
	only := flag.String("only", "", "measure only the parts that match: start, register, rush, page, letters, streams, list")
	asJSON := flag.Bool("json", false, "print JSON instead of a table")
	minimal := flag.String("minimal", "", "") // the peer program: serve a minimal page at this address
	flag.Parse()
	if *minimal != "" {
		fail(serveMinimal(*minimal, flag.Arg(0)))
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	r := &run{ctx: ctx, seconds: *seconds}
	err := r.all(*only)
	if *asJSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		out.Encode(r.report)
	} else {
		r.report.print(os.Stdout)
	}
	fail(err)
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (r *run) all(only string) error {
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	if r.dir, err = os.MkdirTemp("", "tsudoi-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(r.dir)
	if err := os.Chmod(r.dir, 0o755); err != nil { // Postgres runs as another account when we are root
		return err
	}
	if err := r.build(); err != nil {
		return err
	}
	r.report.Machine = machine()
	for _, p := range parts {
		if !wanted.MatchString(p.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "bench:", p.name)
		if err := p.measure(r); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
	}
	return nil
}
