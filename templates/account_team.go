package templates

import (
	"time"

	"tsudoi/models"
)

// Team is the page of who may do what.
type Team struct {
	Base
	Form        Form
	Now         time.Time
	Members     []models.Member
	Invitations []models.Invitation // their instants in the viewer's zone
	Invite      Invite
	// What the viewer may invite to.
	Hosts  []models.Host
	Events []ModeratedEvent
}

func (Team) Template() string { return "account/team" }

// Expired reports whether an invitation can't be accepted any more.
func (t Team) Expired(i models.Invitation) bool { return !t.Now.Before(i.ExpiresAt) }

// Invite is the form to invite somebody, as typed. Role is "owner", "organiser:" with a host, or "moderator:" with an event.
type Invite struct {
	Email    string
	Role     string
	Language models.Lang
}

// ModeratedEvent is an event that has moderators.
type ModeratedEvent struct {
	ID    models.ID
	Title models.Text
}

// Invitation is what an invited person sees.
type Invitation struct {
	Base
	Form       Form
	Invitation models.Invitation // its instants in the viewer's zone
	Known      bool              // the address has an account
	Mine       bool              // and the viewer is signed in with it
	Name       string
}

func (Invitation) Template() string { return "account/invitation" }

// HostList is every host.
type HostList struct {
	Base
	Hosts []models.Host
}

func (HostList) Template() string { return "account/hosts" }

// HostForm is one host, or a new one.
type HostForm struct {
	Base
	Form  Form
	Host  models.Host // as typed
	IsNew bool
	Hues  []string
}

func (HostForm) Template() string { return "account/host" }
