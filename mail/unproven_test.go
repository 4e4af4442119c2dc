package mail_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

// Whoever fills in a form must not be able to have us send their words, or somebody's links, to an address that is not theirs.
func TestCompose_tellsUnprovenAddressesNothingThatWasTyped(t *testing.T) {
	c := composer(t)
	event := models.Event{ID: models.NewID(), Slug: "e", State: models.Published, Title: models.Text{"ja": "催し", "en": "Event"}, Zone: "UTC",
		StartsAt: time.Now().Add(24 * time.Hour), EndsAt: time.Now().Add(26 * time.Hour), FirstLanguage: models.Japanese}
	hosts := []models.Host{{ID: models.NewID(), Name: models.Text{"ja": "会", "en": "Society"}}}
	for _, lang := range models.Langs {
		for _, kind := range []models.MailKind{models.MailProve, models.MailAddress, models.MailAddressOld} {
			r := models.Registration{ID: models.NewID(), State: models.Unverified, Name: "You have won https://evil.example", Email: "now@example.org", Language: lang, LinkVersion: 3}
			if kind != models.MailProve {
				r.State = models.Confirmed
			}
			got, err := c.Compose(context.Background(), store.DueLetter{ID: models.NewID(), Kind: kind, Lang: lang, Event: &event, Hosts: hosts, Registration: &r,
				Email: "reader@example.org", AddressChange: models.NewID()})
			if err != nil {
				t.Errorf("%s %s: %v", kind, lang, err)
				continue
			}
			all := got.Subject + got.Text + got.HTML + got.ToName
			for _, secret := range []string{"evil", "now@example.org", "/my/", "/join/"} {
				if strings.Contains(all, secret) {
					t.Errorf("%s %s holds %q", kind, lang, secret)
				}
			}
			if got.To != "reader@example.org" || got.Calendar != nil {
				t.Errorf("%s %s: to %s, with a calendar entry: %v", kind, lang, got.To, got.Calendar != nil)
			}
		}
	}
}

// The calendar entry names its attendee, so another address makes it another entry of the same UID.
func TestCompose_sendsTheCalendarEntryToTheNewAddress(t *testing.T) {
	event := models.Event{ID: models.NewID(), Slug: "e", State: models.Published, Title: models.Text{"en": "Event"}, Zone: "UTC",
		StartsAt: time.Now().UTC().Add(24 * time.Hour), EndsAt: time.Now().UTC().Add(26 * time.Hour), FirstLanguage: models.English}
	hosts := []models.Host{{ID: models.NewID(), Name: models.Text{"en": "Society"}}}
	entry := func(kind models.MailKind, state models.RegistrationState, email string, sequence int) string {
		r := models.Registration{ID: models.ParseID("0190a000-0000-7000-8000-000000000001"), State: state, Name: "Amina", Email: email, Language: models.English,
			LinkVersion: 2, CalendarSequence: sequence}
		got, err := composer(t).Compose(context.Background(), store.DueLetter{ID: models.NewID(), Kind: kind, Lang: models.English, Event: &event, Hosts: hosts, Registration: &r, Email: email})
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(string(got.Calendar), "\r\n ", "") // unfolded
	}
	before, after := entry(models.MailConfirmed, models.Confirmed, "old@example.org", 0), entry(models.MailAddressNew, models.Confirmed, "new@example.org", 1)
	for _, part := range []string{"UID:0190a000-0000-7000-8000-000000000001", "METHOD:REQUEST"} {
		if !strings.Contains(before, part) || !strings.Contains(after, part) {
			t.Errorf("no %s in both", part)
		}
	}
	if !strings.Contains(before, "SEQUENCE:0") || !strings.Contains(after, "SEQUENCE:1") || !strings.Contains(after, "mailto:new@example.org") || strings.Contains(after, "old@") {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	if entry(models.MailAddressNew, models.Waitlisted, "new@example.org", 1) != "" {
		t.Error("who waits gets a calendar entry")
	}
}
