package main

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
)

const sqlProgramme = `
	with p as (
		insert into people (id, name, name_key, affiliation)
		select gen_random_uuid(), 'Person ' || n, 'person ' || n, '{"ja": "協同組合", "en": "Cooperative"}' from generate_series(1, 9) n returning id
	), i as (
		insert into items (id, event_id, position, kind, starts_at, minutes, title)
		select gen_random_uuid(), e.id, n, 'presentation', e.starts_at + n * interval '12 minutes', 12, '{"ja": "報告", "en": "Report"}'
		from events e, generate_series(1, 11) n where e.slug = 'event-1' returning id
	)
	insert into parts (item_id, person_id, role, position)
	select i.id, p.id, 'speaker', 1 from (select id, row_number() over () as n from i) i join (select id, row_number() over () as n from p) p on p.n = 1 + i.n % 9`

// pages compares the page of an event with eleven items and nine people with a minimal page that asks the database and renders.
func (r *run) pages() error {
	s, err := r.postgres()
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.exec(sqlEvents, 1); err != nil {
		return err
	}
	if err := s.exec(sqlProgramme); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	peer, err := r.start(addr, "/events/event-1", nil, self, "-minimal", addr, s.DSN("tsudoi"))
	if err != nil {
		return err
	}
	minimal, err := r.get(peer, "en")
	peer.end()
	if err != nil {
		return err
	}
	r.report.add(minimal.figure("minimal gin page: one query, one template", "/s"))
	p, err := r.tsudoi("DATABASE_URL=" + s.DSN("tsudoi"))
	if err != nil {
		return err
	}
	defer p.end()
	for _, lang := range []string{"ja", "en"} {
		l, err := r.get(p, lang)
		if err != nil {
			return err
		}
		f := l.figure("event page ("+lang+"), 32 connections", "/s")
		f.Ratio, f.Peer, f.Goal = l.perSecond/minimal.perSecond, "minimal", "≥ 3 × minimal"
		f.Missed = f.Ratio < 3
		r.report.add(f)
	}
	return nil
}

// get asks for the page as a browser does.
func (r *run) get(p *program, lang string) (load, error) {
	return hammer(r.ctx, p.addr, 32, r.seconds, 200, func(buf []byte, _ int64) []byte {
		return fmt.Appendf(buf, "GET /events/event-1 HTTP/1.1\r\nHost: %s\r\nAccept-Language: %s\r\nAccept-Encoding: gzip\r\n\r\n", p.addr, lang)
	})
}

var minimalPage = template.Must(template.New("").Parse(`<!doctype html><html lang="en"><title>{{.Title}}</title><h1>{{.Title}}</h1>
<p>{{.Starts}}</p><ol>{{range .Items}}<li>{{.}}</li>{{end}}</ol></html>`))

// serveMinimal is the peer: what anybody would write first.
func serveMinimal(addr, dsn string) error {
	db, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(20)
	db.SetMaxIdleConns(20)
	gin.SetMode(gin.ReleaseMode)
	g := gin.New()
	g.GET("/events/:slug", func(c *gin.Context) {
		var page struct {
			Title  string
			Starts time.Time
			Items  []string
		}
		if err := minimalQuery(c.Request.Context(), db, c.Param("slug"), &page.Title, &page.Starts); err != nil {
			c.AbortWithError(http.StatusInternalServerError, err)
			return
		}
		for i := range 11 {
			page.Items = append(page.Items, fmt.Sprintf("Report %d", i+1))
		}
		c.Header("Content-Type", "text/html; charset=utf-8")
		if err := minimalPage.Execute(c.Writer, page); err != nil {
			c.Error(err)
		}
	})
	return http.ListenAndServe(addr, g)
}

func minimalQuery(ctx context.Context, db *sqlx.DB, slug string, title *string, starts *time.Time) error {
	return db.QueryRowContext(ctx, `select title->>'en', starts_at from events where slug = $1`, slug).Scan(title, starts)
}
