package live

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// serve answers every request with a stream of ring, under time limits like a real server's, only shorter.
func serve(t testing.TB, s Stream) *httptest.Server {
	ctx, end := context.WithCancel(context.Background())
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		merged, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		s.Serve(merged, w)
	}))
	srv.Config.ReadTimeout, srv.Config.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond
	srv.Start()
	t.Cleanup(func() { end(); srv.Close() })
	return srv
}

// listen returns the lines that one reader gets.
func listen(t testing.TB, srv *httptest.Server) <-chan string {
	t.Helper()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for b := bufio.NewScanner(resp.Body); b.Scan(); {
			lines <- b.Text()
		}
	}()
	t.Cleanup(func() { resp.Body.Close() })
	return lines
}

// until reads lines up to one that begins with want.
func until(t testing.TB, lines <-chan string, want string) (all string) {
	t.Helper()
	for deadline := time.After(10 * time.Second); ; {
		select {
		case l, open := <-lines:
			if !open {
				t.Fatalf("the stream ended before %q: %s", want, all)
			}
			all += l + "\n"
			if strings.HasPrefix(l, want) {
				return all
			}
		case <-deadline:
			t.Fatalf("no %q in %s", want, all)
		}
	}
}

func TestStream_outlivesTheServersTimeLimits(t *testing.T) {
	r := NewRing(8, 0)
	lines := listen(t, serve(t, Stream{Ring: r, Heartbeat: 20 * time.Millisecond}))
	until(t, lines, "retry: ")
	for begin := time.Now(); time.Since(begin) < 400*time.Millisecond; {
		until(t, lines, ": ")
	}
	r.Add(nil, Frame{Seq: 7, Bytes: Event("put", "{}", 7)})
	if got := until(t, lines, "data: "); !strings.Contains(got, "id: 7\nevent: put\ndata: {}") {
		t.Error(got)
	}
}

func TestStream_tellsFirstHowThingsStandThenWhatWasMissed(t *testing.T) {
	r := NewRing(8, 0)
	r.Add(Event("tick", "{}", 0), Frame{Seq: 1, Bytes: Event("put", "a", 1)}, Frame{Seq: 2, Bytes: Event("put", "b", 2)})
	got := until(t, listen(t, serve(t, Stream{Ring: r, After: 1})), "data: b")
	if !strings.Contains(got, "event: tick") || strings.Contains(got, "data: a") {
		t.Error(got)
	}
}

func TestStream_sendsAwayWhoMissedTooMuch(t *testing.T) {
	r := NewRing(2, 0)
	for i := range int64(5) {
		r.Add(nil, Frame{Seq: i + 1, Bytes: Event("put", "x", i+1)})
	}
	if got := until(t, listen(t, serve(t, Stream{Ring: r, After: 1})), "data: "); !strings.Contains(got, "id: 5\nevent: reset") {
		t.Error(got)
	}
}

func TestStream_keepsWhatIsForOneFromTheOthers(t *testing.T) {
	r := NewRing(8, 0)
	mine, theirs := listen(t, serve(t, Stream{Ring: r, Only: "me"})), listen(t, serve(t, Stream{Ring: r, Only: "you"}))
	until(t, mine, "retry: ")
	until(t, theirs, "retry: ")
	r.Add(nil, Frame{Seq: 1, Only: "me", Bytes: Event("mine", "1", 0)}, Frame{Seq: 2, Bytes: Event("put", "all", 2)})
	if got := until(t, mine, "data: all"); !strings.Contains(got, "event: mine") {
		t.Error(got)
	}
	if got := until(t, theirs, "data: all"); strings.Contains(got, "event: mine") {
		t.Error(got)
	}
}

func TestStream_endsWhenTheReaderMayNoLongerRead(t *testing.T) {
	var may atomic.Bool
	may.Store(true)
	r := NewRing(8, 0)
	lines := listen(t, serve(t, Stream{Ring: r, Heartbeat: 10 * time.Millisecond, Recheck: time.Nanosecond, Valid: func(context.Context) bool { return may.Load() }}))
	until(t, lines, ": ")
	may.Store(false)
	for deadline := time.After(10 * time.Second); ; {
		select {
		case _, open := <-lines:
			if !open {
				return
			}
		case <-deadline:
			t.Fatal("still open")
		}
	}
}

// A reader that has stopped reading must end by itself and hold up nobody.
func TestStream_letsGoOfWhoDoesNotRead(t *testing.T) {
	r := NewRing(64, 0)
	done := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		Stream{Ring: r, Patience: 100 * time.Millisecond}.Serve(req.Context(), w)
		close(done)
	}))
	defer srv.Close()
	c, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.(*net.TCPConn).SetReadBuffer(4096)
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	big := []byte(strings.Repeat("x", 256<<10))
	for i := int64(1); ; i++ {
		r.Add(nil, Frame{Seq: i, Bytes: big})
		select {
		case <-done:
			return
		case <-time.After(10 * time.Millisecond):
		}
		if i > 1000 {
			t.Fatal("it is still being written to")
		}
	}
}

// BenchmarkStream measures what a thousand open pages cost: the time from Add to the last reader, and the memory of one, both ends
// counted since both are in this process.
func BenchmarkStream_thousandReaders(b *testing.B) {
	const readers = 1000
	r := NewRing(256, 0)
	srv := serve(b, Stream{Ring: r, Heartbeat: time.Hour})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var ready, got sync.WaitGroup
	ready.Add(readers)
	for range readers {
		c, err := net.Dial("tcp", srv.Listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		defer c.Close()
		go func() {
			io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
			first := true
			for s := bufio.NewScanner(c); s.Scan(); {
				if first && strings.HasPrefix(s.Text(), "retry:") {
					first = false
					ready.Done()
				}
				if strings.HasPrefix(s.Text(), "event: put") {
					got.Done()
				}
			}
		}()
	}
	ready.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	data := strings.Repeat("あ", 100)
	b.ResetTimer()
	for i := range b.N {
		got.Add(readers)
		r.Add(nil, Frame{Seq: int64(i + 1), Bytes: Event("put", data, int64(i+1))})
		got.Wait()
	}
	b.ReportMetric(float64(after.HeapInuse+after.StackInuse-before.HeapInuse-before.StackInuse)/readers, "B/reader")
}
