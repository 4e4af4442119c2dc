package store

import (
	"context"

	"tsudoi/models"
)

const sqlLockGuest = `select id from guests where id = $1 for no key update`

// lockGuest returns one guest, who stays as they are until the end of the transaction.
func (t *tx) lockGuest(id models.ID) (g models.Guest, err error) {
	var locked models.ID
	if err := t.get(&locked, sqlLockGuest, id); err != nil {
		return g, err
	}
	err = t.get(&g, sqlGuestByID, id) // after the lock, so that the registration is seen that it waited for
	return g, err
}

// guestAtDesk begins an act of the desk on one guest of an event.
func (t *tx) guestAtDesk(v models.Viewer, event, id models.ID, act string) (g models.Guest, err error) {
	if _, err = t.permit(v, event, models.Viewer.CanOrganise); err != nil {
		return g, err
	}
	if err = t.first(v, event, act, id.String(), nil); err != nil {
		return g, err
	}
	if g, err = t.lockGuest(id); err == nil && g.EventID != event {
		err = models.ErrNotFound
	}
	return g, err
}

const (
	sqlRemoveGuest   = `delete from guests where id = $1`
	sqlWithdrawGuest = `update guests set withdrawn_at = now(), version = version + 1 where id = $1`
)

// Withdraw takes an invitation back: its link is dead at once, and a letter that has not left yet does not leave. Who was never written
// to is taken off the list. Again changes nothing. models.ErrMove for who has accepted: there is a registration to cancel.
func (s *Guests) Withdraw(ctx context.Context, v models.Viewer, event, id models.ID) error {
	return s.db.inTx(ctx, "withdraw guest", func(t *tx) error {
		g, err := t.guestAtDesk(v, event, id, "guests.withdraw")
		if err != nil {
			return err
		}
		withdraw := sqlWithdrawGuest
		switch g.State() {
		case models.GuestAccepted:
			return models.ErrMove
		case models.GuestWithdrawn:
			return nil
		case models.GuestListed:
			if g.LinkVersion == 1 { // no letter has ever named them
				withdraw = sqlRemoveGuest
			}
		}
		_, err = t.exec(withdraw, id)
		return err
	})
}

const sqlGuestAddressTaken = `select exists (select from guests where event_id = $1 and email_key = $2 and id <> $3)`

const sqlCategoryOfEvent = `select exists (select from categories where id = $1 and event_id = $2)`

// An invitation that went to another address has not gone to this one: it waits to be sent, with a new link.
const sqlSaveGuest = `
	update guests set name = $2, language = $3, category_id = $4, note = $5, email = $6, email_key = $7, version = version + 1,
	       link_version = link_version + case when $8 then 1 else 0 end,
	       invited_at = case when $8 then null else invited_at end, reminded_at = case when $8 then null else reminded_at end,
	       replied_at = case when $8 then null else replied_at end, declined_at = case when $8 then null else declined_at end,
	       decline_note = case when $8 then '' else decline_note end
	where id = $1`

// Save sets one guest right. A new address makes the earlier link void, and the invitation waits to be sent to it. ErrStale when
// somebody changed the guest since version; models.Problems (email) where the address is on the list already; ErrMove for a new address
// or category of who has accepted, or of who was withdrawn.
func (s *Guests) Save(ctx context.Context, v models.Viewer, event, id models.ID, version int64, n models.NewGuest) error {
	return s.db.inTx(ctx, "save guest", func(t *tx) error {
		g, err := t.guestAtDesk(v, event, id, "guests.save")
		if err != nil {
			return err
		}
		if g.Version != version {
			return models.ErrStale
		}
		moved := n.EmailKey != g.EmailKey
		if st := g.State(); (st == models.GuestAccepted || st == models.GuestWithdrawn) && (moved || n.CategoryID != g.CategoryID) {
			return models.ErrMove
		}
		var taken, ours bool
		if err := t.get(&taken, sqlGuestAddressTaken, event, n.EmailKey, id); err != nil {
			return err
		}
		if taken {
			return onList()
		}
		if err := t.get(&ours, sqlCategoryOfEvent, n.CategoryID, event); err != nil {
			return err
		}
		if !ours {
			return models.ErrNotFound
		}
		_, err = t.exec(sqlSaveGuest, id, n.Name, n.Language, n.CategoryID, n.Note, n.Email, n.EmailKey, moved)
		if isTaken(err) { // somebody else has just given it to another guest
			return onList()
		}
		return err
	})
}

func onList() models.Problems {
	p := models.Problems{}
	p.Add("email", "guests.on_list")
	return p
}
