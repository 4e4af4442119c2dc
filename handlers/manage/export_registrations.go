package manage

import (
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
)

// registrationsExport is the registrations that a filter picks.
func registrationsExport(f models.RegistrationFilter) export {
	return export{"registrations", models.Viewer.CanOrganise, func(s store.Snapshot, w form) []sheet {
		return []sheet{sheetOf(w, "registrations", registrationColumns(s),
			func(do func(store.RegistrationRow) error) error { return s.Registrations(f, do) })}
	}}
}

func registrationColumns(s store.Snapshot) []column[store.RegistrationRow] {
	type row = store.RegistrationRow
	columns := []column[row]{
		{titled("number"), tabular.Integer, 0, func(_ form, r row) tabular.Cell { return r.Number }},
		text("state", 14, func(f form, r row) string { return f.word("registration_state.%s", string(r.State)) }),
		text("registrant", 24, func(_ form, r row) string { return r.Name }),
		text("email", 30, func(_ form, r row) string { return r.Email }),
		text("language", 10, func(f form, r row) string { return f.language(r.Language) }),
		text("zone", 20, func(_ form, r row) string { return r.Zone }),
	}
	columns = append(columns, instant("registered", func(r row) *time.Time { return &r.CreatedAt })...)
	columns = append(columns, instant("confirmed", func(r row) *time.Time { return r.ConfirmedAt })...)
	columns = append(columns, instant("cancelled", func(r row) *time.Time { return r.CancelledAt })...)
	columns = append(columns, consentColumns(s)...)
	columns = append(columns,
		text("cancelled_by", 12, func(f form, r row) string { return f.word("registrations.by_%s", r.CancelledBy) }),
		text("source", 12, func(f form, r row) string { return f.word("registrations.from_%s", r.Source) }),
		integer("letters_sent", func(r row) int { return r.LettersSent }),
		text("last_letter", 18, func(f form, r row) string { return f.word("letter_kind.%s", string(r.LetterKind)) }),
		text("last_letter_fate", 12, func(f form, r row) string { return f.word("letter_state.%s", string(r.LetterState)) }),
		text("attended", 10, func(f form, r row) string { return f.yes(r.FirstJoinAt != nil) }))
	columns = append(columns, instant("first_join", func(r row) *time.Time { return r.FirstJoinAt })...)
	columns = append(columns, instant("last_join", func(r row) *time.Time { return r.LastJoinAt })...)
	return append(columns, text("id", 38, func(_ form, r row) string { return r.ID.String() }))
}
