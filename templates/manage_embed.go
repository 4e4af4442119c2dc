package templates

import (
	"html/template"
	"strconv"

	"tsudoi/models"
)

// EmbedPage is where the organiser gets the form for other sites, and says which.
type EmbedPage struct {
	Base
	Form    Form
	Event   models.Event
	Public  bool // there is a form to show
	Version int64
	Typed   string // one site a line
	Ways    []EmbedWay
}

func (EmbedPage) Template() string { return "manage/embed" }

// EmbedWay is the form in one language: what to copy, and how it looks.
type EmbedWay struct {
	Lang  models.Lang
	Title string // of the frame, in Lang
	Path  string
	URL   string // the public base address
}

// FrameHeight is what a frame has before, or without, a script.
const FrameHeight = 760

// Height is how tall the preview is.
func (EmbedWay) Height() int { return FrameHeight }

// Snippet is the markup that the host's own site takes.
func (w EmbedWay) Snippet() string {
	return `<iframe src="` + w.URL + w.Path + `" title="` + template.HTMLEscapeString(w.Title) + `" width="100%" height="` + strconv.Itoa(FrameHeight) +
		`" style="border:0" loading="lazy"></iframe>` + "\n" + `<script async src="` + w.URL + `/embed.js"></script>`
}

// ProofPage is where the organiser says whether everybody proves their address first.
type ProofPage struct {
	Base
	Event models.Event
}

func (ProofPage) Template() string { return "manage/proof" }
