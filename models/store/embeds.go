package store

import (
	"context"

	"github.com/lib/pq"

	"tsudoi/models"
)

type embedRow struct {
	Origins pq.StringArray `db:"origins"`
	Version int64          `db:"version"`
}

const sqlEmbed = `select origins, version from embeds where event_id = $1`

// Embed returns on which sites the form of an event may stand.
func (s *Events) Embed(ctx context.Context, e models.ID) (models.Embed, error) {
	var found []embedRow
	if err := s.db.pool.SelectContext(ctx, &found, sqlEmbed, e); err != nil {
		return models.Embed{}, read(ctx, "embedding", err)
	}
	if len(found) > 0 {
		return models.Embed{Origins: found[0].Origins, Version: found[0].Version}, nil
	}
	hosts, err := s.Hosts(ctx, e)
	return models.EmbedOf(hosts), err
}

const sqlSaveEmbed = `
	insert into embeds (event_id, origins, version) select $1, $2, 1 where $3 = 0
	on conflict do nothing`

const sqlChangeEmbed = `update embeds set origins = $2, version = version + 1 where event_id = $1 and version = $3`

// SaveEmbed sets on which sites the form of an event may stand. ErrStale where somebody else has set it since version.
func (s *Events) SaveEmbed(ctx context.Context, v models.Viewer, event models.ID, version int64, origins []string) error {
	return s.db.inTx(ctx, "set embedding", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "event.embed", "", nil); err != nil {
			return err
		}
		query := sqlChangeEmbed
		if version == 0 {
			query = sqlSaveEmbed
		}
		rows, err := t.exec(query, event, pq.Array(origins), version)
		if err == nil && rows == 0 {
			return models.ErrStale
		}
		return err
	})
}

const sqlSetProve = `update events set prove = $2 where id = $1`

// SetProve sets whether everybody who registers for an event has to prove their address first.
func (s *Events) SetProve(ctx context.Context, v models.Viewer, event models.ID, always bool) error {
	return s.db.inTx(ctx, "set proof of address", func(t *tx) error {
		if _, err := t.permit(v, event, models.Viewer.CanOrganise); err != nil {
			return err
		}
		if err := t.first(v, event, "event.prove", "", map[string]bool{"always": always}); err != nil {
			return err
		}
		_, err := t.exec(sqlSetProve, event, always)
		return err
	})
}
