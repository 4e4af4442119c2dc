// Package mail builds letters and hands them to a mail server.
//
// A letter is a Message; Render turns it into bytes before any connection is opened. An SMTP says where the server is, a Conn
// is one connection to it and a Pool keeps several. Whatever goes wrong comes back as a *DeliveryError, whose Class says what to
// do with the letter.
package mail

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Mode says how the connection is protected.
type Mode int

const (
	StartTLS Mode = iota // STARTTLS before anything else; a server that does not offer it is refused
	Implicit             // TLS from the first byte (RFC 8314)
	Plain                // no encryption; only towards loopback and private addresses
)

const (
	defaultStep   = 30 * time.Second
	defaultAnswer = 2 * time.Minute
)

// SMTP is a mail server and how to talk to it. The zero values of the optional fields are sensible.
type SMTP struct {
	Host     string
	Port     int
	User     string // empty: no login
	Password string `json:"-"`
	Mode     Mode
	Hello    string        // our name in EHLO; empty: the address literal of our end of the connection
	TLS      *tls.Config   `json:"-"` // optional; ServerName defaults to Host and the lowest version to TLS 1.2
	Step     time.Duration // bound for connecting, for each command and for each 64 KiB of a letter; 0: 30 s
	Answer   time.Duration // bound for the answer to a whole letter, during which servers scan it; 0: 2 min

	MaxPerConn int // letters after which a connection is replaced; 0: no limit
}

// String is the URL of the server without the password, fit for logs.
func (s SMTP) String() string {
	u := url.URL{Scheme: s.Mode.scheme(), Host: s.address()}
	if s.User != "" {
		u.User = url.User(s.User)
	}
	return u.String()
}

// GoString keeps the password out of %#v.
func (s SMTP) GoString() string { return "mail.SMTP(" + s.String() + ")" }

func (s SMTP) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

func (s SMTP) step() time.Duration {
	if s.Step > 0 {
		return s.Step
	}
	return defaultStep
}

func (s SMTP) answer() time.Duration {
	if s.Answer > 0 {
		return s.Answer
	}
	return defaultAnswer
}

func (m Mode) scheme() string {
	switch m {
	case Implicit:
		return "smtps"
	case Plain:
		return "smtp+plain"
	}
	return "smtp"
}

// ParseURL reads the setting TSUDOI_SMTP_URL:
//
//	smtp://user:pass@host:587     STARTTLS, required
//	smtps://user:pass@host:465    TLS from the first byte
//	smtp+plain://host:25          no encryption; for a relay on this machine or in a private network
//
// The port may be left out; special characters of user and password are percent-encoded; ?hello=name sets the name given in
// EHLO. Errors never repeat any part of the setting, because a misplaced character turns a password into a host or a port.
func ParseURL(raw string) (SMTP, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return SMTP{}, errors.New("mail server: not a URL; special characters in user and password must be percent-encoded")
	}
	s := SMTP{Host: u.Hostname()}
	switch u.Scheme {
	case "smtp":
		s.Mode, s.Port = StartTLS, 587
	case "smtps":
		s.Mode, s.Port = Implicit, 465
	case "smtp+plain":
		s.Mode, s.Port = Plain, 25
	default:
		return SMTP{}, errors.New("mail server: the URL must begin with smtp://, smtps:// or smtp+plain://")
	}
	if s.Host == "" || u.Opaque != "" {
		return SMTP{}, errors.New("mail server: the URL names no host")
	}
	if (u.Path != "" && u.Path != "/") || u.Fragment != "" {
		return SMTP{}, errors.New("mail server: the URL goes on after the host; special characters in user and password must be percent-encoded")
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return SMTP{}, errors.New("mail server: the port must be between 1 and 65535")
		}
	}
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
	}
	if err := s.readQuery(u.RawQuery); err != nil {
		return SMTP{}, err
	}
	return s, s.check()
}

func (s *SMTP) readQuery(raw string) error {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return errors.New("mail server: the part after ? cannot be read")
	}
	for k, v := range q {
		if k != "hello" || len(v) != 1 {
			return errors.New("mail server: the only setting after ? is hello, once")
		}
		s.Hello = v[0]
	}
	return nil
}

// check refuses settings that could never work or that would betray the password.
func (s SMTP) check() error {
	if s.Hello != "" && !helloName(s.Hello) {
		return errors.New("mail server: hello must be a host name or an address literal")
	}
	if s.User == "" && s.Password != "" {
		return errors.New("mail server: a password without a user")
	}
	if s.Mode != Plain {
		return nil
	}
	if ip, err := netip.ParseAddr(s.Host); err == nil && !private(ip) {
		return errors.New("mail server: smtp+plain is only for loopback and private addresses; use smtp or smtps")
	}
	return nil
}

func helloName(s string) bool {
	for _, r := range s {
		if r > 0x7e || !strings.ContainsRune("-.:[]", r) && !alphanumeric(byte(r)) {
			return false
		}
	}
	return len(s) <= 255
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// carrierNAT is used by private overlay networks (RFC 6598).
func private(ip netip.Addr) bool {
	carrierNAT := netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64, 0, 0}), 10)
	ip = ip.Unmap().WithZone("")
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || carrierNAT.Contains(ip)
}

// literal is an address as EHLO wants it when there is no host name (RFC 5321, 4.1.3).
func literal(a net.Addr) string {
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return "[127.0.0.1]"
	}
	ip := ap.Addr().Unmap().WithZone("")
	if ip.Is4() {
		return fmt.Sprintf("[%s]", ip)
	}
	return fmt.Sprintf("[IPv6:%s]", ip)
}
