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

// seatHall is an event with a desk and people who register for it.
type seatHall struct {
	*testing.T
	db    *store.DB
	regs  *store.Registrations
	event models.ID
	desk  models.Viewer
}

func newSeatHall(t *testing.T, capacity int) *seatHall {
	t.Helper()
	db := storetest.New(t)
	h := &seatHall{T: t, db: db, regs: store.NewRegistrations(db), event: openEvent(t, db, capacity)}
	h.desk = models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Owner}}}
	h.exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, 'Desk', 'd@example.org', 'd@example.org', 'en', 'UTC')`, h.desk.AccountID)
	return h
}

func (h *seatHall) exec(query string, args ...any) {
	h.Helper()
	if _, err := h.db.SQL().Exec(query, args...); err != nil {
		h.Fatal(err)
	}
}

// arrives registers person i and returns its id.
func (h *seatHall) arrives(i int, more ...func(*models.NewRegistration)) models.ID {
	h.Helper()
	n := person(i)
	for _, f := range more {
		f(&n)
	}
	if _, err := h.regs.Register(context.Background(), h.event, n); err != nil {
		h.Fatal(err)
	}
	return n.ID
}

func (h *seatHall) decide(act models.RegistrationAct, ids ...models.ID) store.Done {
	h.Helper()
	done, err := h.regs.Decide(context.Background(), h.desk, h.event, models.Decision{Act: act, IDs: ids})
	if err != nil {
		h.Fatal(err)
	}
	return done
}

// stand checks the states of registrations, in their order, and that the seats add up.
func (h *seatHall) stand(when string, ids []models.ID, want ...models.RegistrationState) {
	h.Helper()
	for i, id := range ids {
		var is models.RegistrationState
		if err := h.db.SQL().QueryRow(`select state from registrations where id = $1`, id).Scan(&is); err != nil {
			h.Fatal(err)
		}
		if is != want[i] {
			h.Errorf("%s: no. %d is %s, want %s", when, i, is, want[i])
		}
	}
	if n := count(h.T, h.db, `select count(*) from category_seats s
		where taken <> (select count(*) from registrations r where r.category_id = s.category_id and state in ('confirmed', 'offered'))
		or waiting <> (select count(*) from registrations r where r.category_id = s.category_id and state = 'waitlisted')`); n != 0 {
		h.Errorf("%s: the seats do not add up", when)
	}
}

func (h *seatHall) letters(kind models.MailKind, id models.ID) int {
	h.Helper()
	return count(h.T, h.db, `select count(*) from mails where kind = $1 and registration_id = $2 and state <> 'cancelled'`, string(kind), id)
}

func TestApproval_givesSeatsInOrderAndThenPlacesInLine(t *testing.T) {
	h := newSeatHall(t, 2)
	h.exec(`update categories set approval = true`)
	ids := []models.ID{h.arrives(0), h.arrives(1), h.arrives(2), h.arrives(3)}
	h.stand("at first", ids, models.PendingReview, models.PendingReview, models.PendingReview, models.PendingReview)
	if h.letters(models.MailReceived, ids[0]) != 1 || h.letters(models.MailConfirmed, ids[0]) != 0 {
		t.Error("not told that somebody will decide")
	}
	done := h.decide(models.ActApprove, ids[2], ids[0], ids[1])
	h.stand("approved", ids, models.Confirmed, models.Confirmed, models.Waitlisted, models.PendingReview)
	if done.N != 3 || h.decide(models.ActApprove, ids[0]).N != 0 {
		t.Error("approving again moved somebody")
	}
	reason := models.Text{models.English: "Members first."}
	if _, err := h.regs.Decide(context.Background(), h.desk, h.event, models.Decision{Act: models.ActDecline, IDs: ids[3:], Reason: reason}); err != nil {
		t.Fatal(err)
	}
	h.stand("declined", ids, models.Confirmed, models.Confirmed, models.Waitlisted, models.Refused)
	if h.letters(models.MailDeclined, ids[3]) != 1 || count(t, h.db, `select count(*) from registrations where decline_reason->>'en' = 'Members first.'`) != 1 {
		t.Error("the reason is not kept")
	}
	invited := h.arrives(4, func(n *models.NewRegistration) { n.Invited, n.Source = true, "invitation" })
	h.stand("invited", []models.ID{invited}, models.Waitlisted)
}

func TestOffer_isTakenOnceInTimeOrPassedOn(t *testing.T) {
	h := newSeatHall(t, 1)
	ctx := context.Background()
	ids := []models.ID{h.arrives(0), h.arrives(1), h.arrives(2)}
	if err := h.regs.Accept(ctx, ids[1]); !errors.Is(err, models.ErrMove) {
		t.Errorf("took what was not offered: %v", err)
	}
	if err := h.regs.Cancel(ctx, ids[0]); err != nil {
		t.Fatal(err)
	}
	h.stand("offered", ids, models.Withdrawn, models.Offered, models.Waitlisted)
	if n, err := h.regs.Lapse(ctx); n != 0 || err != nil {
		t.Errorf("ended %d offers in their time: %v", n, err)
	}
	h.exec(`update registrations set offered_until = now() - interval '1 second' where state = 'offered'`)
	if err := h.regs.Accept(ctx, ids[1]); !errors.Is(err, models.ErrMove) {
		t.Errorf("took it too late: %v", err)
	}
	var wg sync.WaitGroup
	for range 3 { // as many copies of the server
		wg.Go(func() {
			if _, err := store.NewRegistrations(h.db).Lapse(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	h.stand("passed on", ids, models.Withdrawn, models.Waitlisted, models.Offered)
	if h.letters(models.MailLapsed, ids[1]) != 1 || h.letters(models.MailOffer, ids[2]) != 1 {
		t.Error("not told")
	}
	for range 4 { // the button, pressed again and again
		wg.Go(func() {
			if err := h.regs.Accept(ctx, ids[2]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	h.stand("taken", ids, models.Withdrawn, models.Waitlisted, models.Confirmed)
	if h.letters(models.MailConfirmed, ids[2]) != 1 {
		t.Error("not one confirmation")
	}
	// A second offer that lapses ends the waiting.
	if err := h.regs.Cancel(ctx, ids[2]); err != nil {
		t.Fatal(err)
	}
	h.exec(`update registrations set offered_until = now() - interval '1 second' where state = 'offered'`)
	if n, err := h.regs.Lapse(ctx); n != 1 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	h.stand("twice", ids, models.Withdrawn, models.Withdrawn, models.Withdrawn)
	if n := count(t, h.db, `select count(*) from registrations where cancelled_by = 'lapse'`); n != 1 {
		t.Error("nobody knows why it ended")
	}
}

func TestOffer_whoIsAloneInLineIsOfferedTheSeatAgain(t *testing.T) {
	h := newSeatHall(t, 1)
	ids := []models.ID{h.arrives(0), h.arrives(1)}
	if err := h.regs.Cancel(context.Background(), ids[0]); err != nil {
		t.Fatal(err)
	}
	h.exec(`update registrations set offered_until = now() - interval '1 second' where state = 'offered'`)
	if _, err := h.regs.Lapse(context.Background()); err != nil {
		t.Fatal(err)
	}
	h.stand("again", ids, models.Withdrawn, models.Offered)
	if h.letters(models.MailOffer, ids[1]) != 2 {
		t.Errorf("%d offers by letter", h.letters(models.MailOffer, ids[1]))
	}
}

func TestOffer_cancellingAndAcceptingCross(t *testing.T) {
	for range 5 {
		h := newSeatHall(t, 1)
		ids := []models.ID{h.arrives(0), h.arrives(1), h.arrives(2)}
		if err := h.regs.Cancel(context.Background(), ids[0]); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := h.regs.Accept(context.Background(), ids[1]); err != nil && !errors.Is(err, models.ErrMove) {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if err := h.regs.Cancel(context.Background(), ids[1]); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		h.stand("crossed", ids, models.Withdrawn, models.Withdrawn, models.Offered)
	}
}

func TestCategories_haveTheirOwnSeatsAndLines(t *testing.T) {
	h := newSeatHall(t, 1)
	room, press := models.NewID(), models.NewID()
	h.exec(`insert into categories (id, event_id, position, title, capacity) values ($1, $2, 2, '{"en": "On site"}', 1)`, room, h.event)
	h.exec(`insert into categories (id, event_id, position, title, access) values ($1, $2, 3, '{"en": "Press"}', 'invited')`, press, h.event)
	h.exec(`insert into category_seats (category_id) values ($1), ($2)`, room, press)
	in := func(c models.ID) func(*models.NewRegistration) {
		return func(n *models.NewRegistration) { n.CategoryID = c }
	}
	ids := []models.ID{h.arrives(0), h.arrives(1, in(room)), h.arrives(2, in(room)), h.arrives(3, in(h.event))}
	h.stand("in two lines", ids, models.Confirmed, models.Confirmed, models.Waitlisted, models.Waitlisted)
	for what, c := range map[string]models.ID{"by invitation": press, "none of this event": models.NewID()} {
		n := person(9)
		n.CategoryID = c
		if _, err := h.regs.Register(context.Background(), h.event, n); !errors.Is(err, models.ErrClosed) {
			t.Errorf("%s: %v", what, err)
		}
	}
	guest := h.arrives(9, in(press), func(n *models.NewRegistration) { n.Invited = true })
	h.stand("invited", []models.ID{guest}, models.Confirmed)
	if err := h.regs.Cancel(context.Background(), ids[1]); err != nil {
		t.Fatal(err)
	}
	h.stand("one line moves", ids, models.Confirmed, models.Withdrawn, models.Offered, models.Waitlisted)
	done, err := h.regs.Decide(context.Background(), h.desk, h.event, models.Decision{Act: models.ActCategory, IDs: []models.ID{ids[3]}, Category: press})
	if err != nil || done.N != 1 {
		t.Fatal(done, err)
	}
	h.stand("moved to another category", ids, models.Confirmed, models.Withdrawn, models.Offered, models.Offered)
}

func TestDecide_isUndoneAsOneStepUntilLettersLeave(t *testing.T) {
	h := newSeatHall(t, 2)
	ctx := context.Background()
	ids := []models.ID{h.arrives(0), h.arrives(1), h.arrives(2), h.arrives(3)}
	first := func() (id models.ID) {
		if err := h.db.SQL().QueryRow(`select id from registrations where state = 'waitlisted' order by place limit 1`).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	h.decide(models.ActMoveUp, ids[3])
	if first() != ids[3] {
		t.Error("not first in line")
	}
	done := h.decide(models.ActCancel, ids[0], ids[1])
	h.stand("cancelled", ids, models.Withdrawn, models.Withdrawn, models.Offered, models.Offered)
	for range 2 {
		if _, err := h.regs.Undo(ctx, h.desk, h.event, done.Act); err != nil {
			t.Fatal(err)
		}
	}
	h.stand("undone", ids, models.Confirmed, models.Confirmed, models.Waitlisted, models.Waitlisted)
	if first() != ids[3] {
		t.Error("the line is not as it was")
	}
	if h.letters(models.MailWithdrawn, ids[0]) != 0 || h.letters(models.MailOffer, ids[3]) != 0 {
		t.Error("letters about it still leave")
	}
	done = h.decide(models.ActGiveSeat, ids[2])
	h.stand("beyond the capacity", ids, models.Confirmed, models.Confirmed, models.Confirmed, models.Waitlisted)
	if h.letters(models.MailSeat, ids[2]) != 1 {
		t.Error("not told")
	}
	h.exec(`update mails set state = 'sent' where kind = 'seat'`)
	if _, err := h.regs.Undo(ctx, h.desk, h.event, done.Act); !errors.Is(err, models.ErrMove) {
		t.Errorf("undone after the letter: %v", err)
	}
	done = h.decide(models.ActCancel, ids[1])
	if err := h.regs.Cancel(ctx, ids[0]); err != nil { // somebody else moves
		t.Fatal(err)
	}
	n := person(1)
	if _, err := h.regs.Register(ctx, h.event, n); err != nil { // the same address again
		t.Fatal(err)
	}
	if _, err := h.regs.Undo(ctx, h.desk, h.event, done.Act); !errors.Is(err, models.ErrMove) {
		t.Errorf("one address has two registrations: %v", err)
	}
}

func TestDecide_isForOrganisersOfTheEventOnly(t *testing.T) {
	h := newSeatHall(t, 1)
	id, elsewhere := h.arrives(0), openEvent(t, h.db, 1)
	for what, v := range map[string]models.Viewer{"nobody": {}, "moderator": {AccountID: h.desk.AccountID, Grants: []models.Grant{{Role: models.Moderator, EventID: h.event}}},
		"organiser of another host": {AccountID: h.desk.AccountID, Grants: []models.Grant{{Role: models.Organiser, HostID: models.NewID()}}}} {
		if _, err := h.regs.Decide(context.Background(), v, h.event, models.Decision{Act: models.ActCancel, IDs: []models.ID{id}}); err == nil {
			t.Errorf("%s may", what)
		}
		if _, err := h.regs.Undo(context.Background(), v, h.event, models.NewID()); err == nil {
			t.Errorf("%s may undo", what)
		}
	}
	if _, err := h.regs.Decide(context.Background(), h.desk, elsewhere, models.Decision{Act: models.ActCancel, IDs: []models.ID{id}}); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("through another event: %v", err)
	}
	h.stand("still", []models.ID{id}, models.Confirmed)
}
