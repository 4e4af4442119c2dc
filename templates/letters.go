package templates

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
)

//go:embed mail/letter.html mail/letter.txt mail/*/*.txt
var mailFiles embed.FS

// LetterFacts is everything that a letter may say. Links are absolute. Times carry the event's zone.
type LetterFacts struct {
	Kind  models.MailKind
	Lang  models.Lang
	Name  string
	Email string
	Site  string // the installation's name in Lang

	// Of letters about an event.
	Title      string
	Hue        string
	Start, End time.Time
	AllDay     bool
	DoorsAt    time.Time
	Own        *time.Location // the reader's own zone; nil for the event's
	Hosts      string         // joined, in Lang
	EventURL   string
	Place      string    // where it is held; empty for online
	Reason     string    // why it was called off, or somebody declined; may be empty
	Until      time.Time // of an offered seat: how long it is kept

	// Of letters to an attendee.
	My, Join, Cancel string
	Seat             bool   // confirmed, not waiting
	OnSite           bool   // they come to the place, and get no way in on a screen
	Contact          string // where to write to when something is wrong
	Open             bool   // not cancelled: there is something to cancel

	// Of letters to an invited guest.
	Reply    string // the page with both answers
	Category string // the kind of seat; "" where the event has only one

	Recording      string
	RecordingOther bool // in the other language, because there is none in the reader's
	Note           string

	// Of letters to staff.
	Act     string // the page with the button that the letter is about
	Inviter string
	Role    string // in Lang
	Where   string // the host or event that the role holds for, in Lang
	Privacy string
	EraseOn string // the day on which the data of EraseN people will be erased, in Lang
	EraseN  int
}

// Letter is one letter, described once; its text and its HTML are both made from it and can't drift apart.
type Letter struct {
	Lang       models.Lang
	Subject    string
	Preheader  string
	Eyebrow    string
	Title      string
	Greeting   string
	Intro      []string
	When       []string
	Month      string
	Day        string
	Weekday    string
	Button     Link
	ButtonNote string
	Rows       []Row
	Links      []Link
	Outro      []string
	Why        string
	Foot       []Link
	Sender     string
	Colour     string
	Serif      template.CSS
	Padding    [40]struct{} // keeps the first words of the body out of the preview beside the subject
}

// Link and Row are a labelled address and a labelled fact.
type (
	Link struct{ Label, URL string }
	Row  struct{ Label, Text string }
)

// ErrHeld is a letter with a fact missing: it is not sent, and the desk is told.
var ErrHeld = errors.New("a fact is missing")

// Letters knows every letter in every language.
type Letters struct {
	prose map[models.Lang]map[models.MailKind]*texttemplate.Template
	html  *template.Template
	text  *texttemplate.Template
}

// NewLetters parses all of them.
func NewLetters() (*Letters, error) {
	l := &Letters{prose: map[models.Lang]map[models.MailKind]*texttemplate.Template{}}
	var err error
	l.html, err = template.New("letter.html").Funcs(template.FuncMap{"mso": mso}).ParseFS(mailFiles, "mail/letter.html")
	if err != nil {
		return nil, err
	}
	if l.text, err = texttemplate.ParseFS(mailFiles, "mail/letter.txt"); err != nil {
		return nil, err
	}
	for _, lang := range models.Langs {
		l.prose[lang] = map[models.MailKind]*texttemplate.Template{}
		for _, k := range models.MailKinds {
			t, err := texttemplate.ParseFS(mailFiles, "mail/"+string(lang)+"/common.txt", "mail/"+string(lang)+"/"+string(k)+".txt")
			if err != nil {
				return nil, err
			}
			l.prose[lang][k] = t
		}
	}
	return l, nil
}

// mso writes what only Outlook for Windows reads; html/template would drop a comment.
func mso(markup string) template.HTML {
	return template.HTML("<!--[if mso]>" + markup + "<![endif]-->")
}

// hueColours are the covers' colours as numbers, because mail clients know no variables.
var hueColours = map[string]string{"ai": "#1b4478", "nando": "#17545c", "matsuba": "#2c5738", "shu": "#9a3520", "kuri": "#6a4325",
	"budo": "#6b2a4c", "fuji": "#53478a", "sumi": "#2b323b"}

// proseFacts is what the prose files see: the facts, and the times as words.
type proseFacts struct {
	LetterFacts
	Desk      bool
	ShortWhen string
	Doors     string
	Until     string
}

// Compose fills one letter. ErrHeld where a fact that it needs is missing.
func (l *Letters) Compose(f LetterFacts) (Letter, error) {
	t := l.prose[f.Lang][f.Kind]
	if t == nil {
		return Letter{}, fmt.Errorf("no letter %s in %q", f.Kind, f.Lang)
	}
	p := proseFacts{LetterFacts: f, Desk: f.Act != ""}
	out := Letter{Lang: f.Lang, Title: f.Title, Colour: hueColours[f.Hue], Sender: f.Hosts}
	if out.Colour == "" {
		out.Colour = hueColours["ai"]
	}
	if out.Title == "" {
		out.Title, out.Sender = f.Site, f.Site
	}
	out.Serif = "Palatino,'Palatino Linotype',Georgia,serif"
	if f.Lang == models.Japanese {
		out.Serif = "'Hiragino Mincho ProN','Yu Mincho','Noto Serif JP',Georgia,serif"
	}
	if !f.Start.IsZero() {
		own := f.Own
		if own == nil {
			own = f.Start.Location()
		}
		p.ShortWhen, p.Doors = shortWhen(f, own), momentFor(f, f.DoorsAt, own)
		if !f.Until.IsZero() {
			p.Until = momentFor(f, f.Until, own)
		}
		out.When = whenLines(f, own)
		at := f.Start
		if f.Lang != models.Japanese {
			at = f.Start.In(own)
		}
		out.Month, out.Day, out.Weekday = i18n.Month(f.Lang, at), strconv.Itoa(at.Day()), i18n.Weekday(f.Lang, at)
	}
	return out, fillLetter(t, p, &out)
}

// fillLetter runs the blocks of a prose file into out.
func fillLetter(t *texttemplate.Template, p proseFacts, out *Letter) error {
	var failed error
	block := func(name string) string {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, name, p); err != nil && failed == nil {
			failed = err
		}
		return strings.TrimSpace(b.String())
	}
	out.Subject, out.Preheader, out.Eyebrow, out.Greeting = block("subject"), block("preheader"), block("eyebrow"), block("greeting")
	out.Intro, out.Outro, out.Why, out.ButtonNote = paragraphs(block("intro")), paragraphs(block("outro")), block("why"), block("note")
	for _, pair := range pairs(block("rows")) {
		out.Rows = append(out.Rows, Row(pair))
	}
	for _, pair := range pairs(block("links")) {
		out.Links = append(out.Links, Link{pair.Label, pair.Text})
	}
	for _, pair := range pairs(block("foot")) {
		out.Foot = append(out.Foot, Link{pair.Label, pair.Text})
	}
	if b := pairs(block("button")); len(b) == 1 {
		out.Button = Link{b[0].Label, b[0].Text}
	}
	if failed != nil {
		return failed
	}
	return out.whole(p.Name)
}

// whole holds a letter in which something would come out empty.
func (l Letter) whole(name string) error {
	missing := l.Subject == "" || l.Title == "" || name == "" || l.Sender == "" || len(l.Intro) == 0 ||
		l.Button.Label != "" && l.Button.URL == ""
	for _, r := range l.Rows {
		missing = missing || r.Text == ""
	}
	for _, k := range append(append([]Link{}, l.Links...), l.Foot...) {
		missing = missing || k.URL == "" || strings.HasPrefix(k.URL, "#")
	}
	if missing {
		return ErrHeld
	}
	return nil
}

// paragraphs splits prose at blank lines.
func paragraphs(s string) []string {
	var out []string
	for _, p := range strings.Split(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// pairs reads lines of "label | text".
func pairs(s string) []Row {
	var out []Row
	for _, line := range strings.Split(s, "\n") {
		if label, text, ok := strings.Cut(line+" ", " | "); ok {
			out = append(out, Row{strings.TrimSpace(label), strings.TrimSpace(text)})
		}
	}
	return out
}

// Parts renders the two bodies of a letter.
func (l *Letters) Parts(letter Letter) (text, html string, err error) {
	var t, h bytes.Buffer
	if err := l.text.Execute(&t, letter); err != nil {
		return "", "", err
	}
	if err := l.html.Execute(&h, letter); err != nil {
		return "", "", err
	}
	return strings.TrimRight(squeeze(t.String()), "\n") + "\n", h.String(), nil
}

// squeeze leaves at most one blank line between two parts.
func squeeze(s string) string {
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return s
}
