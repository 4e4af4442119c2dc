package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"tsudoi/models"
)

const requestIDKey = "tsudoi.request"

// RequestID names the request in the log and on the error page.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// Log writes one line a request: the route's pattern, never the path or the query, in which links of persons stand.
func Log(log *slog.Logger) gin.HandlerFunc {
	return func(c *gin.Context) {
		id := models.NewID().String()[24:]
		c.Set(requestIDKey, id)
		c.Header("X-Request-ID", id)
		begin := time.Now()
		c.Next()
		log.Debug("request", "id", id, "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(),
			"ms", time.Since(begin).Milliseconds(), "bytes", c.Writer.Size())
	}
}

// Recover answers a panic as any other error, and logs where it was; never headers or cookies.
func (w *Web) Recover() gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			r := recover()
			if r == nil {
				return
			}
			if r == http.ErrAbortHandler {
				panic(r)
			}
			w.Log.Error("panic", "id", RequestID(c), "route", c.FullPath(), "panic", r, "stack", string(debug.Stack()))
			if !c.Writer.Written() {
				w.Fail(c, errPanic)
			}
			c.Abort()
		}()
		c.Next()
	}
}

var errPanic = http.ErrAbortHandler

// policy allows nothing but our own files: no inline script or style, no frame around us, no form to elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Secure sets the headers that every answer carries.
func (w *Web) Secure() gin.HandlerFunc {
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if w.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
	}
}

// Addresses refuses an address that no text can name: there is nothing at it, and the database would refuse to look.
func (w *Web) Addresses() gin.HandlerFunc {
	return func(c *gin.Context) {
		if p := c.Request.URL.Path; !utf8.ValidString(p) || strings.ContainsRune(p, 0) {
			w.Fail(c, models.ErrNotFound)
			c.Abort()
		}
	}
}

const bodyKey = "tsudoi.body"

// Limit bounds the body of a request.
func Limit(bytes int64) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Set(bodyKey, c.Request.Body)
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, bytes)
	}
}

// uploadPatience is how long files may take to arrive.
const uploadPatience = 2 * time.Minute

// AllowFiles makes room for this many files in the form of this one request, and gives them time. To be called before Form, where the form
// does ask for files; none changes nothing.
func AllowFiles(c *gin.Context, files int) {
	body, bounded := c.Get(bodyKey)
	if files == 0 || !bounded {
		return
	}
	most := int64(files+1) * models.MaxFile // what is a little too large is told at its field
	c.Request.Body = http.MaxBytesReader(c.Writer, body.(io.ReadCloser), most)
	if err := http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(uploadPatience)); err != nil {
		return // the server's own deadline stands
	}
}

// AllowFormsTo lets the forms of this one page be redirected to the given origins.
func AllowFormsTo(c *gin.Context, origins ...string) {
	if len(origins) > 0 {
		c.Header("Content-Security-Policy", strings.Replace(policy, "form-action 'self'", "form-action 'self' "+strings.Join(origins, " "), 1))
	}
}

// AllowFrames lets this one page stand in a frame on the sites of the given origins, and on our own.
func AllowFrames(c *gin.Context, origins []string) {
	c.Header("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", strings.Join(append([]string{"frame-ancestors 'self'"}, origins...), " "), 1))
}

type headKey struct{}

// ForHead turns a request by HEAD into the GET that answers it. What would last, or leave a trace, asks HeadOnly first.
func ForHead(r *http.Request) *http.Request {
	g := r.Clone(context.WithValue(r.Context(), headKey{}, true))
	g.Method = http.MethodGet
	return g
}

// HeadOnly reports whether only the headers of the answer are wanted.
func HeadOnly(ctx context.Context) bool { return ctx.Value(headKey{}) != nil }
