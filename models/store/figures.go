package store

import (
	"context"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Figures counts what the staff see of events.
type Figures struct{ db *DB }

// NewFigures returns the figures of what is kept in db.
func NewFigures(db *DB) *Figures { return &Figures{db} }

const countColumns = `
	(select coalesce(sum(s.taken), 0) from categories c join category_seats s on s.category_id = c.id where c.event_id = e.id) as taken,
	(select coalesce(sum(s.waiting), 0) from categories c join category_seats s on s.category_id = c.id where c.event_id = e.id) as waiting,
	(select count(*) from registrations r where r.event_id = e.id and r.state = 'pending') as pending,
	(select count(*) from registrations r where r.event_id = e.id and r.state = 'offered') as offered,
	(select count(*) from questions q where q.event_id = e.id and q.state not in ('withdrawn', 'purged')) as questions,
	(select count(*) from questions q where q.event_id = e.id and q.state in ('pending', 'held')) as questions_waiting,
	(select count(*) from mails m where m.event_id = e.id and m.state = 'sent') as letters_sent,
	(select count(*) from mails m where m.event_id = e.id and m.state = 'due') as letters_due,
	(select count(*) from mails m where m.event_id = e.id and m.state in ('failed', 'doubtful', 'held')) as letters_failed,
	(select count(*) from recordings r where r.event_id = e.id) as recordings,
	(select count(*) from channels c where c.event_id = e.id) as channels`

const sqlDeskEvents = `
	select` + eventColumns + `,` + countColumns + `
	from events e
	where $1 or e.id = any($2::uuid[]) or exists (select 1 from event_hosts h where h.event_id = e.id and h.host_id = any($3::uuid[]))
	order by e.starts_at desc nulls first, e.id desc limit 1000`

// Events returns the events that the viewer has a part in, the latest first: all for an owner, those of their hosts for an organiser,
// their own ones for a moderator.
func (s *Figures) Events(ctx context.Context, v models.Viewer) ([]models.DeskEvent, error) {
	var events, hosts []models.ID
	for _, g := range v.Grants {
		switch g.Role {
		case models.Organiser:
			hosts = append(hosts, g.HostID)
		case models.Moderator:
			events = append(events, g.EventID)
		}
	}
	var rows []struct {
		eventRow
		models.EventCounts
	}
	err := s.db.pool.SelectContext(ctx, &rows, sqlDeskEvents, v.IsOwner(), pq.Array(idStrings(events)), pq.Array(idStrings(hosts)))
	if err != nil {
		return nil, read(ctx, "events of the desk", err)
	}
	all := make([]models.DeskEvent, len(rows))
	for i, r := range rows {
		all[i] = models.DeskEvent{Event: r.event(), EventCounts: r.EventCounts}
	}
	return all, nil
}

const sqlEventCounts = `select` + countColumns + ` from events e where e.id = $1`

// Counts returns the figures of one event, for who has been let in to it.
func (s *Figures) Counts(ctx context.Context, event models.ID) (models.EventCounts, error) {
	var n models.EventCounts
	err := s.db.pool.GetContext(ctx, &n, sqlEventCounts, event)
	return n, read(ctx, "figures of event", err)
}
