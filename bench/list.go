package main

import (
	"fmt"
	"net/url"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

// sqlPeople registers 100,000 people for event 1, in three categories, every state that lasts and forty countries, each
// with a letter that was sent.
const sqlPeople = `
	with e as (
		select id from events where slug = 'event-1'
	), c as (
		insert into categories (id, event_id, position, title)
		select gen_random_uuid(), e.id, n, '{"ja": "区分", "en": "Kind"}' from e, generate_series(2, 3) n returning id, event_id
	), s as (
		insert into category_seats (category_id) select id from c
	), kinds as (
		select id, row_number() over () - 1 as k from (select id from c union all select id from e) c
	), r as (
		insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, zone, consent, consent_at,
		                           confirmed_at, created_at, first_join_at, country)
		select gen_random_uuid(), e.id, kinds.id, n,
		       (array['confirmed', 'confirmed', 'confirmed', 'confirmed', 'waitlisted', 'pending', 'cancelled', 'confirmed', 'declined', 'confirmed'])[1 + n % 10],
		       (array['佐藤', '鈴木', '高橋', '田中', 'ワタナベ', 'いとう', 'Smith', 'García', 'Nguyễn', 'Yamada'])[1 + n / 7 % 10] || ' ' ||
		       (array['太郎', '花子', 'ケンジ', 'さくら', 'Anna', 'John', 'María'])[1 + n / 3 % 7],
		       'p' || n || '@example.org', 'p' || n || '@example.org', (array['ja', 'ja', 'en'])[1 + n % 3], 'Asia/Tokyo', 'x', now(),
		       now(), now() - interval '30 days' + n * interval '25 seconds', case when n % 7 = 0 then now() end,
		       (array['JP','JP','JP','US','JP','CN','KR','TW','JP','IN','GB','DE','FR','TH','VN','PH','ID','MY','SG','AU','BR','MX','CA','IT','ES','NL','SE','NO','FI','PL','KE','NG','ZA','EG','TR','SA','IR','PK','BD','LK'])[1 + (n * 31 + n / 11) % 40]
		from e, generate_series(1, 100000) n join kinds on kinds.k = n % 3
		returning id, event_id, language, country
	), f as (
		insert into fields (id, event_id, position, kind, label)
		select gen_random_uuid(), id, 1, 'country', '{"ja": "国・地域", "en": "Country"}' from e returning id
	), a as (
		insert into answers (registration_id, field_id, value) select r.id, f.id, jsonb_build_array(r.country) from r, f
	)
	insert into mails (id, kind, event_id, registration_id, language, state, done_at)
	select gen_random_uuid(), 'confirmed', event_id, id, language, 'sent', now() from r`

// asked are the pages of the list that are measured: what a secretariat looks for, and what is hardest to find.
var asked = []struct{ what, query string }{
	{"first page", ""},
	{"in the middle", "?before=50000"},
	{"one state", "?state=pending"},
	{"a state that nobody is in", "?state=offered"},
	{"three filters", "?state=pending&language=en&attended=yes"},
	{"a country", "?country=KE"},
	{"a country and three filters", "?country=JP&state=pending&language=en&attended=yes"},
	{"one address", "?q=p77777"},
	{"a name in kana of the other kind", "?q=" + url.QueryEscape("わたなべ")},
	{"two words", "?q=" + url.QueryEscape("佐藤 example")},
	{"a word that everybody has", "?q=example"},
	{"a word that nobody has", "?q=zzzz"},
	{"search and country", "?q=smith&country=US"},
	{"search and filter", "?q=smith&state=waitlisted"},
}

// list asks for pages of the desk's list of 100,000 registrations, one at a time, as their whole answers.
func (r *run) list() error {
	s, err := r.postgres()
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.exec(sqlEvents, 1); err != nil {
		return err
	}
	if err := s.exec(sqlPeople); err != nil {
		return err
	}
	if err := s.exec(`update seats set last_number = 100000`); err != nil {
		return err
	}
	if err := s.exec(`vacuum analyze`); err != nil { // as the server itself does by and by
		return err
	}
	cookie, err := r.owner(s)
	if err != nil {
		return err
	}
	p, err := r.tsudoi("DATABASE_URL=" + s.DSN("tsudoi"))
	if err != nil {
		return err
	}
	defer p.end()
	for _, a := range asked {
		l, err := hammer(r.ctx, p.addr, 1, max(time.Second, r.seconds/5), 200, func(buf []byte, _ int64) []byte {
			return fmt.Appendf(buf, "GET /manage/events/00000000-0000-7000-8000-000000000001/registrations%s HTTP/1.1\r\nHost: %s\r\nAccept-Language: ja\r\nCookie: tsudoi=%s\r\n\r\n",
				a.query, p.addr, cookie)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", a.what, err)
		}
		f := l.figure("list of 100,000 registrations: "+a.what, "/s")
		f.Goal, f.Missed = "p50 ≤ 50 ms", f.P50 > 50
		r.report.add(f)
	}
	return nil
}

// owner signs in an owner of the installation, and returns the cookie.
func (r *run) owner(s *server) (string, error) {
	id := models.NewID()
	err := s.exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, 'Owner', 'o@example.org', 'o@example.org', 'ja', 'Asia/Tokyo')`, id)
	if err == nil {
		err = s.exec(`insert into roles (id, account_id, role) values ($1, $2, 'owner')`, models.NewID(), id)
	}
	if err != nil {
		return "", err
	}
	entry, err := store.NewSessions(s.db).Open(r.ctx, id, store.Browser{Device: "bench"})
	return entry.Cookie, err
}
