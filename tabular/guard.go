package tabular

import "unicode"

// dangerous reports whether a spreadsheet might take s for a formula, or for the end of its cell: the first character after white
// space is one of = + - @ in either width, or a tab, line end or NUL stands before anything that can be seen.
// Characters without a width count as white space, because some programs drop them.
func dangerous(s string) bool {
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', 0:
			return true
		}
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cc, unicode.Cf) {
			return false
		}
	}
	return false
}

// guarded puts an apostrophe before a dangerous text: the sign that a spreadsheet reads as "text follows".
func guarded(s string) string {
	if dangerous(s) {
		return "'" + clean(s)
	}
	return clean(s)
}
