package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Sender takes letters that are due from the store and hands them to the mail server, one recipient a letter. Any number of them may
// work on one database: none takes what another holds.
type Sender struct {
	Mails    *store.Mails
	Composer *Composer
	Pool     *Pool
	Log      *slog.Logger
	Batch    int           // letters a claim; 200 unless given
	Workers  int           // letters on the wire at once; 4 unless given
	Poll     time.Duration // how often it looks when there was nothing; 500 ms unless given
	Lease    time.Duration // how long it holds what it claimed; store.Lease unless given
}

// alarmWait is how long the queue rests when the server refuses us as a whole.
const alarmWait = time.Minute

// Run sends until ctx ends. A letter on the wire then is finished and recorded.
func (s *Sender) Run(ctx context.Context) {
	if s.Batch == 0 {
		s.Batch = 200
	}
	if s.Workers == 0 {
		s.Workers = 4
	}
	if s.Poll == 0 {
		s.Poll = 500 * time.Millisecond
	}
	if s.Lease == 0 {
		s.Lease = store.Lease
	}
	for ctx.Err() == nil {
		n, wait, err := s.round(ctx)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("letters wait", "error", err.Error())
			wait = max(wait, 5*time.Second)
		}
		if n == s.Batch && wait == 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(max(wait, s.Poll)):
		}
	}
}

// round claims one batch and sends it; wait is how long the whole queue shall rest. Each worker has its letter's fate on record before
// it takes the next one, so a killed sender leaves in doubt no more than what was on the wire.
func (s *Sender) round(ctx context.Context) (n int, wait time.Duration, err error) {
	lease, letters, err := s.Mails.Claim(ctx, s.Batch, s.Lease)
	if err != nil || len(letters) == 0 {
		return 0, 0, err
	}
	held := time.Now()
	var stopped refusal
	record := newRecorder(ctx, s.Mails, lease)
	next := make(chan store.DueLetter)
	var wg sync.WaitGroup
	for range min(s.Workers, len(letters)) {
		wg.Go(func() {
			for l := range next {
				// What the lease no longer covers, or what came after a stop, goes back untried.
				if ctx.Err() != nil || stopped.is() != "" || time.Since(held) > s.Lease/2 {
					record.add(store.Fate{ID: l.ID, State: models.MailDue, Free: true})
					continue
				}
				record.add(s.send(ctx, l, &stopped))
			}
		})
	}
	for _, l := range letters {
		next <- l
	}
	close(next)
	wg.Wait()
	sent, err := record.end()
	if why := stopped.is(); why != "" {
		s.Log.Error("the mail server refuses us: no letter leaves", "problem", why)
		return len(letters), alarmWait, errors.Join(err, s.Mails.Alarm(ctx, why, alarmWait))
	}
	if sent > 0 {
		err = errors.Join(err, s.allWell(ctx))
	}
	return len(letters), 0, err
}

// allWell takes an alarm back after the first letters that left again.
func (s *Sender) allWell(ctx context.Context) error {
	problem, err := s.Mails.Alarmed(ctx)
	if err != nil || problem == "" {
		return err
	}
	return s.Mails.AllWell(ctx)
}

// refusal remembers the first answer that stops the whole queue.
type refusal struct {
	mu  sync.Mutex
	why string
}

func (r *refusal) set(why string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.why == "" {
		r.why = why
	}
}

func (r *refusal) is() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.why
}

// send composes and delivers one letter and says what became of it. A shutdown does not end a letter on the wire.
func (s *Sender) send(ctx context.Context, l store.DueLetter, stopped *refusal) store.Fate {
	if l.Registration != nil && l.Registration.Invented {
		return store.Fate{ID: l.ID, State: models.MailVoid, Reply: store.NobodyThere}
	}
	c, err := s.Composer.Compose(ctx, l)
	switch {
	case errors.Is(err, ErrPointless):
		return store.Fate{ID: l.ID, State: models.MailVoid}
	case errors.Is(err, templates.ErrHeld):
		return store.Fate{ID: l.ID, State: models.MailHeld, Reply: err.Error()}
	case err != nil:
		return retry(l, fmt.Sprintf("could not be written: %v", err))
	}
	m, err := s.Composer.Message(l, c).Render()
	var reply string
	if err == nil {
		// Bounded so that the lease outlives the delivery: else another copy would take the letter while it is on the wire.
		wire, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Lease/2-s.Lease/10)
		defer cancel()
		reply, err = s.Pool.Send(wire, s.Composer.From, c.To, m)
	}
	return fate(l, reply, err, stopped)
}

// fate says what the outcome of a delivery means for the letter, and for the queue.
func fate(l store.DueLetter, reply string, err error, stopped *refusal) store.Fate {
	if err == nil {
		return store.Fate{ID: l.ID, State: models.MailSent, Reply: reply}
	}
	var e *DeliveryError
	if !errors.As(err, &e) {
		return retry(l, err.Error())
	}
	words := e.Reply()
	if words == "" {
		words = e.Error()
	}
	switch e.Class {
	case Permanent:
		return store.Fate{ID: l.ID, State: models.MailFailed, Reply: words}
	case InDoubt:
		return store.Fate{ID: l.ID, State: models.MailDoubtful, Reply: words}
	case Configuration:
		stopped.set(words)
		return store.Fate{ID: l.ID, State: models.MailDue, Wait: alarmWait, Reply: words, Free: true}
	}
	return retry(l, words)
}

// retry puts a letter back for later, or gives it up after the last try.
func retry(l store.DueLetter, why string) store.Fate {
	why = strings.ToValidUTF8(why, "?")
	if l.Attempts >= models.MailTries {
		return store.Fate{ID: l.ID, State: models.MailFailed, Reply: why}
	}
	return store.Fate{ID: l.ID, State: models.MailDue, Wait: models.RetryAfter(l.Attempts), Reply: why}
}
