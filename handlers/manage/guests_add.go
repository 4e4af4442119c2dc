package manage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

// Add takes a list of people. It first shows how the list was read; what it has not shown is neither kept nor sent.
func (h Guests) Add(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, err := web.Form(c)
	if err != nil {
		return err
	}
	categories, err := h.categories(ctx, e)
	if err != nil {
		return err
	}
	typed, problems := readGuestsForm(form, categories)
	if file, problem := uploadedGuests(c); problem != nil {
		problems["file"] = *problem
	} else if file != "" {
		typed.People = strings.TrimSpace(typed.People + "\n" + file)
	}
	var rows []models.GuestRow
	if len(problems) == 0 {
		var wrong *models.Problem
		if rows, wrong = models.ReadGuests(typed.People, models.NewGuest{Language: typed.Language, CategoryID: typed.Category}, categories); wrong != nil {
			problems["people"] = *wrong
		}
	}
	if len(problems) > 0 {
		return h.list(ctx, c, http.StatusUnprocessableEntity, base, e, typed, problems)
	}
	if err := h.Guests.Judge(ctx, web.Viewer(c), e, rows); err != nil {
		return err
	}
	do, shown := form.Get("do"), form.Get("checked") == fingerprint(typed)
	if shown && (do == "add" || do == "invite") {
		return h.add(ctx, c, base, e, typed, rows, do == "invite")
	}
	h.Answer(c, http.StatusOK, checked(base, e, h.inviting(e), categories, typed, rows))
	return nil
}

// add keeps those of the rows who are new, and writes to them where send says so.
func (h Guests) add(ctx context.Context, c *gin.Context, base templates.Base, e models.Event, typed templates.GuestsTyped, rows []models.GuestRow, send bool) error {
	var people []models.NewGuest
	for _, r := range rows {
		if r.Verdict.Adds() {
			people = append(people, r.NewGuest)
		}
	}
	n, err := h.Guests.Add(ctx, web.Viewer(c), e.ID, people, send)
	var problems models.Problems
	if errors.As(err, &problems) {
		return h.list(ctx, c, http.StatusUnprocessableEntity, base, e, typed, problems)
	}
	said := "guests.were_added"
	if send {
		said = "guests.were_invited"
	}
	return h.done(c, e.ID, said, n, err)
}

func readGuestsForm(form url.Values, categories []models.Category) (templates.GuestsTyped, models.Problems) {
	t := templates.GuestsTyped{People: form.Get("people"), Language: models.Lang(form.Get("language")), Category: models.ParseID(form.Get("category"))}
	p := models.Problems{}
	if !t.Language.Known() {
		p.Add("language", "guests.language_needed")
	}
	if !ofThem(categories, t.Category) {
		p.Add("category", "guests.category_needed")
	}
	return t, p
}

func ofThem(categories []models.Category, id models.ID) bool {
	for _, c := range categories {
		if c.ID == id {
			return true
		}
	}
	return false
}

// fingerprint tells whether a list is the very one that was shown.
func fingerprint(t templates.GuestsTyped) string {
	lines := strings.ReplaceAll(t.People, "\r\n", "\n") // a form sends other line ends than it was given
	sum := sha256.Sum256([]byte(string(t.Language) + "\x00" + t.Category.String() + "\x00" + strings.TrimSpace(lines)))
	return hex.EncodeToString(sum[:8])
}

func checked(base templates.Base, e models.Event, inviting bool, categories []models.Category, typed templates.GuestsTyped, rows []models.GuestRow) templates.GuestsCheck {
	p := templates.GuestsCheck{Base: base, Form: guestsForm(base, nil), Event: e, Inviting: inviting, Categories: categories, Add: typed,
		Checked: fingerprint(typed)}
	titles := map[models.ID]models.Text{}
	for _, c := range categories {
		titles[c.ID] = c.Title
	}
	for _, r := range rows {
		row := templates.GuestRow{GuestRow: r, Category: titles[r.CategoryID]}
		if r.Problem != nil {
			row.Wrong = i18n.Problem(base.Lang, *r.Problem)
			p.Unread++
		}
		if r.Verdict.Adds() {
			p.New++
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}
