package mail

import (
	"context"
	"errors"

	"tsudoi/models"
	"tsudoi/models/store"
)

// recorder writes the fates of one claim as they come: what several workers bring at the same time goes into one transaction.
type recorder struct {
	in   chan recorded
	done chan struct{}
	sent int
	err  error
}

type recorded struct {
	store.Fate
	written chan struct{}
}

func newRecorder(ctx context.Context, mails *store.Mails, lease models.ID) *recorder {
	r := &recorder{in: make(chan recorded), done: make(chan struct{})}
	go func() {
		defer close(r.done)
		for first := range r.in {
			r.write(ctx, mails, lease, r.gather(first))
		}
	}()
	return r
}

// gather takes what else is waiting.
func (r *recorder) gather(first recorded) []recorded {
	lot := []recorded{first}
	for {
		select {
		case next, open := <-r.in:
			if !open {
				return lot
			}
			lot = append(lot, next)
		default:
			return lot
		}
	}
}

func (r *recorder) write(ctx context.Context, mails *store.Mails, lease models.ID, lot []recorded) {
	fates := make([]store.Fate, len(lot))
	for i, f := range lot {
		fates[i] = f.Fate
		if f.State == models.MailSent {
			r.sent++
		}
	}
	r.err = errors.Join(r.err, mails.Finish(ctx, lease, fates))
	for _, f := range lot {
		close(f.written)
	}
}

// add returns when the fate is on record.
func (r *recorder) add(f store.Fate) {
	w := recorded{f, make(chan struct{})}
	r.in <- w
	<-w.written
}

// end returns how many letters left, and what could not be recorded.
func (r *recorder) end() (sent int, err error) {
	close(r.in)
	<-r.done
	return r.sent, r.err
}
