package mail_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tsudoi/mail"
	"tsudoi/mail/smtptest"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
	"tsudoi/templates"
)

func composer(t testing.TB) *mail.Composer {
	letters, err := templates.NewLetters()
	if err != nil {
		panic(err)
	}
	return &mail.Composer{Letters: letters, Links: models.NewLinks([]byte(strings.Repeat("k", 32))), URL: "https://events.example.org",
		From: "events@example.org", Now: time.Now,
		Site: func(context.Context) (models.Text, error) {
			return models.Text{"ja": "協同の会", "en": "Cooperative Society"}, nil
		}}
}

func sender(t testing.TB, db *store.DB, url string) *mail.Sender {
	server, err := mail.ParseURL(url)
	if err != nil {
		panic(err)
	}
	return &mail.Sender{Mails: store.NewMails(db), Composer: composer(t), Pool: mail.NewPool(server, 4), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Batch: 100, Poll: 20 * time.Millisecond, Lease: 2 * time.Second}
}

// registered publishes an event and registers n people, whose confirmation letters are then due.
func registered(t testing.TB, db *store.DB, n int) models.ID {
	t.Helper()
	event, host := models.NewID(), models.NewID()
	put(t, db, `insert into hosts (id, name) values ($1, '{"ja": "協同の会", "en": "Cooperative Society"}')`, host)
	put(t, db, `insert into events (id, slug, state, title, zone, starts_at, ends_at, published_at)
		values ($1, 'e', 'published', '{"ja": "つながる社会的連帯経済", "en": "Connecting"}', 'Asia/Tokyo', now() + interval '1 day', now() + interval '26 hours', now())`, event)
	put(t, db, `with s as (insert into seats (event_id) values ($1)), c as (insert into categories (id, event_id, position) values ($1, $1, 1))
		insert into category_seats (category_id) values ($1)`, event)
	put(t, db, `insert into event_hosts values ($1, $2, 1)`, event, host)
	regs := store.NewRegistrations(db)
	done := make(chan error)
	for i := range n {
		go func() {
			email := fmt.Sprintf("p%d@example.org", i)
			_, err := regs.Register(context.Background(), event, models.NewRegistration{ID: models.NewID(), Name: fmt.Sprintf("参加者 %d", i),
				Email: email, EmailKey: email, Language: models.Langs[i%2], Zone: "Africa/Nairobi"})
			done <- err
		}()
	}
	for range n {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	return event
}

func put(t testing.TB, db *store.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.SQL().Exec(query, args...); err != nil {
		t.Fatal(err)
	}
}

func states(t testing.TB, db *sql.DB) map[string]int {
	t.Helper()
	rows, err := db.Query(`select state, count(*) from mails group by 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	got := map[string]int{}
	for rows.Next() {
		var s string
		var n int
		if err := rows.Scan(&s, &n); err != nil {
			t.Fatal(err)
		}
		got[s] = n
	}
	return got
}

// until runs senders until no letter is due any more.
func until(t testing.TB, db *store.DB, senders ...*mail.Sender) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	for _, s := range senders {
		go func() { s.Run(ctx); ended <- struct{}{} }()
	}
	deadline := time.Now().Add(30 * time.Second)
	for states(t, db.SQL())["due"] > 0 && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	for range senders {
		<-ended
	}
	if n := states(t, db.SQL())["due"]; n > 0 {
		t.Fatalf("%d letters still due", n)
	}
}

func TestSender_sendsEachLetterOnceInItsReadersLanguage(t *testing.T) {
	db := storetest.New(t)
	registered(t, db, 40)
	srv := smtptest.New(t)
	until(t, db, sender(t, db, srv.URL()), sender(t, db, srv.URL()))
	got := map[string]int{}
	for _, m := range srv.Messages() {
		got[m.To]++
		l := m.Open(t)
		ja := strings.Contains(l.Text(), "お申込みありがとうございます")
		if en := strings.Contains(l.Text(), "Thank you for registering"); ja == en {
			t.Errorf("language of\n%s", l.Text())
		}
		if c := l.Calendar(); !strings.Contains(c, "METHOD:REQUEST") || !strings.Contains(c, "BEGIN:VTIMEZONE") || !strings.Contains(c, "mailto:"+m.To) {
			t.Errorf("calendar\n%s", c)
		}
	}
	if len(got) != 40 || len(srv.Messages()) != 40 {
		t.Errorf("%d letters to %d people", len(srv.Messages()), len(got))
	}
}

func TestSender_keepsARefusedAddressApartFromTheRest(t *testing.T) {
	db := storetest.New(t)
	registered(t, db, 10)
	srv := smtptest.New(t, smtptest.RefuseTo(func(a string) bool { return a == "p3@example.org" }))
	until(t, db, sender(t, db, srv.URL()))
	if got := states(t, db.SQL()); got["failed"] != 1 || got["sent"] != 9 {
		t.Errorf("%v", got)
	}
}

func TestSender_comesBackAfterAPassingTrouble(t *testing.T) {
	db := storetest.New(t)
	registered(t, db, 5)
	srv := smtptest.New(t, smtptest.Greylist())
	until(t, db, sender(t, db, srv.URL()))
	if got := states(t, db.SQL()); got["sent"] != 5 {
		t.Errorf("%v", got)
	}
}

func TestSender_dropsWhatIsPointlessByNow(t *testing.T) {
	db := storetest.New(t)
	registered(t, db, 2)
	put(t, db, `update registrations set state = 'cancelled' where email_key = 'p0@example.org'`)
	srv := smtptest.New(t)
	until(t, db, sender(t, db, srv.URL()))
	if got := states(t, db.SQL()); got["cancelled"] != 1 || got["sent"] != 1 {
		t.Errorf("%v", got)
	}
}

func TestSender_neverWritesToSomebodyInvented(t *testing.T) {
	db := storetest.New(t)
	event := registered(t, db, 1)
	_, err := store.NewRegistrations(db).Register(t.Context(), event, models.NewRegistration{ID: models.NewID(), Name: "架空 太郎",
		Email: "invented@example.org", EmailKey: "invented@example.org", Language: models.Japanese, Invented: true})
	if err != nil {
		t.Fatal(err)
	}
	srv := smtptest.New(t)
	until(t, db, sender(t, db, srv.URL()))
	if got := states(t, db.SQL()); got["cancelled"] != 1 || got["sent"] != 1 {
		t.Errorf("%v", got)
	}
	for _, m := range srv.Messages() {
		if m.To == "invented@example.org" {
			t.Error("a letter went to an invented address")
		}
	}
}

func TestSender_stopsTheQueueWhenTheServerRefusesUs(t *testing.T) {
	db := storetest.New(t)
	registered(t, db, 20)
	srv := smtptest.New(t, smtptest.Login("PLAIN", "tsudoi", "right"))
	url := strings.Replace(srv.URL(), "://", "://tsudoi:mistaken@", 1)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { sender(t, db, url).Run(ctx); close(ended) }()
	mails := store.NewMails(db)
	deadline := time.Now().Add(20 * time.Second)
	problem := ""
	for problem == "" && time.Now().Before(deadline) {
		time.Sleep(20 * time.Millisecond)
		var err error
		if problem, err = mails.Alarmed(ctx); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	<-ended
	if problem == "" || strings.Contains(problem, "mistaken") {
		t.Errorf("alarm %q", problem)
	}
	if n := states(t, db.SQL())["due"]; n != 20 {
		t.Errorf("%d of 20 letters still due", n)
	}
	var tries int
	if err := db.SQL().QueryRow(`select max(attempts) from mails`).Scan(&tries); err != nil || tries > 1 {
		t.Errorf("%d tries counted: %v", tries, err)
	}
}

// runSender is the other process of the test below.
func runSender() {
	db, err := store.Open(os.Getenv("TSUDOI_TEST_DSN"), store.Options{})
	if err != nil {
		panic(err)
	}
	sender(nil, db, os.Getenv("TSUDOI_TEST_SENDER")).Run(context.Background())
}

func TestSender_killedInTheMiddleSkipsNobodyAndDoublesOnlyWhatWasOnTheWire(t *testing.T) {
	db, dsn := storetest.NewDSN(t)
	registered(t, db, 500)
	srv := smtptest.New(t)
	const kills = 3
	for i := 1; i <= kills; i++ {
		cmd := senderProcess(dsn, srv.URL())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		deadline := time.Now().Add(20 * time.Second)
		for len(srv.Messages()) < i*100 && time.Now().Before(deadline) {
			time.Sleep(time.Millisecond)
		}
		cmd.Process.Kill()
		cmd.Wait()
	}
	if n := states(t, db.SQL())["due"]; n == 0 {
		t.Fatal("the sender was done before it was killed: the test proves nothing")
	}
	until(t, db, sender(t, db, srv.URL()))
	to := map[string]int{}
	ids := map[string]string{}
	twice := 0
	for _, m := range srv.Messages() {
		id := m.Open(t).Header.Get("Message-ID")
		if first, again := ids[m.To]; again && first != id {
			t.Errorf("%s got %s and %s", m.To, first, id)
		}
		ids[m.To] = id
		if to[m.To]++; to[m.To] == 2 {
			twice++
		}
	}
	if len(to) != 500 {
		t.Errorf("%d of 500 people got a letter", len(to))
	}
	if twice > 4*kills { // four letters are on the wire at once
		t.Errorf("%d people got it twice", twice)
	}
}

func senderProcess(dsn, url string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "TSUDOI_TEST_SENDER="+url, "TSUDOI_TEST_DSN="+dsn)
	return cmd
}
