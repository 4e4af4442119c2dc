package manage_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestQueue_showsWhoWaitsInTheirOrderAndMovesThem(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(1)
	var ids []string
	for _, email := range []string{"a@example.org", "b@example.org", "c@example.org", "d@example.org"} {
		ids = append(ids, arrives(s, event, "Person "+email[:1], email, models.English).String())
	}
	s.Exec(`update categories set approval = true`)
	pending := arrives(s, event, "Applicant", "e@example.org", models.Japanese)
	b := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String()
	a := b.Get(at + "/queue").Want(200)
	if got := names(a); !slices.Equal(got, []string{"Applicant", "Person b", "Person c", "Person d"}) {
		t.Fatalf("the queue is %q", got)
	}
	if got := b.Get(at).Want(200).Text(".todo"); !strings.Contains(got, "1名が承認をお待ちです") {
		t.Errorf("the overview says %q", got)
	}
	// The last in line is put first, and gets the seat that becomes free.
	to := b.Post(at+"/registrations/decide", url.Values{"act": {"move_up"}, "ids": ids[3:], "back": {at + "/queue"}}).Want(303).Location()
	a = b.Get(to).Want(200)
	if got := names(a); !slices.Equal(got, []string{"Applicant", "Person d", "Person b", "Person c"}) || len(a.All(".flash form")) != 1 {
		t.Errorf("moved up: %q", got)
	}
	b.Post(at+"/registrations/decide", url.Values{"act": {"cancel"}, "ids": ids[:1]}).Want(303)
	a = b.Get(at + "/queue").Want(200)
	if got := names(a); !slices.Equal(got, []string{"Applicant", "Person d", "Person b", "Person c"}) || !strings.Contains(a.Text("main"), "繰り上げ案内中 1名") {
		t.Errorf("a seat became free: %q", a.Text("main"))
	}
	b.Post(at+"/registrations/decide", url.Values{"act": {"seat"}, "ids": ids[1:3]}).Want(303)
	b.Post(at+"/registrations/decide", url.Values{"act": {"decline"}, "ids": {pending.String()}, "reason_ja": {"定員のため"}}).Want(303)
	if got := sitetest.One[string](s, `select string_agg(state, ' ' order by number) from registrations`); got != "cancelled confirmed confirmed offered declined" {
		t.Errorf("they stand %s", got)
	}
}

func TestQueue_keepsCategoriesApart(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(1)
	arrives(s, event, "First", "a@example.org", models.English)
	waits, press := arrives(s, event, "Waits", "b@example.org", models.English), arrives(s, event, "Press", "c@example.org", models.English)
	other := models.NewID()
	s.Exec(`update categories set title = '{"ja": "会場"}'`)
	s.Exec(`insert into categories (id, event_id, position, title, approval) values ($1, $2, 2, '{"ja": "報道"}', true)`, other, event)
	s.Exec(`insert into category_seats (category_id) values ($1)`, other)
	s.Exec(`update registrations set state = 'pending', category_id = $2, place = 0 where id = $1`, press, other)
	a := s.Staff(models.Organiser, s.Host).Get("/manage/events/" + event.String() + "/queue").Want(200)
	if len(a.All("main section")) != 2 || len(a.All("main form.card")) != 2 || a.Text("#c-"+event.String()) != "会場" {
		t.Errorf("the page says %q", a.Text("main"))
	}
	if a.Attr("form.card [value='"+waits.String()+"']", "name") != "ids" {
		t.Error("nobody to tick")
	}
}
