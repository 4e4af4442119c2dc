package demo_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"tsudoi/cmd/tsudoi/demo"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
	"tsudoi/password"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func fill(t *testing.T, db *store.DB, s demo.State, add bool) demo.Filled {
	t.Helper()
	f, err := demo.Fill(t.Context(), db, s, time.Now(), add)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return f
}

func one[V any](t *testing.T, db *store.DB, query string, args ...any) (v V) {
	t.Helper()
	if err := db.SQL().QueryRow(query, args...).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestFill_makesEachStateTrue(t *testing.T) {
	for state, want := range map[demo.State]models.EventState{demo.Draft: models.Draft, demo.Open: models.Published, demo.Live: models.Live, demo.Ended: models.Ended} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			db := storetest.New(t)
			f := fill(t, db, state, false)
			if phase := f.Event.Phase(time.Now()); phase != want {
				t.Errorf("it is %s", phase)
			}
			if n := len(f.Event.HostIDs); n != 2 {
				t.Errorf("%d hosts", n)
			}
			if state == demo.Draft {
				return
			}
			items, err := store.NewEvents(db).Programme(t.Context(), f.Event.ID)
			if err != nil || len(items) != 11 {
				t.Fatalf("%d items, %v", len(items), err)
			}
			if last := items[10]; !items[0].StartsAt.Equal(f.Event.StartsAt) || !last.EndsAt().Equal(f.Event.EndsAt) {
				t.Errorf("the programme runs from %s to %s, the event from %s to %s", items[0].StartsAt, last.EndsAt(), f.Event.StartsAt, f.Event.EndsAt)
			}
			if n := one[int](t, db, `select count(*) from registrations where state = 'confirmed' and source = 'demo'`); n != 190 {
				t.Errorf("%d people with a seat", n)
			}
		})
	}
}

func TestFill_writesNoLetterThatCouldLeave(t *testing.T) {
	db := storetest.New(t)
	fill(t, db, demo.Ended, false)
	if n := one[int](t, db, `select count(*) from mails where state <> 'cancelled'`); n != 0 {
		t.Errorf("%d letters could leave", n)
	}
	for kind, want := range map[string]int{"confirmed": 194, "withdrawn": 4} {
		if n := one[int](t, db, `select count(*) from mails where kind = $1`, kind); n != want {
			t.Errorf("%d letters of the kind %s", n, kind)
		}
	}
	if n := one[int](t, db, `select count(*) from mails where kind in ('recording', 'recording_missed')`); n != 190 {
		t.Errorf("%d letters with the recording", n)
	}
	letters := store.NewMails(db)
	if _, due, err := letters.Claim(t.Context(), 10, time.Minute); err != nil || len(due) != 0 {
		t.Errorf("a sender gets %d letters, %v", len(due), err)
	}
}

func TestFill_asksInEveryState(t *testing.T) {
	for state, want := range map[demo.State]map[models.QuestionState]int{
		demo.Open:  {"approved": 2, "pending": 2},
		demo.Live:  {"answered": 2, "live": 1, "merged": 1, "queued": 2, "approved": 4, "followup": 1, "declined": 1, "held": 1, "pending": 3, "withdrawn": 1},
		demo.Ended: {"answered": 7, "merged": 1, "followup": 3, "declined": 3, "approved": 1, "withdrawn": 1, "purged": 1},
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			db := storetest.New(t)
			f := fill(t, db, state, false)
			got, err := store.NewQuestions(db).Counts(t.Context(), f.Event.ID)
			if err != nil || !maps.Equal(got, want) {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

func TestFill_putsNothingIntoTheFutureOrOutOfOrder(t *testing.T) {
	for _, state := range []demo.State{demo.Open, demo.Live, demo.Ended} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			db := storetest.New(t)
			fill(t, db, state, false)
			for what, query := range map[string]string{
				"registrations": `select count(*) from registrations r join events e on e.id = r.event_id
					where r.created_at > now() or r.created_at < e.published_at or r.created_at > e.ends_at or r.first_join_at > now()
					   or r.first_join_at < r.created_at or r.first_join_at > e.ends_at or r.cancelled_at < r.created_at`,
				"the order of numbers": `select count(*) from registrations a join registrations b on b.number = a.number + 1
					where a.created_at > b.created_at and a.state = 'confirmed' and b.state = 'confirmed'`,
				"questions": `select count(*) from questions q join events e on e.id = q.event_id
					where q.created_at > now() or q.decided_at > now() or q.answered_at > now() or q.decided_at < q.created_at or q.answered_at < q.decided_at
					   or q.created_at < e.published_at or q.created_at > e.ends_at or (q.created_at < e.starts_at) <> (q.channel = 'before')`,
				"asking before registering": `select count(*) from questions q join registrations r on r.id = q.registration_id where q.created_at < r.created_at`,
				"votes":                     `select count(*) from votes v join questions q on q.id = v.question_id where v.created_at > now() or v.created_at < q.created_at`,
				"letters":                   `select count(*) from mails where created_at > now() or done_at < created_at`,
			} {
				if n := one[int](t, db, query); n != 0 {
					t.Errorf("%s: %d are wrong", what, n)
				}
			}
		})
	}
}

func TestFill_leavesOthersEventsAlone(t *testing.T) {
	db := storetest.New(t)
	first := fill(t, db, demo.Open, false)
	if _, err := demo.Fill(t.Context(), db, demo.Live, time.Now(), false); !errors.Is(err, demo.ErrEvents) {
		t.Fatalf("a second time: %v", err)
	}
	if n := one[int](t, db, `select count(*) from events`); n != 1 {
		t.Errorf("%d events", n)
	}
	second := fill(t, db, demo.Live, true)
	if second.Event.Slug == first.Event.Slug || len(second.Staff) != 0 {
		t.Errorf("%s and %s, staff %v", first.Event.Slug, second.Event.Slug, second.Staff)
	}
	if n := one[int](t, db, `select count(*) from hosts`); n != 2 {
		t.Errorf("%d hosts", n)
	}
}

func TestFill_letsItsStaffIn(t *testing.T) {
	db := storetest.New(t)
	f := fill(t, db, demo.Live, false)
	accounts, sessions := store.NewAccounts(db, password.New()), store.NewSessions(db)
	for _, m := range f.Staff {
		e, err := accounts.SignIn(t.Context(), m.Email, m.Password, store.Browser{})
		if err != nil {
			t.Errorf("%s: %v", m.Email, err)
			continue
		}
		v, err := sessions.Viewer(t.Context(), e.Cookie)
		if err != nil {
			t.Fatal(err)
		}
		if !v.CanModerate(f.Event) || v.CanOrganise(f.Event) != (m.Role != models.Moderator) || v.IsOwner() != (m.Role == models.Owner) {
			t.Errorf("%s may do what a %s may not, or the other way round: %+v", m.Email, m.Role, v.Grants)
		}
	}
	if len(f.Staff) != 3 {
		t.Errorf("staff: %v", f.Staff)
	}
}

func TestFill_asksMoreThanNameAndAddress(t *testing.T) {
	db := storetest.New(t)
	f := fill(t, db, demo.Open, false)
	if n := one[int](t, db, `select count(*) from fields where event_id = $1 and label ? 'ja' and label ? 'en'`, f.Event.ID); n != 4 {
		t.Errorf("%d questions in both languages", n)
	}
	if n := one[int](t, db, `select count(*) from answers a join fields f on f.id = a.field_id where f.shown_if is not null`); n == 0 {
		t.Error("nobody answers the one that hangs on another")
	}
}
