package models

import (
	"net/url"
	"slices"
	"strings"
)

// MaxOrigins is how many sites may show the form of one event.
const MaxOrigins = 20

// Embed says on which sites the registration form of an event may stand in a frame: their origins, as a browser writes them.
type Embed struct {
	Origins []string
	Version int64 // 0 where nobody has set anything: the hosts' own sites
}

// EmbedOf is how it stands before anybody has set anything.
func EmbedOf(hosts []Host) Embed {
	var e Embed
	for _, h := range hosts {
		if o := origin(h.Site); o != "" && !slices.Contains(e.Origins, o) {
			e.Origins = append(e.Origins, o)
		}
	}
	return e
}

// CheckOrigins reads what an organiser typed, one site a line: an address of any of its pages, or its name alone.
func CheckOrigins(typed string) ([]string, Problems) {
	p, out := Problems{}, []string{}
	for line := range strings.Lines(typed) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		o := origin(line)
		if o == "" && strings.Contains(line, ".") && !strings.Contains(line, "://") {
			o = origin("https://" + line)
		}
		switch {
		case o == "":
			p.Add("origins", "embed.unread", "line", shorten(line))
		case !slices.Contains(out, o):
			out = append(out, o)
		}
	}
	if len(out) > MaxOrigins {
		p.Add("origins", "embed.too_many", "max", MaxOrigins)
	}
	return out, p
}

// origin is that of a web address, fit for a header; "" where it is none.
func origin(address string) string {
	clean, problem := WebAddress(address)
	u, err := url.Parse(clean)
	if problem != "" || err != nil || strings.ContainsAny(u.Host, ";, '*%") || !ascii(u.Host) {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; port != "" {
		host = strings.TrimSuffix(host, port)
	}
	return u.Scheme + "://" + host
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
