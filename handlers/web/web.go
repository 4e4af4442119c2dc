// Package web is what every room of handlers shares: the adapter, the one answer to errors, language, session and the base of a page.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Web answers requests: it knows the pages, who is asking and in which language.
type Web struct {
	Templates *templates.Set
	Links     models.Links
	Log       *slog.Logger
	// URL is the public base address without a final slash; links in letters and feeds begin with it.
	URL string
	// Now is the clock: time.Now, but for tests.
	Now func() time.Time
	// Viewer finds the member of the staff behind a session's cookie value; the zero Viewer for none.
	Viewer func(ctx context.Context, cookie string) (models.Viewer, error)
	// Site names the installation: its first host. Empty before the first set-up.
	Site func(ctx context.Context) (models.Text, error)
}

// Handler is the shape of every handler: read the request, call the store once, answer. ctx is the request's own context: the Gin
// context is reused for the next request while database/sql may still read it, so it never goes to the store.
type Handler func(ctx context.Context, c *gin.Context) error

// Do turns a Handler into Gin's.
func (w *Web) Do(h Handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c.Request.Context(), c); err != nil {
			w.Fail(c, err)
		}
	}
}

// kinds is the one table from a kind of refusal to its status and words (error.<key>.title, error.<key>.what).
var kinds = []struct {
	err    error
	status int
	key    string
}{
	{models.ErrNotFound, http.StatusNotFound, "not_found"},
	{models.ErrForbidden, http.StatusForbidden, "forbidden"},
	{models.ErrGone, http.StatusGone, "gone"},
	{models.ErrClosed, http.StatusConflict, "closed"},
	{models.ErrStale, http.StatusConflict, "conflict"},
	{models.ErrMove, http.StatusConflict, "conflict"},
	{models.ErrTooMany, http.StatusTooManyRequests, "too_many"},
	{models.ErrBusy, http.StatusServiceUnavailable, "busy"},
	{ErrTooLarge, http.StatusRequestEntityTooLarge, "too_large"},
	{ErrBadForm, http.StatusBadRequest, "bad"},
	{ErrMethod, http.StatusMethodNotAllowed, "bad"},
}

// Fail is the only answer to an error. What went wrong is in the log; the visitor reads words chosen by the error's kind.
func (w *Web) Fail(c *gin.Context, err error) {
	if errors.Is(err, context.Canceled) && c.Request.Context().Err() != nil {
		c.Abort() // who asked has gone
		return
	}
	if errors.Is(err, models.ErrSignIn) {
		c.Redirect(http.StatusSeeOther, "/sign-in?next="+url.QueryEscape(c.Request.URL.Path))
		return
	}
	status, key := http.StatusInternalServerError, "internal"
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			status, key = k.status, k.key
			break
		}
	}
	ref := RequestID(c)
	if status >= 500 {
		w.Log.Error("request failed", "id", ref, "route", c.FullPath(), "error", err.Error())
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		c.Header("Retry-After", "10")
	}
	if WantsJSON(c) {
		c.JSON(status, gin.H{"error": key, "message": i18n.T(w.Lang(c), "error."+key+".title")})
		return
	}
	if status < 500 {
		ref = ""
	}
	w.Answer(c, status, templates.Failure{Base: w.Base(c), Status: status, Key: key, Ref: ref})
}

// WantsJSON reports whether a script of ours asks: it says so in Accept.
func WantsJSON(c *gin.Context) bool {
	return strings.HasPrefix(c.GetHeader("Accept"), "application/json")
}

// Answer renders a page in the reader's language and sends it.
func (w *Web) Answer(c *gin.Context, status int, p templates.Page) {
	b, err := w.Templates.Page(w.Lang(c), p)
	if err != nil {
		w.Log.Error("page does not render", "page", p.Template(), "id", RequestID(c), "error", err.Error())
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(i18n.T(w.Lang(c), "error.internal.title")+"\n"))
		return
	}
	c.Header("Vary", "Accept-Language, Cookie")
	if c.Writer.Header().Get("Cache-Control") == "" {
		c.Header("Cache-Control", "no-store")
	}
	c.Data(status, "text/html; charset=utf-8", b)
}

// SeeOther answers a POST that worked.
func SeeOther(c *gin.Context, path string) { c.Redirect(http.StatusSeeOther, path) }

// Base fills what every page knows.
func (w *Web) Base(c *gin.Context) templates.Base {
	lang := w.Lang(c)
	return templates.Base{Lang: lang, Path: c.Request.URL.Path, Here: here(c.Request.URL), URL: w.URL, Viewer: Viewer(c), Flash: w.takeFlash(c),
		Site: w.site(c.Request.Context(), lang)}
}

func (w *Web) site(ctx context.Context, lang models.Lang) string {
	if name, err := w.Site(ctx); err == nil && !name.Empty() {
		return name.In(lang)
	}
	return "Tsudoi"
}

// Common is Base for a page that is the same for everybody who IsAnybody.
func (w *Web) Common(ctx context.Context, lang models.Lang, path string) templates.Base {
	return templates.Base{Lang: lang, Path: path, Here: path + "?", URL: w.URL, Site: w.site(ctx, lang)}
}

// IsAnybody reports whether nothing of this visitor shows on a page: no session, nothing to say once.
func IsAnybody(c *gin.Context) bool {
	_, err := c.Cookie(flashCookie)
	return err != nil && !Viewer(c).SignedIn()
}

// Private is Base for a page about one person: no index, no cache, no address passed on.
func (w *Web) Private(c *gin.Context) templates.Base {
	b := w.Base(c)
	b.Private = true
	c.Header("Cache-Control", "no-store")
	c.Header("X-Robots-Tag", "noindex")
	return b
}

// here is the page's own address, ready for another lang= at its end.
func here(u *url.URL) string {
	q := u.Query()
	q.Del("lang")
	if len(q) == 0 {
		return u.Path + "?"
	}
	return u.Path + "?" + q.Encode() + "&"
}

// SafeNext keeps a path of ours that somebody wants to come back to; anything else is fallback.
func SafeNext(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	return u.EscapedPath()
}
