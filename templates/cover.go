package templates

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"sync"

	"tsudoi/models"
)

// Hues names the colours of event covers. Each is a class in base.css, "hue-ai", on which white and gold text has a
// contrast of at least 4.5. The last one, sumi, is the colour of cancelled events.
var Hues = append(slices.Clone(models.CoverHues), "sumi")

// Patterns names the line patterns of event covers.
var Patterns = models.CoverPatterns

var covers = map[string]func() template.HTML{
	"shippo":   sync.OnceValue(func() template.HTML { return cover("shippo", shippo) }),
	"seigaiha": sync.OnceValue(func() template.HTML { return cover("seigaiha", seigaiha) }),
	"asanoha":  sync.OnceValue(func() template.HTML { return cover("asanoha", asanoha) }),
	"kagome":   sync.OnceValue(func() template.HTML { return cover("kagome", kagome) }),
}

// Cover draws one of the Patterns as an inline SVG that fills the positioned element around it. It panics on a name
// that is not in Patterns. A page that shows several covers numbers them with CoverAt.
func Cover(pattern string) template.HTML {
	draw, ok := covers[pattern]
	if !ok {
		panic(fmt.Sprintf("templates: no cover pattern %q", pattern))
	}
	return draw()
}

// CoverAt is Cover with ids of its own, for the nth of several covers on one page: ids may not occur twice.
func CoverAt(pattern string, n int) template.HTML {
	id := "pat-" + pattern
	return template.HTML(strings.ReplaceAll(string(Cover(pattern)), id, fmt.Sprintf("%s-%d", id, n)))
}

// A tile is the smallest piece of a pattern that can be laid side by side, in CSS pixels.
type tile struct {
	w, h  float64
	lines strings.Builder
}

func (t *tile) add(format string, args ...any) { fmt.Fprintf(&t.lines, format, args...) }

// line draws a straight line unless all of it lies outside the tile.
func (t *tile) line(x1, y1, x2, y2 float64) {
	const half = 1 // of the stroke's width, rounded up
	if max(x1, x2) < -half || max(y1, y2) < -half || min(x1, x2) > t.w+half || min(y1, y2) > t.h+half {
		return
	}
	t.add("M%.1f %.1fL%.1f %.1f", x1, y1, x2, y2)
}

func cover(name string, draw func(*tile)) template.HTML {
	var t tile
	draw(&t)
	return template.HTML(fmt.Sprintf(`<svg class="pat" aria-hidden="true" focusable="false"><defs>`+
		`<pattern id="pat-%s" width="%.3f" height="%.3f" patternUnits="userSpaceOnUse"><path fill="none" stroke="#fff" stroke-width="1.5" d="%s"/></pattern>`+
		`</defs><rect width="100%%" height="100%%" fill="url(#pat-%s)"/></svg>`, name, t.w, t.h, t.lines.String(), name))
}

// shippo: rings whose centres lie on each other's rims, four to each ring.
func shippo(t *tile) {
	const r = 48
	t.w, t.h = 2*r, 2*r
	for _, c := range [][2]int{{0, 0}, {2, 0}, {0, 2}, {2, 2}, {1, 1}, {1, -1}, {-1, 1}, {3, 1}, {1, 3}} {
		t.add("M%d %da%d %d 0 1 0 %d 0a%d %d 0 1 0 %d 0", c[0]*r-r, c[1]*r, r, r, 2*r, r, r, -2*r)
	}
}

// seigaiha: rows of waves. Of each ring only the arc is drawn that the waves before it leave free.
func seigaiha(t *tile) {
	const r = 32.0
	t.w, t.h = 2*r, r
	free := func(x, y float64) bool {
		for _, c := range [][2]float64{{r, r / 2}, {-r, r / 2}, {0, r}} {
			if math.Hypot(x-c[0], y-c[1]) < r-.01 {
				return false
			}
		}
		return true
	}
	for _, ring := range []float64{r, r * .72, r * .44, r * .18} {
		half := 0.0 // the angle between the top of the ring and where the next wave covers it
		for half < math.Pi/2 && free(ring*math.Sin(half), -ring*math.Cos(half)) {
			half += .002
		}
		dx, dy := ring*math.Sin(half), -ring*math.Cos(half)
		for _, c := range [][2]float64{{0, 0}, {2 * r, 0}, {r, r / 2}, {r, -r / 2}, {0, r}, {2 * r, r}, {r, 3 * r / 2}} {
			t.add("M%.2f %.2fA%.2f %.2f 0 0 1 %.2f %.2f", c[0]-dx, c[1]+dy, ring, ring, c[0]+dx, c[1]+dy)
		}
	}
}

// asanoha: a net of equal triangles, the corners of each joined to its centre.
func asanoha(t *tile) {
	const side = 60.0
	height := side * math.Sqrt(3) / 2
	t.w, t.h = side, 2*height
	for row := -1; row < 3; row++ {
		shift := 0.0
		if row&1 == 1 {
			shift = side / 2
		}
		for col := -2; col < 3; col++ {
			x, y := float64(col)*side+shift, float64(row)*height
			t.line(x, y, x+side, y)
			t.line(x, y, x+side/2, y+height)
			t.line(x, y, x-side/2, y+height)
			star(t, x+side/2, y+height/3, [3][2]float64{{x, y}, {x + side, y}, {x + side/2, y + height}})
			star(t, x, y+2*height/3, [3][2]float64{{x, y}, {x - side/2, y + height}, {x + side/2, y + height}})
		}
	}
}

// star joins a centre to three corners.
func star(t *tile, x, y float64, corners [3][2]float64) {
	for _, c := range corners {
		t.line(x, y, c[0], c[1])
	}
}

// kagome: three bundles of parallel lines, 60° apart, that leave hexagonal eyes.
func kagome(t *tile) {
	const eye, over = 56.0, 9.0 // lines run a little over the edge of the tile
	slope := math.Sqrt(3)
	height := eye * slope / 2
	t.w, t.h = eye, 2*height
	for k := -3.0; k < 5; k++ {
		y, c := height/2+k*height, eye*slope/2+k*eye*slope
		t.line(-over, y, eye+over, y)
		t.line((c-over)/slope, -over, (c+t.h+over)/slope, t.h+over)
		t.line((c+over)/slope, -over, (c-t.h-over)/slope, t.h+over)
	}
}
