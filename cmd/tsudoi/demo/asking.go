package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

// number is the question's number at the event: they are asked in the order in which they come before and after the start.
func (s *stage) number(i int) int64 {
	n := int64(1)
	for j, q := range questions {
		if s.isAsked(j) && (q.at < questions[i].at || q.at == questions[i].at && j < i) {
			n++
		}
	}
	return n
}

func (s *stage) isAsked(i int) bool { return questions[i].by(s.state).state != "" }

// inOrder lists the questions that are asked by now, in order of their time.
func (s *stage) inOrder() []int {
	list := make([]int, 0, len(questions))
	for i := range questions {
		if s.isAsked(i) {
			list = append(list, i)
		}
	}
	ordered := make([]int, len(list))
	for _, i := range list {
		ordered[s.number(i)-1] = i
	}
	return ordered
}

// chooseAskers finds somebody for each question who speaks its language and comes on the day; nobody asks twice.
func (s *stage) chooseAskers() {
	s.askers = make([]models.Registration, len(questions))
	busy := map[models.ID]bool{}
	for i, q := range questions {
		for j := q.asker; ; j++ {
			r := s.seated[j%len(s.seated)]
			if r.Language == models.GuessLang(q.text) && comes(j%len(s.seated)) && !busy[r.ID] {
				s.askers[i], busy[r.ID] = r, true
				break
			}
		}
	}
}

// ask puts the questions that came before the event, or those that came in it.
func (s *stage) ask(ctx context.Context, before bool) error {
	for _, i := range s.inOrder() {
		q := questions[i]
		if (q.at < 0) != before {
			continue
		}
		n, wrong := models.QuestionForm{Text: q.text, Hide: q.hidden}.Check()
		if err := wrong.Err(); err != nil {
			return err
		}
		number, err := s.questions.Ask(ctx, s.askers[i], n)
		if err != nil {
			return err
		}
		if number != s.number(i) {
			return fmt.Errorf("question %d came as number %d", s.number(i), number)
		}
	}
	return nil
}

// decide translates, approves, lets the audience vote, and then moves each question where it stands in the end. What is on the stage
// comes last, so that nothing pushes it off.
func (s *stage) decide(ctx context.Context) error {
	for _, i := range s.inOrder() {
		q := questions[i]
		if q.translation != "" {
			if err := s.translate(ctx, i); err != nil {
				return err
			}
		}
		if q.votes > 0 && !q.by(s.state).state.Waiting() {
			if err := s.to(ctx, i, models.QuestionAct{To: models.QuestionApproved}); err != nil {
				return err
			}
			if err := s.vote(ctx, i); err != nil {
				return err
			}
		}
	}
	last := -1
	for _, i := range s.inOrder() {
		if questions[i].by(s.state).state == models.QuestionLive {
			last = i
			continue
		}
		if err := s.settle(ctx, i); err != nil {
			return err
		}
	}
	if last < 0 {
		return nil
	}
	return s.settle(ctx, last)
}

// question reads a question as it stands.
func (s *stage) question(ctx context.Context, i int) (models.QuestionForModerator, error) {
	found, err := s.questions.ForModerators(ctx, s.event.ID, s.number(i))
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("question %d: %w", s.number(i), models.ErrNotFound)
	}
	if err != nil {
		return models.QuestionForModerator{}, err
	}
	return found[0], nil
}

func (s *stage) translate(ctx context.Context, i int) error {
	q, err := s.question(ctx, i)
	if err != nil {
		return err
	}
	lang := models.GuessLang(questions[i].text).Other()
	edit := models.QuestionEdit{Translation: models.Text{lang: questions[i].translation}, Answer: models.Text{}}
	_, err = s.questions.Edit(ctx, s.moderator, s.event.ID, s.number(i), q.Version, edit)
	return err
}

func (s *stage) vote(ctx context.Context, i int) error {
	for n := range questions[i].votes {
		voter := s.seated[(questions[i].asker+1+n*3)%len(s.seated)]
		if err := s.votes.Cast(ctx, s.event, voter, s.number(i), true); err != nil {
			return err
		}
	}
	return nil
}

// to makes one decision on a question.
func (s *stage) to(ctx context.Context, i int, a models.QuestionAct) error {
	q, err := s.question(ctx, i)
	if err != nil || q.State == a.To {
		return err
	}
	a.Version = q.Version
	by := s.moderator
	if a.To == models.QuestionPurged {
		by = s.owner
	}
	_, err = s.questions.Move(ctx, by, s.event.ID, s.number(i), a)
	return err
}

// settle leads a question to its fate.
func (s *stage) settle(ctx context.Context, i int) error {
	f := questions[i].by(s.state)
	switch {
	case f.state.Waiting():
		return nil
	case f.state == models.QuestionWithdrawn:
		return s.questions.Withdraw(ctx, s.askers[i], s.number(i))
	case f.state == models.QuestionMerged:
		return s.to(ctx, i, models.QuestionAct{To: f.state, Into: s.number(f.into)})
	case f.state == models.QuestionAnswered && f.answer.Empty():
		if err := s.to(ctx, i, models.QuestionAct{To: models.QuestionLive}); err != nil {
			return err
		}
	case f.state == models.QuestionAnswered:
		if err := s.to(ctx, i, models.QuestionAct{To: models.QuestionApproved}); err != nil {
			return err
		}
	}
	return s.to(ctx, i, models.QuestionAct{To: f.state, Reason: f.reason, Answer: f.answer})
}

// date gives everything the past that it would have.
func (s *stage) date(ctx context.Context) error {
	start, err := s.start()
	if err != nil {
		return err
	}
	s.past.Published, s.past.Ended = start.AddDate(0, 0, -30), time.Time{}
	last := start.Add(-time.Hour)
	if s.state == Open {
		s.past.Published, last = s.now.AddDate(0, 0, -9), s.now.Add(-20*time.Minute)
	}
	if s.state == Ended {
		s.past.Ended = start.Add(length + 4*time.Minute)
	}
	s.dateRegistrations(start, last)
	s.dateQuestions(start)
	return s.demo.GivePast(ctx, s.owner, s.event.ID, s.past)
}

// dateRegistrations lets people come quickly at first and slowly later, as they do.
func (s *stage) dateRegistrations(start, last time.Time) {
	open := last.Sub(s.past.Published)
	for id := range s.past.Registrations {
		at := s.past.Published.Add(open / 4)
		s.past.Registrations[id] = store.PastRegistration{At: at, Cancelled: at.Add(31 * time.Hour)}
	}
	for i, r := range s.seated {
		share := float64(i+1) / float64(len(s.seated))
		p := store.PastRegistration{At: s.past.Published.Add(time.Duration(share * share * float64(open)))}
		if s.state != Open && comes(i) {
			p.Joined = start.Add(time.Duration(i*7%25-9) * time.Minute)
		}
		s.past.Registrations[r.ID] = p
	}
}

func (s *stage) dateQuestions(start time.Time) {
	stage := start.Add(2 * time.Hour)
	for _, i := range s.inOrder() {
		q, at := questions[i], start.Add(questions[i].at)
		if s.state == Open {
			at = s.now.Add(q.at)
		}
		p := store.PastQuestion{Asked: at, Decided: at.Add(3 * time.Minute), Answered: at.Add(5 * time.Minute)}
		if f := q.by(s.state); f.state == models.QuestionLive || f.state == models.QuestionAnswered && f.answer.Empty() {
			p.Live, p.Answered = stage, stage.Add(150*time.Second)
			stage = p.Answered
		}
		s.past.Questions[s.number(i)] = p
	}
}

var errState = errors.New("no such state")

// ParseState reads the word for a state.
func ParseState(word string) (State, error) {
	for _, s := range States {
		if word == string(s) {
			return s, nil
		}
	}
	return "", errState
}
