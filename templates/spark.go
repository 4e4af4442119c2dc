package templates

import (
	"fmt"
	"strings"

	"tsudoi/models"
)

// Spark draws counts by day as the paths of an SVG of 800 by 84: the line, and the area under it. Both are empty for less than two
// days, of which there is no line to draw.
func Spark(days []models.DayCount) (line, area string) {
	const width, height, edge = 800.0, 84.0, 6.0
	if len(days) < 2 {
		return "", ""
	}
	most := max(1, models.Busiest(days).N)
	var b strings.Builder
	for i, d := range days {
		x := width * float64(i) / float64(len(days)-1)
		y := height - edge - (height-2*edge)*float64(d.N)/float64(most)
		fmt.Fprintf(&b, "L%.1f %.1f", x, y)
	}
	line = "M" + b.String()[1:]
	return line, fmt.Sprintf("%sL%.0f %.0fL0 %.0fz", line, width, height, height)
}
