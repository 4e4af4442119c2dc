package templates

import (
	"time"

	"tsudoi/models"
)

// JoinPage is the way in: it counts down, opens in its window, and shows the recording afterwards. It never holds the join address
// itself, which an attendee gets only by pressing the button.
type JoinPage struct {
	Base
	Token        string
	Event        models.Event
	Step         models.JoinStep
	Pass         Pass
	DoorsAt      time.Time
	Channels     []JoinChannel
	Place        models.Text // where it is held, for events that are not only online
	Recording    string
	OtherSound   bool // the recording is in the other language
	NoAddressYet bool
	OnSite       bool // they come to the place; there is no way in on a screen for them
}

func (JoinPage) Template() string { return "attendee/join" }

// JoinChannel is one button; Number says which channel of the event it is.
type JoinChannel struct {
	Number int
	Lang   models.Lang // "" for every language
	Host   string      // where it leads: the name of the site
}
