package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

const (
	emailRequired = "email.required"
	emailUnread   = "email.unread"
	emailTooLong  = "email.too_long"
)

const (
	maxAddress   = 254 // RFC 5321, 4.5.3.1.3, less the angle brackets of the path
	maxLocalPart = 64  // RFC 5321, 4.5.3.1.1
)

// domains checks and maps a domain as a browser does (UTS 46), with the lengths that DNS has room for.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// Address reads one e-mail address (addr-spec of RFC 5322 without quoted strings, comments and literals).
// Shown keeps the capitals before the @ and an international domain as people write it; key is the same for every
// spelling of one mailbox: lower case, the domain in ASCII. Full-width letters become ASCII, and zero-width characters
// and direction marks, which come along with a copied address, are dropped. The key is also fit for a mail server.
// The third value names the problem, and is empty when there is none. Non-ASCII letters before the @ are refused,
// because a letter to such a mailbox needs SMTPUTF8 on the whole way.
func Address(typed string) (shown, key, problem string) {
	if len(typed) > 8*maxAddress {
		return "", "", emailTooLong
	}
	s := strings.TrimSpace(norm.NFKC.String(strings.Map(dropUnseen, strings.ToValidUTF8(typed, "\ufffd"))))
	if s == "" {
		return "", "", emailRequired
	}
	local, domain, found := strings.Cut(s, "@")
	if !found || !dotAtom(local) {
		return "", "", emailUnread
	}
	domain = strings.ToLower(strings.ReplaceAll(domain, "。", "."))
	ascii, err := domains.ToASCII(domain)
	if len(local) > maxLocalPart || len(local)+1+max(len(ascii), utf8.RuneCountInString(domain)) > maxAddress {
		return "", "", emailTooLong
	}
	if err != nil || !strings.Contains(ascii, ".") || numericEnd(ascii) {
		return "", "", emailUnread
	}
	return local + "@" + domain, strings.ToLower(local) + "@" + ascii, ""
}

// dropUnseen removes what cannot be seen in an address: zero-width characters, direction marks, the soft hyphen.
func dropUnseen(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// dotAtom is the dot-atom-text of RFC 5322, 3.2.3.
func dotAtom(s string) bool {
	for _, atom := range strings.Split(s, ".") {
		if atom == "" {
			return false
		}
		for _, r := range atom {
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			if !letter && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r) {
				return false
			}
		}
	}
	return true
}

// numericEnd tells an IP address from a domain: no top-level domain consists of digits.
func numericEnd(domain string) bool {
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	return strings.Trim(last, "0123456789") == ""
}
