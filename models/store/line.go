package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// maxBatch bounds one transaction of a line; above some hundreds a batch only makes everybody wait longer.
const maxBatch = 500

// lines bring together what many ask for at once: who comes while a batch is being written goes into the next one, in order of arrival.
// There is one line a key, written by one goroutine while somebody waits in it.
//
// Only the writer touches a joined value until its place is decided; afterwards only who joined.
type lines[K comparable, A any] struct {
	// write is one transaction. What each of the batch gets, a refusal of its own included, it puts into their values.
	write func(ctx context.Context, key K, batch []A) error

	mu      sync.Mutex
	waiting map[K][]*place[A] // a key with a line has a writer at work
}

type place[A any] struct {
	what    A
	since   time.Time
	err     error
	decided chan struct{}
}

func newLines[K comparable, A any](write func(context.Context, K, []A) error) *lines[K, A] {
	return &lines[K, A]{write: write, waiting: map[K][]*place[A]{}}
}

// join waits until what was written or refused. When ctx ends first what is written all the same, and its value must not be read.
// models.ErrBusy where the line moved too slowly.
func (l *lines[K, A]) join(ctx context.Context, key K, what A) error {
	p := &place[A]{what: what, since: time.Now(), decided: make(chan struct{})}
	l.mu.Lock()
	line, working := l.waiting[key]
	l.waiting[key] = append(line, p)
	l.mu.Unlock()
	if !working {
		go l.run(context.WithoutCancel(ctx), key)
	}
	select {
	case <-p.decided:
		return p.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run writes a line until nobody waits in it.
func (l *lines[K, A]) run(ctx context.Context, key K) {
	for {
		batch := l.next(key)
		if len(batch) == 0 {
			return
		}
		l.decide(ctx, key, batch)
		for _, p := range batch {
			close(p.decided)
		}
	}
}

// next takes the first of a line. Who has waited out their patience behind a batch that was stuck is told so, untried.
func (l *lines[K, A]) next(key K) []*place[A] {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := l.waiting[key]
	for len(line) > 0 && time.Since(line[0].since) > patience {
		line[0].err = fmt.Errorf("wait in line: %w", models.ErrBusy)
		close(line[0].decided)
		line = line[1:]
	}
	batch := line[:min(len(line), maxBatch)]
	if len(batch) == 0 {
		delete(l.waiting, key)
	} else {
		l.waiting[key] = line[len(batch):]
	}
	return batch
}

// decide writes a batch. Where the database refuses it, each is tried alone, so that one value that can't be stored turns away nobody
// but itself.
func (l *lines[K, A]) decide(ctx context.Context, key K, batch []*place[A]) {
	what := make([]A, len(batch))
	for i, p := range batch {
		what[i] = p.what
	}
	// The patience of who waits longest is that of the batch, so that nobody waits for it twice.
	trying, cancel := context.WithDeadline(ctx, batch[0].since.Add(patience))
	defer cancel()
	err := l.guarded(trying, key, what)
	var refused *pq.Error
	if len(batch) > 1 && errors.As(err, &refused) && !again(err) {
		for i := range batch {
			l.decide(ctx, key, batch[i:i+1])
		}
		return
	}
	for _, p := range batch {
		p.err = err
	}
}

// guarded turns a panic into an error: this is not the goroutine of a request, whose panics somebody catches.
func (l *lines[K, A]) guarded(ctx context.Context, key K, batch []A) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return l.write(ctx, key, batch)
}
