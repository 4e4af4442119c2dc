package calendar

import (
	"strings"
	"time"

	"tsudoi/models"
)

// Public is the entry of an event for anybody's calendar, on the event's page and in the feed. place is where to go, empty for an
// event that is only online; page is the event's public address; stamp is now.
func Public(e models.Event, lang models.Lang, place, page string, stamp time.Time) Event {
	if place == "" {
		place = page
	}
	about, _ := e.About.Pick(lang, e.FirstLanguage)
	return Event{
		UID: e.ID.String(), Summary: title(e, lang), Description: joined(page, about), Location: place, URL: page,
		Start: e.StartsAt, End: e.EndsAt, Stamp: stamp, Sequence: e.CalendarSequence, Cancelled: e.State == models.Cancelled, Lang: lang,
	}
}

// Personal is the entry of one registration. Its letters and its page write the same one, so that a calendar that got both shows it
// once. join is the attendee's own way in, never the address of the channel; place is empty for who comes online. Who sends it as a
// letter adds the organiser and the attendee.
func Personal(e models.Event, r models.Registration, place, join string, stamp time.Time) Event {
	if place == "" {
		place = join
	}
	about, _ := e.About.Pick(r.Language, e.FirstLanguage)
	return Event{
		UID: r.ID.String(), Summary: title(e, r.Language), Description: joined(join, about), Location: place, URL: join,
		Start: e.StartsAt, End: e.EndsAt, Stamp: stamp,
		// Both only rise, so their sum rises with each.
		Sequence:  e.CalendarSequence + r.CalendarSequence,
		Cancelled: e.State == models.Cancelled || !r.State.Open(), AlarmMinutes: e.DoorsMinutes, Lang: r.Language,
	}
}

func title(e models.Event, lang models.Lang) string {
	s, _ := e.Title.Pick(lang, e.FirstLanguage)
	return s
}

func joined(address, about string) string { return strings.TrimSpace(address + "\n\n" + about) }
