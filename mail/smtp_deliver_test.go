package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net/textproto"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tsudoi/mail/smtptest"
)

const (
	sender = "events@example.org"
	letter = "Subject: x\r\n\r\n.a line with a dot\r\n..\r\nend\r\n"
)

func settings(s *smtptest.Server) SMTP {
	return SMTP{Host: s.Host(), Port: s.Port(), Mode: Plain, Step: 10 * time.Second, Answer: 10 * time.Second,
		TLS: &tls.Config{RootCAs: s.RootCAs()}}
}

func dial(t *testing.T, server SMTP) *Conn {
	t.Helper()
	c, err := Dial(t.Context(), server)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// impatient shortens the steps of a connection that is about to meet silence. Dialling keeps its time, for busy machines.
func impatient(c *Conn) *Conn {
	c.server.Step, c.server.Answer = 500*time.Millisecond, 500*time.Millisecond
	return c
}

// wants checks the judgement of a delivery.
func wants(t *testing.T, err error, class Class, stage Stage, code int) *DeliveryError {
	t.Helper()
	var e *DeliveryError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want %v at %s", err, class, stage)
	}
	if e.Class != class || e.Stage != stage || e.Code != code {
		t.Errorf("got %v at %s with %d (%v), want %v at %s with %d", e.Class, e.Stage, e.Code, err, class, stage, code)
	}
	return e
}

func TestDeliver_refused_recipient_keeps_the_connection(t *testing.T) {
	bad := func(a string) bool { return strings.HasPrefix(a, "bad") }
	s := smtptest.New(t, smtptest.RefuseTo(bad), smtptest.Nth(smtptest.Rcpt, 3, "450 4.2.0 mailbox busy"))
	c := dial(t, settings(s))
	for _, step := range []struct {
		to    string
		class Class
		code  int
	}{{"a@example.com", 0, 0}, {"bad@example.com", Permanent, 550}, {"c@example.com", Temporary, 450}, {"d@つどい.example", 0, 0}} {
		reply, err := c.Deliver(t.Context(), sender, step.to, []byte(letter))
		if step.class != 0 {
			wants(t, err, step.class, StageRcpt, step.code)
		} else if err != nil || !strings.HasPrefix(reply, "250 2.0.0 queued as ") {
			t.Errorf("%s: %q, %v", step.to, reply, err)
		}
	}
	got := s.Messages()
	if len(got) != 2 || s.Connections() != 1 || !c.Usable() {
		t.Fatalf("%d letters over %d connections, usable %v", len(got), s.Connections(), c.Usable())
	}
	if got[1].To != "d@xn--n8j3cp.example" || got[1].From != sender || string(got[1].Raw) != letter {
		t.Errorf("arrived: %+v", got[1])
	}
}

func TestDeliver_refusal_tells_code_and_enhanced_status(t *testing.T) {
	s := smtptest.New(t, smtptest.Always(smtptest.Rcpt, "550-5.1.1 no such\r\n550 5.1.1 user \x1b[1m\xff"))
	_, err := dial(t, settings(s)).Deliver(t.Context(), sender, "a@example.com", []byte(letter))
	e := wants(t, err, Permanent, StageRcpt, 550)
	var reply *textproto.Error
	if e.Enhanced != "5.1.1" || !errors.As(err, &reply) || strings.ContainsAny(err.Error(), "\n\x1b") || !utf8.ValidString(err.Error()) {
		t.Errorf("%q, enhanced %q", err, e.Enhanced)
	}
	if want := "550 5.1.1 no such 5.1.1 user [1m\uFFFD"; e.Reply() != want {
		t.Errorf("reply %q, want %q", e.Reply(), want)
	}
}

func TestDeliver_classes(t *testing.T) {
	for _, c := range []struct {
		at    smtptest.Stage
		reply string
		class Class
		stage Stage
		code  int
		lives bool
	}{
		{smtptest.Mail, "451 4.3.0 later", Temporary, StageMail, 451, true},
		{smtptest.Mail, "550 5.7.1 sender refused", Configuration, StageMail, 550, true},
		{smtptest.Mail, "530 5.7.0 log in first", Configuration, StageMail, 530, true},
		{smtptest.Rcpt, "530 5.7.0 log in first", Configuration, StageRcpt, 530, true},
		{smtptest.Rcpt, "554 5.7.1 <a@example.com>: Relay access denied", Configuration, StageRcpt, 554, true},
		{smtptest.Rcpt, "421 4.3.2 closing", Temporary, StageRcpt, 421, false},
		{smtptest.Rcpt, "250-half\r\nnonsense", Temporary, StageRcpt, 0, false},
		{smtptest.Data, "554 5.5.1 no", Permanent, StageData, 554, true},
		{smtptest.Data, "250 what", Temporary, StageData, 250, false},
		{smtptest.End, "554 5.7.1 looks like spam", Permanent, StageEnd, 554, true},
		{smtptest.End, "452 4.3.1 disk full", Temporary, StageEnd, 452, true},
		{smtptest.End, "421 4.3.2 closing", Temporary, StageEnd, 421, false},
		{smtptest.End, "354 what", InDoubt, StageEnd, 354, false},
		{smtptest.End, "nonsense", InDoubt, StageEnd, 0, false},
		{smtptest.Mail, smtptest.Silence, Temporary, StageMail, 0, false},
		{smtptest.Mail, smtptest.Drop, Temporary, StageMail, 0, false},
		{smtptest.Rcpt, smtptest.Silence, Temporary, StageRcpt, 0, false},
		{smtptest.Data, smtptest.Drop, Temporary, StageData, 0, false},
		{smtptest.End, smtptest.Silence, InDoubt, StageEnd, 0, false},
		{smtptest.End, smtptest.Drop, InDoubt, StageEnd, 0, false},
	} {
		t.Run(string(c.at)+" "+c.reply, func(t *testing.T) {
			t.Parallel()
			s := smtptest.New(t, smtptest.Nth(c.at, 1, c.reply))
			k := dial(t, settings(s))
			if c.code == 0 {
				impatient(k)
			}
			begin := time.Now()
			_, err := k.Deliver(t.Context(), sender, "a@example.com", []byte(letter))
			wants(t, err, c.class, c.stage, c.code)
			if spent := time.Since(begin); spent > 5*time.Second {
				t.Errorf("took %v", spent)
			}
			if k.Usable() != c.lives {
				t.Errorf("usable: %v", k.Usable())
			}
			if _, err := k.Deliver(t.Context(), sender, "a@example.com", []byte(letter)); (err == nil) != c.lives {
				t.Errorf("the next letter: %v", err)
			}
		})
	}
}

func TestDeliver_out_of_order_reply_on_a_used_connection_is_temporary(t *testing.T) {
	s := smtptest.New(t, smtptest.Nth(smtptest.Mail, 2, "503 5.5.1 nested MAIL command"))
	c := dial(t, settings(s))
	if _, err := c.Deliver(t.Context(), sender, "a@example.com", []byte(letter)); err != nil {
		t.Fatal(err)
	}
	_, err := c.Deliver(t.Context(), sender, "a@example.com", []byte(letter))
	wants(t, err, Temporary, StageMail, 503)
	if c.Usable() {
		t.Error("usable")
	}
}

func TestDeliver_cut_in_the_body_leaves_no_fragment(t *testing.T) {
	big := []byte("Subject: x\r\n\r\n" + strings.Repeat(strings.Repeat("a", 76)+"\r\n", 300000)) // more than the sockets can hold
	for _, answer := range []string{smtptest.Silence, smtptest.Drop} {
		s := smtptest.New(t, smtptest.Always(smtptest.Body, answer))
		c := impatient(dial(t, settings(s)))
		_, err := c.Deliver(t.Context(), sender, "a@example.com", big)
		wants(t, err, Temporary, StageBody, 0)
		c.Close()
		s.Close()
		if len(s.Messages()) != 0 || s.Aborted() != 1 {
			t.Errorf("%s: %d letters, %d aborted", answer, len(s.Messages()), s.Aborted())
		}
	}
}

func TestDeliver_cancel_ends_it_at_once(t *testing.T) {
	for _, at := range []smtptest.Stage{smtptest.Mail, smtptest.Rcpt, smtptest.Data} {
		s := smtptest.New(t, smtptest.Always(at, smtptest.Silence))
		server := settings(s)
		server.Step = time.Minute
		c := dial(t, server)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		begin := time.Now()
		_, err := c.Deliver(ctx, sender, "a@example.com", []byte(letter))
		wants(t, err, Temporary, Stage(at), 0)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 10*time.Second || c.Usable() {
			t.Errorf("%s: %v after %v, usable %v", at, err, time.Since(begin), c.Usable())
		}
	}
}

func TestDeliver_cancelled_before_it_begins_sends_nothing(t *testing.T) {
	s := smtptest.New(t)
	c := dial(t, settings(s))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Deliver(ctx, sender, "a@example.com", []byte(letter))
	if !errors.Is(err, context.Canceled) || len(s.Commands()) != 1 || !c.Usable() {
		t.Errorf("%v, said %q, usable %v", err, s.Commands(), c.Usable())
	}
}

func TestDeliver_waits_for_the_answer_to_a_whole_letter_although_cancelled(t *testing.T) {
	arrived := make(chan struct{})
	s := smtptest.New(t, smtptest.Script(func(c smtptest.Call) string {
		if c.Stage == smtptest.End {
			close(arrived)
			time.Sleep(100 * time.Millisecond)
		}
		return ""
	}))
	c := dial(t, settings(s))
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if _, err := c.Deliver(ctx, sender, "a@example.com", []byte(letter)); err != nil {
		t.Error(err)
	}
}

func TestDeliver_waits_no_longer_than_its_patience(t *testing.T) {
	s := smtptest.New(t, smtptest.Always(smtptest.End, smtptest.Silence))
	server := settings(s)
	server.Answer = time.Minute
	c := dial(t, server)
	c.patience = 100 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	go func() { s.Await(t, 1); cancel() }()
	begin := time.Now()
	_, err := c.Deliver(ctx, sender, "a@example.com", []byte(letter))
	wants(t, err, InDoubt, StageEnd, 0)
	if spent := time.Since(begin); spent > 5*time.Second || !errors.Is(err, context.Canceled) {
		t.Errorf("%v after %v", err, spent)
	}
}

func TestDeliver_refuses_bytes_that_servers_read_differently(t *testing.T) {
	s := smtptest.New(t)
	c := dial(t, settings(s))
	for _, raw := range []string{"", "no line end", "a\nb\r\n", "a\rb\r\n", "x\r\n\r.\r\r\n", "a\x00b\r\n", "é\r\n", strings.Repeat("a", 999) + "\r\n"} {
		_, err := c.Deliver(t.Context(), sender, "a@example.com", []byte(raw))
		wants(t, err, Permanent, StageMessage, 0)
	}
	_, err := c.Deliver(t.Context(), sender, "a@example.com>\r\nRCPT TO:<b@example.com", []byte(letter))
	wants(t, err, Permanent, StageMessage, 0)
	_, err = c.Deliver(t.Context(), "a@b>\r\nQUIT", "a@example.com", []byte(letter))
	wants(t, err, Configuration, StageMessage, 0)
	if !c.Usable() || len(s.Commands()) != 1 {
		t.Errorf("usable %v, said %q", c.Usable(), s.Commands())
	}
}

func TestConn_is_spent_after_its_number_of_letters(t *testing.T) {
	s := smtptest.New(t)
	server := settings(s)
	server.MaxPerConn = 2
	c := dial(t, server)
	for _, want := range []bool{true, false} {
		if _, err := c.Deliver(t.Context(), sender, "a@example.com", []byte(letter)); err != nil || c.Usable() != want {
			t.Error(err, c.Usable())
		}
	}
}
