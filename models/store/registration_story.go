package store

import (
	"context"
	"fmt"
	"time"

	"tsudoi/models"
)

// RegistrationStory is all that the desk knows of one registration. What has a time is in order of it, the earliest first.
type RegistrationStory struct {
	RegistrationRow
	Category  models.Text // its title; empty while the event has only one
	Questions int         // asked and not taken back
	Letters   []LetterLine
	Moves     []StoryMove
	Acts      []StoryAct
	Named     []StoryQuestion // only those that were asked with the name: for the others nobody is told who asked
}

// Seen is models.Registration.Seen.
func (r RegistrationStory) Seen() string {
	return models.Registration{Name: r.Name, Email: r.Email, Language: r.Language, Zone: r.Zone}.Seen()
}

// StoryMove is one step from state to state.
type StoryMove struct {
	At       time.Time                `db:"at"`
	Act      models.RegistrationAct   `db:"name"`
	By       string                   `db:"by"` // attendee, desk, clock, list
	Who      string                   `db:"who"`
	From     models.RegistrationState `db:"from_state"`
	To       models.RegistrationState `db:"to_state"`
	UndoneAt *time.Time               `db:"undone_at"`
}

// StoryAct is what was done about somebody without moving them.
type StoryAct struct {
	At  time.Time `db:"at"`
	Act string    `db:"act"`
	Who string    `db:"who"` // of the staff; "" for the attendee
}

// StoryQuestion is a question that somebody asked with their name.
type StoryQuestion struct {
	At     time.Time            `db:"created_at"`
	Number int64                `db:"number"`
	State  models.QuestionState `db:"state"`
	Text   string               `db:"text"`
}

const sqlRegistrationStory = registrationRow + ` and r.id = $2`

const sqlCategoryTitle = `select c.title from registrations r join categories c on c.id = r.category_id where r.id = $1`

const sqlLettersOfRegistration = letterLine + ` where m.registration_id = $1 order by m.created_at, m.id`

const sqlMovesOfRegistration = `
	select m.at, m.name, m.by, coalesce(a.name, '') as who, m.from_state, m.to_state, m.undone_at
	from registration_moves m left join accounts a on a.id = m.account_id where m.registration_id = $1 order by m.at, m.id`

const sqlActsOnRegistration = `
	select u.at, u.act, coalesce(a.name, '') as who from audit u left join accounts a on a.id = u.account_id
	where u.subject = $2::text and u.event_id = $1 and u.act in ('registration.correct', 'registration.address', 'registration.answers', 'registration.add')
	order by u.at, u.id`

const sqlNamedQuestions = `
	select created_at, number, state, text from questions
	where registration_id = $1 and anonymity = 'named' and state not in ('withdrawn', 'purged') order by created_at, number`

// Story tells one registration of an event for its organisers.
func (s *Registrations) Story(ctx context.Context, v models.Viewer, e models.Event, id models.ID) (RegistrationStory, error) {
	var r RegistrationStory
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return r, fmt.Errorf("registration: %w", err)
	}
	err := s.db.pool.GetContext(ctx, &r.RegistrationRow, sqlRegistrationStory, e.ID, id)
	one := func(dest any, query string, args ...any) {
		if err == nil {
			err = s.db.pool.GetContext(ctx, dest, query, args...)
		}
	}
	all := func(dest any, query string, args ...any) {
		if err == nil {
			err = s.db.pool.SelectContext(ctx, dest, query, args...)
		}
	}
	one(&r.Category, sqlCategoryTitle, id)
	one(&r.Questions, sqlAskedSoFar, id)
	all(&r.Letters, sqlLettersOfRegistration, id)
	all(&r.Moves, sqlMovesOfRegistration, id)
	all(&r.Acts, sqlActsOnRegistration, e.ID, id.String())
	all(&r.Named, sqlNamedQuestions, id)
	return r, read(ctx, "registration", err)
}
