package templates

import "tsudoi/models"

// SetUpWaiting is all that anybody sees of a service that nobody has set up.
type SetUpWaiting struct{ Base }

func (SetUpWaiting) Template() string { return "account/waiting" }

// SetUp asks for the first host and its owner. Typed never holds the password.
type SetUp struct {
	Base
	Form  Form
	Typed models.SetUpForm
}

func (SetUp) Template() string { return "account/set_up" }

// SignIn asks who it is: by password, or by a letter.
type SignIn struct {
	Base
	Form  Form
	Email string
	Next  string // where to go afterwards; "" for the desk
}

func (SignIn) Template() string { return "account/sign_in" }

// SignInSent is the answer to everybody who asks for a link.
type SignInSent struct{ Base }

func (SignInSent) Template() string { return "account/sent" }

// SignInLink is what a mailed link opens.
type SignInLink struct{ Base }

func (SignInLink) Template() string { return "account/link" }
