package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
)

func answered(n models.NewRegistration, answers models.Answers, files ...models.AnswerFile) models.NewRegistration {
	n.Answers = models.CheckedAnswers{Answers: answers, Files: files}
	return n
}

// While somebody holds the seats, three hundred people arrive: their answers are written by as many statements as there are batches.
func TestRegister_answersOfHundredsLandTogether(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	one, line := d.add(models.FieldOne, options("aaaaaaaaaaaa", "bbbbbbbbbbbb")), d.add(models.FieldLine)
	held, err := d.db.SQL().Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer held.Rollback()
	if _, err := held.Exec(`select from seats where event_id = $1 for update`, d.event.ID); err != nil {
		t.Fatal(err)
	}
	const people = 300
	regs := store.NewRegistrations(d.db)
	var wg, coming sync.WaitGroup
	coming.Add(people)
	for i := range people {
		wg.Go(func() {
			n := answered(person(i), models.Answers{one.ID: {"bbbbbbbbbbbb"}, line.ID: {fmt.Sprintf(`"%d" \ {é} 長`, i)}})
			coming.Done()
			if _, err := regs.Register(ctx, d.event.ID, n); err != nil {
				t.Error(err)
			}
		})
	}
	coming.Wait()
	if err := held.Commit(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if n := count(t, d.db, `select count(*) from answers a join registrations r on r.id = a.registration_id
		where a.field_id = $1 and a.value = jsonb_build_array(format('"%s" \ {é} 長', substr(r.name, 8)))`, line.ID); n != people {
		t.Errorf("%d answers of %d stand as typed", n, people)
	}
	if n := count(t, d.db, `select count(distinct xmin::text) from answers`); n > people/10 {
		t.Errorf("%d transactions for %d people", n, people)
	}
}

func TestRegister_aFileIsTakenOverByItsRegistration(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	f := d.add(models.FieldFile)
	regs := store.NewRegistrations(d.db)
	file := models.AnswerFile{ID: models.NewID(), Field: f.ID, Name: "旅券.pdf", Type: "application/pdf", Content: []byte("%PDF-1.7\x00\xff")}
	n := answered(person(1), models.Answers{f.ID: {file.Name}}, file)
	for range 2 { // a form that was sent twice
		if err := d.fields.Keep(ctx, d.event.ID, n.Answers.Files); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := regs.Register(ctx, d.event.ID, n); err != nil {
		t.Fatal(err)
	}
	got, err := d.fields.File(ctx, d.owner, d.event, n.ID, f.ID)
	if err != nil || got.Name != file.Name || string(got.Content) != string(file.Content) || got.Type != file.Type {
		t.Errorf("%+v %v", got, err)
	}
	// The same address again: its file is nobody's, and goes.
	again := answered(person(1), models.Answers{f.ID: {"other.pdf"}}, models.AnswerFile{ID: models.NewID(), Field: f.ID, Name: "other.pdf", Type: file.Type, Content: []byte("x")})
	if err := d.fields.Keep(ctx, d.event.ID, again.Answers.Files); err != nil {
		t.Fatal(err)
	}
	if _, err := regs.Register(ctx, d.event.ID, again); err != nil {
		t.Fatal(err)
	}
	d.exec(`update answer_files set created_at = now() - interval '2 hours'`)
	if err := d.fields.Keep(ctx, d.event.ID, []models.AnswerFile{{ID: models.NewID(), Field: f.ID, Name: "third.pdf", Type: file.Type, Content: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	if n, err := d.fields.ForgetStrayFiles(ctx); n != 1 || err != nil {
		t.Errorf("%d forgotten: %v", n, err)
	}
	if n := count(t, d.db, `select count(*) from answer_files where name in ('旅券.pdf', 'third.pdf')`); n != 2 || count(t, d.db, `select count(*) from answer_files`) != 2 {
		t.Error("the stray file is still there, or one that has an owner is gone")
	}
	if err := d.fields.Keep(ctx, openEvent(t, d.db, 0), []models.AnswerFile{{ID: models.NewID(), Field: f.ID, Name: "elsewhere.pdf", Content: []byte("x")}}); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d.db, `select count(*) from answer_files where name = 'elsewhere.pdf'`); n != 0 {
		t.Error("a file for the field of another event")
	}
}

func TestAnswers_correctedLeaveWhatWasNotAsked(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	line, file := d.add(models.FieldLine), d.add(models.FieldFile)
	staff := d.add(models.FieldLine, func(f *models.Field) { f.StaffOnly = true })
	me := d.people[0]
	if err := d.fields.CorrectFor(ctx, d.owner, d.event.ID, me.ID, models.Fields{staff}, models.CheckedAnswers{Answers: models.Answers{staff.ID: {"VIP"}}}); err != nil {
		t.Fatal(err)
	}
	public, err := d.fields.Public(ctx, d.event.ID)
	if err != nil {
		t.Fatal(err)
	}
	pdf := func(name string) models.CheckedAnswers {
		return models.CheckedAnswers{Answers: models.Answers{line.ID: {"Hello"}, file.ID: {name}},
			Files: []models.AnswerFile{{ID: models.NewID(), Field: file.ID, Name: name, Type: "application/pdf", Content: []byte(name)}}}
	}
	for _, n := range []models.CheckedAnswers{pdf("a.pdf"), pdf("b.pdf"), {Answers: models.Answers{file.ID: {"b.pdf"}}}} {
		if err := d.fields.Correct(ctx, me.ID, public, n); err != nil {
			t.Fatal(err)
		}
	}
	own, err := d.fields.Own(ctx, me.ID)
	if err != nil || !own.Same(models.Answers{file.ID: {"b.pdf"}}) {
		t.Errorf("for the attendee: %v %v", own, err)
	}
	_, all, err := d.fields.Answers(ctx, d.owner, d.event, me.ID)
	if err != nil || !all.Same(models.Answers{file.ID: {"b.pdf"}, staff.ID: {"VIP"}}) {
		t.Errorf("for the desk: %v %v", all, err)
	}
	if f, err := d.fields.File(ctx, d.owner, d.event, me.ID, file.ID); err != nil || string(f.Content) != "b.pdf" {
		t.Errorf("the file: %+v %v", f, err)
	}
	if err := d.fields.Correct(ctx, me.ID, public, models.CheckedAnswers{}); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d.db, `select (select count(*) from answer_files) + (select count(*) from answers)`); n != 1 {
		t.Errorf("%d rows after taking all back but the desk's", n)
	}
	d.exec(`update registrations set state = 'cancelled' where id = $1`, me.ID)
	if err := d.fields.Correct(ctx, me.ID, public, pdf("c.pdf")); !errors.Is(err, models.ErrMove) {
		t.Errorf("after cancelling: %v", err)
	}
}

func TestAnswers_forTheSpeakersAreAskedOnceEach(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	ask := d.add(models.FieldText, func(f *models.Field) { f.ToSpeakers = true })
	regs := store.NewRegistrations(d.db)
	const people = 7
	for i := range people {
		n := answered(person(i), models.Answers{ask.ID: {fmt.Sprintf("質問 %d", i)}})
		if _, err := regs.Register(ctx, d.event.ID, n); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := regs.Cancel(ctx, n.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.exec(`update registrations set state = 'waitlisted' where name = 'Person 1' and email = 'p1@example.org'`)
	d.exec(`update registrations set state = 'unverified' where name = 'Person 2' and email = 'p2@example.org'`)
	if n, err := d.fields.AskFromForms(ctx); n != people-1 || err != nil {
		t.Errorf("%d while one address waits to be proven: %v", n, err)
	}
	d.exec(`update registrations set state = 'confirmed' where email = 'p2@example.org'; update answers set to_ask = true`)
	var wg sync.WaitGroup
	for range 3 { // copies of the program
		wg.Go(func() {
			if _, err := d.fields.AskFromForms(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, err := d.fields.AskFromForms(ctx); n != 0 || err != nil {
		t.Errorf("%d still wait: %v", n, err)
	}
	if n := count(t, d.db, `select count(*) from questions where channel = 'registration' and state = 'pending' and language = 'ja' and anonymity = 'hidden'
		and registration_id is not null and text ~ '^質問 [1-6]$'`); n != people-1 {
		t.Errorf("%d questions of %d people, one of whom cancelled", n, people)
	}
	// A pass whose commit was not heard of begins again.
	d.exec(`update answers set to_ask = true`)
	if _, err := d.fields.AskFromForms(ctx); err != nil {
		t.Fatal(err)
	}
	if n := count(t, d.db, `select count(*) from questions`); n != people-1 {
		t.Errorf("%d questions after another pass", n)
	}
	if n := count(t, d.db, `select count(*) from live_changes`); n != people-1 {
		t.Errorf("%d changes on the board", n)
	}
}

func TestSnapshot_answersAreColumnsByRegistration(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	line, gone, unused := d.add(models.FieldLine), d.add(models.FieldDate), d.add(models.FieldDate)
	regs := store.NewRegistrations(d.db)
	n := answered(person(1), models.Answers{line.ID: {"a"}, gone.ID: {"2026-12-16"}})
	if _, err := regs.Register(ctx, d.event.ID, n); err != nil {
		t.Fatal(err)
	}
	for _, f := range []models.Field{gone, unused} {
		_, version := d.form()
		if err := d.fields.Remove(ctx, d.owner, d.event.ID, version, f.ID); err != nil {
			t.Fatal(err)
		}
	}
	err := store.NewExports(d.db).Read(ctx, d.owner, d.event.ID, models.Viewer.CanOrganise, func(s store.Snapshot) error {
		columns, err := s.Fields()
		if err != nil {
			return err
		}
		if len(columns) != 2 || columns[0].ID != line.ID || columns[1].ID != gone.ID {
			t.Errorf("columns %+v", columns)
		}
		of, err := s.Answers([]models.ID{d.people[0].ID, n.ID})
		if len(of) != 1 || !of[n.ID].Same(n.Answers.Answers) {
			t.Errorf("answers %v", of)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
