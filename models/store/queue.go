package store

import (
	"context"
	"fmt"
	"time"

	"tsudoi/models"
)

// QueueLine is somebody who awaits a decision or a seat.
type QueueLine struct {
	ID           models.ID                `db:"id"`
	Number       int64                    `db:"number"`
	State        models.RegistrationState `db:"state"`
	Category     models.ID                `db:"category_id"`
	Name         string                   `db:"name"`
	Email        string                   `db:"email"`
	Language     models.Lang              `db:"language"`
	CreatedAt    time.Time                `db:"created_at"`
	OfferedUntil *time.Time               `db:"offered_until"`
	Lapses       int                      `db:"lapses"`
	Rank         int                      `db:"rank"` // among those of the same state and category, from 1
	Of           int                      `db:"of"`
}

// QueuePage is how many of each state and category Queue returns.
const QueuePage = 100

const sqlQueue = `
	select id, number, state, category_id, name, email, language, created_at, offered_until, lapses, rank, "of" from (
		select r.*, row_number() over (partition by r.category_id, r.state order by r.offered_until, r.place, r.number) as rank,
		       count(*) over (partition by r.category_id, r.state) as "of"
		from registrations r where r.event_id = $1 and r.state in ('pending', 'waitlisted', 'offered')) q
	where rank <= $2 order by rank`

// Queue returns those of an event who await a decision, whom a seat is offered to, and who wait for one, each in their order, the first of
// each. For its organisers.
func (s *Registrations) Queue(ctx context.Context, v models.Viewer, e models.Event) ([]QueueLine, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("queue: %w", err)
	}
	var lines []QueueLine
	err := s.db.pool.SelectContext(ctx, &lines, sqlQueue, e.ID, QueuePage)
	return lines, read(ctx, "queue", err)
}
