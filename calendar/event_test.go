package calendar

import (
	"bytes"
	"errors"
	"flag"
	"mime"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"tsudoi/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

func at(t testing.TB, zone, wall string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", wall, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func webinar(t testing.TB, zone, wall string) Event {
	start := at(t, zone, wall)
	return Event{
		UID: "r-17@events.example.org", Summary: "つながる社会: ケアと経済; 第1回, 公開ウェビナー", Location: "https://events.example.org/join/abc",
		Description:   "16:00 開会\n16:10 基調講演 \\ 質疑\n\n参加は下のリンクから。",
		URL:           "https://events.example.org/e/care?lang=ja",
		OrganizerName: `国際協働機構 "東京"; 事務所`, OrganizerMail: "events@example.org",
		AttendeeName: "𠮷野　花子", AttendeeMail: "hanako+care@example.jp",
		Start: start, End: start.Add(150 * time.Minute), Stamp: time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC),
		Sequence: 2, AlarmMinutes: 15, Lang: models.Japanese,
	}
}

func written(t testing.TB, m Method, events ...Event) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, m, events...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// decoded reads an object back with another program's reader, after checking its lines.
func decoded(t testing.TB, object string) *ical.Calendar {
	t.Helper()
	if !strings.HasSuffix(object, "\r\n") {
		t.Fatalf("no line end at the end of %q", object)
	}
	for _, l := range strings.Split(object, "\r\n") {
		if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n\x00\x0b\u0085\u2028") {
			t.Fatalf("line of %d octets: %q", len(l), l)
		}
	}
	cal, err := ical.NewDecoder(strings.NewReader(object)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, object)
	}
	return cal
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestWrite_keeps_its_form(t *testing.T) {
	tokyo, york := webinar(t, "Asia/Tokyo", "2026-12-16 16:00"), webinar(t, "America/New_York", "2026-12-16 02:00")
	golden(t, "request.ics", written(t, Request, tokyo))
	golden(t, "cancel.ics", written(t, Cancel, york))
	york.Lang, york.Summary, york.UID = models.English, "Care and the economy", "r-18@events.example.org"
	var b bytes.Buffer
	if err := (Feed{"国際協働機構の催し", models.Japanese, []Event{tokyo, york}}).Write(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "feed.ics", b.String())
}

func TestWrite_is_read_back_as_it_was_meant(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	cal := decoded(t, written(t, Request, e))
	got := cal.Events()[0]
	for name, want := range map[string]string{"UID": e.UID, "SUMMARY": e.Summary, "DESCRIPTION": e.Description, "LOCATION": e.Location, "STATUS": "CONFIRMED"} {
		if text, err := got.Props.Text(name); err != nil || text != want {
			t.Errorf("%s %q, want %q (%v)", name, text, want, err)
		}
	}
	start, err := got.DateTimeStart(nil)
	if err != nil || !start.Equal(e.Start) || start.Location().String() != "Asia/Tokyo" {
		t.Errorf("start %v (%v)", start, err)
	}
	end, err := got.DateTimeEnd(nil)
	if err != nil || !end.Equal(e.End) {
		t.Errorf("end %v (%v)", end, err)
	}
	for name, want := range map[string][2]string{
		"ORGANIZER": {"国際協働機構 '東京'; 事務所", "mailto:events@example.org"},
		"ATTENDEE":  {e.AttendeeName, "mailto:hanako+care@example.jp"},
	} {
		if p := got.Props.Get(name); p.Params.Get("CN") != want[0] || p.Value != want[1] {
			t.Errorf("%s %v %q", name, p.Params, p.Value)
		}
	}
	if l := got.Props.Get("SUMMARY").Params.Get("LANGUAGE"); l != "ja" {
		t.Errorf("language %q", l)
	}
	if m, _ := cal.Props.Text("METHOD"); m != "REQUEST" {
		t.Errorf("method %q", m)
	}
	if a := got.Children[0]; a.Name != "VALARM" || a.Props.Get("TRIGGER").Value != "-PT15M" {
		t.Errorf("alarm %v", a)
	}
}

func TestWrite_cancels_without_alarm(t *testing.T) {
	got := decoded(t, written(t, Cancel, webinar(t, "Asia/Tokyo", "2026-12-16 16:00"))).Events()[0]
	if s, _ := got.Props.Text("STATUS"); s != "CANCELLED" || len(got.Children) != 0 {
		t.Errorf("status %q, children %v", s, got.Children)
	}
}

func TestWrite_publishes_no_recipient(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	e.Cancelled = true
	got := decoded(t, written(t, Publish, e)).Events()[0]
	if got.Props.Get("ATTENDEE") != nil {
		t.Error("the attendee is in a public file")
	}
	if s, _ := got.Props.Text("STATUS"); s != "CANCELLED" {
		t.Errorf("status %q", s)
	}
}

func TestWrite_lets_nothing_be_smuggled_in(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	evil := "x\r\nX-EVIL:1\nX-EVIL:2\rX-EVIL:3\u2028X-EVIL:4\x00\x0b\x7f\u0085X-EVIL:5\"; ,:\xff"
	e.UID, e.Summary, e.Description, e.Location, e.URL = evil, evil, evil, evil, "https://x/"+evil
	e.OrganizerName, e.AttendeeName, e.OrganizerMail, e.AttendeeMail = evil, evil, "a@b"+evil, "a@b"+evil
	got := decoded(t, written(t, Request, e)).Events()[0]
	for name := range got.Props {
		if strings.HasPrefix(name, "X-") {
			t.Errorf("property %s", name)
		}
	}
	want := "x\nX-EVIL:1\nX-EVIL:2\nX-EVIL:3\nX-EVIL:4\nX-EVIL:5\"; ,:\uFFFD"
	if s, _ := got.Props.Text("SUMMARY"); s != want {
		t.Errorf("summary %q", s)
	}
	u, err := url.PathUnescape(got.Props.Get("URL").Value)
	if err != nil || u != e.URL {
		t.Errorf("URL %q (%v)", u, err)
	}
}

func TestWrite_makes_addresses_URIs(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	e.AttendeeMail, e.URL = " a?b%c/d;é@example.jp", "https://example.jp/あ b?c=%20;d,e#f"
	got := decoded(t, written(t, Request, e)).Events()[0]
	if v := got.Props.Get("ATTENDEE").Value; v != "mailto:a%3Fb%25c%2Fd%3B%C3%A9@example.jp" {
		t.Error(v)
	}
	if v := got.Props.Get("URL").Value; v != "https://example.jp/%E3%81%82%20b?c=%20;d,e#f" {
		t.Error(v)
	}
}

func TestWrite_refuses(t *testing.T) {
	for name, breakIt := range map[string]func(*Event){
		"the server's zone":        func(e *Event) { e.Start = e.Start.In(time.Local) },
		"a bare offset":            func(e *Event) { e.Start = e.Start.In(time.FixedZone("", 32400)) },
		"an abbreviation":          func(e *Event) { e.Start = e.Start.In(time.FixedZone("JST", 32400)) },
		"an end before the start":  func(e *Event) { e.End = e.Start.Add(-time.Minute) },
		"no length":                func(e *Event) { e.End = e.Start.Add(999 * time.Millisecond) },
		"no end":                   func(e *Event) { e.End = time.Time{} },
		"no UID":                   func(e *Event) { e.UID = "\x00" },
		"no summary":               func(e *Event) { e.Summary = "" },
		"no stamp":                 func(e *Event) { e.Stamp = time.Time{} },
		"a falling sequence":       func(e *Event) { e.Sequence = -1 },
		"an organiser without one": func(e *Event) { e.OrganizerMail = "" },
		"an attendee without one":  func(e *Event) { e.AttendeeMail = "nobody" },
		"a cancelled invitation":   func(e *Event) { e.Cancelled = true },
		"a language with tricks":   func(e *Event) { e.Lang = "ja:X\r\nY" },
		"the year 10000":           func(e *Event) { e.End = e.End.AddDate(8000, 0, 0) },
	} {
		e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
		breakIt(&e)
		var b bytes.Buffer
		if err := Write(&b, Request, e); err == nil || b.Len() > 0 {
			t.Errorf("%s: error %v, %d octets written", name, err, b.Len())
		}
	}
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	for name, err := range map[string]error{
		"no event":         Write(&bytes.Buffer{}, Publish),
		"two in a letter":  Write(&bytes.Buffer{}, Request, e, e),
		"another method":   Write(&bytes.Buffer{}, "REPLY", e),
		"a broken feed":    Feed{Events: []Event{{}}}.Write(&bytes.Buffer{}),
		"a full disk":      Write(brokenWriter{}, Request, e),
		"a feed's tricks":  Feed{Lang: "ja;X=1"}.Write(&bytes.Buffer{}),
		"a late bad event": Write(&bytes.Buffer{}, Publish, e, Event{}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestFeed_shares_zones_between_its_events(t *testing.T) {
	var events []Event
	for _, when := range [][2]string{{"Asia/Tokyo", "2026-12-16 16:00"}, {"Europe/London", "2026-07-01 10:00"}, {"Asia/Tokyo", "2027-01-16 16:00"}, {"Europe/London", "2027-12-01 10:00"}, {"UTC", "2027-01-01 10:00"}} {
		events = append(events, webinar(t, when[0], when[1]))
	}
	var b bytes.Buffer
	if err := (Feed{Name: "催し", Lang: models.Japanese, Events: events}).Write(&b); err != nil {
		t.Fatal(err)
	}
	cal := decoded(t, b.String())
	var zones []string
	for _, c := range cal.Children {
		if c.Name == "VTIMEZONE" {
			zones = append(zones, c.Props.Get("TZID").Value)
		}
	}
	if strings.Join(zones, " ") != "Asia/Tokyo Europe/London" {
		t.Errorf("zones %v", zones)
	}
	for i, e := range cal.Events() {
		if s, err := e.DateTimeStart(nil); err != nil || !s.Equal(events[i].Start) {
			t.Errorf("event %d at %v, want %v (%v)", i, s, events[i].Start, err)
		}
	}
	if n, _ := cal.Props.Text("X-WR-CALNAME"); n != "催し" {
		t.Errorf("name %q", n)
	}
}

func TestFeed_without_events_is_still_an_object(t *testing.T) {
	var b bytes.Buffer
	if err := (Feed{Name: "空"}).Write(&b); err != nil {
		t.Fatal(err)
	}
	if cal := decoded(t, b.String()); len(cal.Children) != 1 || len(cal.Events()) != 0 {
		t.Errorf("children %v", cal.Children)
	}
}

func TestContentType_names_the_method(t *testing.T) {
	kind, params, err := mime.ParseMediaType(ContentType(Request))
	if err != nil || kind != "text/calendar" || params["method"] != "REQUEST" || params["charset"] != "utf-8" {
		t.Error(kind, params, err)
	}
}

func TestLine_folds_between_characters(t *testing.T) {
	for pad := range 80 {
		s := strings.Repeat("x", pad) + strings.Repeat("あ", 50) + strings.Repeat("𠮷", 50)
		var b lines
		b.line(s)
		parts := strings.Split(strings.TrimSuffix(b.String(), "\r\n"), "\r\n ")
		for _, p := range parts {
			if len(p) > 75 || !utf8.ValidString(p) {
				t.Fatalf("pad %d: %d octets: %q", pad, len(p), p)
			}
		}
		if strings.Join(parts, "") != s {
			t.Fatalf("pad %d: changed", pad)
		}
		if len(parts) > len(s)/70+1 {
			t.Fatalf("pad %d: %d lines for %d octets", pad, len(parts), len(s))
		}
	}
	for n, want := range map[int]int{75: 1, 76: 2, 149: 2, 150: 3} {
		var b lines
		b.line(strings.Repeat("x", n))
		if got := strings.Count(b.String(), "\r\n"); got != want {
			t.Errorf("%d octets in %d lines, want %d", n, got, want)
		}
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("日本\r\nBEGIN:VEVENT", `x"y`, "a@b.example\r\nX:1", "https://e.example/あ?a=b;c,d", int64(1797404400))
	f.Add(`\n\;,`, "", "@", "", int64(0))
	f.Add("\u2028\u0085\x00\t", ";:,", "é@é", "\xff", int64(253402300799))
	zones := []string{"Asia/Tokyo", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "UTC", "Pacific/Apia"}
	f.Fuzz(func(t *testing.T, text, name, mail, address string, second int64) {
		e := webinar(t, zones[uint64(second)%uint64(len(zones))], "2026-12-16 16:00")
		e.Start = time.Unix(second%(4<<30), 0).In(e.Start.Location())
		e.End = e.Start.Add(time.Hour)
		e.UID, e.Summary, e.Description, e.Location, e.OrganizerName, e.AttendeeName = text, text, name, address, name, text
		e.OrganizerMail, e.AttendeeMail, e.URL = mail, mail, address
		var b bytes.Buffer
		if err := Write(&b, Request, e); err != nil {
			if b.Len() > 0 {
				t.Fatal("an error, and yet something was written")
			}
			return
		}
		events := decoded(t, b.String()).Events()
		if len(events) != 1 {
			t.Fatalf("%d events", len(events))
		}
		got := events[0]
		if start, err := got.DateTimeStart(nil); err != nil || !start.Equal(e.Start) {
			t.Fatalf("start %v, want %v (%v)", start, e.Start, err)
		}
		for property, want := range map[string]string{"UID": text, "SUMMARY": text, "DESCRIPTION": name, "LOCATION": address} {
			if s, err := got.Props.Text(property); err != nil || s != clean(want) {
				t.Fatalf("%s %q, want %q (%v)", property, s, clean(want), err)
			}
		}
		if to, err := url.PathUnescape(strings.TrimPrefix(got.Props.Get("ATTENDEE").Value, "mailto:")); err != nil || to != strings.TrimSpace(mail) {
			t.Fatalf("attendee %q, want %q (%v)", to, mail, err)
		}
	})
}
