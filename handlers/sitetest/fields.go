package sitetest

import (
	"context"

	"tsudoi/models"
	"tsudoi/models/store"
)

// Field puts a field on the form of an event, with a label in both languages, and returns it as it stands there.
func (s *Site) Field(event models.ID, kind models.FieldKind, change ...func(*models.Field)) models.Field {
	s.T.Helper()
	ctx := context.Background()
	f := models.Field{ID: models.NewID(), Kind: kind, Label: models.Text{models.Japanese: "項目 " + string(kind), models.English: "Field " + string(kind)}}
	for _, c := range change {
		c(&f)
	}
	owner := models.Viewer{AccountID: models.NewID(), Grants: []models.Grant{{Role: models.Owner}}}
	s.Exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1, 'Owner', $2, $2, 'ja', 'Asia/Tokyo')`, owner.AccountID,
		owner.AccountID.String()+"@example.org")
	fields := store.NewFields(s.DB)
	_, version, err := fields.For(ctx, owner, models.Event{ID: event})
	if err == nil {
		err = fields.Save(ctx, owner, event, version, f)
	}
	if err != nil {
		s.T.Fatal(err)
	}
	return f
}
