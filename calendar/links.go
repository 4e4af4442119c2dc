package calendar

import (
	"html"
	"net/url"
	"strings"
	"time"
)

// linkOctets bounds a link, because mail programs and proxies cut longer ones; the description gives way.
const linkOctets = 2000

// GoogleLink opens a new entry in Google Calendar, filled in with the event. Times go in UTC, with the event's zone beside them.
func GoogleLink(e Event) string {
	l := link{address: "https://calendar.google.com/calendar/render?action=TEMPLATE"}
	l.add("text", clean(e.Summary))
	l.add("dates", e.Start.UTC().Format(utcForm)+"/"+e.End.UTC().Format(utcForm))
	if zone := e.Start.Location().String(); zone != "" && zone != "Local" {
		l.add("ctz", zone)
	}
	l.add("location", clean(e.Location))
	l.addCut("details", clean(e.Description), func(s string) string { return s })
	return l.address
}

// OutlookLink opens a new entry in Outlook on the web, filled in with the event. Outlook reads the description as HTML.
func OutlookLink(e Event) string {
	l := link{address: "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent"}
	l.add("subject", clean(e.Summary))
	l.add("startdt", e.Start.UTC().Format(time.RFC3339))
	l.add("enddt", e.End.UTC().Format(time.RFC3339))
	l.add("location", clean(e.Location))
	l.addCut("body", clean(e.Description), func(s string) string {
		return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>")
	})
	return l.address
}

type link struct{ address string }

// add appends a parameter, blanks as %20: Outlook shows a plus sign as a plus sign.
func (l *link) add(name, value string) {
	if value != "" {
		l.address += "&" + name + "=" + query(value)
	}
}

// addCut appends as much of a text as the link may still hold; code makes one character what the receiver reads it from.
func (l *link) addCut(name, text string, code func(string) string) {
	room := linkOctets - len(l.address) - len("&"+name+"=")
	var whole, cut strings.Builder
	more := query("…")
	for _, r := range text {
		q := query(code(string(r)))
		if whole.Len()+len(q)+len(more) <= room {
			cut.WriteString(q)
		}
		if whole.WriteString(q); whole.Len() > room {
			break
		}
	}
	switch {
	case text == "":
	case whole.Len() <= room:
		l.address += "&" + name + "=" + whole.String()
	case cut.Len() > 0:
		l.address += "&" + name + "=" + cut.String() + more
	}
}

func query(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
