package store

import (
	"context"
	"slices"
	"strconv"
	"time"

	"tsudoi/models"
)

const sqlRaiseSequence = `update events set calendar_seq = calendar_seq + 1 where id = $1 returning calendar_seq`

// A letter about an earlier change that has not left yet would say what the new one says.
const sqlVoidChanged = `update mails set state = 'cancelled', done_at = now() where event_id = $1 and kind = 'changed' and state = 'due' and lease is null`

const sqlWriteToConfirmed = `
	insert into mails (id, kind, occasion, event_id, registration_id, language, priority)
	select gen_random_uuid(), $2, $3, event_id, id, language, 5 from registrations where event_id = $1 and state = 'confirmed'
	on conflict do nothing`

// Save changes a public event. A new title, time or zone raises its calendar sequence; with tell, everybody confirmed gets a letter.
// A new capacity offers seats to who waits, under the lock of the seats, in the same transaction. ErrStale where somebody else has written
// since version, ErrMove for a draft and for a cancelled event; Problems for an address that is taken or known to registrants already.
// Saving what is stored already is no error and tells nobody. It returns how many letters it wrote.
func (s *Events) Save(ctx context.Context, v models.Viewer, id models.ID, version int64, form models.EventForm, d models.EventDraft, tell bool) (int, error) {
	e, err := edit(v, id, version, form, d)
	if err != nil {
		return 0, err
	}
	told := 0
	err = s.db.inTx(ctx, "save event", func(t *tx) error {
		told = 0
		ev, room, err := t.lockPublic(v, id)
		switch {
		case err != nil:
			return err
		case ev.State == models.Cancelled:
			return models.ErrMove
		case version == 0: // that would make an event
			return models.ErrStale
		}
		if err := t.open(&e); err != nil {
			return err
		}
		told, err = t.save(&e, room, tell)
		return err
	})
	return told, err
}

func (t *tx) save(e *editing, room *house, tell bool) (told int, err error) {
	old, slug := e.event, e.event.Slug
	if e.draft.Slug != "" {
		slug = e.draft.Slug
	}
	hue, pattern := e.draft.Cover(slug)
	typed := e.form.Settled(e.draft, slug, hue, pattern)
	switch {
	case typed.Same(e.typed):
		return 0, nil
	case old.Version != e.version:
		return 0, models.ErrStale
	}
	if err := t.first(e.viewer, e.id, "event.save", "", nil); err != nil {
		return 0, err
	}
	if slug != old.Slug {
		if room.LastNumber > 0 {
			return 0, models.Problems{"slug": {Key: "event_form.slug_stays"}}
		}
		if slug, err = t.freeSlug(e); err != nil {
			return 0, err
		}
	}
	if err := t.holdPublic(e); err != nil {
		return 0, err
	}
	if !slices.Equal(old.HostIDs, e.draft.HostIDs) { // what was public before stays so
		if err := t.privacyWhole(e.id); err != nil {
			return 0, err
		}
	}
	if err := t.writeEvent(e, typed, slug, hue, pattern); err != nil {
		return 0, err
	}
	if err := t.writeProgramme(e.id, e.draft); err != nil {
		return 0, err
	}
	now, err := t.event(e.id)
	if err != nil {
		return 0, err
	}
	phase := now.Phase(time.Now())
	if old.CalendarDiffers(e.draft) {
		if told, err = t.announceChange(e.id, tell && (phase == models.Published || phase == models.Live)); err != nil {
			return 0, err
		}
	}
	if phase != models.Published && phase != models.Live {
		return told, nil
	}
	room.event = now
	if room.seats, err = seating(t.all, e.id); err != nil { // with the new capacity
		return told, err
	}
	return told, t.settle(room, mover{"desk", e.viewer, 0}, nil, nil)
}

// announceChange raises the event's calendar sequence and writes to everybody confirmed, if they are to be told.
func (t *tx) announceChange(event models.ID, tell bool) (told int, err error) {
	var sequence int
	if err := t.get(&sequence, sqlRaiseSequence, event); err != nil || !tell {
		return 0, err
	}
	if _, err := t.exec(sqlVoidChanged, event); err != nil {
		return 0, err
	}
	n, err := t.exec(sqlWriteToConfirmed, event, models.MailChanged, strconv.Itoa(sequence))
	return int(n), err
}
