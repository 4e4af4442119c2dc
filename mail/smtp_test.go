package mail

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestParseURL_reads_each_mode(t *testing.T) {
	for raw, want := range map[string]SMTP{
		"smtp://u:p@relay.example":                        {Host: "relay.example", Port: 587, User: "u", Password: "p", Mode: StartTLS},
		"smtp://relay.example:2525":                       {Host: "relay.example", Port: 2525, Mode: StartTLS},
		"smtps://me%40x.jp:a%2Fb%3Ac@relay.example/":      {Host: "relay.example", Port: 465, User: "me@x.jp", Password: "a/b:c", Mode: Implicit},
		"smtp+plain://localhost?hello=events.example.org": {Host: "localhost", Port: 25, Mode: Plain, Hello: "events.example.org"},
		"smtp+plain://[::1]:1025":                         {Host: "::1", Port: 1025, Mode: Plain},
		"smtp+plain://10.1.2.3:25":                        {Host: "10.1.2.3", Port: 25, Mode: Plain},
		"smtp://[2001:db8::1]:587":                        {Host: "2001:db8::1", Port: 587},
	} {
		if got, err := ParseURL(raw); err != nil || fmt.Sprintf("%#v %s", got, got.Password) != fmt.Sprintf("%#v %s", want, want.Password) || got.Hello != want.Hello {
			t.Errorf("ParseURL(%q) = %#v, %v", raw, got, err)
		}
	}
}

func TestParseURL_never_repeats_the_password(t *testing.T) {
	for _, raw := range []string{
		"smtp://user:secret#word@host:587",
		"smtp://user:secret/word@host:587",
		"smtp://user:12#secretword@host:587",
		"smtp://user:12/secretword@host:587",
		"smtp://user:12?secretword@host:587",
		"smtp://user:secret?word@host:587",
		"smtp://user:secret%zzword@host:587",
		"smtp://user:secret word@host:587",
		"smtp://user:secret[word@host:587",
		"smtp://user:word@host:secret",
		"smtp://user:word@host:70000?secret",
		"user:secret@word",
		"secret:word@host",
		"mailto:secret@word.example",
		"smtp:secret@word",
		"smtp://:secretword@host",
		"smtp://user:secret@",
		"smtp://user:secret@host/word",
		"smtp://user:secret@host?hallo=word",
		"smtp://user:secret@host?hello=a&hello=word",
		"smtp://user:secret@host?hello=" + "wo%0d%0ard",
		"smtp+plain://user:secret@8.8.8.8",
		"smtp+plain://user:secret@[2001:4860::1]",
		"secret",
		"",
	} {
		_, err := ParseURL(raw)
		if err == nil {
			t.Errorf("ParseURL(%q) has no complaint", raw)
		} else if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "word@") {
			t.Errorf("ParseURL(%q) says %q", raw, err)
		}
	}
}

func TestSMTP_prints_without_the_password(t *testing.T) {
	s := SMTP{Host: "relay.example", Port: 587, User: "me", Password: "secret"}
	asJSON, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, printed := range []string{fmt.Sprint(s), fmt.Sprintf("%+v", s), fmt.Sprintf("%#v", s), fmt.Sprintf("%v", []SMTP{s}), string(asJSON)} {
		if strings.Contains(printed, "secret") || !strings.Contains(printed, "relay.example") {
			t.Error(printed)
		}
	}
}

func TestAddress_gives_the_form_for_the_wire(t *testing.T) {
	for raw, want := range map[string]string{
		"taro@example.com":       "taro@example.com",
		"Taro.Y+x@EXAMPLE.com":   "Taro.Y+x@example.com",
		"info@つどい.example":       "info@xn--n8j3cp.example",
		"info@BÜCHER.example":    "info@xn--bcher-kva.example",
		"root@localhost":         "root@localhost",
		"=?x?=@example.com":      "=?x?=@example.com",
		"o'neil/a{b}~@a-b.co.jp": "o'neil/a{b}~@a-b.co.jp",
	} {
		got, err := Address(raw)
		if err != nil || got != want {
			t.Errorf("Address(%q) = %q, %v; want %q", raw, got, err, want)
		}
		if again, err := Address(got); err != nil || again != got {
			t.Errorf("Address(%q) = %q, %v", got, again, err)
		}
	}
}

func TestAddress_refuses_what_could_be_misread(t *testing.T) {
	for _, raw := range []string{
		"", "@", "taro", "@example.com", "taro@", "a@b@example.com", "taro@example.com ", " taro@example.com",
		"taro@example.com\r\nBcc: x@example.com", "ta\r\nro@example.com", "ta\x00ro@example.com", "taro@exam\x00ple.com",
		"<taro@example.com>", "Taro <taro@example.com>", "taro@example.com>", "taro,x@example.com", `"taro"@example.com`,
		"taro(x)@example.com", "taro.@example.com", "ta..ro@example.com", "山田@example.com", "taro\u202e@example.com",
		"taro@[127.0.0.1]", "taro@exa_mple.com", "taro@-example.com", "taro@example..com", "taro@example.com.",
		"taro@exam ple.com", "taro\xff@example.com", "taro@\xff.example", strings.Repeat("a", 65) + "@example.com",
		"a@" + strings.Repeat("abcdefghi.", 26) + "example",
		strings.Repeat("a", 60) + "@" + strings.Repeat("abcdefghi.", 20) + "example",
	} {
		if got, err := Address(raw); err == nil {
			t.Errorf("Address(%q) = %q", raw, got)
		}
	}
}
