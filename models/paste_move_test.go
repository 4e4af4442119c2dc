package models

import (
	"testing"
	"time"
)

func TestMoveTimes_movesTheProgrammeAndNothingElse(t *testing.T) {
	const typed = "About it at 16:00.\n\n１６：００　開会／高木氏\n・16:15〜16:25 Video\n4:30pm–4:45pm Talk / Ms. A (B)\n 16時50分 基調講演\nnote 17:00\n17:20 End"
	const want = "About it at 16:00.\n\n17:30　開会／高木氏\n・17:45〜17:55 Video\n18:00–18:15 Talk / Ms. A (B)\n 18:20 基調講演\nnote 17:00\n18:50 End"
	got, ok := MoveTimes(typed, 90, Japanese)
	if !ok || got != want {
		t.Errorf("%v\n%s\nwant\n%s", ok, got, want)
	}
	if back, ok := MoveTimes(got, -90, Japanese); !ok || back == got {
		t.Error("it does not move back")
	}
}

func TestMoveTimes_movesTheFirstEvent(t *testing.T) {
	for _, lang := range Langs {
		text := sample(t, lang)
		moved, ok := MoveTimes(text, -30, lang)
		if !ok {
			t.Fatalf("%s is not moved", lang)
		}
		before, _ := ReadProgramme(text, time.Time{}, lang)
		after, _ := ReadProgramme(moved, time.Time{}, lang)
		for i := range before.Items {
			if after.Items[i].Start != before.Items[i].Start-30 || len(after.Items[i].People) != len(before.Items[i].People) {
				t.Errorf("%s: item %d is %+v", lang, i, after.Items[i])
			}
		}
	}
}

func TestMoveTimes_leavesWhatWouldReadOtherwise(t *testing.T) {
	const typed = "00:10 A\n00:20 B\n00:30 C"
	if got, ok := MoveTimes(typed, -60, English); ok || got != typed {
		t.Errorf("%v %q", ok, got)
	}
	if got, ok := MoveTimes("No programme, only words.", 60, English); !ok || got != "No programme, only words." {
		t.Errorf("%v %q", ok, got)
	}
}

func FuzzMoveTimes(f *testing.F) {
	f.Add("16:00 Opening / Ms. A (B)\n16:15–16:30 Talk\n17:00 End", 45)
	f.Add("1600 a\n1700 b\n1800 c", -45)
	f.Fuzz(func(t *testing.T, typed string, minutes int) {
		if minutes < -3000 || minutes > 3000 {
			return
		}
		if moved, ok := MoveTimes(typed, minutes, Japanese); !ok && moved != typed {
			t.Errorf("%q became %q", typed, moved)
		}
	})
}
