package manage

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func numberOf(c *gin.Context) (int64, error) {
	n, err := strconv.ParseInt(c.Param("number"), 10, 64)
	if err != nil {
		return 0, models.ErrNotFound
	}
	return n, nil
}

// Move carries out one decision on a question.
func (h Questions) Move(ctx context.Context, c *gin.Context) error {
	event := models.ParseID(c.Param("id"))
	number, err := numberOf(c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	a := models.QuestionAct{To: models.QuestionState(form.Get("to")), Version: version, Reason: models.DeclineReason(form.Get("reason")), Next: form.Get("next") == "1"}
	a.Into, _ = strconv.ParseInt(form.Get("into"), 10, 64) // what is no number is no question's number
	if d := form.Get("due"); d != "" {
		if a.Due, err = time.Parse(time.DateOnly, d); err != nil {
			return web.ErrBadForm
		}
	}
	act, err := h.Questions.Move(ctx, web.Viewer(c), event, number, a)
	return h.done(ctx, c, event, number, "board.did."+string(a.To), act, err)
}

// Edit saves what stands beside the asker's words, and publishes the answer where that button was pressed.
func (h Questions) Edit(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "questions", models.Viewer.CanModerate)
	if err != nil {
		return err
	}
	q, err := h.question(ctx, c, e.ID)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	people, err := h.people(ctx, e.ID)
	if err != nil {
		return err
	}
	f := models.QuestionEditForm{Translation: form.Get("translation"), Person: form.Get("person"),
		Answer: models.Text{models.Japanese: form.Get("answer_ja"), models.English: form.Get("answer_en")}}
	edit, p := f.Check(q.Language, people)
	publish := form.Get("to") == string(models.QuestionAnswered)
	if publish && len(p) == 0 && edit.Answer.Empty() {
		p.Add("answer_ja", "question.answer_needed")
	}
	if len(p) > 0 {
		return h.show(ctx, c, http.StatusUnprocessableEntity, e, base, q, f, p)
	}
	act, err := h.Questions.Edit(ctx, web.Viewer(c), e.ID, q.Number, version, edit)
	word := "board.did.edited"
	if err == nil && publish {
		word = "board.did.answered"
		act, err = h.Questions.Move(ctx, web.Viewer(c), e.ID, q.Number, models.QuestionAct{To: models.QuestionAnswered, Version: version + 1, Answer: edit.Answer})
	}
	return h.done(ctx, c, e.ID, q.Number, word, act, err)
}

// Place moves a question of the queue up or down.
func (h Questions) Place(ctx context.Context, c *gin.Context) error {
	event := models.ParseID(c.Param("id"))
	number, err := numberOf(c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	act, err := h.Questions.Reorder(ctx, web.Viewer(c), event, number, version, form.Get("up") == "1")
	return h.done(ctx, c, event, number, "board.did.placed", act, err)
}

// Undo takes an act back.
func (h Questions) Undo(ctx context.Context, c *gin.Context) error {
	event := models.ParseID(c.Param("id"))
	err := h.Questions.Undo(ctx, web.Viewer(c), event, models.ParseID(c.Param("act")))
	return h.done(ctx, c, event, 0, "board.did.undone", models.ID{}, err)
}

// done answers an act: with what happened and how to take it back, or with what came before it.
func (h Questions) done(ctx context.Context, c *gin.Context, event models.ID, number int64, word string, act models.ID, err error) error {
	var stale models.StaleQuestion
	var p models.Problems
	switch {
	case err == nil:
		h.did(c, event, number, word, act)
		return nil
	case errors.As(err, &stale):
		h.tooLate(c, event, stale.Now)
		return nil
	case errors.Is(err, models.ErrMove):
		h.refused(c, http.StatusConflict, event, i18n.T(h.Lang(c), "board.no_move"))
		return nil
	case errors.As(err, &p):
		return h.wrong(ctx, c, p)
	}
	return err
}

func (h Questions) did(c *gin.Context, event models.ID, number int64, word string, act models.ID) {
	words, undo := i18n.T(h.Lang(c), word, "number", number), ""
	if act != (models.ID{}) {
		undo = templates.BoardPath(event) + "/undo/" + act.String()
	}
	if web.WantsJSON(c) {
		c.JSON(http.StatusOK, gin.H{"message": words, "undo": undo})
		return
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: words, Undo: undo})
	web.SeeOther(c, templates.BoardPath(event))
}

// tooLate says who was first, and what they made of it.
func (h Questions) tooLate(c *gin.Context, event models.ID, now models.QuestionForModerator) {
	lang := h.Lang(c)
	state := i18n.T(lang, "board.state."+string(now.State))
	if now.MovedBy == "" {
		h.refused(c, http.StatusConflict, event, i18n.T(lang, "board.first_nobody", "number", now.Number, "state", state))
		return
	}
	h.refused(c, http.StatusConflict, event, i18n.T(lang, "board.first", "who", now.MovedBy, "number", now.Number, "state", state))
}

func (h Questions) refused(c *gin.Context, status int, event models.ID, words string) {
	if web.WantsJSON(c) {
		c.JSON(status, gin.H{"message": words})
		return
	}
	h.Say(c, templates.Flash{Kind: "warn", Text: words})
	web.SeeOther(c, templates.BoardPath(event))
}

// wrong shows the question's page with what the decision lacks.
func (h Questions) wrong(ctx context.Context, c *gin.Context, p models.Problems) error {
	if web.WantsJSON(c) {
		for _, one := range p {
			c.JSON(http.StatusUnprocessableEntity, gin.H{"message": i18n.Problem(h.Lang(c), one)})
			return nil
		}
	}
	e, base, err := h.event(ctx, c, "questions", models.Viewer.CanModerate)
	if err != nil {
		return err
	}
	q, err := h.question(ctx, c, e.ID)
	if err != nil {
		return err
	}
	return h.show(ctx, c, http.StatusUnprocessableEntity, e, base, q, models.QuestionEditForm{Translation: q.Translation[q.Language.Other()], Answer: q.Answer}, p)
}
