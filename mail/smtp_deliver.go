package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

const (
	bodyStep = 64 << 10 // bytes of a letter for which one step of time is given
	longLine = 998      // octets without CRLF (RFC 5321, 4.5.3.1.6)
)

// Deliver hands one rendered letter to one recipient and returns the server's answer, which usually names its queue id.
// from is the envelope sender, where bounces go. After an error the connection may still be usable: ask Usable.
//
// Cancelling ctx ends the delivery at once, except when the whole letter has been sent: then it still waits up to 5 s for the
// answer, because ending earlier would leave the letter in doubt. The error is a *DeliveryError.
func (c *Conn) Deliver(ctx context.Context, from, to string, message []byte) (string, error) {
	sender, recipient, err := envelope(from, to, message)
	if err != nil {
		return "", err
	}
	if c.dead {
		return "", &DeliveryError{Class: Temporary, Stage: StageMail, Err: errors.New("the connection is closed")}
	}
	if ctx.Err() != nil {
		return "", &DeliveryError{Class: Temporary, Stage: StageMail, Err: context.Cause(ctx)}
	}
	stop := context.AfterFunc(ctx, c.wire.sever)
	dot, stage, err := c.hand(sender, recipient, message)
	if !stop() {
		c.dead = true // cut; the last step may have come before the cut
		if err == nil {
			stage, err = StageBody, context.Cause(ctx)
		}
	}
	if err != nil {
		return "", c.failed(ctx, stage, err)
	}
	return c.finish(ctx, dot)
}

// hand does everything up to, and not including, the final dot, which is sent by closing the returned writer. That writer is
// never closed early: the server would take a fragment for the whole.
func (c *Conn) hand(from, to string, message []byte) (io.Closer, Stage, error) {
	if err := c.command(25, "MAIL FROM:<%s>", from); err != nil {
		return nil, StageMail, err
	}
	if err := c.command(25, "RCPT TO:<%s>", to); err != nil {
		return nil, StageRcpt, err
	}
	if err := c.command(354, "DATA"); err != nil {
		return nil, StageData, err
	}
	dot := c.client.Text.DotWriter()
	for chunk := range slices.Chunk(message, bodyStep) {
		c.wire.step(c.server.step())
		_, err := dot.Write(chunk)
		if err == nil {
			err = c.client.Text.W.Flush()
		}
		if err != nil {
			return nil, StageBody, err
		}
	}
	return dot, "", nil
}

// finish sends the final dot and waits for the answer. From here on silence means doubt.
func (c *Conn) finish(ctx context.Context, dot io.Closer) (string, error) {
	c.wire.step(c.server.answer())
	stop := context.AfterFunc(ctx, func() { c.wire.hurry(c.patience) })
	defer func() {
		if !stop() {
			c.dead = true
		}
	}()
	if err := dot.Close(); err != nil {
		return "", c.failed(ctx, StageEnd, err)
	}
	code, text, err := c.client.Text.ReadResponse(2)
	if err != nil {
		return "", c.failed(ctx, StageEnd, err)
	}
	c.sent++
	return printable(fmt.Sprintf("%d %s", code, text)), nil
}

// command says one thing and waits for its reply, within one step.
func (c *Conn) command(expect int, format string, args ...any) error {
	return c.commandWithin(c.server.step(), expect, format, args...)
}

func (c *Conn) commandWithin(bound time.Duration, expect int, format string, args ...any) error {
	c.wire.step(bound)
	id, err := c.client.Text.Cmd(format, args...)
	if err != nil {
		return err
	}
	c.client.Text.StartResponse(id)
	defer c.client.Text.EndResponse(id)
	_, _, err = c.client.Text.ReadResponse(expect)
	return err
}

// failed judges an error and leaves the connection either ready for the next letter or dead.
func (c *Conn) failed(ctx context.Context, stage Stage, err error) *DeliveryError {
	e := failure(stage, because(ctx, err), c.sent > 0)
	if e.Code >= 400 {
		c.sent++
	}
	if e.Code < 400 || e.Code == 421 || e.Code == 503 || ctx.Err() != nil {
		c.dead = true
	}
	if c.dead {
		return e
	}
	if err := c.command(25, "RSET"); err != nil { // without it the next MAIL is out of order for a strict server
		c.dead = true
	}
	return e
}

// envelope checks what no server should see otherwise. Render lets none of it through; other callers might.
func envelope(from, to string, message []byte) (sender, recipient string, err error) {
	if sender, err = Address(from); err != nil {
		return "", "", &DeliveryError{Class: Configuration, Stage: StageMessage, Err: fmt.Errorf("envelope sender: %w", err)}
	}
	if recipient, err = Address(to); err != nil {
		return "", "", unfit(fmt.Errorf("recipient: %w", err))
	}
	if err = wellFormed(message); err != nil {
		return "", "", unfit(err)
	}
	return sender, recipient, nil
}

// wellFormed refuses bytes whose meaning differs from server to server, the way to smuggle a second letter into a first, and
// whatever a server without extensions could not take.
func wellFormed(message []byte) error {
	if len(message) == 0 {
		return errors.New("letter: empty")
	}
	for len(message) > 0 {
		line, rest, found := bytes.Cut(message, []byte("\r\n"))
		switch {
		case !found:
			return errors.New("letter: the last line has no CRLF")
		case bytes.ContainsAny(line, "\r\n\x00"):
			return errors.New("letter: a bare CR, bare LF or NUL")
		case !ascii(string(line)):
			return errors.New("letter: a byte outside ASCII")
		case len(line) > longLine:
			return fmt.Errorf("letter: a line of %d octets", len(line))
		}
		message = rest
	}
	return nil
}
