package models

import (
	"testing"
	"time"
)

func TestTyped_isReadBackAsTheSameInstants(t *testing.T) {
	cases := []struct{ typed, zone, want string }{
		{"12月16日 16時〜18時半", "Asia/Tokyo", "2026-12-16 16:00–18:30"},
		{"16 Dec 4pm", "Asia/Tokyo", "2026-12-16 16:00–17:30"},
		{"31 Dec 2026 22:00–26:00", "Asia/Tokyo", "2026-12-31 22:00–2027-01-01 02:00"},
		{"2026-12-07〜2026-12-16", "Asia/Tokyo", "2026-12-07 – 2026-12-16"},
		{"2026-12-16 all day", "Asia/Tokyo", "2026-12-16 all day"},
		{"2026-10-25 01:30 UTC+01:00–03:00", "Europe/London", "2026-10-25 01:30 UTC+01:00–03:00"},
		{"2026-10-25 01:30 UTC+00:00–03:00", "Europe/London", "2026-10-25 01:30 UTC+00:00–03:00"},
		{"2026-10-24 23:00–2026-10-25 01:15 UTC+00:00", "Europe/London", "2026-10-24 23:00–2026-10-25 01:15 UTC+00:00"},
	}
	for _, c := range cases {
		zone := mustZone(t, c.zone)
		w, p := ParseWhen(c.typed, zone, november(t))
		if p != nil {
			t.Errorf("%s: %s", c.typed, p.Key)
			continue
		}
		if got := w.Typed(); got != c.want {
			t.Errorf("%s is written %q, want %q", c.typed, got, c.want)
		}
		// Years later it still says the same.
		again, p := ParseWhen(w.Typed(), zone, november(t).AddDate(3, 0, 0))
		if p != nil || !again.Start.Equal(w.Start) || !again.End.Equal(w.End) || again.AllDay != w.AllDay {
			t.Errorf("%q is read back as %s", w.Typed(), describe(again, p))
		}
	}
}

func FuzzTyped(f *testing.F) {
	f.Add("16 Dec 4pm–6:30pm", "Asia/Tokyo", int64(1795000000))
	f.Add("2026-10-25 01:30 UTC+01:00–03:00", "Europe/London", int64(1795000000))
	f.Add("2026-04-05 01:45–02:15", "Australia/Lord_Howe", int64(1795000000))
	f.Fuzz(func(t *testing.T, typed, name string, now int64) {
		zone, err := LoadZone(name)
		if err != nil || now < 0 || now > 4e9 {
			return
		}
		w, p := ParseWhen(typed, zone, time.Unix(now, 0))
		if p != nil {
			return
		}
		again, p := ParseWhen(w.Typed(), w.Start.Location(), time.Unix(now, 0).AddDate(1, 0, 0))
		if p != nil || !again.Start.Equal(w.Start.Truncate(time.Minute)) || !again.End.Equal(w.End.Truncate(time.Minute)) {
			t.Errorf("%q in %s: %q is read back as %s, not %s", typed, name, w.Typed(), describe(again, p), describe(w, nil))
		}
	})
}
