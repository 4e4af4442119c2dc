package localpg

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// serverLog passes the server's messages on and keeps the last ones for an error.
type serverLog struct {
	to    *slog.Logger
	ready atomic.Bool   // before that, refusals and failures are part of starting
	ended chan struct{} // closed at the end of the messages

	mu   sync.Mutex // guards last
	last []string
}

const keptLines = 20

func newServerLog(to *slog.Logger) *serverLog {
	return &serverLog{to: to, ended: make(chan struct{})}
}

// read drains the pipe until its end, whatever comes: a full pipe would stop the server.
func (l *serverLog) read(pipe io.ReadCloser) {
	defer close(l.ended)
	defer pipe.Close()
	lines := bufio.NewReaderSize(pipe, 8<<10)
	for {
		text, long, err := lines.ReadLine()
		if err != nil {
			return
		}
		line := string(text)
		for long && err == nil { // the rest of a very long line is dropped
			_, long, err = lines.ReadLine()
		}
		l.keep(line)
		l.to.Log(context.Background(), l.level(line), line, "from", "postgres")
	}
}

func (l *serverLog) keep(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.last) == keptLines {
		l.last = l.last[1:]
	}
	l.last = append(l.last, line)
}

// level: a statement's ERROR is reported by whoever sent it; a FATAL is one connection's end.
func (l *serverLog) level(line string) slog.Level {
	severity, _, _ := strings.Cut(line, ":")
	switch {
	case severity == "PANIC":
		return slog.LevelError
	case severity == "WARNING" && l.ready.Load():
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

// tail is the last messages, in order.
func (l *serverLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, "\n")
}

// wait gives the last messages of an ended server a second to arrive.
func (l *serverLog) wait() {
	select {
	case <-l.ended:
	case <-time.After(time.Second):
	}
}
