package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	lettersQueued = 20_000
	sessions      = 8 // as the program has
)

const sqlLetters = `
	with e as (
		insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at, confirmed_at)
		select gen_random_uuid(), e.id, e.id, n, 'confirmed', 'Person ' || n, 'p' || n || '@example.org', 'p' || n || '@example.org',
		       case when n % 2 = 0 then 'ja' else 'en' end, 'x', now(), now()
		from events e, generate_series(1, $1) n where e.slug = 'event-1' returning id, event_id, language)
	insert into mails (id, kind, event_id, registration_id, language) select gen_random_uuid(), 'confirmed', event_id, id, language from e`

// letters drains a queue of confirmations (text, HTML and a calendar file each) to a mail server that takes everything, beside what
// that server takes of one ready letter over as many sessions.
func (r *run) letters() error {
	sink, err := newSink()
	if err != nil {
		return err
	}
	defer sink.close()
	s, err := r.postgres()
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.exec(sqlEvents, 1); err != nil {
		return err
	}
	if err := s.exec(sqlLetters, lettersQueued); err != nil {
		return err
	}
	p, err := r.tsudoi("DATABASE_URL="+s.DSN("tsudoi"), "TSUDOI_SMTP_URL=smtp+plain://"+sink.addr(), "TSUDOI_MAIL_FROM=events@example.org")
	if err != nil {
		return err
	}
	defer p.end()
	n, err := sink.wait(r.ctx, lettersQueued, 4*r.seconds)
	if err != nil {
		state := ""
		s.db.SQL().QueryRow(`select string_agg(distinct state || ' ' || reply, '; ') from mails`).Scan(&state)
		return fmt.Errorf("%w: %.300s\n%.2000s", err, state, p.log.String())
	}
	rate := float64(n) / time.Duration(sink.last.Load()-sink.first.Load()).Seconds()
	p.end()
	if doubled := sink.doubled(); doubled != 0 {
		return fmt.Errorf("%d letters came twice", doubled)
	}
	size := float64(sink.bytes.Load()) / float64(sink.letters.Load())
	ready, err := r.ready(sink)
	if err != nil {
		return err
	}
	r.report.add(figure{What: fmt.Sprintf("one ready letter of %.0f kB again and again, 8 sessions", size/1000), Value: ready, Unit: "letters/s"})
	f := figure{What: "confirmations from the queue, written, sent and recorded, 8 sessions", Value: rate, Unit: "letters/s",
		Ratio: rate / ready, Peer: "ready letters", Goal: "≥ 0.4 × ready letters"}
	f.Missed = f.Ratio < 0.4
	r.report.add(f)
	return nil
}

// ready sends one of the sink's letters over eight sessions for as long as a load lasts.
func (r *run) ready(s *sink) (perSecond float64, err error) {
	letter := s.sample.Load().([]byte)
	ctx, cancel := context.WithTimeout(r.ctx, r.seconds)
	defer cancel()
	var n atomic.Int64
	var wg sync.WaitGroup
	errs := make(chan error, sessions)
	begin := time.Now()
	for range sessions {
		wg.Go(func() {
			c, err := net.Dial("tcp", s.addr())
			if err != nil {
				errs <- err
				return
			}
			defer c.Close()
			in := bufio.NewReader(c)
			say := func(b []byte) {
				if err == nil {
					c.SetDeadline(time.Now().Add(10 * time.Second))
					if _, err = c.Write(b); err == nil {
						_, err = in.ReadBytes('\n')
					}
				}
			}
			say(nil)
			say([]byte("HELO bench\r\n"))
			for err == nil && ctx.Err() == nil && n.Load() < maxRequests {
				say([]byte("MAIL FROM:<a@example.org>\r\n"))
				say([]byte("RCPT TO:<b@example.org>\r\n"))
				say([]byte("DATA\r\n"))
				say(letter)
				n.Add(1)
			}
			if err != nil {
				errs <- err
			}
		})
	}
	wg.Wait()
	select {
	case err = <-errs:
	default:
	}
	return float64(n.Load()) / time.Since(begin).Seconds(), err
}

// sink is a mail server on the loopback that takes every letter and remembers for whom.
type sink struct {
	l       net.Listener
	letters atomic.Int64
	bytes   atomic.Int64
	first   atomic.Int64
	last    atomic.Int64
	sample  atomic.Value
	mu      sync.Mutex
	to      map[string]int
}

func newSink() (*sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{l: l, to: map[string]int{}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s, nil
}

func (s *sink) addr() string { return s.l.Addr().String() }
func (s *sink) close()       { s.l.Close() }

func (s *sink) serve(c net.Conn) {
	defer c.Close()
	in := bufio.NewReaderSize(c, 64<<10)
	out := bufio.NewWriter(c)
	reply := func(line string) bool {
		out.WriteString(line + "\r\n")
		return in.Buffered() > 0 || out.Flush() == nil // answers to pipelined commands go together
	}
	if !reply("220 sink ESMTP") {
		return
	}
	to := ""
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		ok := false
		switch verb := strings.ToUpper(strings.TrimSpace(line)); {
		case strings.HasPrefix(verb, "EHLO"):
			ok = reply("250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING")
		case strings.HasPrefix(verb, "RCPT"):
			to = verb
			ok = reply("250 ok")
		case verb == "DATA":
			if !reply("354 go on") {
				return
			}
			letter, err := readLetter(in)
			if err != nil {
				return
			}
			s.took(to, letter)
			ok = reply("250 taken")
		case verb == "QUIT":
			reply("221 bye")
			return
		default:
			ok = reply("250 ok")
		}
		if !ok {
			return
		}
	}
}

// readLetter reads up to the line with one dot, dots as they came.
func readLetter(in *bufio.Reader) ([]byte, error) {
	var b bytes.Buffer
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		b.Write(line)
		if string(line) == ".\r\n" {
			return b.Bytes(), nil
		}
	}
}

func (s *sink) took(to string, letter []byte) {
	now := time.Now().UnixNano()
	s.first.CompareAndSwap(0, now)
	s.last.Store(now)
	s.bytes.Add(int64(len(letter)))
	if s.letters.Add(1)%100 == 1 {
		s.sample.Store(letter)
	}
	s.mu.Lock()
	s.to[textproto.TrimString(to)]++
	s.mu.Unlock()
}

// wait returns how many letters came, when all did or the time was over.
func (s *sink) wait(ctx context.Context, all int64, lasting time.Duration) (n int64, err error) {
	for end := time.Now().Add(lasting); ; time.Sleep(20 * time.Millisecond) {
		n = s.letters.Load()
		switch {
		case ctx.Err() != nil:
			return n, ctx.Err()
		case n >= all:
			return n, nil
		case time.Now().After(end) && n < 100:
			return n, fmt.Errorf("only %d letters came in %v", n, lasting)
		case time.Now().After(end):
			return n, nil
		}
	}
}

// doubled counts addresses that got more than one letter.
func (s *sink) doubled() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, times := range s.to {
		if times > 1 {
			n++
		}
	}
	return n
}
