package store

import (
	"context"
	"encoding/json"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Consents is the ledger of who agreed to what: rows are added, and withdrawn once.
type Consents struct{ db *DB }

// NewConsents returns the ledger kept in db.
func NewConsents(db *DB) *Consents { return &Consents{db} }

// One statement for a batch of people: the texts that were shown, where nobody has agreed to them yet, and a row for each consent.
const sqlPutConsents = `
	with texts as (
		insert into consent_texts (id, event_id, purpose, host_id, text)
		select u.id, $1, u.purpose, nullif(u.host, '')::uuid, u.text::jsonb
		from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as u(id, purpose, host, text)
		on conflict (id) do nothing)
	insert into consents (id, registration_id, purpose, host_id, language, text_id)
	select u.id, u.registration_id, u.purpose, nullif(u.host, '')::uuid, u.language, u.text_id
	from unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::uuid[])
	     as u(id, registration_id, purpose, host, language, text_id)
	on conflict do nothing`

// consentRows gathers the columns of one insert into the ledger.
type consentRows struct {
	texts                                             map[models.ID]bool
	textID, textPurpose, textHost, text               []string
	id, registration, purpose, host, language, agreed []string
}

func (r *consentRows) add(registration models.ID, l models.Lang, c models.ConsentText) error {
	host := ""
	if c.HostID != (models.ID{}) {
		host = c.HostID.String()
	}
	if !r.texts[c.ID] {
		b, err := json.Marshal(c.Text)
		if err != nil {
			return err
		}
		if r.texts == nil {
			r.texts = map[models.ID]bool{}
		}
		r.texts[c.ID] = true
		r.textID, r.textPurpose = append(r.textID, c.ID.String()), append(r.textPurpose, string(c.Purpose))
		r.textHost, r.text = append(r.textHost, host), append(r.text, string(b))
	}
	r.id, r.registration = append(r.id, models.NewID().String()), append(r.registration, registration.String())
	r.purpose, r.host = append(r.purpose, string(c.Purpose)), append(r.host, host)
	r.language, r.agreed = append(r.language, string(l)), append(r.agreed, c.ID.String())
	return nil
}

func (r *consentRows) insert(t *tx, event models.ID) (int64, error) {
	if len(r.id) == 0 {
		return 0, nil
	}
	return t.exec(sqlPutConsents, event, pq.Array(r.textID), pq.Array(r.textPurpose), pq.Array(r.textHost), pq.Array(r.text),
		pq.Array(r.id), pq.Array(r.registration), pq.Array(r.purpose), pq.Array(r.host), pq.Array(r.language), pq.Array(r.agreed))
}

// putConsents enters what those who have just been registered agreed to.
func (t *tx) putConsents(event models.ID, arrived []*arrival) error {
	var rows consentRows
	for _, a := range arrived {
		for _, c := range a.Consents {
			if err := rows.add(a.ID, a.Language, c); err != nil {
				return err
			}
		}
	}
	_, err := rows.insert(t, event)
	return err
}

const sqlConsentsOf = `
	select c.purpose, coalesce(c.host_id, '00000000-0000-0000-0000-000000000000') as host_id, c.language, x.text, c.given_at, c.withdrawn_at,
	       coalesce(c.withdrawn_by, '') as withdrawn_by
	from consents c join consent_texts x on x.id = c.text_id where c.registration_id = $1 order by c.given_at, c.id`

// Of lists what one person agreed to, the oldest first, with what was withdrawn. The caller has their link or their story.
func (s *Consents) Of(ctx context.Context, registration models.ID) ([]models.Consent, error) {
	list := []models.Consent{}
	err := s.db.pool.SelectContext(ctx, &list, sqlConsentsOf, registration)
	return list, read(ctx, "consents", err)
}

// Give enters what somebody agrees to later, in language l. What stands already stays as it is, in the words of then. ErrMove where the
// registration no longer stands.
func (s *Consents) Give(ctx context.Context, registration models.ID, l models.Lang, c models.ConsentText) error {
	return s.db.inTx(ctx, "give consent", func(t *tx) error {
		r, err := t.owned(registration)
		if err != nil {
			return err
		}
		var rows consentRows
		if err := rows.add(r.ID, l, c); err != nil {
			return err
		}
		_, err = rows.insert(t, r.EventID)
		return err
	})
}

const sqlWithdrawConsent = `
	update consents set withdrawn_at = now(), withdrawn_by = $4
	where registration_id = $1 and purpose = $2 and coalesce(host_id, '00000000-0000-0000-0000-000000000000') = $3 and withdrawn_at is null`

// Withdraw takes a consent back that one can do without: from now on nothing is done on its ground. Withdrawing again changes nothing.
// ErrMove for taking part: to withdraw that is to cancel.
func (s *Consents) Withdraw(ctx context.Context, registration models.ID, a models.Ask) error {
	return s.db.inTx(ctx, "withdraw consent", func(t *tx) error {
		if a.Purpose == models.ConsentTakingPart {
			return models.ErrMove
		}
		_, err := t.exec(sqlWithdrawConsent, registration, a.Purpose, a.HostID, "attendee")
		return err
	})
}

// owned reads a registration for its owner and locks it against being erased meanwhile. ErrMove where it no longer stands.
func (t *tx) owned(id models.ID) (models.Registration, error) {
	var r models.Registration
	if err := t.get(&r, sqlLockRegistration, id); err != nil {
		return r, err
	}
	if !r.State.Open() {
		return r, models.ErrMove
	}
	return r, nil
}
