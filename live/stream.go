package live

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// Event encodes one server-sent event; data has no line breaks. seq 0 leaves out the id, so that a reader which comes back begins
// before this event and not after it.
func Event(kind, data string, seq int64) []byte {
	if seq == 0 {
		return []byte("event: " + kind + "\ndata: " + data + "\n\n")
	}
	return []byte("id: " + strconv.FormatInt(seq, 10) + "\nevent: " + kind + "\ndata: " + data + "\n\n")
}

// Stream tells one page what its ring holds, for as long as it listens.
type Stream struct {
	Ring      *Ring
	After     int64                      // the last change that the page has seen
	Only      string                     // who reads
	Valid     func(context.Context) bool // whether the reader may still read; nil for always
	Recheck   time.Duration              // how often Valid is asked, 45 s unless given; no oftener than something is written
	Heartbeat time.Duration              // 15 s unless given
	Patience  time.Duration              // for one write, 10 s unless given
}

// Serve writes until the reader goes, can't keep up, may no longer read, or ctx ends. The server's own time limits are lifted for this
// answer: each write has its own.
func (s Stream) Serve(ctx context.Context, w http.ResponseWriter) {
	s.Recheck = cmp.Or(s.Recheck, 45*time.Second)
	s.Heartbeat = cmp.Or(s.Heartbeat, 15*time.Second)
	s.Patience = cmp.Or(s.Patience, 10*time.Second)
	rc := http.NewResponseController(w)
	if err := rc.SetReadDeadline(time.Time{}); err != nil { // it would end the request's context
		http.Error(w, "no streaming", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := writer{w, rc, s.Patience}

	cursor, welcome, ok := s.Ring.join(s.After)
	// Everybody comes back after a restart, but not in the same second.
	if !out.send(fmt.Appendf(nil, "retry: %d\n\n", 1000+rand.IntN(4000)), welcome) || !ok && !out.send(s.reset()) {
		return
	}
	s.follow(ctx, out, cursor)
}

// reset makes the page load all its regions again; from there on it has seen everything.
func (s Stream) reset() []byte {
	return Event("reset", `"[data-region]"`, max(1, s.Ring.latest()))
}

func (s Stream) follow(ctx context.Context, out writer, cursor int64) {
	beat := time.NewTimer(s.Heartbeat)
	defer beat.Stop()
	valid := time.Now()
	var buf []Frame
	for {
		frames, next, grown, ok := s.Ring.after(cursor, buf[:0])
		buf, cursor = frames, next
		if !ok && !out.send(s.reset()) || len(frames) > 0 && !out.frames(frames, s.Only) {
			return
		}
		if cap(buf) > 16 {
			buf = nil // a stream that was behind gives its memory back
		}
		if s.Valid != nil && time.Since(valid) >= s.Recheck {
			if !s.Valid(ctx) {
				return
			}
			valid = time.Now()
		}
		beat.Reset(s.Heartbeat)
		select {
		case <-ctx.Done():
			return
		case <-grown:
		case <-beat.C:
			if !out.send([]byte(": still here\n\n")) {
				return
			}
		}
	}
}

// writer sends with a deadline on each write, so that a reader which stopped reading ends instead of holding memory.
type writer struct {
	w        http.ResponseWriter
	rc       *http.ResponseController
	patience time.Duration
}

func (o writer) send(parts ...[]byte) bool {
	o.rc.SetWriteDeadline(time.Now().Add(o.patience))
	for _, p := range parts {
		if _, err := o.w.Write(p); err != nil {
			return false
		}
	}
	return o.rc.Flush() == nil
}

func (o writer) frames(frames []Frame, only string) bool {
	o.rc.SetWriteDeadline(time.Now().Add(o.patience))
	told := false
	for _, f := range frames {
		if f.Only != "" && f.Only != only {
			continue
		}
		told = true
		if _, err := o.w.Write(f.Bytes); err != nil {
			return false
		}
	}
	return !told || o.rc.Flush() == nil
}
