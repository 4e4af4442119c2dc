package manage

import (
	"context"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
	"tsudoi/templates"
)

// Answers is where organisers read what somebody answered on the form, set it right, and fill in the fields that are the desk's own.
type Answers struct {
	Desk
	Fields *store.Fields
}

// answersCard is what a registration answered, with the form; nil where nothing is asked and nothing was answered.
func answersCard(ctx context.Context, fields *store.Fields, v models.Viewer, e models.Event, id models.ID, lang models.Lang) (*templates.AnswersCard, error) {
	all, _, err := fields.For(ctx, v, e)
	if err != nil {
		return nil, err
	}
	r, had, err := fields.Answers(ctx, v, e, id)
	if err != nil {
		return nil, err
	}
	at := "/manage/events/" + e.ID.String() + "/registrations/" + id.String()
	card := &templates.AnswersCard{Form: templates.Form{Lang: lang}, Action: at + "/answers", Lines: templates.NewAnswerLines(lang, all, had, at+"/files"),
		Fields: all.Open().For(r.CategoryID).Changeable(had).Optional(), Typed: models.FilledIn(had)}
	card.Order = templates.Keys(card.Fields)
	if len(card.Lines)+len(card.Fields) == 0 {
		return nil, nil
	}
	return card, nil
}

// Save takes over what the desk typed. Nothing is required here: the desk fills in what it knows.
func (h Answers) Save(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	v, id := web.Viewer(c), models.ParseID(c.Param("rid"))
	card, err := answersCard(ctx, h.Fields, v, e, id, base.Lang)
	if err != nil {
		return err
	}
	if card == nil {
		return models.ErrNotFound
	}
	web.AllowFiles(c, card.Fields.Files())
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	had := card.Typed.Had
	card.Typed = web.Answers(c, form, card.Fields)
	card.Typed.Had = had
	n, wrong := card.Fields.Check(card.Typed)
	if len(wrong) > 0 {
		card.Problems = wrong
		h.Answer(c, http.StatusUnprocessableEntity, templates.AnswersPage{Base: base, Event: e, ID: id, Card: *card})
		return nil
	}
	if err := h.Fields.CorrectFor(ctx, v, e.ID, id, card.Fields, n); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(base.Lang, "answers.saved")})
	web.SeeOther(c, "/manage/events/"+e.ID.String()+"/registrations/"+id.String())
	return nil
}

// File hands over what somebody handed in: always to be saved, never shown by a browser as a page of this site.
func (h Answers) File(ctx context.Context, c *gin.Context) error {
	e, _, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	f, err := h.Fields.File(ctx, web.Viewer(c), e, models.ParseID(c.Param("rid")), models.ParseID(c.Param("field")))
	if err != nil {
		return err
	}
	c.Header("Content-Security-Policy", "sandbox; default-src 'none'")
	c.Header("Content-Disposition", tabular.Disposition(f.Name))
	c.Header("Cache-Control", "no-store")
	c.Header("X-Robots-Tag", "noindex")
	c.Data(http.StatusOK, f.Type, f.Content)
	return nil
}
