package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

// acts is how many questions are approved while everybody listens, each when all have heard of the one before, and a moment later.
const (
	acts   = 20
	moment = 300 * time.Millisecond
)

// sqlAudience takes $1 people in to event 1 and lets the first of them ask $2 questions.
const sqlAudience = `
	with r as (
		insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at, confirmed_at)
		select gen_random_uuid(), e.id, e.id, n, 'confirmed', 'Person ' || n, 'p' || n || '@example.org', 'p' || n || '@example.org', 'en', 'x', now(), now()
		from events e, generate_series(1, $1) n where e.slug = 'event-1' returning id, event_id, number
	)
	insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language)
	select gen_random_uuid(), r.event_id, n, 'pending', r.id, 'Person', 'named', 'live',
	       'How do cooperatives in different countries find each other, and what do they do together? (' || n || ')', 'en'
	from r, generate_series(1, $2) n where r.number = 1`

// streams measures how long an approved question takes from the moderator's click to each open page, and what an open page costs.
func (r *run) streams() error {
	for _, clients := range []int{1000, 5000} {
		if err := r.audience(clients); err != nil {
			return fmt.Errorf("%d clients: %w", clients, err)
		}
	}
	return nil
}

func (r *run) audience(clients int) error {
	s, err := r.postgres()
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.exec(sqlEvents, 1); err != nil {
		return err
	}
	if err := s.exec(sqlAudience, clients, acts); err != nil {
		return err
	}
	if err := s.exec(`update live_heads set last_number = $1`, acts); err != nil {
		return err
	}
	p, err := r.tsudoi("DATABASE_URL=" + s.DSN("tsudoi"))
	if err != nil {
		return err
	}
	defer p.end()
	board, err := newBoard(r.ctx, s, p)
	if err != nil {
		return err
	}
	var people []models.ID
	rows, err := s.db.SQL().Query(`select id from registrations order by number`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id models.ID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		people = append(people, id)
	}
	before, _ := p.memory()
	hall, err := fill(r.ctx, p.addr, people)
	if err != nil {
		return err
	}
	defer hall.empty()
	for number := range acts {
		hall.act.Store(time.Now().UnixNano())
		if err := board.approve(number + 1); err != nil {
			return err
		}
		if err := hall.all(r.ctx, int64(clients*(number+1))); err != nil {
			return err
		}
	}
	after, _ := p.memory() // with all of them still open
	took := hall.empty()
	goal := 150.0
	f := figure{What: fmt.Sprintf("question approved → open page, %d pages", clients), Value: quantile(took, 0.5), Unit: "ms",
		P50: quantile(took, 0.5), P99: quantile(took, 0.99), Goal: fmt.Sprintf("p99 ≤ %.0f ms", goal)}
	f.Missed = f.P99 > goal
	r.report.add(f)
	each := (after - before) * 1000 / float64(clients)
	r.report.add(figure{What: fmt.Sprintf("memory of an open page, %d pages", clients), Value: each, Unit: "kB", Goal: "≤ 32 kB", Missed: each > 32})
	return nil
}

// board is a moderator at work, by the same forms as a browser.
type board struct {
	at     string
	cookie *http.Cookie
	client *http.Client
}

func newBoard(ctx context.Context, s *server, p *program) (*board, error) {
	account := models.NewID()
	if err := s.exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, 'M', 'm@example.org', 'm@example.org', 'en', 'Asia/Tokyo')`,
		account); err != nil {
		return nil, err
	}
	if err := s.exec(`insert into roles (id, account_id, role) values (gen_random_uuid(), $1, 'owner')`, account); err != nil {
		return nil, err
	}
	entry, err := store.NewSessions(s.db).Open(ctx, account, store.Browser{Device: "bench"})
	if err != nil {
		return nil, err
	}
	event := ""
	if err := s.db.SQL().QueryRow(`select id from events`).Scan(&event); err != nil {
		return nil, err
	}
	return &board{"http://" + p.addr + "/manage/events/" + event, &http.Cookie{Name: "tsudoi", Value: entry.Cookie}, &http.Client{Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}, nil
}

func (b *board) approve(number int) error {
	form := url.Values{"to": {"approved"}, "version": {"1"}}
	req, err := http.NewRequest("POST", fmt.Sprintf("%s/questions/%d/move", b.at, number), strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(b.cookie)
	resp, err := b.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
		return fmt.Errorf("approve %d: %s\n%s", number, resp.Status, body)
	}
	return nil
}

// hall is everybody who listens.
type hall struct {
	act   atomic.Int64 // when the moderator's last click began, in Unix nanoseconds; 0 before the first
	heard atomic.Int64

	mu    sync.Mutex
	conns []net.Conn
	took  []time.Duration
	wg    sync.WaitGroup
}

// fill opens a stream for each person, a few at a time, and returns when all have been welcomed.
func fill(ctx context.Context, addr string, people []models.ID) (*hall, error) {
	links := models.NewLinks(bytes.Repeat([]byte{0x5a}, 32))
	h := &hall{}
	next := make(chan models.ID)
	errs := make(chan error, 16)
	var opening sync.WaitGroup
	for range 16 {
		opening.Go(func() {
			for id := range next {
				if err := h.listen(addr, links.Sign(models.LinkJoin, id, 1)); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	var err error
feed:
	for _, id := range people {
		select {
		case next <- id:
		case err = <-errs:
			break feed
		case <-ctx.Done():
			err = ctx.Err()
			break feed
		}
	}
	close(next)
	opening.Wait()
	select {
	case e := <-errs:
		err = errors.Join(err, e)
	default:
	}
	if err != nil {
		h.empty()
		return nil, err
	}
	return h, nil
}

// listen opens one stream and returns when its first line has come.
func (h *hall) listen(addr, token string) error {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	c.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := fmt.Fprintf(c, "GET /live/%s/stream HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nAccept-Language: en\r\n\r\n", token, addr); err != nil {
		return err
	}
	in := bufio.NewReaderSize(c, 2048)
	line, err := in.ReadString('\n')
	if err != nil || !strings.Contains(line, " 200 ") {
		return fmt.Errorf("stream: %q %w", line, err)
	}
	for !strings.HasPrefix(line, "retry:") {
		if line, err = in.ReadString('\n'); err != nil {
			return err
		}
	}
	c.SetDeadline(time.Time{})
	h.mu.Lock()
	h.conns = append(h.conns, c)
	h.mu.Unlock()
	h.wg.Go(func() { h.hear(in) })
	return nil
}

// hear notes for each act when the first event after it came.
func (h *hall) hear(in *bufio.Reader) {
	var took []time.Duration
	last := int64(0)
	for {
		line, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
		if act := h.act.Load(); act != last && bytes.HasPrefix(line, []byte("event: put")) {
			took = append(took, time.Duration(time.Now().UnixNano()-act))
			last = act
			h.heard.Add(1)
		}
	}
	h.mu.Lock()
	h.took = append(h.took, took...)
	h.mu.Unlock()
}

// all waits until so many deliveries came, and a moment.
func (h *hall) all(ctx context.Context, deliveries int64) error {
	for give := time.Now().Add(10 * time.Second); h.heard.Load() < deliveries; time.Sleep(5 * time.Millisecond) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(give) {
			return fmt.Errorf("%d of %d deliveries came", h.heard.Load(), deliveries)
		}
	}
	time.Sleep(moment)
	return nil
}

// empty sends everybody home and returns how long each delivery took.
func (h *hall) empty() []time.Duration {
	h.mu.Lock()
	for _, c := range h.conns {
		c.Close()
	}
	h.conns = nil
	h.mu.Unlock()
	h.wg.Wait()
	return h.took
}
