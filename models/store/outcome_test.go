package store_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

func TestRegister_saysAfterALostAnswerWhatWasDecided(t *testing.T) {
	w := newWire(t, store.Options{})
	event := openEvent(t, w.direct, 1)
	regs := store.NewRegistrations(w.db)
	w.mute.Store(1)
	n := person(1)
	got, err := regs.Register(context.Background(), event, n)
	if err != nil || got != models.Confirmed {
		t.Errorf("the only seat was taken by the try whose answer was lost: told %q %v", got, err)
	}
	if w.cuts.Load() != 1 {
		t.Fatal("no answer was lost")
	}
	if c := count(t, w.direct, `select count(*) from registrations where id = $1 and state = 'confirmed'`, n.ID); c != 1 {
		t.Errorf("%d registrations", c)
	}
	if c := count(t, w.direct, `select count(*) from seats join category_seats on category_id = event_id where taken = 1 and waiting = 0 and last_number = 1`); c != 1 {
		t.Error("the seats do not add up")
	}
	if c := count(t, w.direct, `select count(*) from mails`); c != 1 {
		t.Errorf("%d letters", c)
	}
}

func TestRegister_saysWhatWasDecidedAlsoWhenTheEventHasClosedSince(t *testing.T) {
	w := newWire(t, store.Options{})
	event := openEvent(t, w.direct, 0)
	// The event ends between the commit whose answer is lost and the repeat.
	if _, err := w.direct.SQL().Exec(`
		create function over() returns trigger language plpgsql as $$ begin update events set state = 'ended'; return null; end $$;
		create trigger over after insert on registrations execute function over()`); err != nil {
		t.Fatal(err)
	}
	w.mute.Store(1)
	got, err := store.NewRegistrations(w.db).Register(context.Background(), event, person(1))
	if err != nil || got != models.Confirmed {
		t.Errorf("told %q %v", got, err)
	}
}

// The capacity is changed by somebody who holds the lock of the seats; who waits for the lock must decide by the new one.
func TestRegister_decidesByTheCapacityOfTheMoment(t *testing.T) {
	for name, arrive := range map[string]func(*store.Registrations, models.ID, models.ID) error{
		"register": func(r *store.Registrations, event, _ models.ID) error {
			_, err := r.Register(context.Background(), event, person(9))
			return err
		},
		"cancel": func(r *store.Registrations, _, first models.ID) error { return r.Cancel(context.Background(), first) },
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			event := openEvent(t, db, 3)
			regs := store.NewRegistrations(db)
			var first models.ID
			for i := range map[string]int{"register": 2, "cancel": 4}[name] {
				n := person(i)
				if i == 0 {
					first = n.ID
				}
				if _, err := regs.Register(context.Background(), event, n); err != nil {
					t.Fatal(err)
				}
			}
			holder := lockSeats(t, db, event)
			defer holder.Rollback()
			done := make(chan error, 1)
			go func() { done <- arrive(regs, event, first) }()
			waitForLock(t, db)
			if _, err := holder.Exec(`update categories set capacity = 2`); err != nil {
				t.Fatal(err)
			}
			if err := holder.Commit(); err != nil {
				t.Fatal(err)
			}
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			if n := count(t, db, `select count(*) from registrations where state in ('confirmed', 'offered')`); n != 2 {
				t.Errorf("%d confirmed at an event for two", n)
			}
			if n := count(t, db, `select waiting from category_seats`); n != 1 {
				t.Errorf("%d wait", n)
			}
		})
	}
}

func lockSeats(t *testing.T, db *store.DB, event models.ID) *sql.Tx {
	t.Helper()
	holder, err := db.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := holder.Exec(`select 1 from seats where event_id = $1 for update`, event); err != nil {
		t.Fatal(err)
	}
	return holder
}

func waitForLock(t *testing.T, db *store.DB) {
	t.Helper()
	eventually(t, "somebody waits for the lock", func() bool {
		return count(t, db, `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`) > 0
	})
}

func TestCommit_isNotStoppedByACallerWhoGoesAway(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	regs := store.NewRegistrations(db)
	n := person(1)
	if _, err := regs.Register(context.Background(), event, n); err != nil {
		t.Fatal(err)
	}
	// An act stands in the middle of its transaction when its caller goes.
	holder := lockSeats(t, db, event)
	defer holder.Rollback()
	ctx, leave := context.WithCancel(context.Background())
	cancelled, registered := make(chan error, 1), make(chan error, 1)
	m := person(2)
	go func() { cancelled <- regs.Cancel(ctx, n.ID) }()
	waitForLock(t, db)
	go func() { _, err := regs.Register(ctx, event, m); registered <- err }()
	eventually(t, "both wait", func() bool {
		return count(t, db, `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`) == 2
	})
	leave()
	if err := <-registered; !errors.Is(err, context.Canceled) {
		t.Errorf("who left is told %v", err)
	}
	if err := holder.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-cancelled; err != nil {
		t.Errorf("cancel: %v", err)
	}
	eventually(t, "both are done, once", func() bool {
		return count(t, db, `select count(*) from registrations where id = $1 and state = 'cancelled' and calendar_seq = 1
			or id = $2 and state = 'confirmed'`, n.ID, m.ID) == 2 &&
			count(t, db, `select taken from category_seats`) == 1 && count(t, db, `select count(*) from mails`) == 3
	})
	// Who has gone before anything began changes nothing.
	if err := regs.Cancel(ctx, m.ID); !errors.Is(err, context.Canceled) {
		t.Errorf("an act begun for nobody: %v", err)
	}
	if c := count(t, db, `select taken from category_seats`); c != 1 {
		t.Error("it was done all the same")
	}
}

// A cancelled wait for the standby is answered "committed" with a warning, though the standby has nothing.
func TestCommit_doesNotTrustTheServerThatDidNotWaitForItsStandby(t *testing.T) {
	db, dsn := storetest.NewDSN(t)
	pool := db.SQL()
	event := openEvent(t, db, 0)
	set := func(standbys string) {
		t.Helper()
		if _, err := pool.Exec(`alter system set synchronous_standby_names = '` + standbys + `'`); err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(`select pg_reload_conf()`); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := pool.Exec(`do $$ begin execute format('alter database %I set synchronous_commit = on', current_database()); end $$`); err != nil {
		t.Fatal(err)
	}
	defer set("")
	set("nobody")
	waiting, err := store.Open(dsn, store.Options{}) // its connections have the new setting
	if err != nil {
		t.Fatal(err)
	}
	defer waiting.Close()
	n := person(1)
	told := make(chan error, 1)
	go func() {
		_, err := store.NewRegistrations(waiting).Register(context.Background(), event, n)
		told <- err
	}()
	const waits = `select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'SyncRep'`
	eventually(t, "the commit waits for the standby", func() bool { return count(t, db, waits) == 1 })
	count(t, db, `select count(pg_cancel_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event = 'SyncRep'`)
	select {
	case err := <-told:
		t.Fatalf("acknowledged before a standby had it: %v", err)
	case <-time.After(300 * time.Millisecond):
	}
	eventually(t, "the repeat waits for the standby", func() bool { return count(t, db, waits) == 1 })
	set("")
	if err := <-told; err != nil {
		t.Fatal(err)
	}
	if c := count(t, db, `select count(*) from registrations where id = $1`, n.ID); c != 1 {
		t.Errorf("%d registrations", c)
	}
}

func TestFrozenServer_callsEndInTimeAndNobodyHangs(t *testing.T) {
	const io = 600 * time.Millisecond
	w := newWire(t, store.Options{MaxConns: 4, IO: io})
	event := openEvent(t, w.direct, 0)
	regs, events := store.NewRegistrations(w.db), store.NewEvents(w.db)
	for i := range 4 {
		if _, err := regs.Register(context.Background(), event, person(i)); err != nil {
			t.Fatal(err)
		}
	}
	w.freeze()
	begin := time.Now()
	var wg sync.WaitGroup
	var mu sync.Mutex
	var longest time.Duration
	call := func(what string, f func() error) {
		wg.Go(func() {
			err := f()
			if !errors.Is(err, models.ErrBusy) {
				t.Errorf("%s: %v", what, err)
			}
			mu.Lock()
			longest = max(longest, time.Since(begin))
			mu.Unlock()
		})
	}
	for i := range 40 { // ten times the connections there are
		call("register", func() error { _, err := regs.Register(context.Background(), event, person(100+i)); return err })
		call("read", func() error { _, err := events.ByID(context.Background(), event); return err })
		call("claim", func() error {
			_, _, err := store.NewMails(w.db).Claim(context.Background(), 1, time.Minute)
			return err
		})
	}
	wg.Wait()
	// Patience is 5 s; what began just before its end may still wait for one answer, and who stood in line behind it as well.
	if longest > 5*time.Second+4*io {
		t.Errorf("the last call ended after %v", longest)
	}
	w.unfreeze()
	if _, err := regs.Register(context.Background(), event, person(500)); err != nil {
		t.Errorf("after the thaw: %v", err)
	}
	if n := count(t, w.direct, `select count(*) - last_number from registrations, seats group by last_number`); n != 0 {
		t.Error("the numbers have a gap")
	}
}

func TestLostPool_costsNobodyAnError(t *testing.T) {
	w := newWire(t, store.Options{MaxConns: 12})
	event := openEvent(t, w.direct, 0)
	events, regs := store.NewEvents(w.db), store.NewRegistrations(w.db)
	for _, lose := range []func(){
		w.cutAll,
		func() {
			count(t, w.direct, `select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
		},
	} {
		var wg sync.WaitGroup
		for range 12 { // fill the pool
			wg.Go(func() {
				var x string
				if err := w.db.SQL().QueryRow(`select pg_sleep(0.2)::text`).Scan(&x); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := w.db.SQL().Stats().OpenConnections; n != 12 {
			t.Fatalf("%d connections", n)
		}
		lose()
		time.Sleep(20 * time.Millisecond)
		begin := time.Now()
		if _, err := events.ByID(context.Background(), event); err != nil {
			t.Errorf("read: %v", err)
		}
		if _, err := regs.Register(context.Background(), event, person(count(t, w.direct, `select count(*) from registrations`))); err != nil {
			t.Errorf("register: %v", err)
		}
		if d := time.Since(begin); d > 3*time.Second {
			t.Errorf("took %v", d)
		}
	}
}

func TestRegister_aRowThatCantBeStoredTurnsAwayNobodyElse(t *testing.T) {
	db := storetest.New(t)
	event := openEvent(t, db, 0)
	regs := store.NewRegistrations(db)
	holder := lockSeats(t, db, event)
	defer holder.Rollback()
	var wg sync.WaitGroup
	register := func(n models.NewRegistration, good bool) {
		wg.Go(func() {
			if _, err := regs.Register(context.Background(), event, n); (err == nil) != good {
				t.Errorf("%q: %v", n.Name, err)
			}
		})
	}
	register(person(0), true)
	waitForLock(t, db)
	for i := range 6 { // while the first waits, these stand in line together
		n := person(i + 1)
		if i == 3 {
			n.Name = "nul \x00 of a form that nobody checked"
		}
		register(n, i != 3)
	}
	time.Sleep(50 * time.Millisecond)
	if err := holder.Rollback(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if n := count(t, db, `select count(*) from registrations where number = any(array[1,2,3,4,5,6])`); n != 6 {
		t.Errorf("%d stored", n)
	}
}
