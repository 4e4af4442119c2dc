package attendee

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Invited is where a guest replies, by the link of their letter of invitation. Letters are passed on to secretaries and colleagues: the
// link accepts or declines for the invited address, and never opens the registration that came of it. Its links go by letter.
type Invited struct {
	*web.Web
	Events        *store.Events
	Registrations *store.Registrations
	Guests        *store.Guests
	Fields        *store.Fields
	Limits        *store.Limits
}

const (
	replyEvery = 20 * time.Second
	replyBurst = 30
)

// reply is what an invitation's link opens.
type reply struct {
	token   string
	version int
	guest   models.Guest
	event   models.Event
}

func (r reply) path() string { return "/invited/" + r.token }

func (h Invited) open(act func(ctx context.Context, c *gin.Context, r reply) error) web.Handler {
	return func(ctx context.Context, c *gin.Context) error {
		r := reply{token: c.Param("token")}
		var id models.ID
		var err error
		if id, r.version, err = h.Links.Open(models.LinkGuest, r.token); err != nil {
			return err
		}
		if r.guest, err = h.Guests.ByLink(ctx, id, r.version); err != nil {
			return err
		}
		if r.event, err = h.Events.ByID(ctx, r.guest.EventID); err != nil {
			return err
		}
		return act(ctx, c, r)
	}
}

// Show shows the invitation with both answers, and changes nothing.
func (h Invited) Show() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, r reply) error {
		p, err := h.page(ctx, c, r)
		if err != nil {
			return err
		}
		p.Card.Name, p.Word = r.guest.Name, r.guest.DeclineNote
		h.Answer(c, http.StatusOK, p)
		return nil
	})
}

func (h Invited) page(ctx context.Context, c *gin.Context, r reply) (p templates.Invited, err error) {
	p = templates.Invited{Base: h.Private(c), Guest: r.guest, Token: r.token}
	p.Path = r.path()
	p.Here = p.Path + "?"
	p.Card = templates.RegisterCard{Form: templates.Form{Lang: p.Lang}, Event: r.event}
	if p.Card.Fields, err = h.Fields.Public(ctx, r.event.ID); err != nil {
		return p, err
	}
	p.Card.Fields = p.Card.Fields.For(r.guest.CategoryID)
	p.Card.Order = slices.Concat([]string{"name"}, templates.Keys(p.Card.Fields), []string{"consent", "word"})
	seats, err := h.Events.Seating(ctx, r.event.ID)
	if err != nil {
		return p, err
	}
	for _, s := range seats {
		if s.ID == r.guest.CategoryID {
			p.Card.Offer = s.Offer(r.event, h.Now(), true)
		}
	}
	if p.Card.Hosts, err = h.Events.Hosts(ctx, r.event.ID); err != nil {
		return p, err
	}
	privacy, err := h.Events.Privacy(ctx, r.event.ID)
	if err != nil {
		return p, err
	}
	p.Card.Consents = templates.NewConsents(templates.Notice{Event: r.event, Hosts: p.Card.Hosts, Privacy: privacy})
	p.Venues, err = h.Events.Venues(ctx, r.event.ID)
	return p, err
}

// Accept registers the guest with the address that was invited, whoever presses the button.
func (h Invited) Accept() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, r reply) error {
		p, err := h.page(ctx, c, r)
		if err != nil {
			return err
		}
		web.AllowFiles(c, p.Card.Fields.Files())
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		p.Card.Answers = web.Answers(c, form, p.Card.Fields)
		p.Card.Name = form.Get("name")
		consents, same := p.Card.Consents.Read(form)
		p.Card.Consents = consents
		n, problems := models.RegistrationForm{Name: p.Card.Name, Email: r.guest.Email, Consent: form.Get("consent") != "",
			Agreed: consents.Agreed(), Language: models.Lang(form.Get("language")), Zone: form.Get("tz")}.Check()
		answers, wrong := p.Card.Fields.Check(p.Card.Answers)
		n.Answers = answers
		maps.Copy(problems, wrong)
		if !same {
			problems.Add("consent", "consent.changed")
		}
		if r.guest.State() == models.GuestAccepted {
			web.SeeOther(c, r.path())
			return nil
		}
		if !p.Card.Open() {
			return h.answer(c, r, p, models.ErrClosed)
		}
		if len(problems) > 0 {
			return h.again(c, http.StatusUnprocessableEntity, p, problems)
		}
		n.Source, n.Invited, n.GuestID, n.GuestLink = "invitation", true, r.guest.ID, r.version
		if err = h.limit(ctx, c); err == nil {
			err = h.Fields.Keep(ctx, r.event.ID, n.Answers.Files)
		}
		if err == nil {
			_, err = h.Registrations.Register(ctx, r.event.ID, n)
		}
		return h.answer(c, r, p, err)
	})
}

func (h Invited) limit(ctx context.Context, c *gin.Context) error {
	network := web.Network(c)
	if network == "" {
		return nil
	}
	return h.Limits.Check(ctx, "invited "+network, replyEvery, replyBurst)
}

// again shows the form once more with what is wrong.
func (h Invited) again(c *gin.Context, status int, p templates.Invited, problems models.Problems) error {
	p.Card.Problems = problems
	h.Answer(c, status, p)
	return nil
}

// answer goes back to the page, which shows how things stand now: also where they are no longer as the sent page showed them.
func (h Invited) answer(c *gin.Context, r reply, p templates.Invited, err error) error {
	switch {
	case errors.Is(err, models.ErrTooMany):
		problems := models.Problems{}
		problems.Add("form", "register.too_many")
		c.Header("Retry-After", "60")
		return h.again(c, http.StatusTooManyRequests, p, problems)
	case errors.Is(err, models.ErrClosed), errors.Is(err, models.ErrMove):
		h.Say(c, templates.Flash{Kind: "warn", Text: i18n.T(h.Lang(c), "invited.changed")})
	case err != nil:
		return err
	}
	web.SeeOther(c, r.path())
	return nil
}

// Decline notes that the guest can't come, with a word to the hosts or without.
func (h Invited) Decline() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, r reply) error {
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		p, err := h.page(ctx, c, r)
		if err != nil {
			return err
		}
		p.Card.Name, p.Word, p.Denied = r.guest.Name, form.Get("word"), true
		problems := models.Problems{}
		word := problems.Text("word", p.Word, models.MaxDeclineNote)
		if len(problems) > 0 {
			return h.again(c, http.StatusUnprocessableEntity, p, problems)
		}
		if err = h.limit(ctx, c); err == nil {
			err = h.Guests.Decline(ctx, r.guest.ID, r.version, word)
		}
		return h.answer(c, r, p, err)
	})
}

// SendLinks sends the links of the registration by letter, once more.
func (h Invited) SendLinks() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, r reply) error {
		p, err := h.page(ctx, c, r)
		if err != nil {
			return err
		}
		if err = h.limit(ctx, c); err == nil {
			err = h.Guests.SendLinks(ctx, r.guest.ID, r.version)
		}
		if err == nil {
			h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "invited.links_sent", "email", r.guest.Email)})
		}
		return h.answer(c, r, p, err)
	})
}
