package account

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Mine is the account of who is signed in: what they say of themselves, their password, and where they are signed in.
type Mine struct {
	*web.Web
	Accounts *store.Accounts
	Sessions *store.Sessions
}

const minePath = "/manage/account"

// Page shows all of it.
func (h Mine) Page(ctx context.Context, c *gin.Context) error {
	return h.answer(ctx, c, http.StatusOK, profileOf(web.Viewer(c)), nil)
}

func profileOf(v models.Viewer) models.Profile {
	return models.Profile{Name: v.Name, Language: v.Language, Zone: v.Zone}
}

// Save changes name, language and zone. The language counts from the next page on, also where the browser had chosen another.
func (h Mine) Save(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	typed := models.Profile{Name: form.Get("name"), Language: models.Lang(form.Get("language")), Zone: form.Get("zone")}
	n, problems := typed.Check()
	if len(problems) > 0 {
		return h.answer(ctx, c, http.StatusUnprocessableEntity, typed, problems)
	}
	if err := h.Accounts.Describe(ctx, web.Viewer(c), n); err != nil {
		return err
	}
	h.say(c, n.Language, "account.saved")
	web.SeeOther(c, minePath+"?lang="+string(n.Language))
	return nil
}

// Password changes the password, which ends the sessions on all other devices.
func (h Mine) Password(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	v := web.Viewer(c)
	if err := h.Accounts.ChangePassword(ctx, v, form.Get("old"), form.Get("new")); err != nil {
		problems, err := problemsOf(err)
		if err != nil {
			return err
		}
		return h.answer(ctx, c, http.StatusUnprocessableEntity, profileOf(v), problems)
	}
	h.say(c, h.Lang(c), "account.password_saved")
	web.SeeOther(c, minePath)
	return nil
}

// EndSession signs out on one device.
func (h Mine) EndSession(ctx context.Context, c *gin.Context) error {
	v, id := web.Viewer(c), models.ParseID(c.Param("id"))
	if err := h.Sessions.End(ctx, v, id); err != nil {
		return err
	}
	if id == v.SessionID {
		h.SignOut(c)
		web.SeeOther(c, "/sign-in")
		return nil
	}
	h.say(c, h.Lang(c), "account.session_ended")
	web.SeeOther(c, minePath)
	return nil
}

// EndOthers signs out everywhere else.
func (h Mine) EndOthers(ctx context.Context, c *gin.Context) error {
	if err := h.Sessions.EndOthers(ctx, web.Viewer(c)); err != nil {
		return err
	}
	h.say(c, h.Lang(c), "account.others_ended")
	web.SeeOther(c, minePath)
	return nil
}

func (h Mine) say(c *gin.Context, lang models.Lang, key string) {
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(lang, key)})
}

func (h Mine) answer(ctx context.Context, c *gin.Context, status int, p models.Profile, problems models.Problems) error {
	v := web.Viewer(c)
	needsOld, err := h.Accounts.NeedsOldPassword(ctx, v)
	if err != nil {
		return err
	}
	sessions, err := h.Sessions.Of(ctx, v)
	if err != nil {
		return err
	}
	page := templates.MyAccount{Base: h.Private(c), Profile: p, NeedsOld: needsOld,
		Form: templates.Form{Problems: problems, Lang: h.Lang(c), Order: []string{"name", "language", "zone", "old", "new"}}}
	zone := zoneOf(v)
	for _, s := range sessions {
		s.CreatedAt, s.SeenAt = s.CreatedAt.In(zone), s.SeenAt.In(zone)
		page.Sessions = append(page.Sessions, templates.MySession{Session: s, Here: s.ID == v.SessionID})
	}
	h.Answer(c, status, page)
	return nil
}

// zoneOf is the zone in which a viewer reads instants; UTC for who is not signed in.
func zoneOf(v models.Viewer) *time.Location {
	if zone, err := models.LoadZone(v.Zone); err == nil {
		return zone
	}
	return time.UTC
}
