package models

import (
	"testing"
	"time"
)

func at(s string) *time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return &t
}

func TestGuest_standsWhereTheTimesSay(t *testing.T) {
	now := at("2026-11-21T12:00:00Z")
	for _, c := range []struct {
		guest Guest
		want  GuestState
	}{
		{Guest{}, GuestListed},
		{Guest{InvitedAt: now}, GuestSilent},
		{Guest{InvitedAt: now, RemindedAt: now}, GuestSilent},
		{Guest{InvitedAt: now, DeclinedAt: now}, GuestDeclined},
		{Guest{InvitedAt: now, RegistrationState: Confirmed}, GuestAccepted},
		{Guest{InvitedAt: now, RegistrationState: Waitlisted}, GuestAccepted},
		{Guest{RegistrationState: PendingReview}, GuestAccepted}, // by the event's own form, before the letter
		{Guest{InvitedAt: now, RegistrationState: Withdrawn}, GuestLeft},
		{Guest{InvitedAt: now, RegistrationState: Refused}, GuestLeft},
		{Guest{InvitedAt: now, WithdrawnAt: now}, GuestWithdrawn},
		{Guest{InvitedAt: now, WithdrawnAt: now, DeclinedAt: now, RegistrationState: Withdrawn}, GuestWithdrawn},
	} {
		if got := c.guest.State(); got != c.want {
			t.Errorf("%+v: %s, want %s", c.guest, got, c.want)
		}
		for _, k := range MailKinds {
			want := c.want == GuestSilent && (k == MailGuest || k == MailGuestReminder)
			if c.guest.Invites(k, Published) != want || c.guest.Invites(k, Cancelled) || c.guest.Invites(k, Draft) {
				t.Errorf("%s to who is %s", k, c.want)
			}
		}
	}
}

func TestGuest_isRemindedOnceADayAndNotOnTheDayOfTheInvitation(t *testing.T) {
	tokyo, _ := time.LoadLocation("Asia/Tokyo")
	invited := at("2026-11-20T23:30:00+09:00")
	for now, want := range map[string]bool{
		"2026-11-20T23:59:00+09:00": false, "2026-11-21T00:01:00+09:00": true, "2026-11-20T14:59:59Z": false, "2026-11-20T15:00:00Z": true,
	} {
		if got := (Guest{InvitedAt: invited}).Remindable(*at(now), tokyo); got != want {
			t.Errorf("at %s: %v", now, got)
		}
	}
	if (Guest{InvitedAt: invited, RemindedAt: at("2026-11-25T09:00:00+09:00")}).Remindable(*at("2026-11-25T18:00:00+09:00"), tokyo) {
		t.Error("twice on one day")
	}
	if (Guest{InvitedAt: invited, DeclinedAt: invited}).Remindable(*at("2026-11-30T00:00:00Z"), tokyo) || (Guest{}).Remindable(*at("2026-11-30T00:00:00Z"), tokyo) {
		t.Error("to who replied, or was never invited")
	}
}
