package handlers_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers"
	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/static"
)

// hostile is what people, scanners and broken programs send.
var hostile = []string{
	"", " ", "\x00", "a\x00b", "\xff\xfe", "caf\xe9", "\xed\xa0\x80", "a\r\nBcc: x@example.org", "\u202egnp.exe\u202c", "\u2028", "\ufeff",
	"<script>alert(1)</script>", `"><script>alert(1)</script>`, "{{.}}", "%00%ff", "' or 1=1 --", `\`, "=1+1", "-1", "0", "99999999999999999999",
	"1e309", "NaN", "null", "2026-02-30", "2026-13-01T25:61", "0000-00-00", "Mars/Olympus", "../../etc/passwd", "//evil.example", "javascript:alert(1)",
	"http://[::1", "mailto:x", "a@b@c", "@", "🏳️‍🌈", "e" + strings.Repeat("\u0301", 3000), strings.Repeat("長", 20_000), strings.Repeat("x ", 60_000),
	"00000000-0000-0000-0000-000000000000", "true", "owner", "ja", "fr",
}

var fieldRead = regexp.MustCompile(`(?:Get\(|\[)"([a-z]+(?:_[a-z]*)*)"`)

// fields are the names that any handler reads from a form, with those that end in a language.
func fields(t *testing.T) []string {
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range fieldRead.FindAllSubmatch(b, -1) {
			name := string(m[1])
			if strings.HasSuffix(name, "_") {
				found[name+"ja"], found[name+"en"] = true, true
			} else {
				found[name] = true
			}
		}
		return err
	})
	if err != nil || len(found) < 30 {
		t.Fatalf("%d fields found: %v", len(found), err)
	}
	return slices.Sorted(maps.Keys(found))
}

// target is a fresh event with somebody in it, and the values that lead to them in an address.
type target struct {
	s                  *sitetest.Site
	event, person      models.ID
	guest              models.ID
	slug, letter, host string
	field              models.ID
	n                  *int // requests so far, each from another network
}

func newTarget(t *testing.T, s *sitetest.Site, n *int) target {
	event, slug := s.Event(0)
	g := target{s: s, event: event, slug: slug, host: s.Host.String(), n: n}
	g.person = register(t, s, event, "Amina", models.English)
	g.letter = sitetest.One[string](s, `select id::text from mails where registration_id = $1`, g.person)
	s.Exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language)
		values ($1, $2, 1, 'pending', $3, 'Amina', 'named', 'live', 'Why?', 'en')`, models.NewID(), event, g.person)
	s.Exec(`update live_heads set last_number = 1 where event_id = $1`, event)
	g.field = s.Field(event, models.FieldLine).ID
	g.guest = models.NewID()
	s.Exec(`insert into guests (id, event_id, category_id, name, email, email_key, language, invited_at)
		values ($1, $2, $2, 'Ben', 'ben@example.org', 'ben@example.org', 'en', now())`, g.guest, event)
	return g
}

// path fills the pattern of a route with what is there.
func (g target) path(pattern string) string {
	at := strings.Split(pattern, "/")
	for i, part := range at {
		if !strings.HasPrefix(part, ":") && !strings.HasPrefix(part, "*") {
			continue
		}
		switch part[1:] {
		case "slug":
			at[i] = g.slug
		case "number":
			at[i] = "1"
		case "field":
			at[i] = g.field.String()
		case "cid":
			at[i] = g.event.String() // the first category of an event bears its ID
		case "rid":
			at[i] = g.person.String()
		case "gid":
			at[i] = g.guest.String()
		case "token":
			purpose := map[string]models.Purpose{"my": models.LinkMy, "join": models.LinkJoin, "live": models.LinkJoin, "stage": models.LinkStage, "proof": models.LinkProof, "address": models.LinkMove,
				"invited": models.LinkGuest}[at[1]]
			of := g.person
			switch at[1] {
			case "stage":
				of = g.event
			case "invited":
				of = g.guest
			}
			at[i] = g.s.Links.Sign(purpose, of, 1)
		case "id":
			at[i] = map[string]string{"events": g.event.String(), "letters": g.letter, "hosts": g.host}[at[i-1]]
			if at[i] == "" {
				at[i] = models.NewID().String()
			}
		default:
			at[i] = models.NewID().String()
		}
	}
	return strings.Join(at, "/")
}

// elsewhere is a network that no request has come from yet, so that no limit hides an answer.
func (g target) elsewhere() string {
	*g.n++
	return fmt.Sprintf("20.%d.%d.1", *g.n>>8&255, *g.n&255)
}

func routes(t *testing.T, s *sitetest.Site) gin.RoutesInfo {
	t.Helper()
	ended, end := context.WithCancel(context.Background())
	end()
	e, err := handlers.Engine(handlers.Deps{DB: s.DB, Links: s.Links, Log: slog.New(slog.DiscardHandler), URL: s.URL, Now: time.Now, Streams: ended,
		Static: static.New()})
	if err != nil {
		t.Fatal(err)
	}
	return e.Routes()
}

// answered fails the test where the site broke, or gave markup back as markup.
func answered(t *testing.T, what string, a *sitetest.Answer) {
	t.Helper()
	if a.Status >= 500 {
		t.Errorf("%s: %d", what, a.Status)
	}
	if strings.Contains(a.Body, "<script>alert(1)") {
		t.Errorf("%s: what was sent comes back as markup", what)
	}
}

func TestBadInput_isAnsweredByEveryForm(t *testing.T) {
	s := sitetest.New(t)
	names := fields(t)
	posts, sent := 0, 0
	for _, r := range routes(t, s) {
		if r.Method != "POST" {
			continue
		}
		posts++
		g := newTarget(t, s, &sent)
		b := s.Staff(models.Owner, models.ID{})
		send := func(form url.Values, what string) {
			answered(t, r.Path+" "+what, b.Post(g.path(r.Path), form, "X-Forwarded-For", g.elsewhere()))
		}
		for _, bad := range hostile { // in all fields at once
			form := url.Values{"version": {"1"}}
			for _, n := range names {
				form.Set(n, bad)
			}
			send(form, fmt.Sprintf("all %.20q", bad))
		}
		for i, n := range names { // in one, the others being likely: each form another quarter of them
			if i%4 != posts%4 {
				continue
			}
			bad := hostile[(i+posts)%len(hostile)]
			form := likely()
			form.Set(n, bad)
			send(form, fmt.Sprintf("%s=%.20q", n, bad))
		}
	}
	if posts < 20 {
		t.Errorf("only %d forms", posts)
	}
	t.Logf("%d forms, %d fields, %d requests", posts, len(names), sent)
}

// likely is a form that most handlers read well.
func likely() url.Values {
	return url.Values{"name": {"Name"}, "email": {"n@example.org"}, "consent": {"1"}, "language": {"en"}, "tz": {"Asia/Tokyo"}, "zone": {"Asia/Tokyo"},
		"title_ja": {"催し"}, "title_en": {"Event"}, "when": {"2027-12-16 16:00-18:30"}, "text": {"Why?"}, "version": {"1"}, "number": {"1"},
		"on": {"1"}, "open": {"1"}, "to": {"approved"}, "role": {"organiser"}, "host_ja": {"会"}, "host_en": {"Host"}, "password": {"correct horse battery"},
		"key": {models.NewID().String()}, "url_ja": {"https://video.example.org/1"}}
}

func TestBadInput_isAnsweredByEveryAddress(t *testing.T) {
	s := sitetest.New(t)
	sent := 0
	g := newTarget(t, s, &sent)
	staff, visitor := s.Staff(models.Owner, models.ID{}), s.Browser(models.Japanese)
	bad := []string{"%00", "%FF", "a%00b", "%ED%A0%80", "..%2F..%2Fetc", "%27", "-1", "99999999999999999999", "0", "%F0%9F%8F%B3", strings.Repeat("x", 6000)}
	params := regexp.MustCompile(`[:*][a-z]+`)
	n := 0
	for _, r := range routes(t, s) {
		if strings.HasSuffix(r.Path, "/stream") {
			continue // would stay open where it is answered
		}
		for range params.FindAllString(r.Path, -1) {
			n++
		}
		at := strings.Split(r.Path, "/")
		for i, part := range at {
			if !params.MatchString(part) {
				continue
			}
			for _, v := range bad {
				filled := strings.Split(g.path(r.Path), "/")
				filled[i] = v
				path := strings.Join(filled, "/")
				for _, b := range []*sitetest.Browser{staff, visitor} {
					if r.Method == "POST" {
						answered(t, r.Method+" "+r.Path+" "+v[:min(len(v), 30)], b.Post(path, likely(), "X-Forwarded-For", g.elsewhere()))
					} else {
						answered(t, r.Method+" "+r.Path+" "+v[:min(len(v), 30)], b.Get(path, "X-Forwarded-For", g.elsewhere()))
					}
				}
			}
		}
		if r.Method == "GET" && !params.MatchString(r.Path) {
			for _, v := range bad {
				q := "?q=" + v + "&page=" + v + "&state=" + v + "&before=" + v + "&lang=" + v + "&next=" + v + "&after=" + v + "&theme=" + v
				answered(t, "GET "+r.Path+q[:20], staff.Get(r.Path+q))
			}
		}
	}
	if n < 30 {
		t.Errorf("only %d parts of addresses", n)
	}
}

func TestBadInput_inQueriesOfTheDesk(t *testing.T) {
	s := sitetest.New(t)
	sent := 0
	g := newTarget(t, s, &sent)
	staff := s.Staff(models.Owner, models.ID{})
	for _, r := range routes(t, s) {
		if r.Method != "GET" || !strings.HasPrefix(r.Path, "/manage/") || strings.HasSuffix(r.Path, "/stream") {
			continue
		}
		for _, v := range []string{"%00", "%FF", "%27", "-1", "99999999999999999999", "%F0%9F%8F%B3", "%3Cscript%3Ealert(1)%3C/script%3E", strings.Repeat("x", 3000)} {
			q := "?q=" + v + "&page=" + v + "&state=" + v + "&before=" + v + "&after=" + v + "&sort=" + v + "&format=" + v
			answered(t, "GET "+r.Path+" "+v[:min(len(v), 30)], staff.Get(g.path(r.Path)+q))
		}
	}
}

func TestBadInput_inHeaders(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	b := s.Browser(models.English)
	for _, header := range []string{"User-Agent", "Accept-Language", "Accept-Encoding", "If-None-Match", "Accept", "X-Forwarded-For", "Referer", "Range", "Cookie"} {
		for _, v := range []string{"\xff\xfe", strings.Repeat("x;q=1,", 500), "tsudoi=\xff; flash=!!!; lang=zz", "bytes=0-18446744073709551615", "'", "%00"} {
			answered(t, header+" "+v[:min(len(v), 20)], b.Get("/events/"+slug, header, v))
			answered(t, header+" "+v[:min(len(v), 20)], b.Post("/sign-in", url.Values{"email": {"x@example.org"}, "password": {"wrong"}}, header, v))
		}
	}
}

func TestBadInput_tooMuchOrNoForm(t *testing.T) {
	s := sitetest.New(t)
	_, slug := s.Event(0)
	path := "/events/" + slug + "/registrations"
	var torn bytes.Buffer
	m := multipart.NewWriter(&torn)
	m.WriteField("name", "x")
	for _, c := range []struct {
		what, kind string
		body       io.Reader
		want       int
	}{
		{"3 MB of a form", "application/x-www-form-urlencoded", strings.NewReader("name=" + strings.Repeat("x", 3<<20)), 413},
		{"a broken escape", "application/x-www-form-urlencoded", strings.NewReader("name=%zz"), 400},
		{"bytes that are no UTF-8", "application/x-www-form-urlencoded", strings.NewReader("name=%ff"), 400},
		{"a torn multipart form", m.FormDataContentType(), bytes.NewReader(torn.Bytes()[:torn.Len()-8]), 422},
		{"multipart without its boundary", "multipart/form-data", strings.NewReader("x"), 400},
		{"JSON", "application/json", strings.NewReader(`{"name":"x"}`), 422},
		{"nothing", "", strings.NewReader(""), 422},
	} {
		r, err := http.NewRequest("POST", s.URL+path, c.body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if c.kind != "" {
			r.Header.Set("Content-Type", c.kind)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", c.what, resp.StatusCode, c.want)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 0 {
		t.Errorf("%d registrations of it", n)
	}
}

// What net/http itself refuses must not reach the site either.
func TestBadInput_onTheWire(t *testing.T) {
	s := sitetest.New(t)
	u, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	for what, raw := range map[string]string{
		"two hosts":                 "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		"two lengths":               "POST /links HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
		"length and chunks":         "POST /links HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"a NUL in a header":         "GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
		"a space before the colon":  "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
		"no path":                   "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
		"a control character":       "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
		"a length that is negative": "POST /links HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
		"too large a header":        "GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("y", 2<<20) + "\r\n\r\n",
	} {
		c, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal(err)
		}
		c.SetDeadline(time.Now().Add(20 * time.Second))
		go io.WriteString(c, raw) // the server may stop reading
		head := make([]byte, 12)
		_, err = io.ReadFull(c, head)
		c.Close()
		if err == nil && !strings.HasPrefix(string(head), "HTTP/1.1 4") {
			t.Errorf("%s: %s", what, head)
		}
	}
}
