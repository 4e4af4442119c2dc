package models

import (
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// strangers share these domains: that many people come from one of them says nothing.
var strangers = []string{"gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "outlook.com", "outlook.jp", "hotmail.com", "hotmail.co.jp",
	"live.jp", "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "ymobile.ne.jp",
	"rakuten.jp", "nifty.com", "biglobe.ne.jp", "ocn.ne.jp", "so-net.ne.jp", "proton.me", "protonmail.com", "aol.com", "gmx.com", "gmx.net", "gmx.de",
	"web.de", "mail.com", "qq.com", "163.com", "126.com", "naver.com", "daum.net", "yandex.ru", "mail.ru", "orange.fr", "free.fr", "libero.it"}

// MailDomain is the domain by which the addresses of one organisation can be counted, from an address's key: what somebody registered,
// not its parts. It is "" for a domain that strangers share.
func MailDomain(key string) string {
	domain := key[strings.LastIndexByte(key, '@')+1:]
	if own, err := publicsuffix.EffectiveTLDPlusOne(domain); err == nil {
		domain = own
	}
	if slices.Contains(strangers, domain) {
		return ""
	}
	return domain
}
