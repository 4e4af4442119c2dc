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

// Totals draws how many registered, by what the list can be filtered by, and day by day.
func (h Registrations) Totals(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	v := web.Viewer(c)
	seats, err := h.Events.Seating(ctx, e.ID)
	if err != nil {
		return err
	}
	counts, err := h.Registrations.Counts(ctx, v, e, models.RegistrationFilter{})
	if err != nil {
		return err
	}
	days, err := h.Registrations.Days(ctx, v, e)
	if err != nil {
		return err
	}
	p := templates.RegistrationTotals{Base: base, Event: e, At: deskOf(e.ID) + "/registrations", Days: models.Trend(days, h.Now().In(e.Location()))}
	p.Groups = totals(counts, facets(p.At, base.Lang, models.RegistrationFilter{}, counts, seats))
	p.Line, p.Area = templates.Spark(p.Days)
	h.Answer(c, http.StatusOK, p)
	return nil
}

// totals makes bars of the filters: each value with its share of all.
func totals(counts store.RegistrationCounts, filters []templates.RegistrationFacet) (groups []templates.TotalGroup) {
	all := max(1, counts.Of(models.RegistrationFilter{}))
	for _, f := range filters {
		g := templates.TotalGroup{Name: f.Name}
		for _, chip := range f.Chips {
			if chip.Value != "" {
				g.Bars = append(g.Bars, templates.TotalBar{RegistrationChip: chip, Percent: (100*chip.N + all/2) / all})
			}
		}
		groups = append(groups, g)
	}
	return groups
}
