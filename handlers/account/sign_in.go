package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// SignIn lets the staff in and out. Nothing in its answers depends on whether an address has an account.
type SignIn struct {
	*web.Web
	Accounts *store.Accounts
	Sessions *store.Sessions
	Limits   *store.Limits
}

// Tries in fifteen minutes: ten for one address, five of them by letter, and thirty from one network.
const (
	triesIn      = 15 * time.Minute
	addressTries = 10
	letterTries  = 5
	networkTries = 30
)

const afterSignIn = "/manage"

// New shows the form.
func (h SignIn) New(_ context.Context, c *gin.Context) error {
	next := web.SafeNext(c.Query("next"), "")
	if web.Viewer(c).SignedIn() {
		c.Redirect(http.StatusFound, web.SafeNext(next, afterSignIn))
		return nil
	}
	h.form(c, http.StatusOK, "", next, nil)
	return nil
}

// Create signs in by password.
func (h SignIn) Create(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	email, next := form.Get("email"), web.SafeNext(form.Get("next"), "")
	p := models.Problems{}
	if _, _, key := models.Address(email); key != "" {
		p.Add("email", key)
	}
	if form.Get("password") == "" {
		p.Add("password", "account.password_needed")
	}
	if len(p) > 0 {
		h.form(c, http.StatusUnprocessableEntity, email, next, p)
		return nil
	}
	if err := h.limit(ctx, c, "sign-in", email, addressTries); err != nil {
		return err
	}
	entry, err := h.Accounts.SignIn(ctx, email, form.Get("password"), browser(c))
	if err != nil {
		problems, err := problemsOf(err)
		if err == nil {
			h.form(c, http.StatusUnprocessableEntity, email, next, problems)
		}
		return err
	}
	h.Web.SignIn(c, entry.Cookie, entry.Until)
	web.SeeOther(c, web.SafeNext(next, afterSignIn))
	return nil
}

// Ask writes the letter with a link.
func (h SignIn) Ask(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	email := form.Get("email")
	if _, _, key := models.Address(email); key != "" {
		p := models.Problems{}
		p.Add("email", key)
		h.form(c, http.StatusUnprocessableEntity, email, web.SafeNext(form.Get("next"), ""), p)
		return nil
	}
	if err := h.limit(ctx, c, "sign-in letter", email, letterTries); err != nil {
		return err
	}
	if err := h.Accounts.MailLink(ctx, email, h.Lang(c)); err != nil {
		return err
	}
	web.SeeOther(c, "/sign-in/sent")
	return nil
}

// Sent says where the letter went, if it did.
func (h SignIn) Sent(_ context.Context, c *gin.Context) error {
	h.Answer(c, http.StatusOK, templates.SignInSent{Base: h.Private(c)})
	return nil
}

// Link shows one button. Opening a mailed link changes nothing, because machines that check letters open every link in them.
func (h SignIn) Link(ctx context.Context, c *gin.Context) error {
	link, err := h.link(c)
	if err == nil {
		err = h.Accounts.CheckLink(ctx, link)
	}
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, templates.SignInLink{Base: h.Private(c)})
	return nil
}

// Use signs in by a mailed link.
func (h SignIn) Use(ctx context.Context, c *gin.Context) error {
	link, err := h.link(c)
	if err != nil {
		return err
	}
	if network := web.Network(c); network != "" {
		if err := h.Limits.Check(ctx, "sign-in "+network, triesIn/networkTries, networkTries); err != nil {
			return err
		}
	}
	entry, err := h.Accounts.UseLink(ctx, link, browser(c))
	if err != nil {
		return err
	}
	h.Web.SignIn(c, entry.Cookie, entry.Until)
	web.SeeOther(c, afterSignIn)
	return nil
}

// Out ends the session of this browser.
func (h SignIn) Out(ctx context.Context, c *gin.Context) error {
	if v := web.Viewer(c); v.SignedIn() {
		if err := h.Sessions.End(ctx, v, v.SessionID); err != nil {
			return err
		}
	}
	h.SignOut(c)
	web.SeeOther(c, "/")
	return nil
}

func (h SignIn) link(c *gin.Context) (models.ID, error) {
	id, version, err := h.Links.Open(models.LinkSignIn, c.Param("token"))
	if err == nil && version != 1 {
		err = models.ErrNotFound
	}
	return id, err
}

// limit counts a try for the network that it comes from and for the address, which it knows only by a hash.
func (h SignIn) limit(ctx context.Context, c *gin.Context, what, email string, tries int) error {
	if network := web.Network(c); network != "" {
		if err := h.Limits.Check(ctx, "sign-in "+network, triesIn/networkTries, networkTries); err != nil {
			return err
		}
	}
	_, key, _ := models.Address(email)
	sum := sha256.Sum256([]byte(key))
	return h.Limits.Check(ctx, what+" "+hex.EncodeToString(sum[:12]), triesIn/time.Duration(tries), tries)
}

func (h SignIn) form(c *gin.Context, status int, email, next string, problems models.Problems) {
	h.Answer(c, status, templates.SignIn{Base: h.Private(c), Email: email, Next: next,
		Form: templates.Form{Problems: problems, Lang: h.Lang(c), Order: []string{"email", "password"}}})
}
