package live

import "sync"

// Frame is something told, encoded once for all who hear it. Seq is the change that it tells of, 0 where a page that missed it needs
// no repeat. Only names the one reader that it is for, "" for all.
type Frame struct {
	Seq   int64
	Only  string
	Bytes []byte
}

// Ring holds the last frames of one audience. Readers have a cursor each and no queue: who is slow costs a number, and finds out that
// the ring has gone on without it.
type Ring struct {
	mu      sync.Mutex
	frames  []Frame
	next    int64 // the cursor of the frame to come; the frames held are those below it
	base    int64 // every change after base is held
	grown   chan struct{}
	welcome []byte
}

// NewRing returns a ring of size frames, for the changes after base.
func NewRing(size int, base int64) *Ring {
	return &Ring{frames: make([]Frame, 0, size), base: base, grown: make(chan struct{})}
}

// Add tells the frames, which must be in the order of their changes, and sets what somebody who comes now is told first: the state of
// everything that frames with Seq 0 told of.
func (r *Ring) Add(welcome []byte, frames ...Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.welcome = welcome
	for _, f := range frames {
		if len(r.frames) < cap(r.frames) {
			r.frames = append(r.frames, f)
		} else {
			at := &r.frames[r.next%int64(cap(r.frames))]
			r.base = max(r.base, at.Seq)
			*at = f
		}
		r.next++
	}
	if len(frames) > 0 {
		close(r.grown)
		r.grown = make(chan struct{})
	}
}

// join returns where a reader that has seen all changes up to seq goes on, and what it is told first. ok is false where the ring no
// longer holds what it missed.
func (r *Ring) join(seq int64) (cursor int64, welcome []byte, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if seq < r.base {
		return r.next, r.welcome, false
	}
	cursor = r.next - int64(len(r.frames))
	for cursor < r.next && r.at(cursor).Seq <= seq {
		cursor++
	}
	return cursor, r.welcome, true
}

// after appends the frames from cursor on to buf, and returns the cursor behind them and a channel that closes when there are more. ok
// is false where some of them are gone.
func (r *Ring) after(cursor int64, buf []Frame) (frames []Frame, next int64, grown <-chan struct{}, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if cursor < r.next-int64(len(r.frames)) {
		return buf, r.next, r.grown, false
	}
	for ; cursor < r.next; cursor++ {
		buf = append(buf, *r.at(cursor))
	}
	return buf, r.next, r.grown, true
}

func (r *Ring) at(cursor int64) *Frame { return &r.frames[cursor%int64(cap(r.frames))] }

// latest is the last change that the ring has heard of.
func (r *Ring) latest() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := r.base
	for i := range r.frames {
		last = max(last, r.frames[i].Seq)
	}
	return last
}
