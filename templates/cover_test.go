package templates

import (
	"encoding/xml"
	"io"
	"os"
	"strings"
	"testing"
)

func TestCover_drawsEachPatternWellFormed(t *testing.T) {
	seen := map[string]string{}
	for _, pattern := range Patterns {
		drawn := string(Cover(pattern))
		decoder := xml.NewDecoder(strings.NewReader(drawn))
		var id, fill string
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", pattern, err)
			}
			start, _ := token.(xml.StartElement)
			for _, attr := range start.Attr {
				switch start.Name.Local + " " + attr.Name.Local {
				case "pattern id":
					id = attr.Value
				case "rect fill":
					fill = attr.Value
				}
			}
		}
		if id == "" || fill != "url(#"+id+")" {
			t.Errorf("%s: the pattern is called %q and filled with %q", pattern, id, fill)
		}
		if strings.Contains(drawn, "style=") || strings.Contains(drawn, "NaN") || strings.Contains(drawn, "%!") {
			t.Errorf("%s: %s", pattern, drawn)
		}
		if len(drawn) > 2500 {
			t.Errorf("%s: %d bytes on each page that shows it", pattern, len(drawn))
		}
		if other, twice := seen[drawn]; twice {
			t.Errorf("%s and %s are the same", pattern, other)
		}
		seen[drawn] = pattern
	}
	if len(covers) != len(Patterns) {
		t.Errorf("%d covers can be drawn, %d are named", len(covers), len(Patterns))
	}
}

func TestCoverAt_givesEachItsOwnIds(t *testing.T) {
	one, two := string(CoverAt("kagome", 1)), string(CoverAt("kagome", 2))
	if strings.Count(one, "pat-kagome-1") != 2 || strings.Contains(two, "pat-kagome-1") {
		t.Errorf("one: %s\ntwo: %s", one, two)
	}
}

func TestCover_refusesAnUnknownPattern(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown pattern was drawn")
		}
	}()
	Cover("tartan")
}

func TestHues_areAllInTheStyleSheet(t *testing.T) {
	css, err := os.ReadFile("../static/base.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, hue := range Hues {
		if !strings.Contains(string(css), ".hue-"+hue+" { --hue:#") {
			t.Errorf("no class for hue %s", hue)
		}
	}
}
