package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

const sqlKnownGuests = `
	select k.key, case when exists (select from registrations r where r.event_id = $1 and r.email_key = k.key
	                                and r.state not in ('cancelled', 'declined', 'unverified')) then 'registered'
	                   when g.withdrawn_at is not null then 'again' when g.invited_at is not null then 'invited'
	                   when g.id is not null then 'listed' else 'new' end as verdict
	from unnest($2::text[]) k(key) left join guests g on g.event_id = $1 and g.email_key = k.key`

// Judge adds to the rows of a list what is known of their addresses at the event, for its organisers.
func (s *Guests) Judge(ctx context.Context, v models.Viewer, e models.Event, rows []models.GuestRow) error {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return fmt.Errorf("judge guests: %w", err)
	}
	var keys []string
	for _, r := range rows {
		if r.Verdict == models.GuestNew {
			keys = append(keys, r.EmailKey)
		}
	}
	var found []struct {
		Key     string              `db:"key"`
		Verdict models.GuestVerdict `db:"verdict"`
	}
	if err := s.db.pool.SelectContext(ctx, &found, sqlKnownGuests, e.ID, pq.Array(keys)); err != nil {
		return read(ctx, "judge guests", err)
	}
	by := map[string]models.GuestVerdict{}
	for _, f := range found {
		by[f.Key] = f.Verdict
	}
	for i, r := range rows {
		if r.Verdict == models.GuestNew {
			rows[i].Verdict = by[r.EmailKey]
		}
	}
	return nil
}

// Who was withdrawn begins anew, with a link of their own. Nobody is taken up who has registered, or into a category of another event.
const sqlAddGuests = `
	insert into guests as g (id, event_id, category_id, name, email, email_key, language, note, invited_by)
	select u.id, $1, c.id, u.name, u.email, u.email_key, u.language, u.note, $2
	from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
	     as u(id, category_id, name, email, email_key, language, note)
	join categories c on c.id = u.category_id and c.event_id = $1
	where not exists (select from registrations r where r.event_id = $1 and r.email_key = u.email_key
	                  and r.state not in ('cancelled', 'declined', 'unverified'))
	on conflict (event_id, email_key) do update
	set category_id = excluded.category_id, name = excluded.name, email = excluded.email, language = excluded.language, note = excluded.note,
	    invited_by = excluded.invited_by, created_at = now(), invited_at = null, reminded_at = null, replied_at = null, declined_at = null,
	    decline_note = '', withdrawn_at = null, registration_id = null, link_version = g.link_version + 1, version = g.version + 1
	where g.withdrawn_at is not null
	returning g.id`

const sqlCountGuests = `select count(*) from guests where event_id = $1`

// Add puts people on the list of an event and, where send says so, writes their letters in the same act. Who is on it already stays as
// they are, unless their invitation was withdrawn. It returns how many came onto the list. models.Problems (people) where the list
// would get too long; models.ErrClosed where there is nothing to invite to: a draft, or an event that is over.
func (s *Guests) Add(ctx context.Context, v models.Viewer, event models.ID, people []models.NewGuest, send bool) (added int, err error) {
	err = s.db.inTx(ctx, "add guests", func(t *tx) error {
		added = 0
		e, err := t.permit(v, event, models.Viewer.CanOrganise)
		if err != nil {
			return err
		}
		if send && !inviting(e) {
			return models.ErrClosed
		}
		if err := t.first(v, event, "guests.add", "", map[string]any{"people": len(people), "sent": send}); err != nil {
			return err
		}
		ids, err := t.addGuests(v, event, people)
		if err != nil || len(ids) == 0 {
			return err
		}
		added = len(ids)
		var all int
		if err := t.get(&all, sqlCountGuests, event); err != nil {
			return err
		}
		if all > models.MaxGuests {
			p := models.Problems{}
			p.Add("people", "guests.too_long", "max", models.MaxGuests)
			return p
		}
		if send {
			_, err = t.writeToGuests(e, models.MailGuest, ids)
		}
		return err
	})
	return added, err
}

// inviting reports whether letters of invitation to the event may leave.
func inviting(e models.Event) bool {
	p := e.Phase(time.Now())
	return p == models.Published || p == models.Live
}

func (t *tx) addGuests(v models.Viewer, event models.ID, people []models.NewGuest) (ids []models.ID, err error) {
	var id, category, name, email, key, lang, note []string
	for _, p := range people {
		if slices.Contains(key, p.EmailKey) {
			continue
		}
		id, category = append(id, p.ID.String()), append(category, p.CategoryID.String())
		name, email, key = append(name, p.Name), append(email, p.Email), append(key, p.EmailKey)
		lang, note = append(lang, string(p.Language)), append(note, p.Note)
	}
	err = t.all(&ids, sqlAddGuests, event, v.AccountID, pq.Array(id), pq.Array(category), pq.Array(name), pq.Array(email), pq.Array(key),
		pq.Array(lang), pq.Array(note))
	return ids, err
}

const sqlLockGuests = `select id from guests where event_id = $1 order by id for no key update`

// lockedGuests returns the list of an event, which stays as it is until the end of the transaction.
func (t *tx) lockedGuests(event models.ID) (found []models.Guest, err error) {
	var ids []models.ID
	if err := t.all(&ids, sqlLockGuests, event); err != nil {
		return nil, err
	}
	err = t.all(&found, sqlGuestsOf, event) // after the lock
	return found, err
}

const (
	sqlGuestsInvited  = `update guests set invited_at = now() where id = any($1)`
	sqlGuestsReminded = `update guests set reminded_at = now() where id = any($1)`
)

const sqlMailGuests = `
	insert into mails (id, kind, occasion, event_id, guest_id, language, priority)
	select u.id, $1, u.occasion, $2, u.guest_id, u.language, 5 from unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[])
	     as u(id, occasion, guest_id, language)
	on conflict do nothing`

// writeToGuests writes one letter to each of the guests that it may go to now, and returns to how many: an invitation to who has none yet, a
// reminder to who is silent. ids picks some; none picks all.
func (t *tx) writeToGuests(e models.Event, kind models.MailKind, ids []models.ID) (int, error) {
	list, err := t.lockedGuests(e.ID)
	if err != nil {
		return 0, err
	}
	now, place := time.Now(), e.Location()
	var to []models.ID
	var letter, occasion, lang []string
	for _, g := range list {
		if len(ids) > 0 && !slices.Contains(ids, g.ID) {
			continue
		}
		at := "link " + strconv.Itoa(g.LinkVersion)
		switch {
		case kind == models.MailGuest && g.State() == models.GuestListed:
		case kind == models.MailGuestReminder && g.Remindable(now, place):
			at += " " + now.In(place).Format(time.DateOnly)
		default:
			continue
		}
		to, letter = append(to, g.ID), append(letter, models.NewID().String())
		occasion, lang = append(occasion, at), append(lang, string(g.Language))
	}
	if len(to) == 0 {
		return 0, nil
	}
	note := sqlGuestsInvited
	if kind == models.MailGuestReminder {
		note = sqlGuestsReminded
	}
	if _, err := t.exec(note, pq.Array(idStrings(to))); err != nil {
		return 0, err
	}
	_, err = t.exec(sqlMailGuests, kind, e.ID, pq.Array(letter), pq.Array(occasion), pq.Array(idStrings(to)), pq.Array(lang))
	return len(to), err
}

// Send writes the invitation to the guests named, or to all where none is named, who have none yet. It returns how many letters were
// written: pressing again writes none. models.ErrClosed for a draft and for what is over.
func (s *Guests) Send(ctx context.Context, v models.Viewer, event models.ID, ids []models.ID) (int, error) {
	return s.write(ctx, v, event, "guests.send", models.MailGuest, ids)
}

// Remind writes to everybody who was invited and has not replied, each at most once a day by the clock of the event, and not on the day
// of the invitation. It returns how many letters were written. models.ErrClosed for a draft and for what is over.
func (s *Guests) Remind(ctx context.Context, v models.Viewer, event models.ID) (int, error) {
	return s.write(ctx, v, event, "guests.remind", models.MailGuestReminder, nil)
}

func (s *Guests) write(ctx context.Context, v models.Viewer, event models.ID, act string, kind models.MailKind, ids []models.ID) (written int, err error) {
	err = s.db.inTx(ctx, act, func(t *tx) error {
		written = 0
		e, err := t.permit(v, event, models.Viewer.CanOrganise)
		if err != nil {
			return err
		}
		if !inviting(e) {
			return models.ErrClosed
		}
		if err := t.first(v, event, act, "", nil); err != nil {
			return err
		}
		written, err = t.writeToGuests(e, kind, ids)
		return err
	})
	return written, err
}
