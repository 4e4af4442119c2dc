package store_test

import (
	"context"
	"errors"
	"testing"

	"tsudoi/models"
	"tsudoi/models/store"
)

// desk is a hall whose form somebody edits.
type desk struct {
	*hall
	fields *store.Fields
	owner  models.Viewer
}

func newDesk(t *testing.T) *desk {
	h := newHall(t, 1)
	h.exec(`update seats set last_number = 1`)
	return &desk{h, store.NewFields(h.db), h.staff(models.Owner, models.ID{})}
}

func (d *desk) form() (models.Fields, int64) {
	d.t.Helper()
	all, version, err := d.fields.For(context.Background(), d.owner, d.event)
	if err != nil {
		d.t.Fatal(err)
	}
	return all, version
}

// add puts a field on the form.
func (d *desk) add(kind models.FieldKind, change ...func(*models.Field)) models.Field {
	d.t.Helper()
	f := models.Field{ID: models.NewID(), Kind: kind, Label: models.Text{models.English: "A " + string(kind)}}
	for _, c := range change {
		c(&f)
	}
	_, version := d.form()
	if err := d.fields.Save(context.Background(), d.owner, d.event.ID, version, f); err != nil {
		d.t.Fatal(err)
	}
	return f
}

func options(ids ...string) func(*models.Field) {
	return func(f *models.Field) {
		for _, id := range ids {
			f.Options = append(f.Options, models.Option{ID: id, Label: models.Text{models.English: id}})
		}
	}
}

func TestFields_twoWhoEditDoNotUndoEachOther(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	f := d.add(models.FieldOne, options("aaaaaaaaaaaa", "bbbbbbbbbbbb"))
	_, version := d.form()
	mine, theirs := f, f
	mine.Options, theirs.Required = f.Options[1:], true
	if err := d.fields.Save(ctx, d.owner, d.event.ID, version, mine); err != nil {
		t.Fatal(err)
	}
	if err := d.fields.Save(ctx, d.owner, d.event.ID, version, mine); err != nil {
		t.Errorf("the same once more: %v", err)
	}
	if err := d.fields.Save(ctx, d.owner, d.event.ID, version, theirs); !errors.Is(err, models.ErrStale) {
		t.Errorf("based on what was before: %v", err)
	}
	if err := d.fields.Remove(ctx, d.owner, d.event.ID, version, f.ID); !errors.Is(err, models.ErrStale) {
		t.Errorf("removing what was before: %v", err)
	}
	now, after := d.form()
	if after != version+1 || len(now[0].Options) != 2 || now[0].Options[0].ID != "bbbbbbbbbbbb" || !now[0].Options[1].Retired {
		t.Errorf("version %d to %d: %+v", version, after, now[0].Options)
	}
	if n := count(t, d.db, `select count(*) from audit where act = 'form.save' and event_id = $1`, d.event.ID); n != 2 {
		t.Errorf("%d lines in the audit", n)
	}
}

func TestFields_areOnlyForWhoOrganisesTheEvent(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	f := d.add(models.FieldLine)
	_, version := d.form()
	elsewhere := models.ID{}
	other := openEvent(t, d.db, 0)
	for who, v := range map[string]models.Viewer{"nobody": {}, "a moderator": d.moderator, "a stranger": d.staff(models.Organiser, elsewhere)} {
		_, _, read := d.fields.For(ctx, v, d.event)
		_, _, answers := d.fields.Answers(ctx, v, d.event, d.people[0].ID)
		_, file := d.fields.File(ctx, v, d.event, d.people[0].ID, f.ID)
		for what, err := range map[string]error{"read": read, "answers": answers, "file": file,
			"save":    d.fields.Save(ctx, v, d.event.ID, version, models.Field{ID: f.ID, Kind: f.Kind, Label: models.Text{models.English: "Mine"}}),
			"move":    d.fields.Move(ctx, v, d.event.ID, version, f.ID, 0),
			"remove":  d.fields.Remove(ctx, v, d.event.ID, version, f.ID),
			"restore": d.fields.Restore(ctx, v, d.event.ID, f.ID),
			"correct": d.fields.CorrectFor(ctx, v, d.event.ID, d.people[0].ID, models.Fields{f}, models.CheckedAnswers{}),
		} {
			if !errors.Is(err, models.ErrForbidden) && !errors.Is(err, models.ErrNotFound) && !errors.Is(err, models.ErrSignIn) {
				t.Errorf("%s, %s: %v", who, what, err)
			}
		}
	}
	for what, err := range map[string]error{
		"saving it as another event's": d.fields.Save(ctx, d.owner, other, 0, models.Field{ID: f.ID, Kind: f.Kind, Label: models.Text{models.English: "Taken"}}),
		"moving it there":              d.fields.Move(ctx, d.owner, other, 0, f.ID, 0),
		"removing it there":            d.fields.Remove(ctx, d.owner, other, 0, f.ID),
		"another kind":                 d.fields.Save(ctx, d.owner, d.event.ID, version, models.Field{ID: f.ID, Kind: models.FieldFile, Label: f.Label}),
		"answers of another event":     d.fields.CorrectFor(ctx, d.owner, other, d.people[0].ID, models.Fields{f}, models.CheckedAnswers{}),
	} {
		if !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if all, _ := d.form(); len(all) != 1 || !all[0].SameAs(f) {
		t.Errorf("the field is now %+v", all)
	}
}

func TestFields_comeAndGoWithoutLosingAnswers(t *testing.T) {
	d, ctx := newDesk(t), context.Background()
	decides := d.add(models.FieldYesNo)
	hangs := d.add(models.FieldLine, func(f *models.Field) { f.ShownIf = models.Condition{Field: decides.ID, Values: []string{"yes"}} })
	last := d.add(models.FieldDate)
	_, version := d.form()
	var wrong models.Problems
	if err := d.fields.Remove(ctx, d.owner, d.event.ID, version, decides.ID); !errors.As(err, &wrong) || wrong["form"].Key != "field.needed_by" {
		t.Errorf("removing what another hangs on: %v", err)
	}
	if err := d.fields.Move(ctx, d.owner, d.event.ID, version, hangs.ID, 0); !errors.As(err, &wrong) || wrong["form"].Key != "field.stays_behind" {
		t.Errorf("moving it before: %v", err)
	}
	if err := d.fields.Move(ctx, d.owner, d.event.ID, version, last.ID, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.fields.Move(ctx, d.owner, d.event.ID, version, last.ID, 0); err != nil {
		t.Errorf("moving it there again: %v", err)
	}
	for range 2 {
		_, version = d.form()
		if err := d.fields.Remove(ctx, d.owner, d.event.ID, version, hangs.ID); err != nil {
			t.Fatal(err)
		}
	}
	all, version := d.form()
	if all[0].ID != last.ID || all[1].ID != decides.ID || !all[2].Retired() {
		t.Errorf("the form is %+v", all)
	}
	if public, err := d.fields.Public(ctx, d.event.ID); err != nil || len(public) != 2 {
		t.Errorf("%d asked of attendees: %v", len(public), err)
	}
	if err := d.fields.Remove(ctx, d.owner, d.event.ID, version, decides.ID); err != nil {
		t.Fatal(err)
	}
	if err := d.fields.Restore(ctx, d.owner, d.event.ID, hangs.ID); !errors.Is(err, models.ErrMove) {
		t.Errorf("back without what it hangs on: %v", err)
	}
	for _, id := range []models.ID{decides.ID, hangs.ID, hangs.ID} {
		if err := d.fields.Restore(ctx, d.owner, d.event.ID, id); err != nil {
			t.Fatal(err)
		}
	}
	if all, _ := d.form(); len(all.Open()) != 3 || all[2].ID != hangs.ID {
		t.Errorf("the form is %+v", all)
	}
}
