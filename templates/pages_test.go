package templates_test

import (
	"html/template"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"tsudoi/models"
	"tsudoi/templates"
)

func asset(name string) string { return "/static/" + name }

// Each file is checked against its type in both languages: a field that does not exist is found here, not by a visitor.
func TestPages_everyFileFitsItsType(t *testing.T) {
	typed := map[string]bool{}
	for _, p := range templates.Pages {
		name := p.Template()
		typed[name] = true
		for _, lang := range models.Langs {
			set := template.Must(template.New("").Funcs(templates.Funcs(lang, asset)).ParseFS(os.DirFS("."), "layouts/*.html", "partials/*.html", "pages/"+name+".html"))
			if err := templatecheck.CheckHTML(set.Lookup("layout"), reflect.Zero(reflect.TypeOf(p)).Interface()); err != nil {
				t.Errorf("%s (%s): %v", name, lang, err)
			}
		}
	}
	files, err := fs.Glob(os.DirFS("pages"), "*/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !typed[strings.TrimSuffix(f, ".html")] {
			t.Errorf("pages/%s has no type in Pages", f)
		}
	}
}

// The policy that every page is sent with allows no inline style and no inline script.
func TestPages_keepToThePolicy(t *testing.T) {
	for _, dir := range []string{"layouts", "partials", "pages"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(dir + "/" + path)
			if err != nil {
				return err
			}
			for _, bad := range []string{" style=", "<style", " onclick=", " onload=", "javascript:", "<script>"} {
				if strings.Contains(string(b), bad) {
					t.Errorf("%s/%s holds %q", dir, path, bad)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
