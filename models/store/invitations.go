package store

import (
	"context"
	"fmt"

	"tsudoi/models"
	"tsudoi/password"
)

const sqlHasRole = `
	select exists (select from roles r join accounts a on a.id = r.account_id
	where a.email_key = $1 and r.role = $2 and r.host_id is not distinct from $3 and r.event_id is not distinct from $4)`

// sqlReplaceInvitations takes back what the address was invited to before: the same role at the same place.
const sqlReplaceInvitations = `
	update invitations set withdrawn_at = now()
	where email_key = $1 and role = $2 and host_id is not distinct from $3 and event_id is not distinct from $4
	  and id <> $5 and accepted_at is null and withdrawn_at is null`

const sqlInvite = `
	insert into invitations (id, email, email_key, language, role, host_id, event_id, invited_by, expires_at)
	values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 second')`

// Invite offers a role to an address, by letter. An earlier invitation of the address to the same is replaced. models.Problems where
// the address has the role already.
func (s *Team) Invite(ctx context.Context, v models.Viewer, n models.NewInvitation) error {
	letter := models.NewID()
	return s.db.inTx(ctx, "invite", func(t *tx) error {
		if err := t.mayGrant(v, n.Grant); err != nil {
			return err
		}
		if err := t.first(v, n.EventID, "team.invite", n.ID.String(), map[string]any{"role": n.Role}); err != nil {
			return err
		}
		host, event := orNull(n.HostID), orNull(n.EventID)
		var has bool
		if err := t.get(&has, sqlHasRole, n.EmailKey, n.Role, host, event); err != nil {
			return err
		}
		if has {
			p := models.Problems{}
			p.Add("email", "team.has_role")
			return p
		}
		if _, err := t.exec(sqlReplaceInvitations, n.EmailKey, n.Role, host, event, n.ID); err != nil {
			return err
		}
		if _, err := t.exec(sqlInvite, n.ID, n.Email, n.EmailKey, n.Language, n.Role, host, event, v.AccountID, models.InvitationLife.Seconds()); err != nil {
			return err
		}
		return t.mailInvitation(letter, n.ID, "")
	})
}

const sqlMailInvitation = `
	insert into mails (id, kind, occasion, invitation_id, language, priority)
	select $1, $2, $3, v.id, v.language, 0 from invitations v where v.id = $4
	on conflict do nothing`

func (t *tx) mailInvitation(letter, invitation models.ID, occasion string) error {
	_, err := t.exec(sqlMailInvitation, letter, models.MailInvitation, occasion, invitation)
	return err
}

const sqlInvitation = `select` + invitationColumns + ` where v.id = $1`

// sqlLockOpenInvitation finds an invitation that can still be sent again or withdrawn.
const sqlLockOpenInvitation = sqlInvitation + ` and v.accepted_at is null and v.withdrawn_at is null for no key update of v`

// openInvitation locks one that the viewer may change.
func (t *tx) openInvitation(v models.Viewer, id models.ID) (i models.Invitation, err error) {
	if err := t.get(&i, sqlLockOpenInvitation, id); err != nil {
		return i, err
	}
	return i, t.mayGrant(v, i.Grant)
}

const sqlRenewInvitation = `update invitations set expires_at = now() + $2 * interval '1 second' where id = $1 returning to_char(now(), 'YYYYMMDDHH24MI')`

// InviteAgain sends the letter again, and the seven days begin anew. Twice in one minute is one letter.
func (s *Team) InviteAgain(ctx context.Context, v models.Viewer, id models.ID) error {
	letter := models.NewID()
	return s.db.inTx(ctx, "invite again", func(t *tx) error {
		i, err := t.openInvitation(v, id)
		if err != nil {
			return err
		}
		if err := t.first(v, i.EventID, "team.invite_again", id.String(), nil); err != nil {
			return err
		}
		var minute string
		if err := t.get(&minute, sqlRenewInvitation, id, models.InvitationLife.Seconds()); err != nil {
			return err
		}
		return t.mailInvitation(letter, id, minute)
	})
}

const sqlWithdrawInvitation = `update invitations set withdrawn_at = now() where id = $1`

// Withdraw takes an invitation back that nobody has accepted.
func (s *Team) Withdraw(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.db.inTx(ctx, "withdraw invitation", func(t *tx) error {
		// A repeat finds the invitation withdrawn by the try before it.
		if err := t.first(v, models.ID{}, "team.withdraw", id.String(), nil); err != nil {
			return err
		}
		if _, err := t.openInvitation(v, id); err != nil {
			return err
		}
		_, err := t.exec(sqlWithdrawInvitation, id)
		return err
	})
}

// Invitations are what invited people see of theirs.
type Invitations struct {
	db        *DB
	passwords *password.Hasher
}

// NewInvitations returns the invitations kept in db.
func NewInvitations(db *DB, passwords *password.Hasher) *Invitations {
	return &Invitations{db, passwords}
}

// invitationRow is an invitation with whether it still opens, and whose it may be already.
type invitationRow struct {
	models.Invitation
	EmailKey string    `db:"email_key"`
	Open     bool      `db:"open"`
	Account  models.ID `db:"account"`
}

const sqlInvitationState = `
	select v.email_key, v.accepted_at is null and v.withdrawn_at is null and v.expires_at > now() as open,
	       coalesce((select a.id from accounts a where a.email_key = v.email_key), z.none) as account,` + invitationColumns + `
	where v.id = $1`

// Show returns an invitation, and whose account its address has; the zero ID for none. models.ErrGone for one that was accepted or
// withdrawn, or is over.
func (s *Invitations) Show(ctx context.Context, id models.ID) (i models.Invitation, account models.ID, err error) {
	var row invitationRow
	if err := s.db.pool.GetContext(ctx, &row, sqlInvitationState, id); err != nil {
		return i, account, read(ctx, "invitation", err)
	}
	if !row.Open {
		return i, account, fmt.Errorf("invitation: %w", models.ErrGone)
	}
	return row.Invitation, row.Account, nil
}

const sqlLockInvitation = sqlInvitationState + ` for no key update of v`

const sqlAcceptInvitation = `update invitations set accepted_at = now(), accepted_by = $2 where id = $1`

// accept gives the role to an account, once.
func (t *tx) accept(row invitationRow, account models.ID) error {
	if !row.Open {
		return models.ErrGone
	}
	if _, err := t.exec(sqlAcceptInvitation, row.ID, account); err != nil {
		return err
	}
	return t.grant(account, row.Grant)
}

// Accept gives the role to the viewer, whose address must be the one that was invited: models.ErrForbidden for anybody else's.
func (s *Invitations) Accept(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.db.inTx(ctx, "accept invitation", func(t *tx) error {
		var row invitationRow
		if err := t.get(&row, sqlLockInvitation, id); err != nil {
			return err
		}
		if row.Account != v.AccountID {
			return models.ErrForbidden
		}
		if err := t.first(v, row.EventID, "invitation.accept", id.String(), nil); err != nil {
			return err
		}
		return t.accept(row, v.AccountID)
	})
}

// Join makes an account for an invited address, gives it the role and signs it in. models.ErrSignIn where the address has an account
// meanwhile.
func (s *Invitations) Join(ctx context.Context, id models.ID, n models.NewAccount, from Browser) (Entry, error) {
	if _, _, err := s.Show(ctx, id); err != nil {
		return Entry{}, err
	}
	hash, err := s.passwords.Hash(ctx, n.Password)
	if err != nil {
		return Entry{}, err
	}
	e := newEntry()
	err = s.db.inTx(ctx, "join the team", func(t *tx) error {
		var row invitationRow
		if err := t.get(&row, sqlLockInvitation, id); err != nil {
			return err
		}
		if err := t.first(models.Viewer{}, row.EventID, "invitation.join", n.ID.String(), nil); err != nil {
			return err
		}
		if !row.Open {
			return models.ErrGone
		}
		if n.EmailKey != row.EmailKey {
			return models.ErrForbidden
		}
		made, err := t.newAccount(n, hash)
		if err != nil {
			return err
		}
		if !made {
			return models.ErrSignIn
		}
		if err := t.accept(row, n.ID); err != nil {
			return err
		}
		return t.openSession(n.ID, e, from, false)
	})
	return e, err
}
