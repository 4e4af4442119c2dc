package attendee

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Registration shows one registration to its owner, who may set it right or take it back.
type Registration struct {
	*web.Web
	Events        *store.Events
	Registrations *store.Registrations
	Recordings    *store.Recordings
	Ledger        *store.Consents
	Fields        *store.Fields
}

// mine is what a personal link opens.
type mine struct {
	token        string
	event        models.Event
	registration models.Registration
	answers      *models.AnswerForm // as typed just now
}

func (m mine) path() string { return "/my/" + m.token }

// opened is a handler that is given what the link opens.
type opened func(ctx context.Context, c *gin.Context, m mine) error

// open leads to act with what the link in the address opens, or to the page that offers a new one.
func (h Registration) open(act opened) web.Handler {
	return func(ctx context.Context, c *gin.Context) error {
		m, err := h.find(ctx, c.Param("token"))
		switch {
		case errors.Is(err, models.ErrNotFound):
			h.Answer(c, http.StatusNotFound, templates.DeadLink{Base: h.Private(c)})
			return nil
		case errors.Is(err, models.ErrGone):
			h.Answer(c, http.StatusGone, templates.DeadLink{Base: h.Private(c)})
			return nil
		case err != nil:
			return err
		}
		return act(ctx, c, m)
	}
}

func (h Registration) find(ctx context.Context, token string) (mine, error) {
	id, version, err := h.Links.Open(models.LinkMy, token)
	if err != nil {
		return mine{}, err
	}
	r, err := h.Registrations.ByLink(ctx, id, version)
	if err != nil {
		return mine{}, err
	}
	e, err := h.Events.ByID(ctx, r.EventID)
	return mine{token: token, event: e, registration: r}, err
}

// Show is the personal page.
func (h Registration) Show() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		return h.show(ctx, c, http.StatusOK, m, asStored(m.registration), nil)
	})
}

// typed is what the forms of the personal page hold.
type typed struct {
	correction models.Correction
	email      string // the new address
}

func asStored(r models.Registration) typed {
	return typed{correction: models.Correction{Name: r.Name, Language: r.Language, Zone: r.Zone}}
}

func (h Registration) show(ctx context.Context, c *gin.Context, status int, m mine, as typed, problems models.Problems) error {
	p := templates.MyRegistration{Base: h.Private(c), Event: m.event, Phase: m.event.Phase(h.Now()), Registration: m.registration, Token: m.token,
		Typed: as.correction, Zones: models.Zones(), NewEmail: as.email}
	p.Form = templates.Form{Problems: problems, Lang: p.Lang, Order: []string{"name", "language", "zone", "email"}}
	for _, fill := range h.blocks() {
		if err := fill(ctx, m, &p); err != nil {
			return err
		}
	}
	h.Answer(c, status, p)
	return nil
}

// Correct takes over what the owner set right.
func (h Registration) Correct() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		as := typed{correction: models.Correction{Name: form.Get("name"), Language: models.Lang(form.Get("language")), Zone: form.Get("zone")}}
		n, problems := as.correction.Check()
		if len(problems) > 0 {
			return h.show(ctx, c, http.StatusUnprocessableEntity, m, as, problems)
		}
		if err := h.Registrations.Correct(ctx, m.registration.ID, n); err != nil {
			return err
		}
		h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "my.corrected")})
		web.SeeOther(c, m.path())
		return nil
	})
}

// AskCancel shows what cancelling does. Programs that check mail follow links, so following one changes nothing.
func (h Registration) AskCancel() web.Handler {
	return h.open(func(_ context.Context, c *gin.Context, m mine) error {
		if !m.registration.State.Open() {
			web.SeeOther(c, m.path())
			return nil
		}
		h.Answer(c, http.StatusOK, templates.CancelMine{Base: h.Private(c), Event: m.event, Registration: m.registration, Token: m.token})
		return nil
	})
}

// Cancel takes the registration back; once more changes nothing.
func (h Registration) Cancel() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		if p := m.event.Phase(h.Now()); p != models.Published && p != models.Live {
			return models.ErrClosed
		}
		if err := h.Registrations.Cancel(ctx, m.registration.ID); err != nil {
			return err
		}
		web.SeeOther(c, m.path())
		return nil
	})
}
