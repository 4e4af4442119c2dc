package attendee

import (
	"time"

	"tsudoi/models"
	"tsudoi/templates"
)

// NewAskForm is the box to ask in, empty or as it was typed. The caller sets its Action.
func NewAskForm(r models.Registration, e models.Event, f models.QuestionForm, p models.Problems, lang models.Lang, now time.Time) templates.AskForm {
	a := templates.AskForm{Form: templates.Form{Problems: p, Lang: lang, Order: []string{"text"}}, Key: models.ParseID(f.Key), Text: f.Text, Hide: f.Hide, Name: r.Name}
	if a.Key == (models.ID{}) {
		a.Key = models.NewID()
	}
	var channel models.QuestionChannel
	channel, a.Taking = e.QuestionChannel(now)
	a.Taking = a.Taking && r.State.TakesPart()
	a.Before = channel == models.AskedBefore
	return a
}

// running puts the items into the event's zone and finds the one that is on and the one after it.
func running(e models.Event, items []models.Item, phase models.EventState, now time.Time) (all []templates.ProgrammeItem, on, next *templates.ProgrammeItem) {
	for _, i := range items {
		i.StartsAt = i.StartsAt.In(e.Location())
		all = append(all, templates.ProgrammeItem{Item: i, Now: phase == models.Live && !now.Before(i.StartsAt) && now.Before(i.EndsAt())})
	}
	for i := range all {
		switch {
		case all[i].Now && on == nil:
			on = &all[i]
		case next == nil && now.Before(all[i].StartsAt):
			next = &all[i]
		}
	}
	return all, on, next
}
