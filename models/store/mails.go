package store

import (
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Mails is the outbox and the record of every letter's fate.
type Mails struct{ db *DB }

// NewMails returns the letters kept in db.
func NewMails(db *DB) *Mails { return &Mails{db} }

// letterFor is one letter to write: to a registration, in its language.
type letterFor struct {
	kind         models.MailKind
	occasion     string
	event        models.ID
	registration models.ID
	language     models.Lang
}

const sqlEnqueueMails = `
	insert into mails (id, kind, occasion, event_id, registration_id, language, priority, due_at)
	select u.id, u.kind, u.occasion, u.event_id, u.registration_id, u.language, $7, now() + $8 * interval '1 second'
	from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[])
	     as u(id, kind, occasion, event_id, registration_id, language)
	on conflict do nothing`

// enqueue writes letters in the transaction that gives the reason for them. One that is there already (same registration, kind and
// occasion) stays as it is. urgent ones overtake those that go to many at once.
func (t *tx) enqueue(urgent bool, letters []letterFor) error {
	priority := 5
	if urgent {
		priority = 0
	}
	return t.enqueueAs(priority, 0, letters)
}

// enqueueLater writes urgent letters that leave after a while, until when they can be taken back.
func (t *tx) enqueueLater(wait time.Duration, letters []letterFor) error {
	return t.enqueueAs(0, wait, letters)
}

func (t *tx) enqueueAs(priority int, wait time.Duration, letters []letterFor) error {
	if len(letters) == 0 {
		return nil
	}
	var id, kind, occasion, event, reg, lang []string
	for _, l := range letters {
		id = append(id, models.NewID().String())
		kind = append(kind, string(l.kind))
		occasion = append(occasion, l.occasion)
		event = append(event, l.event.String())
		reg = append(reg, l.registration.String())
		lang = append(lang, string(l.language))
	}
	_, err := t.exec(sqlEnqueueMails, pq.Array(id), pq.Array(kind), pq.Array(occasion), pq.Array(event), pq.Array(reg), pq.Array(lang), priority,
		wait.Seconds())
	return err
}
