package live

import (
	"context"
	"fmt"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// put is an element that comes, changes or moves; Position nil leaves it where it is, or puts it at the end.
type put struct {
	ID       string `json:"id"`
	List     string `json:"list"`
	Position *int   `json:"position,omitempty"`
	HTML     string `json:"html"`
}

type banner struct {
	HTML string `json:"html"`
}

func elementID(number int64) string { return fmt.Sprintf("q-%d", number) }

func gone(number int64) event { return always("gone", elementID(number)) }

// reloadOwn makes the page of one reader ask again for what is theirs.
func reloadOwn(seq int64, asker models.ID) telling {
	return telling{seq, asker.String(), []event{always("reset", "[data-region=mine]")}}
}

func numbers(changes []store.QuestionChange) (ns []int64) {
	for _, c := range changes {
		ns = append(ns, c.Number)
	}
	return ns
}

// toAttendees tells those who take part. Of what they may not read they hear nothing, not even that it is there.
type toAttendees struct {
	h     *Broadcasts
	event models.Event
	list  map[int64]string // where each question stands on their pages
}

func (t *toAttendees) begin(ctx context.Context) error {
	qs, err := t.h.Questions.ForAttendees(ctx, t.event.ID)
	for _, q := range qs {
		t.list[q.Number] = listOf(q)
	}
	return err
}

func listOf(q models.QuestionForAttendee) string {
	switch {
	case q.State == models.QuestionLive:
		return "stage"
	case q.State.Votable():
		return "open"
	}
	return "done"
}

func (t *toAttendees) tell(ctx context.Context, changes []store.QuestionChange, first bool) (all []telling, err error) {
	found, err := t.h.Questions.ForAttendees(ctx, t.event.ID, numbers(changes)...)
	if err != nil {
		return nil, err
	}
	shown := map[int64]models.QuestionForAttendee{}
	for _, q := range found {
		shown[q.Number] = q
	}
	for _, c := range changes {
		if c.Asker != (models.ID{}) {
			all = append(all, reloadOwn(c.Seq, c.Asker))
		}
		q, visible := shown[c.Number]
		if events := t.one(c.Number, q, visible, first); len(events) > 0 {
			all = append(all, telling{seq: c.Seq, events: events})
		}
	}
	if first { // whatever a page that comes back shows as being answered, this is
		if n := len(all); n == 0 || all[n-1].only != "" {
			all = append(all, telling{seq: changes[len(changes)-1].Seq})
		}
		last := &all[len(all)-1]
		last.events = append(last.events, t.onStage(ctx))
	}
	return all, nil
}

// one says what became of one question.
func (t *toAttendees) one(number int64, q models.QuestionForAttendee, visible, first bool) (events []event) {
	before := t.list[number]
	if !visible {
		delete(t.list, number)
		if before != "" || first {
			events = append(events, gone(number))
		}
	} else if now := listOf(q); now == "stage" {
		t.list[number] = now
		events = append(events, t.banner(q), gone(number))
	} else {
		t.list[number] = now
		events = append(events, t.row(q, now, before == now))
	}
	if before == "stage" && t.list[number] != "stage" {
		events = append(events, always("banner", banner{}))
	}
	return events
}

func (t *toAttendees) row(q models.QuestionForAttendee, list string, there bool) event {
	return event{"put", func(l models.Lang) (any, error) {
		b, err := t.h.Templates.Part(l, "question", templates.NewQuestionRow(q, l, t.event.Location()))
		p := put{ID: elementID(q.Number), List: list, HTML: string(b)}
		if list == "done" && !there {
			p.Position = new(int)
		}
		return p, err
	}}
}

func (t *toAttendees) banner(q models.QuestionForAttendee) event {
	return event{"banner", func(l models.Lang) (any, error) {
		b, err := t.h.Templates.Part(l, "question-body", templates.NewQuestionRow(q, l, t.event.Location()))
		return banner{string(b)}, err
	}}
}

// onStage is the banner as it is now.
func (t *toAttendees) onStage(ctx context.Context) event {
	for number, list := range t.list {
		if list == "stage" {
			if qs, err := t.h.Questions.ForAttendees(ctx, t.event.ID, number); err == nil && len(qs) == 1 && listOf(qs[0]) == "stage" {
				return t.banner(qs[0])
			}
		}
	}
	return always("banner", banner{})
}

func (t *toAttendees) standing(ctx context.Context) (figures, error) {
	f, err := t.h.votes(ctx, t.event.ID)
	if err != nil {
		return nil, err
	}
	head, err := t.h.Questions.Head(ctx, t.event.ID)
	if err != nil {
		return nil, err
	}
	f["taking"], f["closed"] = head.Open, !head.Open
	open, done := 0, 0
	for _, list := range t.list {
		switch list {
		case "open":
			open++
		case "done":
			done++
		}
	}
	f["open"], f["done"] = open, done
	return f, nil
}

// votes are the totals of the questions that one can vote for.
func (h *Broadcasts) votes(ctx context.Context, event models.ID) (figures, error) {
	totals, err := h.Votes.Totals(ctx, event)
	f := figures{}
	for number, n := range totals {
		f[fmt.Sprintf("v%d", number)] = n
	}
	return f, err
}

// toModerators tells the board.
type toModerators struct {
	h     *Broadcasts
	event models.Event
	list  map[int64]string
	count figures
}

func (t *toModerators) begin(ctx context.Context) error {
	_, err := t.read(ctx)
	return err
}

// read returns where every question stands, and remembers how many stand where.
func (t *toModerators) read(ctx context.Context) (map[string][]models.QuestionForModerator, error) {
	qs, err := t.h.Questions.ForModerators(ctx, t.event.ID)
	if err != nil {
		return nil, err
	}
	lists := models.BoardLists(qs)
	t.count = figures{}
	for _, s := range models.QuestionStates {
		if name := s.BoardList(); name != "" {
			t.count[name] = len(lists[name])
		}
	}
	if len(t.list) == 0 {
		t.remember(lists)
	}
	return lists, nil
}

func (t *toModerators) remember(lists map[string][]models.QuestionForModerator) {
	for name, list := range lists {
		for _, q := range list {
			t.list[q.Number] = name
		}
	}
}

func (t *toModerators) tell(ctx context.Context, changes []store.QuestionChange, first bool) (all []telling, err error) {
	lists, err := t.read(ctx)
	if err != nil {
		return nil, err
	}
	type place struct {
		q    models.QuestionForModerator
		list string
		at   int
	}
	places := map[int64]place{}
	for name, list := range lists {
		for i, q := range list {
			places[q.Number] = place{q, name, i}
		}
	}
	for _, c := range changes {
		p, there := places[c.Number]
		if !there {
			all = append(all, telling{seq: c.Seq, events: []event{gone(c.Number)}})
			delete(t.list, c.Number)
			continue
		}
		var at *int
		if p.list == "queue" || first || t.list[c.Number] != p.list {
			at = &p.at
		}
		all = append(all, telling{seq: c.Seq, events: []event{t.card(p.q, p.list, at)}})
		t.list[c.Number] = p.list
	}
	return all, nil
}

func (t *toModerators) card(q models.QuestionForModerator, list string, at *int) event {
	return event{"put", func(l models.Lang) (any, error) {
		b, err := t.h.Templates.Part(l, "question-card", templates.NewQuestionCard(q, t.event.ID, l, t.event.Location()))
		return put{ID: elementID(q.Number), List: list, Position: at, HTML: string(b)}, err
	}}
}

func (t *toModerators) standing(ctx context.Context) (figures, error) {
	f, err := t.h.votes(ctx, t.event.ID)
	for name, n := range t.count {
		f[name] = n
	}
	return f, err
}

// toStage tells the projector, which shows one question.
type toStage struct {
	h     *Broadcasts
	event models.Event
}

func (t *toStage) begin(context.Context) error { return nil }

func (t *toStage) tell(ctx context.Context, changes []store.QuestionChange, first bool) ([]telling, error) {
	q, err := t.h.Questions.ForStage(ctx, t.event.ID)
	if err != nil {
		return nil, err
	}
	return []telling{{seq: changes[len(changes)-1].Seq, events: []event{{"banner", func(l models.Lang) (any, error) {
		b, err := t.h.Templates.Part(l, "stage-question", templates.NewStageQuestion(q, t.event, l, askAt(t.h.URL, t.event)))
		return banner{string(b)}, err
	}}}}}, nil
}

func (t *toStage) standing(ctx context.Context) (figures, error) {
	f, err := t.h.votes(ctx, t.event.ID)
	if err != nil {
		return nil, err
	}
	counts, err := t.h.Questions.Counts(ctx, t.event.ID)
	f["queue"], f["open"] = counts[models.QuestionQueued], counts[models.QuestionApproved]
	return f, err
}

// askAt is the address under which one registers, and so can ask.
func askAt(url string, e models.Event) string { return url + "/events/" + e.Slug }
