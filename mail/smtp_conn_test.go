package mail

import (
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tsudoi/mail/smtptest"
)

func TestDial_silent_server_is_left_within_a_step(t *testing.T) {
	s := smtptest.New(t, smtptest.Always(smtptest.Greeting, smtptest.Silence))
	for mode, stage := range map[Mode]Stage{Plain: StageGreeting, StartTLS: StageGreeting, Implicit: StageTLS} {
		server := settings(s)
		server.Mode, server.Step = mode, 500*time.Millisecond
		begin := time.Now()
		_, err := Dial(t.Context(), server)
		wants(t, err, Temporary, stage, 0)
		if spent := time.Since(begin); spent > 5*time.Second {
			t.Errorf("mode %v took %v", mode, spent)
		}
	}
}

func TestDial_protects_the_connection_or_gives_up(t *testing.T) {
	login := smtptest.Login("PLAIN LOGIN", "me", "secret")
	for _, c := range []struct {
		name    string
		options []smtptest.Option
		mode    Mode
		trust   bool
		stage   Stage // empty: works
		code    int
	}{
		{"STARTTLS", []smtptest.Option{smtptest.StartTLS(), login}, StartTLS, true, "", 0},
		{"implicit", []smtptest.Option{smtptest.ImplicitTLS(), login}, Implicit, true, "", 0},
		{"STARTTLS is missing", []smtptest.Option{login}, StartTLS, true, StageTLS, 0},
		{"STARTTLS refused", []smtptest.Option{smtptest.StartTLS(), smtptest.Always(smtptest.TLS, "502 5.5.1 no")}, StartTLS, true, StageTLS, 502},
		{"unknown authority", []smtptest.Option{smtptest.StartTLS(), login}, StartTLS, false, StageTLS, 0},
		{"unknown authority, implicit", []smtptest.Option{smtptest.ImplicitTLS()}, Implicit, false, StageTLS, 0},
		{"other host's certificate", []smtptest.Option{smtptest.WrongName(), smtptest.StartTLS()}, StartTLS, true, StageTLS, 0},
		{"no TLS there", []smtptest.Option{}, Implicit, true, StageTLS, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := smtptest.New(t, c.options...)
			server := settings(s)
			server.Mode, server.User, server.Password = c.mode, "me", "secret"
			if !c.trust {
				server.TLS = nil
			}
			k, err := Dial(t.Context(), server)
			if c.stage != "" {
				wants(t, err, Configuration, c.stage, c.code)
				for _, said := range s.Commands() {
					if strings.HasPrefix(said, "AUTH") {
						t.Error("tried to log in")
					}
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := k.Deliver(t.Context(), sender, "a@example.com", []byte(letter)); err != nil {
				t.Error(err)
			}
			k.Close()
		})
	}
}

func TestDial_temporary_TLS_trouble_is_no_wrong_setting(t *testing.T) {
	s := smtptest.New(t, smtptest.StartTLS(), smtptest.Always(smtptest.TLS, "454 4.7.0 TLS not available"))
	server := settings(s)
	server.Mode = StartTLS
	_, err := Dial(t.Context(), server)
	wants(t, err, Temporary, StageTLS, 454)
}

func TestDial_logs_in_with_what_the_server_offers(t *testing.T) {
	for offered, used := range map[string]string{"CRAM-MD5 LOGIN PLAIN": "PLAIN", "CRAM-MD5 LOGIN": "LOGIN", "CRAM-MD5": "CRAM-MD5", "login": "LOGIN"} {
		s := smtptest.New(t, smtptest.Login(offered, "me", "sécret:"))
		server := settings(s)
		server.User, server.Password = "me", "sécret:"
		c := dial(t, server)
		if _, err := c.Deliver(t.Context(), sender, "a@example.com", []byte(letter)); err != nil {
			t.Errorf("%s: %v", offered, err)
		}
		if said := s.Commands()[1]; said != "AUTH "+used && !strings.HasPrefix(said, "AUTH "+used+" ") {
			t.Errorf("%s: %s", offered, said)
		}
	}
}

func TestDial_refused_login_is_a_wrong_setting(t *testing.T) {
	for _, offered := range []string{"PLAIN", "LOGIN", "CRAM-MD5"} {
		s := smtptest.New(t, smtptest.Login(offered, "me", "secret"))
		server := settings(s)
		server.User, server.Password = "me", "hidden"
		_, err := Dial(t.Context(), server)
		wants(t, err, Configuration, StageAuth, 535)
		if strings.Contains(err.Error(), "hidden") {
			t.Error(err)
		}
	}
	s := smtptest.New(t, smtptest.Login("XOAUTH2", "me", "secret"))
	server := settings(s)
	server.User, server.Password = "me", "secret"
	_, err := Dial(t.Context(), server)
	wants(t, err, Configuration, StageAuth, 0)

	s = smtptest.New(t, smtptest.Login("PLAIN", "me", "secret"), smtptest.Always(smtptest.Auth, "454 4.7.0 directory is down"))
	server.Port = s.Port()
	_, err = Dial(t.Context(), server)
	wants(t, err, Temporary, StageAuth, 454)
}

func TestMechanism_sends_no_password_where_others_listen(t *testing.T) {
	s := SMTP{User: "me", Password: "secret"}
	if how, err := s.mechanism("PLAIN LOGIN", false); err == nil {
		t.Errorf("%T", how)
	}
	if how, err := s.mechanism("PLAIN CRAM-MD5", false); err != nil {
		t.Error(err)
	} else if name, _, _ := how.Start(nil); name != "CRAM-MD5" {
		t.Error(name)
	}
}

func TestPromptedLogin_tells_nothing_twice(t *testing.T) {
	a := promptedLogin{answers: []string{"me", "secret"}}
	for _, want := range []string{"me", "secret", ""} {
		got, err := a.Next([]byte("?"), true)
		if string(got) != want || (err == nil) != (want != "") {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
}

func TestWire_once_cut_stays_cut(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	w := &wire{Conn: ours}
	w.step(time.Minute)
	w.sever()
	w.step(time.Minute)
	w.hurry(30 * time.Second)
	if _, err := w.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

func TestDial_plain_mode_asks_the_address_not_the_name(t *testing.T) {
	ours, theirs := net.Pipe()
	defer theirs.Close()
	c := &Conn{server: SMTP{Mode: Plain, Host: "relay"}, wire: &wire{Conn: elsewhere{ours}}}
	stage, err := c.open()
	wants(t, asFailure(stage, err), Configuration, StageConnect, 0)
}

// elsewhere is a connection to a public address.
type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(8, 8, 8, 8), Port: 25} }

func TestDial_greets_with_a_name_or_an_address_literal(t *testing.T) {
	s := smtptest.New(t)
	server := settings(s)
	dial(t, server)
	server.Hello = "events.example.org"
	dial(t, server)
	said := s.Commands()
	if !slices.Contains(said, "EHLO events.example.org") || !(slices.Contains(said, "EHLO [127.0.0.1]") || slices.Contains(said, "EHLO [IPv6:::1]")) {
		t.Errorf("%q", said)
	}
}

func TestDial_nobody_there(t *testing.T) {
	s := smtptest.New(t)
	s.Close()
	_, err := Dial(t.Context(), settings(s))
	wants(t, err, Temporary, StageConnect, 0)
}

func TestDial_endless_reply_is_cut(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		for err == nil {
			_, err = io.WriteString(c, strings.Repeat("220-and so on\r\n", 1000))
		}
	}()
	begin := time.Now()
	_, err = Dial(t.Context(), SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Mode: Plain, Step: 30 * time.Second})
	if err == nil || time.Since(begin) > 10*time.Second {
		t.Error(err, time.Since(begin))
	}
}

// A refused, silent or cut QUIT must not leave a socket behind.
func TestClose_always_frees_the_socket(t *testing.T) {
	for _, answer := range []string{"", "500 no", smtptest.Drop, smtptest.Silence} {
		s := smtptest.New(t, smtptest.Always(smtptest.Quit, answer))
		c := dial(t, settings(s))
		begin := time.Now()
		c.Close()
		if _, err := c.wire.Conn.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) || time.Since(begin) > 5*time.Second {
			t.Errorf("%q: %v after %v", answer, err, time.Since(begin))
		}
		if _, err := c.Deliver(t.Context(), sender, "a@example.com", []byte(letter)); err == nil {
			t.Error("delivered over a closed connection")
		}
	}
}
