package store

import (
	"context"

	"tsudoi/models"
)

const sqlLanguagesOf = `
	select language, count(*) as n, count(*) filter (where created_at > now() - interval '7 days') as week
	from registrations where event_id = $1 and state not in ('cancelled', 'declined', 'unverified') group by language`

const sqlRegistrationDays = `
	select date_trunc('day', created_at at time zone $2) at time zone 'UTC' as day, count(*) as n
	from registrations where event_id = $1 and state not in ('cancelled', 'declined', 'unverified') group by 1 order by 1`

const sqlLatestRegistrations = `select` + registrationColumns + ` from registrations r where r.event_id = $1 order by r.number desc limit 5`

const sqlLettersByKind = `select kind, count(*) as n from mails where event_id = $1 and state = 'sent' group by kind`

// Overview reads what the first page of an event's desk tells, for who has been let in to it as an organiser: it holds addresses.
func (s *Figures) Overview(ctx context.Context, e models.Event) (models.Overview, error) {
	o := models.Overview{Languages: map[models.Lang]int{}, Letters: map[models.MailKind]int{}}
	var languages []struct {
		Language models.Lang `db:"language"`
		N        int         `db:"n"`
		Week     int         `db:"week"`
	}
	if err := s.db.pool.SelectContext(ctx, &languages, sqlLanguagesOf, e.ID); err != nil {
		return o, read(ctx, "overview", err)
	}
	for _, l := range languages {
		o.Languages[l.Language] = l.N
		o.Week += l.Week
	}
	var letters []struct {
		Kind models.MailKind `db:"kind"`
		N    int             `db:"n"`
	}
	if err := s.db.pool.SelectContext(ctx, &letters, sqlLettersByKind, e.ID); err != nil {
		return o, read(ctx, "overview", err)
	}
	for _, l := range letters {
		o.Letters[l.Kind] = l.N
	}
	if err := s.db.pool.SelectContext(ctx, &o.Days, sqlRegistrationDays, e.ID, e.Zone); err != nil {
		return o, read(ctx, "overview", err)
	}
	return o, read(ctx, "overview", s.db.pool.SelectContext(ctx, &o.Latest, sqlLatestRegistrations, e.ID))
}
