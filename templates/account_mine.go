package templates

import "tsudoi/models"

// MyAccount is the page of the viewer's own account.
type MyAccount struct {
	Base
	Form    Form
	Profile models.Profile
	// NeedsOld is false for a while after signing in by a mailed link: a forgotten password can't be asked for.
	NeedsOld bool
	Sessions []MySession
}

func (MyAccount) Template() string { return "account/mine" }

// MySession is one place where the viewer is signed in, with its instants in their zone.
type MySession struct {
	models.Session
	Here bool
}
