package models

import "sort"

// Problem is one thing that is wrong with what a person typed: Key names the words (i18n), Args fill their holes.
type Problem struct {
	Key  string
	Args map[string]any
}

// Problems holds at most one problem a field, under the field's form name. An empty one means that all is well.
type Problems map[string]Problem

// Add records the first problem of a field; args come in pairs of hole name and value.
func (p Problems) Add(field, key string, args ...any) {
	if _, there := p[field]; there {
		return
	}
	m := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i].(string)] = args[i+1]
	}
	p[field] = Problem{key, m}
}

// problemOf is a problem that no field's name belongs to yet.
func problemOf(key string, args ...any) *Problem {
	p := Problems{}
	p.Add("", key, args...)
	one := p[""]
	return &one
}

// Err is nil when there is no problem, so that a store method can end with `return p.Err()`.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

func (p Problems) Error() string {
	var fields []string
	for f := range p {
		fields = append(fields, f)
	}
	sort.Strings(fields)
	s := "bad input:"
	for _, f := range fields {
		s += " " + f + " (" + p[f].Key + ")"
	}
	return s
}
