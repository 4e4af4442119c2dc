package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

func owner() models.Viewer {
	return models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Owner}}}
}

// fill puts n registrations with one question each into the event, numbered on from the last.
func fill(t *testing.T, db *store.DB, event models.ID, n int) {
	t.Helper()
	for _, q := range []string{`insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at)
		select gen_random_uuid(), $1, $1, m + i, 'confirmed', 'P', 'p' || m + i, 'p' || m + i, 'ja', 'x', now()
		from generate_series(1, $2) i, (select coalesce(max(number), 0) as m from registrations where event_id = $1) s`,
		`insert into questions (id, event_id, number, state, registration_id, anonymity, channel, text, language)
		select gen_random_uuid(), $1, number, 'pending', id, 'named', 'before', 'Why?', 'en' from registrations r
		where event_id = $1 and $2 > 0 and not exists (select 1 from questions q where q.registration_id = r.id)`,
		`insert into question_moves (id, act, question_id, from_state, to_state, version, before)
		select gen_random_uuid(), gen_random_uuid(), id, 'pending', 'approved', v, '{}' from questions q, generate_series(1, 2) v
		where event_id = $1 and $2 > 0 and not exists (select 1 from question_moves m where m.question_id = q.id)`} {
		if _, err := db.SQL().Exec(q, event, n); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSnapshot_isOneMomentWhateverIsWrittenMeanwhile(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	other := openEvent(t, db, 0)
	fill(t, db, event, 1200)
	fill(t, db, other, 3)
	exports := store.NewExports(db)
	var questions, registrations, moves []int64
	err := exports.Read(context.Background(), owner(), event, models.Viewer.CanOrganise, func(s store.Snapshot) error {
		err := s.Questions(true, func(q store.QuestionRow) error {
			if questions = append(questions, q.Number); len(questions)%400 == 0 {
				fill(t, db, event, 300) // between two pages
				if _, err := db.SQL().Exec(`update questions set state = 'approved', text = 'changed' where event_id = $1`, event); err != nil {
					return err
				}
			}
			if q.State != models.QuestionPending || q.Text != "Why?" {
				t.Fatalf("question %d is %s, %q", q.Number, q.State, q.Text)
			}
			return nil
		})
		if err != nil {
			return err
		}
		totals, _, err := s.QuestionTotals()
		if err != nil {
			return err
		}
		if len(totals) != 1 || totals[0].N != 1200 || totals[0].State != models.QuestionPending {
			t.Errorf("totals %+v", totals)
		}
		if err := s.Moves(func(m store.MoveRow) error { moves = append(moves, m.Number*10+m.Version); return nil }); err != nil {
			return err
		}
		return s.Registrations(models.RegistrationFilter{}, func(r store.RegistrationRow) error {
			registrations = append(registrations, r.Number)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, db, `select count(*) from questions where event_id = $1`, event); n != 2100 {
		t.Fatalf("only %d questions were added meanwhile", n)
	}
	for what, got := range map[string][]int64{"questions": questions, "registrations": registrations} {
		if len(got) != 1200 || got[0] != 1 || got[1199] != 1200 || !slices.IsSorted(got) || len(slices.Compact(got)) != 1200 {
			t.Errorf("%d %s", len(got), what)
		}
	}
	if len(moves) != 2400 || !slices.IsSorted(moves) || len(slices.Compact(moves)) != 2400 {
		t.Errorf("%d moves", len(moves))
	}
}

func TestSnapshot_passesOnWhatStopsIt(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	fill(t, db, event, 3)
	full := errors.New("disk full")
	n := 0
	err := store.NewExports(db).Read(context.Background(), owner(), event, models.Viewer.CanModerate, func(s store.Snapshot) error {
		return s.Questions(false, func(store.QuestionRow) error { n++; return full })
	})
	if !errors.Is(err, full) || n != 1 {
		t.Errorf("%v after %d rows", err, n)
	}
	err = store.NewExports(db).Read(context.Background(), owner(), event, models.Viewer.CanModerate, func(s store.Snapshot) error {
		return s.Questions(false, func(q store.QuestionRow) error {
			if q.Email != "" {
				t.Errorf("the address %q was read without being asked for", q.Email)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

func TestSnapshot_isForWhomTheRuleLetsIn(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	moderator := models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Moderator, EventID: event}}}
	for _, v := range []struct {
		who  models.Viewer
		rule func(models.Viewer, models.Event) bool
		want error
	}{
		{models.Viewer{}, models.Viewer.CanModerate, models.ErrSignIn},
		{moderator, models.Viewer.CanModerate, nil},
		{moderator, models.Viewer.CanOrganise, models.ErrForbidden},
		{models.Viewer{AccountID: models.NewID()}, models.Viewer.CanModerate, models.ErrNotFound},
	} {
		let := false
		err := store.NewExports(db).Read(context.Background(), v.who, event, v.rule, func(store.Snapshot) error { let = true; return nil })
		if !errors.Is(err, v.want) || let != (v.want == nil) {
			t.Errorf("%v, let in %v: want %v", err, let, v.want)
		}
	}
}

// Slow readers may not hold every connection of the pool.
func TestSnapshot_letsFourInAtOnce(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	exports := store.NewExports(db)
	read := func(ctx context.Context, do func() error) error {
		return exports.Read(ctx, owner(), event, models.Viewer.CanModerate, func(store.Snapshot) error { return do() })
	}
	gone, leave := context.WithCancel(context.Background())
	nest := func() error { leave(); return read(gone, func() error { return errors.New("a fifth was let in") }) }
	for range 4 {
		inner := nest
		nest = func() error { return read(context.Background(), inner) }
	}
	if err := nest(); !errors.Is(err, context.Canceled) {
		t.Errorf("the fifth: %v", err)
	}
	if err := read(context.Background(), func() error { return nil }); err != nil {
		t.Errorf("after they left: %v", err)
	}
}
