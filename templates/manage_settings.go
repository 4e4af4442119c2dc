package templates

import "tsudoi/models"

// SettingsPage leads to what can be set about the registration for one event.
type SettingsPage struct {
	Base
	Event models.Event
	Links []SettingLink
}

func (SettingsPage) Template() string { return "manage/settings" }

// SettingLink is one page of settings, with a line that says how it stands. All words are the reader's.
type SettingLink struct {
	Icon  string
	Path  string // below the event's desk
	Title string
	State string
}
