package mail

import (
	"errors"
	"net"
	"sync"
	"time"
)

// mostReply is more than any honest server says in one step, TLS handshake included.
const mostReply = 1 << 20

// wire is the socket under a Conn. It bounds each step in time and in what the server may say, and can be cut from another
// goroutine. It is locked only for the deadline; reading and writing belong to the goroutine that uses the Conn.
type wire struct {
	net.Conn
	read int // bytes since the step began

	mu  sync.Mutex
	due time.Time
	cut bool
}

// step begins a step that must be over within d. A cut wire stays cut.
func (w *wire) step(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read = 0
	if !w.cut {
		w.due = time.Now().Add(d)
		w.SetDeadline(w.due)
	}
}

// sever makes every pending and later read and write fail at once.
func (w *wire) sever() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	w.SetDeadline(time.Unix(1, 0))
}

// hurry shortens the present step to d from now, never lengthens it.
func (w *wire) hurry(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if soon := time.Now().Add(d); !w.cut && soon.Before(w.due) {
		w.due = soon
		w.SetDeadline(soon)
	}
}

func (w *wire) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if w.read += n; err == nil && w.read > mostReply {
		err = errors.New("the server's reply has no end")
	}
	return n, err
}
