package store

import (
	"slices"

	"github.com/lib/pq"

	"tsudoi/models"
)

const sqlKnownHosts = `select id::text from hosts where id = any($1::uuid[])`

const sqlDropHosts = `delete from event_hosts where event_id = $1`

const sqlInsertHosts = `
	insert into event_hosts (event_id, host_id, position)
	select $1, u.id, u.position from unnest($2::uuid[]) with ordinality as u(id, position)`

// holdDraft gives a draft the hosts that were ticked. Where none of them is one that the viewer acts for it keeps those it has, or is
// given one of the viewer's own: nobody types themselves out of their draft.
func (t *tx) holdDraft(e *editing, now []models.ID) error {
	hosts, err := t.knownHosts(e.form.Hosts)
	if err != nil {
		return err
	}
	if !e.viewer.IsOwner() && !e.viewer.MayHold(hosts) {
		if hosts = now; len(hosts) == 0 {
			hosts = e.viewer.Organises()[:1]
		}
	}
	return t.setHosts(e.id, hosts)
}

// holdPublic gives an event that is to be public its hosts: all of them known, one at least the viewer's own.
func (t *tx) holdPublic(e *editing) error {
	hosts, err := t.knownHosts(e.draft.HostIDs)
	if err != nil {
		return err
	}
	if len(hosts) == 0 || len(hosts) != len(e.draft.HostIDs) {
		return models.Problems{"hosts": {Key: "event_form.no_host"}}
	}
	if !e.viewer.MayHold(hosts) {
		return models.Problems{"hosts": {Key: "event_form.own_host"}}
	}
	return t.setHosts(e.id, hosts)
}

// knownHosts keeps of ids those that exist, once each, in their order.
func (t *tx) knownHosts(ids []models.ID) ([]models.ID, error) {
	var found []string
	if err := t.all(&found, sqlKnownHosts, pq.Array(idStrings(ids))); err != nil {
		return nil, err
	}
	var known []models.ID
	for _, id := range ids {
		if slices.Contains(found, id.String()) && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	return known, nil
}

func (t *tx) setHosts(event models.ID, hosts []models.ID) error {
	if _, err := t.exec(sqlDropHosts, event); err != nil {
		return err
	}
	_, err := t.exec(sqlInsertHosts, event, pq.Array(idStrings(hosts)))
	return err
}

func idStrings(ids []models.ID) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id.String()
	}
	return out
}

const sqlSlugLock = `select 1 from pg_advisory_xact_lock(hashtext('tsudoi: slugs'))`

const sqlSlugsLike = `select slug from events where id <> $1 and (slug = $2 or slug like $2 || '-%')`

// freeSlug finds the event's address, under a lock that no two events pass with the same one. A chosen one that is taken is a problem;
// one made from the title gets a number.
func (t *tx) freeSlug(e *editing) (string, error) {
	var one int
	if err := t.get(&one, sqlSlugLock); err != nil {
		return "", err
	}
	want := e.draft.WantedSlug()
	var taken []string
	if err := t.all(&taken, sqlSlugsLike, e.id, want); err != nil {
		return "", err
	}
	if !slices.Contains(taken, want) {
		return want, nil
	}
	if e.draft.Slug != "" {
		return "", models.Problems{"slug": {Key: "event_form.slug_taken"}}
	}
	return models.NextSlug(want, taken), nil
}
