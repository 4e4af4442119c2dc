package smtptest

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
)

// login checks AUTH. The prompts of LOGIN are in lower case on purpose: clients must not depend on their wording.
func (c *session) login(rest string) error {
	mechanism, initial, _ := strings.Cut(rest, " ")
	mechanism = strings.ToUpper(mechanism)
	if !slices.Contains(strings.Fields(strings.ToUpper(c.server.auth)), mechanism) {
		return c.say("504 5.5.4 no such mechanism")
	}
	if reply := c.server.call(Call{Stage: Auth, Conn: c.number}); reply != "" {
		return c.act(reply)
	}
	user, password := c.server.user, c.server.password
	right := false
	switch mechanism {
	case "PLAIN":
		said, _ := base64.StdEncoding.DecodeString(initial)
		right = string(said) == "\x00"+user+"\x00"+password
	case "LOGIN":
		right = c.ask("username:") == user
		right = c.ask("password:") == password && right
	case "CRAM-MD5":
		question := "<1896.697170952@smtptest>"
		mac := hmac.New(md5.New, []byte(password))
		mac.Write([]byte(question))
		right = c.ask(question) == user+" "+hex.EncodeToString(mac.Sum(nil))
	}
	if !right {
		return c.say("535 5.7.8 wrong user or password")
	}
	c.loggedIn = true
	return c.say("235 2.7.0 welcome")
}

func (c *session) ask(question string) string {
	if c.say("334 "+base64.StdEncoding.EncodeToString([]byte(question))) != nil {
		return ""
	}
	line, err := c.read.ReadString('\n')
	if err != nil {
		return ""
	}
	said, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
	return string(said)
}
