package store

import (
	"slices"

	"github.com/lib/pq"

	"tsudoi/models"
)

// countryOf is what a registration r answered to the first question for a country that its event's form has now; "" for nothing. It is
// copied to the registration, so that the desk's list finds and counts it in the indexes that it reads anyway.
const countryOf = `
	coalesce((select a.value->>0 from answers a where a.registration_id = r.id and a.field_id = (
		select f.id from fields f where f.event_id = r.event_id and f.kind = 'country' and f.retired_at is null
		order by f.position, f.id limit 1)), '')`

const sqlSetCountries = `
	update registrations r set country =` + countryOf + ` where r.id = any($1::uuid[]) and r.country <>` + countryOf

// setCountries follows a change of the answers of some registrations.
func (t *tx) setCountries(registrations []string) error {
	if len(registrations) == 0 {
		return nil
	}
	_, err := t.exec(sqlSetCountries, pq.Array(registrations))
	return err
}

// nameCountry reports whether one of the answers may be a country; which field it answers is for the database to say.
func nameCountry(answers models.Answers) bool {
	for _, a := range answers {
		if models.CountryKnown(a.One()) {
			return true
		}
	}
	return false
}

const sqlSetCountriesOf = `update registrations r set country =` + countryOf + ` where r.event_id = $1 and r.country <>` + countryOf

// countAgain follows a change of the form, which may have another first question for a country now. had are its fields; it takes the lock
// of the seats, so that nobody registers by the old form meanwhile.
func (t *tx) countAgain(event models.ID, had models.Fields) error {
	if !slices.ContainsFunc(had, func(f models.Field) bool { return f.Kind == models.FieldCountry }) {
		return nil
	}
	if _, err := t.lockSeats(event); err != nil {
		return err
	}
	_, err := t.exec(sqlSetCountriesOf, event)
	return err
}
