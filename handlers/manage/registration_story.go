package manage

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Show tells one person's story.
func (h Registrations) Show(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	return h.story(ctx, c, http.StatusOK, e, base, models.ParseID(c.Param("rid")), nil)
}

// refused is a correction that was not taken over: what was typed, and why.
type refused struct {
	typed models.DeskPersonForm
	why   models.Problems
	taken models.ID // who has the address already
}

// story shows the page of one person, with the form as it was refused, or as it is stored for nil.
func (h Registrations) story(ctx context.Context, c *gin.Context, status int, e models.Event, base templates.Base, id models.ID, no *refused) error {
	v := web.Viewer(c)
	r, err := h.Registrations.Story(ctx, v, e, id)
	if err != nil {
		return err
	}
	seats, err := h.Events.Seating(ctx, e.ID)
	if err != nil {
		return err
	}
	here := e.Location()
	p := templates.RegistrationPage{Base: base, ID: r.ID, Number: r.Number, State: r.State, Name: r.Name, Email: r.Email, Language: r.Language, Zone: r.Zone,
		Category: r.Category, Source: r.Source, At: r.CreatedAt.In(here), CancelledAt: in(r.CancelledAt, here),
		CancelledBy: r.CancelledBy, FirstJoin: in(r.FirstJoinAt, here), LastJoin: in(r.LastJoinAt, here), Questions: r.Questions,
		Stands: r.State.Open() && r.ErasedAt == nil, CanSend: !models.MailLinks.Pointless(e.State, r.State) && r.ErasedAt == nil}
	p.Person = templates.PersonForm{Form: templates.Form{Lang: base.Lang, Order: models.DeskPersonFields}, Seen: r.Seen(), Undelivered: r.LetterState == models.MailFailed,
		Typed: models.DeskPersonForm{Name: r.Name, Email: r.Email, Language: r.Language, Zone: r.Zone}}
	if no != nil {
		p.Person.Typed, p.Person.Problems = no.typed, no.why
		p.Person.Taken = personAt(e, no.taken)
	}
	p.Acts = templates.BulkActs{At: deskOf(e.ID) + "/registrations", Back: deskOf(e.ID) + "/registrations/" + r.ID.String(), Acts: models.ActsFor(r.State)}
	if len(seats) > 1 {
		for _, s := range seats {
			p.Acts.Categories = append(p.Acts.Categories, s.Category)
		}
	}
	if p.Privacy, err = h.privacyOf(ctx, p.Lang, e, r.RegistrationRow); err != nil {
		return err
	}
	p.Story = storyOf(base.Lang, e, r)
	if p.Answers, err = answersCard(ctx, h.Fields, v, e, r.ID, base.Lang); err != nil {
		return err
	}
	h.Answer(c, status, p)
	return nil
}

// personAt is the page of somebody; "" for nobody.
func personAt(e models.Event, id models.ID) string {
	if id == (models.ID{}) {
		return ""
	}
	return deskOf(e.ID) + "/registrations/" + id.String()
}

// storyOf puts everything that has a time in order of it, the earliest first.
func storyOf(lang models.Lang, e models.Event, r store.RegistrationStory) (lines []templates.StoryLine) {
	here, at := e.Location(), deskOf(e.ID)
	say := func(key string, args ...any) string { return i18n.T(lang, key, args...) }
	add := func(when time.Time, l templates.StoryLine) { l.At = when.In(here); lines = append(lines, l) }
	add(r.CreatedAt, templates.StoryLine{Icon: "edit", Text: say("story.registered"), Note: say("registrations.from_" + r.Source)})
	for _, m := range r.Moves {
		l := templates.StoryLine{Icon: "go", Text: say("story.moved", "from", say("registration_state."+string(m.From)), "to", say("registration_state."+string(m.To))),
			Note: m.Who, Undone: m.UndoneAt != nil}
		if m.From == m.To {
			l.Text = say("story." + string(m.Act))
		}
		if m.Who == "" {
			l.Note = say("story.by_" + m.By)
		}
		add(m.At, l)
	}
	for _, a := range r.Acts {
		l := templates.StoryLine{Icon: "edit", Text: say("story.act_" + a.Act[len("registration."):]), Note: a.Who}
		if a.Who == "" {
			l.Note = say("story.by_attendee")
		}
		add(a.At, l)
	}
	for _, l := range r.Letters {
		letter := letterLine(l, here.String())
		add(letter.At, templates.StoryLine{Icon: "mail", Text: say("letter_kind." + string(l.Kind)), Note: l.Reply, Path: "/manage/letters/" + l.ID.String(), Letter: &letter})
	}
	for _, q := range r.Named {
		add(q.At, templates.StoryLine{Icon: "chat", Text: say("story.asked", "number", q.Number, "state", say("export.question_"+string(q.State))), Note: q.Text,
			Path: at + "/questions/" + strconv.FormatInt(q.Number, 10)})
	}
	if r.FirstJoinAt != nil {
		add(*r.FirstJoinAt, templates.StoryLine{Icon: "play", Text: say("export.first_join")})
	}
	if r.LastJoinAt != nil && !r.LastJoinAt.Equal(*r.FirstJoinAt) {
		add(*r.LastJoinAt, templates.StoryLine{Icon: "play", Text: say("export.last_join")})
	}
	slices.SortStableFunc(lines, func(a, b templates.StoryLine) int { return cmp.Compare(a.At.UnixMilli(), b.At.UnixMilli()) })
	return lines
}

// in is a moment by the clock of a place; nil for none.
func in(t *time.Time, place *time.Location) *time.Time {
	if t == nil {
		return nil
	}
	there := t.In(place)
	return &there
}
