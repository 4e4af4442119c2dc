package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"tsudoi/calendar"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Composer turns a letter's row and facts into the letter itself. The desk reads letters through it, so it shows what would arrive.
type Composer struct {
	Letters *templates.Letters
	Links   models.Links
	URL     string // the public base address, without a final slash
	From    string // the address that letters come from
	Site    func(ctx context.Context) (models.Text, error)
	Now     func() time.Time
}

// ErrPointless is a letter whose reason has passed: it is not sent.
var ErrPointless = errors.New("the reason for this letter has passed")

// Composed is a letter ready to be read, and ready to be built for the mail server.
type Composed struct {
	templates.Letter
	To       string
	ToName   string
	Text     string
	HTML     string
	Calendar []byte // nil for none
	Method   calendar.Method
}

// Compose writes the letter as of now. ErrPointless or templates.ErrHeld where it must not leave.
func (c *Composer) Compose(ctx context.Context, l store.DueLetter) (Composed, error) {
	site, err := c.Site(ctx)
	if err != nil {
		return Composed{}, err
	}
	if l.LinkExpired {
		return Composed{}, ErrPointless
	}
	f := templates.LetterFacts{Kind: l.Kind, Lang: l.Lang, Site: site.In(l.Lang), Email: l.Email, Name: l.AccountName, Privacy: c.URL + "/privacy"}
	if f.Name == "" {
		f.Name = l.Email
	}
	out := Composed{To: l.Email, ToName: l.AccountName}
	c.staff(&f, l)
	if l.Event != nil {
		if l.Registration != nil && l.Kind.Pointless(l.Event.State, l.Registration.State) {
			return Composed{}, ErrPointless
		}
		c.event(&f, l)
		if l.Kind == models.MailErasure {
			f.Act = c.URL + "/manage/events/" + l.Event.ID.String() + "/privacy"
			f.EraseOn, f.EraseN = i18n.Date(l.Lang, l.EraseAt.In(l.Event.Location())), l.EraseN
		}
	}
	if l.Event != nil && l.Guest != nil {
		if !l.Guest.Invites(l.Kind, l.Event.State) {
			return Composed{}, ErrPointless
		}
		c.guest(&f, l)
		out.ToName = l.Guest.Name
	}
	if l.Event != nil && l.Registration != nil {
		c.attendee(&f, l)
		if !l.Kind.Unproven() {
			out.ToName = l.Registration.Name
		}
		if out.Calendar, out.Method, err = c.calendar(f, l); err != nil {
			return Composed{}, err
		}
	}
	if out.Letter, err = c.Letters.Compose(f); err != nil {
		return Composed{}, err
	}
	if l.Registration == nil && l.Guest == nil && l.Event != nil && l.Kind != models.MailErasure { // a test to staff
		out.Subject = i18n.T(l.Lang, "letter.test", "subject", out.Subject)
	}
	out.Text, out.HTML, err = c.Letters.Parts(out.Letter)
	return out, err
}

func (c *Composer) staff(f *templates.LetterFacts, l store.DueLetter) {
	switch l.Kind {
	case models.MailSignIn:
		f.Act = c.URL + "/sign-in/" + c.Links.Sign(models.LinkSignIn, l.SignInLink, 1)
	case models.MailInvitation:
		f.Act = c.URL + "/invitations/" + c.Links.Sign(models.LinkInvite, l.Invitation, 1)
		f.Inviter, f.Role = l.Inviter, i18n.T(l.Lang, "role."+string(l.Role))
		f.Where = l.RoleHost.In(l.Lang) + l.RoleEvent.In(l.Lang)
	}
}

func (c *Composer) event(f *templates.LetterFacts, l store.DueLetter) {
	e := *l.Event
	f.Title, _ = e.Title.Pick(l.Lang, e.FirstLanguage)
	f.Hue, f.Start, f.End, f.AllDay, f.DoorsAt = e.Hue, e.StartsAt, e.EndsAt, e.AllDay, e.DoorsAt()
	f.EventURL = c.URL + "/events/" + e.Slug
	f.Reason = e.CancelReason.In(l.Lang)
	var hosts []string
	for _, h := range l.Hosts {
		hosts = append(hosts, h.Name.In(l.Lang))
	}
	f.Hosts = strings.Join(hosts, i18n.T(l.Lang, "letter.host_separator"))
	channels := l.Channels
	if l.Registration != nil {
		channels = models.ChannelsOf(channels, l.Registration.Presence)
	}
	for _, ch := range channels {
		if p := ch.Place.In(l.Lang); p != "" {
			f.Place = p
		}
	}
	r, other := models.RecordingFor(l.Recordings, l.Lang)
	f.Recording, f.RecordingOther, f.Note = r.URL, other, e.RecordingNote[l.Lang]
}

func (c *Composer) attendee(f *templates.LetterFacts, l store.DueLetter) {
	r := *l.Registration
	f.Name, f.Own = r.Name, r.Location(l.Event.Location())
	if l.Kind.Unproven() {
		f.Name, f.Contact = l.Email, c.From
		f.Act = c.URL + "/address/" + c.Links.Sign(models.LinkMove, l.AddressChange, 1)
		if l.Kind == models.MailProve {
			f.Act = c.URL + "/proof/" + c.Links.Sign(models.LinkProof, r.ID, r.LinkVersion)
		}
		return
	}
	f.My = c.URL + "/my/" + c.Links.Sign(models.LinkMy, r.ID, r.LinkVersion)
	f.Cancel, f.OnSite = f.My+"/cancel", !r.Presence.Joins()
	f.Join = c.URL + "/join/" + c.Links.Sign(models.LinkJoin, r.ID, r.LinkVersion)
	if r.OfferedUntil != nil {
		f.Until = *r.OfferedUntil
	}
	if l.Kind == models.MailDeclined {
		f.Reason, _ = r.DeclineReason.Pick(l.Lang, l.Event.FirstLanguage)
	}
	f.Seat, f.Open = r.State == models.Confirmed, r.State.Open()
	switch l.Event.Phase(c.Now()) {
	case models.Cancelled, models.Ended, models.Reported:
		f.Open = false // there is nothing left to cancel
	}
}

func (c *Composer) guest(f *templates.LetterFacts, l store.DueLetter) {
	g := *l.Guest
	if g.Name != "" {
		f.Name = g.Name
	}
	f.Category, f.Until = g.Category.In(l.Lang), g.ClosesAt(*l.Event)
	f.Reply = c.URL + "/invited/" + c.Links.Sign(models.LinkGuest, g.ID, g.LinkVersion)
}

// calendar writes the invitation or its withdrawal, where the kind of the letter has one.
func (c *Composer) calendar(f templates.LetterFacts, l store.DueLetter) ([]byte, calendar.Method, error) {
	brings, takes := l.Kind.Calendar()
	if !brings || !takes && l.Registration.State != models.Confirmed {
		return nil, "", nil
	}
	link := f.Join
	if f.OnSite {
		link = f.My
	}
	e := calendar.Personal(*l.Event, *l.Registration, f.Place, link, c.Now())
	e.OrganizerName, e.OrganizerMail = f.Hosts, c.From
	e.AttendeeName, e.AttendeeMail = l.Registration.Name, l.Registration.Email
	method := calendar.Request
	if takes {
		method, e.Cancelled = calendar.Cancel, true
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, method, e); err != nil {
		return nil, "", fmt.Errorf("calendar of a letter: %w", err)
	}
	return b.Bytes(), method, nil
}

// Message builds what goes to the mail server. The Message-ID comes from the letter's row: a letter that had to be sent twice can be
// recognised by who receives it.
func (c *Composer) Message(l store.DueLetter, p Composed) Message {
	domain := c.From[strings.LastIndexByte(c.From, '@')+1:]
	if u, err := url.Parse(c.URL); err == nil && u.Hostname() != "localhost" && u.Hostname() != "" {
		domain = u.Hostname()
	}
	return Message{MessageID: l.ID.String() + "@" + domain, FromName: p.Sender, From: c.From, ToName: p.ToName, To: p.To, Subject: p.Subject,
		Text: p.Text, HTML: p.HTML, Calendar: p.Calendar, CalendarMethod: string(p.Method), Date: c.Now(), Lang: l.Lang}
}
