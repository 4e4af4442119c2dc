package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/password"
)

// State is how far the event has come.
type State string

// The states that the event can be shown in.
const (
	Draft State = "draft"
	Open  State = "open"  // three weeks before it
	Live  State = "live"  // while the audience asks
	Ended State = "ended" // four days later, with its recording sent
)

// States lists them all.
var States = []State{Draft, Open, Live, Ended}

// Filled is what came of it.
type Filled struct {
	Event    models.Event
	Staff    []Member // whom the demonstration has made; nobody where the installation was set up before
	Attendee models.Registration
}

// ErrEvents refuses to mix the demonstration with somebody's events.
var ErrEvents = errors.New("there are events already")

// stage is one filling of one installation.
type stage struct {
	state State
	now   time.Time

	installation  *store.Installation
	accounts      *store.Accounts
	hosts         *store.Hosts
	figures       *store.Figures
	events        *store.Events
	registrations *store.Registrations
	questions     *store.Questions
	votes         *store.Votes
	recordings    *store.Recordings
	demo          *store.Demo
	fields        *store.Fields

	owner                 models.Viewer
	moderator             models.Viewer // the owner where there is nobody else
	hostIDs               []models.ID
	event                 models.Event
	slug                  string
	listen, support, what models.ID // fields of the form
	seated                []models.Registration
	askers                []models.Registration // by question
	past                  store.Past
	filled                Filled
}

// Fill sets db up if nobody has, and puts the event into it in a state that is true at now. Everything is done by the acts by which
// people do it; then what would lie in the past is dated there. ErrEvents where there are events, unless add.
func Fill(ctx context.Context, db *store.DB, state State, now time.Time, add bool) (Filled, error) {
	passwords := password.New()
	s := &stage{state: state, now: now, installation: store.NewInstallation(db, passwords), accounts: store.NewAccounts(db, passwords),
		hosts: store.NewHosts(db), figures: store.NewFigures(db), events: store.NewEvents(db), registrations: store.NewRegistrations(db),
		questions: store.NewQuestions(db), votes: store.NewVotes(db), recordings: store.NewRecordings(db), demo: store.NewDemo(db, passwords), fields: store.NewFields(db)}
	s.past = store.Past{Registrations: map[models.ID]store.PastRegistration{}, Questions: map[int64]store.PastQuestion{}}
	steps := []func(context.Context) error{s.setUp, func(ctx context.Context) error { return s.alone(ctx, add) }, s.holdEvent, s.askMore, s.staff}
	if state != Draft {
		steps = append(steps, s.register, func(ctx context.Context) error { return s.ask(ctx, true) })
	}
	if state == Live || state == Ended {
		steps = append(steps, s.goLive, s.join, func(ctx context.Context) error { return s.ask(ctx, false) })
	}
	if state != Draft {
		steps = append(steps, s.decide)
	}
	if state == Ended {
		steps = append(steps, s.end)
	}
	if state != Draft {
		steps = append(steps, s.date)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return s.filled, fmt.Errorf("demo: %w", err)
		}
	}
	var err error
	s.filled.Event, err = s.events.ByID(ctx, s.event.ID)
	return s.filled, err
}

// alone makes sure that nobody's own events are there.
func (s *stage) alone(ctx context.Context, add bool) error {
	events, err := s.figures.Events(ctx, s.owner)
	if err == nil && len(events) > 0 && !add {
		err = ErrEvents
	}
	return err
}

// start is when the event begins in the state that is shown in the end.
func (s *stage) start() (time.Time, error) {
	switch s.state {
	case Live:
		l, err := time.LoadLocation(zone)
		return s.now.Add(-intoQA).Truncate(5 * time.Minute).In(l), err
	case Ended:
		return before(s.now)
	}
	return ahead(s.now)
}

// intoQA is how far a live event has come: the audience asks.
const intoQA = 125 * time.Minute

// form is the filled form for a start, and how it reads.
func (s *stage) form(start time.Time) (models.EventForm, models.EventDraft, error) {
	f, err := Form(start, s.hostIDs)
	if err != nil {
		return f, models.EventDraft{}, err
	}
	f.Slug = s.slug
	d, wrong := f.Check(s.now)
	return f, d, wrong.Err()
}

// holdEvent writes the event for a day ahead, and publishes it unless it stays a draft.
func (s *stage) holdEvent(ctx context.Context) error {
	s.slug = "tsunagaru"
	if _, err := s.events.BySlug(ctx, s.slug); err == nil {
		s.slug = "" // the second one gets an address of its own
	} else if !errors.Is(err, models.ErrNotFound) {
		return err
	}
	start, err := ahead(s.now)
	if err != nil {
		return err
	}
	f, d, err := s.form(start)
	if err != nil {
		return err
	}
	id := models.NewID()
	if s.state == Draft {
		_, err = s.events.SaveDraft(ctx, s.owner, id, 0, f, d)
	} else {
		err = s.events.Publish(ctx, s.owner, id, 0, f, d)
	}
	if err != nil {
		return err
	}
	return s.look(ctx, id)
}

// look reads the event as it is now.
func (s *stage) look(ctx context.Context, id models.ID) (err error) {
	s.event, err = s.events.ByID(ctx, id)
	s.slug = s.event.Slug
	return err
}

// move gives the published event another time, and tells nobody.
func (s *stage) move(ctx context.Context, start time.Time) error {
	f, d, err := s.form(start)
	if err != nil {
		return err
	}
	if _, err := s.events.Save(ctx, s.owner, s.event.ID, s.event.Version, f, d, false); err != nil {
		return err
	}
	return s.look(ctx, s.event.ID)
}

// register lets everybody come, in their order; four think better of it.
func (s *stage) register(ctx context.Context) error {
	hosts, err := s.events.Hosts(ctx, s.event.ID)
	if err != nil {
		return err
	}
	texts := i18n.ConsentTexts(s.event, hosts, models.DefaultPrivacy())
	fields, err := s.fields.Public(ctx, s.event.ID)
	if err != nil {
		return err
	}
	for i, p := range people() {
		f := p.form()
		f.Agreed = agreed(texts, i)
		n, wrong := f.Check()
		if err := wrong.Err(); err != nil {
			return err
		}
		if n.Answers, wrong = fields.Check(s.answers(i, p)); len(wrong) > 0 {
			return wrong
		}
		n.Invented = true
		if _, err := s.registrations.Register(ctx, s.event.ID, n); err != nil {
			return err
		}
		if i%48 == 40 {
			if err := s.registrations.Cancel(ctx, n.ID); err != nil {
				return err
			}
			s.past.Registrations[n.ID] = store.PastRegistration{}
			continue
		}
		r, err := s.registrations.ByLink(ctx, n.ID, 1)
		if err != nil {
			return err
		}
		s.seated = append(s.seated, r)
	}
	s.filled.Attendee = s.seated[0]
	s.chooseAskers()
	return nil
}

// agreed is what the i-th person ticks: everybody to take part, about half for the news of each host.
func agreed(texts []models.ConsentText, i int) (ticked []models.ConsentText) {
	for at, t := range texts {
		if t.Purpose == models.ConsentTakingPart || (i+at)*7%4 < 2 {
			ticked = append(ticked, t)
		}
	}
	return ticked
}

// goLive moves the event to where it runs, and says so, which holds when its time is over as well.
func (s *stage) goLive(ctx context.Context) error {
	l, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	if err := s.move(ctx, s.now.Add(-intoQA).Truncate(5*time.Minute).In(l)); err != nil {
		return err
	}
	if err := s.events.Begin(ctx, s.owner, s.event.ID); err != nil {
		return err
	}
	return s.look(ctx, s.event.ID)
}

// comes tells who of those with a seat is there on the day: three of four.
func comes(i int) bool { return i%4 != 1 }

func (s *stage) join(ctx context.Context) error {
	for i, r := range s.seated {
		if comes(i) {
			if err := s.registrations.Joined(ctx, r.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// end moves the event to where it is over, and sends the recording.
func (s *stage) end(ctx context.Context) error {
	start, err := s.start()
	if err != nil {
		return err
	}
	if err := s.events.EndEvent(ctx, s.owner, s.event.ID); err != nil {
		return err
	}
	if err := s.look(ctx, s.event.ID); err != nil {
		return err
	}
	if err := s.move(ctx, start); err != nil {
		return err
	}
	f := models.RecordingForm{URL: map[models.Lang]string{models.Japanese: "https://video.example.org/tsunagaru/ja", models.English: "https://video.example.org/tsunagaru/en"},
		Note: map[models.Lang]string{models.Japanese: "質疑応答も含めた全編です。", models.English: "The whole event, questions and answers included."}}
	r, wrong := f.Check()
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := s.recordings.Save(ctx, s.owner, s.event.ID, s.event.Version, r); err != nil {
		return err
	}
	_, err = s.recordings.Send(ctx, s.owner, s.event.ID)
	return err
}
