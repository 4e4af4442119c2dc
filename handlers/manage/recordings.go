package manage

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Recordings is where the organiser says where the recording is, sees the letter about it, and sends it.
type Recordings struct {
	Desk
	Recordings *store.Recordings
	Composer   *mail.Composer
	NoServer   bool
}

// Page shows the form, the letter in both languages, and who will get it.
func (h Recordings) Page(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "recordings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	found, err := h.Recordings.Of(ctx, e.ID)
	if err != nil {
		return err
	}
	f := models.RecordingForm{URL: map[models.Lang]string{}, Note: e.RecordingNote}
	for _, r := range found {
		f.URL[r.Language] = r.URL
	}
	return h.answer(ctx, c, http.StatusOK, base, e, found, f, nil)
}

func (h Recordings) answer(ctx context.Context, c *gin.Context, status int, base templates.Base, e models.Event, found []models.Recording, f models.RecordingForm, p models.Problems) error {
	page := templates.RecordingsPage{Base: base, Event: e, NoServer: h.NoServer, Saved: len(found) > 0,
		Form: templates.Form{Problems: p, Lang: base.Lang, Order: []string{"url_ja", "note_ja", "url_en", "note_en"}}}
	a, err := h.Recordings.Audience(ctx, e.ID)
	if err != nil {
		return err
	}
	page.Audience = templates.RecordingAudience{All: a.All(), Attended: a.Attended, Missed: a.Missed, Left: a.Left(), Sent: a.Sent, Failed: a.Failed}
	page.Over = e.Phase(h.Now()) == models.Ended || e.Phase(h.Now()) == models.Reported
	for _, l := range models.Langs {
		page.Languages = append(page.Languages, templates.RecordingLanguage{Lang: l, URL: f.URL[l], Note: f.Note[l]})
	}
	if page.Saved {
		if page.Letters, err = h.preview(ctx, e, found); err != nil {
			return err
		}
	}
	h.Answer(c, status, page)
	return nil
}

// preview writes the letter for an imagined reader of each language, who came and who did not.
func (h Recordings) preview(ctx context.Context, e models.Event, found []models.Recording) ([]templates.RecordingLetter, error) {
	hosts, err := h.Events.Hosts(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	var out []templates.RecordingLetter
	for _, l := range models.Langs {
		for _, kind := range []models.MailKind{models.MailRecording, models.MailMissed} {
			reader := &models.Registration{ID: models.NewID(), State: models.Confirmed, Name: i18n.T(l, "recording.sample_name"), Email: "name@example.org",
				Language: l, LinkVersion: 1}
			letter, err := h.Composer.Compose(ctx, store.DueLetter{Kind: kind, Lang: l, Event: &e, Hosts: hosts, Recordings: found, Registration: reader,
				Email: reader.Email})
			if errors.Is(err, templates.ErrHeld) {
				out = append(out, templates.RecordingLetter{Lang: l, Kind: kind, Held: true})
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, templates.RecordingLetter{Lang: l, Kind: kind, Subject: letter.Subject, Text: letter.Text})
		}
	}
	return out, nil
}

// Save keeps the addresses and the lines.
func (h Recordings) Save(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "recordings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	f := models.RecordingForm{URL: map[models.Lang]string{}, Note: map[models.Lang]string{}}
	for _, l := range models.Langs {
		f.URL[l], f.Note[l] = form.Get("url_"+string(l)), form.Get("note_"+string(l))
	}
	checked, problems := f.Check()
	if len(problems) == 0 {
		err = h.Recordings.Save(ctx, web.Viewer(c), e.ID, version, checked)
		if errors.Is(err, models.ErrStale) { // show what was typed above what stands now, with the new version
			problems.Add("form", "recording.stale")
		} else if err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		found, err := h.Recordings.Of(ctx, e.ID)
		if err != nil {
			return err
		}
		return h.answer(ctx, c, http.StatusUnprocessableEntity, base, e, found, f, problems)
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(base.Lang, "recording.saved")})
	web.SeeOther(c, "/manage/events/"+e.ID.String()+"/recordings")
	return nil
}

// Test sends the letter to the viewer, once in each language.
func (h Recordings) Test(ctx context.Context, c *gin.Context) error {
	id := models.ParseID(c.Param("id"))
	if err := h.Recordings.Test(ctx, web.Viewer(c), id); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "recording.tested", "email", web.Viewer(c).Email)})
	web.SeeOther(c, "/manage/events/"+id.String()+"/recordings")
	return nil
}

// Send writes the letter to everybody who has none yet.
func (h Recordings) Send(ctx context.Context, c *gin.Context) error {
	id := models.ParseID(c.Param("id"))
	n, err := h.Recordings.Send(ctx, web.Viewer(c), id)
	if err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.N(h.Lang(c), "recording.sent", int(n))})
	web.SeeOther(c, "/manage/events/"+id.String()+"/recordings")
	return nil
}
