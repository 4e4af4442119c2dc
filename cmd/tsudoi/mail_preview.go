package main

import (
	"context"
	"fmt"
	"html/template"
	"io"
	"os"
	"path/filepath"
	"time"

	"tsudoi/cmd/tsudoi/demo"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// mailPreview writes every letter in both languages as it would arrive, with the calendar entries and a list to click through. It needs
// neither database nor mail server.
func mailPreview(ctx context.Context, args []string, out io.Writer) error {
	if len(args) != 1 {
		fmt.Fprintln(out, "tsudoi mail-preview FOLDER")
		return errUsage
	}
	folder := args[0]
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	letters, err := templates.NewLetters()
	if err != nil {
		return err
	}
	c := &mail.Composer{Letters: letters, Links: models.NewLinks(make([]byte, 32)), URL: "https://events.example.org", From: "events@example.org",
		Site: func(context.Context) (models.Text, error) { return demo.Hosts[0].Name, nil }, Now: time.Now}
	var list []previewed
	for _, lang := range models.Langs {
		for _, kind := range models.MailKinds {
			letter, err := sampleLetter(kind, lang)
			if err != nil {
				return err
			}
			made, err := c.Compose(ctx, letter)
			if err != nil {
				return fmt.Errorf("letter %s in %s: %w", kind, lang, err)
			}
			p := previewed{Name: string(kind) + "." + string(lang), Subject: made.Subject, Lang: lang, Calendar: made.Calendar != nil}
			if err := p.write(folder, made); err != nil {
				return err
			}
			list = append(list, p)
		}
	}
	if err := writeList(filepath.Join(folder, "index.html"), list); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d letters: %s\n", len(list), filepath.Join(folder, "index.html"))
	return nil
}

// previewed is one line of the list.
type previewed struct {
	Name     string
	Subject  string
	Lang     models.Lang
	Calendar bool
}

func (p previewed) write(folder string, c mail.Composed) error {
	parts := map[string]string{".html": c.HTML, ".txt": "Subject: " + c.Subject + "\n\n" + c.Text}
	if p.Calendar {
		parts[".ics"] = string(c.Calendar)
	}
	for extension, text := range parts {
		if err := os.WriteFile(filepath.Join(folder, p.Name+extension), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

var previewList = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Letters</title>
<h1>Letters</h1>
<ul>
{{range .}}<li><span lang="{{.Lang}}">{{.Subject}}</span> – {{.Name}}:
<a href="{{.Name}}.html">HTML</a>, <a href="{{.Name}}.txt">text</a>{{if .Calendar}}, <a href="{{.Name}}.ics">calendar</a>{{end}}</li>
{{end}}</ul>
`))

func writeList(name string, list []previewed) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := previewList.Execute(f, list); err != nil {
		return err
	}
	return f.Close()
}

// sampleLetter is a letter about the event of the demonstration, with every fact that its kind needs.
func sampleLetter(kind models.MailKind, lang models.Lang) (store.DueLetter, error) {
	event, places, err := demo.Event(time.Now())
	if err != nil {
		return store.DueLetter{}, err
	}
	l := store.DueLetter{ID: models.NewID(), Kind: kind, Lang: lang, Attempts: 1, CreatedAt: time.Now()}
	switch kind {
	case models.MailSignIn:
		l.AccountName, l.Email, l.SignInLink = "田中 美咲", "misaki.tanaka@example.org", models.NewID()
		return l, nil
	case models.MailInvitation:
		l.Email, l.Inviter, l.Invitation = "ken.mori@example.org", "田中 美咲", models.NewID()
		l.Role, l.RoleHost = models.Organiser, demo.Hosts[1].Name
		return l, nil
	}
	if kind == models.MailErasure {
		l.AccountName, l.Email, l.Event, l.Hosts = "田中 美咲", "misaki.tanaka@example.org", &event, demo.Hosts
		l.EraseAt, l.EraseN = event.KeptUntil(), 187
		return l, nil
	}
	r := models.Registration{ID: models.NewID(), EventID: event.ID, Number: 12, State: models.Confirmed, Name: "山本 花子", Email: "hanako.yamamoto@example.org",
		Language: lang, Zone: "Asia/Tokyo", LinkVersion: 1, CreatedAt: time.Now()}
	if lang == models.English {
		r.Name, r.Email, r.Zone = "Amina Wanjiru", "amina.wanjiru@example.org", "Africa/Nairobi"
	}
	switch kind {
	case models.MailProve:
		r.State = models.Unverified
	case models.MailGuest, models.MailGuestReminder:
		invited := l.CreatedAt
		l.Guest = &models.Guest{ID: models.NewID(), EventID: event.ID, Name: r.Name, Email: r.Email, Language: lang, InvitedAt: &invited, LinkVersion: 1}
		l.Event, l.Hosts, l.Channels, l.Email = &event, demo.Hosts, places, r.Email
		return l, nil
	case models.MailWaitlisted:
		r.State = models.Waitlisted
	case models.MailWithdrawn:
		r.State = models.Withdrawn
	case models.MailReceived:
		r.State = models.PendingReview
	case models.MailDeclined:
		r.State = models.Refused
		r.DeclineReason = models.Text{models.Japanese: "会員の方を優先させていただきました。", models.English: "Members had to come first this time."}
	case models.MailOffer:
		until := time.Now().Add(24 * time.Hour)
		r.State, r.OfferedUntil = models.Offered, &until
	case models.MailLapsed:
		r.State = models.Waitlisted
	case models.MailCalledOff:
		event.State = models.Cancelled
		event.CancelReason = models.Text{models.Japanese: "台風のため、開催を見合わせます。", models.English: "A typhoon is on its way."}
	case models.MailRecording, models.MailMissed:
		event.RecordingNote = models.Text{models.Japanese: "字幕つきです。", models.English: "With subtitles."}
		l.Recordings = []models.Recording{{Language: models.Japanese, URL: "https://video.example.org/tsunagaru/ja"},
			{Language: models.English, URL: "https://video.example.org/tsunagaru/en"}}
	}
	l.Event, l.Hosts, l.Channels, l.Registration, l.Email, l.AddressChange = &event, demo.Hosts, places, &r, r.Email, models.NewID()
	return l, nil
}
