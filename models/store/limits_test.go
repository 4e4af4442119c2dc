package store_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

func TestAllow_letsABurstThroughAndThenOneEachInterval(t *testing.T) {
	db := storetest.New(t)
	copies := []*store.Limits{store.NewLimits(db), store.NewLimits(db)}
	var passed atomic.Int64
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			ok, err := copies[i%2].Allow(context.Background(), "register 192.0.2.0/24", time.Hour, 10)
			if err != nil {
				t.Error(err)
			}
			if ok {
				passed.Add(1)
			}
		})
	}
	wg.Wait()
	if n := passed.Load(); n != 10 {
		t.Errorf("%d of 30 passed, want 10", n)
	}
	if ok, err := copies[0].Allow(context.Background(), "register 198.51.100.0/24", time.Hour, 10); err != nil || !ok {
		t.Errorf("somebody else: %v, %v", ok, err)
	}
	if _, err := db.SQL().Exec(`update rate_limits set tat = tat - interval '1 hour' where key = 'register 192.0.2.0/24'`); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false} {
		if ok, err := copies[0].Allow(context.Background(), "register 192.0.2.0/24", time.Hour, 10); err != nil || ok != want {
			t.Errorf("an interval later, act %d: %v, %v", i+1, ok, err)
		}
	}
}

func TestAllow_forgetsThoseWhoStopped(t *testing.T) {
	db := storetest.New(t)
	if _, err := db.SQL().Exec(`insert into rate_limits select 'k' || n, now() - interval '1 minute' from generate_series(1, 7) n`); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		if _, err := store.NewLimits(db).Allow(context.Background(), "me", time.Minute, 10); err != nil {
			t.Fatal(err)
		}
	}
	if n := count(t, db, `select count(*) from rate_limits`); n != 1 {
		t.Errorf("%d buckets left", n)
	}
}
