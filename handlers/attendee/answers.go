package attendee

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// answers are what somebody answered on the form, and the way to set it right until the event is over.
func (h Registration) answers(ctx context.Context, m mine, p *templates.MyRegistration) error {
	if !m.registration.State.Open() {
		return nil
	}
	asked, had, err := h.asked(ctx, m)
	if err != nil || len(asked) == 0 {
		return err
	}
	card := &templates.AnswersCard{Action: m.path() + "/answers", Lines: templates.NewAnswerLines(p.Lang, asked, had, ""), Typed: models.FilledIn(had)}
	if m.event.TakesCorrections(h.Now()) {
		card.Fields = asked.Changeable(had)
	}
	p.Form.Order = append(p.Form.Order, templates.Keys(card.Fields)...)
	if card.Form = p.Form; m.answers != nil {
		card.Typed = *m.answers
	}
	if len(card.Lines)+len(card.Fields) > 0 {
		p.Answers = card
	}
	return nil
}

// asked is what the form asks of this person now, and what they answered.
func (h Registration) asked(ctx context.Context, m mine) (models.Fields, models.Answers, error) {
	fields, err := h.Fields.Public(ctx, m.event.ID)
	if err != nil {
		return nil, nil, err
	}
	had, err := h.Fields.Own(ctx, m.registration.ID)
	return fields.For(m.registration.CategoryID), had, err
}

// CorrectAnswers takes over what the owner set right of the answers.
func (h Registration) CorrectAnswers() web.Handler {
	return h.open(func(ctx context.Context, c *gin.Context, m mine) error {
		asked, had, err := h.asked(ctx, m)
		if err != nil {
			return err
		}
		asked = asked.Changeable(had)
		web.AllowFiles(c, asked.Files())
		form, err := web.Form(c)
		if err != nil {
			return err
		}
		typed := web.Answers(c, form, asked)
		typed.Had = had
		n, wrong := asked.Check(typed)
		if len(wrong) > 0 {
			m.answers = &typed
			return h.show(ctx, c, http.StatusUnprocessableEntity, m, asStored(m.registration), wrong)
		}
		if err := h.Fields.Correct(ctx, m.registration.ID, asked, n); err != nil {
			return err
		}
		h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "answers.saved")})
		web.SeeOther(c, m.path())
		return nil
	})
}
