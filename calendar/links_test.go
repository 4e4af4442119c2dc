package calendar

import (
	"net/url"
	"strings"
	"testing"
)

func parts(t *testing.T, link string) (string, url.Values) {
	t.Helper()
	if strings.Contains(link, "+") || len(link) > 2000 {
		t.Errorf("%d octets, plus sign %v: %s", len(link), strings.Contains(link, "+"), link)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host + u.Path, u.Query()
}

func TestGoogleLink_fills_the_form(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	where, q := parts(t, GoogleLink(e))
	if where != "calendar.google.com/calendar/render" {
		t.Error(where)
	}
	for name, want := range map[string]string{"action": "TEMPLATE", "text": e.Summary, "dates": "20261216T070000Z/20261216T093000Z",
		"ctz": "Asia/Tokyo", "location": e.Location, "details": e.Description} {
		if q.Get(name) != want {
			t.Errorf("%s %q, want %q", name, q.Get(name), want)
		}
	}
}

func TestOutlookLink_fills_the_form(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	e.Description = "a & b\n<script>"
	where, q := parts(t, OutlookLink(e))
	if where != "outlook.live.com/calendar/0/deeplink/compose" {
		t.Error(where)
	}
	for name, want := range map[string]string{"rru": "addevent", "path": "/calendar/action/compose", "subject": e.Summary,
		"startdt": "2026-12-16T07:00:00Z", "enddt": "2026-12-16T09:30:00Z", "location": e.Location, "body": "a &amp; b<br>&lt;script&gt;"} {
		if q.Get(name) != want {
			t.Errorf("%s %q, want %q", name, q.Get(name), want)
		}
	}
}

func TestLinks_cut_the_description_between_characters(t *testing.T) {
	e := webinar(t, "Asia/Tokyo", "2026-12-16 16:00")
	for pad := range 12 {
		e.Description = strings.Repeat("x", pad) + strings.Repeat("説明\n", 500)
		for _, link := range []string{GoogleLink(e), OutlookLink(e)} {
			_, q := parts(t, link)
			text := q.Get("details") + strings.ReplaceAll(q.Get("body"), "<br>", "\n")
			kept, cut := strings.CutSuffix(text, "…")
			if !cut || !strings.HasPrefix(e.Description, kept) || len(link) < 1960 {
				t.Errorf("%d octets, %q", len(link), text)
			}
		}
	}
}
