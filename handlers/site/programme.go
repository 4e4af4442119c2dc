package site

import (
	"hash/fnv"
	"slices"
	"time"

	"tsudoi/models"
	"tsudoi/templates"
)

// days puts the items, in order, under the days on which they begin in the event's zone.
func days(e models.Event, items []models.Item, phase models.EventState, now time.Time) []templates.ProgrammeDay {
	var out []templates.ProgrammeDay
	for _, i := range items {
		i.StartsAt = i.StartsAt.In(e.Location())
		item := templates.ProgrammeItem{Item: i, Now: phase == models.Live && !now.Before(i.StartsAt) && now.Before(i.EndsAt())}
		if n := len(out); n == 0 || out[n-1].Date.Format(time.DateOnly) != i.StartsAt.Format(time.DateOnly) {
			out = append(out, templates.ProgrammeDay{Date: i.StartsAt})
		}
		last := &out[len(out)-1]
		last.Items = append(last.Items, item)
	}
	for i := range out {
		out[i].Named = len(out) > 1
	}
	return out
}

// onStage lists everybody on stage once, in the order in which they first appear, with all that they do.
func onStage(items []models.Item) []templates.OnStage {
	var out []templates.OnStage
	at := map[models.ID]int{}
	for _, item := range items {
		for _, p := range item.Parts {
			if p.Role == models.RoleInterpreter || p.Role == models.RoleOperator {
				continue // behind the stage
			}
			i, known := at[p.Person.ID]
			if !known {
				i = len(out)
				at[p.Person.ID] = i
				out = append(out, templates.OnStage{Person: p.Person, Hue: hueOf(p.Person.ID)})
			}
			if !slices.Contains(out[i].Roles, p.Role) {
				out[i].Roles = append(out[i].Roles, p.Role)
			}
		}
	}
	return out
}

// hueOf gives a person the same colour on every page; sumi is for what is cancelled.
func hueOf(id models.ID) string {
	h := fnv.New32a()
	h.Write(id[:])
	return templates.Hues[h.Sum32()%uint32(len(templates.Hues)-1)]
}
