package mail

import (
	"bytes"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"tsudoi/mail/smtptest"
	"tsudoi/models"
)

const invitation = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:集い\r\n" +
	".leading dot\r\nDESCRIPTION:a very long\r\n  folded line\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func example() Message {
	return Message{
		MessageID: "0198c5a4-letter@events.example.org",
		FromName:  "国際協働機構 東京事務所", From: "events@example.org", ReplyTo: "office@example.org",
		ToName: "山田 太郎", To: "taro@例え.jp",
		Subject: "お申し込みを受け付けました:第3回 国際協働フォーラム「集い」",
		Text:    "山田様\n\n.お申し込みありがとうございます。\nFrom the team\n", HTML: "<p>山田様</p>\n",
		Calendar: []byte(invitation), CalendarMethod: "REQUEST",
		ListUnsubscribe: "https://events.example.org/u/" + strings.Repeat("k", 120), FeedbackID: "ev12:confirmed:tsudoi:example",
		Date: time.Date(2026, 8, 7, 9, 30, 0, 0, time.FixedZone("JST", 9*3600)), Lang: models.Japanese,
	}
}

func rendered(t testing.TB, m Message) ([]byte, *smtptest.Letter) {
	t.Helper()
	raw, err := m.Render()
	if err != nil {
		t.Fatal(err)
	}
	if err := wellFormed(raw); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return raw, smtptest.MustOpen(t, raw)
}

func TestRender_letter_is_read_as_it_was_written(t *testing.T) {
	m := example()
	raw, l := rendered(t, m)
	if l.From.Name != m.FromName || l.From.Address != m.From || l.To.Name != m.ToName || l.To.Address != "taro@xn--r8jz45g.jp" {
		t.Errorf("from %v to %v", l.From, l.To)
	}
	if l.Subject != m.Subject || l.ReplyTo.Address != m.ReplyTo {
		t.Errorf("subject %q, replies to %v", l.Subject, l.ReplyTo)
	}
	if l.Text() != m.Text || l.HTML() != m.HTML || l.Calendar() != invitation {
		t.Errorf("text %q\nHTML %q\ncalendar %q", l.Text(), l.HTML(), l.Calendar())
	}
	for name, want := range map[string]string{
		"Message-Id":            "<0198c5a4-letter@events.example.org>",
		"Date":                  "Fri, 07 Aug 2026 09:30:00 +0900",
		"Auto-Submitted":        "auto-generated",
		"Content-Language":      "ja",
		"Mime-Version":          "1.0",
		"List-Unsubscribe":      "<" + m.ListUnsubscribe + ">",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Feedback-Id":           m.FeedbackID,
	} {
		if got := l.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 76 && !strings.Contains(line, "List-Unsubscribe:") && !strings.Contains(line, "boundary=") {
			t.Errorf("a line of %d octets: %s", len(line), line)
		}
	}
}

func TestRender_japanese_subject_is_B_encoded_in_whole_characters(t *testing.T) {
	raw, _ := rendered(t, example())
	head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	_, subject, _ := strings.Cut(head, "Subject: ")
	words := 0
	for line := range strings.SplitSeq(subject, "\r\n") {
		if words > 0 && !strings.HasPrefix(line, " ") {
			break
		}
		words++
		if word := strings.TrimSpace(line); !strings.HasPrefix(word, "=?UTF-8?b?") || !strings.HasSuffix(word, "?=") || strings.Count(word, "=?") != 1 {
			t.Errorf("line %q", line)
		}
	}
	if words < 2 {
		t.Errorf("%d words", words)
	}
}

func TestRender_shape_of_the_parts(t *testing.T) {
	m := example()
	_, l := rendered(t, m)
	var shape []string
	for _, p := range l.Parts {
		shape = append(shape, fmt.Sprint(p.Within, " ", p.Type, " ", p.Params["method"], p.Filename))
	}
	want := []string{"mixed/alternative text/plain ", "mixed/alternative text/html ", "mixed/alternative text/calendar REQUEST", "mixed application/ics invite.ics"}
	if !slices.Equal(shape, want) {
		t.Errorf("%q", shape)
	}
	if file := l.Parts[3]; file.Body != invitation {
		t.Errorf("the file holds %q", file.Body)
	}
	if cal := l.Parts[2]; !strings.EqualFold(cal.Params["charset"], "utf-8") {
		t.Errorf("%v", cal.Params)
	}

	m.Calendar, m.CalendarMethod = nil, ""
	_, l = rendered(t, m)
	if len(l.Parts) != 2 || l.Parts[0].Within != "alternative" {
		t.Errorf("without a calendar: %+v", l.Parts)
	}
	m.HTML = ""
	_, l = rendered(t, m)
	if len(l.Parts) != 1 || l.Parts[0].Within != "" || l.Text() != m.Text {
		t.Errorf("text alone: %+v", l.Parts)
	}
}

func TestRender_again_gives_the_same_letter(t *testing.T) {
	m := example()
	_, a := rendered(t, m)
	_, b := rendered(t, m)
	for name := range a.Header {
		if name != "Content-Type" && a.Header.Get(name) != b.Header.Get(name) {
			t.Errorf("%s: %q, then %q", name, a.Header.Get(name), b.Header.Get(name))
		}
	}
	if len(a.Header) != len(b.Header) || len(b.Parts) != 4 || b.Parts[3].Body != invitation {
		t.Errorf("%+v", b)
	}
}

func TestRender_refuses_what_it_cannot_promise(t *testing.T) {
	for name, spoil := range map[string]func(*Message){
		"no id":                 func(m *Message) { m.MessageID = "" },
		"id with a line break":  func(m *Message) { m.MessageID = "a\r\nBcc: x@example.com\r\n@b" },
		"id with two @":         func(m *Message) { m.MessageID = "a@b@c" },
		"no date":               func(m *Message) { m.Date = time.Time{} },
		"no language":           func(m *Message) { m.Lang = "" },
		"unknown language":      func(m *Message) { m.Lang = "ja\r\nX: y" },
		"no subject":            func(m *Message) { m.Subject = " \r\n\u202e" },
		"no text":               func(m *Message) { m.Text = " \n" },
		"To with a name":        func(m *Message) { m.To = "Taro <taro@example.com>" },
		"two recipients":        func(m *Message) { m.To = "a@example.com, b@example.com" },
		"To with a line break":  func(m *Message) { m.To = "a@example.com\r\nBcc: b@example.com" },
		"To needing SMTPUTF8":   func(m *Message) { m.To = "太郎@example.com" },
		"Reply-To, line break":  func(m *Message) { m.ReplyTo = "a@example.com\r\nBcc: b@example.com" },
		"unsubscribe, script":   func(m *Message) { m.ListUnsubscribe = "javascript:alert(1)" },
		"unsubscribe, no host":  func(m *Message) { m.ListUnsubscribe = "https:///u" },
		"unsubscribe, long":     func(m *Message) { m.ListUnsubscribe = "https://a.example/" + strings.Repeat("x", 1000) },
		"unsubscribe, bracket":  func(m *Message) { m.ListUnsubscribe = "https://a.example/>,<https://b.example/" },
		"unsubscribe, break":    func(m *Message) { m.ListUnsubscribe = "https://a.example/\r\nBcc: b@example.com" },
		"unsubscribe, space":    func(m *Message) { m.ListUnsubscribe = "https://a.example/a b" },
		"unsubscribe, 8 bit":    func(m *Message) { m.ListUnsubscribe = "https://a.example/é" },
		"unsubscribe, mailto":   func(m *Message) { m.ListUnsubscribe = "mailto:a@example.com" },
		"feedback, break":       func(m *Message) { m.FeedbackID = "a\r\nBcc: b@example.com" },
		"calendar, no method":   func(m *Message) { m.CalendarMethod = "" },
		"calendar, other":       func(m *Message) { m.CalendarMethod = "CANCEL" },
		"calendar, injection":   func(m *Message) { m.CalendarMethod = "REQUEST; x=y" },
		"calendar, method only": func(m *Message) { m.Calendar = nil },
	} {
		m := example()
		spoil(&m)
		if _, err := m.Render(); err == nil {
			t.Errorf("%s: rendered", name)
		} else {
			wants(t, err, Permanent, StageMessage, 0)
		}
	}
	m := example()
	m.From = "nobody"
	_, err := m.Render()
	wants(t, err, Configuration, StageMessage, 0)
}

func TestRender_one_click_only_over_https(t *testing.T) {
	m := example()
	m.ListUnsubscribe = "http://localhost:8080/u/1"
	_, l := rendered(t, m)
	if l.Header.Get("List-Unsubscribe") != "<"+m.ListUnsubscribe+">" || l.Header.Get("List-Unsubscribe-Post") != "" {
		t.Errorf("%v", l.Header)
	}
}

func TestRender_hostile_names_stay_names(t *testing.T) {
	for typed, want := range map[string]string{
		"Taro\r\nBcc: x@example.com":                  "Taro Bcc: x@example.com",
		"=?UTF-8?b?QmFk?=":                            "=?UTF-8?b?QmFk?=",
		`"><b>, x@example.com; \`:                     `"><b>, x@example.com; \`,
		"Taro\u202e\u2066 moc.elpmaxe@orat":           "Taro moc.elpmaxe@orat",
		"a\x00b\x7fc":                                 "abc",
		"山田　太郎":                                       "山田　太郎",
		"Taro  \t Yamada ":                            "Taro Yamada",
		"bad \xff byte":                               "bad \uFFFD byte",
		strings.Repeat("w", 75):                       strings.Repeat("w", 75),
		strings.Repeat("長", 300):                      strings.Repeat("長", 79) + "…",
		"👨‍👩‍👧‍👦 家族":                                  "👨‍👩‍👧‍👦 家族",
		"a" + strings.Repeat("\u0301", 5000) + " end": "…",
		"": "",
	} {
		m := example()
		m.FromName, m.ToName, m.Subject = typed, typed, "x "+typed
		raw, l := rendered(t, m)
		if l.Subject != strings.TrimSpace("x "+want) && !strings.Contains(want, "…") {
			t.Errorf("%.60q became the subject %q", typed, l.Subject)
		}
		if _, end, found := bytes.Cut(raw, []byte("=?UTF-8?b?QmFk?=")); found {
			t.Errorf("%q can be decoded by a reader: …%.40s", typed, end)
		}
		if l.From.Name != want || l.To.Name != want {
			t.Errorf("%.60q became %q and %q", typed, l.From.Name, l.To.Name)
		}
		if l.From.Address != m.From {
			t.Errorf("%.60q changed the sender to %v", typed, l.From)
		}
	}
}

func TestRender_folds_a_subject_without_spaces(t *testing.T) {
	m := example()
	m.Subject = strings.Repeat("w", 150)
	raw, l := rendered(t, m)
	if l.Subject != m.Subject {
		t.Errorf("%q", l.Subject)
	}
	if bytes.Contains(raw, bytes.Repeat([]byte("w"), 61)) {
		t.Errorf("%s", raw)
	}
}

func TestRender_bodies_have_clean_line_ends(t *testing.T) {
	m := example()
	m.Text, m.HTML = "a\rb\r\nc\n\x00d\x1b[1m\te\xff", "<p>\r\n\n</p>"
	_, l := rendered(t, m)
	if got := l.Part("text/plain"); got != "a\r\nb\r\nc\r\nd[1m\te\uFFFD" {
		t.Errorf("%q", got)
	}
	if got := l.Part("text/html"); got != "<p>\r\n\r\n</p>" {
		t.Errorf("%q", got)
	}
}

func TestRender_letter_survives_the_way(t *testing.T) {
	s := smtptest.New(t)
	raw, _ := rendered(t, example())
	c := dial(t, settings(s))
	if _, err := c.Deliver(t.Context(), sender, "taro@例え.jp", raw); err != nil {
		t.Fatal(err)
	}
	got := s.Messages()[0]
	if !bytes.Equal(got.Raw, raw) || got.Open(t).Calendar() != invitation {
		t.Errorf("%s", got.Raw)
	}
}

// FuzzMessage_headers: whatever stands in any field, either Render refuses, or the letter has the headers it should have and no
// other, one recipient, no byte outside ASCII, and the body that was given.
func FuzzMessage_headers(f *testing.F) {
	f.Add("id@example.org", "国際", "events@example.org", "", "太郎", "taro@example.com", "件名", "https://a.example/", "a:b:c:d")
	f.Add("id@example.org", "a\r\nBcc: b@example.com", "e@example.org", "r@example.org\r\nX: y", "\"\\\r\n\r\nbody", "t@example.com\r\nTo: u@example.com",
		"=?UTF-8?q?=0D=0ABcc:_x?=", "https://a.example/\r\nX: y", "a\nb")
	f.Add("<id@example.org>", strings.Repeat("a", 2000), "e@例え.jp", "r@example.org", strings.Repeat("\u0301", 900), "t@例え.jp",
		strings.Repeat("b ", 900)+strings.Repeat("c", 1200), "https://a.example/"+strings.Repeat("x", 880), strings.Repeat("d", 200))
	f.Fuzz(func(t *testing.T, id, fromName, from, replyTo, toName, to, subject, unsubscribe, feedback string) {
		m := example()
		m.MessageID, m.FromName, m.From, m.ReplyTo = id, fromName, from, replyTo
		m.ToName, m.To, m.Subject, m.ListUnsubscribe, m.FeedbackID = toName, to, subject, unsubscribe, feedback
		raw, err := m.Render()
		if err != nil {
			var e *DeliveryError
			if !errors.As(err, &e) || strings.Contains(err.Error(), "rendering") {
				t.Fatal(err)
			}
			return
		}
		if err := wellFormed(raw); err != nil {
			t.Fatal(err)
		}
		l, err := smtptest.Open(raw)
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		sameHeaders(t, m, l.Header)
		if want, err := Address(to); err != nil || l.To.Address != want {
			t.Fatalf("to %v, want %q, %v", l.To, want, err)
		}
		if want, err := Address(from); err != nil || l.From.Address != want {
			t.Fatalf("from %v, want %q, %v", l.From, want, err)
		}
		if want := shorten(oneLine(subject), longestSubject); l.Subject != want {
			t.Fatalf("subject %q, want %q", l.Subject, want)
		}
		if l.Text() != m.Text || l.Calendar() != invitation || len(l.Parts) != 4 {
			t.Fatalf("parts %+v", l.Parts)
		}
	})
}

func sameHeaders(t *testing.T, m Message, h mail.Header) {
	t.Helper()
	want := []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
	for name, given := range map[string]bool{
		"Reply-To": m.ReplyTo != "", "List-Unsubscribe": m.ListUnsubscribe != "", "Feedback-Id": m.FeedbackID != "",
		"List-Unsubscribe-Post": strings.HasPrefix(strings.ToLower(m.ListUnsubscribe), "https:"),
	} {
		if given {
			want = append(want, name)
		}
	}
	var got []string
	for name := range h {
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("headers %q, want %q", got, want)
	}
}

func BenchmarkRender(b *testing.B) {
	m := example()
	for b.Loop() {
		if _, err := m.Render(); err != nil {
			b.Fatal(err)
		}
	}
}
