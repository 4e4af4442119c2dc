package smtptest

import (
	"net/textproto"
	"strings"
	"testing"
)

// talk says lines and returns the code of each reply, the greeting first.
func talk(t *testing.T, s *Server, lines ...string) string {
	t.Helper()
	c, err := textproto.Dial("tcp", s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var codes []string
	for _, l := range append([]string{""}, lines...) {
		if l != "" {
			c.W.WriteString(l + "\r\n")
			c.W.Flush()
		}
		if strings.HasPrefix(l, "<") { // a line of a letter has no reply
			continue
		}
		code, _, err := c.ReadResponse(0)
		if err != nil {
			codes = append(codes, "end")
			break
		}
		codes = append(codes, string(rune('0'+code/100))+string(rune('0'+code/10%10))+string(rune('0'+code%10)))
	}
	return strings.Join(codes, " ")
}

func TestServer_insists_on_the_order(t *testing.T) {
	for _, c := range []struct{ say, want string }{
		{"MAIL FROM:<a@x.jp>", "220 503"},
		{"EHLO x|RCPT TO:<b@x.jp>", "220 250 503"},
		{"EHLO x|MAIL FROM:<a@x.jp>|DATA", "220 250 250 503"},
		{"EHLO x|MAIL FROM:<a@x.jp>|MAIL FROM:<a@x.jp>", "220 250 250 503"},
		{"HELO x|MAIL FROM:<a@x.jp>|RSET|MAIL FROM:<a@x.jp>", "220 250 250 250 250"},
		{"EHLO x|MAIL FROM:<a@x.jp>|RCPT TO:<b@x.jp>|RCPT TO:<c@x.jp>", "220 250 250 250 452"},
		{"EHLO x|MAIL FROM:<a@x.jp> SMTPUTF8", "220 250 553"},
		{"EHLO x|MAIL FROM:a@x.jp", "220 250 553"},
		{"EHLO x|MAIL FROM:<a@é.jp>", "220 250 553"},
		{"EHLO x|STARTTLS", "220 250 503"},
		{"EHLO x|AUTH PLAIN x", "220 250 504"},
		{"EHLO x|NOOP|HELP|QUIT|NOOP", "220 250 250 500 221 end"},
		{"EHLO x|MAIL FROM:<a@x.jp>|RCPT TO:<b@x.jp>|DATA|<x\r\n.", "220 250 250 250 354"},
	} {
		if got := talk(t, New(t), strings.Split(c.say, "|")...); got != c.want {
			t.Errorf("%s: %s, want %s", c.say, got, c.want)
		}
	}
}

func TestServer_refuses_letters_that_others_would_misread(t *testing.T) {
	for body, want := range map[string]string{
		"a\r\n..b\r\n.":                    "250",
		"a\nb\r\n.":                        "550",
		"a\rb\r\n.":                        "550",
		"é\r\n.":                           "554",
		strings.Repeat("a", 999) + "\r\n.": "554",
	} {
		s := New(t)
		got := talk(t, s, "EHLO x", "MAIL FROM:<a@x.jp>", "RCPT TO:<b@x.jp>", "DATA", body)
		if !strings.HasSuffix(got, " "+want) || (want == "250") != (len(s.Messages()) == 1) {
			t.Errorf("%.20q: %s, %d kept", body, got, len(s.Messages()))
		}
		for _, m := range s.Messages() {
			if string(m.Raw) != "a\r\n.b\r\n" || m.From != "a@x.jp" || m.To != "b@x.jp" || m.Conn != 1 {
				t.Errorf("%+v", m)
			}
		}
	}
}

func TestServer_demands_the_login(t *testing.T) {
	s := New(t, Login("PLAIN", "me", "secret"))
	if got := talk(t, s, "EHLO x", "MAIL FROM:<a@x.jp>", "AUTH PLAIN AG1lAHdyb25n", "AUTH PLAIN AG1lAHNlY3JldA==", "MAIL FROM:<a@x.jp>"); got != "220 250 530 535 235 250" {
		t.Error(got)
	}
}

func TestScript_answers_the_calls_it_names(t *testing.T) {
	s := New(t, Nth(Mail, 2, "451 later"), Every(Rcpt, 2, "550 no"), Greylist())
	const mail, rcpt = "MAIL FROM:<a@x.jp>", "RCPT TO:<b@x.jp>"
	if got := talk(t, s, "EHLO x", mail, rcpt, rcpt, rcpt, "RSET", mail, mail); got != "220 250 250 450 550 250 250 451 250" {
		t.Error(got)
	}
	if s.Connections() != 1 || s.Commands()[0] != "EHLO x" || len(s.Commands()) != 8 {
		t.Error(s.Connections(), s.Commands())
	}
}

func TestOpen_refuses_what_is_no_letter(t *testing.T) {
	good := "From: a@x.jp\r\nTo: b@x.jp\r\nContent-Type: text/plain\r\n\r\nx"
	if l, err := Open([]byte(good)); err != nil || l.Text() != "x" {
		t.Error(l, err)
	}
	for _, bad := range []string{
		"", "no header", "To: c@x.jp\r\n" + good, strings.Replace(good, "b@x.jp", "b@x.jp, c@x.jp", 1),
		strings.Replace(good, "From: a@x.jp\r\n", "", 1), "Content-Transfer-Encoding: rot13\r\n" + good,
		"Content-Transfer-Encoding: base64\r\n" + good + "!",
	} {
		if l, err := Open([]byte(bad)); err == nil {
			t.Errorf("%q: %+v", bad, l)
		}
	}
}
