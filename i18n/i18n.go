// Package i18n holds the words of the interface in every language, and how dates, times and zones are written in each.
//
// Words are flat JSON files, one for each part of the interface: <language>/<part>.json, {"part.what": "text with {holes}"}.
// A counted text has the keys "part.what.one" and "part.what.other" in English and "part.what.other" in Japanese.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"tsudoi/models"
)

//go:embed ja/*.json en/*.json
var files embed.FS

// words is parsed once; a file that can't be read is a programming error that every test finds.
var words = load()

func load() map[models.Lang]map[string]string {
	all := map[models.Lang]map[string]string{}
	for _, l := range models.Langs {
		all[l] = map[string]string{}
		names, err := fs.Glob(files, string(l)+"/*.json")
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			b, err := files.ReadFile(name)
			if err != nil {
				panic(err)
			}
			part := map[string]string{}
			if err := json.Unmarshal(b, &part); err != nil {
				panic(fmt.Sprintf("%s: %v", name, err))
			}
			for k, v := range part {
				if _, twice := all[l][k]; twice {
					panic(fmt.Sprintf("%s: %s is also in another file", path.Base(name), k))
				}
				all[l][k] = v
			}
		}
	}
	return all
}

// T returns the words of key in lang with its {holes} filled; args come in pairs of hole name and value. An unknown key, which the
// tests of this package exclude for every key in a template or a Go string, comes back as it is.
func T(lang models.Lang, key string, args ...any) string {
	s, ok := words[lang][key]
	if !ok {
		return key
	}
	return fill(s, args)
}

// Known reports whether key exists.
func Known(key string) bool { _, ok := words[models.Japanese][key]; return ok }

// N returns the counted words of key for n, which also fills the hole {n}.
func N(lang models.Lang, key string, n int, args ...any) string {
	form := ".other"
	if lang == models.English && n == 1 {
		form = ".one"
	}
	return T(lang, key+form, append([]any{"n", n}, args...)...)
}

// Problem returns the words for something wrong in a form. Values that are a Text are told in lang; instants come already as strings.
func Problem(lang models.Lang, p models.Problem) string {
	var args []any
	for k, v := range p.Args {
		if text, is := v.(models.Text); is {
			v = text.In(lang)
		}
		args = append(args, k, v)
	}
	return T(lang, p.Key, args...)
}

func fill(s string, args []any) string {
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		pairs = append(pairs, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
