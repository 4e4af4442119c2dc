package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

// What one page may load, in bytes as sent without compression.
const (
	styleBudget  = 20_000
	scriptBudget = 15_000
)

func TestBudget_everyPageStaysWithinIt(t *testing.T) {
	f := New()
	used := map[string]bool{"icon.svg": true}
	for _, page := range []struct {
		files string
		limit int
	}{
		{"base.css public.css", styleBudget},
		{"base.css public.css fields.css", styleBudget},
		{"base.css my.css fields.css", styleBudget},
		{"base.css manage.css fields.css form.css", styleBudget},
		{"base.css report.css figures.css", styleBudget},
		{"base.css live.css", styleBudget},
		{"base.css board.css", styleBudget},
		{"base.css manage.css figures.css", styleBudget},
		{"base.css manage.css editor.css", styleBudget},
		{"base.css manage.css account.css", styleBudget},
		{"base.css manage.css people.css fields.css", styleBudget},
		{"base.css manage.css letter.css", styleBudget},
		{"base.css my.css embed.css fields.css", styleBudget},
		{"base.css manage.css embed.css", styleBudget},
		{"base.css manage.css tables.css", styleBudget},
		{"stage.css", styleBudget},
		{"print.css", styleBudget},
		{"app.js live.js room.js", scriptBudget},
		{"app.js live.js board.js", scriptBudget},
		{"app.js autosave.js when.js", scriptBudget},
		{"app.js embed.js fields.js", scriptBudget},
		{"host.js", 2_000},
		{"app.js people.js", scriptBudget},
		{"app.js fields.js", scriptBudget},
	} {
		sum := 0
		for _, name := range strings.Fields(page.files) {
			sum += len(f.files[f.URL(name)].plain)
			used[name] = true
		}
		t.Logf("%-32s %6d bytes", page.files, sum)
		if sum > page.limit {
			t.Errorf("%s: %d bytes, more than %d", page.files, sum, page.limit)
		}
	}
	for name := range f.urls {
		if !used[name] {
			t.Errorf("%s is in no combination above: nobody watches its size", name)
		}
	}
}

func TestSources_keepToWhatTheContentSecurityPolicyAllows(t *testing.T) {
	bad := map[string]*regexp.Regexp{
		".css": regexp.MustCompile(`(?i)url\(\s*["']?(https?:|//)|@import`),
		".js":  regexp.MustCompile(`\beval\(|new Function|document\.write|\.style\b|setAttribute\(['"](style|on)|https?://|\bimport\b`),
		".svg": regexp.MustCompile(`(?i)<script|\bstyle=|\bon\w+=|href=["']?(https?:|//)`),
	}
	eachSource(t, func(name, ext, text string) {
		if found := bad[ext].FindString(text); found != "" {
			t.Errorf("%s holds %q", name, found)
		}
	})
}

// squeezeJS relies on this.
func TestScripts_haveNoTextOrCommentAcrossLines(t *testing.T) {
	eachSource(t, func(name, ext, text string) {
		if ext != ".js" {
			return
		}
		for i, line := range strings.Split(text, "\n") {
			if strings.Count(line, "`")%2 == 1 || strings.Contains(line, "/*") || strings.HasSuffix(line, `\`) {
				t.Errorf("%s:%d: a text or comment that goes on in the next line: %s", name, i+1, line)
			}
		}
	})
}

func TestScripts_parseAfterSqueezing(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is not installed: apt-get install nodejs")
	}
	f := New()
	for name, url := range f.urls {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		copied := t.TempDir() + "/" + strings.TrimSuffix(name, ".js") + ".mjs"
		if err := os.WriteFile(copied, f.files[url].plain, 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(node, "--check", copied).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestSqueezeCSS_dropsOnlyWhatMeansNothing(t *testing.T) {
	for in, want := range map[string]string{
		"/* a */\na { b : c ; }\n":                            "a{b :c}",
		".x :hover, .y > .z { margin: 0 auto; }":              ".x :hover,.y > .z{margin:0 auto}",
		"a { width: calc(1px + 2px); --x: 0 }":                "a{width:calc(1px + 2px);--x:0}",
		`a::before { content: "  /* { no } */ \" ; "; top:0}`: `a::before{content:"  /* { no } */ \" ; ";top:0}`,
		"@media (max-width: 9px) { a { b: c; } }":             "@media (max-width:9px){a{b:c}}",
		"a/* x */b{}":       "a b{}",
		"a{} /* never shut": "a{}",
		":root :is(h1, h2)  :lang(ja) { q: '\\' ' }": ":root :is(h1,h2) :lang(ja){q:'\\' '}",
	} {
		if got := string(squeezeCSS([]byte(in))); got != want {
			t.Errorf("squeezeCSS(%q)\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestSqueezeCSS_keepsTheBracesBalanced(t *testing.T) {
	f := New()
	for name, url := range f.urls {
		if css := string(f.files[url].plain); strings.HasSuffix(name, ".css") && strings.Count(css, "{") != strings.Count(css, "}") {
			t.Errorf("%s: %d { and %d }", name, strings.Count(css, "{"), strings.Count(css, "}"))
		}
	}
}

func TestURL_changesWithTheBytes(t *testing.T) {
	one, err := load(fstest.MapFS{"a.css": {Data: []byte("a{b:c}")}})
	if err != nil {
		t.Fatal(err)
	}
	two, err := load(fstest.MapFS{"a.css": {Data: []byte("a{b:d}")}})
	if err != nil {
		t.Fatal(err)
	}
	if one.URL("a.css") == two.URL("a.css") {
		t.Error("two contents, one address")
	}
	if !regexp.MustCompile(`^/static/a\.[0-9a-f]{8}\.css$`).MatchString(one.URL("a.css")) {
		t.Errorf("address %q", one.URL("a.css"))
	}
}

func TestURL_refusesAFileThatIsNotThere(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("URL answered for a file that is not there")
		}
	}()
	New().URL("bsae.css")
}

func TestLoad_refusesAFileOfUnknownKind(t *testing.T) {
	if _, err := load(fstest.MapFS{"a.exe": {Data: []byte("x")}}); err == nil {
		t.Error("no error for a.exe")
	}
}

func TestServe_sendsEachFileForEver(t *testing.T) {
	f := New()
	for name, url := range f.urls {
		got := ask(f, http.MethodGet, url, "")
		if got.Code != http.StatusOK || !bytes.Equal(got.Body.Bytes(), f.files[url].plain) {
			t.Errorf("%s: status %d, %d bytes", name, got.Code, got.Body.Len())
		}
		for key, want := range map[string]string{
			"Cache-Control":          "public, max-age=31536000, immutable",
			"Content-Type":           types[name[strings.LastIndex(name, "."):]],
			"X-Content-Type-Options": "nosniff",
		} {
			if got.Header().Get(key) != want {
				t.Errorf("%s: %s is %q, want %q", name, key, got.Header().Get(key), want)
			}
		}
	}
}

func TestServe_compressesForThoseWhoAccept(t *testing.T) {
	f := New()
	url := f.URL("base.css")
	for accept, compressed := range map[string]bool{
		"": false, "gzip": true, "br, GZIP;q=0.5": true, "*": true, "deflate": false,
		"gzip;q=0": false, "gzip; q=0.0, *": false, "*;q=0": false, "identity;q=1, gzip;q=x": false,
	} {
		got := ask(f, http.MethodGet, url, accept)
		if (got.Header().Get("Content-Encoding") == "gzip") != compressed {
			t.Errorf("Accept-Encoding %q: Content-Encoding %q", accept, got.Header().Get("Content-Encoding"))
			continue
		}
		if got.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("Accept-Encoding %q: Vary %q", accept, got.Header().Get("Vary"))
		}
		var body io.Reader = got.Body
		if compressed {
			unzip, err := gzip.NewReader(got.Body)
			if err != nil {
				t.Fatal(err)
			}
			body = unzip
		}
		if read, err := io.ReadAll(body); err != nil || !bytes.Equal(read, f.files[url].plain) {
			t.Errorf("Accept-Encoding %q: %d bytes, %v", accept, len(read), err)
		}
	}
}

func TestServe_headTellsTheLengthAndSendsNothing(t *testing.T) {
	f := New()
	head, get := ask(f, http.MethodHead, f.URL("app.js"), "gzip"), ask(f, http.MethodGet, f.URL("app.js"), "gzip")
	if head.Code != http.StatusOK || head.Body.Len() != 0 {
		t.Errorf("status %d, %d bytes", head.Code, head.Body.Len())
	}
	if length := head.Header().Get("Content-Length"); length == "" || length != get.Header().Get("Content-Length") {
		t.Errorf("Content-Length %q, for GET %q", length, get.Header().Get("Content-Length"))
	}
}

func TestServe_knowsNothingElse(t *testing.T) {
	f := New()
	for _, url := range []string{
		"/static/", "/static", "/", "/static/base.css", "/static/base.00000000.css", "/static/static.go",
		"/static/../static.go", f.URL("base.css") + "/", strings.ToUpper(f.URL("base.css")),
	} {
		got := ask(f, http.MethodGet, url, "")
		if got.Code != http.StatusNotFound || strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, Cache-Control %q", url, got.Code, got.Header().Get("Cache-Control"))
		}
	}
	if got := ask(f, http.MethodPost, f.URL("base.css"), ""); got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: status %d, Allow %q", got.Code, got.Header().Get("Allow"))
	}
}

func ask(f *Files, method, url, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/", nil)
	r.URL.Path = url
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	f.ServeHTTP(w, r)
	return w
}

func eachSource(t *testing.T, check func(name, ext, text string)) {
	t.Helper()
	entries, err := fs.ReadDir(source, ".")
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, entry := range entries {
		text, err := fs.ReadFile(source, entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		check(entry.Name(), entry.Name()[strings.LastIndex(entry.Name(), "."):], string(text))
	}
}
