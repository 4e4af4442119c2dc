package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
)

// plan returns the categories of the hall's event and their version.
func (h *seatHall) plan() store.SeatPlan {
	h.Helper()
	p, err := store.NewEvents(h.db).Plan(context.Background(), h.desk, h.event)
	if err != nil {
		h.Fatal(err)
	}
	return p
}

// aCategory is a category to add to the hall's event.
func (h *seatHall) aCategory(title string, capacity int) models.Category {
	return models.Category{ID: models.NewID(), EventID: h.event, Title: models.Text{models.English: title}, Capacity: capacity, Access: models.AccessPublic,
		Presence: models.PresenceAny, Domains: []string{}}
}

func (h *seatHall) add(c models.Category) models.Category {
	h.Helper()
	if err := store.NewEvents(h.db).AddCategory(context.Background(), h.desk, h.plan().Version, c, models.Text{models.English: "Everybody"}); err != nil {
		h.Fatal(err)
	}
	return c
}

func (h *seatHall) order() string {
	h.Helper()
	var titles []string
	for _, s := range h.plan().Seats {
		titles = append(titles, s.Title.In(models.English))
	}
	return strings.Join(titles, " ")
}

func TestCategories_areAddedOnceOrderedAndRemoved(t *testing.T) {
	h := newSeatHall(t, 10)
	events, ctx := store.NewEvents(h.db), context.Background()
	version := h.plan().Version
	online := h.aCategory("Online", 0)
	for range 2 { // the form was sent twice
		if err := events.AddCategory(ctx, h.desk, version, online, models.Text{models.English: "Everybody"}); err != nil {
			t.Fatal(err)
		}
	}
	press := h.add(h.aCategory("Press", 5))
	if got := h.order(); got != "Everybody Online Press" {
		t.Fatalf("order %s", got)
	}
	if err := events.MoveCategory(ctx, h.desk, h.event, h.plan().Version, press.ID, true); err != nil {
		t.Fatal(err)
	}
	if got := h.order(); got != "Everybody Press Online" {
		t.Errorf("order %s", got)
	}
	if err := events.MoveCategory(ctx, h.desk, h.event, h.plan().Version, h.event, true); !errors.Is(err, models.ErrMove) {
		t.Errorf("moved beyond the first: %v", err)
	}
	h.arrives(0, func(n *models.NewRegistration) { n.CategoryID = press.ID })
	h.arrives(1)
	if err := events.RemoveCategory(ctx, h.desk, h.event, h.plan().Version, press.ID); !errors.Is(err, models.ErrMove) {
		t.Errorf("removed from under somebody: %v", err)
	}
	h.exec(`insert into fields (id, event_id, position, kind, label, category_ids) values
		(gen_random_uuid(), $1, 1, 'line', '{"en": "Only there"}', array[$2]::uuid[]), (gen_random_uuid(), $1, 2, 'line', '{"en": "There too"}', array[$2, $3]::uuid[])`,
		h.event, online.ID, press.ID)
	if err := events.RemoveCategory(ctx, h.desk, h.event, h.plan().Version, online.ID); err != nil {
		t.Fatal(err)
	}
	if n := count(t, h.db, `select count(*) from fields where label->>'en' = 'Only there' and retired_at is not null and category_ids = '{}'
		or label->>'en' = 'There too' and retired_at is null and category_ids = array[$1]::uuid[]`, press.ID); n != 2 {
		t.Errorf("%d of 2 questions follow the kinds of seats", n)
	}
	h.exec(`delete from registrations where category_id = $1`, press.ID)
	if err := events.RemoveCategory(ctx, h.desk, h.event, h.plan().Version, press.ID); err != nil {
		t.Fatal(err)
	}
	if got := h.order(); got != "" {
		t.Errorf("alone, it is called %q", got)
	}
	if err := events.RemoveCategory(ctx, h.desk, h.event, h.plan().Version, h.event); !errors.Is(err, models.ErrMove) {
		t.Errorf("removed the last: %v", err)
	}
}

func TestCategories_offerSeatsAtOnceAndTellTheFormOfTheEvent(t *testing.T) {
	h := newSeatHall(t, 1)
	h.exec(`update events set typed = '{"when": "tomorrow", "capacity": "1"}'`)
	ids := []models.ID{h.arrives(0), h.arrives(1), h.arrives(2)}
	events, ctx := store.NewEvents(h.db), context.Background()
	p := h.plan()
	c := p.Seats[0].Category
	c.Capacity = 2
	for range 2 { // saving what is stored already is no error
		if err := events.SaveCategory(ctx, h.desk, p.Version, c); err != nil {
			t.Fatal(err)
		}
	}
	h.stand("with a second seat", ids, models.Confirmed, models.Offered, models.Waitlisted)
	if n := count(t, h.db, `select count(*) from events where typed->>'capacity' = '2' and typed->>'when' = 'tomorrow' and version = $1`, p.Event.Version+1); n != 1 {
		t.Error("the form of the event would set the old capacity again")
	}
	c.Capacity = 1
	if err := events.SaveCategory(ctx, h.desk, p.Version, c); !errors.Is(err, models.ErrStale) {
		t.Errorf("saved on an old version: %v", err)
	}
	h.add(h.aCategory("Online", 0))
	c.Title = models.Text{models.English: "Hall"}
	if err := events.SaveCategory(ctx, h.desk, h.plan().Version, c); err != nil {
		t.Fatal(err)
	}
	h.stand("with fewer seats than people", ids, models.Confirmed, models.Offered, models.Waitlisted)
	if n := count(t, h.db, `select count(*) from events where version = $1`, p.Event.Version+2); n != 1 {
		t.Error("who has the form of the event open does not learn that its capacity has gone")
	}
}

func TestCategories_belongToOneEventAndItsOrganisers(t *testing.T) {
	h := newSeatHall(t, 1)
	events, ctx := store.NewEvents(h.db), context.Background()
	p := h.plan()
	elsewhere := h.aCategory("Elsewhere", 1)
	elsewhere.ID = openEvent(t, h.db, 3) // an event's first category bears its ID
	if err := events.SaveCategory(ctx, h.desk, p.Version, elsewhere); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("saved a category of another event: %v", err)
	}
	if err := events.RemoveCategory(ctx, h.desk, h.event, p.Version, elsewhere.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("removed a category of another event: %v", err)
	}
	moderator := models.Viewer{AccountID: h.desk.AccountID, Grants: []models.Grant{{Role: models.Moderator, EventID: h.event}}}
	c := p.Seats[0].Category
	c.Capacity = 7
	for what, err := range map[string]error{
		"add":    events.AddCategory(ctx, moderator, p.Version, h.aCategory("X", 1), nil),
		"save":   events.SaveCategory(ctx, moderator, p.Version, c),
		"remove": events.RemoveCategory(ctx, moderator, h.event, p.Version, h.event),
		"move":   events.MoveCategory(ctx, moderator, h.event, p.Version, h.event, true),
	} {
		if !errors.Is(err, models.ErrForbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
	h.exec(`update events set state = 'cancelled' where id = $1`, h.event)
	if err := events.SaveCategory(ctx, h.desk, p.Version, c); !errors.Is(err, models.ErrMove) {
		t.Errorf("changed what was called off: %v", err)
	}
}

func TestCategories_ofADraftNeedNoSeats(t *testing.T) {
	h := newSeatHall(t, 0)
	h.exec(`delete from seats`)
	h.exec(`update events set state = 'draft', starts_at = null, ends_at = null`)
	h.add(h.aCategory("Online", 5))
	if got := h.order(); got != "Everybody Online" {
		t.Errorf("order %s", got)
	}
}

// Two people change the seats at the same instant: one is told.
func TestCategories_areChangedByOneAtATime(t *testing.T) {
	h := newSeatHall(t, 1)
	events, version := store.NewEvents(h.db), h.plan().Version
	var all sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		all.Go(func() {
			errs[i] = events.AddCategory(context.Background(), h.desk, version, h.aCategory("X", i+1), models.Text{models.English: "Everybody"})
		})
	}
	all.Wait()
	stale := 0
	for _, err := range errs {
		if errors.Is(err, models.ErrStale) {
			stale++
		} else if err != nil {
			t.Error(err)
		}
	}
	if stale != len(errs)-1 || len(h.plan().Seats) != 2 {
		t.Errorf("%d of %d were told, %d categories", stale, len(errs), len(h.plan().Seats))
	}
}
