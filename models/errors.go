package models

import "errors"

// The kinds of refusal. A method wraps one with what it was doing; a caller asks with errors.Is; the web answers from one table.
var (
	ErrNotFound  = errors.New("not found")         // no such thing, or none that this viewer may know of
	ErrForbidden = errors.New("not allowed")       // the viewer's role does not reach
	ErrSignIn    = errors.New("sign-in needed")    // nobody is signed in
	ErrStale     = errors.New("changed meanwhile") // based on a version that is no longer the current one
	ErrMove      = errors.New("no such move")      // the state machine has no such arrow from here
	ErrClosed    = errors.New("closed")            // registration or questions are not open now
	ErrGone      = errors.New("gone")              // a link that was valid once: used, expired or withdrawn
	ErrTooMany   = errors.New("too many")          // a limit on repetition
	ErrBusy      = errors.New("busy")              // the database could not be reached in time; safe to send again
)
