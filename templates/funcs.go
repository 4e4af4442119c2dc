package templates

import (
	"html/template"
	"strings"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
)

// Funcs are the functions of every page and partial in one language. They read nothing but their arguments.
func Funcs(lang models.Lang, asset func(string) string) template.FuncMap {
	return template.FuncMap{
		"t":     func(key string, args ...any) string { return i18n.T(lang, key, args...) },
		"n":     func(key string, n int, args ...any) string { return i18n.N(lang, key, n, args...) },
		"asset": asset,
		"icon":  icon,
		"cover": Cover,
		// in picks a text for the reader where no mark-up can stand: attributes, titles.
		"in": func(t models.Text) string { return t.In(lang) },
		// say picks a text for the reader and marks it where it had to fall back to another language.
		"say": func(t models.Text) template.HTML { return say(lang, t) },
		// other is the text in the other language, "" where it has none.
		"other": func(t models.Text) string { return t[lang.Other()] },
		// textIn is what a text says in one language, for the field in which it is typed.
		"textIn":    func(t models.Text, l models.Lang) string { return t[l] },
		"otherLang": func() models.Lang { return lang.Other() },
		"prose":     func(t models.Text) template.HTML { return proseOf(lang, t) },
		"plain":     Prose,
		"date":      func(t time.Time) string { return i18n.Date(lang, t) },
		"shortDate": func(t time.Time) string { return i18n.ShortDate(lang, t) },
		"month":     func(t time.Time) string { return i18n.Month(lang, t) },
		"weekday":   func(t time.Time) string { return i18n.Weekday(lang, t) },
		"clock":     i18n.Clock,
		"between":   func(a, b time.Time) string { return i18n.Between(lang, a, b) },
		"days":      func(a, b time.Time) string { return i18n.Days(lang, a, b) },
		"instant":   func(t time.Time) string { return i18n.Instant(lang, t) },
		"zone":      func(t time.Time) string { return i18n.Zone(lang, t) },
		"rfc3339":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		// nano is an instant to compare with the database's.
		"nano": func(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) },
		// iso keeps the offset of the zone that t carries, for scripts that compare it with the reader's.
		"iso":     func(t time.Time) string { return t.Format(time.RFC3339) },
		"isoDate": func(t time.Time) string { return t.Format(time.DateOnly) },
		"utc":     time.Time.UTC,
		"coverAt": CoverAt,
		"qr":      QR,
		// bareURL is an address as people copy it from a wall.
		"bareURL":  bareURL,
		"langName": func(l models.Lang) string { return i18n.T(lang, "lang."+string(l)) },
		"initial":  initial,
		// hostNames joins names as a text does.
		"hostNames": func(hosts []models.Host) string { return i18n.HostNames(lang, hosts) },
		"list":      func(v ...any) []any { return v },
	}
}

// icon draws one symbol of the sprite beside words that say the same.
func icon(name string) template.HTML {
	return template.HTML(`<svg class="i" aria-hidden="true"><use href="#` + template.HTMLEscapeString(name) + `"/></svg>`)
}

func say(lang models.Lang, t models.Text) template.HTML {
	s, l := t.Pick(lang, lang.Other())
	e := template.HTMLEscapeString(s)
	if l == lang || l == "" {
		return template.HTML(e)
	}
	return template.HTML(`<span lang="` + string(l) + `">` + e + `</span> <span class="badge fallback">` +
		template.HTMLEscapeString(i18n.T(lang, "lang.only_"+string(l))) + `</span>`)
}

func bareURL(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	return rest
}

// initial is the first character of a name, for the monogram beside it.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}
