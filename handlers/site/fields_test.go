package site_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// answering is a filled-in registration with answers in pairs of field and value.
func answering(email string, answers ...any) url.Values {
	f := form("Amina", email)
	for i := 0; i+1 < len(answers); i += 2 {
		f.Add(answers[i].(models.Field).Key(), answers[i+1].(string))
	}
	return f
}

func lunch(f *models.Field) {
	f.Required = true
	f.Options = models.Options{{ID: "aaaaaaaaaaaa", Label: models.Text{models.Japanese: "要る", models.English: "Yes, please"}},
		{ID: "bbbbbbbbbbbb", Label: models.Text{models.Japanese: "要らない", models.English: "No, thanks"}}}
}

func onlyIf(f models.Field, values ...string) func(*models.Field) {
	return func(n *models.Field) { n.Required, n.ShownIf = true, models.Condition{Field: f.ID, Values: values} }
}

func answers(s *sitetest.Site, email string) string {
	return sitetest.One[string](s, `select coalesce(string_agg(f.kind || '=' || (a.value->>0), ' ' order by f.position), '') from registrations r
		left join answers a on a.registration_id = r.id left join fields f on f.id = a.field_id where r.email_key = $1`, email)
}

func TestForm_asksInTheReadersLanguageAndNeverTheDesksOwn(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	meal := s.Field(event, models.FieldOne, lunch)
	s.Field(event, models.FieldLine, onlyIf(meal, "aaaaaaaaaaaa"))
	staff := s.Field(event, models.FieldYesNo, func(f *models.Field) { f.StaffOnly, f.Label = true, models.Text{models.English: "Troublemaker"} })
	for _, path := range []string{"/events/" + slug, "/events/" + slug + "/registrations/new"} {
		for lang, want := range map[models.Lang][2]string{models.Japanese: {"項目 one", "「項目 one」で「要る」と答えた方のみ"},
			models.English: {"Field one", "Only if you answered “Yes, please” to “Field one”"}} {
			a := s.Browser(lang).Get(path).Want(200)
			if got := a.Text("#" + meal.Key() + " legend"); got != want[0] {
				t.Errorf("%s in %s asks %q", path, lang, got)
			}
			if got := a.Text(".only"); got != want[1] {
				t.Errorf("%s in %s says %q", path, lang, got)
			}
			if strings.Contains(a.Body, "Troublemaker") || strings.Contains(a.Body, staff.ID.String()) {
				t.Errorf("%s in %s shows a field of the desk's", path, lang)
			}
			if a.Attr("[data-if] input", "required") != "" || len(a.All("[data-must]")) != 1 {
				t.Error("a browser without a script would hold up a form for what is not asked")
			}
		}
	}
	s.Browser(models.English).Post("/events/"+slug+"/registrations", answering("a@example.org", meal, "bbbbbbbbbbbb", staff, "yes")).Want(303)
	if got := answers(s, "a@example.org"); got != "one=bbbbbbbbbbbb" {
		t.Errorf("stored %q", got)
	}
}

func TestForm_asksOnlyWhatIsForTheSeat(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	press := models.NewID()
	s.Exec(`insert into categories (id, event_id, position, title, access) values ($1, $2, 2, '{"en": "Press"}', 'invited')`, press, event)
	everybody := s.Field(event, models.FieldLine)
	badge := s.Field(event, models.FieldDate, func(f *models.Field) { f.Required, f.Seats = true, []models.ID{press} })
	b := s.Browser(models.English)
	if a := b.Get("/events/" + slug).Want(200); len(a.All("#"+badge.Key())) != 0 || len(a.All("#"+everybody.Key())) != 1 {
		t.Error("the public form asks what only the press is asked, or not what everybody is")
	}
	b.Post("/events/"+slug+"/registrations", answering("a@example.org", badge, "2026-12-16", everybody, "Hello")).Want(303)
	if got := answers(s, "a@example.org"); got != "line=Hello" {
		t.Errorf("stored %q", got)
	}
}

func TestForm_theServerJudgesConditions(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	path := "/events/" + slug + "/registrations"
	meal := s.Field(event, models.FieldOne, lunch)
	what := s.Field(event, models.FieldLine, onlyIf(meal, "aaaaaaaaaaaa"))
	b := s.Browser(models.English)
	b.Post(path, answering("forged@example.org", meal, "bbbbbbbbbbbb", what, "Steak")).Want(303)
	if got := answers(s, "forged@example.org"); got != "one=bbbbbbbbbbbb" {
		t.Errorf("a hidden answer was forged: %q", got)
	}
	a := b.Post(path, answering("missing@example.org", meal, "aaaaaaaaaaaa")).Want(422)
	if a.Text("#"+what.Key()+"-e") != "Please answer this." || a.Attr(".esum a", "href") != "#"+what.Key() || a.Attr("#"+meal.Key()+" [checked]", "value") != "aaaaaaaaaaaa" {
		t.Errorf("%.3000s", a.Body)
	}
	b.Post(path, answering("asked@example.org", meal, "aaaaaaaaaaaa", what, " Fish ")).Want(303)
	if got := answers(s, "asked@example.org"); got != "one=aaaaaaaaaaaa line=Fish" {
		t.Errorf("stored %q", got)
	}
}

func TestForm_anOptionRemovedMeanwhileIsToldAtItsField(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	meal, line := s.Field(event, models.FieldOne, lunch), s.Field(event, models.FieldLine)
	s.Exec(`update fields set options = jsonb_set(options, '{0,retired}', 'true') where id = $1`, meal.ID)
	a := s.Browser(models.Japanese).Post("/events/"+slug+"/registrations", answering("a@example.org", meal, "aaaaaaaaaaaa", line, "そのまま")).Want(422)
	if !strings.Contains(a.Text("#"+meal.Key()+"-e"), "選択肢が変わりました") || a.Attr("#"+line.Key(), "value") != "そのまま" {
		t.Errorf("%.3000s", a.Body)
	}
	if n := len(a.All("#" + meal.Key() + " input")); n != 1 {
		t.Errorf("%d options to choose from", n)
	}
}

func TestForm_takesFilesByTheirContent(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	path := "/events/" + slug + "/registrations"
	f := s.Field(event, models.FieldFile, func(f *models.Field) { f.Required = true })
	b := s.Browser(models.English)
	if got := b.Get("/events/"+slug).Want(200).Attr("#register form", "enctype"); got != "multipart/form-data" {
		t.Errorf("the form is sent as %q", got)
	}
	pdf := "%PDF-1.7\n%" + strings.Repeat("x", 3<<20)
	for what, c := range map[string]struct {
		name, content string
		status        int
		says          string
	}{
		"no file":       {"", "", 422, "Please choose a file."},
		"too large":     {"a.pdf", pdf + strings.Repeat("x", 2<<20), 422, "The file is too large"},
		"a page":        {"a.pdf", "<html><script>alert(1)</script>", 422, "This file can't be taken"},
		"far too large": {"a.pdf", strings.Repeat("x", 11<<20), 413, ""},
		"a PDF":         {"../../旅券.pdf", pdf, 303, ""},
	} {
		files := map[string][2]string{f.Key(): {c.name, c.content}}
		if c.name == "" {
			files = nil
		}
		a := b.Upload(path, form("Amina", "a@example.org"), files).Want(c.status)
		if c.says != "" && !strings.HasPrefix(a.Text("#"+f.Key()+"-e"), c.says) {
			t.Errorf("%s: %q", what, a.Text("#"+f.Key()+"-e"))
		}
	}
	if n := sitetest.One[int](s, `select count(*) from answer_files where name = '旅券.pdf' and type = 'application/pdf' and size = length(content)
		and registration_id is not null`); n != 1 || sitetest.One[int](s, `select count(*) from answer_files`) != 1 {
		t.Error("the file is not stored, or others are")
	}
	// Something else is wrong with the form: the file has to be chosen again, and the page says so.
	bad := form("", "b@example.org")
	a := b.Upload(path, bad, map[string][2]string{f.Key(): {"a.pdf", "%PDF-1.7\n"}}).Want(422)
	if !strings.Contains(a.Text("#"+f.Key()+"-e"), "not kept") {
		t.Errorf("%.3000s", a.Body)
	}
	// Without a field for files there is no room for them.
	_, plain := s.Event(0)
	b.Upload("/events/"+plain+"/registrations", form("Amina", "a@example.org"), map[string][2]string{"file": {"a.pdf", pdf}}).Want(413)
}

func TestForm_survivesHostileAnswers(t *testing.T) {
	s := sitetest.New(t)
	event, slug := s.Event(0)
	path := "/events/" + slug + "/registrations"
	var all models.Fields
	for _, k := range models.FieldKinds {
		all = append(all, s.Field(event, k, func(f *models.Field) {
			if k.HasOptions() {
				lunch(f)
			}
		}))
	}
	b := s.Browser(models.English)
	for i, bad := range []string{"\x00", "a\x00b", "\u202egnp", "<script>alert(1)</script>", "-1", "1e309", "NaN", "0000-00-00", "2026-02-30", "null", "{}",
		strings.Repeat("長", 20_000), "e" + strings.Repeat("\u0301", 3000), "{\"a\":1}", "aaaaaaaaaaaa,bbbbbbbbbbbb", `\u0000`, "ZZ"} {
		f := form("Amina", "bad@example.org")
		for _, field := range all {
			f[field.Key()] = []string{bad, bad}
		}
		a := b.Post(path, f, "X-Forwarded-For", "20.0.0."+string(rune('1'+i%9)))
		if a.Status >= 500 || strings.Contains(a.Body, "<script>alert(1)") {
			t.Errorf("%.20q: %d", bad, a.Status)
		}
	}
}
