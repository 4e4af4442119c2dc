// Package static holds the style sheets, scripts and pictures of the pages and serves them.
//
// Each file answers at one address that carries a hash of its bytes, /static/base.1f0c9a3e.css, so browsers and
// proxies may keep it for ever: a changed file has a new address. Nothing else under /static/ exists, not even the
// plain name, and there are no listings. Plain serves the one file that others name.
//
// # Style sheets
//
// base.css is on every page; its head lists the components and their markup. One more belongs to the kind of page:
//
//	public.css                events, an event, a tour, a speaker
//	my.css                    what a registered person sees
//	report.css figures.css    the report after an event
//	live.css                  the live room, and asking from a phone
//	board.css                 the moderator's board
//	manage.css                the desk
//	manage.css letter.css     a letter as it arrives
//	manage.css figures.css    the overview of an event
//	my.css embed.css          the registration form in a frame on another site
//	manage.css embed.css      where that is set up
//	manage.css editor.css     the programme editor, a new event, writing a letter
//
// stage.css (the projector) and print.css (the programme on paper) stand alone, without base.css.
//
// # Scripts
//
// Each is a module without imports, loaded with <script type="module">, and only improves a page that works without
// it: app.js everywhere, and beside it
//
//	live.js room.js           the live room, asking from a phone; live.js alone for the stage
//	embed.js                  the registration form in a frame on another site; host.js is for the page around it, there
//	live.js board.js          the moderator's board
//	autosave.js               forms that save as one types: the programme, a speaker's page
//	autosave.js when.js       a new event
//
// What they read is in the markup (data attributes, listed at the head of each file), and so are all words that they
// show. They talk to each other by two events on the document: "toast" (show a message) and "stale" (something on this
// page has changed).
//
// A request made by a script carries "Accept: application/json". It wants an answer in the 200s, empty or a JSON
// object, or an error status with {"message": "words for the reader"}; never a redirect.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed *.css *.js *.svg
var source embed.FS

// Prefix is where the files live; Files expects request paths that begin with it.
const Prefix = "/static/"

// types names what each kind of file is. It does not ask the operating system, whose tables differ.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Files is all embedded files, ready to be sent. It never changes after New and is safe for concurrent use.
type Files struct {
	urls  map[string]string // plain name → address
	files map[string]file   // address → what is sent
}

type file struct {
	kind    string
	plain   []byte
	gzipped []byte // nil when it would not be smaller
}

// New squeezes, hashes and compresses the embedded files.
func New() *Files {
	f, err := load(source)
	if err != nil {
		panic("static: " + err.Error()) // the files are part of the program: a broken build, not a condition
	}
	return f
}

func load(from fs.FS) (*Files, error) {
	entries, err := fs.ReadDir(from, ".")
	if err != nil {
		return nil, err
	}
	f := &Files{urls: map[string]string{}, files: map[string]file{}}
	for _, entry := range entries {
		name := entry.Name()
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		ext := path.Ext(name)
		kind, ok := types[ext]
		if !ok {
			return nil, fmt.Errorf("%s: no content type for %q", name, ext)
		}
		body = squeeze(ext, body)
		sum := sha256.Sum256(body)
		url := Prefix + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
		f.urls[name] = url
		f.files[url] = file{kind: kind, plain: body, gzipped: compress(body)}
	}
	return f, nil
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	w.Write(body) // a bytes.Buffer does not fail
	w.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// URL returns the address of a file by its plain name, such as "base.css". It panics when there is no such file:
// a page that names one is wrong, and a page without its style must not go out unnoticed.
func (f *Files) URL(name string) string {
	url, ok := f.urls[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q", name))
	}
	return url
}

// Plain answers with one file by its plain name, for who can't know its address: a page of another site. It may be kept for an hour.
func (f *Files) Plain(name string) http.Handler {
	found := f.files[f.URL(name)]
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Type", found.kind)
		h.Set("Content-Length", strconv.Itoa(len(found.plain)))
		h.Set("Cache-Control", "public, max-age=3600")
		w.Write(found.plain) // a reader who hung up is no news
	})
}

// ServeHTTP answers GET and HEAD for the addresses that URL returns, and 404 for everything else.
func (f *Files) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	found, ok := f.files[r.URL.Path]
	if !ok {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "404 page not found", http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "405 method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body := found.plain
	if found.gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header.Values("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = found.gzipped
		}
	}
	h.Set("Content-Type", found.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable") // RFC 8246
	if r.Method == http.MethodGet {
		w.Write(body) // a reader who hung up is no news
	}
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3): gzip, x-gzip or *, unless its weight is nought.
func acceptsGzip(headers []string) bool {
	any := false
	for _, header := range headers {
		for coding := range strings.SplitSeq(header, ",") {
			name, weight, weighted := strings.Cut(coding, ";")
			wanted := true
			if weighted {
				_, q, _ := strings.Cut(weight, "=")
				n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
				wanted = err == nil && n > 0
			}
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "gzip", "x-gzip":
				return wanted
			case "*":
				any = wanted
			}
		}
	}
	return any
}
