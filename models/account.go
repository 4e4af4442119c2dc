package models

import (
	"slices"
	"time"
)

// How long a mailed way in stays open.
const (
	SignInLinkLife = 10 * time.Minute
	InvitationLife = 7 * 24 * time.Hour
	// FreshLink is how long after signing in by a mailed link its owner may choose a new password without the old one.
	FreshLink = 15 * time.Minute
)

// Account is a member of the staff.
type Account struct {
	ID       ID     `db:"id"`
	Name     string `db:"name"`
	Email    string `db:"email"`
	Language Lang   `db:"language"`
	Zone     string `db:"zone"`
	Disabled bool   `db:"disabled"`
}

// NewAccount is an account to make, checked. ID is made before the first try of the write.
type NewAccount struct {
	ID       ID
	Name     string
	Email    string
	EmailKey string
	Language Lang
	Zone     string
	Password string
}

// Session is one place where somebody is signed in.
type Session struct {
	ID        ID        `db:"id"`
	Device    string    `db:"device"`
	CreatedAt time.Time `db:"created_at"`
	SeenAt    time.Time `db:"seen_at"` // true to five minutes
}

// MaxHostName is how long a host's name may be, in grapheme clusters.
const MaxHostName = 200

// SetUpForm is what the first visit asks, as typed.
type SetUpForm struct {
	HostName Text
	Name     string
	Email    string
	Password string
	Language Lang
	Zone     string
	// BrowserZone is the browser's, when a script could tell it; it counts where Zone is left open.
	BrowserZone string
}

// SetUp is a checked SetUpForm: the first host and its owner.
type SetUp struct {
	Host  Host
	Owner NewAccount
}

// Check reads the form.
func (f SetUpForm) Check() (SetUp, Problems) {
	p := Problems{}
	zone := f.Zone
	if zone == "" {
		zone = f.BrowserZone
	}
	s := SetUp{Host: Host{ID: NewID(), Name: p.hostName(f.HostName), Hue: "ai"}}
	s.Owner = p.newAccount(f.Name, f.Email, f.Password, zone, f.Language, s.Host.Name[Japanese], s.Host.Name[English])
	s.Host.PrivacyContact = s.Owner.Email // until somebody writes a better one
	return s, p
}

// NewcomerForm is what somebody with an invitation types. The address is the one that the invitation went to.
type NewcomerForm struct {
	Name     string
	Password string
	Zone     string // the browser's, when a script could tell it
	Language Lang
}

// Check reads the form for the invited address; other is the zone where the browser's isn't known.
func (f NewcomerForm) Check(email, other string) (NewAccount, Problems) {
	p := Problems{}
	zone := f.Zone
	if _, err := LoadZone(zone); err != nil {
		zone = other
	}
	return p.newAccount(f.Name, email, f.Password, zone, f.Language), p
}

func (p Problems) newAccount(name, email, password, zone string, language Lang, known ...string) NewAccount {
	a := NewAccount{ID: NewID(), Name: p.NeedLine("name", name, MaxName), Zone: p.zone("zone", zone), Language: language}
	var key string
	if a.Email, a.EmailKey, key = Address(email); key != "" {
		p.Add("email", key)
	}
	if !language.Known() {
		a.Language = Japanese
	}
	a.Password = p.NewPassword("password", password, append(known, a.Name, a.Email, a.EmailKey)...)
	return a
}

// zone reads the name of a time zone that somebody chose.
func (p Problems) zone(field, name string) string {
	l, err := LoadZone(name)
	if err != nil {
		p.Add(field, "account.zone_unknown")
		return ""
	}
	return l.String()
}

// Profile is what members of the staff say of themselves.
type Profile struct {
	Name     string
	Language Lang
	Zone     string
}

// Check reads a profile as typed.
func (f Profile) Check() (Profile, Problems) {
	p := Problems{}
	n := Profile{Name: p.NeedLine("name", f.Name, MaxName), Zone: p.zone("zone", f.Zone), Language: f.Language}
	if !n.Language.Known() {
		p.Add("language", "account.language_unknown")
	}
	return n, p
}

// Check reads a host as typed.
func (h Host) Check() (Host, Problems) {
	p := Problems{}
	n := Host{ID: h.ID, Name: p.hostName(h.Name), Hue: h.Hue, HostRecord: h.HostRecord.check(p)}
	if site := h.Site; !Blank(site) {
		var key string
		if n.Site, key = WebAddress(site); key != "" {
			p.Add("site", key, "max", MaxWebAddress)
		}
	}
	if !slices.Contains(CoverHues, h.Hue) {
		p.Add("hue", "hosts.hue_unknown")
	}
	return n, p
}

// check reads a host's record as typed. Nothing of it is required here: what an event needs is asked when it is published.
func (r HostRecord) check(p Problems) HostRecord {
	n := HostRecord{Address: Text{}, Representative: Text{}, EURepresentative: Text{}}
	for _, l := range Langs {
		n.Address[l] = p.Line("address_"+string(l), r.Address[l], MaxHostAddress)
		n.Representative[l] = p.Line("representative_"+string(l), r.Representative[l], MaxHostContact)
		n.EURepresentative[l] = p.Line("eu_representative_"+string(l), r.EURepresentative[l], MaxHostAddress)
	}
	n.PrivacyContact = p.Line("privacy_contact", r.PrivacyContact, MaxHostContact)
	n.DPO = p.Line("dpo", r.DPO, MaxHostContact)
	if !Blank(r.Policy) {
		var key string
		if n.Policy, key = WebAddress(r.Policy); key != "" {
			p.Add("policy", key, "max", MaxWebAddress)
		}
	}
	return n
}

// hostName reads the fields host_ja and host_en, of which one may stay empty.
func (p Problems) hostName(typed Text) Text {
	name := Text{}
	for _, l := range Langs {
		if s := p.Line("host_"+string(l), typed[l], MaxHostName); s != "" {
			name[l] = s
		}
	}
	if name.Empty() && p["host_ja"].Key == "" && p["host_en"].Key == "" {
		p.Add("host_"+string(Japanese), "setup.host_needed")
	}
	return name
}
