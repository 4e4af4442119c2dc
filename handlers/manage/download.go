package manage

import (
	"net/http"
	"path"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/tabular"
)

// download is a file on its way to a browser. It may take longer than the server allows for other answers, as long as the browser keeps
// taking: each piece has downloadPatience.
type download struct {
	c       *gin.Context
	control *http.ResponseController
	file    string // as it stands in the audit: questions.csv
	kind    string // its media type
	rows    int    // handed over so far
}

const downloadPatience = 30 * time.Second

func newDownload(c *gin.Context, file, kind string) *download {
	return &download{c: c, control: http.NewResponseController(c.Writer), file: file, kind: kind}
}

// begin says what comes, saved under name with the file's own ending. Nothing is sent before the first bytes.
func (d *download) begin(name string) {
	d.c.Header("Content-Type", d.kind)
	d.c.Header("Content-Disposition", tabular.Disposition(name+path.Ext(d.file)))
	d.c.Header("Cache-Control", "no-store")
	d.c.Header("X-Robots-Tag", "noindex")
}

// takeBack makes room for another answer.
func (d *download) takeBack() {
	for _, name := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
		d.c.Writer.Header().Del(name)
	}
}

// Write sends a piece.
func (d *download) Write(b []byte) (int, error) {
	if err := d.control.SetWriteDeadline(time.Now().Add(downloadPatience)); err != nil {
		return 0, err
	}
	return d.c.Writer.Write(b)
}
