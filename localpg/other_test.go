package localpg

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// play is the test binary in the role of another process: it starts on the folder, says what it is and
// its postmaster's pid, and waits for the end of its input before it stops.
func play(role string) int {
	s, err := Start(context.Background(), config(os.Getenv("LOCALPG_TEST_DIR")))
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	if s.Owner() {
		fmt.Println("owner", s.run.pid)
	} else {
		err := ping(context.Background(), s.DSN("tsudoi"))
		fmt.Println("guest", err)
	}
	io.Copy(io.Discard, os.Stdin)
	if err := s.Stop(); err != nil {
		fmt.Println("error", err)
		return 1
	}
	return 0
}

// other is another process on the same folder.
type other struct {
	cmd    *exec.Cmd
	input  io.WriteCloser
	output io.Reader
	kind   string // owner, guest or error
	rest   string
}

// beginOther starts the process; hear waits until it says what it has become.
func beginOther(t *testing.T, dir string) *other {
	t.Helper()
	o := &other{cmd: exec.Command(os.Args[0])}
	o.cmd.Env = append(os.Environ(), "LOCALPG_TEST_ROLE=other", "LOCALPG_TEST_DIR="+dir)
	var err error
	if o.input, err = o.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if o.output, err = o.cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.leave)
	return o
}

func (o *other) hear(t *testing.T) {
	t.Helper()
	line := make([]byte, 4096)
	n, err := o.output.Read(line)
	if err != nil {
		t.Fatalf("the other process says nothing: %v", err)
	}
	o.kind, o.rest, _ = strings.Cut(string(bytes.TrimSpace(line[:n])), " ")
}

func startOther(t *testing.T, dir string) *other {
	t.Helper()
	o := beginOther(t, dir)
	o.hear(t)
	return o
}

// leave lets the process end in order.
func (o *other) leave() {
	o.input.Close()
	o.cmd.Wait()
}
