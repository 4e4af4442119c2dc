package templates

import (
	"time"

	"tsudoi/models"
)

// EventData is schema.org/Event as JSON-LD.
type EventData struct {
	Context     string      `json:"@context"`
	Type        string      `json:"@type"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	URL         string      `json:"url"`
	Start       string      `json:"startDate"`
	End         string      `json:"endDate"`
	Status      string      `json:"eventStatus"`
	Mode        string      `json:"eventAttendanceMode,omitempty"`
	Language    []string    `json:"inLanguage,omitempty"`
	Location    []dataThing `json:"location,omitempty"`
	Organizer   []dataThing `json:"organizer,omitempty"`
	Performer   []dataThing `json:"performer,omitempty"`
}

type dataThing struct {
	Type string `json:"@type"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
	At   string `json:"address,omitempty"`
}

func describe(p PublicEvent) EventData {
	const schema = "https://schema.org/"
	name, _ := p.Event.Title.Pick(p.Lang, p.Event.FirstLanguage)
	d := EventData{Context: "https://schema.org", Type: "Event", Name: name, Description: p.Summary(), URL: p.URL + p.Path,
		Start: p.Event.StartsAt.Format(time.RFC3339), End: p.Event.EndsAt.Format(time.RFC3339), Status: schema + "EventScheduled"}
	if p.Event.AllDay {
		d.Start, d.End = p.Event.StartsAt.Format(time.DateOnly), p.Event.LastDay().Format(time.DateOnly)
	}
	if p.Phase == models.Cancelled {
		d.Status = schema + "EventCancelled"
	}
	mode := p.Venues.Mode()
	switch mode {
	case models.ModeOnline:
		d.Mode = schema + "OnlineEventAttendanceMode"
	case models.ModePlace:
		d.Mode = schema + "OfflineEventAttendanceMode"
	case models.ModeHybrid:
		d.Mode = schema + "MixedEventAttendanceMode"
	}
	if mode == models.ModePlace || mode == models.ModeHybrid {
		place := p.Venues.Place().In(p.Lang)
		d.Location = append(d.Location, dataThing{Type: "Place", Name: place, At: place})
	}
	if mode == models.ModeOnline || mode == models.ModeHybrid {
		d.Location = append(d.Location, dataThing{Type: "VirtualLocation", URL: d.URL})
	}
	for _, l := range p.Venues.Languages() {
		d.Language = append(d.Language, string(l))
	}
	for _, h := range p.Hosts {
		d.Organizer = append(d.Organizer, dataThing{Type: "Organization", Name: h.Name.In(p.Lang), URL: h.Site})
	}
	for _, s := range p.OnStage {
		d.Performer = append(d.Performer, dataThing{Type: "Person", Name: s.Name})
	}
	return d
}
