package templates

import "tsudoi/models"

// RegistrationTotals draws how many registered for an event: by state, category, language and attendance, and day by day.
type RegistrationTotals struct {
	Base
	Event      models.Event
	At         string // the list
	Groups     []TotalGroup
	Days       []models.DayCount // each up to today, also those without anybody
	Line, Area string            // Spark of them
}

func (RegistrationTotals) Template() string { return "manage/registration_totals" }

// Busiest is the day on which most came.
func (p RegistrationTotals) Busiest() models.DayCount { return models.Busiest(p.Days) }

// TotalGroup is one way to divide all registrations.
type TotalGroup struct {
	Name string // as that of RegistrationFacet
	Bars []TotalBar
}

// TotalBar is one part of all.
type TotalBar struct {
	RegistrationChip
	Percent int
}
