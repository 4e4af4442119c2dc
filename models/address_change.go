package models

import "time"

// AddressChangeLife is how long the letter to a new address may wait for its button to be pressed.
const AddressChangeLife = 48 * time.Hour

// NewAddress is a checked wish for another address. The ID is made before the first try of the write.
type NewAddress struct {
	ID    ID
	Email string
	Key   string
}

// CheckNewAddress reads what an attendee typed who is registered as current.
func CheckNewAddress(typed, current string) (NewAddress, Problems) {
	p := Problems{}
	n := NewAddress{ID: NewID()}
	var key string
	if n.Email, n.Key, key = Address(typed); key != "" {
		p.Add("email", key)
		return n, p
	}
	if _, now, _ := Address(current); now == n.Key {
		p.Add("email", "address.same")
	}
	return n, p
}

// AddressChange is a wish for another address as it stands now.
type AddressChange struct {
	ID             ID     `db:"id"`
	RegistrationID ID     `db:"registration_id"`
	Email          string `db:"email"`
	Key            string `db:"email_key"`
	Waits          bool   `db:"waits"` // its button can be pressed
	Done           bool   `db:"done"`  // it was pressed, and nothing has changed since
	Taken          bool   `db:"taken"` // somebody is registered with that address at the event meanwhile
}
