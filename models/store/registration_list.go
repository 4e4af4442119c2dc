package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
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

// What models.RegistrationFilter picks of the event $1. There are at most models.MaxSearchWords words, each a condition of its own: what
// is no word is folded away when the statement is planned, and so is what the filter leaves open. A condition on the whole array would
// cost several times as much for each row. All columns are in the index of the numbers.
const searchedRegistrations = `
	(strpos(r.search, folded(($2::text[])[1])) > 0) is not false and (strpos(r.search, folded(($2::text[])[2])) > 0) is not false
	and (strpos(r.search, folded(($2::text[])[3])) > 0) is not false and (strpos(r.search, folded(($2::text[])[4])) > 0) is not false
	and (strpos(r.search, folded(($2::text[])[5])) > 0) is not false and (strpos(r.search, folded(($2::text[])[6])) > 0) is not false`

const filteredRegistrations = searchedRegistrations + `
	and ($3 = '' or r.state = $3) and ($4 = '' or r.language = $4) and ($5 = '' or r.attended = ($5 = 'yes'))
	and ($6::uuid = '00000000-0000-0000-0000-000000000000' or r.category_id = $6) and ($7 = '' or r.country = $7)`

func filterArgs(event models.ID, f models.RegistrationFilter, more ...any) []any {
	return append([]any{event, pq.Array(f.Words()), f.State, f.Language, f.Attended, f.Category, f.Country}, more...)
}

// RegistrationLine is one registration in the desk's list.
type RegistrationLine struct {
	ID          models.ID                `db:"id"`
	Number      int64                    `db:"number"`
	State       models.RegistrationState `db:"state"`
	Name        string                   `db:"name"`
	Email       string                   `db:"email"`
	Language    models.Lang              `db:"language"`
	CategoryID  models.ID                `db:"category_id"`
	CreatedAt   time.Time                `db:"created_at"`
	FirstJoinAt *time.Time               `db:"first_join_at"`
	LastLetter
}

// RegistrationPage is how many registrations one page of the list holds.
const RegistrationPage = 100

// The numbers come from their index alone; only those of the page are looked up.
const sqlRegistrationList = `
	select r.id, r.number, r.state, r.name, r.email, r.language, r.category_id, r.created_at, r.first_join_at,` + lastLetterColumns + `
	from (select r.number from registrations r where r.event_id = $1 and` + filteredRegistrations + ` and ($8 = 0 or r.number < $8)
	      order by r.number desc limit $9) p
	join registrations r on r.event_id = $1 and r.number = p.number` + lastLetter + `
	order by r.number desc`

// List returns the registrations of an event that f picks, for its organisers: the latest first, those before the number before, or
// from the latest for 0. found is how many f picks in all, as Counts has told: the search ends with the last of them.
func (s *Registrations) List(ctx context.Context, v models.Viewer, e models.Event, f models.RegistrationFilter, before int64, found int) ([]RegistrationLine, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("registrations: %w", err)
	}
	lines := []RegistrationLine{}
	if found == 0 {
		return lines, nil
	}
	err := s.db.pool.SelectContext(ctx, &lines, sqlRegistrationList, filterArgs(e.ID, f, before, min(RegistrationPage, found))...)
	return lines, read(ctx, "registrations", err)
}

const sqlRegistrationIDs = `
	select r.id from registrations r where r.event_id = $1 and` + filteredRegistrations + ` and r.created_at <= $8
	order by r.number limit $9`

// Found returns the registrations that f picks of those who had come by then, for an act on all of them; for the event's organisers.
// ErrTooMany where they are more than models.MaxDecision.
func (s *Registrations) Found(ctx context.Context, v models.Viewer, e models.Event, f models.RegistrationFilter, by time.Time) ([]models.ID, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("found registrations: %w", err)
	}
	var ids []models.ID
	if err := s.db.pool.SelectContext(ctx, &ids, sqlRegistrationIDs, filterArgs(e.ID, f, by, models.MaxDecision+1)...); err != nil {
		return nil, read(ctx, "found registrations", err)
	}
	if len(ids) > models.MaxDecision {
		return nil, fmt.Errorf("found registrations: %w", models.ErrTooMany)
	}
	return ids, nil
}

// What is alike in all but the country is a range of the index of the facets, in which the countries stand in order: grouping by everything
// would compare every row.
const sqlRegistrationGroups = `
	select c.id as category_id, s.state, l.language, case when a.attended then 'yes' else 'no' end as attended, n.country, n.n
	from categories c cross join unnest($2::text[]) as s(state) cross join unnest($3::text[]) as l(language)
	cross join (values (true), (false)) as a(attended)
	cross join lateral (select r.country, count(*) as n from registrations r where r.event_id = $1 and r.category_id = c.id
	                    and r.state = s.state and r.language = l.language and r.attended = a.attended group by r.country) n
	where c.event_id = $1`

// The table is never read: piece by piece of a thousand numbers, each is found in their index, which holds all that is asked.
const sqlFoundGroups = `
	select r.category_id, r.state, r.language, case when r.attended then 'yes' else 'no' end as attended, r.country, count(*) as n
	from generate_series(0, (select last_number from seats where event_id = $1), 1000) as piece(first)
	cross join lateral (select r.category_id, r.state, r.language, r.attended, r.country from registrations r
	                    where r.event_id = $1 and r.number > piece.first and r.number <= piece.first + 1000 and` + searchedRegistrations + `
	                    offset 0) r
	group by r.category_id, r.state, r.language, r.attended, r.country`

// RegistrationGroup is how many registrations are alike in everything that the list can be filtered by.
type RegistrationGroup struct {
	Category models.ID                `db:"category_id"`
	State    models.RegistrationState `db:"state"`
	Language models.Lang              `db:"language"`
	Attended string                   `db:"attended"` // yes, no
	Country  string                   `db:"country"`  // "" of who gave none
	N        int                      `db:"n"`
}

// RegistrationCounts are the numbers beside the filters.
type RegistrationCounts []RegistrationGroup

// Of counts those whom f picks, its search apart.
func (c RegistrationCounts) Of(f models.RegistrationFilter) (n int) {
	for _, g := range c {
		if g.in(f) {
			n += g.N
		}
	}
	return n
}

// States are those in which somebody stands whom f picks, in the order of models.RegistrationStates.
func (c RegistrationCounts) States(f models.RegistrationFilter) (states []models.RegistrationState) {
	for _, s := range models.RegistrationStates {
		if slices.ContainsFunc(c, func(g RegistrationGroup) bool { return g.State == s && g.in(f) }) {
			states = append(states, s)
		}
	}
	return states
}

// CountryCount is how many gave a country.
type CountryCount struct {
	Code string
	N    int
}

// Countries are those that somebody gave whom f picks, whatever country f asks for: the most frequent first.
func (c RegistrationCounts) Countries(f models.RegistrationFilter) (all []CountryCount) {
	f.Country = ""
	people := map[string]int{}
	for _, g := range c {
		if g.Country != "" && g.in(f) {
			people[g.Country] += g.N
		}
	}
	for code, n := range people {
		all = append(all, CountryCount{code, n})
	}
	slices.SortFunc(all, func(a, b CountryCount) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return all
}

func (g RegistrationGroup) in(f models.RegistrationFilter) bool {
	return (f.State == "" || f.State == g.State) && (f.Language == "" || f.Language == g.Language) &&
		(f.Attended == "" || f.Attended == g.Attended) && (f.Category == models.ID{} || f.Category == g.Category) && (f.Country == "" || f.Country == g.Country)
}

// Counts counts the registrations of an event that a search finds, for its organisers.
func (s *Registrations) Counts(ctx context.Context, v models.Viewer, e models.Event, f models.RegistrationFilter) (RegistrationCounts, error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("registration counts: %w", err)
	}
	var groups RegistrationCounts
	var err error
	if words := f.Words(); len(words) > 0 {
		err = s.db.pool.SelectContext(ctx, &groups, sqlFoundGroups, e.ID, pq.Array(words))
	} else {
		err = s.db.pool.SelectContext(ctx, &groups, sqlRegistrationGroups, e.ID, pq.Array(texts(models.RegistrationStates)), pq.Array(texts(models.Langs)))
	}
	return groups, read(ctx, "registration counts", err)
}

// texts are the names of a list, as an array takes them.
func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}
