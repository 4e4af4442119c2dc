package models

import "slices"

// Role is what a member of the staff may do.
type Role string

const (
	Owner     Role = "owner"     // of the installation: everything, accounts, settings
	Organiser Role = "organiser" // of a host: its events, people, registrations, letters, exports
	Moderator Role = "moderator" // of an event: its question board and its exports, nothing else of the attendees
)

// Grant is one role of one account, and where it holds: HostID for an organiser, EventID for a moderator.
type Grant struct {
	ID      ID   `db:"id"`
	Role    Role `db:"role"`
	HostID  ID   `db:"host_id"`
	EventID ID   `db:"event_id"`
}

// Viewer is who asks: a member of the staff, or nobody (the zero Viewer). Attendees are known by their link instead.
type Viewer struct {
	AccountID ID
	SessionID ID
	Name      string
	Email     string
	Language  Lang
	Zone      string
	Grants    []Grant
}

// SignedIn reports whether the viewer is a member of the staff.
func (v Viewer) SignedIn() bool { return v.AccountID != ID{} }

// IsOwner reports whether the viewer may do everything.
func (v Viewer) IsOwner() bool {
	for _, g := range v.Grants {
		if g.Role == Owner {
			return true
		}
	}
	return false
}

// CanCreate reports whether the viewer may set up an event held by host.
func (v Viewer) CanCreate(host ID) bool {
	for _, g := range v.Grants {
		if g.Role == Owner || g.Role == Organiser && g.HostID == host {
			return true
		}
	}
	return false
}

// CanCreateAny reports whether the viewer may set up an event at all.
func (v Viewer) CanCreateAny() bool {
	for _, g := range v.Grants {
		if g.Role == Owner || g.Role == Organiser {
			return true
		}
	}
	return false
}

// Organises lists the hosts that the viewer acts for by a role of their own; an owner acts for every host.
func (v Viewer) Organises() (hosts []ID) {
	for _, g := range v.Grants {
		if g.Role == Organiser {
			hosts = append(hosts, g.HostID)
		}
	}
	return hosts
}

// MayHold reports whether an event with these hosts, in whatever state, would be one that the viewer may set up: one of them at least
// is theirs.
func (v Viewer) MayHold(hosts []ID) bool {
	return slices.ContainsFunc(hosts, v.CanCreate)
}

// CanOrganise reports whether the viewer may see and change all of e: each host's organisers have the same rights.
func (v Viewer) CanOrganise(e Event) bool {
	if v.IsOwner() {
		return true
	}
	for _, h := range e.HostIDs {
		if v.CanCreate(h) {
			return true
		}
	}
	return false
}

// CanModerate reports whether the viewer may work on the questions of e.
func (v Viewer) CanModerate(e Event) bool {
	for _, g := range v.Grants {
		if g.Role == Moderator && g.EventID == e.ID {
			return true
		}
	}
	return v.CanOrganise(e)
}
