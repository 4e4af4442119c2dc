package tabular

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxNameOctets leaves room for a browser's " (1)" within the 255 octets that file systems allow.
const maxNameOctets = 200

// Disposition is the value of Content-Disposition that saves an answer under filename (RFC 6266): first a name in ASCII for old
// programs, then the name itself in UTF-8 (RFC 8187). What no file name may hold, or what hides its end, is taken out.
func Disposition(filename string) string {
	name := fileName(filename)
	var plain, coded strings.Builder
	for _, r := range name {
		if r < 0x80 && r != '%' { // some programs decode a percent sign here
			plain.WriteRune(r)
		} else if !strings.HasSuffix(plain.String(), "_") {
			plain.WriteByte('_')
		}
	}
	for _, c := range []byte(name) {
		if isAttrChar(c) {
			coded.WriteByte(c)
		} else {
			fmt.Fprintf(&coded, "%%%02X", c)
		}
	}
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain.String(), coded.String())
}

// isAttrChar says what RFC 8187, 3.2.1 leaves as it is.
func isAttrChar(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("!#$&+-.^_`|~", c) >= 0
}

func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || r == utf8.RuneError || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp):
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return ' '
		case unicode.IsSpace(r) && r != 0x3000:
			return ' '
		}
		return r
	}, s)
	s = strings.TrimRight(s, ". \u3000")
	ext := path.Ext(s)
	if len(ext) > 10 || strings.TrimRight(ext, "abcdefghijklmnopqrstuvwxyz0123456789") != "." {
		ext = ""
	}
	base := strings.Trim(strings.Join(strings.FieldsFunc(strings.TrimSuffix(s, ext), func(r rune) bool { return r == ' ' }), " "), ". \u3000")
	for len(base)+len(ext) > maxNameOctets {
		_, n := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-n]
	}
	if base = strings.TrimRight(base, ". \u3000"); base == "" {
		base = "download"
	}
	return base + ext
}
