package mail

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Address checks a bare address and returns it as it is written in envelopes and headers: the part before the @ unchanged, the
// domain in ASCII (RFC 5891). That part must be a dot-atom (RFC 5322, 3.2.3): quotes, comments and what would need SMTPUTF8
// (RFC 6531) on the whole way are refused, and so are names and domain literals. The error does not repeat the address.
func Address(raw string) (string, error) {
	at := strings.LastIndexByte(raw, '@')
	if at < 0 || !dotAtom(raw[:at]) || at > 64 {
		return "", errors.New("address: the part before the @ is missing or not plain")
	}
	domain, err := asciiDomain(raw[at+1:])
	if err != nil {
		return "", err
	}
	if at+1+len(domain) > 254 { // RFC 5321, 4.5.3.1.3, less the angle brackets
		return "", errors.New("address: longer than 254 octets")
	}
	return raw[:at+1] + domain, nil
}

func dotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if !alphanumeric(atom[i]) && strings.IndexByte("!#$%&'*+-/=?^_`{|}~", atom[i]) < 0 {
				return false
			}
		}
	}
	return true
}

func asciiDomain(s string) (string, error) {
	strict := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))
	d, err := strict.ToASCII(s)
	if err != nil || !ascii(d) || !utf8.ValidString(s) || strings.HasSuffix(d, ".") {
		return "", errors.New("address: the part after @ is not a domain name")
	}
	return d, nil
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
