package manage

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/web"
	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/templates"
)

// Registrations is where organisers find the people of an event, and do for them what they ask the desk for.
type Registrations struct {
	Desk
	Registrations *store.Registrations
	Ledger        *store.Consents
	Fields        *store.Fields
}

// List shows who registered, the latest first: q searches, state, category, language, country and attended pick, before goes on, tick=1 ticks
// everybody on the page.
func (h Registrations) List(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	v, f, now := web.Viewer(c), models.ReadRegistrationFilter(c.Request.URL.Query()), h.Now()
	before, err := strconv.ParseInt(c.DefaultQuery("before", "0"), 10, 64)
	if err != nil || before < 0 {
		return models.ErrNotFound
	}
	seats, err := h.Events.Seating(ctx, e.ID)
	if err != nil {
		return err
	}
	counts, err := h.Registrations.Counts(ctx, v, e, f)
	if err != nil {
		return err
	}
	lines, err := h.Registrations.List(ctx, v, e, f, before, counts.Of(f))
	if err != nil {
		return err
	}
	at := deskOf(e.ID) + "/registrations"
	p := templates.RegistrationsPage{Base: base, Event: e, Filter: f, Filters: facets(at, base.Lang, f, counts, seats), All: counts.Of(models.RegistrationFilter{}),
		Found: counts.Of(f), Ticked: c.Query("tick") == "1"}
	p.Export = templates.ExportButtons{Path: at, Query: f.Query(), N: p.Found, Choose: true}
	p.Bulk = templates.BulkActs{At: at, Back: at + goOn(f.Query(), before), Filter: f.Query(), AsOf: now, Found: p.Found,
		Tick: at + goOn(f.Query(), before) + "&tick=1", Acts: models.ActsFor(counts.States(f)...)}
	title := map[models.ID]models.Text{}
	if len(seats) > 1 {
		for _, s := range seats {
			title[s.ID] = s.Title
			p.Bulk.Categories = append(p.Bulk.Categories, s.Category)
		}
	}
	for _, l := range lines {
		p.Lines = append(p.Lines, templates.RegistrationLine{ID: l.ID, Number: l.Number, State: l.State, Name: l.Name, Email: l.Email, Lang: l.Language,
			Category: title[l.CategoryID], At: l.CreatedAt.In(e.Location()), Joined: l.FirstJoinAt != nil,
			LetterID: l.LetterID, LetterKind: l.LetterKind, LetterState: l.LetterState})
	}
	if len(lines) == store.RegistrationPage {
		p.Next = goOn(f.Query(), lines[len(lines)-1].Number)
	}
	h.Answer(c, http.StatusOK, p)
	return nil
}

// goOn is the query of the page after the registration with this number.
func goOn(query string, number int64) string {
	sep := "?"
	if query != "" {
		sep = query + "&"
	}
	return sep + "before=" + strconv.FormatInt(number, 10)
}

// facets are the filters, each with what it would find if it were changed alone. One that all registrations agree in is left out.
func facets(at string, lang models.Lang, f models.RegistrationFilter, counts store.RegistrationCounts, seats []models.Seating) (out []templates.RegistrationFacet) {
	var states, languages, categories []string
	titles, category := map[string]models.Text{}, ""
	for _, s := range seats {
		categories = append(categories, s.ID.String())
		titles[s.ID.String()] = s.Title
	}
	if f.Category != (models.ID{}) {
		category = f.Category.String()
	}
	countries, more := countryChoices(lang, f, counts.Countries(f))
	for _, code := range countries {
		titles[code] = models.Text{lang: i18n.CountryName(lang, code)}
	}
	for _, s := range models.RegistrationStates {
		states = append(states, string(s))
	}
	for _, l := range models.Langs {
		languages = append(languages, string(l))
	}
	for _, facet := range []struct {
		name    string
		values  []string
		current string
		with    func(value string) models.RegistrationFilter
	}{
		{"state", states, string(f.State), func(v string) models.RegistrationFilter { g := f; g.State = models.RegistrationState(v); return g }},
		{"category", categories, category, func(v string) models.RegistrationFilter { g := f; g.Category = models.ParseID(v); return g }},
		{"language", languages, string(f.Language), func(v string) models.RegistrationFilter { g := f; g.Language = models.Lang(v); return g }},
		{"country", countries, f.Country, func(v string) models.RegistrationFilter { g := f; g.Country = v; return g }},
		{"attended", []string{"yes", "no"}, f.Attended, func(v string) models.RegistrationFilter { g := f; g.Attended = v; return g }},
	} {
		row := templates.RegistrationFacet{Name: facet.name}
		for _, value := range append([]string{""}, facet.values...) {
			g := facet.with(value)
			n := counts.Of(g)
			if n > 0 || value == facet.current || value == "" {
				row.Chips = append(row.Chips, templates.RegistrationChip{Value: value, Title: titles[value], Path: at + g.Query(), N: n, Current: value == facet.current})
			}
		}
		if facet.name == "country" {
			row.More = more
		}
		if len(row.Chips) > 2 || facet.current != "" || len(row.Chips) == 2 && row.Chips[1].N < row.Chips[0].N {
			out = append(out, row)
		}
	}
	return out
}

// countryChips is how many countries have a chip of their own.
const countryChips = 12

// countryChoices are the codes of the chips: the most frequent countries, and the one that is picked. Where there are more countries, all of
// them are to choose from, too, in the order of their names.
func countryChoices(lang models.Lang, f models.RegistrationFilter, occur []store.CountryCount) (codes []string, more []templates.RegistrationChip) {
	people := map[string]int{}
	for i, c := range occur {
		people[c.Code] = c.N
		if i < countryChips {
			codes = append(codes, c.Code)
		}
	}
	if f.Country != "" && !slices.Contains(codes, f.Country) {
		codes = append(codes, f.Country)
	}
	if len(occur) <= countryChips {
		return codes, nil
	}
	for _, c := range i18n.Countries(lang) {
		if n := people[c.Code]; n > 0 || c.Code == f.Country {
			more = append(more, templates.RegistrationChip{Value: c.Code, Title: models.Text{lang: c.Name}, N: n, Current: c.Code == f.Country})
		}
	}
	return codes, more
}

// Cancel takes a registration back for somebody who asked the desk.
func (h Registrations) Cancel(ctx context.Context, c *gin.Context) error {
	e, base, err := h.event(ctx, c, "registrations", models.Viewer.CanOrganise)
	if err != nil {
		return err
	}
	d := models.Decision{Act: models.ActCancel, IDs: []models.ID{models.ParseID(c.Param("rid"))}}
	done, err := h.Registrations.Decide(ctx, web.Viewer(c), e.ID, d)
	if err != nil {
		return err
	}
	h.Say(c, decided(base.Lang, e, d, done))
	web.SeeOther(c, deskOf(e.ID)+"/registrations/"+d.IDs[0].String())
	return nil
}

// SendLinks sends somebody their links again.
func (h Registrations) SendLinks(ctx context.Context, c *gin.Context) error {
	return h.act(ctx, c, func(ctx context.Context, v models.Viewer, event, id models.ID) error {
		_, err := h.Registrations.SendLinksTo(ctx, v, event, []models.ID{id})
		return err
	}, "registrations.links_sent")
}

// act does something for one person and goes back to their story.
func (h Registrations) act(ctx context.Context, c *gin.Context, do func(ctx context.Context, v models.Viewer, event, id models.ID) error, said string) error {
	event, id := models.ParseID(c.Param("id")), models.ParseID(c.Param("rid"))
	if err := do(ctx, web.Viewer(c), event, id); err != nil {
		return err
	}
	h.Say(c, templates.Flash{Kind: "ok", Text: i18n.T(h.Lang(c), said)})
	web.SeeOther(c, strings.Join([]string{"/manage/events", event.String(), "registrations", id.String()}, "/"))
	return nil
}
