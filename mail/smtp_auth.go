package mail

import (
	"errors"
	"fmt"
	"net/smtp"
	"slices"
	"strings"
)

// mechanism picks the way to log in: PLAIN, else LOGIN, else CRAM-MD5. The last is the only one allowed where others could
// listen, and it comes last because some servers offer it without supporting it.
func (s SMTP) mechanism(offered string, safe bool) (smtp.Auth, error) {
	have := strings.Fields(strings.ToUpper(offered))
	switch {
	case safe && slices.Contains(have, "PLAIN"):
		return plainLogin{s.User, s.Password}, nil
	case safe && slices.Contains(have, "LOGIN"):
		return &promptedLogin{answers: []string{s.User, s.Password}}, nil
	case slices.Contains(have, "CRAM-MD5"):
		return smtp.CRAMMD5Auth(s.User, s.Password), nil
	case !safe:
		return nil, errors.New("the password would travel unencrypted; use smtp or smtps")
	}
	return nil, fmt.Errorf("the server offers no known way to log in: %q", printable(offered))
}

// plainLogin is the mechanism PLAIN (RFC 4616).
type plainLogin struct{ user, password string }

func (a plainLogin) Start(*smtp.ServerInfo) (string, []byte, error) {
	return "PLAIN", []byte("\x00" + a.user + "\x00" + a.password), nil
}

func (a plainLogin) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return nil, errors.New("unexpected question during login")
	}
	return nil, nil
}

// promptedLogin is the mechanism LOGIN. It answers by position, because servers word their prompts differently.
type promptedLogin struct{ answers []string }

func (a *promptedLogin) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (a *promptedLogin) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	if len(a.answers) == 0 {
		return nil, errors.New("unexpected question during login")
	}
	next := a.answers[0]
	a.answers = a.answers[1:]
	return []byte(next), nil
}
