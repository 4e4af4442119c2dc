package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tsudoi/mail/smtptest"
)

func TestPool_never_opens_more_than_its_number(t *testing.T) {
	s := smtptest.New(t)
	p := NewPool(settings(s), 3)
	defer p.Close()
	var all sync.WaitGroup
	for i := range 60 {
		all.Go(func() {
			if _, err := p.Send(t.Context(), sender, fmt.Sprintf("a%d@example.com", i), []byte(letter)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, m := range s.Messages() {
		seen[m.To] = true
	}
	if len(seen) != 60 || len(s.Messages()) != 60 || s.Connections() > 3 {
		t.Errorf("%d letters to %d people over %d connections", len(s.Messages()), len(seen), s.Connections())
	}
}

func TestPool_uses_a_connection_again_and_replaces_a_broken_one(t *testing.T) {
	s := smtptest.New(t, smtptest.Nth(smtptest.Rcpt, 2, "550 5.1.1 no"), smtptest.Nth(smtptest.End, 3, smtptest.Drop))
	p := NewPool(settings(s), 1)
	defer p.Close()
	for i, want := range []struct {
		class Class
		conns int
	}{{0, 1}, {Permanent, 1}, {0, 1}, {InDoubt, 1}, {0, 2}} {
		_, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter))
		var e *DeliveryError
		if errors.As(err, &e); (want.class == 0) != (err == nil) || e != nil && e.Class != want.class || s.Connections() != want.conns {
			t.Errorf("letter %d: %v over connection %d", i+1, err, s.Connections())
		}
	}
}

// An answer that got lost must not make the pool send the letter again; only a letter that never left is sent over a new connection.
func TestPool_repeats_only_what_never_left(t *testing.T) {
	s := smtptest.New(t, smtptest.Nth(smtptest.End, 3, smtptest.Drop))
	p := NewPool(settings(s), 1)
	defer p.Close()
	send := func() error { _, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter)); return err }
	if err := send(); err != nil {
		t.Fatal(err)
	}
	s.HangUp()
	if err := send(); err != nil {
		t.Errorf("after the server closed the idle connection: %v", err)
	}
	wants(t, send(), InDoubt, StageEnd, 0)
	if len(s.Messages()) != 3 || s.Connections() != 2 {
		t.Errorf("%d letters over %d connections", len(s.Messages()), s.Connections())
	}
}

func TestPool_replaces_an_idle_connection_that_ended_with_421(t *testing.T) {
	s := smtptest.New(t, smtptest.Nth(smtptest.Mail, 2, "421 4.4.2 idle too long"))
	p := NewPool(settings(s), 1)
	defer p.Close()
	for range 2 {
		if _, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter)); err != nil {
			t.Error(err)
		}
	}
	if s.Connections() != 2 {
		t.Error(s.Connections())
	}
}

func TestPool_does_not_try_a_new_connection_twice(t *testing.T) {
	s := smtptest.New(t, smtptest.Always(smtptest.Mail, smtptest.Drop))
	p := NewPool(settings(s), 1)
	defer p.Close()
	_, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter))
	wants(t, err, Temporary, StageMail, 0)
	if s.Connections() != 1 {
		t.Error(s.Connections())
	}
}

func TestPool_closes_what_lies_idle(t *testing.T) {
	s := smtptest.New(t)
	p := NewPool(settings(s), 2)
	p.keep = 50 * time.Millisecond
	defer p.Close()
	if _, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter)); err != nil {
		t.Fatal(err)
	}
	nobody(t, s)
	if said := s.Commands(); said[len(said)-1] != "QUIT" {
		t.Errorf("%q", said)
	}
	if _, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter)); err != nil || s.Connections() != 2 {
		t.Error(err, s.Connections())
	}
}

func TestPool_waits_for_a_free_connection_only_as_long_as_allowed(t *testing.T) {
	s := smtptest.New(t, smtptest.Always(smtptest.Mail, smtptest.Silence))
	server := settings(s)
	server.Step = 5 * time.Second
	p := NewPool(server, 1)
	busy, free := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { p.Send(busy, sender, "a@example.com", []byte(letter)) })
	for len(p.slots) == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := p.Send(ctx, sender, "b@example.com", []byte(letter))
	wants(t, err, Temporary, StageConnect, 0)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	free()
	done.Wait()
}

func TestPool_closed_leaves_no_connection(t *testing.T) {
	s := smtptest.New(t)
	p := NewPool(settings(s), 2)
	if _, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter)); err != nil {
		t.Fatal(err)
	}
	p.Close()
	nobody(t, s)
	_, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter))
	wants(t, err, Temporary, StageConnect, 0)
}

func nobody(t *testing.T, s *smtptest.Server) {
	t.Helper()
	for late := time.Now().Add(3 * time.Second); s.Open() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("%d connections still open", s.Open())
		}
	}
}

func TestPool_against_a_greylisting_server(t *testing.T) {
	s := smtptest.New(t, smtptest.Greylist())
	p := NewPool(settings(s), 2)
	defer p.Close()
	_, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter))
	wants(t, err, Temporary, StageRcpt, 450)
	if reply, err := p.Send(t.Context(), sender, "a@example.com", []byte(letter)); err != nil || !strings.HasPrefix(reply, "250 ") {
		t.Error(reply, err)
	}
}
