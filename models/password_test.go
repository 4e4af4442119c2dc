package models

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"
)

func TestNewPassword_asksForLengthAndNothingElse(t *testing.T) {
	family := "👨‍👩‍👧‍👦"
	for typed, want := range map[string]string{
		"":                          "password.required",
		"kurage7":                   "password.too_short",
		strings.Repeat(family, 7):   "password.too_short",
		strings.Repeat("家族", 4):     "",
		"四月の海はまだ冷":                  "",
		"kurage70":                  "",
		"all lower case words":      "",
		" spaces at both ends ":     "",
		strings.Repeat("long ", 64): "",
		strings.Repeat("x1", 501):   "text.too_long",
		"with\x00nul, and more":     "text.control",
		"password":                  "password.common",
		"PassWord123":               "password.common",
		"12345678":                  "password.common",
		"qwertyuiop":                "password.common",
		"zzzzzzzzzzzzzzzzzzzz":      "password.common",
		"ああああああああ":                  "password.common",
		"hanako@example.org":        "password.common",
		"Hanako.Yamada":             "password.common",
		"hanako.yamada2026!":        "password.common",
		"協同の会協同の会":                  "password.common",
	} {
		p := Problems{}
		p.NewPassword("password", typed, "hanako@example.org", "hanako.yamada@example.org", "協同の会協同の会")
		if got := p["password"].Key; got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func TestCleanPassword_isTheSameFromEveryKeyboard(t *testing.T) {
	if a, b := CleanPassword("か\u3099く\u3000せい \u00a0"), CleanPassword("が\u304f\u0020せい  "); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if got := CleanPassword(" Trimmed? "); got != " Trimmed? " {
		t.Errorf("%q", got)
	}
}

func TestCommonPasswords_holdOnlyWhatWouldPassOtherwise(t *testing.T) {
	if n := len(commonPasswords()); n < 800 {
		t.Errorf("only %d", n)
	}
	for w := range commonPasswords() {
		if w != strings.ToLower(CleanPassword(w)) || uniseg.GraphemeClusterCount(w) < MinPassword {
			t.Errorf("%q can never match", w)
		}
	}
}
