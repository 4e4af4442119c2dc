package attendee

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Questions is the live room of an attendee: what is asked and answered, asking, voting.
type Questions struct {
	*web.Web
	Events        *store.Events
	Registrations *store.Registrations
	Questions     *store.Questions
	Votes         *store.Votes
}

// registration finds whose link it is, of the purposes given.
func (h Questions) registration(ctx context.Context, c *gin.Context, purposes ...models.Purpose) (models.Registration, models.Event, error) {
	r, err := h.Registrations.ByToken(ctx, h.Links, c.Param("token"), purposes...)
	if err != nil {
		return r, models.Event{}, err
	}
	if !r.State.TakesPart() {
		return r, models.Event{}, fmt.Errorf("live room: %w", models.ErrClosed)
	}
	e, err := h.Events.ByID(ctx, r.EventID)
	return r, e, err
}

// Room shows the live room.
func (h Questions) Room(ctx context.Context, c *gin.Context) error {
	r, e, err := h.registration(ctx, c, models.LinkJoin, models.LinkMy)
	if err != nil {
		return err
	}
	return h.room(ctx, c, http.StatusOK, r, e, models.QuestionForm{}, nil)
}

// room answers with the page, and with what was typed and is wrong.
func (h Questions) room(ctx context.Context, c *gin.Context, status int, r models.Registration, e models.Event, f models.QuestionForm, p models.Problems) error {
	b := h.Private(c)
	head, err := h.Questions.Head(ctx, e.ID) // before the questions: what changes between comes again
	if err != nil {
		return err
	}
	token := c.Param("token")
	page := templates.LiveRoom{Base: b, Token: token, Event: e, Phase: e.Phase(h.Now()), Start: e.StartsAt, End: e.EndsAt, NewFirst: c.Query("sort") == "new",
		Stream: fmt.Sprintf("/live/%s/stream?after=%d", token, head.Seq)}
	page.Ask = NewAskForm(r, e, f, p, b.Lang, h.Now())
	page.Ask.Action = "/live/" + token + "/questions"
	if err := h.fill(ctx, &page, r, e); err != nil {
		return err
	}
	items, err := h.Events.Programme(ctx, e.ID)
	if err != nil {
		return err
	}
	page.Items, page.Now, page.Next = running(e, items, page.Phase, h.Now())
	h.Answer(c, status, page)
	return nil
}

// fill puts the questions into their lists.
func (h Questions) fill(ctx context.Context, page *templates.LiveRoom, r models.Registration, e models.Event) error {
	shown, err := h.Questions.ForAttendees(ctx, e.ID)
	if err != nil {
		return err
	}
	voted, err := h.Votes.Of(ctx, r)
	if err != nil {
		return err
	}
	own, err := h.Questions.ForAsker(ctx, r.ID)
	if err != nil {
		return err
	}
	if page.NewFirst {
		slices.SortStableFunc(shown, func(a, b models.QuestionForAttendee) int { return int(b.Number - a.Number) })
	}
	done := []models.QuestionForAttendee{}
	for _, q := range shown {
		row := templates.NewQuestionRow(q, page.Lang, e.Location())
		row.Voted = voted[q.Number]
		switch {
		case row.OnStage():
			page.Stage = &row
		case row.Votable:
			page.Open = append(page.Open, row)
		default:
			done = append(done, q)
		}
	}
	slices.SortStableFunc(done, func(a, b models.QuestionForAttendee) int { return b.Answered.Compare(a.Answered) })
	for _, q := range done {
		page.Done = append(page.Done, templates.NewQuestionRow(q, page.Lang, e.Location()))
	}
	for _, q := range own {
		page.Mine = append(page.Mine, templates.OwnQuestion{QuestionForAsker: q, Token: page.Token, At: q.AskedAt.In(e.Location())})
	}
	return nil
}

// Ask takes a question in the live room.
func (h Questions) Ask(ctx context.Context, c *gin.Context) error {
	r, e, err := h.registration(ctx, c, models.LinkJoin, models.LinkMy)
	if err != nil {
		return err
	}
	f, p, err := h.ask(ctx, c, r)
	switch {
	case err != nil:
		return err
	case len(p) == 0:
		h.sent(c, "/live/"+c.Param("token")+"#q-mine")
		return nil
	case web.WantsJSON(c):
		c.JSON(http.StatusUnprocessableEntity, gin.H{"message": i18n.Problem(h.Lang(c), p["text"])})
		return nil
	}
	return h.room(ctx, c, http.StatusUnprocessableEntity, r, e, f, p)
}

// AskBefore takes a question on the attendee's own page.
func (h Questions) AskBefore(ctx context.Context, c *gin.Context) error {
	r, e, err := h.registration(ctx, c, models.LinkMy)
	if err != nil {
		return err
	}
	f, p, err := h.ask(ctx, c, r)
	switch {
	case err != nil:
		return err
	case len(p) == 0:
		h.sent(c, "/my/"+c.Param("token")+"#ask")
		return nil
	}
	return h.room(ctx, c, http.StatusUnprocessableEntity, r, e, f, p)
}

func (h Questions) sent(c *gin.Context, back string) {
	words := i18n.T(h.Lang(c), "question.sent")
	if web.WantsJSON(c) {
		c.JSON(http.StatusOK, gin.H{"message": words})
		return
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: words})
	web.SeeOther(c, back)
}

// ask reads the form and hands it in. What a person can mend comes back as problems: too soon after the last question, too.
func (h Questions) ask(ctx context.Context, c *gin.Context, r models.Registration) (models.QuestionForm, models.Problems, error) {
	form, err := web.Form(c)
	if err != nil {
		return models.QuestionForm{}, nil, err
	}
	f := models.QuestionForm{Key: form.Get("key"), Text: form.Get("text"), Hide: form.Get("hide") == "1"}
	n, p := f.Check()
	if len(p) > 0 {
		return f, p, nil
	}
	_, err = h.Questions.Ask(ctx, r, n)
	switch {
	case errors.As(err, &p):
		return f, p, nil
	case errors.Is(err, models.ErrTooMany):
		p = models.Problems{}
		p.Add("text", "question.too_soon", "seconds", int(models.QuestionPace.Seconds()))
		return f, p, nil
	case errors.Is(err, models.ErrClosed):
		p = models.Problems{}
		p.Add("text", "question.closed")
		return f, p, nil
	}
	return f, nil, err
}

// Vote votes for a question (on) or takes the vote back (off).
func (h Questions) Vote(ctx context.Context, c *gin.Context) error {
	r, e, err := h.registration(ctx, c, models.LinkJoin, models.LinkMy)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	on := form.Has("on")
	value := form.Get("off")
	if on {
		value = form.Get("on")
	}
	number, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return web.ErrBadForm
	}
	if err := h.Votes.Cast(ctx, e, r, number, on); err != nil {
		return err
	}
	if web.WantsJSON(c) {
		c.JSON(http.StatusOK, gin.H{})
		return nil
	}
	web.SeeOther(c, fmt.Sprintf("/live/%s#q-%d", c.Param("token"), number))
	return nil
}

// Withdraw takes a question back for who asked it.
func (h Questions) Withdraw(ctx context.Context, c *gin.Context) error {
	r, _, err := h.registration(ctx, c, models.LinkJoin, models.LinkMy)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(c.Param("number"), 10, 64)
	if err != nil {
		return models.ErrNotFound
	}
	if err := h.Questions.Withdraw(ctx, r, number); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "question.withdrawn")})
	web.SeeOther(c, "/live/"+c.Param("token")+"#q-mine")
	return nil
}
