package attendee_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestPresence_decidesWhoIsToldThePlaceAndWhoTheWayIn(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	s.Exec(`insert into channels (id, event_id, position, url, place) values ($1, $3, 1, 'https://video.example.org/1', '{}'), ($2, $3, 2, '', '{"en": "Kyoto Hall"}')`,
		models.NewID(), models.NewID(), event)
	id, my := register(s, slug, "Amina", "amina@example.org")
	join := "/join/" + s.Links.Sign(models.LinkJoin, id, 1)
	s.Exec(`update events set state = 'live' where id = $1`, event)
	b := s.Browser(models.English)
	for mode, want := range map[string]struct{ place, way bool }{"any": {true, true}, "online": {false, true}, "on_site": {true, false}} {
		s.Exec(`update categories set mode = $1`, mode)
		a := b.Get(join).Want(200)
		if got := strings.Contains(a.Text("main"), "Kyoto Hall"); got != want.place {
			t.Errorf("%s: the place is told: %v", mode, got)
		}
		if got := len(a.All("form [name=channel]")) > 0; got != want.way {
			t.Errorf("%s: there is a way in: %v", mode, got)
		}
		to := b.Post(join, url.Values{"channel": {"0"}}).Want(303).Location() // also where no button is
		if strings.HasPrefix(to, "https://video.example.org") != want.way {
			t.Errorf("%s: the button leads to %s", mode, to)
		}
		a = b.Get(my).Want(200)
		if got := len(a.All(`.next a[href^="/join/"]`)) > 0; got != want.way || want.place != want.way && strings.Contains(a.Text(".next"), "Kyoto Hall") != want.place {
			t.Errorf("%s: the own page says %q", mode, a.Text(".next"))
		}
		entry := b.Get(my + "/event.ics").Want(200).Body
		if strings.Contains(entry, "LOCATION:Kyoto Hall") != want.place || strings.Contains(strings.ReplaceAll(entry, "\r\n ", ""), join) != want.way {
			t.Errorf("%s: the calendar says\n%s", mode, entry)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from registrations where first_join_at is not null`); n != 1 {
		t.Error("nobody joined")
	}
}
