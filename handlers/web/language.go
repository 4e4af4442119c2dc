package web

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"golang.org/x/text/language"

	"tsudoi/models"
)

const (
	langCookie = "lang"
	langKey    = "tsudoi.lang"
)

var matcher = language.NewMatcher([]language.Tag{language.Japanese, language.English})

// Languages decides once a request which language its reader reads: ?lang= (remembered), the cookie, the account's, the browser's,
// Japanese.
func (w *Web) Languages() gin.HandlerFunc {
	return func(c *gin.Context) {
		if l := models.Lang(c.Query("lang")); l.Known() {
			http.SetCookie(c.Writer, &http.Cookie{Name: langCookie, Value: string(l), Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true,
				SameSite: http.SameSiteLaxMode, Secure: w.secure()})
			c.Set(langKey, l)
			return
		}
		if v, err := c.Cookie(langCookie); err == nil && models.Lang(v).Known() {
			c.Set(langKey, models.Lang(v))
			return
		}
		if v := Viewer(c); v.SignedIn() && v.Language.Known() {
			c.Set(langKey, v.Language)
			return
		}
		c.Set(langKey, fromBrowser(c.GetHeader("Accept-Language")))
	}
}

// Speak sets the language of this one answer, for a page that has no cookies.
func (w *Web) Speak(c *gin.Context, l models.Lang) { c.Set(langKey, l) }

// Lang is the reader's language.
func (w *Web) Lang(c *gin.Context) models.Lang {
	if l, ok := c.Get(langKey); ok {
		return l.(models.Lang)
	}
	return models.Japanese
}

// fromBrowser reads Accept-Language. A reader of neither language gets English, no header at all Japanese.
func fromBrowser(header string) models.Lang {
	if header == "" || len(header) > 500 {
		return models.Japanese
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return models.Japanese
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return models.English
	}
	return models.Langs[i]
}
