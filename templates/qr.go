package templates

import (
	"fmt"
	"html/template"
	"strings"

	"rsc.io/qr"
)

// QR draws an address as a QR code (ISO/IEC 18004): one path, dark on white in every theme, with the margin that readers need. Nothing
// for what does not fit into one.
func QR(url string) template.HTML {
	code, err := qr.Encode(url, qr.M)
	if err != nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="-4 -4 %[1]d %[1]d" class="qr" role="img" aria-label="QR: %[2]s" shape-rendering="crispEdges"><path fill="#fff" d="M-4-4h%[1]dv%[1]dh-%[1]dz"/><path fill="#111" d="`,
		code.Size+8, template.HTMLEscapeString(url))
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			n := 0
			for code.Black(x+n, y) {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x, y, n, n)
				x += n
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String())
}
