// Package live keeps the pages of an event's questions up to date, each audience's with what it may see, and shows the stage.
package live

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"tsudoi/handlers/web"
	"tsudoi/live"
	"tsudoi/models"
	"tsudoi/models/store"
)

// audience is who listens. Each has its own queries and its own ring: nothing of one can reach another.
type audience string

const (
	attendees  audience = "attendees"
	moderators audience = "moderators"
	projector  audience = "stage"
)

// Limits on open pages of one copy of the server.
const (
	perEvent  = 20_000
	perReader = 6
	remember  = 256              // frames of a ring
	catchUp   = 200              // changes that a page may have missed and be told when it comes first
	linger    = 30 * time.Second // that a broadcast goes on without listeners
)

// pulse is how often a broadcast looks by itself for what no knock told.
var pulse = time.Second

// Broadcasts holds one broadcast for each event and audience that somebody listens to: every change is read and rendered once, however
// many pages are open.
type Broadcasts struct {
	*web.Web
	Hub       *live.Hub
	Events    *store.Events
	Questions *store.Questions
	Votes     *store.Votes
	// Until ends all streams when the server stops.
	Until context.Context

	pulse   time.Duration
	mu      sync.Mutex
	running map[channel]*broadcast
	streams map[models.ID]int      // by event
	readers map[string][]*listener // the streams of one reader, the oldest first
}

// listener is one open stream.
type listener struct{ end context.CancelFunc }

type channel struct {
	event    models.ID
	audience audience
}

// NewBroadcasts returns the broadcasts of a site, none of which runs.
func NewBroadcasts(w *web.Web, hub *live.Hub, events *store.Events, questions *store.Questions, votes *store.Votes, until context.Context) *Broadcasts {
	return &Broadcasts{Web: w, Hub: hub, Events: events, Questions: questions, Votes: votes, Until: until, pulse: pulse,
		running: map[channel]*broadcast{}, streams: map[models.ID]int{}, readers: map[string][]*listener{}}
}

// enter counts a new stream of a reader: a reader's oldest gives way, an event that is full takes no more. leave must be called.
func (h *Broadcasts) enter(ctx context.Context, event models.ID, reader string) (streaming context.Context, leave func(), err error) {
	streaming, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(h.Until, cancel)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.streams[event] >= perEvent {
		cancel()
		return nil, nil, fmt.Errorf("stream: %w", models.ErrBusy)
	}
	h.streams[event]++
	l := &listener{cancel}
	h.readers[reader] = append(h.readers[reader], l)
	if mine := h.readers[reader]; len(mine) > perReader {
		mine[0].end() // and leaves by itself
	}
	return streaming, func() {
		cancel()
		stop()
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.streams[event]--; h.streams[event] == 0 {
			delete(h.streams, event)
		}
		h.readers[reader] = slices.DeleteFunc(h.readers[reader], func(o *listener) bool { return o == l })
		if len(h.readers[reader]) == 0 {
			delete(h.readers, reader)
		}
	}, nil
}

// tune finds the broadcast of an audience, or begins it, and waits until it has something to tell.
func (h *Broadcasts) tune(ctx context.Context, e models.Event, a audience) (*broadcast, error) {
	at := channel{e.ID, a}
	h.mu.Lock()
	b := h.running[at]
	if b == nil {
		b = &broadcast{h: h, at: at, event: e, ready: make(chan struct{}), teller: h.teller(e, a)}
		h.running[at] = b
		go b.run(h.Until)
	}
	b.listeners++
	h.mu.Unlock()
	select {
	case <-b.ready:
	case <-ctx.Done():
		h.untune(b)
		return nil, ctx.Err()
	}
	if b.err != nil {
		h.untune(b)
		return nil, b.err
	}
	return b, nil
}

func (h *Broadcasts) untune(b *broadcast) {
	h.mu.Lock()
	defer h.mu.Unlock()
	b.listeners--
}

// over ends a broadcast to which nobody listens.
func (h *Broadcasts) over(b *broadcast, whatever bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if b.listeners > 0 && !whatever {
		return false
	}
	if h.running[b.at] == b {
		delete(h.running, b.at)
	}
	return true
}

func (h *Broadcasts) teller(e models.Event, a audience) teller {
	switch a {
	case moderators:
		return &toModerators{h: h, event: e, list: map[int64]string{}}
	case projector:
		return &toStage{h: h, event: e}
	}
	return &toAttendees{h: h, event: e, list: map[int64]string{}}
}
