package templates

import "tsudoi/models"

// EraseMine asks before somebody's data is removed for good.
type EraseMine struct {
	Base
	Event        models.Event
	Registration models.Registration
	Path         string // of the personal page
}

func (EraseMine) Template() string { return "attendee/erase" }

// ErasePerson is the same at the desk.
type ErasePerson struct {
	Base
	Name string
	Path string // of the person's page
}

func (ErasePerson) Template() string { return "manage/erase" }
