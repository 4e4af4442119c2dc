package models

import (
	"slices"
	"testing"
)

func TestCategory_allowsADomainAndWhatIsBelowIt(t *testing.T) {
	domains, problem := ReadDomains("@Example.ac.jp、*.ilo.org； 日本語.jp\nexample.AC.JP")
	if want := []string{"example.ac.jp", "ilo.org", "xn--wgv71a119e.jp"}; problem != nil || !slices.Equal(domains, want) {
		t.Fatalf("%q %v, want %q", domains, problem, want)
	}
	c := Category{Domains: domains}
	for address, want := range map[string]bool{
		"a@example.ac.jp": true, "A@EXAMPLE.AC.JP": true, "ａ＠ｅｘａｍｐｌｅ．ａｃ．ｊｐ": true, "a@mail.example.ac.jp": true, "a@日本語.jp": true,
		"a@xn--wgv71a119e.jp": true, "a@sub.日本語。jp": true, "a@ilo.org": true,
		"a@myexample.ac.jp": false, "a@ac.jp": false, "a@example.ac.jp.evil.org": false, "example.ac.jp@evil.org": false, "a@ilo.org.": false,
		"a@b@ilo.org": false, "": false, "ilo.org": false,
	} {
		if got := c.Allows(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
	if !(Category{}).Allows("a@anywhere.org") {
		t.Error("a category without domains turns somebody away")
	}
}

func TestReadDomains_saysWhatItCannotRead(t *testing.T) {
	for _, typed := range []string{"example", "a@b@c.org", "exa mple.org b", "192.0.2.1", "<script>.org"} {
		if got, problem := ReadDomains(typed); problem == nil {
			t.Errorf("%q: %q", typed, got)
		}
	}
	if got, problem := ReadDomains(" \n、"); problem != nil || len(got) != 0 {
		t.Errorf("nothing: %q %v", got, problem)
	}
}
