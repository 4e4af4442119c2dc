// Package sitetest runs the whole site, with its real router, store and templates, for the tests of its handlers.
package sitetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"tsudoi/handlers"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
	"tsudoi/static"
	"tsudoi/templates"
)

// Site is a running site with a database of its own.
type Site struct {
	T     testing.TB
	DB    *store.DB
	Links models.Links
	URL   string
	Host  models.ID // a host that exists from the start
}

// New starts a site that has one host and nobody on its staff.
func New(t testing.TB) *Site {
	t.Helper()
	return Logging(t, slog.New(slog.DiscardHandler))
}

// Logging is New for a test that reads the log.
func Logging(t testing.TB, log *slog.Logger) *Site {
	t.Helper()
	s := start(t, log)
	s.Exec(`insert into installation (id, set_up_at) values ($1, now())`, models.NewID())
	s.Exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"ja": "協同の会", "en": "Cooperative Society"}', 'privacy@example.org')`, s.Host)
	return s
}

// Fresh starts a site that nobody has set up; Host doesn't exist.
func Fresh(t testing.TB) *Site {
	t.Helper()
	return start(t, slog.New(slog.DiscardHandler))
}

func start(t testing.TB, log *slog.Logger) *Site {
	t.Helper()
	s := &Site{T: t, DB: storetest.New(t), Links: models.NewLinks([]byte(strings.Repeat("k", 32))), Host: models.NewID()}
	files := static.New()
	pages, err := templates.New(files.URL)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(nil)
	s.URL = "http://" + srv.Listener.Addr().String()
	letters, err := templates.NewLetters()
	if err != nil {
		t.Fatal(err)
	}
	composer := &mail.Composer{Letters: letters, Links: s.Links, URL: s.URL, From: "events@example.org", Site: store.NewHosts(s.DB).SiteName, Now: time.Now}
	streams, end := context.WithCancel(context.Background())
	h, err := handlers.New(handlers.Deps{DB: s.DB, Templates: pages, Static: files, Links: s.Links, URL: s.URL, Now: time.Now,
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, // so that a test can come from anywhere
		Log:            log, Streams: streams,
		Composer: composer, NoMailServer: true})
	if err != nil {
		t.Fatal(err)
	}
	srv.Config.Handler = h
	srv.Start()
	t.Cleanup(func() { end(); srv.Close() })
	return s
}

// Exec puts the database into the state that a test begins with.
func (s *Site) Exec(query string, args ...any) {
	s.T.Helper()
	if _, err := s.DB.SQL().Exec(query, args...); err != nil {
		s.T.Fatal(err)
	}
}

// One returns the single value of a query.
func One[V any](s *Site, query string, args ...any) (v V) {
	s.T.Helper()
	if err := s.DB.SQL().QueryRow(query, args...).Scan(&v); err != nil {
		s.T.Fatal(err)
	}
	return v
}

// Event publishes an event of the site's host that begins tomorrow at 16:00 in Tokyo, and returns its id and slug.
func (s *Site) Event(capacity int) (id models.ID, slug string) {
	s.T.Helper()
	id = models.NewID()
	slug = "e-" + id.String()[24:]
	tokyo, _ := time.LoadLocation("Asia/Tokyo")
	day := time.Now().In(tokyo).AddDate(0, 0, 1)
	start := time.Date(day.Year(), day.Month(), day.Day(), 16, 0, 0, 0, tokyo)
	s.Exec(`insert into events (id, slug, state, title, zone, starts_at, ends_at, published_at)
		values ($1, $2, 'published', '{"ja": "つながる社会的連帯経済", "en": "Connecting economies"}', 'Asia/Tokyo', $3, $4, now())`,
		id, slug, start, start.Add(150*time.Minute))
	s.Exec(`insert into categories (id, event_id, position, capacity) values ($1, $1, 1, nullif($2, 0))`, id, capacity)
	s.Exec(`insert into category_seats (category_id) values ($1)`, id)
	s.Exec(`insert into seats (event_id) values ($1)`, id)
	s.Exec(`insert into live_heads (event_id) values ($1)`, id)
	s.Exec(`insert into event_hosts (event_id, host_id, position) values ($1, $2, 1)`, id, s.Host)
	return id, slug
}

// Browser keeps cookies, follows no redirect and reads one language.
type Browser struct {
	s    *Site
	c    *http.Client
	Lang models.Lang
}

// Browser returns a new visitor's browser.
func (s *Site) Browser(lang models.Lang) *Browser {
	jar, _ := cookiejar.New(nil)
	return &Browser{s, &http.Client{Jar: jar, Timeout: 2 * time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, lang}
}

// Staff returns the browser of a new member of the staff, signed in. where is a host for an organiser, an event for a moderator.
func (s *Site) Staff(role models.Role, where models.ID) *Browser {
	s.T.Helper()
	id := models.NewID()
	key := fmt.Sprintf("%s-%s@example.org", role, id.String()[24:])
	s.Exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, $2, $3, $3, 'ja', 'Asia/Tokyo')`, id, string(role), key)
	var host, event any
	switch role {
	case models.Organiser:
		host = where
	case models.Moderator:
		event = where
	}
	s.Exec(`insert into roles (id, account_id, role, host_id, event_id) values ($1, $2, $3, $4, $5)`, models.NewID(), id, role, host, event)
	entry, err := store.NewSessions(s.DB).Open(context.Background(), id, store.Browser{Device: "test"})
	if err != nil {
		s.T.Fatal(err)
	}
	b := s.Browser(models.Japanese)
	u, _ := url.Parse(s.URL)
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "tsudoi", Value: entry.Cookie, Path: "/"}})
	return b
}

// Answer is what came back.
type Answer struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
	doc    *html.Node
}

// Get asks for a page.
func (b *Browser) Get(path string, header ...string) *Answer { return b.do("GET", path, nil, header) }

// Head asks for a page as a link checker does.
func (b *Browser) Head(path string) *Answer { return b.do("HEAD", path, nil, nil) }

// Post sends a form. That of a registration carries the stamp of a page that was opened a while ago, unless the test has its own.
func (b *Browser) Post(path string, form url.Values, header ...string) *Answer {
	if strings.HasSuffix(path, "/registrations") && form != nil && !form.Has("stamp") {
		form = maps.Clone(form)
		form.Set("stamp", b.s.Links.Stamp(time.Now().Add(-time.Minute)))
	}
	return b.do("POST", path, form, header)
}

// Upload sends a form with files, each by its field as its name and its content.
func (b *Browser) Upload(path string, form url.Values, files map[string][2]string) *Answer {
	b.s.T.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, values := range form {
		for _, v := range values {
			m.WriteField(name, v)
		}
	}
	for name, f := range files {
		w, err := m.CreateFormFile(name, f[0])
		if err != nil {
			b.s.T.Fatal(err)
		}
		io.WriteString(w, f[1])
	}
	if err := m.Close(); err != nil {
		b.s.T.Fatal(err)
	}
	return b.send("POST", path, &body, []string{"Content-Type", m.FormDataContentType()})
}

// do sends one request; header comes in pairs of name and value.
func (b *Browser) do(method, path string, form url.Values, header []string) *Answer {
	b.s.T.Helper()
	return b.send(method, path, strings.NewReader(form.Encode()), header)
}

func (b *Browser) send(method, path string, body io.Reader, header []string) *Answer {
	b.s.T.Helper()
	r, err := http.NewRequest(method, b.s.URL+path, body)
	if err != nil {
		b.s.T.Fatal(err)
	}
	r.Header.Set("Accept-Language", string(b.Lang))
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := b.c.Do(r)
	if err != nil {
		b.s.T.Fatal(err)
	}
	defer resp.Body.Close()
	came, err := io.ReadAll(resp.Body)
	if err != nil {
		b.s.T.Fatal(err)
	}
	return &Answer{t: b.s.T, Status: resp.StatusCode, Header: resp.Header, Body: string(came)}
}

// Stream takes an answer in small pieces and tells after each how much came so far. The error says how the answer ended.
func (b *Browser) Stream(path string, each func(read int64)) (int64, error) {
	b.s.T.Helper()
	r, err := http.NewRequest("GET", b.s.URL+path, nil)
	if err != nil {
		b.s.T.Fatal(err)
	}
	resp, err := b.c.Do(r)
	if err != nil {
		b.s.T.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b.s.T.Fatalf("%s: status %d", path, resp.StatusCode)
	}
	piece, read := make([]byte, 16<<10), int64(0)
	for {
		n, err := resp.Body.Read(piece)
		read += int64(n)
		each(read)
		if err == io.EOF {
			return read, nil
		}
		if err != nil {
			return read, err
		}
	}
}

// Measure takes an answer without keeping it, and returns its size.
func (b *Browser) Measure(path string) int64 {
	b.s.T.Helper()
	n, err := b.Stream(path, func(int64) {})
	if err != nil {
		b.s.T.Fatal(err)
	}
	return n
}

// Want fails the test unless the status is the one wanted.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		a.t.Fatalf("status %d, want %d\n%.2000s", a.Status, status, a.Body)
	}
	return a
}

// Location is where a redirect leads.
func (a *Answer) Location() string { return a.Header.Get("Location") }

// All returns the elements that a CSS selector matches.
func (a *Answer) All(selector string) []*html.Node {
	a.t.Helper()
	if a.doc == nil {
		doc, err := html.Parse(strings.NewReader(a.Body))
		if err != nil {
			a.t.Fatal(err)
		}
		a.doc = doc
	}
	sel, err := cascadia.ParseGroup(selector)
	if err != nil {
		a.t.Fatal(err)
	}
	return cascadia.QueryAll(a.doc, sel)
}

// Text returns the text of the first element that matches, with white space folded; it fails the test where there is none.
func (a *Answer) Text(selector string) string {
	a.t.Helper()
	found := a.All(selector)
	if len(found) == 0 {
		a.t.Fatalf("no %s in\n%.3000s", selector, a.Body)
	}
	return strings.Join(strings.Fields(textOf(found[0])), " ")
}

// Attr returns an attribute of the first element that matches, "" where there is none.
func (a *Answer) Attr(selector, name string) string {
	a.t.Helper()
	for _, n := range a.All(selector) {
		for _, at := range n.Attr {
			if at.Key == name {
				return at.Val
			}
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}
