package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"syscall"
)

// Class says what a failure means for the letter.
type Class int

const (
	Temporary     Class = iota + 1 // not accepted; the same letter may be accepted later
	Permanent                      // this recipient or this letter is refused for good
	Configuration                  // our own settings are refused: login, TLS, sender, relaying. No address is to blame; stop and tell the operator
	InDoubt                        // handed over, but the answer was lost: it may have been accepted, so it must not be repeated by itself
)

func (c Class) String() string {
	switch c {
	case Temporary:
		return "temporary"
	case Permanent:
		return "permanent"
	case Configuration:
		return "configuration"
	case InDoubt:
		return "in doubt"
	}
	return fmt.Sprintf("class %d", int(c))
}

// Stage says how far the delivery came.
type Stage string

const (
	StageMessage  Stage = "message"  // rendering, or the letter itself cannot be sent; no server was asked
	StageConnect  Stage = "connect"  // waiting for a free connection, name lookup, TCP
	StageGreeting Stage = "greeting" // the server's first line
	StageHello    Stage = "hello"
	StageTLS      Stage = "tls"
	StageAuth     Stage = "auth"
	StageMail     Stage = "mail" // the sender
	StageRcpt     Stage = "rcpt" // the recipient
	StageData     Stage = "data" // asking to send the content
	StageBody     Stage = "body" // sending it; the server does not have all of it
	StageEnd      Stage = "end"  // the answer to the whole letter
)

// DeliveryError is every error of this package that concerns a letter or the server.
type DeliveryError struct {
	Class    Class
	Stage    Stage
	Code     int    // the SMTP reply code; 0 when there was no reply
	Enhanced string // the enhanced status code (RFC 3463), such as "5.1.1"; empty when the server gave none
	Err      error
}

func (e *DeliveryError) Error() string {
	return fmt.Sprintf("mail: %s failed (%s): %v", e.Stage, e.Class, e.Err)
}

// Unwrap gives the cause: a *textproto.Error for a refusal, else the network's, TLS's or the context's error.
func (e *DeliveryError) Unwrap() error { return e.Err }

// Reply is what the server said, code first, on one line; empty when it said nothing.
func (e *DeliveryError) Reply() string {
	var reply *textproto.Error
	if !errors.As(e.Err, &reply) {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", reply.Code, reply.Msg))
}

// failure classifies what happened at a stage. used says that the connection has already carried a letter, so that neither the
// server nor our settings can be wrong as a whole.
func failure(stage Stage, err error, used bool) *DeliveryError {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return &DeliveryError{Class: lost(stage, err), Stage: stage, Err: err}
	}
	clean := &textproto.Error{Code: reply.Code, Msg: printable(reply.Msg)}
	e := &DeliveryError{Stage: stage, Code: reply.Code, Enhanced: enhanced(clean), Err: clean}
	e.Class = refused(e, clean.Msg, used)
	return e
}

// lost classifies a failure without a reply. Before the first letter only the network's own troubles pass by themselves;
// a bad certificate or a server that speaks something else will be the same tomorrow.
func lost(stage Stage, err error) Class {
	switch stage {
	case StageEnd:
		return InDoubt
	case StageGreeting, StageHello, StageTLS, StageAuth:
		if !networkTrouble(err) {
			return Configuration
		}
	}
	return Temporary
}

func networkTrouble(err error) bool {
	var n net.Error
	if errors.As(err, &n) && n.Timeout() {
		return true
	}
	for _, known := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

func refused(e *DeliveryError, text string, used bool) Class {
	switch {
	case e.Code >= 400 && e.Code < 500:
		return Temporary
	case e.Code < 400 && e.Stage == StageEnd:
		return InDoubt // neither yes nor no
	case e.Code < 400:
		return Temporary
	case e.Code == 503 && used:
		return Temporary // we and the server disagree about the state of this connection; a new one will do
	case e.Code == 530, e.Code == 535, e.Code == 538:
		return Configuration // some servers ask for the login as late as at the recipient
	case e.Stage == StageRcpt && strings.Contains(strings.ToLower(text), "relay"):
		return Configuration // "relay access denied" is about us; taking it for a bad address would condemn everybody
	case e.Stage == StageRcpt, e.Stage == StageData, e.Stage == StageEnd:
		return Permanent
	}
	return Configuration
}

// enhanced reads the enhanced status code at the head of a reply (RFC 2034); its first digit must agree with the reply.
func enhanced(reply *textproto.Error) string {
	head, _, _ := strings.Cut(reply.Msg, " ")
	parts := strings.Split(head, ".")
	if len(parts) != 3 || parts[0] != fmt.Sprint(reply.Code/100) {
		return ""
	}
	for _, p := range parts {
		if p == "" || len(p) > 3 || strings.Trim(p, "0123456789") != "" {
			return ""
		}
	}
	return head
}

// printable makes a server's words fit for a database and a page: one line of valid UTF-8, at most 500 bytes.
func printable(s string) string {
	s = oneLine(s)
	if len(s) > 500 {
		s = strings.ToValidUTF8(s[:500], "") + "…"
	}
	return s
}

// because puts the reason for a cut connection in front of what the socket said about it.
func because(ctx context.Context, err error) error {
	var reply *textproto.Error
	if ctx.Err() == nil || errors.As(err, &reply) || errors.Is(err, context.Cause(ctx)) {
		return err
	}
	return fmt.Errorf("%w: %w", context.Cause(ctx), err)
}
