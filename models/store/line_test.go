package store

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestLines_writeInOrderOfArrivalWhoeverCameMeanwhileTogether(t *testing.T) {
	hold := make(chan struct{})
	var batches [][]int
	l := newLines(func(_ context.Context, _ string, batch []int) error {
		<-hold
		batches = append(batches, slices.Clone(batch))
		return nil
	})
	var wg sync.WaitGroup
	const n = maxBatch + 20
	for i := range n {
		wg.Go(func() {
			if err := l.join(context.Background(), "one", i); err != nil {
				t.Error(err)
			}
		})
		standing := func() bool { // the first is being written, the others wait
			l.mu.Lock()
			defer l.mu.Unlock()
			return l.waiting["one"] != nil && len(l.waiting["one"]) == i
		}
		for give := time.Now().Add(10 * time.Second); !standing(); time.Sleep(10 * time.Microsecond) {
			if time.Now().After(give) {
				t.Fatal("not in line")
			}
		}
	}
	close(hold)
	wg.Wait()
	if len(batches) != 3 || len(batches[0]) != 1 || len(batches[1]) != maxBatch {
		t.Fatalf("%d batches", len(batches))
	}
	if all := slices.Concat(batches...); !slices.IsSorted(all) || len(all) != n {
		t.Errorf("%d written, in order: %v", len(all), slices.IsSorted(all))
	}
	for give := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		l.mu.Lock()
		left := len(l.waiting)
		l.mu.Unlock()
		if left == 0 {
			break
		}
		if time.Now().After(give) {
			t.Fatal("an empty line is kept")
		}
	}
}

func TestLines_outliveAPanicAndALineDoesNotHoldUpAnother(t *testing.T) {
	stuck := make(chan struct{})
	l := newLines(func(_ context.Context, key string, _ []int) error {
		switch key {
		case "broken":
			panic("oh")
		case "stuck":
			<-stuck
		}
		return nil
	})
	waiting := make(chan error, 1)
	go func() { waiting <- l.join(context.Background(), "stuck", 1) }()
	for range 2 {
		if err := l.join(context.Background(), "broken", 1); err == nil || !strings.Contains(err.Error(), "panic: oh") {
			t.Errorf("a panic is answered %v", err)
		}
	}
	if err := l.join(context.Background(), "other", 1); err != nil {
		t.Error(err)
	}
	close(stuck)
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}
