package models

import "testing"

func TestRoom_tellsNoExactFigure(t *testing.T) {
	for _, c := range []struct {
		capacity, taken int
		want            Room
		percent         int
	}{
		{0, 900, Room{}, 0},
		{500, 0, Room{500, 500, false}, 0},
		{500, 1, Room{500, 475, false}, 5},
		{500, 188, Room{500, 300, false}, 40},
		{500, 476, Room{500, 0, false}, 95},
		{500, 500, Room{500, 0, true}, 100},
		{500, 510, Room{500, 0, true}, 100}, // the capacity was lowered
		{30, 5, Room{30, 20, false}, 33},
		{5, 0, Room{5, 0, false}, 95},
	} {
		got := Seating{Category{Capacity: c.capacity}, c.taken, 0}.Room()
		if got != c.want || got.TakenPercent() != c.percent {
			t.Errorf("%d of %d taken: %+v, %d%%", c.taken, c.capacity, got, got.TakenPercent())
		}
	}
}
