package store

import (
	"context"
	"time"

	"tsudoi/models"
)

// lockPublic lets an organiser of a public event in and reads it under the lock of its seats, so that registration opens, closes and
// counts with what is decided here. ErrMove for a draft, which has no seats.
func (t *tx) lockPublic(v models.Viewer, id models.ID) (models.Event, *house, error) {
	e, err := t.permit(v, id, models.Viewer.CanOrganise)
	if err != nil {
		return e, nil, err
	}
	if e.State == models.Draft {
		return e, nil, models.ErrMove
	}
	h, err := t.lockSeats(id)
	if err != nil {
		return e, nil, err
	}
	return h.event, h, nil
}

const sqlBeginEvent = `update events set state = 'live', ended_at = null where id = $1 and state <> 'live'`

const sqlEndEvent = `update events set state = 'ended', ended_at = now() where id = $1 and state <> 'ended'`

// Begin says that the event runs from now until somebody ends it, whatever the clock says: before its time, or beyond it. ErrMove
// where it is much too early or much too late for that.
func (s *Events) Begin(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.declare(ctx, v, id, models.Live, models.Event.CanBegin, sqlBeginEvent)
}

// EndEvent says that the event is over. ErrMove where it does not run.
func (s *Events) EndEvent(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.declare(ctx, v, id, models.Ended, models.Event.CanEnd, sqlEndEvent)
}

// declare sets a state by hand. The version stays: who edits the event's texts meanwhile is not disturbed.
func (s *Events) declare(ctx context.Context, v models.Viewer, id models.ID, to models.EventState, allowed func(models.Event, time.Time) bool, query string) error {
	return s.db.inTx(ctx, "declare event "+string(to), func(t *tx) error {
		e, _, err := t.lockPublic(v, id)
		if err != nil {
			return err
		}
		if e.State == to {
			return nil
		}
		if !allowed(e, time.Now()) {
			return models.ErrMove
		}
		if err := t.first(v, id, "event."+string(to), "", nil); err != nil {
			return err
		}
		_, err = t.exec(query, id)
		return err
	})
}

const sqlCancelEvent = `
	update events set state = 'cancelled', cancelled_at = now(), cancel_reason = $2, calendar_seq = calendar_seq + 1, version = version + 1
	where id = $1`

const sqlWriteToOpen = `
	insert into mails (id, kind, occasion, event_id, registration_id, language)
	select gen_random_uuid(), $2, '', event_id, id, language from registrations where event_id = $1 and state not in ('cancelled', 'declined', 'unverified')
	on conflict do nothing`

// CancelEvent calls a public event off, for good, and writes to everybody whose registration stands, those who wait included. Its page
// stays, with the reason. ErrStale where the event has changed since version; ErrMove where it is over, or a draft. It returns how many
// letters it wrote; calling off again writes none.
func (s *Events) CancelEvent(ctx context.Context, v models.Viewer, id models.ID, version int64, reason models.Text) (int, error) {
	told := 0
	err := s.db.inTx(ctx, "cancel event", func(t *tx) error {
		told = 0
		e, _, err := t.lockPublic(v, id) // nobody is let in meanwhile who would get no letter
		switch {
		case err != nil:
			return err
		case e.State == models.Cancelled:
			return nil
		case !e.CanCancel(time.Now()):
			return models.ErrMove
		case e.Version != version:
			return models.ErrStale
		}
		if err := t.first(v, id, "event.cancel", "", map[string]any{"reason": reason}); err != nil {
			return err
		}
		if _, err := t.exec(sqlCancelEvent, id, reason); err != nil {
			return err
		}
		n, err := t.exec(sqlWriteToOpen, id, models.MailCalledOff)
		told = int(n)
		return err
	})
	return told, err
}
