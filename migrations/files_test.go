package migrations_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"tsudoi/migrations"
)

func TestFiles_areNumberedOnceAndNeverRewritten(t *testing.T) {
	released, err := os.ReadFile("released.sha256")
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range check(t, migrations.Files, string(released)) {
		t.Error(wrong)
	}
}

var fileName = regexp.MustCompile(`^(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql$`)

// check tells what is wrong with a set of migrations. released holds a line for each that a release has carried, as sha256sum writes it.
func check(t *testing.T, files fs.FS, released string) (wrong []string) {
	t.Helper()
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	sums := map[string]string{}
	for i, name := range names {
		m := fileName.FindStringSubmatch(name)
		switch {
		case m == nil:
			wrong = append(wrong, name+": not NNNN_one_idea.sql")
		case m[1] != fmt.Sprintf("%04d", i+1):
			wrong = append(wrong, fmt.Sprintf("%s: the next number is %04d", name, i+1))
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "+goose Down") {
			wrong = append(wrong, name+": migrations only go forward")
		}
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(b))
	}
	for line := range strings.Lines(released) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		switch {
		case strings.HasPrefix(line, "#"):
		case !ok:
			wrong = append(wrong, "released.sha256: a line is not as sha256sum writes it: "+line)
		case sums[name] == "":
			wrong = append(wrong, name+": released, and gone")
		case sums[name] != sum:
			wrong = append(wrong, name+": released, and changed since; write a new migration")
		}
	}
	return wrong
}

func TestFiles_areRefusedWhenTheyBreakTheRules(t *testing.T) {
	one := &fstest.MapFile{Data: []byte("-- +goose Up\nselect 1;\n")}
	sum := fmt.Sprintf("%x", sha256.Sum256(one.Data))
	for what, c := range map[string]struct {
		files    fstest.MapFS
		released string
		wrong    int
	}{
		"in order":        {fstest.MapFS{"0001_a.sql": one, "0002_b_c.sql": one}, "# sums\n" + sum + "  0001_a.sql\n", 0},
		"same number":     {fstest.MapFS{"0001_a.sql": one, "0001_b.sql": one}, "", 1},
		"a gap":           {fstest.MapFS{"0001_a.sql": one, "0003_b.sql": one}, "", 1},
		"a strange name":  {fstest.MapFS{"1-a.sql": one}, "", 1},
		"backwards":       {fstest.MapFS{"0001_a.sql": {Data: []byte("-- +goose Up\n-- +goose Down\n")}}, "", 1},
		"released, other": {fstest.MapFS{"0001_a.sql": {Data: []byte("-- +goose Up\nselect 2;\n")}}, sum + "  0001_a.sql\n", 1},
		"released, gone":  {fstest.MapFS{"0001_b.sql": one}, sum + "  0001_a.sql\n", 1},
		"no sum":          {fstest.MapFS{"0001_a.sql": one}, "0001_a.sql\n", 1},
	} {
		if wrong := check(t, c.files, c.released); len(wrong) != c.wrong {
			t.Errorf("%s: %q", what, wrong)
		}
	}
}
