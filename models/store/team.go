package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Team keeps who of the staff has which role, and who is invited to one.
type Team struct{ db *DB }

// NewTeam returns the team kept in db.
func NewTeam(db *DB) *Team { return &Team{db} }

// reach is what of the team a viewer sees: everybody, or those at their own hosts.
func reach(v models.Viewer) (all bool, hosts pq.StringArray) {
	hosts = pq.StringArray{}
	for _, h := range v.Organises() {
		hosts = append(hosts, h.String())
	}
	return v.IsOwner(), hosts
}

// Members lists those whom the viewer may see, each with the roles that the viewer may see, the oldest account first.
func (s *Team) Members(ctx context.Context, v models.Viewer) ([]models.Member, error) {
	all, hosts := reach(v)
	var rows []memberRow
	err := s.db.pool.SelectContext(ctx, &rows, sqlMembers, all, hosts)
	return members(rows), read(ctx, "members", err)
}

const invitationColumns = `
	v.id, v.role, coalesce(v.host_id, z.none) as host_id, coalesce(v.event_id, z.none) as event_id, v.email, v.language,
	coalesce(h.name, e.title, '{}') as place, b.name as inviter, v.expires_at
	from invitations v
	cross join (select '00000000-0000-0000-0000-000000000000'::uuid as none) z
	join accounts b on b.id = v.invited_by
	left join hosts h on h.id = v.host_id
	left join events e on e.id = v.event_id`

const sqlOpenInvitations = `select` + invitationColumns + `
	where v.accepted_at is null and v.withdrawn_at is null
	  and ($1 or v.host_id = any($2) or v.event_id in (select x.event_id from event_hosts x where x.host_id = any($2)))
	order by v.created_at, v.id`

// Invitations lists those that nobody has accepted yet, expired ones too, as far as the viewer may see them.
func (s *Team) Invitations(ctx context.Context, v models.Viewer) ([]models.Invitation, error) {
	all, hosts := reach(v)
	list := []models.Invitation{}
	err := s.db.pool.SelectContext(ctx, &list, sqlOpenInvitations, all, hosts)
	return list, read(ctx, "invitations", err)
}

// Moderated is an event that a moderator can be invited to.
type Moderated struct {
	ID       models.ID   `db:"id"`
	Title    models.Text `db:"title"`
	StartsAt *time.Time  `db:"starts_at"` // nil while a draft has no time
}

const sqlModerated = `
	select e.id, e.title, e.starts_at from events e
	where e.state <> 'cancelled' and e.title <> '{}'
	  and ($1 or exists (select from event_hosts x where x.event_id = e.id and x.host_id = any($2)))
	order by e.starts_at desc nulls first, e.id limit 100`

// Moderated lists the events to which the viewer may invite moderators, the latest first.
func (s *Team) Moderated(ctx context.Context, v models.Viewer) ([]Moderated, error) {
	all, hosts := reach(v)
	list := []Moderated{}
	err := s.db.pool.SelectContext(ctx, &list, sqlModerated, all, hosts)
	return list, read(ctx, "events to moderate", err)
}

// mayGrant asks whether the viewer may give or take g. A place that the viewer has no part in does not exist for them.
func (t *tx) mayGrant(v models.Viewer, g models.Grant) error {
	var e models.Event
	if g.Role == models.Moderator {
		var err error
		if e, err = t.event(g.EventID); err != nil {
			return err
		}
	}
	switch {
	case !v.SignedIn():
		return models.ErrSignIn
	case v.CanGrant(g, e):
		return nil
	case g.Role == models.Moderator && !v.CanModerate(e):
		return models.ErrNotFound
	}
	return models.ErrForbidden
}

// sqlLockTeam makes those who take roles away wait for each other, so that the last owner can't go by two ways at once.
const sqlLockTeam = `select id from installation for no key update`

const sqlHeldRole = `
	select id, role, coalesce(host_id, '00000000-0000-0000-0000-000000000000') as host_id,
	       coalesce(event_id, '00000000-0000-0000-0000-000000000000') as event_id, account_id
	from roles where id = $1`

const sqlOtherOwners = `
	select count(distinct a.id) from roles r join accounts a on a.id = r.account_id
	where r.role = 'owner' and a.disabled_at is null and a.id <> $1`

const sqlTakeRole = `delete from roles where id = $1`

const sqlWithdrawInvitationsBy = `
	update invitations set withdrawn_at = now() where invited_by = $1 and accepted_at is null and withdrawn_at is null`

// TakeRole takes a role away, and with it the invitations that its holder gave and nobody has accepted. The last owner stays one.
func (s *Team) TakeRole(ctx context.Context, v models.Viewer, id models.ID) error {
	return s.db.inTx(ctx, "take role", func(t *tx) error {
		var installation models.ID
		if err := t.get(&installation, sqlLockTeam); err != nil {
			return err
		}
		if err := t.first(v, models.ID{}, "role.take", id.String(), nil); err != nil {
			return err
		}
		var held struct {
			models.Grant
			AccountID models.ID `db:"account_id"`
		}
		if err := t.get(&held, sqlHeldRole, id); err != nil {
			return err
		}
		if err := t.mayGrant(v, held.Grant); err != nil {
			return err
		}
		if held.Role == models.Owner {
			if err := t.otherOwner(held.AccountID); err != nil {
				return err
			}
		}
		if _, err := t.exec(sqlTakeRole, id); err != nil {
			return err
		}
		_, err := t.exec(sqlWithdrawInvitationsBy, held.AccountID)
		return err
	})
}

// otherOwner refuses where nobody else would be left to do everything.
func (t *tx) otherOwner(account models.ID) error {
	var others int
	if err := t.get(&others, sqlOtherOwners, account); err != nil {
		return err
	}
	if others == 0 {
		p := models.Problems{}
		p.Add("form", "team.last_owner")
		return p
	}
	return nil
}

const sqlDisable = `update accounts set disabled_at = coalesce(disabled_at, now()) where id = $1`

const sqlEnable = `update accounts set disabled_at = null where id = $1`

const sqlEndSessions = `delete from sessions where account_id = $1`

// Disable shuts an account out: its sessions end at once, its mailed links and the invitations that it gave are void. Only an owner
// may, and nobody themselves.
func (s *Team) Disable(ctx context.Context, v models.Viewer, account models.ID) error {
	return s.db.inTx(ctx, "disable account", func(t *tx) error {
		var installation models.ID
		if err := t.get(&installation, sqlLockTeam); err != nil {
			return err
		}
		if err := t.mayGrant(v, models.Grant{Role: models.Owner}); err != nil {
			return err
		}
		if account == v.AccountID {
			p := models.Problems{}
			p.Add("form", "team.not_yourself")
			return p
		}
		if err := t.first(v, models.ID{}, "account.disable", account.String(), nil); err != nil {
			return err
		}
		if err := t.otherOwner(account); err != nil {
			return err
		}
		if n, err := t.exec(sqlDisable, account); err != nil || n == 0 {
			return orNotFound(err)
		}
		for _, q := range []string{sqlEndSessions, sqlVoidSignInLinks, sqlWithdrawInvitationsBy} {
			if _, err := t.exec(q, account); err != nil {
				return err
			}
		}
		return nil
	})
}

// Enable lets a disabled account in again. Only an owner may.
func (s *Team) Enable(ctx context.Context, v models.Viewer, account models.ID) error {
	return s.db.inTx(ctx, "enable account", func(t *tx) error {
		if err := t.mayGrant(v, models.Grant{Role: models.Owner}); err != nil {
			return err
		}
		if err := t.first(v, models.ID{}, "account.enable", account.String(), nil); err != nil {
			return err
		}
		if n, err := t.exec(sqlEnable, account); err != nil || n == 0 {
			return orNotFound(err)
		}
		return nil
	})
}

// orNotFound is for a write that met no row.
func orNotFound(err error) error {
	if err == nil {
		err = fmt.Errorf("no such row: %w", models.ErrNotFound)
	}
	return err
}
