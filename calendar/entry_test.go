package calendar

import (
	"strings"
	"testing"
	"time"

	"tsudoi/models"
)

func anEvent(t *testing.T) models.Event {
	t.Helper()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	return models.Event{ID: models.NewID(), State: models.Published, Title: models.Text{"ja": "催し", "en": "Event"},
		About: models.Text{"ja": "内容"}, FirstLanguage: models.Japanese, Zone: "Asia/Tokyo", DoorsMinutes: 15, CalendarSequence: 2,
		StartsAt: time.Date(2026, 12, 16, 16, 0, 0, 0, tokyo), EndsAt: time.Date(2026, 12, 16, 18, 30, 0, 0, tokyo)}
}

func TestPersonal_isOneEntryThatEachChangeRaises(t *testing.T) {
	e, now := anEvent(t), time.Now()
	r := models.Registration{ID: models.NewID(), State: models.Confirmed, Language: models.English}
	first := Personal(e, r, "", "https://example.org/join/x", now)
	if first.UID != r.ID.String() || first.Sequence != 2 || first.Cancelled || first.Summary != "Event" || first.Location != "https://example.org/join/x" {
		t.Errorf("entry %+v", first)
	}
	r.CalendarSequence++
	r.State = models.Withdrawn
	gone := Personal(e, r, "", "https://example.org/join/x", now)
	if gone.UID != first.UID || gone.Sequence <= first.Sequence || !gone.Cancelled {
		t.Errorf("after cancelling %+v", gone)
	}
}

func TestPublic_isWritableAndNamesNobody(t *testing.T) {
	e := Public(anEvent(t), models.English, "", "https://example.org/events/x", time.Now())
	var b strings.Builder
	if err := Write(&b, Publish, e); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"LOCATION:https://example.org/events/x", "内容", "TZID=Asia/Tokyo", "SEQUENCE:2"} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("no %q in\n%s", part, b.String())
		}
	}
	if strings.Contains(b.String(), "ATTENDEE") || strings.Contains(b.String(), "ORGANIZER") {
		t.Error("the entry names a person")
	}
}
