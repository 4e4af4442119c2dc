package store

import (
	"context"
	"errors"

	"tsudoi/models"
)

// Hosts keeps the organisations that hold events.
type Hosts struct{ db *DB }

// NewHosts returns the hosts kept in db.
func NewHosts(db *DB) *Hosts { return &Hosts{db} }

const hostColumns = `
	h.id, h.name, h.site, h.hue, h.address, h.representative, h.privacy_contact, h.policy, h.eu_representative, h.dpo`

const sqlHosts = `select` + hostColumns + ` from hosts h order by h.created_at, h.id`

// All returns every host of the installation, the first one first.
func (s *Hosts) All(ctx context.Context) ([]models.Host, error) {
	hosts := []models.Host{}
	err := s.db.pool.SelectContext(ctx, &hosts, sqlHosts)
	return hosts, read(ctx, "hosts", err)
}

const sqlHostByID = `select` + hostColumns + ` from hosts h where h.id = $1`

// ByID returns one host.
func (s *Hosts) ByID(ctx context.Context, id models.ID) (models.Host, error) {
	var h models.Host
	err := s.db.pool.GetContext(ctx, &h, sqlHostByID, id)
	return h, read(ctx, "host", err)
}

// Add makes a host, on equal terms with those that are there. Only an owner may.
func (s *Hosts) Add(ctx context.Context, v models.Viewer, h models.Host) error {
	return s.db.inTx(ctx, "add host", func(t *tx) error {
		if !v.IsOwner() {
			return models.ErrForbidden
		}
		if err := t.first(v, models.ID{}, "host.add", h.ID.String(), nil); err != nil {
			return err
		}
		return t.newHost(h)
	})
}

// newHost makes a host.
func (t *tx) newHost(h models.Host) error {
	_, err := t.exec(sqlNewHost, h.ID, h.Name, h.Site, h.Hue, h.Address, h.Representative, h.PrivacyContact, h.Policy, h.EURepresentative, h.DPO)
	return err
}

const sqlChangeHost = `
	update hosts set name = $2, site = $3, hue = $4, address = $5, representative = $6, privacy_contact = $7, policy = $8,
	       eu_representative = $9, dpo = $10
	where id = $1`

// Change gives a host other words. Only an owner may.
func (s *Hosts) Change(ctx context.Context, v models.Viewer, h models.Host) error {
	return s.db.inTx(ctx, "change host", func(t *tx) error {
		if !v.IsOwner() {
			return models.ErrForbidden
		}
		if err := t.first(v, models.ID{}, "host.change", h.ID.String(), nil); err != nil {
			return err
		}
		n, err := t.exec(sqlChangeHost, h.ID, h.Name, h.Site, h.Hue, h.Address, h.Representative, h.PrivacyContact, h.Policy,
			h.EURepresentative, h.DPO)
		if err == nil && n == 0 {
			err = models.ErrNotFound
		}
		return err
	})
}

const sqlFirstHost = `select name from hosts order by created_at, id limit 1`

// SiteName is what the installation calls itself: its first host's name; empty before the set-up.
func (s *Hosts) SiteName(ctx context.Context) (models.Text, error) {
	var name models.Text
	err := read(ctx, "site name", s.db.pool.GetContext(ctx, &name, sqlFirstHost))
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	return name, err
}
