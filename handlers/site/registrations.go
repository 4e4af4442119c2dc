package site

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Registrations takes people in. Nothing in its answers depends on whether an address is registered already.
type Registrations struct {
	*web.Web
	events        *store.Events
	registrations *store.Registrations
	fields        *store.Fields
	limits        *store.Limits
	doors         *recent[string, templates.RegisterCard] // by slug; when everybody comes at once, one look at the event serves all
}

// NewRegistrations returns the way in.
func NewRegistrations(w *web.Web, events *store.Events, registrations *store.Registrations, fields *store.Fields, limits *store.Limits) *Registrations {
	return &Registrations{w, events, registrations, fields, limits, newRecent[string, templates.RegisterCard](w.Now)}
}

// justRegistered is what the browser keeps for the page after a registration.
type justRegistered struct {
	Event    models.ID
	Name     string
	Email    string
	State    models.RegistrationState
	Category models.ID
}

const registeredFor = 10 * time.Minute

// New shows the form on a page of its own.
func (h *Registrations) New(ctx context.Context, c *gin.Context) error {
	card, err := h.door(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	card.Lang = h.Lang(c)
	return h.form(c, http.StatusOK, card)
}

// place is where a form stands, and where it leads.
type place struct {
	// form shows the form, or why there is none.
	form func(c *gin.Context, status int, card templates.RegisterCard) error
	// done leads on from a form that was taken.
	done func(c *gin.Context, e models.Event, n models.NewRegistration, state models.RegistrationState) error
}

// door is the empty registration card of an event as it stands now, in no language yet.
func (h *Registrations) door(ctx context.Context, slug string) (templates.RegisterCard, error) {
	e, err := h.events.BySlug(ctx, slug)
	if err != nil {
		return templates.RegisterCard{}, err
	}
	return newCard(ctx, h.events, h.fields, e, "", h.Now())
}

// Back is where a page goes that was the answer to a form, when its reader changes the language or loads it again.
func (h *Registrations) Back(_ context.Context, c *gin.Context) error {
	web.SeeOther(c, "/events/"+url.PathEscape(c.Param("slug"))+"/registrations/new")
	return nil
}

// Create registers somebody.
func (h *Registrations) Create(ctx context.Context, c *gin.Context) error {
	return h.create(ctx, c, place{h.form, h.done})
}

func (h *Registrations) create(ctx context.Context, c *gin.Context, at place) error {
	slug := c.Param("slug")
	card, err := h.doors.get(ctx, slug, func(ctx context.Context) (templates.RegisterCard, error) { return h.door(ctx, slug) })
	if err != nil {
		return err
	}
	if !card.Open() { // nobody is turned away by an old look
		if card, err = h.door(ctx, slug); err != nil {
			return err
		}
	}
	web.AllowFiles(c, card.Fields.Files())
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	e := card.Event
	card.Lang = h.Lang(c)
	card.Answers = web.Answers(c, form, card.Fields)
	card.Name, card.Email = form.Get("name"), form.Get("email")
	consents, same := card.Consents.Read(form)
	if !same { // with an old look, perhaps
		now, err := h.door(ctx, slug)
		if err != nil {
			return err
		}
		consents, same = now.Consents.Read(form)
	}
	card.Consents = consents
	card.Stamp = form.Get("stamp")
	card.Category = models.ParseID(form.Get("category"))
	if !card.Open() {
		return at.form(c, http.StatusConflict, card)
	}
	if !card.Chosen().Takes() { // by an old look, perhaps
		now, err := h.door(ctx, slug)
		if err != nil {
			return err
		}
		if card = refreshed(card, now); !card.Open() {
			return at.form(c, http.StatusConflict, card)
		}
	}
	n, problems := models.RegistrationForm{Name: card.Name, Email: card.Email, Consent: form.Get("consent") != "", Agreed: consents.Agreed(),
		Language: models.Lang(form.Get("language")), Zone: form.Get("tz")}.Check()
	maps.Copy(problems, seatProblems(card))
	n.CategoryID = card.Chosen().ID
	answers, wrong := card.Fields.For(n.CategoryID).Check(card.Answers)
	n.Answers = answers
	maps.Copy(problems, wrong)
	if !same {
		problems.Add("consent", "consent.changed")
	}
	if len(problems) > 0 {
		card.Problems = problems
		return at.form(c, http.StatusUnprocessableEntity, card)
	}
	var state models.RegistrationState
	if n.Prove, err = h.doubt(ctx, c, e, card.Stamp, n.EmailKey); err == nil {
		state, err = h.register(ctx, e, n, form.Get("website") != "", card.Chosen())
	}
	if err != nil {
		return h.refuse(ctx, c, at, card, err)
	}
	return at.done(c, e, n, state)
}

// refuse shows the form again with why it could not be taken, and with what was typed.
func (h *Registrations) refuse(ctx context.Context, c *gin.Context, at place, card templates.RegisterCard, err error) error {
	var problems models.Problems
	switch {
	case errors.Is(err, models.ErrTooMany):
		card.Problems = models.Problems{}
		card.Problems.Add("form", "register.too_many")
		c.Header("Retry-After", "60")
		return at.form(c, http.StatusTooManyRequests, card)
	case errors.Is(err, models.ErrClosed): // since that look
		now, err := h.door(ctx, c.Param("slug"))
		if err != nil {
			return err
		}
		card = refreshed(card, now)
		card.Problems = shutMeanwhile(card)
		return at.form(c, http.StatusConflict, card)
	case errors.As(err, &problems): // the address may not register in this category
		card.Problems = problems
		return at.form(c, http.StatusUnprocessableEntity, card)
	}
	return err
}

// done leads to the page that tells this browser how it went.
func (h *Registrations) done(c *gin.Context, e models.Event, n models.NewRegistration, state models.RegistrationState) error {
	path := "/events/" + e.Slug + "/registered"
	just := justRegistered{e.ID, shown(n.Name), n.Email, state, n.CategoryID}
	if err := h.Leave(c, models.SealRegistered, path, just, registeredFor); err != nil {
		return err
	}
	web.SeeOther(c, path)
	return nil
}

// register stores n, unless a machine filled the field that people don't see: it gets the same answer, and nothing is stored.
func (h *Registrations) register(ctx context.Context, e models.Event, n models.NewRegistration, machine bool, seat templates.SeatChoice) (models.RegistrationState, error) {
	if !machine {
		if err := h.fields.Keep(ctx, e.ID, n.Answers.Files); err != nil {
			return "", err
		}
		return h.registrations.Register(ctx, e.ID, n)
	}
	if n.Prove {
		return models.Unverified, nil
	}
	return seat.State(), nil
}

// shown cuts a name that would make a cookie too large for a browser to keep.
func shown(name string) string {
	const most = 1200
	if len(name) <= most {
		return name
	}
	end := most
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return name[:end] + "…"
}

// form shows the registration form, or why there is none.
func (h *Registrations) form(c *gin.Context, status int, card templates.RegisterCard) error {
	b := h.Base(c)
	b.Path = "/events/" + card.Event.Slug + "/registrations/new"
	b.Here = b.Path + "?"
	if !card.Open() {
		h.Answer(c, status, templates.RegisterClosed{Base: b, Shut: card.Shut()})
		return nil
	}
	h.stamp(&card)
	h.Answer(c, status, templates.Register{Base: b, Card: card})
	return nil
}

// Registered tells the browser that registered what it sent and how it went; any other browser, to look at its mail.
func (h *Registrations) Registered(ctx context.Context, c *gin.Context) error {
	e, err := h.events.BySlug(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	p := templates.Registered{Base: h.Private(c), Event: e}
	if p.Venues, err = h.events.Venues(ctx, e.ID); err != nil {
		return err
	}
	var just justRegistered
	if h.Left(c, models.SealRegistered, &just) && just.Event == e.ID {
		p.Name, p.Email, p.State = just.Name, just.Email, just.State
		seats, err := h.events.Seating(ctx, e.ID)
		if err != nil {
			return err
		}
		for _, s := range seats {
			if s.ID == just.Category {
				p.Presence, p.Seat, p.Venues = s.Presence, s.Title, p.Venues.For(s.Presence)
			}
		}
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}
