package store

import (
	"time"

	"github.com/lib/pq"

	"tsudoi/models"
)

const sqlDropChannels = `delete from channels where event_id = $1`

const sqlInsertChannel = `insert into channels (id, event_id, position, url, place) values ($1, $2, 1, $3, $4)`

const sqlDropItems = `delete from items where event_id = $1`

const sqlInsertItems = `
	insert into items (id, event_id, position, kind, starts_at, minutes, title, note)
	select u.id, $1, u.position, u.kind, u.starts_at, u.minutes, u.title, u.note
	from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::int[], $6::jsonb[], $7::jsonb[]) with ordinality
	     as u(id, kind, starts_at, minutes, title, note, position)`

const sqlInsertParts = `
	insert into parts (item_id, person_id, role, position, honorific, affiliation)
	select u.item_id, u.person_id, u.role, u.position, u.honorific, u.affiliation
	from unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::jsonb[], $6::jsonb[])
	     as u(item_id, person_id, role, position, honorific, affiliation)`

// writeProgramme replaces how to take part, the items and the parts of an event by those of a draft.
func (t *tx) writeProgramme(event models.ID, d models.EventDraft) error {
	for _, query := range []string{sqlDropChannels, sqlDropItems} {
		if _, err := t.exec(query, event); err != nil {
			return err
		}
	}
	if c := d.Channel; c.URL != "" || !c.Place.Empty() {
		if _, err := t.exec(sqlInsertChannel, models.NewID(), event, c.URL, c.Place); err != nil {
			return err
		}
	}
	people, err := t.directory(d.Programme.People)
	if err != nil {
		return err
	}
	var items itemRows
	var parts partRows
	for _, i := range d.Programme.Items {
		id := models.NewID().String()
		items.add(id, i, i.Begins(d.When.Start))
		for n, p := range i.Parts {
			parts.add(id, people[p.Person], n+1, p.Role, d.Programme.People[p.Person])
		}
	}
	if _, err := t.exec(sqlInsertItems, event, pq.Array(items.id), pq.Array(items.kind), pq.Array(items.start), pq.Array(items.minutes),
		pq.Array(items.title), pq.Array(items.note)); err != nil {
		return err
	}
	_, err = t.exec(sqlInsertParts, pq.Array(parts.item), pq.Array(parts.person), pq.Array(parts.role), pq.Array(parts.position),
		pq.Array(parts.honorific), pq.Array(parts.affiliation))
	return err
}

type itemRows struct {
	id, kind, start, title, note []string
	minutes                      []int64
}

func (r *itemRows) add(id string, i models.DraftItem, begins time.Time) {
	r.id = append(r.id, id)
	r.kind = append(r.kind, string(i.Kind))
	r.start = append(r.start, begins.Format(time.RFC3339))
	r.minutes = append(r.minutes, int64(i.Minutes))
	r.title = append(r.title, asJSON(i.Title))
	r.note = append(r.note, asJSON(i.Note))
}

type partRows struct {
	item, person, role, honorific, affiliation []string
	position                                   []int64
}

func (r *partRows) add(item string, person models.ID, position int, role models.PartRole, p models.DraftPerson) {
	r.item = append(r.item, item)
	r.person = append(r.person, person.String())
	r.role = append(r.role, string(role))
	r.position = append(r.position, int64(position))
	r.honorific = append(r.honorific, asJSON(p.Honorific))
	r.affiliation = append(r.affiliation, asJSON(p.Affiliation))
}

// asJSON is a text as its column takes it.
func asJSON(t models.Text) string {
	v, err := t.Value()
	if err != nil {
		return "{}" // a map of strings always marshals
	}
	return v.(string)
}

// What the directory knows already stays as it is; what it does not know yet is added.
const sqlEnterPeople = `
	insert into people (id, name, name_key, romanised, honorific, affiliation)
	select u.id, u.name, u.name_key, u.romanised, u.honorific, u.affiliation
	from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[])
	     as u(id, name, name_key, romanised, honorific, affiliation)
	order by u.name_key
	on conflict (name_key) do update set
		romanised   = case when people.romanised = '' then excluded.romanised else people.romanised end,
		honorific   = excluded.honorific || people.honorific,
		affiliation = excluded.affiliation || people.affiliation
	returning id, name_key`

// directory finds everybody of a programme among the people, by their name, and enters who is new. The IDs are in the programme's order.
func (t *tx) directory(people []models.DraftPerson) ([]models.ID, error) {
	var id, name, key, romanised, honorific, affiliation []string
	for _, p := range people {
		id = append(id, models.NewID().String())
		name = append(name, p.Name)
		key = append(key, models.NameKey(p.Name))
		romanised = append(romanised, p.Romanised)
		honorific = append(honorific, asJSON(p.Honorific))
		affiliation = append(affiliation, asJSON(p.Affiliation))
	}
	var rows []struct {
		ID  models.ID `db:"id"`
		Key string    `db:"name_key"`
	}
	if err := t.all(&rows, sqlEnterPeople, pq.Array(id), pq.Array(name), pq.Array(key), pq.Array(romanised), pq.Array(honorific),
		pq.Array(affiliation)); err != nil {
		return nil, err
	}
	known := map[string]models.ID{}
	for _, r := range rows {
		known[r.Key] = r.ID
	}
	ids := make([]models.ID, len(people))
	for i := range people {
		ids[i] = known[key[i]]
	}
	return ids, nil
}
