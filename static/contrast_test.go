package static

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	token = regexp.MustCompile(`--([a-z0-9-]+):(#[0-9a-f]{3,6})\b`)
	hue   = regexp.MustCompile(`\.hue-([a-z]+) \{ --hue:(#[0-9a-f]{6})`)
)

// WCAG 2.2: 4.5 for text (1.4.3), 3 for the edges of controls and the focus ring (1.4.11).
func TestColours_canBeReadInBothThemes(t *testing.T) {
	css, err := os.ReadFile("base.css")
	if err != nil {
		t.Fatal(err)
	}
	light := tokens(t, string(css), ":root {")
	for name, theme := range map[string]map[string]string{"light": light, "dark": tokens(t, string(css), ":root[data-theme=dark] {")} {
		for _, ground := range []string{"bg", "surface", "sunken"} {
			for _, text := range []string{"ink", "ink2", "ink3", "accent", "live", "ok", "warn", "danger"} {
				atLeast(t, 4.5, name+" "+text+" on "+ground, theme[text], theme[ground])
			}
			for _, line := range []string{"edge", "focus"} {
				atLeast(t, 3, name+" "+line+" on "+ground, theme[line], theme[ground])
			}
		}
		for _, text := range []string{"accent", "live", "ok", "warn", "danger"} {
			atLeast(t, 4.5, name+" "+text+" on its soft ground", theme[text], theme[text+"-soft"])
			atLeast(t, 4.5, name+" ink on soft "+text, theme["ink"], theme[text+"-soft"])
			atLeast(t, 4.5, name+" ink2 on soft "+text, theme["ink2"], theme[text+"-soft"])
		}
		atLeast(t, 4.5, name+" words on a button", theme["on-accent"], theme["accent"])
		atLeast(t, 4.5, name+" words on a live button", theme["bg"], theme["live"])
		atLeast(t, 4.5, name+" words of a toast", theme["bg"], theme["ink"])
	}
	hues := hue.FindAllStringSubmatch(string(css), -1)
	if len(hues) != 8 {
		t.Errorf("%d hues", len(hues))
	}
	for _, h := range hues {
		atLeast(t, 4.5, "white on "+h[1], "#ffffff", h[2])
		atLeast(t, 4.5, "gold on "+h[1], light["gold"], h[2])
	}
}

func TestColours_areTheSameForAChosenDarkThemeAndADarkSystem(t *testing.T) {
	css, err := os.ReadFile("base.css")
	if err != nil {
		t.Fatal(err)
	}
	if chosen, system := block(t, string(css), ":root[data-theme=dark] {"), block(t, string(css), ":root:not([data-theme=light]) {"); chosen != system {
		t.Errorf("chosen %s\nsystem %s", chosen, system)
	}
}

func block(t *testing.T, css, selector string) string {
	t.Helper()
	_, rest, found := strings.Cut(css, "\n"+selector)
	if !found {
		_, rest, found = strings.Cut(css, selector)
	}
	body, _, shut := strings.Cut(rest, "}")
	if !found || !shut {
		t.Fatalf("no block %s", selector)
	}
	return body
}

func tokens(t *testing.T, css, selector string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, m := range token.FindAllStringSubmatch(block(t, css, selector), -1) {
		found[m[1]] = m[2]
	}
	return found
}

func atLeast(t *testing.T, want float64, what, one, other string) {
	t.Helper()
	a, b := luminance(t, what, one), luminance(t, what, other)
	if got := (max(a, b) + .05) / (min(a, b) + .05); got < want {
		t.Errorf("%s: %.2f, less than %.1f (%s, %s)", what, got, want, one, other)
	}
}

// luminance is the relative luminance of WCAG 2.2 for #rgb or #rrggbb.
func luminance(t *testing.T, what, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 24)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%s: colour %q", what, colour)
	}
	linear := func(c uint64) float64 {
		v := float64(c&255) / 255
		if v <= .04045 {
			return v / 12.92
		}
		return math.Pow((v+.055)/1.055, 2.4)
	}
	return .2126*linear(n>>16) + .7152*linear(n>>8) + .0722*linear(n)
}
