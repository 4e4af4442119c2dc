package store_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

// registered fills the event with people; it returns the last one's ID.
func (o *office) registered(event models.ID, n int) (id models.ID) {
	o.Helper()
	r := store.NewRegistrations(o.db)
	for i := range n {
		p := person(i)
		if _, err := r.Register(context.Background(), event, p); err != nil {
			o.Fatal(err)
		}
		id = p.ID
	}
	return id
}

// save saves the event with its form changed by edit, and returns how many were told.
func (o *office) save(id models.ID, tell bool, change func(f *models.EventForm)) (int, error) {
	o.Helper()
	e, f, err := o.events.Form(context.Background(), o.organiser, id)
	if err != nil {
		o.Fatal(err)
	}
	change(&f)
	return o.events.Save(context.Background(), o.organiser, id, e.Version, f, o.check(f), tell)
}

func (o *office) letters(event models.ID, kind models.MailKind) int {
	o.Helper()
	return o.count(`select count(*) from mails where event_id = $1 and kind = $2 and state = 'due'`, event, kind)
}

func TestSave_tellsTheConfirmedOfANewTimeOnce(t *testing.T) {
	o := newOffice(t)
	f := o.form()
	f.Capacity = "2"
	id := o.publish(f)
	o.registered(id, 3)
	later := func(f *models.EventForm) {
		f.When = time.Now().AddDate(0, 0, 8).Format(time.DateOnly) + " 17:00–19:00"
	}
	told, err := o.save(id, true, later)
	if err != nil || told != 2 || o.letters(id, models.MailChanged) != 2 {
		t.Errorf("told %d, %v; %d letters", told, err, o.letters(id, models.MailChanged))
	}
	e := o.event(id)
	if e.CalendarSequence != 1 || e.StartsAt.Format("15:04") != "17:00" {
		t.Errorf("%+v", e)
	}
	if told, err := o.save(id, true, later); err != nil || told != 0 || o.event(id).Version != e.Version {
		t.Errorf("the same again: told %d, %v", told, err)
	}
	// A second change before the first letters have left: only the newest goes out.
	if told, err := o.save(id, true, func(f *models.EventForm) { f.Title[models.English] = "Renamed" }); err != nil || told != 2 {
		t.Errorf("told %d, %v", told, err)
	}
	if n := o.letters(id, models.MailChanged); n != 2 || o.event(id).CalendarSequence != 2 {
		t.Errorf("%d letters about changes are to leave", n)
	}
}

func TestSave_tellsNobodyOfWhatNoCalendarShows(t *testing.T) {
	o := newOffice(t)
	id := o.publish(o.form())
	o.registered(id, 2)
	told, err := o.save(id, true, func(f *models.EventForm) { f.About[models.English] = "Now in English." })
	if err != nil || told != 0 || o.event(id).CalendarSequence != 0 {
		t.Errorf("told %d, %v", told, err)
	}
	told, err = o.save(id, false, func(f *models.EventForm) { f.Title[models.English] = "Renamed" })
	if err != nil || told != 0 || o.letters(id, models.MailChanged) != 0 || o.event(id).CalendarSequence != 1 {
		t.Errorf("without the box: told %d, %v", told, err)
	}
	if n := o.count(`select count(*) from items where event_id = $1`, id); n != 4 {
		t.Errorf("%d items after saving, want 4", n)
	}
}

func TestSave_offersSeatsToWhoWaitsWhenThereAreMoreSeats(t *testing.T) {
	o := newOffice(t)
	f := o.form()
	f.Capacity = "1"
	id := o.publish(f)
	o.registered(id, 4)
	if _, err := o.save(id, true, func(f *models.EventForm) { f.Capacity = "３名" }); err != nil {
		t.Fatal(err)
	}
	if seats, _ := o.events.Seating(context.Background(), id); seats[0].Taken != 3 || seats[0].Waiting != 1 {
		t.Errorf("%+v", seats)
	}
	if n := o.letters(id, models.MailOffer); n != 2 {
		t.Errorf("%d people are offered a seat", n)
	}
	if _, err := o.save(id, true, func(f *models.EventForm) { f.Capacity = "1" }); err != nil {
		t.Fatal(err)
	}
	if seats, _ := o.events.Seating(context.Background(), id); seats[0].Taken != 3 {
		t.Errorf("fewer seats turned somebody out: %+v", seats)
	}
}

func TestSave_keepsTheAddressOnceSomebodyHasRegistered(t *testing.T) {
	o := newOffice(t)
	id := o.publish(o.form())
	if _, err := o.save(id, false, func(f *models.EventForm) { f.Slug = "before" }); err != nil || o.event(id).Slug != "before" {
		t.Error(err, o.event(id).Slug)
	}
	o.registered(id, 1)
	var problems models.Problems
	if _, err := o.save(id, false, func(f *models.EventForm) { f.Slug = "after" }); !errors.As(err, &problems) || o.event(id).Slug != "before" {
		t.Error(err, o.event(id).Slug)
	}
}

func TestSave_ofTwoAtOnceOneWins(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	id := o.publish(o.form())
	e, f, _ := o.events.Form(ctx, o.organiser, id)
	var wg sync.WaitGroup
	var mu sync.Mutex
	stale := 0
	for _, join := range []string{"one", "two", "three", "four"} {
		f := f
		f.Join = join
		wg.Go(func() {
			_, err := o.events.Save(ctx, o.organiser, id, e.Version, f, o.check(f), true)
			mu.Lock()
			defer mu.Unlock()
			if errors.Is(err, models.ErrStale) {
				stale++
			} else if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if stale != 3 || o.event(id).Version != e.Version+1 {
		t.Errorf("%d refused, version %d", stale, o.event(id).Version)
	}
}

func TestSave_isForPublicEventsOnly(t *testing.T) {
	o, ctx, draft := newOffice(t), context.Background(), models.NewID()
	f := o.form()
	if _, err := o.events.SaveDraft(ctx, o.organiser, draft, 0, f, o.check(f)); err != nil {
		t.Fatal(err)
	}
	for _, act := range []error{last(o.events.Save(ctx, o.organiser, draft, 1, f, o.check(f), true)), o.events.Begin(ctx, o.organiser, draft),
		o.events.EndEvent(ctx, o.organiser, draft), last(o.events.CancelEvent(ctx, o.organiser, draft, 1, models.Text{models.English: "no"}))} {
		o.want(act, models.ErrMove)
	}
	o.want(last(o.events.Save(ctx, o.organiser, models.NewID(), 0, f, o.check(f), true)), models.ErrNotFound)
}

func TestCancelEvent_tellsEverybodyWhoseRegistrationStands(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	f := o.form()
	f.Capacity = "2"
	id := o.publish(f)
	gone := o.registered(id, 4)
	if err := store.NewRegistrations(o.db).Cancel(ctx, gone); err != nil {
		t.Fatal(err)
	}
	reason := models.Text{models.Japanese: "台風のため"}
	_, err := o.events.CancelEvent(ctx, o.organiser, id, 99, reason)
	o.want(err, models.ErrStale)
	told, err := o.events.CancelEvent(ctx, o.organiser, id, o.event(id).Version, reason)
	if err != nil || told != 3 || o.letters(id, models.MailCalledOff) != 3 {
		t.Errorf("told %d, %v", told, err)
	}
	e := o.event(id)
	if e.State != models.Cancelled || e.CancelReason[models.Japanese] != "台風のため" || e.CalendarSequence != 1 {
		t.Errorf("%+v", e)
	}
	if told, err := o.events.CancelEvent(ctx, o.organiser, id, 1, reason); err != nil || told != 0 {
		t.Errorf("again: told %d, %v", told, err)
	}
	if _, err := store.NewRegistrations(o.db).Register(ctx, id, person(9)); !errors.Is(err, models.ErrClosed) {
		t.Errorf("registered for what is called off: %v", err)
	}
	_, err = o.save(id, true, func(f *models.EventForm) { f.Join = "elsewhere" })
	o.want(err, models.ErrMove)
}

func TestCancelEvent_writesToEverybodyWhoGotInBefore(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	id := o.publish(o.form())
	r := store.NewRegistrations(o.db)
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			if _, err := r.Register(ctx, id, person(i)); err != nil && !errors.Is(err, models.ErrClosed) {
				t.Error(err)
			}
		})
	}
	if _, err := o.events.CancelEvent(ctx, o.organiser, id, 1, models.Text{models.English: "Storm"}); err != nil {
		t.Error(err)
	}
	wg.Wait()
	in := o.count(`select count(*) from registrations where event_id = $1`, id)
	if n := o.letters(id, models.MailCalledOff); n != in {
		t.Errorf("%d got in, %d are told", in, n)
	}
}

func TestBegin_opensAndEndsByHand(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	id := o.publish(o.form())
	o.want(o.events.Begin(ctx, o.organiser, id), models.ErrMove)    // a week too early
	o.want(o.events.EndEvent(ctx, o.organiser, id), models.ErrMove) // does not run
	o.exec(`update events set starts_at = now() + interval '5 minutes', ends_at = now() + interval '1 hour' where id = $1`, id)
	for range 2 {
		if err := o.events.Begin(ctx, o.organiser, id); err != nil {
			t.Fatal(err)
		}
	}
	if e := o.event(id); e.State != models.Live || e.Version != 1 {
		t.Errorf("%s, version %d", e.State, e.Version)
	}
	for range 2 {
		if err := o.events.EndEvent(ctx, o.organiser, id); err != nil {
			t.Fatal(err)
		}
	}
	if n := o.count(`select count(*) from audit where event_id = $1 and act in ('event.live', 'event.ended')`, id); n != 2 || o.event(id).State != models.Ended {
		t.Errorf("%d lines in the audit, %s", n, o.event(id).State)
	}
	if err := o.events.Begin(ctx, o.organiser, id); err != nil || o.event(id).State != models.Live {
		t.Errorf("ended by mistake, it can't go on: %v", err)
	}
}
