package models

import (
	"strings"
	"testing"
)

func TestAddress_oneKeyForEverySpellingOfAMailbox(t *testing.T) {
	cases := []struct{ typed, shown, key string }{
		{"taro@example.com", "taro@example.com", "taro@example.com"},
		{" Taro.Yamada@Example.COM\n", "Taro.Yamada@example.com", "taro.yamada@example.com"},
		{"ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "taro@example.com", "taro@example.com"},
		{"taro@example。com", "taro@example.com", "taro@example.com"},
		{"\u200btaro\u200d@exam\u00adple.com\u202c", "taro@example.com", "taro@example.com"},
		{"　o'neil+news@sub.example.co.jp　", "o'neil+news@sub.example.co.jp", "o'neil+news@sub.example.co.jp"},
		{"info@つどい.example", "info@つどい.example", "info@xn--n8j3cp.example"},
		{"info@BÜCHER.example", "info@bücher.example", "info@xn--bcher-kva.example"},
		{"info@xn--bcher-kva.example", "info@xn--bcher-kva.example", "info@xn--bcher-kva.example"},
	}
	for _, c := range cases {
		shown, key, problem := Address(c.typed)
		if shown != c.shown || key != c.key || problem != "" {
			t.Errorf("Address(%q) = %q, %q, %q; want %q, %q", c.typed, shown, key, problem, c.shown, c.key)
		}
		if s, k, p := Address(shown); s != shown || k != key || p != "" {
			t.Errorf("Address(%q), as shown before, = %q, %q, %q", shown, s, k, p)
		}
	}
}

func TestAddress_refuses(t *testing.T) {
	long := strings.Repeat("a", 64)
	cases := map[string]string{
		"":                                emailRequired,
		" \u200b　":                        emailRequired,
		"taro":                            emailUnread,
		"@example.com":                    emailUnread,
		"taro@":                           emailUnread,
		"taro@example":                    emailUnread,
		"taro@.com":                       emailUnread,
		"taro@example..com":               emailUnread,
		"taro@example.com.":               emailUnread,
		"a@b@example.com":                 emailUnread,
		"ta ro@example.com":               emailUnread,
		"taro@exam ple.com":               emailUnread,
		"taro@example.com\r\nBcc: x@y.zz": emailUnread,
		"taro\n@example.com":              emailUnread,
		`"taro"@example.com`:              emailUnread,
		"taro(work)@example.com":          emailUnread,
		"<taro@example.com>":              emailUnread,
		"Taro <taro@example.com>":         emailUnread,
		"a@example.com,b@example.com":     emailUnread,
		"taro.@example.com":               emailUnread,
		"ta..ro@example.com":              emailUnread,
		"山田@example.com":                  emailUnread,
		"taro@127.0.0.1":                  emailUnread,
		"taro@[127.0.0.1]":                emailUnread,
		"taro@exa_mple.com":               emailUnread,
		"taro@-example.com":               emailUnread,
		"taro@example.com\x00":            emailUnread,
		"taro\xff@example.com":            emailUnread,
		long + "a@example.com":            emailTooLong,
		"a@" + strings.Repeat(long[:60]+".", 5) + "com": emailTooLong,
		strings.Repeat("a", 100000):                     emailTooLong,
		"a@" + strings.Repeat("a", 64) + ".com":         emailUnread, // no label of DNS is that long
	}
	for typed, want := range cases {
		if shown, key, problem := Address(typed); problem != want || shown != "" || key != "" {
			t.Errorf("Address(%q) = %q, %q, %q; want %q", typed, shown, key, problem, want)
		}
	}
	if _, _, problem := Address(long + "@" + strings.Repeat("a", 60) + "." + strings.Repeat("b", 60) + "." + strings.Repeat("c", 60) + ".com"); problem != "" {
		t.Errorf("an address of 252 bytes: %s", problem)
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ")
	f.Add("info@BÜCHER.example\r\n")
	f.Fuzz(func(t *testing.T, typed string) {
		shown, key, problem := Address(typed)
		if problem != "" {
			return
		}
		if len(key) > maxAddress || strings.Count(key, "@") != 1 || strings.ContainsAny(shown+key, " \t\r\n\x00\"<>(),;:\\") {
			t.Fatalf("%q gave %q, %q", typed, shown, key)
		}
		for _, again := range []string{shown, key, strings.ToUpper(key)} {
			if _, k, p := Address(again); k != key || p != "" {
				t.Fatalf("%q has key %q, but its spelling %q has %q %q", typed, key, again, k, p)
			}
		}
	})
}
