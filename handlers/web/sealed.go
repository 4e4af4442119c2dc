package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/models"
)

// Leave puts a sealed value into the visitor's browser, for the pages below path and for so long only.
func (w *Web) Leave(c *gin.Context, p models.Purpose, path string, value any, lasting time.Duration) error {
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("leave %s: %w", p, err)
	}
	http.SetCookie(c.Writer, &http.Cookie{Name: string(p), Value: w.Links.Seal(p, b, w.Now().Add(lasting)), Path: path,
		MaxAge: int(lasting.Seconds()), HttpOnly: true, Secure: w.secure(), SameSite: http.SameSiteLaxMode})
	return nil
}

// Left reads what Leave put there; false where there is nothing, or nothing valid any more.
func (w *Web) Left(c *gin.Context, p models.Purpose, value any) bool {
	v, err := c.Cookie(string(p))
	if err != nil {
		return false
	}
	b, err := w.Links.Unseal(p, v, w.Now())
	return err == nil && json.Unmarshal(b, value) == nil
}

// Network names the part of the internet that a visitor comes from, for limits: households and offices share a /24 or a /56. It is
// "" for this machine itself: a proxy that isn't trusted, which would otherwise count all visitors as one, or a test.
func Network(c *gin.Context) string {
	a, err := netip.ParseAddr(c.ClientIP())
	if err != nil || a.IsLoopback() {
		return ""
	}
	bits := 56
	if a = a.Unmap(); a.Is4() {
		bits = 24
	}
	p, err := a.WithZone("").Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
