package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

// doubted registers somebody who has to prove their address first.
func doubted(t *testing.T, regs *store.Registrations, event models.ID, n models.NewRegistration) models.NewRegistration {
	t.Helper()
	n.Prove = true
	if got, err := regs.Register(context.Background(), event, n); err != nil || got != models.Unverified {
		t.Fatalf("told %q, %v", got, err)
	}
	return n
}

func stateOf(t *testing.T, db *store.DB, id models.ID) (s string) {
	t.Helper()
	if err := db.SQL().QueryRow(`select coalesce((select state from registrations where id = $1), 'none')`, id).Scan(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestProve_givesSeatsInTheOrderOfProof(t *testing.T) {
	db := storetest.New(t)
	event, regs, ctx := openEvent(t, db, 1), store.NewRegistrations(db), context.Background()
	first, second := doubted(t, regs, event, person(1)), doubted(t, regs, event, person(2))
	if n := count(t, db, `select count(*) from category_seats where taken = 0 and waiting = 0`); n != 1 {
		t.Fatal("who has proven nothing takes a seat")
	}
	if n := count(t, db, `select count(*) from mails where kind <> 'prove'`); n != 0 {
		t.Fatalf("%d other letters to addresses that nobody has proven", n)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := regs.Prove(ctx, second.ID); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := regs.Prove(ctx, first.ID); err != nil {
		t.Fatal(err)
	}
	if a, b := stateOf(t, db, first.ID), stateOf(t, db, second.ID); a != "waitlisted" || b != "confirmed" {
		t.Errorf("who registered first and proved second is %s, the other %s", a, b)
	}
	if n := count(t, db, `select count(*) from category_seats where taken = 1 and waiting = 1`); n != 1 {
		t.Error("the seats do not add up")
	}
	if n := count(t, db, `select count(*) from mails where kind in ('confirmed', 'waitlisted')`); n != 2 {
		t.Errorf("%d letters that tell them", n)
	}
}

func TestProve_isRefusedWhenItIsTooLate(t *testing.T) {
	db := storetest.New(t)
	event, regs, ctx := openEvent(t, db, 0), store.NewRegistrations(db), context.Background()
	gone, late, forgotten := doubted(t, regs, event, person(1)), doubted(t, regs, event, person(2)), doubted(t, regs, event, person(3))
	if err := regs.Cancel(ctx, gone.ID); err != nil {
		t.Fatal(err)
	}
	if err := regs.Prove(ctx, gone.ID); !errors.Is(err, models.ErrMove) {
		t.Errorf("taken back: %v", err)
	}
	if n := count(t, db, `select count(*) from mails where kind = 'withdrawn'`); n != 0 {
		t.Error("a letter went to an address that nobody has proven")
	}
	if _, err := db.SQL().Exec(`update registrations set created_at = now() - interval '49 hours' where id = $1`, forgotten.ID); err != nil {
		t.Fatal(err)
	}
	if n, err := regs.ForgetUnproven(ctx); err != nil || n != 1 {
		t.Errorf("forgot %d, %v", n, err)
	}
	if err := regs.Prove(ctx, forgotten.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("forgotten: %v", err)
	}
	if _, err := db.SQL().Exec(`update events set state = 'ended'`); err != nil {
		t.Fatal(err)
	}
	if err := regs.Prove(ctx, late.ID); !errors.Is(err, models.ErrClosed) {
		t.Errorf("after the event: %v", err)
	}
}

func TestRegister_answersAlikeWhoHasToProveAndIsKnown(t *testing.T) {
	db := storetest.New(t)
	event, regs, ctx := openEvent(t, db, 0), store.NewRegistrations(db), context.Background()
	if _, err := regs.Register(ctx, event, person(1)); err != nil {
		t.Fatal(err)
	}
	doubted(t, regs, event, person(1)) // known already: the same answer
	if n := count(t, db, `select count(*) from mails where kind = 'prove'`); n != 0 {
		t.Error("somebody registered is asked to prove")
	}
	if n := count(t, db, `select count(*) from mails where kind = 'links'`); n != 1 {
		t.Errorf("%d letters with their links", n)
	}
	for range 3 {
		doubted(t, regs, event, person(2))
	}
	if n := count(t, db, `select count(*) from mails where kind = 'prove'`); n != 1 {
		t.Errorf("%d letters that ask one address for proof within the hour", n)
	}
}

// Whoever wrote somebody else's address into the form does not keep them out.
func TestRegister_takesTheOneWhoNeedNotProveForTheUnproven(t *testing.T) {
	db := storetest.New(t)
	event, regs, ctx := openEvent(t, db, 0), store.NewRegistrations(db), context.Background()
	squatter := doubted(t, regs, event, person(1))
	real := person(1)
	real.Name = "Real"
	for range 2 { // the second time as a repeat of the first
		if got, err := regs.Register(ctx, event, real); err != nil || got != models.Confirmed {
			t.Fatalf("told %q, %v", got, err)
		}
	}
	if a, b := stateOf(t, db, squatter.ID), stateOf(t, db, real.ID); a != "none" || b != "confirmed" {
		t.Errorf("the unproven one is %s, the other %s", a, b)
	}
	if n := count(t, db, `select count(*) from mails where kind in ('confirmed', 'links')`); n != 1 {
		t.Errorf("%d letters", n)
	}
}
