package demo

import (
	"testing"
	"time"

	"tsudoi/models"
)

func TestForm_readsAsTheRealEventAtEveryHour(t *testing.T) {
	tokyo, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	for minutes := 0; minutes < 24*60; minutes += 35 {
		start := time.Date(2026, 12, 16, 0, minutes, 0, 0, tokyo)
		form, err := Form(start, []models.ID{models.NewID()})
		if err != nil {
			t.Error(err)
			continue
		}
		d, wrong := form.Check(start.AddDate(0, 0, -20))
		if len(wrong) > 0 {
			t.Errorf("%s: %v", form.When, wrong)
			continue
		}
		if !d.When.Start.Equal(start) || !d.When.End.Equal(start.Add(length)) {
			t.Errorf("%s reads as %s to %s", form.When, d.When.Start, d.When.End)
		}
		if n := len(d.Programme.Items); n != 11 {
			t.Fatalf("%s: %d items", form.When, n)
		}
		if n := len(d.Programme.People); n != 9 {
			t.Errorf("%s: %d people", form.When, n)
		}
		if n := len(d.Unread[models.Japanese]) + len(d.Unread[models.English]); n != 0 {
			t.Errorf("%s: %d lines are not understood", form.When, n)
		}
		first, last := d.Programme.Items[0], d.Programme.Items[10]
		if at := first.Begins(d.When.Start); !at.Equal(start) {
			t.Errorf("%s: the first item begins at %s", form.When, at)
		}
		if end := last.Begins(d.When.Start).Add(time.Duration(last.Minutes) * time.Minute); !end.Equal(d.When.End) {
			t.Errorf("%s: the last item ends at %s", form.When, end)
		}
		if d.Programme.About[models.Japanese] == "" || d.Programme.About[models.English] == "" {
			t.Errorf("%s: no introduction", form.When)
		}
	}
}
