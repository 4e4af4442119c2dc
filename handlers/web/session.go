package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/models"
	"tsudoi/templates"
)

const (
	viewerKey   = "tsudoi.viewer"
	flashCookie = "flash"
)

func (w *Web) secure() bool { return strings.HasPrefix(w.URL, "https://") }

// sessionCookie is bound to the host by its name where the service is reached by TLS.
func (w *Web) sessionCookie() string {
	if w.secure() {
		return "__Host-tsudoi"
	}
	return "tsudoi"
}

// Sessions finds out once a request who is signed in.
func (w *Web) Sessions() gin.HandlerFunc {
	return func(c *gin.Context) {
		cookie, err := c.Cookie(w.sessionCookie())
		if err != nil || cookie == "" {
			return
		}
		v, err := w.Viewer(c.Request.Context(), cookie)
		if err != nil {
			w.Fail(c, err)
			c.Abort()
			return
		}
		c.Set(viewerKey, v)
	}
}

// Viewer is who is signed in; the zero Viewer for nobody.
func Viewer(c *gin.Context) models.Viewer {
	if v, ok := c.Get(viewerKey); ok {
		return v.(models.Viewer)
	}
	return models.Viewer{}
}

// StillViewer returns a function that asks again who is signed in by this request's cookie: for answers that go on for hours.
func (w *Web) StillViewer(c *gin.Context) func(context.Context) (models.Viewer, error) {
	cookie, _ := c.Cookie(w.sessionCookie())
	return func(ctx context.Context) (models.Viewer, error) { return w.Viewer(ctx, cookie) }
}

// StaffOnly turns away who is not signed in.
func (w *Web) StaffOnly() gin.HandlerFunc {
	return func(c *gin.Context) {
		if !Viewer(c).SignedIn() {
			w.Fail(c, models.ErrSignIn)
			c.Abort()
		}
	}
}

// SignIn gives the browser its session; value is the secret whose hash the store keeps.
func (w *Web) SignIn(c *gin.Context, value string, until time.Time) {
	http.SetCookie(c.Writer, &http.Cookie{Name: w.sessionCookie(), Value: value, Path: "/", Expires: until, HttpOnly: true,
		Secure: w.secure(), SameSite: http.SameSiteLaxMode})
}

// SignOut takes the session and everything else that we left in the browser.
func (w *Web) SignOut(c *gin.Context) {
	http.SetCookie(c.Writer, &http.Cookie{Name: w.sessionCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: w.secure(), SameSite: http.SameSiteLaxMode})
	c.Header("Clear-Site-Data", `"cache", "storage"`)
}

// Say leaves words for the next page that this browser gets.
func (w *Web) Say(c *gin.Context, f templates.Flash) {
	b, err := json.Marshal(f)
	if err != nil {
		return
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(b), Path: "/", MaxAge: 60,
		HttpOnly: true, Secure: w.secure(), SameSite: http.SameSiteLaxMode})
}

// takeFlash returns what Say left, once. Its text is shown as text and its undo only where it is a path of ours.
func (w *Web) takeFlash(c *gin.Context) templates.Flash {
	var f templates.Flash
	v, err := c.Cookie(flashCookie)
	if err != nil || v == "" {
		return f
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: w.secure(), SameSite: http.SameSiteLaxMode})
	b, err := base64.RawURLEncoding.DecodeString(v)
	if err != nil || json.Unmarshal(b, &f) != nil {
		return templates.Flash{}
	}
	if f.Undo != "" {
		f.Undo = SafeNext(f.Undo, "")
	}
	return f
}
