package store

import (
	"context"
	"encoding/json"
	"time"

	"tsudoi/models"
)

const sqlEventTyped = `select typed from events where id = $1`

// Form returns an event with its form as last typed, for who may organise it. For an event that no form made one is written.
func (s *Events) Form(ctx context.Context, v models.Viewer, id models.ID) (models.Event, models.EventForm, error) {
	var form models.EventForm
	e, err := s.For(ctx, v, id, models.Viewer.CanOrganise)
	if err != nil {
		return e, form, err
	}
	var typed []byte
	if err := s.db.pool.GetContext(ctx, &typed, sqlEventTyped, id); err != nil {
		return e, form, read(ctx, "form of event", err)
	}
	if string(typed) == "{}" && e.State != models.Draft {
		form, err = s.writtenForm(ctx, e)
		return e, form, err
	}
	return e, form, read(ctx, "form of event", json.Unmarshal(typed, &form))
}

func (s *Events) writtenForm(ctx context.Context, e models.Event) (models.EventForm, error) {
	channels, err := s.Channels(ctx, e.ID)
	if err != nil {
		return models.EventForm{}, err
	}
	items, err := s.Programme(ctx, e.ID)
	if err != nil {
		return models.EventForm{}, err
	}
	return models.WrittenForm(e, channels, items), nil
}

// For returns an event to a viewer who may do what allowed says. ErrNotFound where the event is none of theirs.
func (s *Events) For(ctx context.Context, v models.Viewer, id models.ID, allowed func(models.Viewer, models.Event) bool) (models.Event, error) {
	e, err := s.ByID(ctx, id)
	if err != nil {
		return e, err
	}
	if err := permit(v, e, allowed); err != nil {
		return models.Event{}, read(ctx, "event", err)
	}
	return e, nil
}

// editing is one edit of an event: who does it, to which version, and what was typed.
type editing struct {
	viewer  models.Viewer
	id      models.ID
	version int64
	form    models.EventForm
	draft   models.EventDraft

	// What the database holds, read under the lock.
	event models.Event
	typed models.EventForm
	made  bool // the row was made by this try
}

func edit(v models.Viewer, id models.ID, version int64, form models.EventForm, d models.EventDraft) (editing, error) {
	form = form.Storable()
	b, err := json.Marshal(form)
	if err != nil {
		return editing{}, err
	}
	if len(b) > models.MaxForm {
		return editing{}, models.Problems{"form": {Key: "event_form.too_large"}}
	}
	return editing{viewer: v, id: id, version: version, form: form, draft: d}, nil
}

const sqlCreateEvent = `
	insert into events (id, slug, version, zone, first_language, created_by) values ($1, $2, 0, $3, $4, $5) on conflict (id) do nothing`

// The first category of an event bears the event's own id.
const sqlFirstCategory = `
	with c as (insert into categories (id, event_id, position) values ($1, $1, 1))
	insert into category_seats (category_id) values ($1)`

const sqlLockTyped = `select typed from events where id = $1 for no key update`

// open locks the event, makes it where it is new (version 0), and reads it.
func (t *tx) open(e *editing) error {
	e.made = false
	if e.version == 0 {
		if !e.viewer.SignedIn() {
			return models.ErrSignIn
		}
		if !e.viewer.CanCreateAny() {
			return models.ErrForbidden
		}
		n, err := t.exec(sqlCreateEvent, e.id, "draft-"+e.id.String(), e.draft.Zone.String(), e.draft.Language, e.viewer.AccountID)
		if err != nil {
			return err
		}
		if e.made = n == 1; e.made {
			if _, err := t.exec(sqlFirstCategory, e.id); err != nil {
				return err
			}
			if err := t.holdDraft(e, nil); err != nil {
				return err
			}
		}
	}
	var typed []byte
	if err := t.get(&typed, sqlLockTyped, e.id); err != nil {
		return err
	}
	e.typed = models.EventForm{}
	if err := json.Unmarshal(typed, &e.typed); err != nil {
		return err
	}
	var err error
	e.event, err = t.permit(e.viewer, e.id, models.Viewer.CanOrganise)
	return err
}

// SaveDraft keeps a draft as typed, readable or not, and returns its version. Version 0 makes the event; its ID was made when the
// form was shown, so that a form sent twice makes one event. What is stored already is not written again: that also makes the repeat
// of a try whose answer was lost harmless. Drafts are not public, so typing leaves no line in the audit. ErrStale where somebody else
// has written meanwhile.
func (s *Events) SaveDraft(ctx context.Context, v models.Viewer, id models.ID, version int64, form models.EventForm, d models.EventDraft) (int64, error) {
	e, err := edit(v, id, version, form, d)
	if err != nil {
		return 0, err
	}
	saved := int64(0)
	err = s.db.inTx(ctx, "save draft", func(t *tx) error {
		if err := t.open(&e); err != nil {
			return err
		}
		saved = e.event.Version
		switch {
		case e.event.State != models.Draft:
			return models.ErrStale
		case !e.made && e.form.Same(e.typed):
			return nil
		case e.event.Version != version:
			return models.ErrStale
		}
		if err := t.holdDraft(&e, e.event.HostIDs); err != nil {
			return err
		}
		saved++
		hue, pattern := d.Cover(d.WantedSlug())
		return t.writeEvent(&e, e.form, e.event.Slug, hue, pattern)
	})
	return saved, err
}

// Publish makes a draft public: with its programme, its people, its hosts, and seats to take. It may make the event in the same act
// (version 0). Publishing what is published already with the same form is no error. Problems for hosts that the viewer may not act
// for and for an address that is taken; the caller has found the others by Check.
func (s *Events) Publish(ctx context.Context, v models.Viewer, id models.ID, version int64, form models.EventForm, d models.EventDraft) error {
	e, err := edit(v, id, version, form, d)
	if err != nil {
		return err
	}
	return s.db.inTx(ctx, "publish event", func(t *tx) error {
		if err := t.open(&e); err != nil {
			return err
		}
		if e.event.State != models.Draft {
			hue, pattern := d.Cover(e.event.Slug)
			if e.form.Settled(d, e.event.Slug, hue, pattern).Same(e.typed) {
				return nil
			}
			return models.ErrStale
		}
		if !e.made && e.event.Version != version && !e.form.Same(e.typed) {
			return models.ErrStale
		}
		if err := t.first(v, id, "event.publish", "", nil); err != nil {
			return err
		}
		slug, err := t.freeSlug(&e)
		if err != nil {
			return err
		}
		return t.publish(&e, slug)
	})
}

const sqlPublishEvent = `update events set state = 'published', published_at = now() where id = $1`

const sqlInsertSeats = `insert into seats (event_id) values ($1) on conflict do nothing`

const sqlInsertLiveHead = `insert into live_heads (event_id) values ($1) on conflict do nothing`

func (t *tx) publish(e *editing, slug string) error {
	if err := t.holdPublic(e); err != nil {
		return err
	}
	if err := t.privacyWhole(e.id); err != nil {
		return err
	}
	hue, pattern := e.draft.Cover(slug)
	if err := t.writeEvent(e, e.form.Settled(e.draft, slug, hue, pattern), slug, hue, pattern); err != nil {
		return err
	}
	for _, query := range []string{sqlPublishEvent, sqlInsertSeats, sqlInsertLiveHead} {
		if _, err := t.exec(query, e.id); err != nil {
			return err
		}
	}
	return t.writeProgramme(e.id, e.draft)
}

const sqlWriteEvent = `
	update events set version = version + 1, typed = $2, title = $3, about = $4, first_language = $5, zone = $6, starts_at = $7, ends_at = $8,
	       all_day = $9, hue = $10, pattern = $11, slug = $12
	where id = $1`

// An event whose seats are of one kind has its capacity on the form; with more, each has its own page.
const sqlWriteCapacity = `
	update categories set capacity = nullif($2, 0) where event_id = $1 and (select count(*) from categories where event_id = $1) = 1`

// writeEvent stores what was typed and what was understood of it.
func (t *tx) writeEvent(e *editing, typed models.EventForm, slug, hue, pattern string) error {
	b, err := json.Marshal(typed)
	if err != nil {
		return err
	}
	d := e.draft
	if _, err := t.exec(sqlWriteCapacity, e.id, d.Capacity); err != nil {
		return err
	}
	_, err = t.exec(sqlWriteEvent, e.id, string(b), d.Title, d.Programme.About, d.Language, d.Zone.String(), instantOrNull(d.When.Start),
		instantOrNull(d.When.End), d.When.AllDay, hue, pattern, slug)
	return err
}

func instantOrNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}

const sqlDeleteDraft = `delete from events where id = $1 and state = 'draft'`

// DeleteDraft throws a draft away for good. ErrMove for what has been public: that can only be cancelled.
func (s *Events) DeleteDraft(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.db.inTx(ctx, "delete draft", func(t *tx) error {
		e, err := t.permit(v, id, models.Viewer.CanOrganise)
		if err != nil {
			return err
		}
		if e.State != models.Draft {
			return models.ErrMove
		}
		// The event's own lines of the audit go with it; this one stays.
		if err := t.first(v, models.ID{}, "event.delete", e.Title.In(models.Japanese), map[string]any{"event": id}); err != nil {
			return err
		}
		n, err := t.exec(sqlDeleteDraft, id)
		if err == nil && n == 0 {
			err = models.ErrMove
		}
		return err
	})
}
