package tsudoi

import (
	"encoding/json"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// arrows is the whole map of who may import whom. A new arrow is a decision: a commit of its own, with the reason.
var arrows = map[string][]string{
	"models":            {},
	"migrations":        {},
	"static":            {},
	"tabular":           {},
	"localpg":           {},
	"i18n":              {"models"},
	"calendar":          {"models"},
	"templates":         {"models", "i18n"},
	"password":          {"models"},
	"models/store":      {"models", "migrations", "password"},
	"live":              {},
	"mail":              {"models", "models/store", "templates", "calendar", "i18n"},
	"handlers/web":      {"models", "i18n", "templates"},
	"handlers/site":     rooms,
	"handlers/attendee": rooms,
	"handlers/manage":   append([]string{"tabular", "mail"}, rooms...),
	"handlers/account":  rooms,
	"handlers/live":     append([]string{"live"}, rooms...),
	"handlers": {"handlers/web", "handlers/site", "handlers/attendee", "handlers/manage", "handlers/account", "handlers/live",
		"models", "models/store", "password", "templates", "static", "live", "mail"},
}

// rooms is what each room of handlers may use. They do not import each other: what an attendee may see can't be filled by mistake
// from a staff type.
var rooms = []string{"handlers/web", "models", "models/store", "templates", "i18n", "calendar"}

// homes are the only folders that may use a library.
var homes = map[string][]string{
	"github.com/gin-gonic/gin":    {"handlers", "cmd"},
	"github.com/jmoiron/sqlx":     {"models/store"},
	"github.com/lib/pq":           {"models/store", "live", "localpg"},
	"github.com/go-mail/mail":     {"mail"},
	"github.com/xuri/excelize":    {"tabular"},
	"github.com/emersion/go-ical": {},
	// Judges a file that somebody hands in by its content; what net/http has for it takes every office document for an archive.
	"github.com/gabriel-vasile/mimetype": {"models"},
}

func TestArrows_runOneWay(t *testing.T) {
	type pkg struct {
		ImportPath string
		Imports    []string
	}
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := 0
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "tsudoi"), "/")
		if room == "" || strings.HasPrefix(room, "cmd/") || strings.HasPrefix(room, "e2e") || strings.HasPrefix(room, "bench") ||
			strings.HasSuffix(path.Base(room), "test") {
			continue // the program itself imports everything, and so may what only tests use
		}
		seen++
		allowed, listed := arrows[room]
		if !listed {
			t.Errorf("%s is not in the map of arrows", room)
		}
		for _, i := range p.Imports {
			if to, ours := strings.CutPrefix(i, "tsudoi/"); ours && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s: not in the map", room, to)
			}
			for lib, home := range homes {
				if strings.HasPrefix(i, lib) && !slices.ContainsFunc(home, func(h string) bool { return room == h || strings.HasPrefix(room, h+"/") }) {
					t.Errorf("%s uses %s, whose home is %v", room, lib, home)
				}
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d packages seen", seen)
	}
}
