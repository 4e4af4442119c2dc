package manage_test

import (
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestTotals_saysInWordsWhatItDraws(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(2)
	for _, name := range []string{"a", "b", "c"} {
		arrives(s, event, name, name+"@example.org", models.English)
	}
	arrives(s, event, "d", "d@example.org", models.Japanese)
	at := "/manage/events/" + event.String() + "/registrations"
	a := s.Staff(models.Organiser, s.Host).Get(at + "/totals?lang=en").Want(200)
	said := a.Text("main")
	for _, want := range []string{"Confirmed2 50%", "Waiting list2 50%", "English3 75%", "Japanese1 25%"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in %q", want, said)
		}
	}
	if a.Attr(`.bars a[href*="state=waitlisted"]`, "href") != at+"?state=waitlisted" || a.Text("tbody .num") != "4" {
		t.Error("a bar leads nowhere, or the table does not count the day")
	}
	s.Staff(models.Moderator, event).Get(at + "/totals").Want(403)
}
