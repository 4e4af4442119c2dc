package demo

import (
	"context"

	"tsudoi/models"
)

// questions of the registration form besides name and address: one of them hangs on another, one goes to the speakers.
func formFields() (forms []models.FieldForm, listen, support, what models.ID) {
	listen, support, what = models.NewID(), models.NewID(), models.NewID()
	text := func(ja, en string) models.Text { return models.Text{models.Japanese: ja, models.English: en} }
	return []models.FieldForm{
		{Key: listen.String(), Kind: models.FieldOne, Label: text("どの言語でお聞きになりますか", "Which language will you listen in?"),
			Help: text("同時通訳があります。", "There is simultaneous interpretation."),
			Options: []models.OptionForm{{ID: "00000000000a", Label: text("日本語", "Japanese")}, {ID: "00000000000b", Label: text("英語", "English")},
				{ID: "00000000000c", Label: text("通訳なし", "As spoken")}}},
		{Key: support.String(), Kind: models.FieldYesNo, Label: text("参加にあたって、配慮が必要なことはありますか", "Do you need any support to take part?")},
		{Key: what.String(), Kind: models.FieldText, Label: text("どのような配慮が必要か、お書きください", "Please tell us what would help you"), Required: true,
			ShownIf: []string{support.String() + ":" + models.AnswerYes}, Months: "1"},
		{Key: models.NewID().String(), Kind: models.FieldText, Label: text("登壇者に聞いてみたいこと", "What would you like to ask the speakers?"), ToSpeakers: true},
	}, listen, support, what
}

// askMore puts them on the form.
func (s *stage) askMore(ctx context.Context) error {
	var forms []models.FieldForm
	forms, s.listen, s.support, s.what = formFields()
	for _, f := range forms {
		now, version, err := s.fields.For(ctx, s.owner, s.event)
		if err != nil {
			return err
		}
		field, wrong := f.Check(now, nil, models.Japanese)
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := s.fields.Save(ctx, s.owner, s.event.ID, version, field); err != nil {
			return err
		}
	}
	return nil
}

// answers are what the i-th person types into them; one in seven leaves them empty.
func (s *stage) answers(i int, p person) models.AnswerForm {
	f := models.AnswerForm{Values: map[models.ID][]string{}}
	if i%7 == 5 {
		return f
	}
	f.Values[s.listen] = []string{"00000000000a"}
	if p.language == models.English {
		f.Values[s.listen] = []string{"00000000000b"}
	}
	f.Values[s.support] = []string{models.AnswerNo}
	if i%31 == 3 {
		words := map[models.Lang]string{models.Japanese: "発表資料を前もっていただけると助かります。", models.English: "Captions, please: I am hard of hearing."}
		f.Values[s.support], f.Values[s.what] = []string{models.AnswerYes}, []string{words[p.language]}
	}
	return f
}
