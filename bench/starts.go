package main

import (
	"fmt"
	"path/filepath"
	"time"
)

// starts measures from the start of the process to the first page that the database had a part in.
func (r *run) starts() error {
	data := "TSUDOI_DATA=" + filepath.Join(r.dir, "data")
	for _, s := range []struct {
		what string
		goal time.Duration
	}{
		{"cold start: an empty data folder to the first page", 3 * time.Second},
		{"warm start", 500 * time.Millisecond},
	} {
		begin := time.Now()
		p, err := r.tsudoi(data)
		if err != nil {
			return err
		}
		err = p.await(r.ctx, "/setup")
		took := time.Since(begin)
		now, _ := p.memory()
		p.end()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", s.what, err, p.log.String())
		}
		r.report.add(figure{What: s.what, Value: took.Seconds(), Unit: "s", Goal: fmt.Sprintf("≤ %.1f s", s.goal.Seconds()), Missed: took > s.goal})
		if s.goal < time.Second {
			r.report.add(figure{What: "memory of the idle program", Value: now, Unit: "MB"})
		}
	}
	return nil
}
