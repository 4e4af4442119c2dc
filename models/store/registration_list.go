package store

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// LastLetter is what became of the newest letter to a registration; zero where none was written.
type LastLetter struct {
	LetterID    models.ID        `db:"letter_id"`
	LetterKind  models.MailKind  `db:"letter_kind"`
	LetterState models.MailState `db:"letter_state"`
	LetterReply string           `db:"letter_reply"`
}

const lastLetterColumns = `
	coalesce(l.id, '00000000-0000-0000-0000-000000000000') as letter_id, coalesce(l.kind, '') as letter_kind,
	coalesce(l.state, '') as letter_state, coalesce(l.reply, '') as letter_reply`

const lastLetter = `
	left join lateral (select m.id, m.kind, m.state, m.reply from mails m where m.registration_id = r.id
	                   order by m.created_at desc, m.id desc limit 1) l on true`

// What models.RegistrationFilter picks of the event $1. The words are folded once, not once a row.
const searchedRegistrations = `
	not exists (select 1 from unnest(array(select folded(w) from unnest($2::text[]) w)) w where strpos(r.search, w) = 0)`

const filteredRegistrations = searchedRegistrations + `
	and ($3 = '' or r.state = $3) and ($4 = '' or r.language = $4) and ($5 = '' or (r.first_join_at is not null) = ($5 = 'yes'))`

func filterArgs(event models.ID, f models.RegistrationFilter, more ...any) []any {
	return append([]any{event, pq.Array(f.Words()), f.State, f.Language, f.Attended}, more...)
}

// RegistrationLine is one registration in the desk's list.
type RegistrationLine struct {
	ID          models.ID                `db:"id"`
	Number      int64                    `db:"number"`
	State       models.RegistrationState `db:"state"`
	Name        string                   `db:"name"`
	Email       string                   `db:"email"`
	Language    models.Lang              `db:"language"`
	CreatedAt   time.Time                `db:"created_at"`
	FirstJoinAt *time.Time               `db:"first_join_at"`
	LastLetter
}

// RegistrationPage is how many registrations one page of the list holds.
const RegistrationPage = 100

const sqlRegistrationList = `
	select r.id, r.number, r.state, r.name, r.email, r.language, r.created_at, r.first_join_at,` + lastLetterColumns + `
	from registrations r` + lastLetter + `
	where r.event_id = $1 and` + filteredRegistrations + ` and ($6 = 0 or r.number < $6)
	order by r.number desc limit $7`

// List returns the registrations of an event that f picks, for its organisers: the latest first, those before the number before, or
// from the latest for 0.
func (s *Registrations) List(ctx context.Context, v models.Viewer, e models.Event, f models.RegistrationFilter, before int64) ([]RegistrationLine, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("registrations: %w", err)
	}
	lines := []RegistrationLine{}
	err := s.db.pool.SelectContext(ctx, &lines, sqlRegistrationList, filterArgs(e.ID, f, before, RegistrationPage)...)
	return lines, read(ctx, "registrations", err)
}

const sqlRegistrationGroups = `
	select r.state, r.language, case when r.first_join_at is null then 'no' else 'yes' end as attended, count(*) as n
	from registrations r where r.event_id = $1 and` + searchedRegistrations + `
	group by 1, 2, 3`

// RegistrationGroup is how many registrations are alike in everything that the list can be filtered by.
type RegistrationGroup struct {
	State    models.RegistrationState `db:"state"`
	Language models.Lang              `db:"language"`
	Attended string                   `db:"attended"` // yes, no
	N        int                      `db:"n"`
}

// RegistrationCounts are the numbers beside the filters.
type RegistrationCounts []RegistrationGroup

// Of counts those whom f picks, its search apart.
func (c RegistrationCounts) Of(f models.RegistrationFilter) (n int) {
	for _, g := range c {
		if (f.State == "" || f.State == g.State) && (f.Language == "" || f.Language == g.Language) && (f.Attended == "" || f.Attended == g.Attended) {
			n += g.N
		}
	}
	return n
}

// Counts counts the registrations of an event that a search finds, for its organisers.
func (s *Registrations) Counts(ctx context.Context, v models.Viewer, e models.Event, f models.RegistrationFilter) (RegistrationCounts, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("registration counts: %w", err)
	}
	var groups RegistrationCounts
	err := s.db.pool.SelectContext(ctx, &groups, sqlRegistrationGroups, e.ID, pq.Array(f.Words()))
	return groups, read(ctx, "registration counts", err)
}
