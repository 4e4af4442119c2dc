package manage

import (
	"context"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// privacyOf is what the desk knows of one person's consents.
func (h Registrations) privacyOf(ctx context.Context, lang models.Lang, e models.Event, r store.RegistrationRow) (templates.PersonPrivacy, error) {
	p := templates.PersonPrivacy{Path: personPath(e.ID, r.ID), Erased: in(r.ErasedAt, e.Location())}
	hosts, err := h.Events.Hosts(ctx, e.ID)
	if err != nil {
		return p, err
	}
	list, err := h.Ledger.Of(ctx, r.ID)
	for _, one := range list {
		words, _ := one.Text.Pick(one.Language, e.FirstLanguage)
		p.Consents = append(p.Consents, templates.PersonConsent{Name: consentTitle(lang, one.Ask(), hosts), Words: words,
			At: one.GivenAt.In(e.Location()), Until: in(one.WithdrawnAt, e.Location())})
	}
	return p, err
}
