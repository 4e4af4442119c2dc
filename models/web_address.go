package models

import (
	"net"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// MaxWebAddress is how long a web address may be, in characters.
const MaxWebAddress = 2000

// WebAddress reads the address of a page that people will be sent to: http or https, with a host, without a user. The second value is
// the key of the problem, empty when there is none.
func WebAddress(typed string) (address, problem string) {
	s, problem := CleanLine(typed, MaxWebAddress)
	if problem != "" {
		return s, problem
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(s, " \\\"<>`{}|^") {
		return s, "web_address.unread"
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil && net.ParseIP(u.Hostname()) == nil {
		return s, "web_address.unread"
	}
	if err == nil {
		port := u.Port()
		if u.Host = host; port != "" {
			u.Host = net.JoinHostPort(host, port)
		}
	}
	return u.String(), ""
}
