package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

// storm is a store under load whose lines break and whose backends are killed, and what it acknowledged.
type storm struct {
	t         *testing.T
	w         *wire
	ctx       context.Context
	event     models.Event
	moderator models.Viewer
	regs      *store.Registrations
	qs        *store.Questions
	votes     *store.Votes
	mails     *store.Mails

	people atomic.Int64
	broken atomic.Int64 // calls that were told to come again
	killed atomic.Int64

	mu        sync.Mutex
	told      map[models.ID]models.RegistrationState // by registration
	withdrawn map[models.ID]bool
	asked     map[models.ID]int64    // the number of a question, by its ID
	moved     map[models.ID]bool     // acts on questions
	voted     map[[2]int64]models.ID // question and voter's place
	sent      map[models.ID]int      // letters recorded as sent
	attendees []models.Registration  // who may ask and vote
}

const stormSeats = 150

func newStorm(t *testing.T, ctx context.Context) *storm {
	t.Helper()
	w := newWire(t, store.Options{IO: time.Second})
	s := &storm{t: t, w: w, ctx: ctx, regs: store.NewRegistrations(w.db), qs: store.NewQuestions(w.db), votes: store.NewVotes(w.db),
		mails: store.NewMails(w.db), told: map[models.ID]models.RegistrationState{}, withdrawn: map[models.ID]bool{},
		asked: map[models.ID]int64{}, moved: map[models.ID]bool{}, voted: map[[2]int64]models.ID{}, sent: map[models.ID]int{}}
	id := openEvent(t, w.direct, stormSeats)
	var err error
	if s.event, err = store.NewEvents(w.direct).ByID(ctx, id); err != nil {
		t.Fatal(err)
	}
	s.moderator = models.Viewer{AccountID: models.NewID(), Name: "M", Grants: []models.Grant{{Role: models.Moderator, EventID: id}}}
	if _, err := w.direct.SQL().Exec(`insert into accounts (id, name, email, email_key, language, zone)
		values ($1, 'M', 'm@example.org', 'm@example.org', 'ja', 'Asia/Tokyo')`, s.moderator.AccountID); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		n := person(int(s.people.Add(1)))
		got, err := store.NewRegistrations(w.direct).Register(ctx, id, n)
		if err != nil {
			t.Fatal(err)
		}
		s.told[n.ID] = got
		if got == models.Confirmed {
			s.attendees = append(s.attendees, models.Registration{ID: n.ID, EventID: id, State: got, Name: n.Name, Language: n.Language})
		}
	}
	return s
}

// acknowledged reports whether the act was done; everything but "come again" is a mistake.
func (s *storm) acknowledged(what string, err error) bool {
	switch {
	case err == nil:
		return true
	case errors.Is(err, models.ErrBusy):
		s.broken.Add(1)
	default:
		s.t.Errorf("%s: %v", what, err)
	}
	return false
}

// note writes into the storm's books.
func (s *storm) note(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *storm) register() {
	n := person(int(s.people.Add(1)))
	got, err := s.regs.Register(context.Background(), s.event.ID, n)
	if s.acknowledged("register", err) {
		s.note(func() { s.told[n.ID] = got })
	}
}

// cancel takes back somebody who asks and votes no more.
func (s *storm) cancel() {
	var id models.ID
	s.note(func() {
		for r := range s.told { // in no order
			if !s.withdrawn[r] && !s.attends(r) {
				id = r
				break
			}
		}
	})
	if id != (models.ID{}) && s.acknowledged("cancel", s.regs.Cancel(context.Background(), id)) {
		s.note(func() { s.withdrawn[id] = true })
	}
}

func (s *storm) attends(id models.ID) bool {
	for _, a := range s.attendees {
		if a.ID == id {
			return true
		}
	}
	return false
}

func (s *storm) ask() {
	n := words(fmt.Sprintf("Question %d?", rand.Int64()))
	number, err := s.qs.AskOnPaper(context.Background(), s.moderator, s.event.ID, n)
	if s.acknowledged("ask", err) {
		s.note(func() { s.asked[n.ID] = number })
	}
}

// move sends an approved question to the queue, or back.
func (s *storm) move() {
	open, err := s.qs.ForModerators(context.Background(), s.event.ID)
	if !s.acknowledged("board", err) || len(open) == 0 {
		return
	}
	q := open[rand.N(len(open))]
	to := models.QuestionQueued
	if q.State == models.QuestionQueued {
		to = models.QuestionApproved
	}
	act, err := s.qs.Move(context.Background(), s.moderator, s.event.ID, q.Number, models.QuestionAct{To: to, Version: q.Version})
	if errors.Is(err, models.ErrStale) {
		return
	}
	if s.acknowledged("move", err) {
		s.note(func() { s.moved[act] = true })
	}
}

func (s *storm) vote() {
	var number int64
	s.note(func() {
		for _, n := range s.asked {
			number = n
			break
		}
	})
	if number == 0 {
		return
	}
	i := rand.N(len(s.attendees))
	if s.acknowledged("vote", s.votes.Cast(context.Background(), s.event, s.attendees[i], number, true)) {
		s.note(func() { s.voted[[2]int64{number, int64(i)}] = s.attendees[i].ID })
	}
}

// letters is what a sender does, without the sending.
func (s *storm) letters() {
	lease, due, err := s.mails.Claim(context.Background(), 20, 2*time.Second)
	if !s.acknowledged("claim", err) || len(due) == 0 {
		return
	}
	var fates []store.Fate
	for _, l := range due {
		fates = append(fates, store.Fate{ID: l.ID, State: models.MailSent, Reply: "250 " + lease.String()})
	}
	if s.acknowledged("finish", s.mails.Finish(context.Background(), lease, fates)) {
		s.note(func() {
			for _, l := range due {
				s.sent[l.ID]++
			}
		})
	}
}

// kill ends a backend at random, as a crash or an administrator does.
func (s *storm) kill() {
	time.Sleep(rand.N(200 * time.Millisecond))
	s.killed.Add(int64(count(s.t, s.w.direct, `
		select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity
		where datname = current_database() and client_addr is null and pid <> pg_backend_pid() and application_name = 'storm'
		order by random() limit 1) one`)))
}

// enough reports whether so much was done, and so much broken meanwhile, that it proves something.
func (s *storm) enough() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.told) >= 220 && len(s.withdrawn) >= 10 && len(s.asked) >= 10 && len(s.moved) >= 5 && len(s.voted) >= 10 && len(s.sent) >= 40 &&
		s.w.cuts.Load() >= 10 && s.killed.Load() >= 5
}

// Run while lines are cut after some kilobytes, commits lose their answer and backends die.
func TestFaults_nothingAcknowledgedIsLostAndNothingIsDoubled(t *testing.T) {
	ctx, end := context.WithTimeout(context.Background(), time.Minute)
	defer end()
	s := newStorm(t, context.Background())
	s.w.every.Store(200_000)
	var wg sync.WaitGroup
	for act, crews := range map[*func()]int{ptr(s.register): 8, ptr(s.cancel): 2, ptr(s.ask): 2, ptr(s.move): 2, ptr(s.vote): 4, ptr(s.letters): 2,
		ptr(s.kill): 1, ptr(func() { time.Sleep(120 * time.Millisecond); s.w.mute.Store(1) }): 1} {
		for range crews {
			wg.Go(func() {
				for ctx.Err() == nil {
					(*act)()
				}
			})
		}
	}
	// For five seconds, and on a busy machine until enough has happened.
	for least := time.Now().Add(5 * time.Second); ctx.Err() == nil && (time.Now().Before(least) || !s.enough()); {
		time.Sleep(50 * time.Millisecond)
	}
	end()
	wg.Wait()
	s.w.every.Store(0)
	t.Logf("%d told, %d withdrawn, %d questions, %d moves, %d votes, %d letters sent; %d lines cut, %d backends killed, %d calls told to come again",
		len(s.told), len(s.withdrawn), len(s.asked), len(s.moved), len(s.voted), len(s.sent), s.w.cuts.Load(), s.killed.Load(), s.broken.Load())
	if !s.enough() {
		t.Error("too little was done, or broken, to prove anything")
	}
	s.registrationsStand()
	s.questionsStand()
	s.lettersStand()
}

func ptr(f func()) *func() { return &f }

func (s *storm) none(what, query string, args ...any) {
	s.t.Helper()
	if n := count(s.t, s.w.direct, `select count(*) from (`+query+`) wrong`, args...); n != 0 {
		s.t.Errorf("%d × %s", n, what)
	}
}

func (s *storm) registrationsStand() {
	s.none("an address registered twice", `select email_key from registrations group by 1 having count(*) > 1`)
	s.none("seats that do not add up", `
		select 1 from seats join category_seats on category_id = event_id
		where taken <> (select count(*) from registrations where state in ('confirmed', 'offered'))
		or waiting <> (select count(*) from registrations where state = 'waitlisted') or last_number <> (select count(*) from registrations)
		or last_number <> (select max(number) from registrations)`)
	s.none("too many let in", `select 1 from category_seats where taken > $1`, stormSeats)
	s.none("a seat free while somebody waits", `select 1 from category_seats where waiting > 0 and taken < $1`, stormSeats)
	state := map[models.ID]models.RegistrationState{}
	rows, err := s.w.direct.SQL().Query(`select id, state from registrations`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id models.ID
		var is models.RegistrationState
		if err := rows.Scan(&id, &is); err != nil {
			s.t.Fatal(err)
		}
		state[id] = is
	}
	for id, told := range s.told {
		switch is := state[id]; {
		case is == "":
			s.t.Errorf("told %s, and not there", told)
		case s.withdrawn[id] && is != models.Withdrawn:
			s.t.Errorf("withdrawn, and %s", is)
		case told == models.Confirmed && is == models.Waitlisted:
			s.t.Error("told confirmed, and waits")
		}
	}
}

func (s *storm) questionsStand() {
	s.none("a question asked twice", `select text from questions group by 1 having count(*) > 1`)
	s.none("numbers with a gap", `select 1 from live_heads where last_number <> (select count(*) from questions)`)
	for id, number := range s.asked {
		if count(s.t, s.w.direct, `select count(*) from questions where id = $1 and number = $2`, id, number) != 1 {
			s.t.Errorf("question %d is not there", number)
		}
	}
	for act := range s.moved {
		if count(s.t, s.w.direct, `select count(*) from question_moves where act = $1`, act) != 1 ||
			count(s.t, s.w.direct, `select count(*) from audit where id = $1`, act) != 1 {
			s.t.Error("a move is not there once")
		}
	}
	s.none("a version without its move", `
		select 1 from questions q where q.version <> 1 + (select count(*) from question_moves m where m.question_id = q.id)`)
	for v, voter := range s.voted {
		if count(s.t, s.w.direct, `select count(*) from votes v join questions q on q.id = v.question_id where q.number = $1 and v.registration_id = $2`,
			v[0], voter) != 1 {
			s.t.Error("a vote is lost")
		}
	}
}

func (s *storm) lettersStand() {
	s.none("a registration without its first letter", `
		select 1 from registrations r where (select count(*) from mails m where m.registration_id = r.id and m.kind in ('confirmed', 'waitlisted')) <> 1`)
	s.none("a cancellation without its letter", `
		select 1 from registrations r where (r.state = 'cancelled') <> exists (select 1 from mails m where m.registration_id = r.id and m.kind = 'withdrawn')`)
	s.none("somebody who moved up without a letter", `
		select 1 from registrations r join mails w on w.registration_id = r.id and w.kind = 'waitlisted'
		where (r.confirmed_at is not null) <> exists (select 1 from mails m where m.registration_id = r.id and m.kind = 'seat')`)
	s.none("a letter with links that nobody asked for", `select 1 from mails where kind = 'links'`)
	for id := range s.sent {
		if count(s.t, s.w.direct, `select count(*) from mails where id = $1 and state = 'sent'`, id) != 1 {
			s.t.Error("a letter that was recorded as sent is due again")
		}
	}
}
