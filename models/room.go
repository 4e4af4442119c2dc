package models

// Room is what the public is told of how full a category of an event is.
type Room struct {
	Capacity int
	// Least is how many places are left at least; 0 when there are only a few, or none.
	Least int
	Full  bool
}

// Room tells how full a category is in steps of a twentieth of its capacity, ten at least: an exact figure would let anybody who
// registers somebody else's address see by the next figure whether that person was registered already.
func (s Seating) Room() Room {
	step := max(10, s.Capacity/20)
	left := max(0, s.Capacity-s.Taken)
	return Room{Capacity: s.Capacity, Least: left / step * step, Full: s.Full()}
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

// RoomOf tells it of the seats that everybody may take, whatever their category.
func RoomOf(seats []Seating) Room {
	var all Seating
	for _, s := range seats {
		if s.Access != AccessPublic {
			continue
		}
		if s.Capacity == 0 {
			return Room{}
		}
		all.Capacity += s.Capacity
		all.Taken += min(s.Taken, s.Capacity)
	}
	return all.Room()
}
