package manage

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Queue shows who awaits a decision, whom a seat is offered to, and who waits for one, in their order.
func (h Registrations) Queue(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	v := web.Viewer(c)
	plan, err := h.Events.Plan(ctx, v, e.ID)
	if err != nil {
		return err
	}
	lines, err := h.Registrations.Queue(ctx, v, e)
	if err != nil {
		return err
	}
	p := templates.QueuePage{Base: base, Event: e, Several: len(plan.Seats) > 1}
	for _, s := range plan.Seats {
		category := templates.QueueCategory{Row: templates.NewSeatRow(e, s, plan.Pending[s.ID], h.Now())}
		for _, state := range []models.RegistrationState{models.PendingReview, models.Offered, models.Waitlisted} {
			if list := queueList(e, s, state, lines); list.Of > 0 {
				category.Lists = append(category.Lists, list)
			}
		}
		if len(category.Lists) > 0 {
			p.Categories = append(p.Categories, category)
		}
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// queueList picks those of one category who stand in one state.
func queueList(e models.Event, s models.Seating, state models.RegistrationState, lines []store.QueueLine) templates.QueueList {
	list := templates.QueueList{Event: e, Category: s.ID, State: state, Title: s.Title}
	for _, l := range lines {
		if l.Category != s.ID || l.State != state {
			continue
		}
		p := templates.QueuePerson{ID: l.ID, Rank: l.Rank, Name: l.Name, Email: l.Email, Lang: l.Language, At: l.CreatedAt.In(e.Location()), Lapses: l.Lapses}
		if l.OfferedUntil != nil {
			p.Until = l.OfferedUntil.In(e.Location())
		}
		list.People, list.Of = append(list.People, p), l.Of
	}
	return list
}
