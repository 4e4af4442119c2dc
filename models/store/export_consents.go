package store

import (
	"slices"

	"tsudoi/models"
)

// given reports whether the viewer's host may be given the details of r: where one host collects and provides to the others, these get
// only who agreed to it.
func (s Snapshot) given(r RegistrationRow) bool {
	if s.Privacy.Shape(s.Hosts) != models.ShareProvision || s.viewer.CanCreate(s.Privacy.Lead(s.Hosts).ID) {
		return true
	}
	return slices.ContainsFunc(s.Privacy.Others(s.Hosts), func(h models.Host) bool {
		return s.viewer.CanCreate(h.ID) && r.Agreed(models.Ask{Purpose: models.ConsentProvision, HostID: h.ID})
	})
}

const sqlAskedOf = `
	select distinct c.purpose, coalesce(c.host_id, '00000000-0000-0000-0000-000000000000') as host_id
	from consents c join registrations r on r.id = c.registration_id where r.event_id = $1`

// asks lists what the event asks for now and what anybody agreed to before, in the order of the form.
func (s Snapshot) asks() ([]models.Ask, error) {
	asks := s.Privacy.Asked(s.Hosts)
	var before []struct {
		Purpose models.ConsentPurpose `db:"purpose"`
		HostID  models.ID             `db:"host_id"`
	}
	if err := s.t.all(&before, sqlAskedOf, s.Event.ID); err != nil {
		return nil, read(s.t.ctx, "consents asked", err)
	}
	for _, b := range before {
		if a := (models.Ask{Purpose: b.Purpose, HostID: b.HostID}); !slices.Contains(asks, a) {
			asks = append(asks, a)
		}
	}
	return asks, nil
}
