package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

type report struct {
	Machine string   `json:"machine"`
	Figures []figure `json:"figures"`
}

// figure is one line of the table.
type figure struct {
	What   string  `json:"what"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	P50    float64 `json:"p50_ms,omitempty"`
	P99    float64 `json:"p99_ms,omitempty"`
	Ratio  float64 `json:"ratio,omitempty"` // to the peer of the same run
	Peer   string  `json:"peer,omitempty"`
	Goal   string  `json:"goal,omitempty"`
	Missed bool    `json:"missed,omitempty"`
}

func (r *report) add(f figure) { r.Figures = append(r.Figures, f) }

func (r *report) print(w io.Writer) {
	fmt.Fprintln(w, r.Machine)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tfigure\tp50 ms\tp99 ms\tratio\tgoal\t")
	for _, f := range r.Figures {
		value := fmt.Sprintf("%.0f %s", f.Value, f.Unit)
		if f.Value < 20 {
			value = fmt.Sprintf("%.2f %s", f.Value, f.Unit)
		}
		ratio, mark := "", ""
		if f.Peer != "" {
			ratio = fmt.Sprintf("%.2f × %s", f.Ratio, f.Peer)
		}
		if f.Missed {
			mark = "missed"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.What, value, ms(f.P50), ms(f.P99), ratio, f.Goal, mark)
	}
	t.Flush()
}

func ms(v float64) string {
	if v == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", v)
}

// quantile is the value below which a share q of the durations lies, in milliseconds. It sorts d.
func quantile(d []time.Duration, q float64) float64 {
	if len(d) == 0 {
		return 0
	}
	slices.Sort(d)
	return float64(d[min(int(q*float64(len(d))), len(d)-1)]) / 1e6
}

func machine() string {
	model := "unknown processor"
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == "model name" {
			model = strings.TrimSpace(v)
			break
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	before, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf("%d × %s, %s/%s, %s; load before %s; %s", runtime.NumCPU(), model, runtime.GOOS, runtime.GOARCH, runtime.Version(),
		before, time.Now().UTC().Format("2006-01-02 15:04 MST"))
}
