package models

import (
	"archive/zip"
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// MaxFile is how large a file may be, in bytes.
const MaxFile = 5 << 20

// maxFileName is how long its name may be, in grapheme clusters.
const maxFileName = 120

// Upload is a file as it came.
type Upload struct {
	Name     string
	Content  []byte // no more of it is read than shows that it is too large
	TooLarge bool
}

// AnswerFile is a file that may be stored. Type is what its content says, never its sender.
type AnswerFile struct {
	ID      ID     `db:"id"`
	Field   ID     `db:"field_id"`
	Name    string `db:"name"`
	Type    string `db:"type"`
	Content []byte `db:"content"`
}

// fileTypes are the kinds of files that are taken, with the endings that fit; the first is added to a name without one.
var fileTypes = map[string][]string{
	"application/pdf": {".pdf"},
	"image/png":       {".png"},
	"image/jpeg":      {".jpg", ".jpeg"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         {".xlsx"},
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": {".pptx"},
	"text/plain": {".txt", ".md", ".csv", ".tsv"},
}

// FileEndings lists the endings of what is taken, for the dialogue in which a file is chosen.
func FileEndings() (all []string) {
	for _, e := range fileTypes {
		all = append(all, e...)
	}
	slices.Sort(all)
	return all
}

// Keys of what is wrong with a file. answer.file_too_large has the hole {max}, in megabytes.
const (
	answerFileLarge = "answer.file_too_large"
	answerFileEmpty = "answer.file_empty"
	answerFileType  = "answer.file_type"
)

// checkFile takes a new file, or leaves the one that is there.
func (f Field) checkFile(form AnswerForm, n *CheckedAnswers) (Answer, *Problem) {
	u, sent := form.Files[f.ID]
	if !sent {
		return form.Had[f.ID], nil
	}
	switch {
	case u.TooLarge || len(u.Content) > MaxFile:
		return nil, problemOf(answerFileLarge, "max", MaxFile>>20)
	case len(u.Content) == 0:
		return nil, problemOf(answerFileEmpty)
	}
	kind := fileType(u.Content)
	if kind == "" {
		return nil, problemOf(answerFileType)
	}
	file := AnswerFile{ID: NewID(), Field: f.ID, Name: fileName(u.Name, fileTypes[kind]), Type: kind, Content: u.Content}
	n.Files = append(n.Files, file)
	return Answer{file.Name}, nil
}

// live finds what a browser or an editor would run, anywhere in a text: a page may hide behind any beginning.
var live = regexp.MustCompile(`(?i)<\s*(script|svg|html|iframe|object|embed|body|img|a|meta|link|style)\b|<!doctype|<\?xml|<\?php|javascript:|^#!`)

// fileType judges by the content alone; "" for what is not taken: anything but documents, pictures and plain text, and of these what holds
// a script or macros.
func fileType(content []byte) string {
	m := mimetype.Detect(content)
	kind, _, _ := strings.Cut(m.String(), ";")
	for t := m; t != nil && kind != "text/plain" && strings.HasPrefix(kind, "text/"); t = t.Parent() { // lines with commas are text as well
		if t.Is("text/csv") || t.Is("text/tab-separated-values") {
			kind = "text/plain"
		}
	}
	switch {
	case fileTypes[kind] == nil,
		kind == "text/plain" && (live.Match(content) || bytes.IndexByte(content, 0) >= 0),
		strings.Contains(kind, "officedocument") && hasMacros(content):
		return ""
	}
	return kind
}

// hasMacros looks into an office document, whatever it is called.
func hasMacros(content []byte) bool {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return true
	}
	return slices.ContainsFunc(z.File, func(f *zip.File) bool {
		name := strings.ToLower(f.Name)
		return strings.HasSuffix(name, "vbaproject.bin") || strings.Contains(name, "macrosheets/") || strings.Contains(name, "activex/")
	})
}

// fileName is a name without folders, with an ending that fits the content.
func fileName(sent string, endings []string) string {
	name := sent[strings.LastIndexAny(sent, `/\`)+1:]
	name, problem := CleanLine(name, maxFileName)
	if problem != "" || strings.Trim(name, ". ") == "" {
		name = "file"
	}
	lower := strings.ToLower(name)
	if !slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(lower, e) }) {
		name += endings[0]
	}
	return name
}
