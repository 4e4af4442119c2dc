package models

import "time"

// CanGrant reports whether the viewer may give g to somebody and take it away: an owner any role, an organiser those of other
// organisers of the host and of moderators of its events. event is the one of a moderator's grant, the zero Event for others.
func (v Viewer) CanGrant(g Grant, event Event) bool {
	switch g.Role {
	case Owner:
		return v.IsOwner()
	case Organiser:
		return g.HostID != ID{} && v.CanCreate(g.HostID)
	case Moderator:
		return g.EventID != ID{} && g.EventID == event.ID && v.CanOrganise(event)
	}
	return false
}

// Held is a role that somebody has, with the name of the host or event where it holds; empty for an owner.
type Held struct {
	Grant
	Place Text `db:"place"`
}

// Member is one account with those of its roles that a viewer may see.
type Member struct {
	Account
	Roles []Held
}

// Invitation is a role offered to an address. Its grant's ID is the invitation's.
type Invitation struct {
	Grant
	Email     string    `db:"email"`
	Language  Lang      `db:"language"`
	Place     Text      `db:"place"` // where the role holds
	Inviter   string    `db:"inviter"`
	ExpiresAt time.Time `db:"expires_at"`
}

// InvitationForm is an invitation as typed; Grant says which role and where.
type InvitationForm struct {
	Grant
	Email    string
	Language Lang
}

// NewInvitation is a checked InvitationForm. Its grant's ID is made before the first try of the write.
type NewInvitation struct {
	Grant
	Email    string
	EmailKey string
	Language Lang
}

// Check reads the form. Whether the viewer may give the role is the store's to ask.
func (f InvitationForm) Check() (NewInvitation, Problems) {
	p := Problems{}
	n := NewInvitation{Grant: f.Grant, Language: f.Language}
	n.ID = NewID()
	var key string
	if n.Email, n.EmailKey, key = Address(f.Email); key != "" {
		p.Add("email", key)
	}
	if f.Role != Owner && f.Role != Organiser && f.Role != Moderator {
		p.Add("role", "team.role_needed")
	}
	if !n.Language.Known() {
		n.Language = Japanese
	}
	return n, p
}
