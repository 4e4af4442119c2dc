package store

import (
	"context"
	"fmt"

	"tsudoi/models"
)

// Days counts who registered and stands, day by day in the event's zone; days without anybody are left out. For its organisers.
func (s *Registrations) Days(ctx context.Context, v models.Viewer, e models.Event) (days []models.DayCount, err error) {
	if err := permit(v, e, models.Viewer.CanOrganise); err != nil {
		return nil, fmt.Errorf("registration days: %w", err)
	}
	err = s.db.pool.SelectContext(ctx, &days, sqlRegistrationDays, e.ID, e.Zone)
	return days, read(ctx, "registration days", err)
}
