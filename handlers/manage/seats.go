package manage

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Seats is where organisers say what kinds of seats an event has.
type Seats struct{ Desk }

// plan reads the seats of the event in the address, and the base of its page.
func (h Seats) plan(ctx context.Context, c *gin.Context) (store.SeatPlan, templates.Base, error) {
	e, base, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return store.SeatPlan{}, base, err
	}
	p, err := h.Events.Plan(ctx, web.Viewer(c), e.ID)
	return p, base, err
}

// List shows the categories in their order.
func (h Seats) List(ctx context.Context, c *gin.Context) error {
	p, base, err := h.plan(ctx, c)
	if err != nil {
		return err
	}
	page := templates.SeatsPage{Base: base, Event: p.Event, Version: p.Version, Full: len(p.Seats) >= models.MaxCategories}
	for i := range p.Seats {
		page.Rows = append(page.Rows, h.row(p, i))
	}
	h.Answer(c, http.StatusOK, page)
	return nil
}

func (h Seats) row(p store.SeatPlan, i int) templates.SeatRow {
	s := p.Seats[i]
	row := templates.NewSeatRow(p.Event, s, p.Pending[s.ID], h.Now())
	_, row.Used = p.Used[s.ID]
	row.First, row.Last = i == 0, i == len(p.Seats)-1
	return row
}

// categoryOf finds the category that the address names.
func categoryOf(c *gin.Context, p store.SeatPlan) (int, error) {
	id := models.ParseID(c.Param("cid"))
	for i, s := range p.Seats {
		if s.ID == id {
			return i, nil
		}
	}
	return 0, models.ErrNotFound
}

// New shows the form of a category that does not exist yet. Its ID is made here, so that a form sent twice makes one.
func (h Seats) New(ctx context.Context, c *gin.Context) error {
	p, base, err := h.plan(ctx, c)
	if err != nil {
		return err
	}
	page := h.form(p, base, -1)
	page.ID = models.NewID()
	page.Typed = models.CategoryForm{Title: models.Text{}, Access: models.AccessPublic, Presence: models.PresenceAny}
	h.Answer(c, http.StatusOK, page)
	return nil
}

// Edit shows the form of a category.
func (h Seats) Edit(ctx context.Context, c *gin.Context) error {
	p, base, err := h.plan(ctx, c)
	if err != nil {
		return err
	}
	i, err := categoryOf(c, p)
	if err != nil {
		return err
	}
	page := h.form(p, base, i)
	page.Typed = p.Seats[i].Form(p.Event, base.Lang)
	h.Answer(c, http.StatusOK, page)
	return nil
}

// form is the page of category i, or of a new one for -1, with nothing typed yet.
func (h Seats) form(p store.SeatPlan, base templates.Base, i int) templates.SeatForm {
	page := templates.SeatForm{Base: base, Event: p.Event, Version: p.Version, New: i < 0, Named: i < 0 || len(p.Seats) > 1}
	page.Form = templates.Form{Lang: base.Lang, Order: models.CategoryFields(base.Lang)}
	if i >= 0 {
		page.ID, page.Now = p.Seats[i].ID, h.row(p, i)
	} else if len(p.Seats) == 1 && p.Seats[0].Title.Empty() {
		page.First = models.Text{}
	}
	return page
}

// typedSeat reads the posted fields of a category.
func typedSeat(form url.Values) models.CategoryForm {
	f := models.CategoryForm{Title: models.Text{}, Capacity: form.Get("capacity"), Approval: form.Get("approval") != "", Access: models.Access(form.Get("access")),
		Presence: models.Presence(form.Get("presence")), Opens: form.Get("opens"), Closes: form.Get("closes"), Domains: form.Get("domains")}
	for _, l := range models.Langs {
		f.Title[l] = form.Get("title_" + string(l))
	}
	return f
}

// Create adds a category. The first time that there are two, both get their titles.
func (h Seats) Create(ctx context.Context, c *gin.Context) error {
	p, base, err := h.plan(ctx, c)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	page := h.form(p, base, -1)
	page.ID, page.Typed = models.ParseID(form.Get("id")), typedSeat(form)
	if page.ID == (models.ID{}) {
		return web.ErrBadForm
	}
	category, wrong := page.Typed.Check(p.Event, true, base.Lang, h.Now())
	category.ID, category.EventID = page.ID, p.Event.ID
	var first models.Text
	if page.First != nil {
		for _, l := range models.Langs {
			page.First[l] = form.Get("first_" + string(l))
		}
		first = models.CheckTitle(wrong, "first_", page.First, base.Lang)
	}
	if len(wrong) == 0 {
		err = h.Events.AddCategory(ctx, web.Viewer(c), version, category, first)
	}
	return h.done(c, page, wrong, err, "seats.added")
}

// Save changes a category.
func (h Seats) Save(ctx context.Context, c *gin.Context) error {
	p, base, err := h.plan(ctx, c)
	if err != nil {
		return err
	}
	i, err := categoryOf(c, p)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	page := h.form(p, base, i)
	page.Typed = typedSeat(form)
	category, wrong := page.Typed.Check(p.Event, page.Named, base.Lang, h.Now())
	category.ID, category.EventID = page.ID, p.Event.ID
	if len(wrong) == 0 {
		err = h.Events.SaveCategory(ctx, web.Viewer(c), version, category)
	}
	return h.done(c, page, wrong, err, "seats.saved")
}

// done answers a form: with the list, or with the form again and everything as typed.
func (h Seats) done(c *gin.Context, page templates.SeatForm, wrong models.Problems, err error, said string) error {
	switch {
	case len(wrong) > 0:
		page.Form.Problems = wrong
		h.Answer(c, http.StatusUnprocessableEntity, page)
		return nil
	case errors.Is(err, models.ErrStale):
		page.Stale = true // with the version of now: sent again, it stands
		h.Answer(c, http.StatusConflict, page)
		return nil
	case err != nil:
		return err
	}
	return h.back(c, page.Event.ID, "ok", said)
}

func (h Seats) back(c *gin.Context, event models.ID, kind, said string) error {
	h.Say(c, templates.Flash{Kind: kind, Text: i18n.T(h.Lang(c), said)})
	web.SeeOther(c, templates.SeatsPath(event))
	return nil
}

// Remove takes a category away that nobody has registered for.
func (h Seats) Remove(ctx context.Context, c *gin.Context) error {
	return h.change(ctx, c, "seats.removed", "seats.used", func(v models.Viewer, event, id models.ID, version int64, _ url.Values) error {
		return h.Events.RemoveCategory(ctx, v, event, version, id)
	})
}

// Place moves a category up, or down.
func (h Seats) Place(ctx context.Context, c *gin.Context) error {
	return h.change(ctx, c, "seats.placed", "seats.at_the_end", func(v models.Viewer, event, id models.ID, version int64, form url.Values) error {
		return h.Events.MoveCategory(ctx, v, event, version, id, form.Get("up") == "1")
	})
}

// change does something to the category that the address names, and says on the list what came of it.
func (h Seats) change(ctx context.Context, c *gin.Context, said, refused string, do func(models.Viewer, models.ID, models.ID, int64, url.Values) error) error {
	e, _, err := h.event(ctx, c, "settings", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return err
	}
	err = do(web.Viewer(c), e.ID, models.ParseID(c.Param("cid")), version, form)
	switch {
	case errors.Is(err, models.ErrStale):
		return h.back(c, e.ID, "warn", "seats.stale")
	case errors.Is(err, models.ErrMove):
		return h.back(c, e.ID, "warn", refused)
	case err != nil:
		return err
	}
	return h.back(c, e.ID, "ok", said)
}
