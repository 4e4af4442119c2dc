package store

import (
	"context"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// letterRow is a letter with what one join finds; the zero ID stands for NULL.
type letterRow struct {
	ID           models.ID       `db:"id"`
	Kind         models.MailKind `db:"kind"`
	Occasion     string          `db:"occasion"`
	Lang         models.Lang     `db:"language"`
	Attempts     int             `db:"attempts"`
	CreatedAt    time.Time       `db:"created_at"`
	EventID      models.ID       `db:"event_id"`
	Registration models.ID       `db:"registration_id"`
	Guest        models.ID       `db:"guest_id"`
	AccountName  string          `db:"account_name"`
	Email        string          `db:"email"`
	SignInLink   models.ID       `db:"sign_in_link_id"`
	Invitation   models.ID       `db:"invitation_id"`
	Role         models.Role     `db:"role"`
	Inviter      string          `db:"inviter"`
	RoleHost     models.Text     `db:"role_host"`
	RoleEvent    models.Text     `db:"role_event"`
	LinkExpired  bool            `db:"link_expired"`
	EraseAt      *time.Time      `db:"erase_at"`
	EraseN       int             `db:"erase_n"`
	Change       models.ID       `db:"address_change_id"`
	Elsewhere    string          `db:"elsewhere"` // the address of a letter that goes to another than the registration's
}

const sqlLetterRows = `
	select m.id, m.kind, m.occasion, m.language, m.attempts, m.created_at,
	       coalesce(m.event_id, z.none) as event_id, coalesce(m.registration_id, z.none) as registration_id,
	       coalesce(m.guest_id, z.none) as guest_id,
	       coalesce(a.name, '') as account_name, coalesce(a.email, v.email, '') as email,
	       coalesce(m.sign_in_link_id, z.none) as sign_in_link_id, coalesce(m.invitation_id, z.none) as invitation_id,
	       coalesce(m.address_change_id, z.none) as address_change_id,
	       coalesce(case m.kind when 'address' then ch.email when 'address_old' then ch.old_email end, '') as elsewhere,
	       coalesce(v.role, '') as role, coalesce(b.name, '') as inviter, h.name as role_host, e.title as role_event, y.erase_at,
	       case when m.kind = 'erasure' then (select count(*) from registrations k where k.event_id = m.event_id and k.erased_at is null)
	            + (select count(*) from guests k where k.event_id = m.event_id and k.registration_id is null) else 0 end as erase_n,
	       coalesce(coalesce(l.expires_at, v.expires_at) < now() or l.used_at is not null or v.accepted_at is not null
	                or v.withdrawn_at is not null or m.kind = 'erasure' and y.erase_at is null
	                or m.kind = 'address' and (ch.used_at is not null or ch.expires_at < now() or ch.link_version <> r.link_version),
	                false) as link_expired
	from mails m
	cross join (select '00000000-0000-0000-0000-000000000000'::uuid as none) z
	left join accounts a on a.id = m.account_id
	left join sign_in_links l on l.id = m.sign_in_link_id
	left join invitations v on v.id = m.invitation_id
	left join accounts b on b.id = v.invited_by
	left join hosts h on h.id = v.host_id
	left join events e on e.id = v.event_id
	left join address_changes ch on ch.id = m.address_change_id
	left join registrations r on r.id = ch.registration_id
	left join event_privacy y on y.event_id = m.event_id and m.kind = 'erasure'
	where m.id = any($1)
	order by m.priority, m.created_at, m.id`

const sqlRegistrationsByID = `select` + registrationColumns + ` from registrations r where r.id = any($1)`

const sqlEventsByID = `select` + eventColumns + ` from events e where e.id = any($1)`

const sqlRecordingsOf = `select id, language, url from recordings where event_id = $1 order by language`

// facts reads what the letters may say: one join, then each event once.
func (s *Mails) facts(ctx context.Context, ids []string) ([]DueLetter, error) {
	var rows []letterRow
	if err := s.db.pool.SelectContext(ctx, &rows, sqlLetterRows, pq.Array(ids)); err != nil {
		return nil, read(ctx, "letters", err)
	}
	var regIDs, eventIDs []string
	for _, r := range rows {
		if r.Registration != (models.ID{}) {
			regIDs = append(regIDs, r.Registration.String())
		}
		if r.EventID != (models.ID{}) {
			eventIDs = append(eventIDs, r.EventID.String())
		}
	}
	regs, err := s.registrations(ctx, regIDs)
	if err != nil {
		return nil, err
	}
	events, err := s.events(ctx, eventIDs)
	if err != nil {
		return nil, err
	}
	guests, err := s.guests(ctx, rows)
	if err != nil {
		return nil, err
	}
	letters := make([]DueLetter, len(rows))
	for i, r := range rows {
		l := DueLetter{ID: r.ID, Kind: r.Kind, Occasion: r.Occasion, Lang: r.Lang, Attempts: r.Attempts, AccountName: r.AccountName, Email: r.Email,
			SignInLink: r.SignInLink, Invitation: r.Invitation, Role: r.Role, Inviter: r.Inviter, RoleHost: r.RoleHost, RoleEvent: r.RoleEvent,
			LinkExpired: r.LinkExpired, CreatedAt: r.CreatedAt}
		if r.EraseAt != nil {
			l.EraseAt, l.EraseN = *r.EraseAt, r.EraseN
		}
		if f := events[r.EventID]; f != nil {
			l.Event, l.Hosts, l.Channels, l.Recordings = &f.Event, f.hosts, f.channels, f.recordings
		}
		if reg, there := regs[r.Registration]; there {
			l.Registration, l.Email, l.AddressChange = &reg, reg.Email, r.Change
			if r.Kind.Elsewhere() {
				l.Email = r.Elsewhere
			}
			l.LinkExpired = l.LinkExpired || l.Email == "" // it was forgotten
		}
		if g, there := guests[r.Guest]; there {
			l.Guest, l.Email = &g, g.Email
		}
		letters[i] = l
	}
	return letters, nil
}

func (s *Mails) registrations(ctx context.Context, ids []string) (map[models.ID]models.Registration, error) {
	var found []models.Registration
	if len(ids) > 0 {
		if err := s.db.pool.SelectContext(ctx, &found, sqlRegistrationsByID, pq.Array(ids)); err != nil {
			return nil, read(ctx, "letters", err)
		}
	}
	by := map[models.ID]models.Registration{}
	for _, r := range found {
		by[r.ID] = r
	}
	return by, nil
}

// eventFacts is what letters say of an event.
type eventFacts struct {
	models.Event
	hosts      []models.Host
	channels   []models.Channel
	recordings []models.Recording
}

func (s *Mails) events(ctx context.Context, ids []string) (map[models.ID]*eventFacts, error) {
	by := map[models.ID]*eventFacts{}
	if len(ids) == 0 {
		return by, nil
	}
	var found []eventRow
	if err := s.db.pool.SelectContext(ctx, &found, sqlEventsByID, pq.Array(ids)); err != nil {
		return nil, read(ctx, "letters", err)
	}
	for _, r := range found {
		f := &eventFacts{Event: r.event()}
		if err := s.db.pool.SelectContext(ctx, &f.hosts, sqlHostsOf, f.ID); err != nil {
			return nil, read(ctx, "letters", err)
		}
		if err := s.db.pool.SelectContext(ctx, &f.channels, sqlChannelsOf, f.ID); err != nil {
			return nil, read(ctx, "letters", err)
		}
		if err := s.db.pool.SelectContext(ctx, &f.recordings, sqlRecordingsOf, f.ID); err != nil {
			return nil, read(ctx, "letters", err)
		}
		by[f.ID] = f
	}
	return by, nil
}
