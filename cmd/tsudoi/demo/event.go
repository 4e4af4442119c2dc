// Package demo is the webinar that `tsudoi demo` shows: "TSUNAGARU by the Social and Solidarity Economy", held online on 16 December
// 2021 by the ILO Office for Japan and the Japan Cooperative Alliance. Title, hosts, people and running order are as published. Times
// of day, the Japanese wording and the addresses are made up, and so are all attendees and most of their questions.
package demo

import (
	_ "embed"
	"fmt"
	"time"

	"tsudoi/models"
)

//go:embed about.ja.txt
var aboutJa string

//go:embed about.en.txt
var aboutEn string

// Hosts are the two organisations, on equal terms.
var Hosts = []models.Host{
	{Name: models.Text{models.Japanese: "ILO駐日事務所", models.English: "ILO Office for Japan"}, Site: "https://www.ilo.org/tokyo", Hue: "ai",
		HostRecord: models.HostRecord{PrivacyContact: "privacy@ilo.example.org"}},
	{Name: models.Text{models.Japanese: "日本協同組合連携機構", models.English: "Japan Cooperative Alliance"}, Site: "https://www.japan.coop/", Hue: "matsuba",
		HostRecord: models.HostRecord{PrivacyContact: "privacy@coop.example.org"}},
}

const (
	zone   = "Asia/Tokyo"
	length = 150 * time.Minute
	begins = 16 * time.Hour // of the day, in the texts
)

// Form is the form of the event as an organiser fills it in, for a start in the event's zone. The running order moves along with it.
func Form(start time.Time, hosts []models.ID) (models.EventForm, error) {
	about := models.Text{}
	hour := time.Duration(start.Hour())*time.Hour + time.Duration(start.Minute())*time.Minute
	for lang, text := range map[models.Lang]string{models.Japanese: aboutJa, models.English: aboutEn} {
		moved, ok := models.MoveTimes(text, int((hour-begins)/time.Minute), lang)
		if !ok {
			return models.EventForm{}, fmt.Errorf("the running order in %s can't begin at %s", lang, start.Format("15:04"))
		}
		about[lang] = moved
	}
	return models.EventForm{
		Language: models.Japanese,
		Title:    models.Text{models.Japanese: "TSUNAGARU：社会的連帯経済でつながる", models.English: "TSUNAGARU by the Social and Solidarity Economy"},
		When:     start.Format("2006-01-02 15:04") + "–" + start.Add(length).Format("15:04"),
		Zone:     zone,
		Join:     "https://meet.example.org/tsunagaru",
		About:    about,
		Capacity: "200",
		Hosts:    hosts,
		Slug:     "tsunagaru",
	}, nil
}

// Event is the event as it would be published for a day some three weeks after now, for what needs no database.
func Event(now time.Time) (models.Event, []models.Channel, error) {
	start, err := ahead(now)
	if err != nil {
		return models.Event{}, nil, err
	}
	f, err := Form(start, []models.ID{models.NewID()})
	if err != nil {
		return models.Event{}, nil, err
	}
	d, wrong := f.Check(now)
	if err := wrong.Err(); err != nil {
		return models.Event{}, nil, err
	}
	return models.Event{ID: models.NewID(), Slug: d.Slug, State: models.Published, Version: 1, Title: d.Title, About: d.Programme.About,
		FirstLanguage: d.Language, Zone: d.Zone.String(), StartsAt: d.When.Start, EndsAt: d.When.End, Capacity: d.Capacity, Hue: "ai",
		Pattern: "shippo", DoorsMinutes: 15, RetentionMonths: 12, QuestionsOpen: true}, []models.Channel{{}}, nil
}

// weekday is the one on which the event took place.
const weekday = time.Thursday

// ahead is the beginning on the first such day three weeks after now or later.
func ahead(now time.Time) (time.Time, error) { return onWeekday(now.AddDate(0, 0, 21), 1) }

// before is the beginning on the last such day four days before now or earlier.
func before(now time.Time) (time.Time, error) { return onWeekday(now.AddDate(0, 0, -4), -1) }

// onWeekday goes from day to day until it is the weekday in the event's zone.
func onWeekday(day time.Time, step int) (time.Time, error) {
	l, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, err
	}
	for day = day.In(l); day.Weekday() != weekday; {
		day = day.AddDate(0, 0, step)
	}
	y, m, d := day.Date()
	return time.Date(y, m, d, int(begins/time.Hour), 0, 0, 0, l), nil
}
