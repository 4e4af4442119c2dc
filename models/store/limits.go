package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

// Limits counts repetition for all copies of the server.
type Limits struct {
	lines *lines[pace, *attempt]
}

// pace is how often something may be done.
type pace struct {
	every time.Duration
	burst int
}

// attempt is one act of whoever the keys name: it is allowed when it is to all of them, and counts for each.
type attempt struct {
	keys    []string
	allowed bool
}

// NewLimits returns the limits kept in db.
func NewLimits(db *DB) *Limits {
	return &Limits{newLines(func(ctx context.Context, p pace, batch []*attempt) error {
		return db.inTx(ctx, "limit", func(t *tx) error { return t.allowEach(p, batch) })
	})}
}

// tat is the moment at which the bucket is empty again; each act fills it by one interval, and it holds burst of them.
const sqlAllow = `
	insert into rate_limits as l (key, tat) select k, now() + $2 * interval '1 microsecond' from unnest($1::text[]) k
	on conflict (key) do update set tat = greatest(l.tat, now()) + $2 * interval '1 microsecond'
	where greatest(l.tat, now()) + $2 * interval '1 microsecond' <= now() + $3 * interval '1 microsecond'
	returning key`

// Each act takes two buckets away that are empty, so that the table never grows beyond those in use.
const sqlForgetLimits = `
	delete from rate_limits where key in (select key from rate_limits where tat < now() order by tat limit $1 for update skip locked)`

// Allow takes one act of whoever key names, and reports false when there were too many: burst at once, then one every interval
// (generic cell rate algorithm). Key holds no personal data beyond a part of a network address. Where the answer to a try is lost the
// repeat counts too; the limits are forgotten when the database crashes.
func (s *Limits) Allow(ctx context.Context, key string, every time.Duration, burst int) (bool, error) {
	return s.AllowAll(ctx, every, burst, key)
}

// AllowAll takes one act of each of keys, and reports false when one of them had too many. Those that are "" count nothing.
func (s *Limits) AllowAll(ctx context.Context, every time.Duration, burst int, keys ...string) (bool, error) {
	a := &attempt{keys: slices.DeleteFunc(keys, func(k string) bool { return k == "" })}
	if err := s.lines.join(ctx, pace{every, burst}, a); err != nil {
		return false, fmt.Errorf("limit: %w", err)
	}
	return a.allowed, nil
}

// allowEach decides on many acts, those of one key in order of arrival. Once a key has had too much, so has the rest of its acts.
func (t *tx) allowEach(p pace, batch []*attempt) error {
	left := map[string][]*attempt{}
	for _, a := range batch {
		a.allowed = true
		for _, k := range a.keys {
			left[k] = append(left[k], a)
		}
	}
	for len(left) > 0 { // each time the first act of every key, burst times at the most
		keys := slices.Sorted(maps.Keys(left)) // one order for every copy of the server, so that two can't block each other
		allowed := map[string]bool{}
		var found []string
		if err := t.all(&found, sqlAllow, pq.Array(keys), p.every.Microseconds(), (time.Duration(p.burst) * p.every).Microseconds()); err != nil {
			return err
		}
		for _, k := range found {
			allowed[k] = true
		}
		for _, k := range keys {
			if !allowed[k] {
				for _, a := range left[k] {
					a.allowed = false
				}
				delete(left, k)
			} else if left[k] = left[k][1:]; len(left[k]) == 0 {
				delete(left, k)
			}
		}
	}
	_, err := t.exec(sqlForgetLimits, 2*len(batch))
	return err
}

// allow is Allow inside an act: what the act takes comes back when it fails.
func (t *tx) allow(key string, every time.Duration, burst int) (bool, error) {
	a := &attempt{keys: []string{key}}
	err := t.allowEach(pace{every, burst}, []*attempt{a})
	return a.allowed, err
}

// Check is Allow for a caller who only wants to go on or not: models.ErrTooMany where there were too many.
func (s *Limits) Check(ctx context.Context, key string, every time.Duration, burst int) error {
	allowed, err := s.Allow(ctx, key, every, burst)
	if err == nil && !allowed {
		err = models.ErrTooMany
	}
	return err
}
