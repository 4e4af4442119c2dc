package store

import (
	"context"
	"time"

	"tsudoi/models"
)

const sqlVoidAddressChanges = `
	update address_changes set expires_at = now() where registration_id = $1 and used_at is null and email_key <> $2 and expires_at > now()`

const sqlPendingAddressChange = `
	select c.id from address_changes c join registrations r on r.id = c.registration_id and r.link_version = c.link_version
	where c.registration_id = $1 and c.email_key = $2 and c.used_at is null and c.expires_at > now()`

const sqlNewAddressChange = `
	insert into address_changes (id, registration_id, email, email_key, link_version, expires_at)
	values ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')
	on conflict do nothing`

const sqlMailAddressChange = `
	insert into mails (id, kind, occasion, event_id, registration_id, address_change_id, language, priority)
	values ($1, $2, $3, $4, $5, $6, $7, 0)
	on conflict do nothing`

// Who is registered with an address, in the sense that it was proven or taken at its word.
const sqlHolderOfAddress = `
	select r.id, r.email_key, r.state, r.language from registrations r
	where r.event_id = $1 and r.email_key = $2 and r.state not in ('cancelled', 'declined', 'unverified')`

// AskAddress notes that an attendee wants another address and writes to it, at most once an hour; nothing changes before the button in
// that letter is pressed. An earlier wish for yet another address is void. Where the new one is registered at the event already, its
// holder gets their links instead, and the attendee sees the same. quiet writes no letter: the address has had too many.
// ErrMove where the registration no longer stands, models.Problems for an address of a domain that its category is not open to.
func (s *Registrations) AskAddress(ctx context.Context, id models.ID, n models.NewAddress, quiet bool) error {
	hour := linksOccasion(time.Now())
	letter := models.NewID()
	return s.db.inTx(ctx, "ask for another address", func(t *tx) error {
		var r models.Registration
		if err := t.get(&r, sqlLockRegistration, id); err != nil {
			return err
		}
		if !r.State.Open() || r.State == models.Unverified {
			return models.ErrMove
		}
		if err := t.mayMoveTo(r, n); err != nil {
			return err
		}
		change, err := t.openAddressChange(r, n)
		if err != nil || quiet {
			return err
		}
		var holder []standingAddress
		if err := t.all(&holder, sqlHolderOfAddress, r.EventID, n.Key); err != nil {
			return err
		}
		if len(holder) > 0 {
			return t.enqueue(true, []letterFor{{models.MailLinks, hour, r.EventID, holder[0].ID, holder[0].Language}})
		}
		_, err = t.exec(sqlMailAddressChange, letter, models.MailAddress, change.String()+" "+hour, r.EventID, r.ID, change, r.Language)
		return err
	})
}

const sqlCameByForm = `select source = 'form' from registrations where id = $1`

// mayMoveTo refuses who registered by the form an address that could not have registered for their category.
func (t *tx) mayMoveTo(r models.Registration, n models.NewAddress) error {
	seats, err := seating(t.all, r.EventID)
	if err != nil {
		return err
	}
	for _, s := range seats {
		if s.ID != r.CategoryID || s.Allows(n.Key) {
			continue
		}
		var form bool
		if err := t.get(&form, sqlCameByForm, r.ID); err != nil {
			return err
		}
		if form {
			return models.WrongDomain(s.Category)
		}
	}
	return nil
}

// openAddressChange returns the wish for n that waits already, or makes it. The caller holds the registration.
func (t *tx) openAddressChange(r models.Registration, n models.NewAddress) (models.ID, error) {
	if _, err := t.exec(sqlVoidAddressChanges, r.ID, n.Key); err != nil {
		return n.ID, err
	}
	var waiting []models.ID
	if err := t.all(&waiting, sqlPendingAddressChange, r.ID, n.Key); err != nil {
		return n.ID, err
	}
	if len(waiting) > 0 {
		return waiting[0], nil
	}
	_, err := t.exec(sqlNewAddressChange, n.ID, r.ID, n.Email, n.Key, r.LinkVersion, models.AddressChangeLife.Seconds())
	return n.ID, err
}

// WithdrawAddress makes every wish of a registration for another address void.
func (s *Registrations) WithdrawAddress(ctx context.Context, id models.ID) error {
	return s.db.inTx(ctx, "withdraw another address", func(t *tx) error {
		_, err := t.exec(sqlVoidAddressChanges, id, "")
		return err
	})
}

const addressChangeColumns = `
	select c.id, c.registration_id, c.email, c.email_key,
	       c.used_at is null and c.expires_at > now() and r.link_version = c.link_version
	       and r.state not in ('cancelled', 'declined', 'unverified') as waits,
	       c.used_at is not null and c.expires_at > now() and r.link_version = c.link_version + 1 as done,
	       exists (select 1 from registrations o where o.event_id = r.event_id and o.email_key = c.email_key and o.id <> r.id
	               and o.state not in ('cancelled', 'declined', 'unverified')) as taken
	from address_changes c join registrations r on r.id = c.registration_id`

const sqlAddressChange = addressChangeColumns + ` where c.id = $1`

const sqlAddressChangeOf = addressChangeColumns + `
	where c.registration_id = $1 and c.used_at is null and c.expires_at > now() and r.link_version = c.link_version
	order by c.created_at desc limit 1`

// AddressChange returns one wish and the registration that it is about, as both stand now.
func (s *Registrations) AddressChange(ctx context.Context, id models.ID) (models.AddressChange, models.Registration, error) {
	var a models.AddressChange
	var r models.Registration
	err := s.db.pool.GetContext(ctx, &a, sqlAddressChange, id)
	if err == nil {
		err = s.db.pool.GetContext(ctx, &r, sqlRegistrationByID, a.RegistrationID)
	}
	return a, r, read(ctx, "address change", err)
}

// WantedAddress is the address that a registration waits to be changed to; "" for none.
func (s *Registrations) WantedAddress(ctx context.Context, id models.ID) (string, error) {
	var found []models.AddressChange
	err := s.db.pool.SelectContext(ctx, &found, sqlAddressChangeOf, id)
	if err != nil || len(found) == 0 {
		return "", read(ctx, "wanted address", err)
	}
	return found[0].Email, nil
}

const sqlLockAddressChange = addressChangeColumns + ` where c.id = $1 for no key update of c`

const sqlUseAddressChange = `update address_changes set used_at = now(), old_email = $2 where id = $1`

// ChangeAddress makes a wish true: its address was proven by the letter. The earlier links are void, new ones leave for the new
// address, and the old one is told. ErrGone where the wish is void, used or over, ErrMove where somebody else is registered with that
// address by now.
func (s *Registrations) ChangeAddress(ctx context.Context, id models.ID) error {
	letters := []models.ID{models.NewID(), models.NewID()}
	return s.db.inTx(ctx, "change address", func(t *tx) error {
		var a models.AddressChange
		var r models.Registration
		if err := t.get(&a, sqlAddressChange, id); err != nil {
			return err
		}
		if err := t.get(&r, sqlRegistrationByID, a.RegistrationID); err != nil {
			return err
		}
		if _, err := t.lockSeats(r.EventID); err != nil { // nobody registers with the new address meanwhile
			return err
		}
		if err := t.get(&r, sqlLockRegistration, r.ID); err != nil {
			return err
		}
		if err := t.get(&a, sqlLockAddressChange, id); err != nil {
			return err
		}
		if err := t.first(models.Viewer{}, r.EventID, "registration.address", r.ID.String(), nil); err != nil {
			return err
		}
		switch {
		case !a.Waits:
			return models.ErrGone
		case a.Taken:
			return models.ErrMove
		}
		if _, err := t.exec(sqlUseAddressChange, id, r.Email); err != nil {
			return err
		}
		if err := t.moveAddress(r, a.Email, a.Key); err != nil {
			return err
		}
		for i, kind := range []models.MailKind{models.MailAddressNew, models.MailAddressOld} {
			if _, err := t.exec(sqlMailAddressChange, letters[i], kind, id.String(), r.EventID, r.ID, id, r.Language); err != nil {
				return err
			}
		}
		return nil
	})
}

// A registration that nobody has proven gives way to who has proven the address.
const sqlDropUnproven = `delete from registrations where event_id = $1 and email_key = $2 and state = 'unverified'`

const sqlMoveAddress = `
	update registrations set email = $2, email_key = $3, link_version = link_version + 1, calendar_seq = calendar_seq + 1 where id = $1`

// moveAddress gives a registration another address. All links so far are void, and the calendar entry counts as changed, since it names
// the attendee. The caller holds the seats, and knows that nobody else has the address.
func (t *tx) moveAddress(r models.Registration, email, key string) error {
	if _, err := t.exec(sqlDropUnproven, r.EventID, key); err != nil {
		return err
	}
	_, err := t.exec(sqlMoveAddress, r.ID, email, key)
	return err
}

// Kept while a letter that needs it may still leave.
const sqlForgetAddressChanges = `
	delete from address_changes c where c.expires_at < now()
	       and not exists (select 1 from mails m where m.address_change_id = c.id and m.state = 'due')`

// ForgetAddressChanges deletes the wishes that are over, and with them the addresses before. It returns how many.
func (s *Registrations) ForgetAddressChanges(ctx context.Context) (int, error) {
	return s.forget(ctx, "forget address changes", sqlForgetAddressChanges)
}
