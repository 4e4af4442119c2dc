package live

import (
	"context"
	"encoding/json"
	"time"

	"tsudoi/live"
	"tsudoi/models"
	"tsudoi/models/store"
)

// teller says what changes mean to one audience.
type teller interface {
	// begin reads how things stand.
	begin(ctx context.Context) error
	// tell returns what the changes are to the audience. first is for the changes before the broadcast began, which only pages that
	// come back are told.
	tell(ctx context.Context, changes []store.QuestionChange, first bool) ([]telling, error)
	// standing returns the figures that the audience's pages show.
	standing(ctx context.Context) (figures, error)
}

// telling is one change as events, in every language.
type telling struct {
	seq    int64
	only   string // the one reader that it is for; "" for all
	events []event
}

// event is one event; say makes its data in a language.
type event struct {
	kind string
	say  func(models.Lang) (any, error)
}

// always is an event that is the same in every language.
func always(kind string, data any) event {
	return event{kind, func(models.Lang) (any, error) { return data, nil }}
}

// figures are numbers and switches on a page, by the name of their place.
type figures map[string]any

// changed returns what is not the same in before.
func (f figures) changed(before figures) figures {
	d := figures{}
	for k, v := range f {
		if before[k] != v {
			d[k] = v
		}
	}
	return d
}

// broadcast tells one audience of one event what changes, in all languages. Its goroutine alone reads the tables.
type broadcast struct {
	h      *Broadcasts
	at     channel
	event  models.Event
	teller teller
	rings  map[models.Lang]*live.Ring
	ready  chan struct{} // closed when rings, or err, are set
	err    error
	seq    int64
	stand  figures
	failed bool // the last changes could not be told: what the teller remembers of them is not what pages know

	listeners int // under the lock of Broadcasts
}

func (b *broadcast) run(ctx context.Context) {
	woken, stop := b.h.Hub.Watch(b.at.event.String())
	defer stop()
	if b.err = b.begin(ctx); b.err != nil {
		b.h.over(b, true)
		close(b.ready)
		return
	}
	close(b.ready)
	second := time.NewTicker(b.h.pulse)
	defer second.Stop()
	alone := time.Now()
	for {
		select {
		case <-ctx.Done():
			b.h.over(b, true)
			return
		case <-woken:
		case <-second.C: // votes knock at nobody's door, and a knock may be lost
		}
		if b.heard() {
			alone = time.Now()
		} else if time.Since(alone) > linger && b.h.over(b, false) {
			return
		}
		err := b.advance(ctx, false)
		if b.failed = err != nil; b.failed && ctx.Err() == nil {
			b.h.Log.Error("live changes can't be told", "error", err.Error())
		}
	}
}

func (b *broadcast) heard() bool {
	b.h.mu.Lock()
	defer b.h.mu.Unlock()
	return b.listeners > 0
}

// begin fills the rings with the last changes, for pages that were loaded before the first of them listened.
func (b *broadcast) begin(ctx context.Context) error {
	head, err := b.h.Questions.Head(ctx, b.at.event)
	if err != nil {
		return err
	}
	base := max(0, head.Seq-catchUp)
	b.rings = map[models.Lang]*live.Ring{}
	for _, l := range models.Langs {
		b.rings[l] = live.NewRing(remember, base)
	}
	b.seq = base
	if err := b.teller.begin(ctx); err != nil {
		return err
	}
	return b.advance(ctx, true)
}

// advance tells what has happened since the last time; first is for what happened before anybody listened.
func (b *broadcast) advance(ctx context.Context, first bool) error {
	changes, err := b.h.Questions.Changes(ctx, b.at.event, b.seq)
	if err != nil {
		return err
	}
	var tellings []telling
	if len(changes) > 0 {
		if tellings, err = b.teller.tell(ctx, changes, first || b.failed); err != nil {
			return err
		}
	}
	stand, err := b.teller.standing(ctx)
	if err != nil {
		return err
	}
	if d := stand.changed(b.stand); len(d) > 0 && !first {
		tellings = append(tellings, telling{events: []event{always("set", d)}})
	}
	if len(tellings) == 0 && !first {
		return nil
	}
	for _, l := range models.Langs {
		if err := b.add(l, stand, tellings); err != nil {
			return err
		}
	}
	b.stand = stand
	if len(changes) > 0 {
		b.seq = changes[len(changes)-1].Seq
	}
	return nil
}

// add encodes tellings once in a language. Only the last event of a telling carries its number, so that a page which hears half of it
// hears all of it again.
func (b *broadcast) add(l models.Lang, stand figures, tellings []telling) error {
	all, err := encode(l, always("set", stand), 0)
	if err != nil {
		return err
	}
	var frames []live.Frame
	for _, t := range tellings {
		f := live.Frame{Seq: t.seq, Only: t.only}
		for i, e := range t.events {
			var seq int64
			if i == len(t.events)-1 && t.only == "" {
				seq = t.seq
			}
			part, err := encode(l, e, seq)
			if err != nil {
				return err
			}
			f.Bytes = append(f.Bytes, part...)
		}
		frames = append(frames, f)
	}
	b.rings[l].Add(all, frames...)
	return nil
}

func encode(l models.Lang, e event, seq int64) ([]byte, error) {
	data, err := e.say(l)
	if err != nil {
		return nil, err
	}
	j, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	return live.Event(e.kind, string(j), seq), nil
}
