package templates

import "time"

// PersonPrivacy is what the desk's page of one person says of their consents, and what it can do with their data.
type PersonPrivacy struct {
	Path     string // of the person's page
	Erased   *time.Time
	Consents []PersonConsent
}

// PersonConsent is one line of the ledger, by the event's clock; Until is nil while it stands.
type PersonConsent struct {
	Name  string
	Words string
	At    time.Time
	Until *time.Time
}
