// Package live keeps open pages up to date: the Hub hears from Postgres that something changed, a Ring holds what the pages of one
// audience are told, and a Stream tells one page. It knows nothing of what is told.
package live

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/lib/pq"
)

// Channel is the name under which Postgres knocks. The payload is "<event>:<seq>"; the hub only reads the event: it wakes, and who is
// woken asks the tables, so that a knock that is lost loses nothing.
const Channel = "tsudoi_live"

// Hub wakes whoever watches an event.
type Hub struct {
	dsn  string
	log  *slog.Logger
	ping time.Duration // how often the line is tried
	wait time.Duration // how long an answer may take before the line counts as dead

	mu       sync.Mutex
	watching map[string]map[chan struct{}]bool // by event
}

// NewHub returns a hub that will listen to the database of dsn, which says its sslmode.
func NewHub(dsn string, log *slog.Logger) *Hub {
	return &Hub{dsn: dsn, log: log, ping: 15 * time.Second, wait: 5 * time.Second, watching: map[string]map[chan struct{}]bool{}}
}

// Watch returns a channel that holds a token after something changed at the event, until stop is called. Changes that come faster than
// they are looked at are one token.
func (h *Hub) Watch(event string) (woken <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watching[event] == nil {
		h.watching[event] = map[chan struct{}]bool{}
	}
	h.watching[event][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.watching[event], c)
		if len(h.watching[event]) == 0 {
			delete(h.watching, event)
		}
	}
}

// Run listens until ctx ends. While the database can't be reached it tries again, for ever; afterwards everybody is woken, since what
// was said meanwhile is lost.
func (h *Hub) Run(ctx context.Context) {
	d := &dialer{}
	l := pq.NewDialListener(d, withTimeout(h.dsn), 200*time.Millisecond, 5*time.Second, func(e pq.ListenerEventType, err error) {
		if ctx.Err() == nil { // at the end the line is lost on purpose
			h.tell(e, err)
		}
	})
	// Close waits for what a dead line holds up: the line is cut first, and nobody waits.
	defer func() { d.cut(); go l.Close() }()
	listening := make(chan error, 1)
	go func() { listening <- l.Listen(Channel) }() // waits until the database is there
	tick := time.NewTicker(h.ping)
	defer tick.Stop()
	pong := make(chan error, 1)
	var dead <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case err := <-listening:
			if err != nil {
				h.log.Error("live pages do not hear of changes", "error", err.Error())
			}
			h.wakeAll()
		case n := <-l.Notify:
			if n == nil { // the line was lost and is back
				h.wakeAll()
				continue
			}
			event, _, _ := strings.Cut(n.Extra, ":")
			h.wake(event)
		case <-tick.C:
			if dead == nil {
				go func() { pong <- l.Ping() }() // has no time limit of its own
				dead = time.After(h.wait)
			}
		case <-pong:
			dead = nil
		case <-dead:
			d.cut() // the ping then fails, and the listener connects again
			dead = nil
		}
	}
}

func (h *Hub) tell(e pq.ListenerEventType, err error) {
	switch e {
	case pq.ListenerEventDisconnected:
		h.log.Warn("the line for live changes is lost", "error", err)
	case pq.ListenerEventReconnected:
		h.log.Info("the line for live changes is back")
	}
}

func (h *Hub) wake(event string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.watching[event] {
		nudge(c)
	}
}

func (h *Hub) wakeAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, watchers := range h.watching {
		for c := range watchers {
			nudge(c)
		}
	}
}

func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func withTimeout(dsn string) string {
	switch {
	case strings.Contains(dsn, "connect_timeout="):
		return dsn
	case !strings.Contains(dsn, "://"):
		return dsn + " connect_timeout=5"
	case strings.Contains(dsn, "?"):
		return dsn + "&connect_timeout=5"
	}
	return dsn + "?connect_timeout=5"
}
