// Command tsudoi runs the service and what belongs to it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sort"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// command is one word after tsudoi. What it returns is printed as one line, and makes the exit code 1.
type command struct {
	what string
	run  func(ctx context.Context, args []string, out io.Writer) error
}

var commands = map[string]command{
	"serve":        {"run the service (the default)", serve},
	"account":      {"list who may sign in, or print a sign-in link", account},
	"demo":         {"fill an installation with a real webinar: draft, open, live or ended", runDemo},
	"doctor":       {"examine everything that the service needs", doctor},
	"mail-preview": {"write every letter to a folder, to be looked at", mailPreview},
	"migrate":      {"bring the database's schema up to date", migrate},
	"version":      {"print the version", printVersion},
}

// errUsage has been explained already.
var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	name := "serve"
	if len(args) > 0 && args[0] != "" && args[0][0] != '-' {
		name, args = args[0], args[1:]
	}
	c, ok := commands[name]
	if !ok {
		if name != "help" {
			fmt.Fprintf(errOut, "tsudoi: no command %q\n", name)
		}
		usage(errOut)
		return 2
	}
	err := c.run(ctx, args, out)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, flag.ErrHelp), errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintf(errOut, "tsudoi %s: %v\n", name, err)
	return 1
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "tsudoi [command] [flags]")
	var names []string
	for n := range commands {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		fmt.Fprintf(w, "  %-12s %s\n", n, commands[n].what)
	}
	fmt.Fprintln(w, "The configuration is in the environment: docs/operations.md lists it.")
}
