package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// load is what came of asking over a number of connections for some time.
type load struct {
	n         int
	perSecond float64
	took      []time.Duration
}

func (l load) figure(what, unit string) figure {
	return figure{What: what, Value: l.perSecond, Unit: unit, P50: quantile(l.took, 0.5), P99: quantile(l.took, 0.99)}
}

// maxRequests bounds one load, whatever its time.
const maxRequests = 400_000

// hammer asks over conns kept-open connections, one request after the other on each, for as long as told. request appends the n-th
// request to buf; any other answer than want is an error, and ends the load.
func hammer(ctx context.Context, addr string, conns int, lasting time.Duration, want int, request func(buf []byte, n int64) []byte) (load, error) {
	ctx, cancel := context.WithTimeout(ctx, lasting)
	defer cancel()
	var (
		next  atomic.Int64
		mu    sync.Mutex
		all   load
		wrong error
		wg    sync.WaitGroup
	)
	begin := time.Now()
	for range conns {
		wg.Go(func() {
			took, err := ask(ctx, addr, want, &next, request)
			mu.Lock()
			defer mu.Unlock()
			all.took = append(all.took, took...)
			if err != nil {
				wrong = err // one of them tells enough
				cancel()
			}
		})
	}
	wg.Wait()
	all.n = len(all.took)
	all.perSecond = float64(all.n) / time.Since(begin).Seconds()
	if all.n == 0 && wrong == nil {
		wrong = errors.New("nothing was answered")
	}
	return all, wrong
}

// ask is one connection of a load.
func ask(ctx context.Context, addr string, want int, next *atomic.Int64, request func([]byte, int64) []byte) (took []time.Duration, err error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	in := bufio.NewReaderSize(c, 32<<10)
	var buf []byte
	for ctx.Err() == nil {
		n := next.Add(1)
		if n > maxRequests {
			break
		}
		buf = request(buf[:0], n)
		begin := time.Now()
		c.SetDeadline(begin.Add(30 * time.Second))
		if _, err := c.Write(buf); err != nil {
			return took, err
		}
		status, err := readAnswer(in)
		if err != nil {
			return took, err
		}
		if status != want {
			return took, fmt.Errorf("status %d, want %d", status, want)
		}
		took = append(took, time.Since(begin))
	}
	return took, nil
}

// readAnswer reads one answer and drops its body (RFC 9112, 6.3, as far as net/http uses it). It does as little as can be: the load
// shares the processor with what it measures.
func readAnswer(in *bufio.Reader) (status int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, fmt.Errorf("no answer: %.40q", line)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, err
	}
	length := 0
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return status, err
		}
		if len(line) <= 2 {
			break
		}
		if v, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(v))); err != nil {
				return status, err
			}
		} else if bytes.Equal(line, []byte("Transfer-Encoding: chunked\r\n")) {
			length = -1
		}
	}
	if length >= 0 {
		_, err = in.Discard(length)
		return status, err
	}
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return status, err
		}
		n, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return status, err
		}
		if _, err := in.Discard(int(n) + 2); err != nil || n == 0 {
			return status, err
		}
	}
}
