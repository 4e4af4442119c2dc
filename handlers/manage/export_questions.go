package manage

import (
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/tabular"
)

// questionsExport is every question of an event. The e-mail addresses of those who ask are for who may see the registrations.
func questionsExport(v models.Viewer) export {
	return export{"questions", models.Viewer.CanModerate, func(s store.Snapshot, f form) []sheet {
		emails := v.CanOrganise(s.Event)
		return []sheet{
			sheetOf(f, "questions", questionColumns(emails), func(do func(store.QuestionRow) error) error { return s.Questions(emails, do) }),
			sheetOf(f, "summary", summaryColumns(), func(do func(summaryRow) error) error { return summary(s, f, do) }),
			sheetOf(f, "moves", moveColumns(), s.Moves),
		}
	}}
}

func questionColumns(emails bool) []column[store.QuestionRow] {
	type row = store.QuestionRow
	columns := []column[row]{
		{titled("number"), tabular.Integer, 0, func(_ form, q row) tabular.Cell { return q.Number }},
		text("state", 14, func(f form, q row) string { return f.word("export.question_%s", string(q.State)) }),
		text("answer_mode", 12, func(f form, q row) string { return f.word("export.answer_%s", string(q.AnswerMode)) }),
		text("question", 60, func(_ form, q row) string { return q.Text }),
		text("language", 10, func(f form, q row) string { return f.language(q.Language) }),
		text("question_ja", 60, func(_ form, q row) string { return words(q, models.Japanese) }),
		text("question_en", 60, func(_ form, q row) string { return words(q, models.English) }),
		text("name", 20, func(_ form, q row) string { return q.Name }),
	}
	if emails {
		columns = append(columns, text("email", 28, func(_ form, q row) string { return q.Email }))
	}
	columns = append(columns,
		text("anonymity", 18, func(f form, q row) string { return f.word("export.asked_%s", string(q.Anonymity)) }),
		text("channel", 12, func(f form, q row) string { return f.word("export.channel_%s", string(q.Channel)) }),
		integer("votes", func(q row) int { return q.Votes }),
		integer("votes_before", func(q row) int { return q.VotesBefore }),
		integer("votes_merged", func(q row) int { return q.VotesMerged }),
	)
	columns = append(columns, instant("asked", func(q row) *time.Time { return &q.AskedAt })...)
	columns = append(columns, instant("decided", func(q row) *time.Time { return q.DecidedAt })...)
	columns = append(columns, instant("live", func(q row) *time.Time { return q.LiveAt })...)
	columns = append(columns, instant("answered", func(q row) *time.Time { return q.AnsweredAt })...)
	return append(columns,
		column[row]{titled("on_stage"), tabular.Duration, 0, onStage},
		text("person", 20, func(_ form, q row) string { return q.PersonName }),
		text("answer_in_ja", 60, func(_ form, q row) string { return q.Answer[models.Japanese] }),
		text("answer_in_en", 60, func(_ form, q row) string { return q.Answer[models.English] }),
		text("reason", 16, func(f form, q row) string { return f.word("export.reason_%s", string(q.DeclineReason)) }),
		text("followup_due", 12, func(_ form, q row) string { return day(q.FollowupDue) }),
		column[row]{titled("merged_into"), tabular.Integer, 0, func(_ form, q row) tabular.Cell { return someNumber(q.MergedInto) }},
		text("merged_from", 12, func(_ form, q row) string { return q.MergedFrom }),
		text("moderated_by", 18, func(_ form, q row) string { return q.ModeratedBy }),
		text("id", 38, func(_ form, q row) string { return q.ID.String() }),
	)
}

// words is the question in one language, "" where nobody has translated it.
func words(q store.QuestionRow, l models.Lang) string {
	if q.Language == l {
		return q.Text
	}
	return q.Translation[l]
}

// onStage is how long a question that was answered aloud had the stage.
func onStage(_ form, q store.QuestionRow) tabular.Cell {
	if q.AnswerMode != models.AnswerSpoken || q.LiveAt == nil || q.AnsweredAt == nil {
		return nil
	}
	return q.AnsweredAt.Sub(*q.LiveAt)
}

// someNumber leaves the cell of a number that there is none of empty.
func someNumber(n int64) tabular.Cell {
	if n == 0 {
		return nil
	}
	return n
}

// day is a date, which has no zone.
func day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.DateOnly)
}

// summaryRow counts the questions of one kind, or says how long something took.
type summaryRow struct {
	about, which string
	n, share     tabular.Cell // share in whole per cent of all
	took         tabular.Cell
}

func summaryColumns() []column[summaryRow] {
	return []column[summaryRow]{
		text("about", 24, func(_ form, r summaryRow) string { return r.about }),
		text("which", 20, func(_ form, r summaryRow) string { return r.which }),
		{titled("count"), tabular.Integer, 0, func(_ form, r summaryRow) tabular.Cell { return r.n }},
		{titled("share"), tabular.Integer, 0, func(_ form, r summaryRow) tabular.Cell { return r.share }},
		{titled("took"), tabular.Duration, 0, func(_ form, r summaryRow) tabular.Cell { return r.took }},
	}
}

// summary counts by state and by language; kinds that no question is of are left out.
func summary(s store.Snapshot, f form, do func(summaryRow) error) error {
	totals, median, err := s.QuestionTotals()
	if err != nil {
		return err
	}
	all, states, languages := 0, map[models.QuestionState]int{}, map[models.Lang]int{}
	for _, t := range totals {
		all += t.N
		states[t.State] += t.N
		languages[t.Language] += t.N
	}
	rows := []summaryRow{{about: f.t("export.all"), n: all}}
	for _, state := range models.QuestionStates {
		if n := states[state]; n > 0 {
			rows = append(rows, summaryRow{f.t("export.state"), f.word("export.question_%s", string(state)), n, (n*100 + all/2) / all, nil})
		}
	}
	for _, l := range models.Langs {
		if n := languages[l]; n > 0 {
			rows = append(rows, summaryRow{f.t("export.language"), f.language(l), n, (n*100 + all/2) / all, nil})
		}
	}
	if median >= 0 {
		rows = append(rows, summaryRow{about: f.t("export.median_decision"), took: median})
	}
	for _, r := range rows {
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}

func moveColumns() []column[store.MoveRow] {
	type row = store.MoveRow
	columns := []column[row]{
		{titled("number"), tabular.Integer, 0, func(_ form, m row) tabular.Cell { return m.Number }},
		{titled("version"), tabular.Integer, 0, func(_ form, m row) tabular.Cell { return m.Version }},
	}
	columns = append(columns, instant("moved", func(m row) *time.Time { return &m.At })...)
	columns = append(columns,
		text("moved_by", 18, movedBy),
		text("from", 14, func(f form, m row) string { return f.word("export.question_%s", string(m.From)) }),
		text("to", 14, func(f form, m row) string { return f.word("export.question_%s", string(m.To)) }))
	return append(columns, instant("undone", func(m row) *time.Time { return m.UndoneAt })...)
}

// movedBy names the member of the staff. Askers have no name here: it could be one that they hid.
func movedBy(f form, m store.MoveRow) string {
	if m.By == "" && m.To == models.QuestionWithdrawn {
		return f.t("export.by_asker")
	}
	return m.By
}
