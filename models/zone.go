package models

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // so that every zone loads wherever the program runs
)

//go:embed zones.txt
var zoneList string

// zones maps every accepted name to its present-day name; present-day names map to themselves.
var zones = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(zoneList) {
		if f := strings.Fields(line); strings.HasPrefix(line, "#") || len(f) == 0 {
			continue
		} else {
			m[f[0]] = f[len(f)-1]
		}
	}
	return m
})

// Zones lists the names that a person may choose from: places, and UTC. Sorted.
func Zones() []string {
	var names []string
	for name, current := range zones() {
		if name == current {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// LoadZone finds a time zone by its IANA name. A former name (Asia/Calcutta, US/Pacific) yields the zone under its
// present one, so that one place is stored under one name. Abbreviations, fixed offsets, "" and "Local" are refused,
// because they mean different things in different places or on different machines.
func LoadZone(name string) (*time.Location, error) {
	current, ok := zones()[name]
	if !ok {
		return nil, fmt.Errorf("load time zone %q: %w", name, ErrNotFound)
	}
	zone, err := time.LoadLocation(current)
	if err != nil {
		return nil, fmt.Errorf("load time zone %q: %w", name, err)
	}
	return zone, nil
}
