package manage

import (
	"context"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// erasurePlan is when what will be erased of an event, by its own clock, with the way to where that is decided.
func erasurePlan(ctx context.Context, privacy *store.Privacy, e models.Event, now time.Time) (templates.ErasurePlan, error) {
	plan, err := privacy.Plan(ctx, e, now)
	out := templates.ErasurePlan{N: plan.N, Announced: plan.Announced, Path: deskOf(e.ID) + "/privacy"}
	if !plan.At.IsZero() {
		out.At = plan.At.In(e.Location())
	}
	return out, err
}
