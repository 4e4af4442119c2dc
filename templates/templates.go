// Package templates holds the pages and the letters, and the Go types that fill them: one type a page, next to its name.
package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"text/template/parse"

	"tsudoi/models"
)

//go:embed layouts/*.html partials/*.html pages/*/*.html
var pages embed.FS

// Page is a value that fills one page. Template names its file below pages/, without the ending: "site/event".
type Page interface{ Template() string }

// Set is every page in every language, parsed once with the language bound: executing needs no lock and no copy.
type Set struct {
	pages map[models.Lang]map[string]*template.Template
	parts map[models.Lang]*template.Template
}

// New parses everything. asset turns the name of a static file into its URL.
func New(asset func(string) string) (*Set, error) {
	s := &Set{map[models.Lang]map[string]*template.Template{}, map[models.Lang]*template.Template{}}
	files, err := fs.Glob(pages, "pages/*/*.html")
	if err != nil {
		return nil, err
	}
	for _, l := range models.Langs {
		shared, err := template.New("").Funcs(Funcs(l, asset)).ParseFS(pages, "layouts/*.html", "partials/*.html")
		if err != nil {
			return nil, err
		}
		s.parts[l] = shared
		s.pages[l] = map[string]*template.Template{}
		for _, f := range files {
			set, err := page(f, shared, Funcs(l, asset))
			if err != nil {
				return nil, err
			}
			s.pages[l][strings.TrimSuffix(strings.TrimPrefix(f, "pages/"), ".html")] = set
		}
	}
	return s, nil
}

// page parses one file with what it uses of the shared ones, and what they use: a copy of everything for every page would be most of the
// program's memory.
func page(file string, shared *template.Template, funcs template.FuncMap) (*template.Template, error) {
	set, err := template.New("").Funcs(funcs).ParseFS(pages, file)
	if err != nil {
		return nil, err
	}
	if set.Lookup("layout") == nil {
		return nil, fmt.Errorf("%s does not define its layout", file)
	}
	var used []string
	for _, t := range set.Templates() {
		if t.Tree != nil {
			used = append(used, callsOf(t.Tree.Root)...)
		}
	}
	for len(used) > 0 {
		name := used[0]
		used = used[1:]
		from := shared.Lookup(name)
		if set.Lookup(name) != nil || from == nil {
			continue // the page's own comes first; one that nobody has is found by the tests of every page
		}
		if _, err := set.AddParseTree(name, from.Tree.Copy()); err != nil {
			return nil, err
		}
		used = append(used, callsOf(from.Tree.Root)...)
	}
	return set, nil
}

// callsOf lists the templates that a piece of one names.
func callsOf(n parse.Node) (names []string) {
	branch := func(b parse.BranchNode) {
		names = append(names, callsOf(b.List)...)
		if b.ElseList != nil {
			names = append(names, callsOf(b.ElseList)...)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			names = append(names, callsOf(c)...)
		}
	case *parse.TemplateNode:
		names = []string{n.Name}
	case *parse.IfNode:
		branch(n.BranchNode)
	case *parse.RangeNode:
		branch(n.BranchNode)
	case *parse.WithNode:
		branch(n.BranchNode)
	}
	return names
}

// Page renders a whole page. Nothing is written anywhere before all of it is done, so an error never leaves half a page.
func (s *Set) Page(lang models.Lang, p Page) ([]byte, error) {
	set, ok := s.pages[lang][p.Template()]
	if !ok {
		return nil, fmt.Errorf("no page %s in %q", p.Template(), lang)
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, "layout", p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Part renders one partial: the very one that the full page uses, for a live change of a piece of it.
func (s *Set) Part(lang models.Lang, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := s.parts[lang].ExecuteTemplate(&b, name, data); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
