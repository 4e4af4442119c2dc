package manage

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Letters is the desk's view of the outbox: what was sent, what waits, what did not arrive, and each letter as it arrives.
type Letters struct {
	Desk
	Mails    *store.Mails
	Composer *mail.Composer
	NoServer bool // no mail server is configured: letters wait
}

// list shows the letters of one event.
func (h Letters) List(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "letters", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	state, before := chosenState(c), models.ParseID(c.Query("before"))
	lines, err := h.Mails.OfEvent(ctx, web.Viewer(c), e, state, before)
	if err != nil {
		return err
	}
	return h.answerList(ctx, c, base, e.ID, e.Location().String(), state, lines)
}

// SiteList shows the letters that belong to no event, for the owner.
func (h Letters) SiteList(ctx context.Context, c *gin.Context) error {
	v := web.Viewer(c)
	state := chosenState(c)
	lines, err := h.Mails.OfSite(ctx, v, state, models.ParseID(c.Query("before")))
	if err != nil {
		return err
	}
	return h.answerList(ctx, c, h.Private(c), models.ID{}, v.Zone, state, lines)
}

func (h Letters) answerList(ctx context.Context, c *gin.Context, base templates.Base, event models.ID, zone string, state models.MailState, lines []store.LetterLine) error {
	counts, err := h.Mails.Counts(ctx, event)
	if err != nil {
		return err
	}
	alarm, err := h.Mails.Alarmed(ctx)
	if err != nil {
		return err
	}
	p := templates.LettersPage{Base: base, State: state, NoServer: h.NoServer, Alarm: alarm, Zone: zone}
	for _, s := range models.MailStates {
		p.All += counts[s]
		p.Counts = append(p.Counts, templates.LetterCount{State: s, N: counts[s]})
	}
	for _, l := range lines {
		p.Lines = append(p.Lines, letterLine(l, zone))
	}
	if len(lines) == store.LetterPage {
		p.Next = lines[len(lines)-1].ID.String()
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// chosenState is the filter in the address; anything unknown shows all.
func chosenState(c *gin.Context) models.MailState {
	for _, s := range models.MailStates {
		if c.Query("state") == string(s) {
			return s
		}
	}
	return ""
}

func letterLine(l store.LetterLine, zone string) templates.LetterLine {
	loc, err := models.LoadZone(zone)
	if err != nil {
		loc = l.CreatedAt.Location()
	}
	out := templates.LetterLine{ID: l.ID, Kind: l.Kind, Test: l.Test, Name: l.Name, Email: l.Email, Lang: l.Lang, State: l.State, Attempts: l.Attempts,
		At: l.CreatedAt.In(loc), Reply: l.Reply, CanRepeat: l.State == models.MailFailed || l.State == models.MailDoubtful || l.State == models.MailHeld}
	if l.DoneAt != nil {
		out.At = l.DoneAt.In(loc)
	}
	out.Retrying = l.State == models.MailDue && l.Attempts > 0 && l.Reply != ""
	return out
}

// Show shows one letter as it arrives: its subject, its text, and the HTML in a frame of its own.
func (h Letters) Show(ctx context.Context, c *gin.Context) error {
	line, due, err := h.Mails.One(ctx, web.Viewer(c), models.ParseID(c.Param("id")))
	if err != nil {
		return err
	}
	zone := web.Viewer(c).Zone
	if due.Event != nil {
		zone = due.Event.Zone
	}
	p := templates.LetterPage{Base: h.Private(c), Line: letterLine(line, zone), NoServer: h.NoServer, Secret: h.secret(c, due)}
	if due.Event != nil {
		p.Desk = &templates.DeskNav{Current: "letters", EventID: due.Event.ID, EventTitle: due.Event.Title, CanOrganise: true}
		n, err := h.Events.DeskCounts(ctx, due.Event.ID)
		if err != nil {
			return err
		}
		p.Desk.Registrations, p.Desk.Waiting = n.Registrations, n.Questions
	}
	composed, err := h.Composer.Compose(ctx, due)
	switch {
	case errors.Is(err, mail.ErrPointless):
		p.Pointless = true
	case errors.Is(err, templates.ErrHeld):
		p.Held = true
	case err != nil:
		return err
	case !p.Secret:
		p.Subject, p.Text, p.Calendar = composed.Subject, composed.Text, string(composed.Method)
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// secret tells whether a letter holds a sign-in link of somebody else: it is theirs alone.
func (h Letters) secret(c *gin.Context, l store.DueLetter) bool {
	return l.Kind == models.MailSignIn && l.Email != web.Viewer(c).Email
}

// framePolicy lets the letter's own inline styles work in its frame, and nothing else.
const framePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"

// HTML answers the HTML part of a letter alone, for the frame.
func (h Letters) HTML(ctx context.Context, c *gin.Context) error {
	_, due, err := h.Mails.One(ctx, web.Viewer(c), models.ParseID(c.Param("id")))
	if err != nil {
		return err
	}
	if h.secret(c, due) {
		return models.ErrForbidden
	}
	composed, err := h.Composer.Compose(ctx, due)
	if err != nil {
		return errors.Join(models.ErrNotFound, err)
	}
	c.Header("Content-Security-Policy", framePolicy)
	c.Header("Cache-Control", "no-store")
	c.Data(http.StatusOK, "text/html; charset=utf-8", []byte(composed.HTML))
	return nil
}

// Again sends a letter once more that did not arrive.
func (h Letters) Again(ctx context.Context, c *gin.Context) error {
	id := models.ParseID(c.Param("id"))
	if err := h.Mails.Again(ctx, web.Viewer(c), id); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "letters.again_done")})
	web.SeeOther(c, "/manage/letters/"+id.String())
	return nil
}
