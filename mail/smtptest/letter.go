package smtptest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
)

// Letter is a message as a mail program reads it.
type Letter struct {
	Header   mail.Header // as written; see Subject for the decoded one
	From, To *mail.Address
	ReplyTo  *mail.Address // nil when there is none
	Subject  string
	Parts    []Part // the leaves, in order
}

// Part is a leaf of the tree of a letter, decoded.
type Part struct {
	Within   string // the multiparts around it, such as "mixed/alternative"; empty for a letter of one part
	Type     string // media type without parameters
	Params   map[string]string
	Filename string
	Body     string
}

// Open reads a letter and refuses what a careful mail program would stumble over: a From or To that is not one mailbox, a second
// header of a kind of which there may be one (RFC 5322, 3.6), broken encodings.
func Open(raw []byte) (*Letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	l := &Letter{Header: m.Header}
	for name, values := range m.Header {
		if len(values) != 1 {
			return nil, fmt.Errorf("%d headers %s", len(values), name)
		}
	}
	words := &mime.WordDecoder{}
	if l.Subject, err = words.DecodeHeader(m.Header.Get("Subject")); err != nil {
		return nil, err
	}
	if l.From, err = mail.ParseAddress(m.Header.Get("From")); err != nil {
		return nil, fmt.Errorf("header From: %w", err)
	}
	if l.To, err = mail.ParseAddress(m.Header.Get("To")); err != nil {
		return nil, fmt.Errorf("header To: %w", err)
	}
	if r := m.Header.Get("Reply-To"); r != "" {
		if l.ReplyTo, err = mail.ParseAddress(r); err != nil {
			return nil, fmt.Errorf("header Reply-To: %w", err)
		}
	}
	return l, l.collect("", m.Header, m.Body)
}

// MustOpen is Open for a letter that has to be right.
func MustOpen(t testing.TB, raw []byte) *Letter {
	t.Helper()
	l, err := Open(raw)
	if err != nil {
		t.Fatalf("smtptest: not a letter: %v\n%s", err, raw)
	}
	return l
}

type fields interface{ Get(string) string }

func (l *Letter) collect(within string, h fields, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("content type: %w", err)
	}
	if sub, ok := strings.CutPrefix(kind, "multipart/"); ok {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := l.collect(strings.TrimPrefix(within+"/"+sub, "/"), p.Header, p); err != nil {
				return err
			}
		}
	}
	text, err := decoded(h.Get("Content-Transfer-Encoding"), body)
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	part := Part{Within: within, Type: kind, Params: params, Body: text}
	if d := h.Get("Content-Disposition"); d != "" {
		_, dp, err := mime.ParseMediaType(d)
		if err != nil {
			return fmt.Errorf("disposition: %w", err)
		}
		part.Filename = dp["filename"]
	}
	l.Parts = append(l.Parts, part)
	return nil
}

func decoded(encoding string, r io.Reader) (string, error) {
	switch strings.ToLower(encoding) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "", "7bit":
	default:
		return "", fmt.Errorf("encoding %q", encoding)
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

// Part returns the body of the first leaf of a media type, or "".
func (l *Letter) Part(kind string) string {
	for _, p := range l.Parts {
		if p.Type == kind {
			return p.Body
		}
	}
	return ""
}

// Text is the plain text with line feeds.
func (l *Letter) Text() string { return strings.ReplaceAll(l.Part("text/plain"), "\r\n", "\n") }

// HTML is the HTML part with line feeds.
func (l *Letter) HTML() string { return strings.ReplaceAll(l.Part("text/html"), "\r\n", "\n") }

// Calendar is the calendar part, as it is.
func (l *Letter) Calendar() string { return l.Part("text/calendar") }

// Open reads the letter as a mail program does.
func (m Message) Open(t testing.TB) *Letter { t.Helper(); return MustOpen(t, m.Raw) }
