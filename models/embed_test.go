package models

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckOrigins_keepsWhatABrowserCallsTheSite(t *testing.T) {
	got, problems := CheckOrigins("https://www.ILO.org/tokyo/events?x=1\n\n  coop.example.jp \r\nhttps://www.ilo.org:443\nhttp://localhost:8000/a\nhttps://日本.example\n")
	want := []string{"https://www.ilo.org", "https://coop.example.jp", "http://localhost:8000", "https://xn--wgv71a.example"}
	if len(problems) > 0 || !slices.Equal(got, want) {
		t.Errorf("%v %v", got, problems)
	}
}

func TestCheckOrigins_refusesWhatWouldWidenThePolicy(t *testing.T) {
	for _, bad := range []string{"*", "https://*", "https://*.example.org", "https:", "'self'", "data:", "https://a.example; script-src *", "https://a.example https://b.example",
		"javascript:alert(1)", "https://user:pw@a.example", "ftp://a.example", "https://a.example\x00", "https://exa mple.org", "//a.example", "https://a.example,b.example"} {
		if got, problems := CheckOrigins(bad); problems["origins"].Key != "embed.unread" {
			t.Errorf("%q: %q", bad, got)
		}
	}
	many := strings.Builder{}
	for i := range MaxOrigins + 1 {
		many.WriteString("h" + strings.Repeat("x", i) + ".example\n")
	}
	if _, problems := CheckOrigins(many.String()); problems["origins"].Key != "embed.too_many" {
		t.Error("any number is taken")
	}
}
