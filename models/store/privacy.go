package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Privacy keeps how each event handles personal data.
type Privacy struct{ db *DB }

// NewPrivacy returns it for db.
func NewPrivacy(db *DB) *Privacy { return &Privacy{db} }

const sqlPrivacyOf = `
	select version, sharing, coalesce(responsible_id, '00000000-0000-0000-0000-000000000000') as responsible_id, asks, texts, items, uses,
	       announced_at, erase_at
	from event_privacy where event_id = $1`

// privacyRow is an event's privacy as the table holds it.
type privacyRow struct {
	models.EventPrivacy
	Asked pq.StringArray `db:"asks"`
}

func (r privacyRow) privacy(err error) (models.EventPrivacy, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return models.DefaultPrivacy(), nil
	}
	p := r.EventPrivacy
	for _, a := range r.Asked {
		p.Asks = append(p.Asks, models.ConsentPurpose(a))
	}
	return p, err
}

// Of returns how an event handles personal data. It is public.
func (s *Privacy) Of(ctx context.Context, event models.ID) (models.EventPrivacy, error) {
	var row privacyRow
	p, err := row.privacy(s.db.pool.GetContext(ctx, &row, sqlPrivacyOf, event))
	return p, read(ctx, "privacy", err)
}

func (t *tx) privacy(event models.ID) (models.EventPrivacy, error) {
	var row privacyRow
	err := t.get(&row, sqlPrivacyOf, event)
	return row.privacy(err)
}

func (t *tx) hosts(event models.ID) (hosts []models.Host, err error) {
	return hosts, t.all(&hosts, sqlHostsOf, event)
}

const sqlWritePrivacy = `
	insert into event_privacy (event_id, sharing, responsible_id, asks, texts, items, uses) values ($1, $2, $3, $4, $5, $6, $7)
	on conflict (event_id) do update set version = event_privacy.version + 1, sharing = excluded.sharing,
	       responsible_id = excluded.responsible_id, asks = excluded.asks, texts = excluded.texts, items = excluded.items, uses = excluded.uses`

const sqlSetRetention = `update events set retention_months = $2 where id = $1`

// Save writes how an event handles personal data, and how long it is kept. Who registered before keeps the words they agreed to. ErrStale
// where somebody else has written since version; GapsError where the event is public and something that must be said of a host is not
// known. A retention that ends later than the announced erasure takes the announcement back.
func (s *Privacy) Save(ctx context.Context, v models.Viewer, event models.ID, version int64, d models.PrivacyDraft) error {
	return s.db.inTx(ctx, "save privacy", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		var typed []byte
		if err := t.get(&typed, sqlLockTyped, event); err != nil { // the lock of all that edits the event
			return err
		}
		e, err := t.event(event)
		if err != nil {
			return err
		}
		now, err := t.privacy(event)
		if err != nil {
			return err
		}
		if now.Version != version {
			return models.ErrStale
		}
		if err := t.first(v, event, "event.privacy", "", map[string]any{"sharing": d.Sharing, "months": d.RetentionMonths, "before": e.RetentionMonths}); err != nil {
			return err
		}
		asks := []string{}
		for _, a := range d.Asks {
			asks = append(asks, string(a))
		}
		if _, err := t.exec(sqlWritePrivacy, event, d.Sharing, orNull(d.Responsible), pq.Array(asks), d.Texts, d.Items, d.Uses); err != nil {
			return err
		}
		if _, err := t.exec(sqlSetRetention, event, d.RetentionMonths); err != nil {
			return err
		}
		if e.State != models.Draft {
			if err := t.privacyWhole(event); err != nil {
				return err
			}
		}
		e.RetentionMonths = d.RetentionMonths
		return t.postpone(now, e)
	})
}

// GapsError is what a host's record lacks for an event to be public.
type GapsError []models.PrivacyGap

func (g GapsError) Error() string { return "what must be said of a host is missing" }

// privacyWhole refuses what would show visitors an incomplete notice.
func (t *tx) privacyWhole(event models.ID) error {
	p, err := t.privacy(event)
	if err != nil {
		return err
	}
	hosts, err := t.hosts(event)
	if err != nil {
		return err
	}
	if gaps := p.Gaps(hosts); len(gaps) > 0 {
		return GapsError(gaps)
	}
	return nil
}

const sqlTakeBackErasure = `update event_privacy set announced_at = null, erase_at = null where event_id = $1`

const sqlVoidErasure = `update mails set state = 'cancelled', done_at = now() where event_id = $1 and kind = 'erasure' and state = 'due' and lease is null`

// postpone takes back an announced erasure that comes too early now; nobody is told of it any more.
func (t *tx) postpone(p models.EventPrivacy, e models.Event) error {
	if p.EraseAt == nil || !p.EraseAt.Before(e.KeptUntil()) {
		return nil
	}
	if _, err := t.exec(sqlTakeBackErasure, e.ID); err != nil {
		return err
	}
	_, err := t.exec(sqlVoidErasure, e.ID)
	return err
}

// ErasurePlan is what will be erased of an event, and when.
type ErasurePlan struct {
	At        time.Time
	N         int  // people
	Announced bool // the organisers have had their letter
}

const sqlUnerased = `
	select (select count(*) from registrations where event_id = $1 and erased_at is null)
	     + (select count(*) from guests where event_id = $1 and registration_id is null)`

// Plan tells what will be erased of an event, as things stand at now, for who has been let in to it. N is 0 where nothing is left.
func (s *Privacy) Plan(ctx context.Context, e models.Event, now time.Time) (ErasurePlan, error) {
	var plan ErasurePlan
	if err := s.db.pool.GetContext(ctx, &plan.N, sqlUnerased, e.ID); err != nil || e.EndsAt.IsZero() {
		return plan, read(ctx, "erasure plan", err)
	}
	p, err := s.Of(ctx, e.ID)
	plan.At = p.ErasesAt(e, now)
	plan.Announced = p.EraseAt != nil && plan.At.Equal(*p.EraseAt)
	return plan, err
}

// Privacy returns how an event handles personal data. It is public.
func (s *Events) Privacy(ctx context.Context, event models.ID) (models.EventPrivacy, error) {
	return NewPrivacy(s.db).Of(ctx, event)
}
