package models

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sharing is how the hosts of one event handle personal data among each other: the three shapes that Japan's law knows.
type Sharing string

const (
	ShareEach      Sharing = "each"      // each host collects directly
	ShareJoint     Sharing = "joint"     // joint use: one collection, used by all
	ShareProvision Sharing = "provision" // one host collects and provides to the others with consent
)

// Sharings lists every shape; the database's CHECK lists the same.
var Sharings = []Sharing{ShareEach, ShareJoint, ShareProvision}

// ConsentWords are the organisers' own words for purposes.
type ConsentWords map[ConsentPurpose]Text

// Value stores them as a JSON object.
func (w ConsentWords) Value() (driver.Value, error) {
	kept := map[ConsentPurpose]Text{}
	for p, t := range w {
		if !t.Empty() {
			kept[p] = t
		}
	}
	b, err := json.Marshal(kept)
	return string(b), err
}

// Scan reads what Value wrote.
func (w *ConsentWords) Scan(src any) error {
	*w = ConsentWords{}
	switch v := src.(type) {
	case []byte:
		return json.Unmarshal(v, w)
	case string:
		return json.Unmarshal([]byte(v), w)
	}
	return fmt.Errorf("words of consents from %T", src)
}

// EventPrivacy is how an event handles personal data.
type EventPrivacy struct {
	Version     int64            `db:"version"` // 0 while nobody has chosen anything
	Sharing     Sharing          `db:"sharing"`
	Responsible ID               `db:"responsible_id"` // zero: the first host
	Asks        []ConsentPurpose `db:"-"`
	Texts       ConsentWords     `db:"texts"`
	Items       Text             `db:"items"` // empty: in our words
	Uses        Text             `db:"uses"`
	AnnouncedAt *time.Time       `db:"announced_at"`
	EraseAt     *time.Time       `db:"erase_at"`
}

// DefaultPrivacy is what holds where nobody has chosen anything: each host for itself, and news asked for.
func DefaultPrivacy() EventPrivacy {
	return EventPrivacy{Sharing: ShareEach, Asks: []ConsentPurpose{ConsentNews}, Texts: ConsentWords{}, Items: Text{}, Uses: Text{}}
}

// Shape is how hosts share: one host alone has nobody to share with.
func (p EventPrivacy) Shape(hosts []Host) Sharing {
	if len(hosts) < 2 || p.Sharing == "" {
		return ShareEach
	}
	return p.Sharing
}

// Lead is the host that answers for joint use, or that collects and provides: the chosen one, else the first. The zero Host for none.
func (p EventPrivacy) Lead(hosts []Host) Host {
	for _, h := range hosts {
		if h.ID == p.Responsible {
			return h
		}
	}
	for _, h := range hosts {
		return h
	}
	return Host{}
}

// Others are the hosts but for the lead.
func (p EventPrivacy) Others(hosts []Host) (others []Host) {
	lead := p.Lead(hosts)
	for _, h := range hosts {
		if h.ID != lead.ID {
			others = append(others, h)
		}
	}
	return others
}

// Asked lists what the form asks for, in its order: taking part first, provision right after it, then what one may leave out as well.
func (p EventPrivacy) Asked(hosts []Host) []Ask {
	asks := []Ask{{Purpose: ConsentTakingPart}}
	if p.Shape(hosts) == ShareProvision {
		for _, h := range p.Others(hosts) {
			asks = append(asks, Ask{ConsentProvision, h.ID})
		}
	}
	for _, purpose := range OptionalAsks {
		switch {
		case !slices.Contains(p.Asks, purpose):
		case purpose.PerHost():
			for _, h := range hosts {
				asks = append(asks, Ask{purpose, h.ID})
			}
		default:
			asks = append(asks, Ask{Purpose: purpose})
		}
	}
	return asks
}

// PrivacyGap is something that the law wants said of a host and that its record lacks. Lang is "" where the language does not matter.
type PrivacyGap struct {
	Host Host
	Item string // name, address, representative, contact
	Lang Lang
}

// Gaps lists what is missing before an event with these hosts may be public: a contact of each; where they share, every name in both
// languages, and the address and the representative of who answers for it.
func (p EventPrivacy) Gaps(hosts []Host) (gaps []PrivacyGap) {
	lead, shape := p.Lead(hosts), p.Shape(hosts)
	for _, h := range hosts {
		for _, l := range Langs {
			if shape != ShareEach && h.Name[l] == "" {
				gaps = append(gaps, PrivacyGap{h, "name", l})
			}
			if shape != ShareEach && h.ID == lead.ID {
				if h.Address[l] == "" {
					gaps = append(gaps, PrivacyGap{h, "address", l})
				}
				if h.Representative[l] == "" {
					gaps = append(gaps, PrivacyGap{h, "representative", l})
				}
			}
		}
		if h.PrivacyContact == "" {
			gaps = append(gaps, PrivacyGap{h, "contact", ""})
		}
	}
	return gaps
}

// Limits of what organisers may write about privacy.
const (
	MaxConsentText = 300
	MaxPrivacyText = 1000
	MinRetention   = 1
	MaxRetention   = 120 // months
	MaxHostAddress = 300
	MaxHostContact = 200
)

// PrivacyForm is the page of an event's privacy, as typed.
type PrivacyForm struct {
	Sharing     string
	Responsible string
	Asks        []string
	Texts       ConsentWords
	Items, Uses Text
	Retention   string
}

// PrivacyDraft is a checked PrivacyForm.
type PrivacyDraft struct {
	EventPrivacy
	RetentionMonths int
}

// Check reads the form for an event with these hosts.
func (f PrivacyForm) Check(hosts []Host) (PrivacyDraft, Problems) {
	p := Problems{}
	d := PrivacyDraft{EventPrivacy: EventPrivacy{Sharing: ShareEach, Texts: ConsentWords{}}}
	if len(hosts) > 1 {
		if d.Sharing = Sharing(f.Sharing); !slices.Contains(Sharings, d.Sharing) {
			p.Add("sharing", "event_privacy.sharing_unknown")
			d.Sharing = ShareEach
		}
		d.Responsible = ParseID(f.Responsible)
		if d.Sharing != ShareEach && d.Lead(hosts).ID != d.Responsible {
			p.Add("responsible", "event_privacy.responsible_unknown")
		}
	}
	for _, purpose := range OptionalAsks {
		if slices.Contains(f.Asks, string(purpose)) {
			d.Asks = append(d.Asks, purpose)
		}
	}
	for _, purpose := range ConsentPurposes {
		d.Texts[purpose] = p.ownWords("text_"+string(purpose), f.Texts[purpose], MaxConsentText)
	}
	d.Items, d.Uses = p.ownWords("items", f.Items, MaxPrivacyText), p.ownWords("uses", f.Uses, MaxPrivacyText)
	n, err := strconv.Atoi(strings.TrimSpace(f.Retention))
	if err != nil || n < MinRetention || n > MaxRetention {
		p.Add("retention", "event_privacy.retention_range", "min", MinRetention, "max", MaxRetention)
	}
	d.RetentionMonths = n
	return d, p
}

// ownWords reads a text that may be left to us: written in both languages or in none, because the notice is complete in both.
func (p Problems) ownWords(field string, typed Text, max int) Text {
	words := Text{}
	for _, l := range Langs {
		if s := p.Text(field+"_"+string(l), typed[l], max); s != "" {
			words[l] = s
		}
	}
	for _, l := range Langs {
		if words[l] == "" && words[l.Other()] != "" {
			p.Add(field+"_"+string(l), "event_privacy.both_languages")
		}
	}
	return words
}

// PrivacyFields lists the fields of the page in its order.
func PrivacyFields() []string {
	fields := []string{"sharing", "responsible"}
	for _, name := range append([]string{"items", "uses"}, textFields()...) {
		for _, l := range Langs {
			fields = append(fields, name+"_"+string(l))
		}
	}
	return append(fields, "retention")
}

func textFields() (names []string) {
	for _, purpose := range ConsentPurposes {
		names = append(names, "text_"+string(purpose))
	}
	return names
}

// Field is the field of the host's form in which the gap is filled.
func (g PrivacyGap) Field() string {
	switch g.Item {
	case "name":
		return "host_" + string(g.Lang)
	case "contact":
		return "privacy_contact"
	}
	return g.Item + "_" + string(g.Lang)
}
