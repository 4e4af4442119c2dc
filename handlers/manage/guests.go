package manage

import (
	"context"
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

// Guests is where organisers invite people by name, see who replied, and remind who has not.
type Guests struct {
	Desk
	Guests   *store.Guests
	NoServer bool
}

func guestsAt(event models.ID) string { return "/manage/events/" + event.String() + "/guests" }

// List shows who is on the list: state picks.
func (h Guests) List(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	return h.list(ctx, c, http.StatusOK, base, e, templates.GuestsTyped{Language: e.FirstLanguage}, nil)
}

func (h Guests) list(ctx context.Context, c *gin.Context, status int, base templates.Base, e models.Event, typed templates.GuestsTyped, problems models.Problems) error {
	categories, err := h.categories(ctx, e)
	if err != nil {
		return err
	}
	if typed.Category == (models.ID{}) {
		typed.Category = mostLikely(categories)
	}
	lines, err := h.Guests.List(ctx, web.Viewer(c), e)
	if err != nil {
		return err
	}
	p := templates.GuestsPage{Base: base, Form: guestsForm(base, problems), Event: e, NoServer: h.NoServer, Inviting: h.inviting(e),
		Categories: categories, Add: typed, All: len(lines)}
	if s := models.GuestState(c.Query("state")); slices.Contains(models.GuestStates, s) {
		p.State = s
	}
	counts, now := map[models.GuestState]int{}, h.Now()
	for _, l := range lines {
		s := l.State()
		counts[s]++
		if l.Remindable(now, e.Location()) {
			p.Remindable++
		}
		if p.State == "" || p.State == s {
			p.Lines = append(p.Lines, guestLine(l, e.Location()))
		}
	}
	for _, s := range models.GuestStates {
		p.Counts = append(p.Counts, templates.GuestCount{State: s, N: counts[s]})
	}
	p.Listed = counts[models.GuestListed]
	h.Answer(c, status, p)
	return nil
}

func guestsForm(base templates.Base, problems models.Problems) templates.Form {
	return templates.Form{Problems: problems, Lang: base.Lang, Order: []string{"people", "language", "category", "file"}}
}

// inviting reports whether letters of invitation may leave.
func (h Guests) inviting(e models.Event) bool {
	phase := e.Phase(h.Now())
	return phase == models.Published || phase == models.Live
}

func (h Guests) categories(ctx context.Context, e models.Event) ([]models.Category, error) {
	seats, err := h.Events.Seating(ctx, e.ID)
	var out []models.Category
	for _, s := range seats {
		out = append(out, s.Category)
	}
	return out, err
}

// mostLikely is the category for which people are invited where nobody has chosen: the first by invitation, else the first.
func mostLikely(categories []models.Category) models.ID {
	for _, c := range categories {
		if c.Access == models.AccessInvited {
			return c.ID
		}
	}
	if len(categories) == 0 {
		return models.ID{}
	}
	return categories[0].ID
}

func guestLine(g store.GuestLine, place *time.Location) templates.GuestLine {
	l := templates.GuestLine{ID: g.ID, Name: g.Name, Email: g.Email, Lang: g.Language, Category: g.Category, Note: g.Note, State: g.State(),
		Seat: g.RegistrationState, Registration: g.RegistrationID, LetterID: g.LetterID, LetterKind: g.LetterKind, LetterState: g.LetterState}
	at := g.CreatedAt
	for _, later := range []struct {
		states []models.GuestState
		at     *time.Time
	}{
		{[]models.GuestState{models.GuestSilent}, g.InvitedAt}, {[]models.GuestState{models.GuestWithdrawn}, g.WithdrawnAt},
		{[]models.GuestState{models.GuestAccepted, models.GuestLeft, models.GuestDeclined}, g.RepliedAt},
	} {
		if later.at != nil && slices.Contains(later.states, l.State) {
			at = *later.at
		}
	}
	if l.State == models.GuestDeclined {
		l.DeclineNote = g.DeclineNote
	}
	l.At = at.In(place)
	return l
}

// Send writes the invitation to those chosen, or to all who have none.
func (h Guests) Send(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	event := models.ParseID(c.Param("id"))
	var ids []models.ID
	if form.Get("to") != "all" {
		for _, typed := range form["guest"] {
			ids = append(ids, models.ParseID(typed))
		}
		if len(ids) == 0 { // an empty list would be everybody
			ids = []models.ID{{}}
		}
	}
	n, err := h.Guests.Send(ctx, web.Viewer(c), event, ids)
	return h.done(c, event, "guests.sent", n, err)
}

// Remind writes to everybody who has not replied.
func (h Guests) Remind(ctx context.Context, c *gin.Context) error {
	event := models.ParseID(c.Param("id"))
	n, err := h.Guests.Remind(ctx, web.Viewer(c), event)
	return h.done(c, event, "guests.reminders_sent", n, err)
}

// done goes back to the list and says to how many people something was done.
func (h Guests) done(c *gin.Context, event models.ID, said string, n int, err error) error {
	if err != nil {
		return err
	}
	kind := "ok"
	if n == 0 {
		kind = "warn"
	}
	h.Say(c, templates.Flash{Kind: kind, Text: i18n.N(h.Lang(c), said, n)})
	web.SeeOther(c, guestsAt(event))
	return nil
}

// guests counts who was invited by name, and who of them replied.
func (h Settings) guests(ctx context.Context, v models.Viewer, e models.Event, lang models.Lang) (templates.SettingLink, error) {
	l := templates.SettingLink{Icon: "mail", Path: "/guests", Title: i18n.T(lang, "guests.title"), State: i18n.T(lang, "guests.state_none")}
	list, err := h.Guests.List(ctx, v, e)
	replied := 0
	for _, g := range list {
		if s := g.State(); s == models.GuestAccepted || s == models.GuestDeclined || s == models.GuestLeft {
			replied++
		}
	}
	if len(list) > 0 {
		l.State = i18n.T(lang, "guests.state", "people", len(list), "replied", replied)
	}
	return l, err
}
