package templates

// ExportButtons lead to the files of a list.
type ExportButtons struct {
	Path  string // of the list: /manage/events/…/questions
	Query string // the list's filter, "?state=…"; "" for all
	N     int    // rows; 0 says nothing of them
}

// Export leads to the files of one of the event's lists: registrations, questions.
func (p Overview) Export(list string) ExportButtons { return ExportButtons{Path: p.At() + "/" + list} }
