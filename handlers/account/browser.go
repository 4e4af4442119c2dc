package account

import (
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/models/store"
)

// browser tells the store where somebody signs in, and which session ends by that.
func browser(c *gin.Context) store.Browser {
	return store.Browser{Device: device(c.Request.UserAgent()), Had: web.Viewer(c).SessionID}
}

// named is a mark in a User-Agent and what people call it. The first mark that is found counts: most browsers claim to be others too.
type named struct{ mark, name string }

var (
	browsers = []named{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
		{"CriOS/", "Chrome"}, {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}
	systems = []named{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"Linux", "Linux"}}
)

// device describes a browser by the names that its owner knows, for the list of sessions; "" where it tells none of them.
func device(userAgent string) string {
	var parts []string
	for _, list := range [][]named{browsers, systems} {
		for _, n := range list {
			if strings.Contains(userAgent, n.mark) {
				parts = append(parts, n.name)
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
