package site

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// recent shares what was made for one visitor with all who want the same within a second: what somebody gets was read from the
// database a second before they asked at most, and who asks at once waits for one making.
type recent[K comparable, V any] struct {
	now  func() time.Time
	mu   sync.Mutex
	made map[K]*making[V]
}

const (
	keepFor   = time.Second
	buildTime = 5 * time.Second
)

type making[V any] struct {
	begun time.Time // before its first query
	ready chan struct{}
	// Set before ready is closed.
	value V
	err   error
}

func newRecent[K comparable, V any](now func() time.Time) *recent[K, V] {
	return &recent[K, V]{now: now, made: map[K]*making[V]{}}
}

// get returns the value of key, made by build unless one is there. An error is told to all who wait for this try, and not kept. Nobody
// may change what is shared.
func (r *recent[K, V]) get(ctx context.Context, key K, build func(context.Context) (V, error)) (V, error) {
	r.mu.Lock()
	m := r.made[key]
	if m == nil || r.now().Sub(m.begun) >= keepFor {
		m = &making[V]{begun: r.now(), ready: make(chan struct{})}
		r.forget()
		r.made[key] = m
		go r.fill(context.WithoutCancel(ctx), key, m, build)
	}
	r.mu.Unlock()
	select {
	case <-m.ready:
		return m.value, m.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// fill makes a value for all who wait for it, even when the one who asked first goes away.
func (r *recent[K, V]) fill(ctx context.Context, key K, m *making[V], build func(context.Context) (V, error)) {
	defer close(m.ready)
	ctx, cancel := context.WithTimeout(ctx, buildTime)
	defer cancel()
	m.value, m.err = guarded(ctx, build)
	if m.err != nil {
		r.mu.Lock()
		if r.made[key] == m {
			delete(r.made, key)
		}
		r.mu.Unlock()
	}
}

// guarded turns a panic into an error: this is not the goroutine of a request, whose panics somebody catches.
func guarded[V any](ctx context.Context, build func(context.Context) (V, error)) (v V, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return build(ctx)
}

// forget drops what is too old to be given, so that no more is held than is asked for within a second.
func (r *recent[K, V]) forget() {
	for key, m := range r.made {
		if r.now().Sub(m.begun) >= keepFor {
			delete(r.made, key)
		}
	}
}
