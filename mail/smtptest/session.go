package smtptest

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"strings"
	"time"
)

var errOver = errors.New("the conversation is over")

// session is one connection.
type session struct {
	server *Server
	conn   net.Conn
	read   *bufio.Reader
	number int

	encrypted, greeted, loggedIn bool

	mailed   bool // MAIL was accepted, so another one is out of order
	from, to string
}

func newSession(s *Server, c net.Conn, number int) *session {
	return &session{server: s, conn: c, read: bufio.NewReader(c), number: number, loggedIn: s.auth == ""}
}

func (c *session) serve() {
	if c.server.implicit && c.encrypt() != nil {
		return
	}
	if _, err := c.answer(Greeting, "220 smtptest ESMTP"); err != nil {
		return
	}
	for {
		line, err := c.read.ReadString('\n')
		if err != nil {
			return
		}
		line, ok := strings.CutSuffix(line, "\r\n")
		c.server.heard(line)
		if !ok {
			err = c.say("500 5.5.2 a line ends with CR LF")
		} else {
			err = c.obey(line)
		}
		if err != nil {
			return
		}
	}
}

func (c *session) obey(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch strings.ToUpper(verb) {
	case "EHLO", "HELO":
		return c.hello(strings.ToUpper(verb) == "EHLO")
	case "STARTTLS":
		return c.startTLS()
	case "AUTH":
		return c.login(rest)
	case "MAIL":
		return c.mail(rest)
	case "RCPT":
		return c.rcpt(rest)
	case "DATA":
		return c.data()
	case "RSET":
		yes, err := c.answer(Reset, "250 2.0.0 forgotten")
		if yes {
			c.forget()
		}
		return err
	case "NOOP":
		return c.say("250 2.0.0 still here")
	case "QUIT":
		yes, err := c.answer(Quit, "221 2.0.0 bye")
		if yes {
			return errOver
		}
		return err
	}
	return c.say("500 5.5.1 what?")
}

// answer says what a script wants, else the normal reply, and reports whether that was a yes.
func (c *session) answer(at Stage, normal string) (bool, error) {
	reply := c.server.call(c.state(at))
	if reply == "" {
		reply = normal
	}
	return reply[0] == '2' || reply[0] == '3', c.act(reply)
}

func (c *session) state(at Stage) Call {
	return Call{Stage: at, Conn: c.number, From: c.from, To: c.to}
}

// act carries out the answer of a script.
func (c *session) act(reply string) error {
	switch reply {
	case Silence:
		io.Copy(io.Discard, silent{c.conn})
		return errOver
	case Drop:
		return errOver
	}
	return c.say(reply)
}

// silent waits until the other side hangs up and reads no more than a hundred bytes a second, so that big letters get stuck.
type silent struct{ net.Conn }

func (s silent) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p[:1])
	if err == nil {
		time.Sleep(10 * time.Millisecond)
	}
	return n, err
}

func (c *session) say(reply string) error {
	_, err := io.WriteString(c.conn, reply+"\r\n")
	if err == nil && strings.HasPrefix(reply, "421") {
		err = errOver
	}
	return err
}

func (c *session) hello(extended bool) error {
	lines := c.server.extensions(c.encrypted)
	if !extended {
		lines = lines[:1]
	}
	last := len(lines) - 1
	for i, l := range lines {
		lines[i] = "250-" + l
		if i == last {
			lines[i] = "250 " + l
		}
	}
	yes, err := c.answer(Hello, strings.Join(lines, "\r\n"))
	c.greeted = yes
	c.forget()
	return err
}

func (c *session) startTLS() error {
	if !c.server.startTLS || c.encrypted {
		return c.say("503 5.5.1 no STARTTLS now")
	}
	if yes, err := c.answer(TLS, "220 2.0.0 go ahead"); !yes {
		return err
	}
	c.greeted = false
	return c.encrypt()
}

func (c *session) encrypt() error {
	t := tls.Server(c.conn, c.server.tls)
	if err := t.Handshake(); err != nil {
		return err
	}
	c.conn, c.read, c.encrypted = t, bufio.NewReader(t), true
	return nil
}

func (c *session) mail(rest string) error {
	address, ok := path(rest, "FROM:")
	switch {
	case !c.greeted:
		return c.say("503 5.5.1 say hello first")
	case !c.loggedIn:
		return c.say("530 5.7.0 log in first")
	case c.mailed:
		return c.say("503 5.5.1 nested MAIL command")
	case !ok:
		return c.say("553 5.1.7 no such sender address")
	}
	c.from = address
	yes, err := c.answer(Mail, "250 2.1.0 sender ok")
	if c.mailed = yes; !yes {
		c.forget()
	}
	return err
}

func (c *session) rcpt(rest string) error {
	address, ok := path(rest, "TO:")
	switch {
	case !c.mailed:
		return c.say("503 5.5.1 MAIL first")
	case c.to != "":
		return c.say("452 4.5.3 one recipient at a time")
	case !ok:
		return c.say("553 5.1.3 no such recipient address")
	}
	c.to = address
	yes, err := c.answer(Rcpt, "250 2.1.5 recipient ok")
	if !yes {
		c.to = ""
	}
	return err
}

// path reads FROM:<address> or TO:<address>. Extensions after it are not asked for by anybody.
func path(rest, keyword string) (string, bool) {
	if len(rest) < len(keyword) || !strings.EqualFold(rest[:len(keyword)], keyword) {
		return "", false
	}
	rest = rest[len(keyword):]
	address, found := strings.CutPrefix(rest, "<")
	address, closed := strings.CutSuffix(address, ">")
	clean := strings.IndexFunc(address, func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' }) < 0
	return address, found && closed && clean && strings.Contains(address, "@")
}

func (c *session) data() error {
	if c.to == "" {
		return c.say("503 5.5.1 RCPT first")
	}
	if yes, err := c.answer(Data, "354 go ahead"); !yes {
		return err
	}
	raw, fault, err := c.letter()
	if err != nil {
		c.server.abort()
		return err
	}
	m := Message{Conn: c.number, From: c.from, To: c.to, Raw: raw}
	call := c.state(End)
	c.forget()
	if fault != "" {
		return c.say(fault)
	}
	reply := c.server.call(call)
	if reply == "" {
		reply = "250 2.0.0 queued as " + strings.ToUpper(digest(raw))
	}
	if reply == Silence || reply == Drop || reply[0] == '2' {
		c.server.keep(m)
	}
	return c.act(reply)
}

// letter reads up to the final dot. A fault is the refusal of a letter that other servers would misread or refuse.
func (c *session) letter() (raw []byte, fault string, err error) {
	for first := true; ; first = false {
		line, err := c.read.ReadBytes('\n')
		if err != nil {
			return nil, "", err
		}
		if first {
			if reply := c.server.call(c.state(Body)); reply != "" {
				return nil, "", errors.Join(c.act(reply), errOver)
			}
		}
		if string(line) == ".\r\n" {
			return raw, fault, nil
		}
		text, ok := bytes.CutSuffix(line, []byte("\r\n"))
		if !ok || bytes.ContainsAny(text, "\r\x00") {
			fault = "550 5.6.11 bare CR, bare LF or NUL"
		}
		if len(text) > 998 {
			fault = "554 5.6.0 line too long"
		}
		if bytes.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
			fault = "554 5.6.3 8-bit content without BODY=8BITMIME"
		}
		raw = append(raw, bytes.TrimPrefix(line, []byte("."))...)
	}
}

func (c *session) forget() { c.mailed, c.from, c.to = false, "", "" }

// digest stands for the queue id.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:5])
}
