package account_test

import (
	"net/url"
	"strings"
	"testing"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func hostForm() url.Values {
	return url.Values{"host_ja": {"国際協力室"}, "host_en": {"International Cooperation Office"}, "site": {"https://example.org/"}, "hue": {"matsuba"}}
}

func TestHosts_areAddedAndChangedByOwners(t *testing.T) {
	s := sitetest.New(t)
	owner := s.Staff(models.Owner, models.ID{})
	owner.Get("/manage/hosts/new").Want(200)
	owner.Post("/manage/hosts", hostForm()).Want(303)
	page := owner.Get("/manage/hosts").Want(200)
	if n := len(page.All("main li.card")); n != 2 || !strings.Contains(page.Body, "国際協力室") {
		t.Fatalf("%d hosts", n)
	}
	id := sitetest.One[string](s, `select id from hosts where hue = 'matsuba' and site = 'https://example.org/'`)
	if a := owner.Get("/manage/hosts/" + id).Want(200); a.Attr("#host_en", "value") != "International Cooperation Office" || a.Attr("input[name=hue][checked]", "value") != "matsuba" {
		t.Error("the form doesn't hold what is known")
	}
	form := hostForm()
	form.Set("host_en", "")
	form.Set("site", "")
	owner.Post("/manage/hosts/"+id, form).Want(303)
	if n := sitetest.One[int](s, `select count(*) from hosts where id = $1 and name = '{"ja": "国際協力室"}' and site = ''`, id); n != 1 {
		t.Error("not changed")
	}
	for path, want := range map[string]int{"/manage/hosts/" + models.NewID().String(): 404, "/manage/hosts/x": 404} {
		owner.Get(path).Want(want)
		owner.Post(path, hostForm()).Want(want)
	}
}

func TestHosts_areTheOwnersAlone(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	path := "/manage/hosts/" + s.Host.String()
	for _, b := range []*sitetest.Browser{s.Staff(models.Organiser, s.Host), s.Staff(models.Moderator, event)} {
		b.Get("/manage/hosts").Want(403)
		b.Get("/manage/hosts/new").Want(403)
		b.Get(path).Want(403)
		b.Post("/manage/hosts", hostForm()).Want(403)
		b.Post(path, hostForm()).Want(403)
	}
	if a := s.Browser(models.English).Post(path, hostForm()).Want(303); !strings.HasPrefix(a.Location(), "/sign-in") {
		t.Error("nobody may")
	}
	if n := sitetest.One[int](s, `select count(*) from hosts where name->>'en' = 'Cooperative Society'`); n != 1 {
		t.Error("changed")
	}
}

func TestHosts_sayWhatIsWrong(t *testing.T) {
	s := sitetest.New(t)
	owner := s.Staff(models.Owner, models.ID{})
	for field, bad := range map[string][]string{"site": {"javascript:alert(1)", "ftp://example.org", "example.org", "https://user@example.org/"},
		"hue": {"", "sumi", "ai\" onclick=\""}, "host_ja": {"a\u202eb", strings.Repeat("長", 201)}} {
		for _, v := range bad {
			form := hostForm()
			form.Set(field, v)
			if a := owner.Post("/manage/hosts", form).Want(422); len(a.All(`.esum a[href="#`+field+`"]`)) != 1 || a.Attr("#host_en", "value") == "" {
				t.Errorf("%s = %q: not said, or the rest is lost", field, v)
			}
		}
	}
}
