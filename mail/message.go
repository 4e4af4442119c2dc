package mail

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"

	gomail "github.com/go-mail/mail/v2"

	"tsudoi/models"
)

// Message is one letter to one person. Names and Subject may come from anybody: they are cleaned, cut to 80 and 200 characters
// and encoded. Everything else is checked, and refused where it is wrong.
type Message struct {
	MessageID string // id@domain, with or without angle brackets; the same for every attempt to send this letter

	FromName, From string
	ReplyTo        string // optional
	ToName, To     string

	Subject string
	Text    string // plain text; any line ends
	HTML    string // optional

	Calendar       []byte // optional iCalendar object (RFC 5545); goes in as a part and as the file invite.ics
	CalendarMethod string // its METHOD, such as REQUEST or CANCEL

	ListUnsubscribe string // optional http(s) URL; an https one is also announced for one-click (RFC 8058)
	FeedbackID      string // optional, a:b:c:d as large mailbox providers group complaints

	Date time.Time // written in its own zone
	Lang models.Lang
}

// Render builds the letter (RFC 5322, MIME): plain text, or the alternatives text, HTML and calendar; with a calendar it is
// multipart/mixed of these and the file. It is plain ASCII in lines of at most 998 octets. Apart from the boundaries between
// the parts and the order of the headers, the same Message always gives the same bytes.
//
// The error is a *DeliveryError of StageMessage: Configuration for From, Permanent for anything else.
func (m Message) Render() (letter []byte, err error) {
	defer func() {
		if p := recover(); p != nil { // the library panics when a part cannot be written and another follows
			letter, err = nil, unfit(fmt.Errorf("rendering: %v", p))
		}
	}()
	out := gomail.NewMessage(gomail.SetEncoding(gomail.Base64))
	if err := m.address(out); err != nil {
		return nil, err
	}
	if err := m.headers(out); err != nil {
		return nil, unfit(err)
	}
	if err := m.content(out); err != nil {
		return nil, unfit(err)
	}
	var b bytes.Buffer
	if _, err := out.WriteTo(&b); err != nil {
		return nil, unfit(err)
	}
	if !bytes.HasSuffix(b.Bytes(), []byte("\r\n")) { // a part that stands alone ends without one
		b.WriteString("\r\n")
	}
	return b.Bytes(), nil
}

func unfit(err error) *DeliveryError {
	return &DeliveryError{Class: Permanent, Stage: StageMessage, Err: err}
}

func (m Message) address(out *gomail.Message) error {
	if err := person(out, "From", m.FromName, m.From); err != nil {
		return &DeliveryError{Class: Configuration, Stage: StageMessage, Err: err}
	}
	if err := person(out, "To", m.ToName, m.To); err != nil {
		return unfit(err)
	}
	if m.ReplyTo == "" {
		return nil
	}
	if err := person(out, "Reply-To", "", m.ReplyTo); err != nil {
		return unfit(err)
	}
	return nil
}

// person sets a header that names one mailbox. The library writes the address as it is, so it is checked first. SetHeader would
// encode a whole value outside ASCII, address included; headerText leaves none.
func person(out *gomail.Message, field, name, raw string) error {
	addr, err := Address(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", field, err)
	}
	name = shorten(oneLine(name), longestName)
	if coded := headerText(name); coded != name {
		out.SetHeader(field, coded+" <"+addr+">")
		return nil
	}
	out.SetAddressHeader(field, addr, name)
	return nil
}

func (m Message) headers(out *gomail.Message) error {
	id, err := messageID(m.MessageID)
	if err != nil {
		return err
	}
	subject := shorten(oneLine(m.Subject), longestSubject)
	if subject == "" {
		return errors.New("subject: empty")
	}
	if m.Date.IsZero() {
		return errors.New("date: missing")
	}
	if !m.Lang.Known() {
		return errors.New("language: unknown")
	}
	out.SetHeader("Message-ID", id)
	out.SetHeader("Subject", headerText(subject))
	out.SetHeader("Content-Language", string(m.Lang))
	out.SetHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answer from holiday programs
	out.SetDateHeader("Date", m.Date)
	if m.FeedbackID != "" {
		if strings.Trim(m.FeedbackID, feedbackLetters) != "" || len(m.FeedbackID) > 200 {
			return errors.New("feedback id: only letters, digits and : . _ -")
		}
		out.SetHeader("Feedback-ID", m.FeedbackID)
	}
	return m.unsubscribe(out)
}

const feedbackLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._-"

func messageID(raw string) (string, error) {
	id := strings.TrimSuffix(strings.TrimPrefix(raw, "<"), ">")
	left, right, _ := strings.Cut(id, "@")
	if !dotAtom(left) || !dotAtom(right) || len(id) > 250 {
		return "", errors.New("message id: not of the form id@domain")
	}
	return "<" + id + ">", nil
}

func (m Message) unsubscribe(out *gomail.Message) error {
	if m.ListUnsubscribe == "" {
		return nil
	}
	u, err := url.Parse(m.ListUnsubscribe)
	unsafe := func(r rune) bool { return r <= ' ' || r > '~' || r == '<' || r == '>' }
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" ||
		strings.ContainsFunc(m.ListUnsubscribe, unsafe) || len(m.ListUnsubscribe) > 900 {
		return errors.New("unsubscribe: not an http(s) URL")
	}
	out.SetHeader("List-Unsubscribe", "<"+m.ListUnsubscribe+">")
	if u.Scheme == "https" { // RFC 8058 allows no other
		out.SetHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	return nil
}

func (m Message) content(out *gomail.Message) error {
	if strings.TrimSpace(m.Text) == "" {
		return errors.New("text: empty")
	}
	out.SetBody("text/plain", canonical(m.Text))
	if m.HTML != "" {
		out.AddAlternative("text/html", canonical(m.HTML))
	}
	if len(m.Calendar) == 0 && m.CalendarMethod == "" {
		return nil
	}
	if err := m.checkCalendar(); err != nil {
		return err
	}
	out.AddAlternative("text/calendar; method="+m.CalendarMethod, string(m.Calendar))
	out.Attach("invite.ics",
		gomail.SetCopyFunc(func(w io.Writer) error { _, err := w.Write(m.Calendar); return err }),
		gomail.SetHeader(map[string][]string{
			"Content-Type":        {`application/ics; name="invite.ics"`},
			"Content-Disposition": {`attachment; filename="invite.ics"`},
		}))
	return nil
}

// checkCalendar insists that the part announces the method that the object itself has; readers disagree about which counts.
func (m Message) checkCalendar() error {
	method := []byte("\r\nMETHOD:" + m.CalendarMethod + "\r\n")
	if strings.Trim(m.CalendarMethod, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || !bytes.Contains(m.Calendar, method) {
		return errors.New("calendar: no line METHOD that is the method of the letter")
	}
	return nil
}

// canonical gives a text the line ends of MIME (RFC 2046, 4.1.1) and drops controls and broken bytes.
func canonical(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.ReplaceAll(s, "\n", "\r\n")
}
