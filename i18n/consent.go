package i18n

import (
	"strings"

	"tsudoi/models"
)

// ConsentTexts is what the form of an event asks people to agree to, in its order and in every language: the organisers' own words, or
// ours with the names of the hosts and of the event.
func ConsentTexts(e models.Event, hosts []models.Host, p models.EventPrivacy) []models.ConsentText {
	var texts []models.ConsentText
	for _, a := range p.Asked(hosts) {
		words := models.Text{}
		for _, l := range models.Langs {
			if words[l] = p.Texts[a.Purpose][l]; words[l] == "" {
				words[l] = consentWords(l, e, hosts, p, a)
			}
			words[l] = strings.ReplaceAll(words[l], "{host}", hostName(l, hosts, a.HostID))
		}
		texts = append(texts, models.NewConsentText(e.ID, a, words))
	}
	return texts
}

// consentWords leaves the hole {host}, which the organisers' own words may have as well.
func consentWords(l models.Lang, e models.Event, hosts []models.Host, p models.EventPrivacy, a models.Ask) string {
	title, _ := e.Title.Pick(l, e.FirstLanguage)
	key := "consent." + string(a.Purpose)
	if a.Purpose == models.ConsentTakingPart {
		key += "_" + string(p.Shape(hosts))
	}
	return T(l, key, "title", title, "hosts", HostNames(l, hosts), "lead", p.Lead(hosts).Name.In(l))
}

// HostNames joins the names of hosts as a text does.
func HostNames(l models.Lang, hosts []models.Host) string {
	var names []string
	for _, h := range hosts {
		names = append(names, h.Name.In(l))
	}
	return strings.Join(names, T(l, "consent.host_separator"))
}

func hostName(l models.Lang, hosts []models.Host, id models.ID) string {
	for _, h := range hosts {
		if h.ID == id {
			return h.Name.In(l)
		}
	}
	return ""
}
