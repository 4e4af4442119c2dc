package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Who sends byte by byte, or too much of a head, is let go; others are served meanwhile.
func TestListen_letsSlowAndOversizedClientsGo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	done := make(chan error, 1)
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err == nil {
			io.WriteString(w, "served")
		}
	})
	go func() { done <- listen(ctx, l, site, func() {}, nil) }()
	defer func() {
		end()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	dial := func(head string) net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if _, err := io.WriteString(c, head); err != nil {
			t.Fatal(err)
		}
		return c
	}
	begin := time.Now()
	slow := dial("GET / HTTP/1.1\r\nHost: x\r\n")
	go func() {
		for range 100 { // a header that never ends
			if _, err := io.WriteString(slow, "X: y\r\n"); err != nil {
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
	}()
	large := dial("GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("y", 40<<10) + "\r\n\r\n")
	large.SetDeadline(time.Now().Add(5 * time.Second))
	head, _ := io.ReadAll(io.LimitReader(large, 12))
	if string(head) != "HTTP/1.1 431" {
		t.Errorf("a head of 40 kB: %q", head)
	}
	resp, err := http.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	slow.SetReadDeadline(time.Now().Add(12 * time.Second))
	if _, err := io.ReadAll(slow); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("a head that never ends is still waited for")
	}
	if took := time.Since(begin); took < 4*time.Second || took > 11*time.Second {
		t.Errorf("let go after %v, want some 5 s", took)
	}
}
