package manage

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// New shows the form of an event that does not exist yet. Its ID is made here, so that a form sent twice makes one event.
func (h Events) New(ctx context.Context, c *gin.Context) error {
	v := web.Viewer(c)
	if !v.CanCreateAny() {
		return models.ErrForbidden
	}
	hosts, err := h.Hosts.All(ctx)
	if err != nil {
		return err
	}
	f := models.EventForm{Language: h.Lang(c), Zone: v.Zone}
	if _, err := models.LoadZone(f.Zone); err != nil {
		f.Zone = "Asia/Tokyo"
	}
	if own := v.Organises(); len(own) > 0 {
		f.Hosts = own[:1]
	} else if len(hosts) > 0 {
		f.Hosts = []models.ID{hosts[0].ID}
	}
	page, err := h.page(ctx, c, sent{id: models.NewID(), form: f})
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, page)
	return nil
}

// Edit shows the form of a draft or of a public event as it was last typed.
func (h Events) Edit(ctx context.Context, c *gin.Context) error {
	e, f, err := h.Events.Form(ctx, web.Viewer(c), eventID(c))
	if err != nil {
		return err
	}
	page, err := h.page(ctx, c, sent{id: e.ID, version: e.Version, form: f})
	if err != nil {
		return err
	}
	h.Answer(c, http.StatusOK, page)
	return nil
}

// sent is a form as it came, or as it is to be shown.
type sent struct {
	id      models.ID
	version int64
	form    models.EventForm
	draft   models.EventDraft
	wrong   models.Problems
	tell    bool
	gaps    []models.PrivacyGap // that keep the event from being public
	// conflict is set where somebody else has changed the event since the form was shown.
	conflict bool
}

// take reads a posted form. The event is the one in the address, or the one whose ID the form was shown with.
func (h Events) take(c *gin.Context) (sent, error) {
	form, version, err := web.VersionedForm(c)
	if err != nil {
		return sent{}, err
	}
	s := sent{id: eventID(c), version: version, form: typedEvent(form, h.Lang(c)), tell: form.Get("tell") != ""}
	if c.Param("id") == "" {
		s.id = models.ParseID(form.Get("id"))
	}
	if s.id == (models.ID{}) || s.version < 0 {
		return sent{}, web.ErrBadForm
	}
	s.draft, s.wrong = s.form.Check(h.Now())
	return s, nil
}

// SaveDraft keeps what was typed, readable or not. A script of ours is told the version to go on with.
func (h Events) SaveDraft(ctx context.Context, c *gin.Context) error {
	s, err := h.take(c)
	if err != nil {
		return err
	}
	version, err := h.Events.SaveDraft(ctx, web.Viewer(c), s.id, s.version, s.form, s.draft)
	if err != nil {
		return h.refuse(ctx, c, s, err)
	}
	if web.WantsJSON(c) {
		c.JSON(http.StatusOK, gin.H{"version": version, "path": deskOf(s.id) + "/edit"})
		return nil
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "event_form.saved")})
	web.SeeOther(c, deskOf(s.id)+"/edit")
	return nil
}

// Publish makes a draft public, or says what is missing; what was typed is kept in both cases.
func (h Events) Publish(ctx context.Context, c *gin.Context) error {
	s, err := h.take(c)
	if err != nil {
		return err
	}
	v := web.Viewer(c)
	if len(s.wrong) == 0 {
		err = h.Events.Publish(ctx, v, s.id, s.version, s.form, s.draft)
	} else {
		var saved int64
		if saved, err = h.Events.SaveDraft(ctx, v, s.id, s.version, s.form, s.draft); err == nil {
			s.version, err = saved, s.wrong
		}
	}
	if err != nil {
		return h.refuse(ctx, c, s, err)
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "event_form.published")})
	web.SeeOther(c, deskOf(s.id))
	return nil
}

// Delete throws a draft away.
func (h Events) Delete(ctx context.Context, c *gin.Context) error {
	if err := h.Events.DeleteDraft(ctx, web.Viewer(c), eventID(c)); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), "event_form.deleted")})
	web.SeeOther(c, "/manage")
	return nil
}

// refuse shows the form again with everything as typed: 422 with what is wrong, or 409 with what somebody else wrote meanwhile. Any
// other error is not about the form.
func (h Events) refuse(ctx context.Context, c *gin.Context, s sent, err error) error {
	var wrong models.Problems
	var gaps store.GapsError
	status := http.StatusUnprocessableEntity
	switch {
	case errors.As(err, &gaps):
		s.gaps, s.wrong = gaps, merged(s.wrong, models.Problems{"hosts": {Key: "event_privacy.incomplete"}})
	case errors.As(err, &wrong):
		s.wrong = merged(s.wrong, wrong)
	case errors.Is(err, models.ErrStale):
		s.conflict, status = true, http.StatusConflict
	default:
		return err
	}
	if web.WantsJSON(c) {
		if s.conflict {
			return err
		}
		c.JSON(status, gin.H{"problems": templates.Form{Problems: s.wrong, Lang: h.Lang(c), Order: models.EventFields(h.Lang(c))}.Summary()})
		return nil
	}
	page, perr := h.page(ctx, c, s)
	if perr != nil {
		return perr
	}
	h.Answer(c, status, page)
	return nil
}

func merged(a, b models.Problems) models.Problems {
	all := models.Problems{}
	for _, p := range []models.Problems{a, b} {
		for field, wrong := range p {
			all[field] = wrong
		}
	}
	return all
}

// page fills the form's page.
func (h Events) page(ctx context.Context, c *gin.Context, s sent) (templates.EventForm, error) {
	lang, v, now := h.Lang(c), web.Viewer(c), h.Now()
	page := templates.EventForm{Base: h.Private(c), ID: s.id, Version: s.version, Typed: s.form, Tell: s.tell || s.wrong == nil, Gaps: s.gaps,
		Zones: models.Zones(), Form: templates.Form{Problems: s.wrong, Lang: lang, Order: models.EventFields(lang)}}
	d, problems := s.form.Check(now)
	page.Read = understood(s.form, d, problems, lang, now)
	page.Hue, page.Pattern = d.Cover(d.WantedSlug())
	if d.Slug != "" || !d.When.Start.IsZero() || d.Title[models.English] != "" {
		page.Slug = d.WantedSlug()
	}
	e, theirs, err := h.Events.Form(ctx, v, s.id)
	switch {
	case err == nil:
		page.Event = &e
		seats, err := h.Events.Seating(ctx, e.ID)
		if err != nil {
			return page, err
		}
		page.Categories = len(seats)
		if e.State != models.Draft {
			page.Slug = e.Slug
			if page.Counts, err = h.Figures.Counts(ctx, e.ID); err != nil {
				return page, err
			}
			if page.Desk, err = h.nav(ctx, v, e, "edit"); err != nil {
				return page, err
			}
		}
		if s.conflict {
			page.Version, page.Theirs = e.Version, &theirs
		}
	case s.version != 0 || !errors.Is(err, models.ErrNotFound):
		return page, err
	}
	if page.Hosts, err = h.hostChoices(ctx, v, s.form.Hosts); err != nil {
		return page, err
	}
	return page, nil
}

// hostChoices lists every host, those ticked first and in their order.
func (h Events) hostChoices(ctx context.Context, v models.Viewer, ticked []models.ID) ([]templates.HostChoice, error) {
	hosts, err := h.Hosts.All(ctx)
	if err != nil {
		return nil, err
	}
	choices := make([]templates.HostChoice, len(hosts))
	for i, host := range hosts {
		at := slices.Index(ticked, host.ID)
		choices[i] = templates.HostChoice{Host: host, Ticked: at >= 0, Place: at + 1, Own: v.CanCreate(host.ID)}
	}
	slices.SortStableFunc(choices, func(a, b templates.HostChoice) int {
		if a.Ticked != b.Ticked {
			if a.Ticked {
				return -1
			}
			return 1
		}
		return a.Place - b.Place
	})
	for i := range choices {
		choices[i].Place = i + 1
	}
	return choices, nil
}
