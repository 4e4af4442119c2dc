package store_test

import (
	"context"
	"strings"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
)

// countries tells where people are from, as the list of the desk counts them, in the order of their arrival.
func (d *desk) countries() string {
	d.t.Helper()
	rows, err := d.db.SQL().Query(`select case country when '' then '-' else country end from registrations where event_id = $1 and number > 1 order by number`, d.event.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			d.t.Fatal(err)
		}
		all = append(all, c)
	}
	return strings.Join(all, " ")
}

func TestCountries_followTheAnswersAndTheForm(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	option := d.add(models.FieldOne, options("JP", "US"))
	home, work := d.add(models.FieldCountry), d.add(models.FieldCountry)
	regs := store.NewRegistrations(d.db)
	var ids []models.ID
	for i, answers := range []models.Answers{
		{home.ID: {"KE"}, work.ID: {"JP"}}, {work.ID: {"US"}, option.ID: {"JP"}}, {home.ID: {"FR"}}, {},
	} {
		n := answered(person(i+10), answers)
		if _, err := regs.Register(ctx, d.event.ID, n); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, n.ID)
	}
	want := func(when, countries string) {
		t.Helper()
		if got := d.countries(); got != countries {
			t.Errorf("%s: %q, want %q", when, got, countries)
		}
	}
	change := func(do func(version int64) error) {
		t.Helper()
		_, version := d.form()
		if err := do(version); err != nil {
			t.Fatal(err)
		}
	}
	want("as registered", "KE - FR -")

	shown := models.Fields{home, work}
	if err := d.fields.CorrectFor(ctx, d.owner, d.event.ID, ids[3], shown, models.CheckedAnswers{Answers: models.Answers{home.ID: {"DE"}}}); err != nil {
		t.Fatal(err)
	}
	if err := d.fields.Correct(ctx, ids[2], shown, models.CheckedAnswers{}); err != nil {
		t.Fatal(err)
	}
	want("set right", "KE - - DE")

	change(func(v int64) error { return d.fields.Move(ctx, d.owner, d.event.ID, v, work.ID, 0) })
	want("another question first", "JP US - -")
	change(func(v int64) error { return d.fields.Remove(ctx, d.owner, d.event.ID, v, work.ID) })
	want("that one taken off", "KE - - DE")
	change(func(int64) error { return d.fields.Restore(ctx, d.owner, d.event.ID, work.ID) })
	want("put back", "JP US - -")

	d.exec(`update fields set retention_months = 1 where id = $1`, work.ID)
	if _, err := store.NewRetention(d.db).Round(ctx, d.event.EndsAt.AddDate(0, 2, 0)); err != nil {
		t.Fatal(err)
	}
	want("what is kept for a month only is gone", "- - - -")
}
