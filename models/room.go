package models

// Room is what the public is told of how full an event is.
type Room struct {
	Capacity int
	// Least is how many places are left at least; 0 when there are only a few, or none.
	Least int
	Full  bool
}

// Room tells how full the event is in steps of a twentieth of its capacity, ten at least: an exact figure would let anybody who
// registers somebody else's address see by the next figure whether that person was registered already.
func (e Event) Room(taken int) Room {
	step := max(10, e.Capacity/20)
	left := max(0, e.Capacity-taken)
	return Room{Capacity: e.Capacity, Least: left / step * step, Full: e.Capacity > 0 && left == 0}
}

// TakenPercent is how far the meter goes.
func (r Room) TakenPercent() int {
	switch {
	case r.Capacity == 0:
		return 0
	case r.Full:
		return 100
	case r.Least == 0:
		return 95
	}
	return (r.Capacity - r.Least) * 100 / r.Capacity
}
