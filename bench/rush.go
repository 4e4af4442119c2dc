package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A rush is people who all want the same event at once.
const (
	rushPeople = 20_000
	rushSeats  = 5_000
	rushConns  = 128
	rushTries  = 400 // of one person, while servers are down
)

// rush lets 20,000 people register for 5,000 seats through two copies of the program, as fast as they are taken. calm is without any
// accident; the other time a copy is killed in the middle and started again, then Postgres is. Whoever was told "registered" must be
// registered once, the seats must be given exactly, the line must be in order of arrival, and everybody has one letter.
func (r *run) rush() error {
	for _, kill := range []bool{false, true} {
		if err := r.oneRush(kill); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) oneRush(kill bool) error {
	s, err := r.postgres()
	if err != nil {
		return err
	}
	defer func() { s.end() }()
	if err := s.exec(sqlEvents, 1); err != nil {
		return err
	}
	if err := s.exec(`update categories set capacity = $1`, rushSeats); err != nil {
		return err
	}
	copies := make([]*copyOf, 2)
	for i := range copies {
		p, err := r.tsudoi("DATABASE_URL=" + s.DSN("tsudoi"))
		if err != nil {
			return err
		}
		copies[i] = &copyOf{addr: p.addr, p: p}
		defer copies[i].end()
	}
	form, err := formOf(r.ctx, copies[0].addr)
	if err != nil {
		return err
	}
	c := &crowd{ctx: r.ctx, copies: copies, form: form, client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: rushConns},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	begin := time.Now()
	told := make(chan error, 1)
	go func() { told <- c.come() }()
	if kill {
		if err := r.accidents(c, s); err != nil {
			return err
		}
	}
	if err := <-told; err != nil {
		return err
	}
	took := time.Since(begin)
	if err := s.rushStands(); err != nil {
		return err
	}
	what := "20,000 for 5,000 seats, two copies"
	if kill {
		what += "; a copy and Postgres killed on the way"
	}
	what += fmt.Sprintf("; %d people sent the form again", c.again.Load())
	r.report.add(figure{What: what, Value: rushPeople / took.Seconds(), Unit: "/s", Goal: "every figure exact"})
	return nil
}

// copyOf is one copy of the program, which may be killed and started again at its address.
type copyOf struct {
	addr string
	mu   sync.Mutex
	p    *program
}

func (c *copyOf) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.p.end()
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// formOf reads the fields that the page of the form sends along. It waits until a person could have filled it in.
func formOf(ctx context.Context, addr string) (url.Values, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/events/event-1/registrations/new?lang=en", nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	form := url.Values{"consent": {"yes"}}
	for _, m := range hidden.FindAllStringSubmatch(string(b), -1) {
		form.Set(m[1], m[2])
	}
	if !form.Has("language") {
		return nil, errors.New("the page has no form")
	}
	time.Sleep(5 * time.Second)
	return form, nil
}

// crowd is everybody who comes.
type crowd struct {
	ctx    context.Context
	copies []*copyOf
	form   url.Values
	client *http.Client
	next   atomic.Int64
	told   atomic.Int64 // how many read that they are registered
	again  atomic.Int64 // how many had to send the form again
}

// come lets everybody register, each sending the form again until told.
func (c *crowd) come() error {
	var wg sync.WaitGroup
	errs := make([]error, rushConns)
	for i := range rushConns {
		wg.Go(func() {
			for errs[i] == nil {
				n := c.next.Add(1)
				if n > rushPeople {
					return
				}
				errs[i] = c.register(int(n))
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (c *crowd) register(n int) error {
	form := url.Values{}
	for k, v := range c.form {
		form[k] = v
	}
	form.Set("name", fmt.Sprintf("Person %d", n))
	form.Set("email", fmt.Sprintf("p%d@d%d.example", n, n/5))
	body := form.Encode()
	var last error
	for try := range rushTries {
		if try == 1 {
			c.again.Add(1)
		}
		at := c.copies[(n+try)%len(c.copies)].addr
		req, err := http.NewRequestWithContext(c.ctx, http.MethodPost, "http://"+at+"/events/event-1/registrations", strings.NewReader(body))
		if err != nil {
			return err
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("X-Forwarded-For", fmt.Sprintf("20.%d.%d.1", n>>8&255, n&255))
		resp, err := c.client.Do(req)
		if err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode == http.StatusSeeOther {
				c.told.Add(1)
				return nil
			}
			if resp.StatusCode < 500 {
				return fmt.Errorf("person %d: status %d", n, resp.StatusCode)
			}
			err = fmt.Errorf("status %d", resp.StatusCode)
		}
		last = err
		select {
		case <-c.ctx.Done():
			return c.ctx.Err()
		case <-time.After(time.Duration(50+rand.IntN(100)) * time.Millisecond):
		}
	}
	return fmt.Errorf("person %d gave up: %w", n, last)
}

// accidents kills a copy of the program at a third of the way and starts it again, then Postgres at two thirds.
func (r *run) accidents(c *crowd, s *server) error {
	if err := c.until(rushPeople / 3); err != nil {
		return err
	}
	one := c.copies[1]
	one.mu.Lock()
	one.p.cmd.Process.Kill()
	<-one.p.done
	env := one.p.cmd.Env
	p, err := r.start(one.addr, "/livez", env, r.binary, "serve")
	if err == nil {
		one.p = p
	}
	one.mu.Unlock()
	if err != nil {
		return err
	}
	if err := c.until(rushPeople * 2 / 3); err != nil {
		return err
	}
	return r.killPostgres(s)
}

// until waits until so many were told.
func (c *crowd) until(n int64) error {
	for c.told.Load() < n {
		select {
		case <-c.ctx.Done():
			return c.ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
		if c.next.Load() > rushPeople+rushConns-1 {
			return errors.New("the rush was over before the accident")
		}
	}
	return nil
}

// killPostgres kills the postmaster and starts it again on the same files.
func (r *run) killPostgres(s *server) error {
	files, err := filepath.Glob(filepath.Join(s.dir, "pg*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		return fmt.Errorf("no postmaster in %s: %w", s.dir, err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil {
		return err
	}
	line, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		return err
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		return err
	}
	<-s.Done()
	s.Stop()
	return s.start(r.ctx)
}

// rushStands counts what must be true after a rush.
func (s *server) rushStands() error {
	for what, query := range map[string]string{
		"registered":                  `select count(*) - 20000 from registrations`,
		"confirmed":                   `select count(*) - 5000 from registrations where state = 'confirmed'`,
		"in line":                     `select count(*) - 15000 from registrations where state = 'waitlisted'`,
		"addresses doubled":           `select count(*) - count(distinct email_key) from registrations`,
		"seats":                       `select count(*) - 1 from category_seats where taken = 5000 and waiting = 15000`,
		"confirmed behind the line":   `select count(*) from registrations where state = 'confirmed' and number > (select min(number) from registrations where state = 'waitlisted')`,
		"out of order in line":        `select count(*) from (select number, lag(number) over (order by place) as before from registrations where state = 'waitlisted') l where before > number`,
		"numbers with a gap":          `select max(number) - 20000 from registrations`,
		"people without their letter": `select count(*) from registrations r where not exists (select 1 from mails m where m.registration_id = r.id and m.kind = case r.state when 'confirmed' then 'confirmed' else 'waitlisted' end)`,
		"people with a second letter": `select count(*) from (select registration_id from mails where kind <> 'links' group by 1 having count(*) > 1) m`,
	} {
		n, err := s.count(query)
		if err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("after the rush: %s: off by %d", what, n)
		}
	}
	return nil
}
