package manage

import (
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
)

// consentColumns are one column for each consent that the event asks for, and when taking part was agreed to.
func consentColumns(s store.Snapshot) []column[store.RegistrationRow] {
	type row = store.RegistrationRow
	var columns []column[row]
	for _, a := range s.Asks {
		columns = append(columns, column[row]{func(f form) string { return consentTitle(f.lang, a, s.Hosts) }, tabular.Text, 12,
			func(f form, r row) tabular.Cell { return f.yes(r.Agreed(a)) }})
	}
	return append(columns, exactly("consented", func(r row) *time.Time { return r.ConsentAt }))
}

// consentTitle names a consent in a few words.
func consentTitle(l models.Lang, a models.Ask, hosts []models.Host) string {
	name := a.HostID.String() // a host that holds the event no more
	for _, h := range hosts {
		if h.ID == a.HostID {
			name = h.Name.In(l)
		}
	}
	return i18n.T(l, "consent_name."+string(a.Purpose), "host", name)
}
