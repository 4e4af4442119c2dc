package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

// party is an event by invitation with people on its list.
type party struct {
	t             *testing.T
	db            *store.DB
	ctx           context.Context
	guests        *store.Guests
	registrations *store.Registrations
	owner         models.Viewer
	event         models.ID
}

func newParty(t *testing.T, capacity int) party {
	t.Helper()
	db := storetest.New(t)
	p := party{t, db, context.Background(), store.NewGuests(db), store.NewRegistrations(db), models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Owner}}},
		openEvent(t, db, capacity)}
	p.exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, 'Owner', 'o@example.org', 'o@example.org', 'en', 'UTC')`, p.owner.AccountID)
	p.exec(`update categories set access = 'invited'`)
	return p
}

func (p party) exec(query string, args ...any) {
	p.t.Helper()
	if _, err := p.db.SQL().Exec(query, args...); err != nil {
		p.t.Fatal(err)
	}
}

// people are n new guests.
func (p party) people(n int) (out []models.NewGuest) {
	for i := range n {
		email := fmt.Sprintf("guest%d@example.org", i)
		out = append(out, models.NewGuest{ID: models.NewID(), CategoryID: p.event, Name: fmt.Sprintf("Guest %d", i), Email: email, EmailKey: email, Language: models.English})
	}
	return out
}

func (p party) add(send bool, people ...models.NewGuest) int {
	p.t.Helper()
	n, err := p.guests.Add(p.ctx, p.owner, p.event, people, send)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// accept presses the button of an invitation's page, as a person of any name.
func (p party) accept(id models.ID, version int) error {
	_, err := p.registrations.Register(p.ctx, p.event, models.NewRegistration{ID: models.NewID(), Name: "Somebody", Email: "else@example.org",
		EmailKey: "else@example.org", Language: models.English, Invited: true, Source: "invitation", GuestID: id, GuestLink: version})
	return err
}

func (p party) state(id models.ID) models.GuestState {
	p.t.Helper()
	g, _, err := p.guests.Story(p.ctx, p.owner, models.Event{ID: p.event}, id)
	if err != nil {
		p.t.Fatal(err)
	}
	return g.State()
}

func (p party) want(what string, n int, query string, args ...any) {
	p.t.Helper()
	if got := count(p.t, p.db, query, args...); got != n {
		p.t.Errorf("%s: %d, want %d", what, got, n)
	}
}

const invitations, reminders = `select count(*) from mails where kind = 'guest_invitation'`, `select count(*) from mails where kind = 'guest_reminder'`

func TestGuests_getOneLetterHoweverOftenItIsSent(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(4)
	if n := p.add(false, people[:3]...); n != 3 {
		t.Fatalf("%d added", n)
	}
	p.want("letters to who is only on the list", 0, invitations)
	if n, err := p.guests.Send(p.ctx, p.owner, p.event, []models.ID{people[1].ID}); n != 1 || err != nil {
		t.Errorf("one chosen: %d, %v", n, err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, err := p.guests.Send(p.ctx, p.owner, p.event, nil); err != nil {
				t.Error(err)
			}
			p.guests.Add(p.ctx, p.owner, p.event, people, true) // all of them are on the list but the last
		})
	}
	wg.Wait()
	p.want("letters", 4, invitations)
	p.want("guests", 4, `select count(*) from guests where invited_at is not null`)
	p.want("own addresses in the audit", 0, `select count(*) from audit where detail::text || subject like '%@%'`)
}

func TestGuests_areRemindedOnlyWhileTheyAreSilent(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(6)
	p.add(true, people[:5]...)
	p.add(false, people[5])
	remind := func(want int) {
		t.Helper()
		if n, err := p.guests.Remind(p.ctx, p.owner, p.event); n != want || err != nil {
			t.Errorf("%d reminded (%v), want %d", n, err, want)
		}
	}
	remind(0) // on the day of the invitation
	p.exec(`update guests set invited_at = invited_at - interval '3 days' where invited_at is not null`)
	if err := p.accept(people[0].ID, 1); err != nil {
		t.Fatal(err)
	}
	if err := p.guests.Decline(p.ctx, people[1].ID, 1, "Sorry"); err != nil {
		t.Fatal(err)
	}
	if err := p.guests.Withdraw(p.ctx, p.owner, p.event, people[2].ID); err != nil {
		t.Fatal(err)
	}
	p.exec(`update categories set access = 'public'`)
	if _, err := p.registrations.Register(p.ctx, p.event, models.NewRegistration{ID: models.NewID(), Name: "By the form", Email: people[3].Email,
		EmailKey: people[3].EmailKey, Language: models.English}); err != nil {
		t.Fatal(err)
	}
	remind(1) // the fifth alone
	remind(0)
	p.exec(`update guests set reminded_at = reminded_at - interval '1 day' where reminded_at is not null`)
	remind(1)
	p.want("reminders", 1, reminders) // of one day there is one, whatever the row says
	p.want("others reminded", 0, reminders+` and guest_id <> $1`, people[4].ID)
}

func TestGuests_acceptForTheInvitedAddressAlone(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(3)
	p.add(true, people[:2]...)
	p.add(false, people[2])
	for range 2 { // the letter was passed on, and both pressed
		if err := p.accept(people[0].ID, 1); err != nil {
			t.Fatal(err)
		}
	}
	p.want("registrations", 1, `select count(*) from registrations`)
	p.want("of the guest", 1, `select count(*) from registrations r join guests g on g.registration_id = r.id where r.email = 'guest0@example.org' and r.source = 'invitation'
		and r.state = 'confirmed' and g.id = $1`, people[0].ID)
	p.want("letters with links to another address", 0, `select count(*) from mails m join registrations r on r.id = m.registration_id where r.email like 'else%'`)
	for what, c := range map[string]struct {
		id      models.ID
		version int
		want    error
	}{
		"a guess": {models.NewID(), 1, models.ErrNotFound}, "an old link": {people[1].ID, 0, models.ErrGone}, "a coming link": {people[1].ID, 2, models.ErrGone},
		"never sent": {people[2].ID, 1, models.ErrGone},
	} {
		if err := p.accept(c.id, c.version); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	other := openEvent(t, p.db, 0)
	if _, err := p.registrations.Register(p.ctx, other, models.NewRegistration{ID: models.NewID(), Name: "A", Email: "x@example.org", EmailKey: "x@example.org",
		Language: models.English, Invited: true, GuestID: people[1].ID, GuestLink: 1}); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("another event: %v", err)
	}
	p.want("registrations in the end", 1, `select count(*) from registrations`)
}

func TestGuests_mayChangeTheirMindUntilTheyAccept(t *testing.T) {
	p := newParty(t, 0)
	g := p.people(1)[0]
	p.add(true, g)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(p.guests.Decline(p.ctx, g.ID, 1, "A clash"))
	must(p.guests.Decline(p.ctx, g.ID, 1, "A clash, sorry"))
	if s := p.state(g.ID); s != models.GuestDeclined {
		t.Errorf("declined: %s", s)
	}
	must(p.accept(g.ID, 1))
	if s := p.state(g.ID); s != models.GuestAccepted {
		t.Errorf("accepted after all: %s", s)
	}
	if err := p.guests.Decline(p.ctx, g.ID, 1, ""); !errors.Is(err, models.ErrMove) {
		t.Errorf("declined behind the registration's back: %v", err)
	}
	if err := p.guests.Withdraw(p.ctx, p.owner, p.event, g.ID); !errors.Is(err, models.ErrMove) {
		t.Errorf("withdrawn behind the registration's back: %v", err)
	}
	var reg models.ID
	must(p.db.SQL().QueryRow(`select registration_id from guests`).Scan(&reg))
	must(p.registrations.Cancel(p.ctx, reg))
	if s := p.state(g.ID); s != models.GuestLeft {
		t.Errorf("cancelled since: %s", s)
	}
	must(p.accept(g.ID, 1))
	if s := p.state(g.ID); s != models.GuestAccepted {
		t.Errorf("accepted once more: %s", s)
	}
	p.want("word that no longer holds", 0, `select count(*) from guests where decline_note <> ''`)
}

// Whichever comes first, the row says what the registrations say.
func TestGuests_acceptAndDeclineMayCross(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(20)
	p.add(true, people...)
	var wg sync.WaitGroup
	for _, g := range people {
		wg.Go(func() {
			if err := p.accept(g.ID, 1); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if err := p.guests.Decline(p.ctx, g.ID, 1, "No"); err != nil && !errors.Is(err, models.ErrMove) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p.want("registered", 20, `select count(*) from registrations where state = 'confirmed'`)
	p.want("both", 0, `select count(*) from guests where declined_at is not null or registration_id is null`)
}

func TestGuests_waitWhereTheirCategoryIsFull(t *testing.T) {
	p := newParty(t, 1)
	p.exec(`update categories set approval = true`) // an invitation is the organisers' decision already
	people := p.people(2)
	p.add(true, people...)
	for _, g := range people {
		if err := p.accept(g.ID, 1); err != nil {
			t.Fatal(err)
		}
	}
	p.want("waiting", 1, `select count(*) from registrations where state = 'waitlisted'`)
	p.want("confirmed", 1, `select count(*) from registrations where state = 'confirmed'`)
}

func TestGuests_whoAreWithdrawnNeedANewLink(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(2)
	p.add(true, people[0])
	p.add(false, people[1])
	for _, g := range people {
		for range 2 { // pressed twice
			if err := p.guests.Withdraw(p.ctx, p.owner, p.event, g.ID); err != nil && !(g.ID == people[1].ID && errors.Is(err, models.ErrNotFound)) {
				t.Fatal(err)
			}
		}
	}
	p.want("left of who was never written to", 0, `select count(*) from guests where id = $1`, people[1].ID)
	if err := p.accept(people[0].ID, 1); !errors.Is(err, models.ErrGone) {
		t.Errorf("a withdrawn link: %v", err)
	}
	if err := p.guests.Decline(p.ctx, people[0].ID, 1, ""); !errors.Is(err, models.ErrGone) {
		t.Errorf("a withdrawn link declines: %v", err)
	}
	again := p.people(1)[0]
	if n := p.add(true, again); n != 1 {
		t.Errorf("%d invited anew", n)
	}
	p.want("letters", 2, invitations)
	if err := p.accept(people[0].ID, 1); !errors.Is(err, models.ErrGone) {
		t.Errorf("the link of before: %v", err)
	}
	if err := p.accept(people[0].ID, 2); err != nil {
		t.Errorf("the new link: %v", err)
	}
}

func TestGuests_aNewAddressNeedsANewLetter(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(3)
	p.add(true, people...)
	n := people[0]
	n.Email, n.EmailKey, n.Note = "right@example.org", "right@example.org", "VIP"
	if err := p.guests.Save(p.ctx, p.owner, p.event, people[0].ID, 7, n); !errors.Is(err, models.ErrStale) {
		t.Errorf("a stale version: %v", err)
	}
	if err := p.guests.Save(p.ctx, p.owner, p.event, people[0].ID, 1, n); err != nil {
		t.Fatal(err)
	}
	if err := p.accept(people[0].ID, 1); !errors.Is(err, models.ErrGone) {
		t.Errorf("who got the wrong letter: %v", err)
	}
	if sent, err := p.guests.Send(p.ctx, p.owner, p.event, nil); sent != 1 || err != nil {
		t.Errorf("%d sent to the new address, %v", sent, err)
	}
	p.want("letters", 4, invitations)
	var problems models.Problems
	n.Email, n.EmailKey = people[1].Email, people[1].EmailKey
	if err := p.guests.Save(p.ctx, p.owner, p.event, people[0].ID, 2, n); !errors.As(err, &problems) || problems["email"].Key == "" {
		t.Errorf("somebody else's address: %v", err)
	}
	if err := p.accept(people[2].ID, 1); err != nil {
		t.Fatal(err)
	}
	n.Email, n.EmailKey = "third@example.org", "third@example.org"
	if err := p.guests.Save(p.ctx, p.owner, p.event, people[2].ID, 1, n); !errors.Is(err, models.ErrMove) {
		t.Errorf("the address of who accepted: %v", err)
	}
	n.CategoryID = openEvent(t, p.db, 0) // an event's first category bears its ID
	n.Email, n.EmailKey = people[1].Email, people[1].EmailKey
	if err := p.guests.Save(p.ctx, p.owner, p.event, people[1].ID, 1, n); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a category of another event: %v", err)
	}
	foreign := models.NewGuest{ID: models.NewID(), CategoryID: n.CategoryID, Email: "f@example.org", EmailKey: "f@example.org", Language: models.English}
	if got := p.add(true, foreign); got != 0 {
		t.Errorf("%d added into a category of another event", got)
	}
}

func TestGuests_nothingIsSentForADraftOrAnEventThatIsOver(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(2)
	p.add(false, people[0])
	for _, set := range []string{`state = 'draft'`, `state = 'cancelled'`, `state = 'published', starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'`} {
		p.exec(`update events set ` + set)
		if _, err := p.guests.Send(p.ctx, p.owner, p.event, nil); !errors.Is(err, models.ErrClosed) {
			t.Errorf("%s, send: %v", set, err)
		}
		if _, err := p.guests.Remind(p.ctx, p.owner, p.event); !errors.Is(err, models.ErrClosed) {
			t.Errorf("%s, remind: %v", set, err)
		}
		if _, err := p.guests.Add(p.ctx, p.owner, p.event, people[1:], true); !errors.Is(err, models.ErrClosed) {
			t.Errorf("%s, add and send: %v", set, err)
		}
	}
	p.exec(`update guests set invited_at = now()`)
	if err := p.accept(people[0].ID, 1); !errors.Is(err, models.ErrClosed) {
		t.Errorf("accepted when it was over: %v", err)
	}
	if err := p.guests.Decline(p.ctx, people[0].ID, 1, ""); !errors.Is(err, models.ErrClosed) {
		t.Errorf("declined when it was over: %v", err)
	}
}

func TestGuests_areForTheEventsOrganisers(t *testing.T) {
	p := newParty(t, 0)
	g := p.people(1)[0]
	p.add(false, g)
	for _, v := range []struct {
		who  models.Viewer
		want error
	}{
		{models.Viewer{}, models.ErrSignIn},
		{models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Organiser, HostID: models.NewID()}}}, models.ErrNotFound},
		{models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Moderator, EventID: p.event}}}, models.ErrForbidden},
	} {
		e := models.Event{ID: p.event}
		errs := map[string]error{}
		_, errs["add"] = p.guests.Add(p.ctx, v.who, p.event, p.people(2), false)
		_, errs["send"] = p.guests.Send(p.ctx, v.who, p.event, nil)
		_, errs["remind"] = p.guests.Remind(p.ctx, v.who, p.event)
		_, errs["list"] = p.guests.List(p.ctx, v.who, e)
		_, _, errs["story"] = p.guests.Story(p.ctx, v.who, e, g.ID)
		errs["judge"] = p.guests.Judge(p.ctx, v.who, e, nil)
		errs["save"] = p.guests.Save(p.ctx, v.who, p.event, g.ID, 1, g)
		errs["withdraw"] = p.guests.Withdraw(p.ctx, v.who, p.event, g.ID)
		for act, err := range errs {
			if !errors.Is(err, v.want) {
				t.Errorf("%s: %v, want %v", act, err, v.want)
			}
		}
	}
	other := openEvent(t, p.db, 0)
	if err := p.guests.Withdraw(p.ctx, p.owner, other, g.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("of another event: %v", err)
	}
	if err := p.guests.Save(p.ctx, p.owner, other, g.ID, 1, g); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("of another event: %v", err)
	}
	if _, _, err := p.guests.Story(p.ctx, p.owner, models.Event{ID: other}, g.ID); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("of another event: %v", err)
	}
}

func TestGuests_listsAreJudgedByWhatIsKnownOfTheAddresses(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(5)
	p.add(true, people[0], people[1], people[2])
	p.add(false, people[3])
	if err := p.guests.Withdraw(p.ctx, p.owner, p.event, people[1].ID); err != nil {
		t.Fatal(err)
	}
	if err := p.accept(people[2].ID, 1); err != nil {
		t.Fatal(err)
	}
	rows, problem := models.ReadGuests("GUEST0@example.org\nguest1@example.org\nguest2@example.org\nguest3@example.org\nguest4@example.org\nguest4@Example.org\nx",
		models.NewGuest{Language: models.English, CategoryID: p.event}, nil)
	if problem != nil {
		t.Fatal(problem)
	}
	if err := p.guests.Judge(p.ctx, p.owner, models.Event{ID: p.event}, rows); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, string(r.Verdict))
	}
	if want := "invited again registered listed new twice unread"; strings.Join(got, " ") != want {
		t.Errorf("%s, want %s", strings.Join(got, " "), want)
	}
}

func TestRegister_turnsTheWrongDomainAwayWhetherRegisteredOrNot(t *testing.T) {
	p := newParty(t, 0)
	g := p.people(1)[0]
	p.add(true, g)
	if err := p.accept(g.ID, 1); err != nil { // who is invited is not asked for a domain
		t.Fatal(err)
	}
	p.exec(`update categories set access = 'public', domains = '{example.ac.jp}'`)
	register := func(address string) error {
		_, err := p.registrations.Register(p.ctx, p.event, models.NewRegistration{ID: models.NewID(), Name: "A", Email: address, EmailKey: address, Language: models.English})
		return err
	}
	var here, there models.Problems
	if !errors.As(register(g.EmailKey), &here) || !errors.As(register("nobody@example.org"), &there) || here["email"].Key != there["email"].Key || here["email"].Key == "" {
		t.Errorf("registered %v, unknown %v", here, there)
	}
	if err := register("a@mail.example.ac.jp"); err != nil {
		t.Error(err)
	}
	p.exec(`update categories set access = 'invited'`)
	if err := register("b@example.ac.jp"); !errors.Is(err, models.ErrClosed) {
		t.Errorf("forged into what is by invitation: %v", err)
	}
	p.want("letters about links", 0, `select count(*) from mails where kind = 'links'`)
}

func TestGuests_areErasedWithTheirRegistrationAndWithTheEvent(t *testing.T) {
	p := newParty(t, 0)
	people := p.people(3)
	p.add(true, people...)
	if err := p.accept(people[0].ID, 1); err != nil {
		t.Fatal(err)
	}
	var reg models.ID
	if err := p.db.SQL().QueryRow(`select id from registrations`).Scan(&reg); err != nil {
		t.Fatal(err)
	}
	if err := p.registrations.Erase(p.ctx, reg); err != nil {
		t.Fatal(err)
	}
	p.want("left of who was erased", 0, `select count(*) from guests where id = $1`, people[0].ID)
	p.exec(`update events set starts_at = now() - interval '30 months', ends_at = now() - interval '29 months'`)
	retention, now := store.NewRetention(p.db), time.Now()
	for range 2 { // announced, and 15 days later done
		p.want("before their time", 2, `select count(*) from guests`)
		if _, err := retention.Round(p.ctx, now); err != nil {
			t.Fatal(err)
		}
		now = now.AddDate(0, 0, 15)
	}
	p.want("guests in the end", 0, `select count(*) from guests`)
	p.want("letters to them", 0, `select count(*) from mails where guest_id is not null`)
}
