package account

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Team is who may do what, as far as the viewer may decide on it. A moderator decides on nobody.
type Team struct {
	*web.Web
	Team  *store.Team
	Hosts *store.Hosts
}

const teamPath = "/manage/team"

// Page lists the people and the invitations that are on their way, with a form to invite.
func (h Team) Page(ctx context.Context, c *gin.Context) error {
	return h.answer(ctx, c, http.StatusOK, templates.Invite{}, nil)
}

// Invite offers somebody a role.
func (h Team) Invite(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	typed := templates.Invite{Email: form.Get("email"), Role: form.Get("role"), Language: models.Lang(form.Get("language"))}
	n, problems := models.InvitationForm{Grant: grantOf(typed.Role), Email: typed.Email, Language: typed.Language}.Check()
	if len(problems) > 0 {
		return h.answer(ctx, c, http.StatusUnprocessableEntity, typed, problems)
	}
	return h.done(ctx, c, h.Team.Invite(ctx, web.Viewer(c), n), "team.invited", typed)
}

// Again sends the letter of an invitation once more.
func (h Team) Again(ctx context.Context, c *gin.Context) error {
	return h.done(ctx, c, h.Team.InviteAgain(ctx, web.Viewer(c), models.ParseID(c.Param("id"))), "team.invited", templates.Invite{})
}

// Withdraw takes an invitation back.
func (h Team) Withdraw(ctx context.Context, c *gin.Context) error {
	return h.done(ctx, c, h.Team.Withdraw(ctx, web.Viewer(c), models.ParseID(c.Param("id"))), "team.withdrawn", templates.Invite{})
}

// TakeRole takes a role from somebody.
func (h Team) TakeRole(ctx context.Context, c *gin.Context) error {
	v, id := web.Viewer(c), models.ParseID(c.Param("id"))
	own := slices.ContainsFunc(v.Grants, func(g models.Grant) bool { return g.ID == id })
	err := h.Team.TakeRole(ctx, v, id)
	if err == nil && own { // who gives up a role may have no team any more
		web.SeeOther(c, afterSignIn)
		return nil
	}
	return h.done(ctx, c, err, "team.role_taken", templates.Invite{})
}

// Disable shuts somebody out at once.
func (h Team) Disable(ctx context.Context, c *gin.Context) error {
	return h.done(ctx, c, h.Team.Disable(ctx, web.Viewer(c), models.ParseID(c.Param("id"))), "team.disabled_now", templates.Invite{})
}

// Enable lets them in again.
func (h Team) Enable(ctx context.Context, c *gin.Context) error {
	return h.done(ctx, c, h.Team.Enable(ctx, web.Viewer(c), models.ParseID(c.Param("id"))), "team.enabled_now", templates.Invite{})
}

// done answers an act: the page again with what was said, or with what is wrong.
func (h Team) done(ctx context.Context, c *gin.Context, err error, said string, typed templates.Invite) error {
	if err != nil {
		problems, err := problemsOf(err)
		if err != nil {
			return err
		}
		return h.answer(ctx, c, http.StatusUnprocessableEntity, typed, problems)
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), said)})
	web.SeeOther(c, teamPath)
	return nil
}

// grantOf reads an option of the form: the role, and where it holds.
func grantOf(option string) models.Grant {
	role, place, _ := strings.Cut(option, ":")
	g := models.Grant{Role: models.Role(role)}
	switch g.Role {
	case models.Organiser:
		g.HostID = models.ParseID(place)
	case models.Moderator:
		g.EventID = models.ParseID(place)
	}
	return g
}

func (h Team) answer(ctx context.Context, c *gin.Context, status int, typed templates.Invite, problems models.Problems) error {
	v := web.Viewer(c)
	if !v.CanCreateAny() {
		return models.ErrForbidden
	}
	members, err := h.Team.Members(ctx, v)
	if err != nil {
		return err
	}
	invitations, err := h.Team.Invitations(ctx, v)
	if err != nil {
		return err
	}
	events, err := h.Team.Moderated(ctx, v)
	if err != nil {
		return err
	}
	hosts, err := h.Hosts.All(ctx)
	if err != nil {
		return err
	}
	if typed.Language == "" {
		typed.Language = h.Lang(c)
	}
	page := templates.Team{Base: h.Private(c), Members: members, Invite: typed, Now: h.Now(),
		Form: templates.Form{Problems: problems, Lang: h.Lang(c), Order: []string{"email", "role"}}}
	for _, i := range invitations {
		i.ExpiresAt = i.ExpiresAt.In(zoneOf(v))
		page.Invitations = append(page.Invitations, i)
	}
	for _, o := range hosts {
		if v.CanCreate(o.ID) {
			page.Hosts = append(page.Hosts, o)
		}
	}
	for _, e := range events {
		page.Events = append(page.Events, templates.ModeratedEvent{ID: e.ID, Title: e.Title})
	}
	h.Answer(c, status, page)
	return nil
}
