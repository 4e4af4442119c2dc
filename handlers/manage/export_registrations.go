package manage

import (
	"net/url"
	"slices"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
)

// registrationsExport is the registrations that the filter in an address picks, with the columns that it names: col=name&col=email; all
// where it names none.
func registrationsExport(q url.Values) export {
	return export{"registrations", models.Viewer.CanOrganise, func(s store.Snapshot, w form) []sheet {
		var columns []column[store.RegistrationRow]
		for _, c := range choose(registrationChoices(s), q) {
			columns = append(columns, c.columns...)
		}
		return []sheet{sheetOf(w, "registrations", columns,
			func(do func(store.RegistrationRow) error) error {
				return s.Registrations(models.ReadRegistrationFilter(q), do)
			})}
	}}
}

// choice is what can be taken away of a registration: one column, or a few that belong together. key is its name in an address.
type choice struct {
	key     string
	columns []column[store.RegistrationRow]
}

// choose picks what an address names, in the order of the table. What it does not know is left out; naming nothing picks all.
func choose(all []choice, q url.Values) (picked []choice) {
	named := q["col"]
	for _, c := range all {
		if slices.Contains(named, c.key) {
			picked = append(picked, c)
		}
	}
	if len(picked) == 0 {
		return all
	}
	return picked
}

// registrationChoices lists the columns of an event's registrations: its categories, consents and questions among them.
func registrationChoices(s store.Snapshot) []choice {
	type row = store.RegistrationRow
	one := func(key string, c column[row]) choice { return choice{key, []column[row]{c}} }
	words := func(key string, width float64, of func(form, row) string) choice {
		return one(key, text(key, width, of))
	}
	moment := func(key string, of func(row) *time.Time) choice { return choice{key, instant(key, of)} }
	all := []choice{
		one("number", column[row]{titled("number"), tabular.Integer, 0, func(_ form, r row) tabular.Cell { return r.Number }}),
		words("state", 14, func(f form, r row) string { return f.word("registration_state.%s", string(r.State)) }),
		words("registrant", 24, func(_ form, r row) string { return r.Name }),
		words("email", 30, func(_ form, r row) string { return r.Email }),
		words("language", 10, func(f form, r row) string { return f.language(r.Language) }),
		words("zone", 20, func(_ form, r row) string { return r.Zone }),
	}
	if len(s.Seats) > 1 {
		all = append(all, words("category", 20, func(f form, r row) string { return categoryTitle(s.Seats, r.Category).In(f.lang) }))
	}
	all = append(all,
		words("reference", 16, func(_ form, r row) string { return r.Reference }),
		moment("registered", func(r row) *time.Time { return &r.CreatedAt }),
		moment("confirmed", func(r row) *time.Time { return r.ConfirmedAt }),
		moment("cancelled", func(r row) *time.Time { return r.CancelledAt }),
		choice{"consents", consentColumns(s)},
		words("cancelled_by", 12, func(f form, r row) string { return f.word("registrations.by_%s", r.CancelledBy) }),
		words("source", 12, func(f form, r row) string { return f.word("registrations.from_%s", r.Source) }),
		one("letters_sent", integer("letters_sent", func(r row) int { return r.LettersSent })),
		words("last_letter", 18, func(f form, r row) string { return f.word("letter_kind.%s", string(r.LetterKind)) }),
		words("last_letter_fate", 12, func(f form, r row) string { return f.word("letter_state.%s", string(r.LetterState)) }),
		words("attended", 10, func(f form, r row) string { return f.yes(r.FirstJoinAt != nil) }),
		moment("first_join", func(r row) *time.Time { return r.FirstJoinAt }),
		moment("last_join", func(r row) *time.Time { return r.LastJoinAt }))
	for _, q := range s.Form {
		all = append(all, one(q.Key(), column[row]{func(f form) string { return q.Label.In(f.lang) }, tabular.Text, 24,
			func(f form, r row) tabular.Cell { return i18n.Answer(f.lang, q, r.Answers[q.ID]) }}))
	}
	return append(all, words("id", 38, func(_ form, r row) string { return r.ID.String() }))
}

func categoryTitle(seats []models.Seating, id models.ID) models.Text {
	for _, s := range seats {
		if s.ID == id {
			return s.Title
		}
	}
	return nil
}
