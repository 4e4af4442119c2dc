package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

// openEvent is a published event that begins tomorrow.
func openEvent(t *testing.T, db *store.DB, capacity int) models.ID {
	t.Helper()
	id := models.NewID()
	_, err := db.SQL().Exec(`insert into events (id, slug, state, title, zone, starts_at, ends_at, published_at)
		values ($1, $2, 'published', '{"ja": "催し", "en": "Event"}', 'Asia/Tokyo', now() + interval '1 day', now() + interval '26 hours', now())`,
		id, "e-"+id.String()[24:])
	if err == nil {
		_, err = db.SQL().Exec(`with s as (insert into seats (event_id) values ($1)),
			c as (insert into categories (id, event_id, position, capacity) values ($1, $1, 1, nullif($2, 0)))
			insert into category_seats (category_id) values ($1)`, id, capacity)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func person(n int) models.NewRegistration {
	email := fmt.Sprintf("p%d@example.org", n)
	return models.NewRegistration{ID: models.NewID(), Name: fmt.Sprintf("Person %d", n), Email: email, EmailKey: email, Language: models.English}
}

func count(t *testing.T, db *store.DB, query string, args ...any) (n int) {
	t.Helper()
	if err := db.SQL().QueryRow(query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRegister_neverOversells(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 50)
	// Two copies of the server, each with its own line.
	copies := []*store.Registrations{store.NewRegistrations(db), store.NewRegistrations(db)}
	var wg sync.WaitGroup
	var mu sync.Mutex
	told := map[models.RegistrationState]int{}
	for i := range 200 {
		wg.Go(func() {
			got, err := copies[i%2].Register(context.Background(), event, person(i))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			told[got]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if told[models.Confirmed] != 50 || told[models.Waitlisted] != 150 {
		t.Errorf("told %v", told)
	}
	if n := count(t, db, `select count(*) from registrations where state = 'confirmed'`); n != 50 {
		t.Errorf("%d confirmed", n)
	}
	if n := count(t, db, `select count(*) from registrations`); n != 200 {
		t.Errorf("%d registrations", n)
	}
	if n := count(t, db, `select count(distinct registration_id) from mails where kind in ('confirmed', 'waitlisted')`); n != 200 {
		t.Errorf("%d have a letter", n)
	}
	if n := count(t, db, `select count(*) from seats join category_seats on category_id = event_id where taken = 50 and waiting = 150 and last_number = 200`); n != 1 {
		t.Error("the seats do not add up")
	}
}

func TestRegister_theSameAddressIsOneRegistrationAndTheSameAnswer(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	regs := store.NewRegistrations(db)
	for i := range 3 {
		n := person(1)
		got, err := regs.Register(context.Background(), event, n)
		if err != nil || got != models.Confirmed {
			t.Fatalf("time %d: %v %v", i, got, err)
		}
	}
	if n := count(t, db, `select count(*) from registrations`); n != 1 {
		t.Errorf("%d registrations", n)
	}
	if n := count(t, db, `select count(*) from mails where kind = 'links'`); n != 1 {
		t.Errorf("%d letters with the links: at most one an hour", n)
	}
}

func TestRegister_isClosedWhenTheEventIsOver(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	if _, err := db.SQL().Exec(`update events set state = 'ended'`); err != nil {
		t.Fatal(err)
	}
	if _, err := store.NewRegistrations(db).Register(context.Background(), event, person(1)); !errors.Is(err, models.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

func TestCancel_offersTheSeatToTheFirstInLineOnce(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 1)
	regs := store.NewRegistrations(db)
	var people []models.NewRegistration
	for i := range 3 {
		people = append(people, person(i))
		if _, err := regs.Register(context.Background(), event, people[i]); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if err := regs.Cancel(context.Background(), people[0].ID); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(t, db, `select count(*) from registrations where state = 'offered' and id = $1`, people[1].ID); n != 1 {
		t.Error("the first in line is offered no seat")
	}
	if n := count(t, db, `select count(*) from registrations where state = 'waitlisted' and id = $1`, people[2].ID); n != 1 {
		t.Error("the second in line moved")
	}
	if n := count(t, db, `select count(*) from mails where kind in ('offer', 'withdrawn')`); n != 2 {
		t.Errorf("%d letters", n)
	}
	if n := count(t, db, `select count(*) from seats join category_seats on category_id = event_id where taken = 1 and waiting = 1`); n != 1 {
		t.Error("the seats do not add up")
	}
	// Who cancelled may come again, at the end of the line.
	got, err := regs.Register(context.Background(), event, person(0))
	if err != nil || got != models.Waitlisted {
		t.Errorf("again: %v %v", got, err)
	}
}
