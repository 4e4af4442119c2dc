package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"tsudoi/models"
	"tsudoi/models/store"
)

// Member is somebody who can sign in.
type Member struct {
	Role     models.Role
	Email    string
	Password string
}

// setUp makes the first host and an owner where nobody has set the installation up, else acts for the owner that there is.
func (s *stage) setUp(ctx context.Context) error {
	id, done, err := s.installation.Prepare(ctx)
	if err != nil {
		return err
	}
	if !done {
		m := Member{models.Owner, "owner@example.org", newPassword()}
		f := models.SetUpForm{HostName: Hosts[0].Name, Name: "田中 美咲", Email: m.Email, Password: m.Password, Zone: zone, Language: models.Japanese}
		n, wrong := f.Check()
		if err := wrong.Err(); err != nil {
			return err
		}
		n.Host.Site, n.Host.Hue = Hosts[0].Site, Hosts[0].Hue
		if _, err := s.installation.SetUp(ctx, id, n, store.Browser{Device: "tsudoi demo"}); err != nil {
			return err
		}
		s.filled.Staff = append(s.filled.Staff, m)
	}
	if err := s.actAsOwner(ctx); err != nil {
		return err
	}
	s.moderator = s.owner
	return s.findHosts(ctx)
}

func (s *stage) actAsOwner(ctx context.Context) error {
	members, err := s.accounts.All(ctx)
	if err != nil {
		return err
	}
	for _, m := range members {
		v := viewer(m)
		if v.IsOwner() && !m.Disabled {
			s.owner = v
			return nil
		}
	}
	return fmt.Errorf("an owner: %w", models.ErrNotFound)
}

func viewer(m models.Member) models.Viewer {
	v := models.Viewer{AccountID: m.ID, Name: m.Name, Email: m.Email, Language: m.Language, Zone: m.Zone}
	for _, held := range m.Roles {
		v.Grants = append(v.Grants, held.Grant)
	}
	return v
}

// findHosts makes those of the two hosts that are not there.
func (s *stage) findHosts(ctx context.Context) error {
	there, err := s.hosts.All(ctx)
	if err != nil {
		return err
	}
	for _, h := range Hosts {
		for _, known := range there {
			if known.Name[models.English] == h.Name[models.English] {
				h.ID = known.ID
			}
		}
		if h.ID == (models.ID{}) {
			h.ID = models.NewID()
			if err := s.hosts.Add(ctx, s.owner, h); err != nil {
				return err
			}
		}
		s.hostIDs = append(s.hostIDs, h.ID)
	}
	return nil
}

// staff makes an organiser of the second host and a moderator of the event, where the owner is the demonstration's too.
func (s *stage) staff(ctx context.Context) error {
	if len(s.filled.Staff) == 0 {
		return nil
	}
	for _, one := range []struct {
		Member
		name     string
		language models.Lang
		grant    models.Grant
	}{
		{Member{models.Organiser, "organiser@example.org", newPassword()}, "Ken Mori", models.English, models.Grant{Role: models.Organiser, HostID: s.hostIDs[1]}},
		{Member{models.Moderator, "moderator@example.org", newPassword()}, "佐々木 光", models.Japanese, models.Grant{Role: models.Moderator, EventID: s.event.ID}},
	} {
		n, wrong := models.NewcomerForm{Name: one.name, Password: one.Password, Zone: zone, Language: one.language}.Check(one.Email, zone)
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := s.demo.AddStaff(ctx, s.owner, n, one.grant); err != nil {
			return err
		}
		s.filled.Staff = append(s.filled.Staff, one.Member)
		if one.Role == models.Moderator {
			s.moderator = models.Viewer{AccountID: n.ID, Name: n.Name, Email: n.Email, Language: n.Language, Zone: n.Zone, Grants: []models.Grant{one.grant}}
		}
	}
	return nil
}

// newPassword is sixteen letters and digits from which nobody can tell the next.
func newPassword() string { return strings.ToLower(rand.Text()[:16]) }
