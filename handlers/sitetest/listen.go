package sitetest

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tsudoi/models"
)

// Register adds a confirmed registration at an event and returns it with the tokens of its two links.
func (s *Site) Register(event models.ID, name string) (r models.Registration, my, join string) {
	s.T.Helper()
	r = models.Registration{ID: models.NewID(), EventID: event, State: models.Confirmed, Name: name, LinkVersion: 1}
	key := r.ID.String() + "@example.org"
	s.Exec(`insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at, confirmed_at)
		values ($1, $2, $2, (select count(*) + 1 from registrations where event_id = $2), 'confirmed', $3, $4, $4, 'ja', 'x', now(), now())`, r.ID, event, name, key)
	return r, s.Links.Sign(models.LinkMy, r.ID, 1), s.Links.Sign(models.LinkJoin, r.ID, 1)
}

// Listener reads an answer that goes on.
type Listener struct {
	t      testing.TB
	Status int
	Header http.Header
	lines  chan string
}

// Listen opens an answer that goes on, until the test's end. header comes in pairs of name and value.
func (b *Browser) Listen(path string, header ...string) *Listener {
	b.s.T.Helper()
	ctx, end := context.WithCancel(context.Background())
	b.s.T.Cleanup(end)
	r, err := http.NewRequestWithContext(ctx, "GET", b.s.URL+path, nil)
	if err != nil {
		b.s.T.Fatal(err)
	}
	r.Header.Set("Accept-Language", string(b.Lang))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	c := *b.c
	c.Timeout = 0
	resp, err := c.Do(r)
	if err != nil {
		b.s.T.Fatal(err)
	}
	s := &Listener{b.s.T, resp.StatusCode, resp.Header, make(chan string, 10_000)}
	go func() {
		defer resp.Body.Close()
		defer close(s.lines)
		lines := bufio.NewScanner(resp.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			s.lines <- lines.Text()
		}
	}()
	return s
}

// Until reads up to the first line that holds want, and returns all lines read; it fails the test where none comes.
func (s *Listener) Until(want string) (read string) {
	s.t.Helper()
	for late := time.After(20 * time.Second); ; {
		select {
		case l, open := <-s.lines:
			if !open {
				s.t.Fatalf("the stream ended before %q:\n%s", want, read)
			}
			read += l + "\n"
			if strings.Contains(l, want) {
				return read
			}
		case <-late:
			s.t.Fatalf("no %q in\n%s", want, read)
		}
	}
}

// Ended reports whether the stream ends by itself in time; what still comes is dropped.
func (s *Listener) Ended(wait time.Duration) bool {
	for late := time.After(wait); ; {
		select {
		case _, open := <-s.lines:
			if !open {
				return true
			}
		case <-late:
			return false
		}
	}
}
