package i18n_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(lang + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		part := map[string]string{}
		if err := json.Unmarshal(b, &part); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		for k, v := range part {
			all[k] = v
		}
	}
	return all
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

func holes(s string) []string {
	h := hole.FindAllString(s, -1)
	slices.Sort(h)
	return slices.Compact(h)
}

func TestWords_areCompleteInBothLanguages(t *testing.T) {
	ja, en := catalogue(t, "ja"), catalogue(t, "en")
	for k, v := range ja {
		if strings.TrimSpace(v) == "" {
			t.Errorf("ja %s is empty", k)
		}
		e, there := en[k]
		if !there {
			t.Errorf("%s is missing in en", k)
		} else if !slices.Equal(holes(v), holes(e)) {
			t.Errorf("%s: ja has the holes %v, en %v", k, holes(v), holes(e))
		}
		if one, ok := strings.CutSuffix(k, ".one"); ok {
			t.Errorf("ja needs no %s.one", one)
		}
	}
	for k, v := range en {
		if strings.TrimSpace(v) == "" {
			t.Errorf("en %s is empty", k)
		}
		base, one := strings.CutSuffix(k, ".one")
		if !one {
			if _, there := ja[k]; !there {
				t.Errorf("%s is missing in ja", k)
			}
			continue
		}
		if _, there := en[base+".other"]; !there {
			t.Errorf("en %s has no .other", k)
		}
	}
	for k := range ja {
		if base, ok := strings.CutSuffix(k, ".other"); ok {
			if _, there := en[base+".one"]; !there {
				t.Errorf("en %s.one is missing", base)
			}
		}
	}
}

// quoted finds what may be a key: words with dots in quotes, in Go, templates and letters; a %s stands for any word.
var quoted = regexp.MustCompile("[\"`]([a-z][a-z0-9_]*(?:\\.(?:[a-z0-9_]|%s|%v)+)+\\.?)[\"`]")

// stem finds the beginning of a key that the code completes.
var stem = regexp.MustCompile(`"([a-z][a-z0-9_]*\.(?:[a-z0-9_.]*[._])?)" ?\+`)

func TestWords_everyKeyIsUsedAndKnown(t *testing.T) {
	ja := catalogue(t, "ja")
	used, known := map[string]bool{}, func(k string) bool { _, a := ja[k]; _, b := ja[k+".other"]; return a || b }
	var patterns []string
	err := fs.WalkDir(os.DirFS(".."), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (path == "e2e" || path == "data" || path == ".git" || path == "bin" || path == "bench") {
			return fs.SkipDir
		}
		if d.IsDir() || strings.HasSuffix(path, "_test.go") || !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".html") {
			return nil
		}
		b, err := os.ReadFile(filepath.Join("..", path))
		if err != nil {
			return err
		}
		for _, m := range quoted.FindAllStringSubmatch(string(b), -1) {
			k := m[1]
			if strings.ContainsAny(k, "%") {
				patterns = append(patterns, "^"+strings.NewReplacer(".", `\.`, "%s", `[a-z0-9_]+`, "%v", `[a-z0-9_]+`).Replace(k)+`(\.other)?$`)
				continue
			}
			used[k] = true
			// In a template every quoted key is one; in Go a quoted word with a dot may be anything, so only those of a known part count.
			if strings.HasSuffix(path, ".html") && strings.HasPrefix(path, "templates/") && !known(k) && !strings.HasSuffix(k, ".css") && !strings.HasSuffix(k, ".js") && !strings.HasSuffix(k, ".svg") {
				t.Errorf("%s: %s is no known key", path, k)
			}
		}
		for _, m := range stem.FindAllStringSubmatch(string(b), -1) {
			patterns = append(patterns, "^"+strings.ReplaceAll(m[1], ".", `\.`))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var res []*regexp.Regexp
	for _, p := range patterns {
		res = append(res, regexp.MustCompile(p))
	}
	for k := range ja {
		base := strings.TrimSuffix(k, ".other")
		if used[k] || used[base] || slices.ContainsFunc(res, func(r *regexp.Regexp) bool { return r.MatchString(k) }) {
			continue
		}
		t.Errorf("%s is used nowhere", k)
	}
}

// What models say of bad input are keys, too.
func TestWords_everyProblemHasWords(t *testing.T) {
	ja := catalogue(t, "ja")
	problem := regexp.MustCompile(`\.Add\("[a-z_]+", "([a-z_.]+)"|return [^\n]*, "([a-z_]+\.[a-z_]+)"\n`)
	files, err := filepath.Glob("../models/*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range problem.FindAllStringSubmatch(string(b), -1) {
			k := m[1] + m[2]
			n++
			if _, there := ja[k]; !there {
				t.Errorf("%s: no words for %s", filepath.Base(f), k)
			}
		}
	}
	if n < 4 {
		t.Errorf("only %d problems found", n)
	}
}
