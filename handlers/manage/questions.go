package manage

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/unicode/norm"

	"tsudoi/handlers/web"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Questions is the moderators' board.
type Questions struct {
	Desk
	Questions *store.Questions
}

// Board shows all questions of an event in their lists.
func (h Questions) Board(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "questions", models.Viewer.CanModerate)
	if err != nil {
		return err
	}
	return h.board(ctx, c, http.StatusOK, e, base, models.QuestionForm{}, nil)
}

func (h Questions) board(ctx context.Context, c *gin.Context, status int, e models.Event, base templates.Base, f models.QuestionForm, p models.Problems) error {
	head, err := h.Questions.Head(ctx, e.ID) // before the questions: what changes between comes again
	if err != nil {
		return err
	}
	qs, err := h.Questions.ForModerators(ctx, e.ID)
	if err != nil {
		return err
	}
	page := templates.Board{Base: base, Event: e, Phase: e.Phase(h.Now()), Search: strings.TrimSpace(c.Query("q")),
		StageLink: "/stage/" + h.Links.Sign(models.LinkStage, e.ID, 1)}
	page.Paper = templates.PaperForm{Form: templates.Form{Problems: p, Lang: base.Lang}, Key: models.ParseID(f.Key), Text: f.Text, Name: f.Name, Open: len(p) > 0}
	if page.Paper.Key == (models.ID{}) {
		page.Paper.Key = models.NewID()
	}
	if page.Search == "" {
		page.Stream = templates.BoardPath(e.ID) + "/stream?after=" + itoa(head.Seq)
	}
	arrange(&page, qs)
	h.Answer(c, status, page)
	return nil
}

// arrange puts the questions into the lists of the board.
func arrange(page *templates.Board, qs []models.QuestionForModerator) {
	lists := models.BoardLists(qs)
	list := func(name string) templates.BoardList {
		l := templates.BoardList{Name: name}
		for _, q := range lists[name] {
			if found(q, page.Search) {
				l.Cards = append(l.Cards, templates.NewQuestionCard(q, page.Event.ID, page.Lang, page.Event.Location()))
			}
		}
		return l
	}
	page.Inbox, page.Open, page.Live, page.Queue = list("inbox"), list("open"), list("live"), list("queue")
	for _, name := range []string{"followup", "answered", "declined", "merged"} {
		page.Rest = append(page.Rest, list(name))
	}
	for _, q := range qs {
		if !q.State.Waiting() {
			page.Handled++
		}
	}
}

// found reports whether a question is one that somebody looks for: by its number, or words of its text or name, whatever their width
// or case.
func found(q models.QuestionForModerator, search string) bool {
	if search == "" {
		return true
	}
	fold := func(s string) string { return strings.ToLower(norm.NFKC.String(s)) }
	s := fold(search)
	return "#"+itoa(q.Number) == s || itoa(q.Number) == s ||
		strings.Contains(fold(q.Text+"\n"+q.Translation[models.Japanese]+"\n"+q.Translation[models.English]+"\n"+q.Name), s)
}

// Paper enters a question for somebody in the room.
func (h Questions) Paper(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "questions", models.Viewer.CanModerate)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	f := models.QuestionForm{Key: form.Get("key"), Text: form.Get("text"), Name: form.Get("name")}
	n, p := f.Check()
	if len(p) > 0 {
		return h.board(ctx, c, http.StatusUnprocessableEntity, e, base, f, p)
	}
	number, err := h.Questions.AskOnPaper(ctx, web.Viewer(c), e.ID, n)
	if err != nil {
		return err
	}
	h.did(c, e.ID, number, "board.did.paper", models.ID{})
	return nil
}

// Taking opens or closes the event for new questions.
func (h Questions) Taking(ctx context.Context, c *gin.Context) error {
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	event := models.ParseID(c.Param("id"))
	if err := h.Questions.Take(ctx, web.Viewer(c), event, form.Get("open") == "1"); err != nil {
		return err
	}
	web.SeeOther(c, templates.BoardPath(event))
	return nil
}

// Show is the page of one question.
func (h Questions) Show(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "questions", models.Viewer.CanModerate)
	if err != nil {
		return err
	}
	q, err := h.question(ctx, c, e.ID)
	if err != nil {
		return err
	}
	edit := models.QuestionEditForm{Translation: q.Translation[q.Language.Other()], Answer: q.Answer}
	if q.PersonID != nil {
		edit.Person = q.PersonID.String()
	}
	return h.show(ctx, c, http.StatusOK, e, base, q, edit, nil)
}

// question reads the question that the address names.
func (h Questions) question(ctx context.Context, c *gin.Context, event models.ID) (models.QuestionForModerator, error) {
	number, err := numberOf(c)
	if err != nil {
		return models.QuestionForModerator{}, err
	}
	qs, err := h.Questions.ForModerators(ctx, event, number)
	if err == nil && len(qs) == 0 {
		err = models.ErrNotFound
	}
	if err != nil {
		return models.QuestionForModerator{}, err
	}
	return qs[0], nil
}

func (h Questions) show(ctx context.Context, c *gin.Context, status int, e models.Event, base templates.Base, q models.QuestionForModerator, f models.QuestionEditForm, p models.Problems) error {
	people, err := h.people(ctx, e.ID)
	if err != nil {
		return err
	}
	page := templates.QuestionPage{Base: base, Event: e, Card: templates.NewQuestionCard(q, e.ID, base.Lang, e.Location()), People: people,
		Translation: f.Translation, Person: f.Person, Answer: f.Answer, Reasons: models.DeclineReasons, CanErase: base.Desk.CanOrganise && q.State != models.QuestionPurged,
		Form: templates.Form{Problems: p, Lang: base.Lang, Order: []string{"translation", "person", "answer_ja", "answer_en", "answer", "reason", "due", "into"}}}
	for i := range page.Card.Acts {
		page.Card.Acts[i].Key = "" // keys are the board's
	}
	h.Answer(c, status, page)
	return nil
}

// people lists who is on the programme, each once.
func (h Questions) people(ctx context.Context, event models.ID) ([]models.Person, error) {
	items, err := h.Events.Programme(ctx, event)
	var people []models.Person
	for _, i := range items {
		for _, p := range i.Parts {
			if !slices.ContainsFunc(people, func(k models.Person) bool { return k.ID == p.Person.ID }) {
				people = append(people, p.Person)
			}
		}
	}
	return people, err
}
