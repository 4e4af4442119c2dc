package store_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

// wire stands between a store and its server and breaks as lines do.
type wire struct {
	t      *testing.T
	db     *store.DB // through the wire
	direct *store.DB // past it, to look and to prepare
	socket string

	every atomic.Int64 // connections are reset after up to so many bytes; 0 for never
	mute  atomic.Int64 // so many commits reach the server whose answer does not come back
	cuts  atomic.Int64 // how often a line was broken

	mu    sync.Mutex
	thaw  chan struct{} // nil unless frozen
	lines map[net.Conn]bool
}

var dsnPlace = regexp.MustCompile(`host='([^']*)' port=(\d+)`)

func newWire(t *testing.T, o store.Options) *wire {
	t.Helper()
	direct, dsn := storetest.NewDSN(t)
	place := dsnPlace.FindStringSubmatch(dsn)
	if place == nil {
		t.Fatalf("no socket in %q", dsn)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{t: t, direct: direct, socket: place[1] + "/.s.PGSQL." + place[2], lines: map[net.Conn]bool{}}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	if w.db, err = store.Open(dsnPlace.ReplaceAllString(dsn, "host=127.0.0.1 port="+port)+" application_name=storm", o); err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { w.carry(c.(*net.TCPConn)) })
		}
	})
	t.Cleanup(func() {
		w.db.Close()
		l.Close()
		w.unfreeze()
		w.cutAll()
		running.Wait()
	})
	return w
}

// carry serves one connection until either side ends or the wire breaks it.
func (w *wire) carry(client *net.TCPConn) {
	server, err := net.Dial("unix", w.socket)
	if err != nil {
		client.Close()
		return
	}
	w.mu.Lock()
	w.lines[client] = true
	w.mu.Unlock()
	left := int64(1 << 62)
	if n := w.every.Load(); n > 0 {
		left = rand.Int64N(n)
	}
	budget := new(atomic.Int64)
	budget.Store(left)
	var lost atomic.Bool // the next answer
	end := sync.OnceFunc(func() {
		client.SetLinger(0) // a reset, not an orderly end
		client.Close()
		server.Close()
	})
	var both sync.WaitGroup
	both.Go(func() { defer end(); w.pump(server, client, budget, &lost, true) })
	both.Go(func() { defer end(); w.pump(client, server, budget, &lost, false) })
	both.Wait()
	w.mu.Lock()
	delete(w.lines, client)
	w.mu.Unlock()
}

func (w *wire) pump(to io.Writer, from io.Reader, budget *atomic.Int64, lost *atomic.Bool, asking bool) {
	buf := make([]byte, 4096)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		w.hold()
		if !asking && lost.Load() {
			w.cuts.Add(1)
			return // the server has done it, and nobody will hear
		}
		if asking && bytes.Contains(buf[:n], []byte("COMMIT")) && w.mute.Load() > 0 && w.mute.Add(-1) >= 0 {
			lost.Store(true)
		}
		rest := budget.Add(-int64(n))
		if rest < 0 {
			n += int(rest)
		}
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
		}
		if rest < 0 {
			w.cuts.Add(1)
			return
		}
	}
}

// freeze lets nothing through, and breaks nothing, until unfreeze.
func (w *wire) freeze() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.thaw == nil {
		w.thaw = make(chan struct{})
	}
}

func (w *wire) unfreeze() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.thaw != nil {
		close(w.thaw)
		w.thaw = nil
	}
}

func (w *wire) hold() {
	w.mu.Lock()
	thaw := w.thaw
	w.mu.Unlock()
	if thaw != nil {
		<-thaw
	}
}

// cutAll resets every open connection.
func (w *wire) cutAll() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.lines {
		c.(*net.TCPConn).SetLinger(0)
		c.Close()
		w.cuts.Add(1)
	}
}

// eventually waits for what another goroutine or the server will do soon.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for give := time.Now().Add(10 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(give) {
			t.Fatal("never: " + what)
		}
	}
}
