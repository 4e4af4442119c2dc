package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/live"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Streams answers pages that stay open, and shows the stage.
type Streams struct {
	*Broadcasts
	Registrations *store.Registrations
}

// Attendee streams to the live room of whoever holds the link.
func (h Streams) Attendee(ctx context.Context, c *gin.Context) error {
	token := c.Param("token")
	reader := func(ctx context.Context) (models.Registration, error) {
		r, err := h.Registrations.ByToken(ctx, h.Links, token, models.LinkJoin, models.LinkMy)
		if err == nil && !r.State.TakesPart() {
			err = fmt.Errorf("stream: %w", models.ErrGone)
		}
		return r, err
	}
	r, err := reader(ctx)
	if err != nil {
		return err
	}
	e, err := h.Events.ByID(ctx, r.EventID)
	if err != nil {
		return err
	}
	return h.stream(ctx, c, e, attendees, "registration "+r.ID.String(), live.Stream{Only: r.ID.String(), Valid: func(ctx context.Context) bool {
		_, err := reader(ctx)
		return err == nil || errors.Is(err, models.ErrBusy)
	}})
}

// Moderator streams to the board.
func (h Streams) Moderator(ctx context.Context, c *gin.Context) error {
	v := web.Viewer(c)
	e, err := h.Events.ByID(ctx, models.ParseID(c.Param("id")))
	if err != nil {
		return err
	}
	if !v.CanModerate(e) {
		return fmt.Errorf("stream: %w", models.ErrNotFound)
	}
	still := h.StillViewer(c)
	return h.stream(ctx, c, e, moderators, "session "+v.SessionID.String(), live.Stream{Valid: func(ctx context.Context) bool {
		v, err := still(ctx)
		return err == nil && v.CanModerate(e) || errors.Is(err, models.ErrBusy)
	}})
}

// Stage streams to the projector.
func (h Streams) Stage(ctx context.Context, c *gin.Context) error {
	e, err := h.staged(ctx, c)
	if err != nil {
		return err
	}
	return h.stream(ctx, c, e, projector, "stage "+e.ID.String(), live.Stream{})
}

// stream joins the audience's broadcast and stays.
func (h Streams) stream(ctx context.Context, c *gin.Context, e models.Event, a audience, reader string, s live.Stream) error {
	if web.HeadOnly(ctx) {
		c.Header("Content-Type", "text/event-stream")
		c.Status(http.StatusOK)
		return nil
	}
	streaming, leave, err := h.enter(ctx, e.ID, reader)
	if err != nil {
		return err
	}
	defer leave()
	b, err := h.tune(streaming, e, a)
	if err != nil {
		return err
	}
	defer h.untune(b)
	s.Ring = b.rings[h.Lang(c)]
	s.After = seen(c)
	s.Serve(streaming, c.Writer)
	return nil
}

// seen is the last change that the page knows: the browser says so when it comes back, the page's own address the first time.
func seen(c *gin.Context) int64 {
	for _, v := range []string{c.GetHeader("Last-Event-ID"), c.Query("after")} {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n
		}
	}
	return 0
}

// stageVersion is that of every stage link: it shows no more than the attendees' pages and changes nothing.
const stageVersion = 1

// staged finds the event of a stage link.
func (h Streams) staged(ctx context.Context, c *gin.Context) (models.Event, error) {
	id, version, err := h.Links.Open(models.LinkStage, c.Param("token"))
	if err == nil && version != stageVersion {
		err = models.ErrGone
	}
	if err != nil {
		return models.Event{}, err
	}
	return h.Events.ByID(ctx, id)
}

// StagePage shows the projector's page: one question, or what invites to ask.
func (h Streams) StagePage(ctx context.Context, c *gin.Context) error {
	e, err := h.staged(ctx, c)
	if err != nil {
		return err
	}
	b := h.Private(c)
	head, err := h.Questions.Head(ctx, e.ID)
	if err != nil {
		return err
	}
	q, err := h.Questions.ForStage(ctx, e.ID)
	if err != nil {
		return err
	}
	counts, err := h.Questions.Counts(ctx, e.ID)
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, templates.StagePage{Base: b, Event: e, Shown: templates.NewStageQuestion(q, e, b.Lang, askAt(h.URL, e)),
		Stream: fmt.Sprintf("/stage/%s/stream?after=%d", c.Param("token"), head.Seq), Light: c.Query("theme") == "light",
		Queue: counts[models.QuestionQueued], Open: counts[models.QuestionApproved]})
	return nil
}
