package mail

import (
	"context"
	"errors"
	"sync"
	"time"
)

// idleFor is how long an unused connection is kept.
const idleFor = 20 * time.Second

// Pool keeps up to n connections to one mail server and may be used by many goroutines. Connections are opened when needed,
// used again, replaced after an error and closed after 20 s without work.
type Pool struct {
	server SMTP
	slots  chan struct{} // one for each connection in use
	keep   time.Duration

	mu     sync.Mutex
	idle   []*idleConn // the last one used is the last
	closed bool
}

type idleConn struct {
	conn  *Conn
	timer *time.Timer
}

// NewPool opens nothing yet. n below 1 counts as 1.
func NewPool(server SMTP, n int) *Pool {
	return &Pool{server: server, slots: make(chan struct{}, max(n, 1)), keep: idleFor}
}

// Send delivers one rendered letter as Conn.Deliver does. It waits for a free connection as long as ctx allows. A connection that
// turns out to have been closed by the server while it lay idle is replaced once, which is safe: the letter had not been sent.
func (p *Pool) Send(ctx context.Context, from, to string, message []byte) (string, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return "", &DeliveryError{Class: Temporary, Stage: StageConnect, Err: context.Cause(ctx)}
	}
	defer func() { <-p.slots }()

	c, err := p.take()
	if err != nil {
		return "", err
	}
	if c != nil {
		reply, err := c.Deliver(ctx, from, to, message)
		p.give(c)
		if !c.wentStale(err) || ctx.Err() != nil {
			return reply, err
		}
	}
	if c, err = Dial(ctx, p.server); err != nil {
		return "", err
	}
	reply, err := c.Deliver(ctx, from, to, message)
	p.give(c)
	return reply, err
}

// wentStale reports whether err only says that an idle connection had ended.
func (c *Conn) wentStale(err error) bool {
	var e *DeliveryError
	if !c.dead || !errors.As(err, &e) || e.Code != 0 && e.Code != 421 {
		return false
	}
	return e.Stage == StageMail || e.Stage == StageRcpt || e.Stage == StageData
}

// take returns an idle connection, or none.
func (p *Pool) take() (*Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, &DeliveryError{Class: Temporary, Stage: StageConnect, Err: errors.New("the pool is closed")}
	}
	if len(p.idle) == 0 {
		return nil, nil
	}
	last := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	last.timer.Stop()
	return last.conn, nil
}

// give keeps a connection for the next letter, or closes it.
func (p *Pool) give(c *Conn) {
	p.mu.Lock()
	keep := c.Usable() && !p.closed
	if keep {
		i := &idleConn{conn: c}
		i.timer = time.AfterFunc(p.keep, func() { p.expire(i) })
		p.idle = append(p.idle, i)
	}
	p.mu.Unlock()
	if !keep {
		c.Close()
	}
}

// expire closes a connection, unless somebody has taken it since.
func (p *Pool) expire(old *idleConn) {
	p.mu.Lock()
	found := false
	for n, i := range p.idle {
		if i == old {
			p.idle = append(p.idle[:n:n], p.idle[n+1:]...)
			found = true
			break
		}
	}
	p.mu.Unlock()
	if found {
		old.conn.Close()
	}
}

// Close closes the idle connections now and those in use when their letter is done. Later calls of Send fail.
func (p *Pool) Close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, i := range idle {
		i.timer.Stop()
		i.conn.Close()
	}
}
