package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// Shutdown alone would wait for open streams until its time is up; what was begun is finished all the same.
func TestListen_stopsWithStreamsOpenAndFinishesWhatWasBegun(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	streams, endStreams := context.WithCancel(context.Background())
	begun, goOn := make(chan struct{}, 2), make(chan struct{})
	site := http.NewServeMux()
	site.HandleFunc("GET /stream", func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		begun <- struct{}{}
		<-streams.Done()
	})
	site.HandleFunc("POST /form", func(w http.ResponseWriter, _ *http.Request) {
		begun <- struct{}{}
		<-goOn
		io.WriteString(w, "done")
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- listen(ctx, l, site, endStreams, nil) }()

	at := "http://" + l.Addr().String()
	stream, err := http.Get(at + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	form := make(chan string, 1)
	go func() {
		a, err := http.Post(at+"/form", "text/plain", nil)
		if err != nil {
			form <- err.Error()
			return
		}
		defer a.Body.Close()
		b, _ := io.ReadAll(a.Body)
		form <- string(b)
	}()
	<-begun
	<-begun
	stop()
	if _, err := io.ReadAll(stream.Body); err != nil { // it is let go at once, while the form still runs
		t.Errorf("the stream broke: %v", err)
	}
	close(goOn)
	if got := <-form; got != "done" {
		t.Errorf("the form got %q", got)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server does not end")
	}
}
