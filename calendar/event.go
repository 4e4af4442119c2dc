// Package calendar writes events for other people's calendars: iCalendar objects (RFC 5545, RFC 7986) as letters (RFC 5546),
// downloads and feeds, and links that open a filled-in form in a web calendar.
package calendar

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"tsudoi/models"
)

// Event is one entry of a calendar. Texts may hold anything: line breaks survive, other control characters are dropped.
type Event struct {
	UID         string // the same for the entry's whole life; one per registration where the entry is personal
	Summary     string
	Description string
	Location    string // where to go; for an online event the join address, because calendars show it first
	URL         string

	OrganizerName, OrganizerMail string // a mailbox that somebody reads; needed in Request and Cancel
	AttendeeName, AttendeeMail   string // who gets the letter; never written in Publish

	Start, End   time.Time // in the event's IANA zone; whole seconds, 1970 to 9999; End after Start
	Stamp        time.Time // when this version of the entry was made
	Sequence     int       // rises with every change that a calendar must take over
	Cancelled    bool      // says so in Publish; Cancel means it anyway; contradicts Request
	AlarmMinutes int       // before Start; 0 is no alarm
	Lang         models.Lang
}

// Method is what the receiving calendar shall do (RFC 5546, 3.2).
type Method string

const (
	Publish Method = "PUBLISH" // a download or a feed
	Request Method = "REQUEST" // a letter: put it into the recipient's calendar, or change it there
	Cancel  Method = "CANCEL"  // a letter: take it out again
)

// ContentType is the media type of what Write makes. The method in it has to equal the one inside, or Outlook shows no invitation.
// A mail library that adds a charset by itself must not be given this one a second time.
func ContentType(m Method) string { return "text/calendar; charset=utf-8; method=" + string(m) }

// Write writes one iCalendar object. Request and Cancel carry exactly one event, Publish any number but none.
// Nothing is written when an event cannot be: a missing UID, a zone that is not in the IANA database, an end before its start.
func Write(w io.Writer, method Method, events ...Event) error {
	switch {
	case method != Publish && method != Request && method != Cancel:
		return fmt.Errorf("calendar: no method %q", method)
	case len(events) == 0:
		return errors.New("calendar: no event")
	case method != Publish && len(events) > 1:
		return fmt.Errorf("calendar: %s of %d events at once", method, len(events))
	}
	return writeObject(w, method, nil, events)
}

// Feed is a list of events that calendars fetch again and again under one address. An empty one is still a valid object.
type Feed struct {
	Name   string
	Lang   models.Lang
	Events []Event
}

// Write writes the feed, with its name and the hint to fetch it once an hour.
func (f Feed) Write(w io.Writer) error {
	if !plainTag(f.Lang) {
		return fmt.Errorf("calendar: feed in the language %q", f.Lang)
	}
	return writeObject(w, Publish, &f, f.Events)
}

func writeObject(w io.Writer, method Method, feed *Feed, events []Event) error {
	zones := zoneSpans{}
	for _, e := range events {
		err := e.check(method)
		if err == nil {
			err = zones.add(e)
		}
		if err != nil {
			return fmt.Errorf("calendar: event %q: %w", e.UID, err)
		}
	}
	var b lines
	b.line("BEGIN:VCALENDAR")
	b.line("VERSION:2.0")
	b.line("PRODID:-//Tsudoi//Tsudoi//EN")
	b.line("CALSCALE:GREGORIAN")
	b.line("METHOD:" + string(method))
	if feed != nil {
		b.text("NAME"+language(feed.Lang), feed.Name)
		b.text("X-WR-CALNAME", feed.Name)
		b.line("REFRESH-INTERVAL;VALUE=DURATION:PT1H")
		b.line("X-PUBLISHED-TTL:PT1H")
	}
	for _, z := range zones.list {
		b.zone(z)
	}
	if len(events) == 0 { // the grammar asks for at least one component
		b.zone(&zoneSpan{"Etc/UTC", time.Unix(0, 0).UTC(), time.Unix(0, 0).UTC()})
	}
	for _, e := range events {
		b.event(method, e)
	}
	b.line("END:VCALENDAR")
	_, err := io.WriteString(w, b.String())
	return err
}

// check refuses what no calendar could take, or what would contradict itself.
func (e Event) check(m Method) error {
	start, end := e.Start.Truncate(time.Second), e.End.Truncate(time.Second)
	switch {
	case clean(e.UID) == "":
		return errors.New("no UID")
	case clean(e.Summary) == "":
		return errors.New("no summary")
	case e.Stamp.IsZero():
		return errors.New("no stamp")
	case start.Year() < 1970 || start.UTC().Year() < 1970 || end.Year() > 9999 || end.UTC().Year() > 9999:
		return fmt.Errorf("from %v to %v is outside 1970 to 9999", e.Start, e.End)
	case !end.After(start):
		return fmt.Errorf("end %v not after start %v", e.End, e.Start)
	case e.Sequence < 0 || e.AlarmMinutes < 0:
		return errors.New("negative sequence or alarm")
	case !plainTag(e.Lang):
		return fmt.Errorf("language %q", e.Lang)
	case m == Request && e.Cancelled:
		return errors.New("invitation to a cancelled event")
	case m != Publish && !strings.Contains(e.OrganizerMail, "@"):
		return fmt.Errorf("organiser's address %q", e.OrganizerMail)
	case m != Publish && !strings.Contains(e.AttendeeMail, "@"):
		return fmt.Errorf("attendee's address %q", e.AttendeeMail)
	}
	return nil
}

func (b *lines) event(m Method, e Event) {
	b.line("BEGIN:VEVENT")
	b.text("UID", e.UID)
	b.line("DTSTAMP:" + e.Stamp.UTC().Format(utcForm))
	b.times(e)
	b.line(fmt.Sprintf("SEQUENCE:%d", e.Sequence))
	if e.Cancelled || m == Cancel {
		b.line("STATUS:CANCELLED")
	} else {
		b.line("STATUS:CONFIRMED")
	}
	b.text("SUMMARY"+language(e.Lang), e.Summary)
	if e.Description != "" {
		b.text("DESCRIPTION"+language(e.Lang), e.Description)
	}
	if e.Location != "" {
		b.text("LOCATION", e.Location)
	}
	if e.URL != "" {
		b.line("URL:" + asciiURI(e.URL))
	}
	if e.OrganizerMail != "" {
		b.line("ORGANIZER" + commonName(e.OrganizerName) + ":" + mailto(e.OrganizerMail))
	}
	if m != Publish {
		// Already accepted and no answer asked: a person registered by hand, so a calendar has nothing to ask them.
		b.line("ATTENDEE" + commonName(e.AttendeeName) + ";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:" + mailto(e.AttendeeMail))
	}
	b.line("TRANSP:OPAQUE")
	if e.AlarmMinutes > 0 && !e.Cancelled && m != Cancel {
		b.line("BEGIN:VALARM")
		b.line("ACTION:DISPLAY")
		b.text("DESCRIPTION", e.Summary)
		b.line(fmt.Sprintf("TRIGGER:-PT%dM", e.AlarmMinutes))
		b.line("END:VALARM")
	}
	b.line("END:VEVENT")
}

const utcForm, wallForm = "20060102T150405Z", "20060102T150405"

func (b *lines) times(e Event) {
	if e.inUTC() {
		b.line("DTSTART:" + e.Start.UTC().Format(utcForm))
		b.line("DTEND:" + e.End.UTC().Format(utcForm))
		return
	}
	zone := e.Start.Location()
	b.line("DTSTART;TZID=" + zone.String() + ":" + e.Start.Format(wallForm))
	b.line("DTEND;TZID=" + zone.String() + ":" + e.End.In(zone).Format(wallForm))
}
