package store_test

import (
	"slices"
	"strings"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store/storetest"
)

// What the rules know and what the database lets in are the same lists.
func TestStates_areTheSameInTheSchema(t *testing.T) {
	db := storetest.New(t).SQL()
	for _, c := range []struct {
		table, column string
		want          []string
	}{
		{"events", "state", asWords(models.EventStates)},
		{"registrations", "state", asWords(models.RegistrationStates)},
		{"questions", "state", asWords(models.QuestionStates)},
		{"mails", "state", asWords(models.MailStates)},
		{"items", "kind", asWords(models.ItemKinds)},
		{"parts", "role", asWords(models.PartRoles)},
		{"consents", "purpose", asWords(models.ConsentPurposes)},
		{"consent_texts", "purpose", asWords(models.ConsentPurposes)},
		{"event_privacy", "sharing", asWords(models.Sharings)},
		{"fields", "kind", asWords(models.FieldKinds)},
	} {
		var check string
		if err := db.QueryRow(`select pg_get_constraintdef(oid) from pg_constraint where conrelid = $1::regclass and conname = $2`,
			c.table, c.table+"_"+c.column+"_check").Scan(&check); err != nil {
			t.Fatalf("%s.%s: %v", c.table, c.column, err)
		}
		var got []string
		for i, s := range strings.Split(check, "'") {
			if i%2 == 1 {
				got = append(got, s)
			}
		}
		slices.Sort(got)
		slices.Sort(c.want)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s.%s\n schema %v\n  rules %v", c.table, c.column, got, c.want)
		}
	}
}

func asWords[S ~string](of []S) []string {
	var out []string
	for _, s := range of {
		out = append(out, string(s))
	}
	return out
}
