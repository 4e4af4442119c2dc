package models

import (
	"slices"
	"strings"
)

// Allows reports whether an address may register for the category by itself. A domain on the list stands for itself and for what is
// below it: example.ac.jp lets in a@example.ac.jp and a@mail.example.ac.jp, and not a@myexample.ac.jp. Spelling does not matter:
// capitals, full-width letters and an international domain in either form are the same. Who was invited is not asked.
func (c Category) Allows(address string) bool {
	if len(c.Domains) == 0 {
		return true
	}
	_, key, problem := Address(address)
	if problem != "" {
		return false
	}
	domain := key[strings.LastIndexByte(key, '@')+1:]
	return slices.ContainsFunc(c.Domains, func(d string) bool { return domain == d || strings.HasSuffix(domain, "."+d) })
}

// WrongDomain is what somebody is told whose address may not register for c. It is the same whether the address is registered or not.
func WrongDomain(c Category) Problems {
	p := Problems{}
	p.Add("email", "domains.wrong", "domains", strings.Join(c.Domains, ", "))
	return p
}

// maxDomains bounds the list of a category.
const maxDomains = 50

// Keys of what is wrong with a list of domains.
const (
	domainsUnread = "domains.unread" // {typed}
	domainsMany   = "domains.many"   // {max}
)

// ReadDomains reads the domains that may register for a category, as typed: parted by commas, spaces or lines, with or without an @
// or *. in front. They come out in ASCII and lower case, each once, in the order typed.
func ReadDomains(typed string) ([]string, *Problem) {
	var found []string
	for _, word := range strings.FieldsFunc(strings.ReplaceAll(typed, "、", ","), func(r rune) bool { return strings.ContainsRune(", \t\r\n\u3000，;；", r) }) {
		name := strings.TrimPrefix(strings.TrimPrefix(foldWidth(word), "@"), "*.")
		_, key, problem := Address("a@" + name)
		if problem != "" {
			return nil, problemOf(domainsUnread, "typed", word)
		}
		if d := strings.TrimPrefix(key, "a@"); !slices.Contains(found, d) {
			found = append(found, d)
		}
	}
	if len(found) > maxDomains {
		return nil, problemOf(domainsMany, "max", maxDomains)
	}
	return found, nil
}
