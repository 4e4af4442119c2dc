package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strconv"
	"strings"
	"testing"

	"tsudoi/models/store/storetest"
)

// Every constant sql… of the package is a statement; the migrated schema has to know all its names.
func TestSQL_everyStatementPrepares(t *testing.T) {
	db := storetest.New(t).SQL()
	texts := constants(t)
	n := 0
	for name := range texts {
		if !strings.HasPrefix(name, "sql") || name == "sqlBounds" {
			continue
		}
		n++
		s, err := db.Prepare(resolve(t, texts, texts[name]))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s.Close()
	}
	if n < 10 {
		t.Errorf("only %d statements found", n)
	}
}

func constants(t *testing.T) map[string]ast.Expr {
	t.Helper()
	pkgs, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]ast.Expr{}
	for _, f := range pkgs["store"].Files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						found[name.Name] = v.Values[i]
					}
				}
			}
		}
	}
	return found
}

// resolve evaluates a concatenation of string literals and constants of the package.
func resolve(t *testing.T, texts map[string]ast.Expr, e ast.Expr) string {
	t.Helper()
	switch x := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		if err != nil {
			t.Fatal(err)
		}
		return s
	case *ast.BinaryExpr:
		return resolve(t, texts, x.X) + resolve(t, texts, x.Y)
	case *ast.Ident:
		return resolve(t, texts, texts[x.Name])
	}
	t.Fatalf("a statement must be a plain constant, not %T", e)
	return ""
}
