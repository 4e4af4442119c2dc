// Package account is the room of the staff's own affairs: setting up, signing in, their accounts and the team.
package account

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// SetUp is the first visit: who has the link that the program printed becomes the owner.
type SetUp struct {
	*web.Web
	Installation *store.Installation
}

// Guard sends every visitor to the page that says so as long as nobody has set the service up.
func (h SetUp) Guard() gin.HandlerFunc {
	return func(c *gin.Context) {
		path := c.Request.URL.Path
		if path == "/livez" || path == "/readyz" || path == "/setup" || strings.HasPrefix(path, "/setup/") || strings.HasPrefix(path, "/static/") {
			return
		}
		is, err := h.Installation.IsSetUp(c.Request.Context())
		switch {
		case err != nil:
			h.Fail(c, err)
			c.Abort()
		case !is:
			c.Header("Cache-Control", "no-store")
			c.Redirect(http.StatusFound, "/setup")
			c.Abort()
		}
	}
}

// Waiting says that the service is being set up. The link isn't on the page: it is on the terminal of who started the program.
func (h SetUp) Waiting(ctx context.Context, c *gin.Context) error {
	is, err := h.Installation.IsSetUp(ctx)
	if err != nil {
		return err
	}
	if is {
		c.Redirect(http.StatusFound, "/")
		return nil
	}
	h.Answer(c, http.StatusOK, templates.SetUpWaiting{Base: h.Private(c)})
	return nil
}

// New shows the form.
func (h SetUp) New(ctx context.Context, c *gin.Context) error {
	if _, err := h.open(ctx, c); err != nil {
		return err
	}
	h.form(c, http.StatusOK, models.SetUpForm{}, nil)
	return nil
}

// Create makes the first host and the owner, who is signed in.
func (h SetUp) Create(ctx context.Context, c *gin.Context) error {
	id, err := h.open(ctx, c)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	typed := models.SetUpForm{HostName: models.Text{models.Japanese: form.Get("host_ja"), models.English: form.Get("host_en")},
		Name: form.Get("name"), Email: form.Get("email"), Password: form.Get("password"), Zone: form.Get("zone"), BrowserZone: form.Get("tz"), Language: h.Lang(c)}
	n, problems := typed.Check()
	if len(problems) > 0 {
		h.form(c, http.StatusUnprocessableEntity, typed, problems)
		return nil
	}
	entry, err := h.Installation.SetUp(ctx, id, n, browser(c))
	if err != nil {
		return err
	}
	h.SignIn(c, entry.Cookie, entry.Until)
	web.SeeOther(c, "/manage")
	return nil
}

// open reads the link: only the installation's own opens, and only until somebody has used it.
func (h SetUp) open(ctx context.Context, c *gin.Context) (models.ID, error) {
	id, version, err := h.Links.Open(models.LinkSetUp, c.Param("token"))
	if err == nil && version != 1 {
		err = models.ErrNotFound
	}
	if err != nil {
		return id, err
	}
	return id, h.Installation.Is(ctx, id)
}

// form never sends a password back.
func (h SetUp) form(c *gin.Context, status int, typed models.SetUpForm, problems models.Problems) {
	typed.Password = ""
	page := templates.SetUp{Base: h.Private(c), Typed: typed, Form: templates.Form{Problems: problems, Lang: h.Lang(c),
		Order: []string{"host_ja", "host_en", "name", "email", "password", "zone"}}}
	h.Answer(c, status, page)
}

// problemsOf takes what is wrong with a form out of an error; the second value is any other error.
func problemsOf(err error) (models.Problems, error) {
	var p models.Problems
	if errors.As(err, &p) {
		return p, nil
	}
	return nil, err
}
