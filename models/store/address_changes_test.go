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

// mover is somebody registered at an event who may want another address.
type mover struct {
	t     *testing.T
	db    *store.DB
	regs  *store.Registrations
	event models.ID
	who   models.NewRegistration
}

func newMover(t *testing.T) mover {
	db := storetest.New(t)
	m := mover{t, db, store.NewRegistrations(db), openEvent(t, db, 0), person(1)}
	m.register(m.who)
	m.exec(`update mails set state = 'sent'`)
	return m
}

func (m mover) exec(query string, args ...any) {
	m.t.Helper()
	if _, err := m.db.SQL().Exec(query, args...); err != nil {
		m.t.Fatal(err)
	}
}

func (m mover) register(n models.NewRegistration) {
	m.t.Helper()
	if _, err := m.regs.Register(context.Background(), m.event, n); err != nil {
		m.t.Fatal(err)
	}
}

// ask wants an address for a registration and returns the change.
func (m mover) ask(id models.ID, email string) models.ID {
	m.t.Helper()
	n, problems := models.CheckNewAddress(email, "")
	if len(problems) > 0 {
		m.t.Fatal(problems)
	}
	if err := m.regs.AskAddress(context.Background(), id, n, false); err != nil {
		m.t.Fatal(err)
	}
	return n.ID
}

func (m mover) change(id models.ID) error { return m.regs.ChangeAddress(context.Background(), id) }

// letters are the kinds and addresses of what waits to be sent, in order.
func (m mover) letters() map[models.MailKind]store.DueLetter {
	m.t.Helper()
	_, found, err := store.NewMails(m.db).Claim(context.Background(), 100, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	by := map[models.MailKind]store.DueLetter{}
	for _, l := range found {
		by[l.Kind] = l
	}
	return by
}

func TestChangeAddress_happensOnceTellsBothAddressesAndVoidsTheLinks(t *testing.T) {
	m := newMover(t)
	id := m.ask(m.who.ID, "New@Example.com")
	if got := m.letters()[models.MailAddress]; got.Email != "New@example.com" || got.AddressChange != id {
		t.Fatalf("the letter goes to %q about %v", got.Email, got.AddressChange)
	}
	if n := count(t, m.db, `select count(*) from registrations where email_key = 'p1@example.org' and link_version = 1`); n != 1 {
		t.Fatal("asking changed something")
	}
	if err := m.change(id); err != nil {
		t.Fatal(err)
	}
	if n := count(t, m.db, `select count(*) from registrations where email = 'New@example.com' and email_key = 'new@example.com'
		and link_version = 2 and calendar_seq = 1`); n != 1 {
		t.Error("the registration is not as wanted")
	}
	if _, err := m.regs.ByLink(context.Background(), m.who.ID, 1); !errors.Is(err, models.ErrGone) {
		t.Errorf("the link from before: %v", err)
	}
	got := m.letters()
	if got[models.MailAddressNew].Email != "New@example.com" || got[models.MailAddressOld].Email != "p1@example.org" {
		t.Errorf("letters to %q and %q", got[models.MailAddressNew].Email, got[models.MailAddressOld].Email)
	}
	if err := m.change(id); !errors.Is(err, models.ErrGone) {
		t.Errorf("a second time: %v", err)
	}
	if a, _, err := m.regs.AddressChange(context.Background(), id); err != nil || !a.Done || a.Waits {
		t.Errorf("afterwards it is %+v, %v", a, err)
	}
	if n := count(t, m.db, `select count(*) from audit where act = 'registration.address' and subject = $1`, m.who.ID.String()); n != 1 {
		t.Errorf("%d audit rows", n)
	}
}

func TestAskAddress_ofSomebodyElseTellsOnlyThem(t *testing.T) {
	m := newMover(t)
	other := person(2)
	m.register(other)
	m.exec(`update mails set state = 'sent'`)
	free := m.ask(m.who.ID, "free@example.org")
	wanted := func() string {
		w, err := m.regs.WantedAddress(context.Background(), m.who.ID)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if wanted() != "free@example.org" {
		t.Errorf("a free address: %q is wanted", wanted())
	}
	m.exec(`update mails set state = 'sent'`)
	taken := m.ask(m.who.ID, other.Email)
	if wanted() != other.Email {
		t.Errorf("a registered address: %q is wanted, so its state shows", wanted())
	}
	got := m.letters()
	if l := got[models.MailLinks]; len(got) != 1 || l.Registration == nil || l.Registration.ID != other.ID {
		t.Errorf("letters %v", got)
	}
	if err := m.change(taken); !errors.Is(err, models.ErrMove) {
		t.Errorf("two registrations with one address: %v", err)
	}
	if err := m.change(free); !errors.Is(err, models.ErrGone) {
		t.Errorf("the wish before: %v", err)
	}
}

func TestAskAddress_writesOneLetterAnHourForOneAddress(t *testing.T) {
	m := newMover(t)
	first := m.ask(m.who.ID, "new@example.org")
	m.ask(m.who.ID, "NEW@example.org")
	if n := count(t, m.db, `select count(*) from mails where kind = 'address'`); n != 1 {
		t.Errorf("%d letters", n)
	}
	if err := m.change(first); err != nil {
		t.Errorf("the first letter's link: %v", err)
	}
}

func TestChangeAddress_isRefusedWhenItsReasonHasPassed(t *testing.T) {
	m := newMover(t)
	one := m.ask(m.who.ID, "one@example.org")
	two := m.ask(m.who.ID, "two@example.org")
	if err := m.change(one); !errors.Is(err, models.ErrGone) {
		t.Errorf("the earlier of two wishes: %v", err)
	}
	if _, held := m.letters()[models.MailAddress]; !held {
		t.Fatal("no letter for the later one")
	}
	m.exec(`update address_changes set expires_at = now() - interval '1 second' where id = $1`, two)
	if err := m.change(two); !errors.Is(err, models.ErrGone) {
		t.Errorf("an expired one: %v", err)
	}
	three := m.ask(m.who.ID, "three@example.org")
	if err := m.regs.WithdrawAddress(context.Background(), m.who.ID); err != nil {
		t.Fatal(err)
	}
	if err := m.change(three); !errors.Is(err, models.ErrGone) {
		t.Errorf("a withdrawn one: %v", err)
	}
	four := m.ask(m.who.ID, "four@example.org")
	m.exec(`update registrations set link_version = 2`)
	if err := m.change(four); !errors.Is(err, models.ErrGone) {
		t.Errorf("one from before the links were made void: %v", err)
	}
	five := m.ask(m.who.ID, "five@example.org")
	if err := m.regs.Cancel(context.Background(), m.who.ID); err != nil {
		t.Fatal(err)
	}
	if err := m.change(five); !errors.Is(err, models.ErrGone) {
		t.Errorf("of a cancelled registration: %v", err)
	}
	n, _ := models.CheckNewAddress("six@example.org", "")
	if err := m.regs.AskAddress(context.Background(), m.who.ID, n, false); !errors.Is(err, models.ErrMove) {
		t.Errorf("asked for a cancelled registration: %v", err)
	}
	if err := m.change(models.NewID()); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("one that never was: %v", err)
	}
	if n := count(t, m.db, `select count(*) from registrations where email_key = 'p1@example.org'`); n != 1 {
		t.Error("the address changed all the same")
	}
}

func TestChangeAddress_givesAnAddressToOneOfTwoAtOnce(t *testing.T) {
	m := newMover(t)
	other := person(2)
	m.register(other)
	wishes := []models.ID{m.ask(m.who.ID, "same@example.org"), m.ask(other.ID, "same@example.org")}
	m.exec(`insert into registrations (id, event_id, number, state, name, email, email_key, language, consent, consent_at, category_id)
		select $1, event_id, 99, 'unverified', 'X', 'same@example.org', 'same@example.org', 'en', 'x', now(), category_id from registrations limit 1`, models.NewID())
	var wg sync.WaitGroup
	var mu sync.Mutex
	var refused []error
	for range 2 {
		for _, id := range wishes {
			wg.Go(func() {
				if err := m.change(id); err != nil {
					mu.Lock()
					refused = append(refused, err)
					mu.Unlock()
				}
			})
		}
	}
	wg.Wait()
	if len(refused) != 3 {
		t.Errorf("%d of 4 presses refused: %v", len(refused), refused)
	}
	if n := count(t, m.db, `select count(*) from registrations where email_key = 'same@example.org' and state = 'confirmed'`); n != 1 {
		t.Errorf("%d registrations with the address", n)
	}
}

func TestAskAddress_refusesADomainThatTheCategoryIsNotOpenTo(t *testing.T) {
	m := newMover(t)
	m.exec(`update categories set domains = '{example.org}'`)
	m.ask(m.who.ID, "new@mail.example.org")
	n, _ := models.CheckNewAddress("new@example.com", "")
	var problems models.Problems
	if err := m.regs.AskAddress(context.Background(), m.who.ID, n, false); !errors.As(err, &problems) || problems["email"].Key != "domains.wrong" {
		t.Errorf("another domain: %v", err)
	}
	m.exec(`update registrations set source = 'invitation'`)
	if err := m.regs.AskAddress(context.Background(), m.who.ID, n, false); err != nil {
		t.Errorf("who was invited: %v", err)
	}
}

func TestForgetAddressChanges_keepsWhatALetterStillNeeds(t *testing.T) {
	m := newMover(t)
	id := m.ask(m.who.ID, "new@example.org")
	if err := m.change(id); err != nil {
		t.Fatal(err)
	}
	forget := func() int {
		if _, err := m.regs.ForgetAddressChanges(context.Background()); err != nil {
			t.Fatal(err)
		}
		return count(t, m.db, `select count(*) from address_changes`)
	}
	if forget() != 1 {
		t.Error("forgotten at once")
	}
	m.exec(`update address_changes set expires_at = now() - interval '1 second'`)
	if forget() != 1 {
		t.Error("forgotten before the old address was told")
	}
	m.exec(`update mails set state = 'sent'`)
	if forget() != 0 {
		t.Error("the old address is kept for no letter")
	}
}
