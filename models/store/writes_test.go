package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// database/sql runs a statement twice when the line breaks at the wrong moment, and nobody is told. So nothing is written outside the
// transactions of tx.go, where a repeat is recognised.
var (
	writers = regexp.MustCompile(`^(Must)?(Named)?(Exec|Begin|Prepare)(x|Tx|Txx|Named)?(Context)?$|^NamedQuery`)
	readers = regexp.MustCompile(`^(Get|Select|Query|Queryx|QueryRow|QueryRowx)(Context)?$`)
	changes = regexp.MustCompile(`(?is)\binsert\s+into\b|\bupdate\s+[a-z_]+\s.*\bset\b|\bdelete\s+from\b|\bfor\s+(no key )?update\b|\bpg_notify\b`)
)

// strays lists what a file of the package may not hold, as "position: what".
func strays(fset *token.FileSet, name string, f *ast.File, statement func(ast.Expr) string) (found []string) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		what := ""
		switch {
		case writers.MatchString(sel.Sel.Name) && name != "tx.go" && !readOnly(call):
			what = sel.Sel.Name
		case readers.MatchString(sel.Sel.Name):
			for _, a := range call.Args {
				if changes.MatchString(statement(a)) {
					what = sel.Sel.Name + " of a statement that changes something"
				}
			}
		}
		if what != "" {
			found = append(found, fset.Position(call.Pos()).String()+": "+what)
		}
		return true
	})
	return found
}

// readOnly recognises the opening of a transaction in which nothing can be written.
func readOnly(call *ast.CallExpr) (is bool) {
	for _, a := range call.Args {
		ast.Inspect(a, func(n ast.Node) bool {
			if kv, ok := n.(*ast.KeyValueExpr); ok {
				k, _ := kv.Key.(*ast.Ident)
				v, _ := kv.Value.(*ast.Ident)
				is = is || k != nil && v != nil && k.Name == "ReadOnly" && v.Name == "true"
			}
			return true
		})
	}
	return is
}

func TestWrites_onlyInsideTransactions(t *testing.T) {
	fset := token.NewFileSet()
	pkgs, err := parser.ParseDir(fset, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	texts := constants(t)
	statement := func(e ast.Expr) string {
		if id, ok := e.(*ast.Ident); ok && texts[id.Name] != nil && strings.HasPrefix(id.Name, "sql") {
			return resolve(t, texts, e)
		}
		if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
			return b.Value
		}
		return ""
	}
	for name, f := range pkgs["store"].Files {
		for _, s := range strays(fset, name, f, statement) {
			t.Error(s)
		}
	}
	for text, want := range map[string]int{
		"db.pool.ExecContext(ctx, sqlX)":                                      1,
		"db.SQL().Exec(`delete from x`)":                                      1,
		"db.pool.NamedExecContext(ctx, sqlX, 1)":                              1,
		"db.pool.PrepareContext(ctx, sqlX)":                                   1,
		"db.pool.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true})":               0,
		"db.pool.BeginTxx(ctx, &sql.TxOptions{ReadOnly: false})":              1,
		"db.pool.BeginTxx(ctx, nil)":                                          1,
		"db.pool.GetContext(ctx, &n, `insert into x values (1) returning 1`)": 1,
		"db.pool.SelectContext(ctx, &n, `update x as y set a = 1`)":           1,
		"db.pool.GetContext(ctx, &n, `select updated_at from x`)":             0,
		"t.exec(sqlX)": 0,
	} {
		f, err := parser.ParseFile(fset, "made.go", "package store\nfunc f() { "+text+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := strays(fset, "made.go", f, statement); len(got) != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}
