package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/smtp"
	"time"
)

const (
	farewell = 3 * time.Second // bound for the QUIT of a connection that is being closed
	patience = 5 * time.Second // how long a cancelled delivery still waits for the answer to a whole letter
)

// Conn is one connection to a mail server, logged in. It is for one goroutine at a time.
type Conn struct {
	server SMTP
	wire   *wire
	client *smtp.Client
	sent   int // letters that the server answered with yes or no
	dead   bool

	patience time.Duration
}

// Dial connects, protects the connection as the mode says and logs in. Cancelling ctx ends it at once. The error is a
// *DeliveryError; no socket is left behind.
func Dial(ctx context.Context, server SMTP) (*Conn, error) {
	if err := server.check(); err != nil {
		return nil, &DeliveryError{Class: Configuration, Stage: StageConnect, Err: err}
	}
	d := net.Dialer{Timeout: server.step()}
	socket, err := d.DialContext(ctx, "tcp", server.address())
	if err != nil {
		return nil, &DeliveryError{Class: Temporary, Stage: StageConnect, Err: because(ctx, err)}
	}
	c := &Conn{server: server, wire: &wire{Conn: socket}, patience: patience}
	stop := context.AfterFunc(ctx, c.wire.sever)
	stage, err := c.open()
	if err == nil && !stop() {
		stage, err = StageConnect, context.Cause(ctx)
	}
	if err != nil {
		stop()
		socket.Close()
		return nil, asFailure(stage, because(ctx, err))
	}
	return c, nil
}

// asFailure keeps a judgement that was already made.
func asFailure(stage Stage, err error) *DeliveryError {
	var known *DeliveryError
	if errors.As(err, &known) {
		return known
	}
	return failure(stage, err, false)
}

// open does everything between TCP and the first letter.
func (c *Conn) open() (Stage, error) {
	if c.server.Mode == Plain && !c.near(private) {
		return StageConnect, wrong(StageConnect, "smtp+plain is only for loopback and private addresses; use smtp or smtps")
	}
	var under net.Conn = c.wire
	if c.server.Mode == Implicit {
		c.wire.step(c.server.step())
		t := tls.Client(c.wire, c.tlsConfig())
		if err := t.Handshake(); err != nil {
			return StageTLS, err
		}
		under = t
	}
	c.wire.step(c.server.step())
	var err error
	if c.client, err = smtp.NewClient(under, c.server.Host); err != nil {
		return StageGreeting, err
	}
	c.wire.step(c.server.step())
	if err := c.client.Hello(c.hello()); err != nil {
		return StageHello, err
	}
	if c.server.Mode == StartTLS {
		c.wire.step(c.server.step())
		if ok, _ := c.client.Extension("STARTTLS"); !ok {
			return StageTLS, wrong(StageTLS, "the server offers no STARTTLS")
		}
		if err := c.client.StartTLS(c.tlsConfig()); err != nil {
			return StageTLS, err
		}
	}
	return StageAuth, c.login()
}

func (c *Conn) login() error {
	if c.server.User == "" {
		return nil
	}
	ok, offered := c.client.Extension("AUTH")
	if !ok {
		return wrong(StageAuth, "the server offers no login")
	}
	how, err := c.server.mechanism(offered, c.server.Mode != Plain || c.near(netip.Addr.IsLoopback))
	if err != nil {
		return wrong(StageAuth, err.Error())
	}
	c.wire.step(c.server.step())
	return c.client.Auth(how)
}

func wrong(stage Stage, text string) *DeliveryError {
	return &DeliveryError{Class: Configuration, Stage: stage, Err: errors.New(text)}
}

func (c *Conn) tlsConfig() *tls.Config {
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.server.TLS != nil {
		t = c.server.TLS.Clone()
	}
	if t.ServerName == "" {
		t.ServerName = c.server.Host
	}
	return t
}

func (c *Conn) hello() string {
	if c.server.Hello != "" {
		return c.server.Hello
	}
	return literal(c.wire.LocalAddr())
}

// near asks about the address that really answered, whatever the name was.
func (c *Conn) near(is func(netip.Addr) bool) bool {
	ap, err := netip.ParseAddrPort(c.wire.RemoteAddr().String())
	return err == nil && is(ap.Addr().Unmap())
}

// Usable reports whether the connection may take another letter.
func (c *Conn) Usable() bool {
	return !c.dead && (c.server.MaxPerConn == 0 || c.sent < c.server.MaxPerConn)
}

// Close says goodbye if the server still listens, for at most 3 s, and always frees the socket.
func (c *Conn) Close() {
	if !c.dead {
		c.dead = true
		c.commandWithin(min(farewell, c.server.step()), 2, "QUIT")
	}
	c.wire.Close()
}
