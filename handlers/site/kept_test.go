package site

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

var page = pageKey{"/events/x", "ja"}

func TestKept_isBuiltOnceForAllWhoAskAtOnce(t *testing.T) {
	k := newKept(time.Now)
	var built atomic.Int64
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			p, err := k.get(context.Background(), page, func(context.Context) ([]byte, error) {
				<-begin
				return fmt.Appendf(nil, "%d", built.Add(1)), nil
			})
			if err != nil || string(p.plain) != "1" {
				t.Errorf("got %v, %v", p, err)
			}
		})
	}
	close(begin)
	wg.Wait()
	if built.Load() != 1 {
		t.Errorf("built %d times", built.Load())
	}
}

func TestKept_isNeverOlderThanASecond(t *testing.T) {
	now := time.Now()
	k := newKept(func() time.Time { return now })
	n := 0
	ask := func() string {
		p, err := k.get(context.Background(), page, func(context.Context) ([]byte, error) {
			n++
			return fmt.Appendf(nil, "%d", n), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(p.plain)
	}
	for _, step := range []struct {
		after time.Duration
		want  string
	}{{0, "1"}, {999 * time.Millisecond, "1"}, {time.Millisecond, "2"}, {500 * time.Millisecond, "2"}, {time.Hour, "3"}} {
		now = now.Add(step.after)
		if got := ask(); got != step.want {
			t.Errorf("%v later: %s, want %s", step.after, got, step.want)
		}
	}
}

func TestKept_forgetsErrorsPanicsAndOldPages(t *testing.T) {
	now := time.Now()
	k := newKept(func() time.Time { return now })
	wrong := errors.New("no")
	if _, err := k.get(context.Background(), page, func(context.Context) ([]byte, error) { return nil, wrong }); !errors.Is(err, wrong) {
		t.Errorf("error %v", err)
	}
	if _, err := k.get(context.Background(), page, func(context.Context) ([]byte, error) { panic("oh") }); err == nil {
		t.Error("a panic is no error")
	}
	for i := range 20 {
		now = now.Add(2 * time.Second)
		key := pageKey{fmt.Sprint("/events/", i), "en"}
		if _, err := k.get(context.Background(), key, func(context.Context) ([]byte, error) { return []byte("x"), nil }); err != nil {
			t.Fatal(err)
		}
	}
	if len(k.pages.made) != 1 {
		t.Errorf("%d pages are held", len(k.pages.made))
	}
}

func TestKept_survivesTheOneWhoAskedFirst(t *testing.T) {
	k := newKept(time.Now)
	ctx, leave := context.WithCancel(context.Background())
	begun, end := make(chan struct{}), make(chan struct{})
	build := func(ctx context.Context) ([]byte, error) {
		close(begun)
		<-end
		return []byte("x"), ctx.Err()
	}
	first := make(chan error, 1)
	go func() { _, err := k.get(ctx, page, build); first <- err }()
	<-begun
	leave()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("who left is told %v", err)
	}
	close(end)
	if p, err := k.get(context.Background(), page, build); err != nil || string(p.plain) != "x" {
		t.Errorf("who stayed gets %v, %v", p, err)
	}
}

func TestSend_tagsEachCodingAndAnswersNotModified(t *testing.T) {
	gin.SetMode(gin.TestMode)
	k := newKept(time.Now)
	p, err := k.get(context.Background(), page, func(context.Context) ([]byte, error) { return []byte("<!DOCTYPE html>"), nil })
	if err != nil {
		t.Fatal(err)
	}
	send := func(accept, have string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		c, _ := gin.CreateTestContext(w)
		c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		c.Request.Header.Set("Accept-Encoding", accept)
		c.Request.Header.Set("If-None-Match", have)
		p.send(c)
		c.Writer.WriteHeaderNow()
		return w
	}
	plain, zipped := send("", ""), send("br, gzip;q=0.5", "")
	if plain.Header().Get("ETag") == zipped.Header().Get("ETag") || zipped.Header().Get("Content-Encoding") != "gzip" || plain.Header().Get("Content-Encoding") != "" {
		t.Error("two codings, one tag")
	}
	if w := send("gzip;q=0", ""); w.Header().Get("Content-Encoding") != "" || w.Body.String() != "<!DOCTYPE html>" {
		t.Error("gzip for who refuses it")
	}
	if w := send("gzip", `"old", `+zipped.Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("status %d, %d bytes", w.Code, w.Body.Len())
	}
	if w := send("gzip", plain.Header().Get("ETag")); w.Code != http.StatusOK {
		t.Errorf("another coding's tag: status %d", w.Code)
	}
}
