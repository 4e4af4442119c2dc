package live

import (
	"fmt"
	"testing"
)

func told(seq int64, what string) Frame { return Frame{Seq: seq, Bytes: []byte(what)} }

func heard(frames []Frame) (s string) {
	for _, f := range frames {
		s += string(f.Bytes)
	}
	return s
}

func TestRing_aReaderGoesOnWhereItStopped(t *testing.T) {
	r := NewRing(4, 10)
	r.Add([]byte("w"), told(11, "a"), told(0, "-"), told(12, "b"), told(15, "c"))
	for seq, want := range map[int64]string{10: "a-bc", 11: "bc", 12: "c", 13: "c", 15: "", 99: ""} {
		cursor, welcome, ok := r.join(seq)
		frames, next, _, still := r.after(cursor, nil)
		if got := heard(frames); !ok || !still || got != want || string(welcome) != "w" || next != 4 {
			t.Errorf("after %d: %q %v %v, want %q", seq, got, ok, still, want)
		}
	}
	if _, _, ok := r.join(9); ok {
		t.Error("nobody knows what came after 9")
	}
}

func TestRing_forgetsTheOldestAndSaysSo(t *testing.T) {
	r := NewRing(3, 0)
	early, _, _ := r.join(0)
	for i := range 5 {
		r.Add(nil, told(int64(i+1), fmt.Sprint(i+1)))
	}
	if _, _, ok := r.join(1); ok {
		t.Error("2 is gone, and nobody says so")
	}
	cursor, _, ok := r.join(2)
	if frames, _, _, still := r.after(cursor, nil); !ok || !still || heard(frames) != "345" {
		t.Errorf("after 2: %q", heard(frames))
	}
	if _, next, _, still := r.after(early, nil); still || next != 5 {
		t.Error("a reader that was left behind is not told")
	}
	if r.latest() != 5 {
		t.Error(r.latest())
	}
}

func TestRing_wakesWhoWaits(t *testing.T) {
	r := NewRing(3, 0)
	_, _, grown, _ := r.after(0, nil)
	r.Add([]byte("w"))
	select {
	case <-grown:
		t.Error("woken for nothing")
	default:
	}
	r.Add(nil, told(1, "a"))
	select {
	case <-grown:
	default:
		t.Error("not woken")
	}
}
