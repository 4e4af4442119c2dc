package account

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Invitations is where invited people land from their letter.
type Invitations struct {
	*web.Web
	Invitations  *store.Invitations
	Installation *store.Installation
}

// Page shows who invites to what, and changes nothing.
func (h Invitations) Page(ctx context.Context, c *gin.Context) error {
	page, err := h.page(ctx, c)
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, page)
	return nil
}

// Accept gives the role: to who is signed in with the invited address, else to a new account with that address.
func (h Invitations) Accept(ctx context.Context, c *gin.Context) error {
	page, err := h.page(ctx, c)
	if err != nil {
		return err
	}
	if page.Known {
		if !page.Viewer.SignedIn() {
			return models.ErrSignIn
		}
		if err := h.Invitations.Accept(ctx, page.Viewer, page.Invitation.ID); err != nil {
			return err
		}
		web.SeeOther(c, afterSignIn)
		return nil
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	zone, err := h.Installation.Zone(ctx)
	if err != nil {
		return err
	}
	page.Name = form.Get("name")
	n, problems := models.NewcomerForm{Name: page.Name, Password: form.Get("password"), Zone: form.Get("tz"), Language: h.Lang(c)}.
		Check(page.Invitation.Email, zone)
	if len(problems) > 0 {
		page.Form.Problems = problems
		h.Answer(c, http.StatusUnprocessableEntity, page)
		return nil
	}
	entry, err := h.Invitations.Join(ctx, page.Invitation.ID, n, browser(c))
	if err != nil {
		return err
	}
	h.SignIn(c, entry.Cookie, entry.Until)
	web.SeeOther(c, afterSignIn)
	return nil
}

func (h Invitations) page(ctx context.Context, c *gin.Context) (templates.Invitation, error) {
	id, version, err := h.Links.Open(models.LinkInvite, c.Param("token"))
	if err == nil && version != 1 {
		err = models.ErrNotFound
	}
	if err != nil {
		return templates.Invitation{}, err
	}
	i, account, err := h.Invitations.Show(ctx, id)
	if err != nil {
		return templates.Invitation{}, err
	}
	i.ExpiresAt = i.ExpiresAt.In(zoneOf(web.Viewer(c)))
	known := account != models.ID{}
	return templates.Invitation{Base: h.Private(c), Invitation: i, Known: known, Mine: known && account == web.Viewer(c).AccountID,
		Form: templates.Form{Lang: h.Lang(c), Order: []string{"name", "password"}}}, nil
}
