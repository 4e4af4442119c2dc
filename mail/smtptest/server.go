// Package smtptest is a mail server for tests. It keeps to the strict reading of RFC 5321, remembers what it accepted, and can be
// told to refuse, delay, fall silent or hang up at any point.
package smtptest

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server listens on a loopback port of its own. All methods may be called from any goroutine.
type Server struct {
	listener net.Listener
	tls      *tls.Config
	roots    *x509.CertPool
	implicit bool // TLS from the first byte
	startTLS bool // STARTTLS is offered
	auth     string
	user     string
	password string
	scripts  []Script
	done     sync.WaitGroup

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced when a letter is kept
	open     map[net.Conn]bool
	total    int
	most     int
	aborted  int
	counts   map[Stage]int
	commands []string
	messages []Message
	closed   bool
}

// Message is a letter that the server took over.
type Message struct {
	Conn     int // the connection it came over, counted from 1
	From, To string
	Raw      []byte // with CRLF, without the stuffing of dots
}

// Option changes a server before it starts. Every Script is one.
type Option interface{ apply(*Server) }

type option func(*Server)

func (o option) apply(s *Server) { o(s) }

// StartTLS makes the server offer STARTTLS. Without it and ImplicitTLS the server speaks plain SMTP only.
func StartTLS() Option { return option(func(s *Server) { s.startTLS = true }) }

// ImplicitTLS makes the server speak TLS from the first byte.
func ImplicitTLS() Option { return option(func(s *Server) { s.implicit = true }) }

// WrongName gives the server a certificate for another host, from an authority that RootCAs trusts.
func WrongName() Option {
	return option(func(s *Server) { s.tls, s.roots = certificate("elsewhere.example") })
}

// Login makes the server offer the mechanisms, such as "PLAIN LOGIN CRAM-MD5", and demand this login before a letter.
func Login(mechanisms, user, password string) Option {
	return option(func(s *Server) { s.auth, s.user, s.password = mechanisms, user, password })
}

// New starts a server that ends with the test. Of several scripts for a stage, the first that answers counts.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := &Server{open: map[net.Conn]bool{}, counts: map[Stage]int{}, changed: make(chan struct{})}
	s.tls, s.roots = certificate("localhost")
	for _, o := range options {
		o.apply(s)
	}
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatalf("smtptest: %v", err)
	}
	s.done.Go(s.accept)
	t.Cleanup(s.Close)
	return s
}

// Close ends the server and every connection. It is called at the end of the test; an earlier call is an outage.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	for c := range s.open {
		c.Close()
	}
	s.mu.Unlock()
	s.listener.Close()
	s.done.Wait()
}

func (s *Server) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.closed {
			s.mu.Unlock()
			c.Close()
			return
		}
		s.open[c] = true
		s.total++
		s.most = max(s.most, len(s.open))
		n := s.total
		s.mu.Unlock()
		s.done.Go(func() {
			newSession(s, c, n).serve()
			c.Close()
			s.mu.Lock()
			delete(s.open, c)
			s.mu.Unlock()
		})
	}
}

// HangUp cuts every open connection without a word, as a server does with idle ones. New connections are accepted.
func (s *Server) HangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.open {
		c.Close()
	}
}

// Host is "localhost", the name in the certificate.
func (s *Server) Host() string { return "localhost" }

// Port is the port the server listens on.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// Addr is host:port.
func (s *Server) Addr() string { return fmt.Sprintf("localhost:%d", s.Port()) }

// URL is a setting TSUDOI_SMTP_URL for this server as long as it speaks plain SMTP and wants no login.
func (s *Server) URL() string { return "smtp+plain://" + s.Addr() }

// RootCAs trusts the server's certificate.
func (s *Server) RootCAs() *x509.CertPool { return s.roots }

// Connections counts the connections so far.
func (s *Server) Connections() int { s.mu.Lock(); defer s.mu.Unlock(); return s.total }

// Open counts the connections that are open now.
func (s *Server) Open() int { s.mu.Lock(); defer s.mu.Unlock(); return len(s.open) }

// MostOpen is the largest number of connections that were open at once.
func (s *Server) MostOpen() int { s.mu.Lock(); defer s.mu.Unlock(); return s.most }

// Aborted counts the letters of which only a part arrived before the connection ended.
func (s *Server) Aborted() int { s.mu.Lock(); defer s.mu.Unlock(); return s.aborted }

// Commands lists every line received outside letters, in order of arrival. Answers to login questions are left out.
func (s *Server) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

// Messages lists the letters taken over so far, in order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Await returns the letters as soon as there are n, and fails the test after ten seconds.
func (s *Server) Await(t testing.TB, n int) []Message {
	t.Helper()
	late := time.After(10 * time.Second)
	for {
		s.mu.Lock()
		changed := s.changed
		have := slices.Clone(s.messages)
		s.mu.Unlock()
		if len(have) >= n {
			return have
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("smtptest: %d of %d letters after 10 s", len(have), n)
		}
	}
}

func (s *Server) keep(m Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.messages = append(s.messages, m)
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) heard(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, line)
}

func (s *Server) abort() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.aborted++
}

// extensions are the lines of the answer to EHLO.
func (s *Server) extensions(encrypted bool) []string {
	lines := []string{"smtptest greets you", "ENHANCEDSTATUSCODES", "8BITMIME"}
	if s.startTLS && !encrypted {
		lines = append(lines, "STARTTLS")
	}
	if s.auth != "" && (encrypted || !s.startTLS) {
		lines = append(lines, "AUTH "+strings.ToUpper(s.auth))
	}
	return lines
}
