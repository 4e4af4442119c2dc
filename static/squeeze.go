package static

import (
	"bytes"
	"strings"
)

// squeeze takes from a source file what only its authors need, so that they can write comments and spread lines.
func squeeze(ext string, source []byte) []byte {
	switch ext {
	case ".css":
		return squeezeCSS(source)
	case ".js":
		return squeezeJS(source)
	}
	return source
}

// squeezeCSS drops comments, and white space where CSS gives it no meaning: in runs, beside { } ; and , and after a
// colon. Everywhere else one space stays (it is an operator in "a b" and "1px + 2px"). Strings are copied as they are.
func squeezeCSS(source []byte) []byte {
	var out bytes.Buffer
	space := false
	put := func(c byte) {
		if space && out.Len() > 0 && !strings.ContainsRune("{};,:", rune(out.Bytes()[out.Len()-1])) && !strings.ContainsRune("{};,", rune(c)) {
			out.WriteByte(' ')
		}
		space = false
		if c == '}' && out.Len() > 0 && out.Bytes()[out.Len()-1] == ';' {
			out.Truncate(out.Len() - 1)
		}
		out.WriteByte(c)
	}
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case c == '/' && bytes.HasPrefix(source[i:], []byte("/*")):
			end := bytes.Index(source[i+2:], []byte("*/"))
			if end < 0 {
				return out.Bytes()
			}
			i += end + 3
			space = true
		case c == '"' || c == '\'':
			put(c)
			for i++; i < len(source); i++ {
				out.WriteByte(source[i])
				if source[i] == '\\' && i+1 < len(source) {
					i++
					out.WriteByte(source[i])
				} else if source[i] == c {
					break
				}
			}
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			space = true
		default:
			put(c)
		}
	}
	return out.Bytes()
}

// squeezeJS drops indentation, empty lines and lines that are only a // comment. It does not parse: our scripts keep
// template literals on one line and have no block comments, which a test checks.
func squeezeJS(source []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(source) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || bytes.HasPrefix(line, []byte("//")) {
			continue
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	return out.Bytes()
}
