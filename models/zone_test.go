package models

import (
	"slices"
	"testing"
	"time"
)

func TestLoadZone_refusesWhatIsNotAPlace(t *testing.T) {
	for _, name := range []string{"", "Local", "JST", "EST", "CET", "EST5EDT", "GMT", "PRC", "Etc/GMT-9", "asia/tokyo", "Asia/Tokyo ", "../etc/passwd", "Asia", "Factory", "#"} {
		if zone, err := LoadZone(name); err == nil {
			t.Errorf("LoadZone(%q) = %v", name, zone)
		}
	}
}

func TestLoadZone_knowsFormerNamesUnderTheirPresentOnes(t *testing.T) {
	for old, want := range map[string]string{"Europe/Kiev": "Europe/Kyiv", "US/Pacific": "America/Los_Angeles", "Asia/Calcutta": "Asia/Kolkata",
		"Asia/Tokyo": "Asia/Tokyo", "Japan": "Asia/Tokyo", "Etc/UTC": "UTC", "Iceland": "Atlantic/Reykjavik", "America/Buenos_Aires": "America/Argentina/Buenos_Aires"} {
		if zone, err := LoadZone(old); err != nil || zone.String() != want {
			t.Errorf("LoadZone(%q) = %v, %v; want %s", old, zone, err, want)
		}
	}
}

func TestZones_allLoadAndNoneIsAFormerName(t *testing.T) {
	names := Zones()
	if len(names) < 415 || !slices.IsSorted(names) {
		t.Fatalf("%d names", len(names))
	}
	for name, current := range zones() {
		zone, err := LoadZone(name)
		if err != nil || zone.String() != current || !slices.Contains(names, current) {
			t.Errorf("%s -> %s: %v, %v", name, current, zone, err)
		}
	}
}

func TestInstants_findsEachMomentThatAClockShows(t *testing.T) {
	cases := []struct {
		zone, wall string
		want       []string // in UTC
	}{
		{"Asia/Tokyo", "2026-12-16 16:00", []string{"2026-12-16 07:00"}},
		{"Europe/Berlin", "2027-03-28 02:30", nil},
		{"Europe/Berlin", "2027-03-28 01:59", []string{"2027-03-28 00:59"}},
		{"Europe/Berlin", "2027-03-28 03:00", []string{"2027-03-28 01:00"}},
		{"Europe/Berlin", "2027-10-31 02:30", []string{"2027-10-31 00:30", "2027-10-31 01:30"}},
		{"Europe/Berlin", "2027-10-31 02:00", []string{"2027-10-31 00:00", "2027-10-31 01:00"}},
		{"Europe/Berlin", "2027-10-31 03:00", []string{"2027-10-31 02:00"}},
		{"America/New_York", "2027-03-14 02:30", nil},
		{"America/New_York", "2027-11-07 01:30", []string{"2027-11-07 05:30", "2027-11-07 06:30"}},
		{"America/Santiago", "2027-09-05 00:30", nil},
		{"Australia/Lord_Howe", "2027-10-03 02:15", nil},
		{"Australia/Lord_Howe", "2027-04-04 01:45", []string{"2027-04-03 14:45", "2027-04-03 15:15"}},
		{"Pacific/Apia", "2011-12-30 12:00", nil},
		{"Pacific/Apia", "2011-12-31 12:00", []string{"2011-12-30 22:00"}},
		{"Pacific/Kiritimati", "2026-12-16 00:00", []string{"2026-12-15 10:00"}},
		{"UTC", "2026-12-16 00:00", []string{"2026-12-16 00:00"}},
	}
	for _, c := range cases {
		zone, err := LoadZone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		wall, _ := time.Parse("2006-01-02 15:04", c.wall)
		var got []string
		for _, at := range instants(wall, zone) {
			got = append(got, at.UTC().Format("2006-01-02 15:04"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %v, want %v", c.zone, c.wall, got, c.want)
		}
	}
}

func TestAround_namesTheTwoNearestTimesOfAGap(t *testing.T) {
	for _, c := range [][4]string{
		{"Europe/Berlin", "2027-03-28 02:30", "2027-03-28 01:59", "2027-03-28 03:00"},
		{"America/New_York", "2027-03-14 02:00", "2027-03-14 01:59", "2027-03-14 03:00"},
		{"America/Santiago", "2027-09-05 00:30", "2027-09-04 23:59", "2027-09-05 01:00"},
		{"Australia/Lord_Howe", "2027-10-03 02:15", "2027-10-03 01:59", "2027-10-03 02:30"},
		{"Pacific/Apia", "2011-12-30 12:00", "2011-12-29 23:59", "2011-12-31 00:00"},
	} {
		zone, _ := LoadZone(c[0])
		wall, _ := time.Parse("2006-01-02 15:04", c[1])
		before, after := around(wall, zone)
		if b, a := before.Format("2006-01-02 15:04"), after.Format("2006-01-02 15:04"); b != c[2] || a != c[3] {
			t.Errorf("%s %s: %s and %s, want %s and %s", c[0], c[1], b, a, c[2], c[3])
		}
	}
}
