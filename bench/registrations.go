package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// sqlEvents publishes events 1 to $1, numbered in their ids and slugs.
const sqlEvents = `
	with e as (
		insert into events (id, slug, state, title, zone, starts_at, ends_at, published_at)
		select ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'event-' || n, 'published',
		       '{"ja": "つながる社会的連帯経済", "en": "Connecting economies"}', 'Asia/Tokyo', now() + interval '10 days', now() + interval '10 days 2 hours',
		       now()
		from generate_series(1, $1) n returning id
	), s as (
		insert into seats (event_id) select id from e
	), c as (
		insert into categories (id, event_id, position, capacity) select id, id, 1, 1000000 from e
	), cs as (
		insert into category_seats (category_id) select id from e
	), heads as (
		insert into live_heads (event_id) select id from e
	), h as (
		insert into hosts (id, name) values (gen_random_uuid(), '{"ja": "協同の会", "en": "Cooperative Society"}') returning id
	)
	insert into event_hosts (event_id, host_id, position) select e.id, h.id, 1 from e, h`

// registering is the whole of a registration as one statement, prepared, as its row lock lets it through.
const registering = `\set e random(%d, %d)
\set p random(1, 2000000000)
with seat as (
	update category_seats set taken = taken + 1
	where category_id = ('00000000-0000-7000-8000-' || lpad(to_hex(cast(:e as int)), 12, '0'))::uuid and taken < 1000000 returning category_id as event_id, taken as last_number
), person as (
	insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, zone, consent, consent_at, confirmed_at)
	select gen_random_uuid(), event_id, event_id, last_number, 'confirmed', 'Person', 'b' || cast(:p as text) || '@example.org',
	       'b' || cast(:p as text) || '@example.org', 'en', 'Asia/Tokyo', 'x', now(), now() from seat
	on conflict do nothing returning id, event_id
)
insert into mails (id, kind, event_id, registration_id, language) select gen_random_uuid(), 'confirmed', event_id, id, 'en' from person;
`

var (
	benchRate    = regexp.MustCompile(`tps = ([0-9.]+)`)
	benchLatency = regexp.MustCompile(`latency average = ([0-9.]+) ms`)
)

// pgbench runs the statement at 32 clients over the events first to last. Its latency is the average: pgbench tells no quantiles.
func (r *run) pgbench(s *server, first, last int) (float64, error) {
	script := filepath.Join(r.dir, "register.sql")
	if err := os.WriteFile(script, fmt.Appendf(nil, registering, first, last), 0o644); err != nil {
		return 0, err
	}
	c := exec.CommandContext(r.ctx, s.Program("pgbench"), "-n", "-M", "prepared", "-c", "32", "-j", "2", "-T",
		strconv.Itoa(max(1, int(r.seconds.Seconds()))), "-f", script, "-h", s.Socket(), "-U", "tsudoi", "tsudoi")
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w\n%.600s", err, errs.String())
	}
	m, l := benchRate.FindSubmatch(out), benchLatency.FindSubmatch(out)
	if m == nil || l == nil {
		return 0, fmt.Errorf("pgbench says\n%s", out)
	}
	rate, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		return 0, err
	}
	what := "pgbench: the row-locked statement, one event, 32 clients"
	if last > first {
		what = "pgbench: the same statement, 100 events, 32 clients"
	}
	r.report.add(figure{What: what, Value: rate, Unit: "/s"})
	return rate, nil
}

// registrations compares registering through the whole program (form, checks, limit, row, letter, commit, answer) with the bare
// statement in Postgres.
func (r *run) registrations() error {
	s, err := r.postgres()
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.exec(sqlEvents, 210); err != nil {
		return err
	}
	p, err := r.tsudoi("DATABASE_URL=" + s.DSN("tsudoi"))
	if err != nil {
		return err
	}
	defer p.end()
	one, err := r.pgbench(s, 1, 1)
	if err != nil {
		return err
	}
	for i, conns := range []int{32, 128} {
		event := 2 + i
		l, err := r.register(s, p, conns, event, event)
		if err != nil {
			return err
		}
		f := l.figure(fmt.Sprintf("registrations, one event, %d connections", conns), "/s")
		f.Ratio, f.Peer = l.perSecond/one, "pgbench"
		if conns == 128 {
			f.Goal, f.Missed = "≥ 4 × pgbench, p99 ≤ 50 ms", f.Ratio < 4 || f.P99 > 50
		}
		r.report.add(f)
	}
	many, err := r.pgbench(s, 11, 110)
	if err != nil {
		return err
	}
	l, err := r.register(s, p, 128, 111, 210)
	if err != nil {
		return err
	}
	f := l.figure("registrations, 100 events, 128 connections", "/s")
	f.Ratio, f.Peer, f.Goal = l.perSecond/many, "pgbench", "≥ 0.5 × pgbench"
	f.Missed = f.Ratio < 0.5
	r.report.add(f)
	_, most := p.memory()
	r.report.add(figure{What: "memory of the program, at most, under all of this", Value: most, Unit: "MB", Goal: "≤ 100 MB", Missed: most > 100})
	return nil
}

// register sends the form of the page, each person from another network, and counts afterwards that nobody was lost or doubled.
func (r *run) register(s *server, p *program, conns, first, last int) (load, error) {
	page, err := formOf(r.ctx, p.addr)
	if err != nil {
		return load{}, err
	}
	stamp := page.Get("stamp")
	l, err := hammer(r.ctx, p.addr, conns, r.seconds, 303, func(buf []byte, n int64) []byte {
		var body [256]byte
		form := fmt.Appendf(body[:0], "name=Person+%d&email=p%d%%40d%d.example&consent=1&language=en&tz=Asia%%2FTokyo&website=&stamp=%s", n, n, n/5, stamp)
		event := int64(first) + n%int64(last-first+1)
		return append(fmt.Appendf(buf, "POST /events/event-%d/registrations HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
			"Sec-Fetch-Site: same-origin\r\nAccept-Language: en\r\nX-Forwarded-For: 20.%d.%d.1\r\nContent-Length: %d\r\n\r\n",
			event, p.addr, n>>8&255, n&255, len(form)), form...)
	})
	if err != nil {
		return l, err
	}
	// Who was in the middle when the time was over may be in without having read the answer.
	where := ` from registrations r join events e on e.id = r.event_id where substring(e.slug from 7)::int between $1 and $2`
	there, err := s.count(`select count(*)`+where, first, last)
	if err != nil {
		return l, err
	}
	odd, err := s.count(`select count(*) from seats s join category_seats cs on cs.category_id = s.event_id join events e on e.id = s.event_id
		where substring(e.slug from 7)::int between $1 and $2 and (taken <> (select count(*) from registrations r where r.event_id = e.id)
		or last_number <> taken or waiting <> 0 or taken <> (select count(*) from mails m where m.event_id = e.id))`, first, last)
	if err != nil {
		return l, err
	}
	if there != l.n || odd != 0 {
		return l, fmt.Errorf("%d were told that they are in, %d are; the seats of %d events do not add up", l.n, there, odd)
	}
	return l, nil
}
