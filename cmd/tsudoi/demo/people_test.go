package demo

import (
	"strings"
	"testing"

	"tsudoi/models"
)

func TestPeople_areAllDifferentAndFromManyPlaces(t *testing.T) {
	mailboxes, zones, languages := map[string]bool{}, map[string]bool{}, map[models.Lang]int{}
	list := people()
	for _, p := range list {
		if mailboxes[p.mailbox] {
			t.Errorf("%s <%s> comes twice", p.name, p.mailbox)
		}
		mailboxes[p.mailbox], zones[p.zone] = true, true
		languages[p.language]++
		n, wrong := p.form().Check()
		if len(wrong) > 0 || n.Zone != p.zone || n.Name != p.name {
			t.Errorf("%+v: %v %+v", p, wrong, n)
		}
		if !strings.HasSuffix(n.Email, "@example.org") {
			t.Errorf("%s could be somebody's address", n.Email)
		}
	}
	if len(list) != attendance || len(zones) < 20 || languages[models.English] < 60 || languages[models.Japanese] < 100 {
		t.Errorf("%d people, %d zones, %v", len(list), len(zones), languages)
	}
}
