package store

import (
	"context"

	"github.com/lib/pq"

	"tsudoi/models"
)

// memberRow is an account with one of its roles; the zero RoleID for an account without any.
type memberRow struct {
	models.Account
	RoleID  models.ID   `db:"role_id"`
	Role    models.Role `db:"role"`
	HostID  models.ID   `db:"host_id"`
	EventID models.ID   `db:"event_id"`
	Place   models.Text `db:"place"`
}

// members joins rows of one account, which follow each other.
func members(rows []memberRow) []models.Member {
	list := []models.Member{}
	for _, r := range rows {
		if n := len(list); n == 0 || list[n-1].ID != r.ID {
			list = append(list, models.Member{Account: r.Account})
		}
		if r.RoleID != (models.ID{}) {
			m := &list[len(list)-1]
			m.Roles = append(m.Roles, models.Held{Grant: models.Grant{ID: r.RoleID, Role: r.Role, HostID: r.HostID, EventID: r.EventID}, Place: r.Place})
		}
	}
	return list
}

// sqlMembers lists everybody ($1), or those who hold a role at one of the hosts $2 or its events, with these roles alone.
const sqlMembers = `
	select a.id, a.name, a.email, a.language, a.zone, a.disabled_at is not null as disabled, coalesce(r.id, z.none) as role_id,
	       coalesce(r.role, '') as role, coalesce(r.host_id, z.none) as host_id, coalesce(r.event_id, z.none) as event_id,
	       coalesce(h.name, e.title, '{}') as place
	from accounts a
	cross join (select '00000000-0000-0000-0000-000000000000'::uuid as none) z
	left join roles r on r.account_id = a.id
	left join hosts h on h.id = r.host_id
	left join events e on e.id = r.event_id
	where $1 or r.host_id = any($2) or r.event_id in (select x.event_id from event_hosts x where x.host_id = any($2))
	order by a.created_at, a.id, r.created_at, r.id`

// All lists every account with its roles, the oldest first, for who has the machine itself.
func (s *Accounts) All(ctx context.Context) ([]models.Member, error) {
	var rows []memberRow
	err := s.db.pool.SelectContext(ctx, &rows, sqlMembers, true, pq.StringArray{})
	return members(rows), read(ctx, "accounts", err)
}
