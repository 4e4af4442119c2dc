package manage_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// published publishes the first real event and returns its ID and the form as its page shows it.
func published(t *testing.T, s *sitetest.Site, staff *sitetest.Browser) (id string, f url.Values) {
	t.Helper()
	f = eventForm(t, staff.Get("/manage/events/new").Want(200))
	id = f.Get("id")
	staff.Post("/manage/events/"+id+"/publish", f).Want(303)
	return id, shown(staff.Get("/manage/events/" + id + "/edit").Want(200))
}

// shown is the form of a page as a browser would send it back.
func shown(a *sitetest.Answer) url.Values {
	f := url.Values{}
	for _, n := range a.All("#event input, #event textarea, #event select option[selected]") {
		at := map[string]string{}
		for _, x := range n.Attr {
			at[x.Key] = x.Val
		}
		_, checked := at["checked"]
		switch {
		case n.Data == "textarea":
			text := ""
			if n.FirstChild != nil {
				text = n.FirstChild.Data
			}
			f.Add(at["name"], strings.ReplaceAll(text, "\n", "\r\n"))
		case n.Data == "option":
			p := n.Parent
			for p.Data != "select" {
				p = p.Parent
			}
			for _, x := range p.Attr {
				if x.Key == "name" {
					f.Add(x.Val, n.FirstChild.Data)
				}
			}
		case at["type"] == "checkbox" || at["type"] == "radio":
			if checked {
				f.Add(at["name"], at["value"])
			}
		default:
			f.Add(at["name"], at["value"])
		}
	}
	return f
}

func TestEventForm_badInputIsAnsweredAtTheFieldWithAllKept(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	good := eventForm(t, staff.Get("/manage/events/new").Want(200))
	id, public := published(t, s, staff)
	for what, c := range map[string]struct{ field, typed string }{
		"over-long title":   {"title_ja", strings.Repeat("あ", 5000)},
		"NUL":               {"title_en", "a\x00b"},
		"control character": {"join", "Hall\x1b[2J"},
		"header injection":  {"title_en", "a\r\nBcc: x@example.org"},
		"bidi override":     {"about_en", "safe \u202egpj.exe"},
		"no such day":       {"when", "2030-02-31 16:00"},
		"gap of the clocks": {"when", "2027-03-14 02:30–04:00 America/New_York"},
		"unknown zone":      {"zone", "Mars/Olympus"},
		"script address":    {"join", "javascript:alert(1)"},
		"formula":           {"capacity", "=1+1"},
		"slug":              {"slug", "<script>"},
		"hue":               {"hue", "hotpink"},
		"pattern":           {"pattern", "../x"},
		"whole book":        {"about_ja", strings.Repeat("長い文章。", 8000)},
		"forged host":       {"hosts", models.NewID().String()},
	} {
		t.Run(what, func(t *testing.T) {
			for path, base := range map[string]url.Values{"/manage/events/" + good.Get("id") + "/publish": good, "/manage/events/" + id + "/save": public} {
				f := url.Values{}
				for k, v := range base {
					f[k] = v
				}
				f.Set(c.field, c.typed)
				// A draft refused by Publish is kept, so its version grows; what counts here is the answer.
				if path != "/manage/events/"+id+"/save" {
					f.Set("id", models.NewID().String())
					path = "/manage/events/" + f.Get("id") + "/publish"
				}
				a := staff.Post(path, f).Want(422)
				if len(a.All(`.esum a[href="#`+c.field+`"]`)) != 1 {
					t.Errorf("%s: not in the summary: %.300s", path, a.Text(".esum"))
				}
				if a.Attr("#when", "value") != f.Get("when") || a.Attr("#title_en", "value") == "" {
					t.Errorf("%s: what was typed is gone", path)
				}
				if strings.Contains(a.Body, "<script>alert") || strings.Contains(a.Body, `value="<script>`) {
					t.Errorf("%s: typed mark-up came through", path)
				}
			}
		})
	}
	if n := sitetest.One[int](s, "select count(*) from events where state = 'published'"); n != 1 {
		t.Errorf("%d published", n)
	}
	if v := sitetest.One[int](s, "select version from events where id = $1", id); v != 1 {
		t.Errorf("the public event was changed: version %d", v)
	}
}

func TestEventForm_brokenRequestsAreRefused(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Owner, models.ID{})
	f := eventForm(t, staff.Get("/manage/events/new"))
	for _, c := range []struct {
		name, value string
		status      int
	}{{"version", "x", 400}, {"version", "-1", 400}, {"id", "", 400}, {"id", "../../etc", 400}, {"title_ja", "\xff\xfe", 400}, {"version", "7", 404}} {
		g := url.Values{}
		for k, v := range f {
			g[k] = v
		}
		g.Set(c.name, c.value)
		staff.Post("/manage/events", g).Want(c.status)
	}
	f.Set("about_ja", strings.Repeat("長い文章。", 60000))
	staff.Post("/manage/events", f).Want(413)
	staff.Get("/manage/events/nonsense").Want(404)
	staff.Get("/manage/events/" + models.NewID().String()).Want(404)
	if n := sitetest.One[int](s, "select count(*) from events"); n != 0 {
		t.Errorf("%d events", n)
	}
}

func TestEvents_wrongRolesLearnNothing(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Organiser, s.Host)
	id, f := published(t, s, staff)
	other := models.NewID()
	s.Exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"en": "Others"}', 'privacy@example.org')`, other)
	stranger, moderator := s.Staff(models.Organiser, other), s.Staff(models.Moderator, models.ParseID(id))
	at := "/manage/events/" + id
	for _, path := range []string{at, at + "/edit", at + "/cancel"} {
		stranger.Get(path).Want(404)
		moderator.Get(path).Want(403)
		if a := s.Browser(models.English).Get(path).Want(303); !strings.HasPrefix(a.Location(), "/sign-in?next=") {
			t.Errorf("%s leads to %s", path, a.Location())
		}
	}
	f.Set("reason_ja", "x")
	for _, path := range []string{"/save", "/draft", "/publish", "/cancel", "/begin", "/end", "/delete"} {
		stranger.Post(at+path, f).Want(404)
		moderator.Post(at+path, f).Want(403)
		s.Browser(models.English).Post(at+path, f).Want(303)
	}
	moderator.Get("/manage/events/new").Want(403)
	moderator.Post("/manage/read/programme", f).Want(403)
	if a := stranger.Get("/manage").Want(200); strings.Contains(a.Body, "TSUNAGARU") {
		t.Error("another host's event is listed")
	}
	if a := moderator.Get("/manage").Want(200); a.Attr("main td a", "href") != at+"/questions" || len(a.All(`main a[href="/manage/events/new"]`)) > 0 {
		t.Error("a moderator's list does not lead to the board only")
	}
	if state := sitetest.One[string](s, "select state || version from events where id = $1", id); state != "published1" {
		t.Errorf("the event is %s", state)
	}
}

func TestEventForm_savedByAScriptGoesOnFromTheNewVersion(t *testing.T) {
	s := sitetest.New(t)
	staff := s.Staff(models.Owner, models.ID{})
	f := eventForm(t, staff.Get("/manage/events/new"))
	draft := "/manage/events/" + f.Get("id") + "/draft"
	for want := 1; want <= 3; want++ {
		f.Set("join", strings.Repeat("x", want))
		a := staff.Post(draft, f, "Accept", "application/json").Want(200)
		var said struct {
			Version int
			Path    string
		}
		if err := json.Unmarshal([]byte(a.Body), &said); err != nil || said.Version != want || said.Path != "/manage/events/"+f.Get("id")+"/edit" {
			t.Fatalf("%s %v", a.Body, err)
		}
		f.Set("version", a.Body[strings.Index(a.Body, `"version":`)+10:strings.Index(a.Body, `"version":`)+11])
	}
	f.Set("version", "1")
	f.Set("join", "late")
	staff.Post(draft, f, "Accept", "application/json").Want(409)
}
