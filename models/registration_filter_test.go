package models

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestRegistrationFilter_comesBackFromItsAddress(t *testing.T) {
	for typed, want := range map[string]string{
		"":                                      "",
		"q=+%E3%80%80":                          "",
		"q=a%26b+%E5%B1%B1%E3%80%80x":           "?q=a%26b+%E5%B1%B1+x",
		"state=confirmed&language=ja":           "?language=ja&state=confirmed",
		"state=gone&language=fr&attended=maybe": "",
		"country=JP&q=a":                        "?country=JP&q=a",
		"country=jp":                            "",
		"country=ZZ&country=JP":                 "",
		"attended=no&before=3&lang=en":          "?attended=no",
	} {
		q, err := url.ParseQuery(typed)
		if err != nil {
			t.Fatal(err)
		}
		f := ReadRegistrationFilter(q)
		if got := f.Query(); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
		again, err := url.ParseQuery(strings.TrimPrefix(f.Query(), "?"))
		if err != nil || ReadRegistrationFilter(again) != f {
			t.Errorf("%q reads differently the second time", typed)
		}
	}
}

func TestRegistrationFilter_looksForWhatTheDatabaseCanCompare(t *testing.T) {
	for _, typed := range []string{"a\x00b", "\xff\xfe", strings.Repeat("長", 500), strings.Repeat("a ", 500), "\xe5" + strings.Repeat("長", 70)} {
		f := ReadRegistrationFilter(url.Values{"q": {typed}})
		if len(f.Words()) > MaxSearchWords || len(f.Search) > maxSearch || !utf8.ValidString(f.Search) || strings.Contains(f.Search, "\x00") {
			t.Errorf("%.20q: %d words, %d bytes, %q", typed, len(f.Words()), len(f.Search), f.Search)
		}
	}
	if f := ReadRegistrationFilter(url.Values{"q": {strings.Repeat("長", 500)}}); f.Search != strings.Repeat("長", 66) {
		t.Errorf("cut to %q", f.Search)
	}
}
