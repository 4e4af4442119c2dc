// Package handlers is HTTP and nothing else: the URL table, and a room of handlers for each kind of visitor.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/gin-gonic/gin"

	"tsudoi/handlers/account"
	"tsudoi/handlers/attendee"
	openpages "tsudoi/handlers/live"
	"tsudoi/handlers/manage"
	"tsudoi/handlers/site"
	"tsudoi/handlers/web"
	"tsudoi/live"
	"tsudoi/mail"
	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/password"
	"tsudoi/static"
	"tsudoi/templates"
)

// Deps is what the handlers need, made once by the command that serves.
type Deps struct {
	DB             *store.DB
	Templates      *templates.Set
	Static         *static.Files
	Links          models.Links
	Log            *slog.Logger
	URL            string // public base address without a final slash
	TrustedProxies []netip.Prefix
	Now            func() time.Time
	Streams        context.Context // ends when the live pages shall be let go
	Composer       *mail.Composer  // writes letters for the desk to read
	NoMailServer   bool            // letters wait, and the desk says so
}

// New builds the whole site.
func New(d Deps) (http.Handler, error) {
	r, err := engine(d)
	if err != nil {
		return nil, err
	}
	return protect(r, d.URL)
}

// engine holds the URL table, which reads top to bottom: public, attendee, staff, live.
func engine(d Deps) (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	var trusted []string
	for _, p := range d.TrustedProxies {
		trusted = append(trusted, p.String())
	}
	if err := r.SetTrustedProxies(trusted); err != nil {
		return nil, err
	}
	r.RemoteIPHeaders = []string{"X-Forwarded-For"}
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = true

	w := &web.Web{Templates: d.Templates, Links: d.Links, Log: d.Log, URL: d.URL, Now: d.Now,
		Viewer: store.NewSessions(d.DB).Viewer, Site: store.NewHosts(d.DB).SiteName}
	t := table{r, d, w, storesOf(d.DB)}
	first := account.SetUp{Web: w, Installation: t.s.installation}
	r.Use(web.Log(d.Log), w.Secure(), w.Recover(), w.Sessions(), w.Languages(), w.Addresses(), first.Guard(), web.Limit(2<<20))
	r.NoRoute(w.Do(func(context.Context, *gin.Context) error { return models.ErrNotFound }))
	r.NoMethod(w.Do(func(context.Context, *gin.Context) error { return web.ErrMethod }))

	t.machines()
	t.public()
	t.attendee()
	t.account(first)
	t.desk()
	t.live()
	return r, nil
}

// stores are made once: the registrations of one event are decided by one committer.
type stores struct {
	events        *store.Events
	registrations *store.Registrations
	fields        *store.Fields
	recordings    *store.Recordings
	mails         *store.Mails
	hosts         *store.Hosts
	figures       *store.Figures
	limits        *store.Limits
	sessions      *store.Sessions
	installation  *store.Installation
	accounts      *store.Accounts
	questions     *store.Questions
	votes         *store.Votes
	invitations   *store.Invitations
	team          *store.Team
	privacy       *store.Privacy
	consents      *store.Consents
	guests        *store.Guests
}

func storesOf(db *store.DB) stores {
	passwords := password.New()
	return stores{events: store.NewEvents(db), registrations: store.NewRegistrations(db), fields: store.NewFields(db), recordings: store.NewRecordings(db), mails: store.NewMails(db),
		hosts: store.NewHosts(db), figures: store.NewFigures(db), limits: store.NewLimits(db),
		sessions: store.NewSessions(db), installation: store.NewInstallation(db, passwords), accounts: store.NewAccounts(db, passwords),
		questions: store.NewQuestions(db), votes: store.NewVotes(db),
		invitations: store.NewInvitations(db, passwords), team: store.NewTeam(db),
		privacy: store.NewPrivacy(db), consents: store.NewConsents(db), guests: store.NewGuests(db)}
}

// table is the URL table under construction.
type table struct {
	*gin.Engine
	d Deps
	w *web.Web
	s stores
}

// machines is what programs ask for.
func (t table) machines() {
	t.GET("/livez", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	t.GET("/readyz", t.w.Do(func(ctx context.Context, c *gin.Context) error {
		if err := t.d.DB.Ready(ctx); err != nil {
			return err
		}
		c.String(http.StatusOK, "ready\n")
		return nil
	}))
	t.GET("/static/*file", gin.WrapH(t.d.Static))
	t.GET("/embed.js", gin.WrapH(t.d.Static.Plain("host.js")))
}

// public is for everybody.
func (t table) public() {
	do := t.w.Do
	events := site.NewEvents(t.w, t.s.events, t.s.fields)
	t.GET("/", do(events.List))
	t.GET("/events", do(events.List))
	t.GET("/events.ics", do(events.Feed))
	t.GET("/events/:slug", do(events.Page))
	t.GET("/events/:slug/event.ics", do(events.Calendar))

	arrivals := site.NewRegistrations(t.w, t.s.events, t.s.registrations, t.s.fields, t.s.limits)
	t.GET("/events/:slug/registrations", do(arrivals.Back))
	t.POST("/events/:slug/registrations", do(arrivals.Create))
	t.GET("/events/:slug/registrations/new", do(arrivals.New))
	t.GET("/events/:slug/registered", do(arrivals.Registered))
	t.GET("/events/:slug/embed", do(arrivals.Framed))
	t.POST("/events/:slug/embed", do(arrivals.CreateFramed))
	t.GET("/events/:slug/embed/registered", do(arrivals.RegisteredFramed))

	privacy := site.Privacy{Web: t.w, Hosts: t.s.hosts, Events: t.s.events}
	t.GET("/privacy", do(privacy.Page))
	t.GET("/events/:slug/privacy", do(privacy.OfEvent))
}

// attendee opens with a personal link.
func (t table) attendee() {
	do := t.w.Do
	mine := attendee.Registration{Web: t.w, Events: t.s.events, Registrations: t.s.registrations, Recordings: t.s.recordings,
		Ledger: t.s.consents, Fields: t.s.fields}
	t.GET("/my/:token", do(mine.Show()))
	t.POST("/my/:token/consents", do(mine.SetConsent()))
	t.POST("/my/:token/data", do(mine.Data()))
	t.GET("/my/:token/erase", do(mine.AskErase()))
	t.POST("/my/:token/erase", do(mine.Erase()))
	t.POST("/my/:token", do(mine.Correct()))
	t.GET("/my/:token/event.ics", do(mine.Calendar()))
	t.POST("/my/:token/answers", do(mine.CorrectAnswers()))
	t.POST("/my/:token/offer", do(mine.Accept()))
	proofs := attendee.Proofs{Registration: mine}
	t.GET("/proof/:token", do(proofs.Page))
	t.POST("/proof/:token", do(proofs.Prove))
	moves := attendee.Moves{Registration: mine, Limits: t.s.limits}
	t.POST("/my/:token/address", do(moves.Ask()))
	t.POST("/my/:token/address/withdraw", do(moves.Withdraw()))
	t.GET("/address/:token", do(moves.Page))
	t.POST("/address/:token", do(moves.Move))
	t.GET("/my/:token/cancel", do(mine.AskCancel()))
	t.POST("/my/:token/cancel", do(mine.Cancel()))

	invited := attendee.Invited{Web: t.w, Events: t.s.events, Registrations: t.s.registrations, Guests: t.s.guests,
		Fields: t.s.fields, Limits: t.s.limits}
	t.GET("/invited/:token", do(invited.Show()))
	t.POST("/invited/:token", do(invited.Accept()))
	t.POST("/invited/:token/decline", do(invited.Decline()))
	t.POST("/invited/:token/links", do(invited.SendLinks()))

	links := attendee.Links{Web: t.w, Registrations: t.s.registrations, Limits: t.s.limits}
	t.GET("/links", do(links.Ask))
	t.POST("/links", do(links.Send))
	t.GET("/links/sent", do(links.Sent))

	join := attendee.Join{Web: t.w, Events: t.s.events, Registrations: t.s.registrations, Recordings: t.s.recordings}
	t.GET("/join/:token", do(join.Page))
	t.POST("/join/:token", do(join.Go))

	questions := attendee.Questions{Web: t.w, Events: t.s.events, Registrations: t.s.registrations, Questions: t.s.questions, Votes: t.s.votes}
	t.GET("/live/:token", do(questions.Room))
	t.POST("/live/:token/questions", do(questions.Ask))
	t.POST("/live/:token/questions/:number/withdraw", do(questions.Withdraw))
	t.POST("/live/:token/votes", do(questions.Vote))
	t.POST("/my/:token/questions", do(questions.AskBefore))
}

// account is the way in for staff, and what is theirs.
func (t table) account(first account.SetUp) {
	do := t.w.Do
	t.GET("/setup", do(first.Waiting))
	t.GET("/setup/:token", do(first.New))
	t.POST("/setup/:token", do(first.Create))

	enter := account.SignIn{Web: t.w, Accounts: t.s.accounts, Sessions: t.s.sessions, Limits: t.s.limits}
	t.GET("/sign-in", do(enter.New))
	t.POST("/sign-in", do(enter.Create))
	t.POST("/sign-in/link", do(enter.Ask))
	t.GET("/sign-in/sent", do(enter.Sent))
	t.GET("/sign-in/:token", do(enter.Link))
	t.POST("/sign-in/:token", do(enter.Use))
	t.POST("/sign-out", do(enter.Out))

	invitations := account.Invitations{Web: t.w, Invitations: t.s.invitations, Installation: t.s.installation}
	t.GET("/invitations/:token", do(invitations.Page))
	t.POST("/invitations/:token", do(invitations.Accept))

	staff := t.Group("/manage", t.w.StaffOnly())
	mine := account.Mine{Web: t.w, Accounts: t.s.accounts, Sessions: t.s.sessions}
	staff.GET("/account", do(mine.Page))
	staff.POST("/account", do(mine.Save))
	staff.POST("/account/password", do(mine.Password))
	staff.POST("/account/sessions/:id/end", do(mine.EndSession))
	staff.POST("/account/sessions/end-others", do(mine.EndOthers))

	team := account.Team{Web: t.w, Team: t.s.team, Hosts: t.s.hosts}
	staff.GET("/team", do(team.Page))
	staff.POST("/team/invitations", do(team.Invite))
	staff.POST("/team/invitations/:id/again", do(team.Again))
	staff.POST("/team/invitations/:id/withdraw", do(team.Withdraw))
	staff.POST("/team/roles/:id/take", do(team.TakeRole))
	staff.POST("/team/accounts/:id/disable", do(team.Disable))
	staff.POST("/team/accounts/:id/enable", do(team.Enable))

	hosts := account.Hosts{Web: t.w, Hosts: t.s.hosts}
	staff.GET("/hosts", do(hosts.List))
	staff.POST("/hosts", do(hosts.Create))
	staff.GET("/hosts/new", do(hosts.New))
	staff.GET("/hosts/:id", do(hosts.Edit))
	staff.POST("/hosts/:id", do(hosts.Save))
}

// desk is for the staff. Who of them may do what is asked again by every method of the store that changes something.
func (t table) desk() {
	do := t.w.Do
	desk := manage.Desk{Web: t.w, Events: t.s.events}
	staff := t.Group("/manage", t.w.StaffOnly())

	events := manage.Events{Desk: desk, Hosts: t.s.hosts, Figures: t.s.figures, Privacy: t.s.privacy}
	staff.GET("", do(events.List))
	staff.POST("/events", do(events.SaveDraft))
	staff.GET("/events/new", do(events.New))
	staff.GET("/read/when", do(events.ReadWhen))
	staff.POST("/read/programme", do(events.ReadProgramme))
	event := staff.Group("/events/:id")
	event.GET("/edit", do(events.Edit))
	event.POST("/draft", do(events.SaveDraft))
	event.POST("/publish", do(events.Publish))
	event.POST("/delete", do(events.Delete))
	event.GET("", do(events.Overview))
	event.POST("/save", do(events.Save))
	event.POST("/begin", do(events.Begin))
	event.POST("/end", do(events.End))
	event.GET("/cancel", do(events.Cancel))
	event.POST("/cancel", do(events.CallOff))

	letters := manage.Letters{Desk: desk, Mails: t.s.mails, Composer: t.d.Composer, NoServer: t.d.NoMailServer}
	staff.GET("/letters", do(letters.SiteList))
	staff.GET("/letters/:id", do(letters.Show))
	staff.GET("/letters/:id/html", do(letters.HTML))
	staff.POST("/letters/:id/again", do(letters.Again))
	event.GET("/letters", do(letters.List))

	exports := manage.Exports{Desk: desk, Tables: store.NewExports(t.d.DB)}
	event.GET("/questions.csv", do(exports.QuestionsCSV))
	event.GET("/questions.xlsx", do(exports.QuestionsXLSX))
	event.GET("/registrations.csv", do(exports.RegistrationsCSV))
	event.GET("/registrations.xlsx", do(exports.RegistrationsXLSX))
	event.GET("/registrations/export", do(exports.Choose))

	questions := manage.Questions{Desk: desk, Questions: t.s.questions}
	event.GET("/questions", do(questions.Board))
	event.POST("/questions", do(questions.Paper))
	event.POST("/questions/taking", do(questions.Taking))
	event.POST("/questions/undo/:act", do(questions.Undo))
	event.GET("/questions/:number", do(questions.Show))
	event.POST("/questions/:number/move", do(questions.Move))
	event.POST("/questions/:number/edit", do(questions.Edit))
	event.POST("/questions/:number/place", do(questions.Place))

	recordings := manage.Recordings{Desk: desk, Recordings: t.s.recordings, Composer: t.d.Composer, NoServer: t.d.NoMailServer}
	event.GET("/recordings", do(recordings.Page))
	event.POST("/recordings", do(recordings.Save))
	event.POST("/recordings/test", do(recordings.Test))
	event.POST("/recordings/send", do(recordings.Send))

	t.deskPeople(event, desk)
	t.deskSettings(event, desk)
}

// deskPeople is who comes to an event: their list, each of them, who is invited, and tables of them that come in.
func (t table) deskPeople(event *gin.RouterGroup, desk manage.Desk) {
	do := t.w.Do
	registrations := manage.Registrations{Desk: desk, Registrations: t.s.registrations, Ledger: t.s.consents, Fields: t.s.fields}
	event.GET("/registrations", do(registrations.List))
	event.GET("/registrations/:rid", do(registrations.Show))
	event.GET("/queue", do(registrations.Queue))
	event.POST("/registrations", do(registrations.Add))
	event.GET("/registrations/totals", do(registrations.Totals))
	event.GET("/registrations/new", do(registrations.New))
	event.POST("/registrations/:rid/person", do(registrations.Mend))
	event.POST("/registrations/decide", do(registrations.Decide))
	event.POST("/registrations/undo/:act", do(registrations.Undo))
	event.POST("/registrations/:rid/cancel", do(registrations.Cancel))
	event.POST("/registrations/:rid/links", do(registrations.SendLinks))
	event.POST("/registrations/:rid/data", do(registrations.Data))
	event.GET("/registrations/:rid/erase", do(registrations.AskErase))
	event.POST("/registrations/:rid/erase", do(registrations.Erase))

	answers := manage.Answers{Desk: desk, Fields: t.s.fields}
	event.POST("/registrations/:rid/answers", do(answers.Save))
	event.GET("/registrations/:rid/files/:field", do(answers.File))

	imports := manage.NewImports(desk, store.NewImports(t.d.DB))
	event.GET("/import", do(imports.New))
	event.POST("/import", do(imports.Create))
	event.GET("/import/:iid", do(imports.Preview))
	event.POST("/import/:iid", do(imports.Plan))
	event.POST("/import/:iid/run", do(imports.Run))
	event.POST("/import/:iid/discard", do(imports.Discard))

	guests := manage.Guests{Desk: desk, Guests: t.s.guests, NoServer: t.d.NoMailServer}
	event.GET("/guests", do(guests.List))
	event.POST("/guests", do(guests.Add))
	event.POST("/guests/send", do(guests.Send))
	event.POST("/guests/remind", do(guests.Remind))
	event.GET("/guests/:gid", do(guests.Show))
	event.POST("/guests/:gid", do(guests.Save))
	event.POST("/guests/:gid/withdraw", do(guests.Withdraw))
}

// deskSettings is how one comes to an event: its seats, its form, and what it does with people's data.
func (t table) deskSettings(event *gin.RouterGroup, desk manage.Desk) {
	do := t.w.Do
	seats := manage.Seats{Desk: desk}
	event.GET("/seats", do(seats.List))
	event.GET("/seats/new", do(seats.New))
	event.POST("/seats", do(seats.Create))
	event.GET("/seats/:cid", do(seats.Edit))
	event.POST("/seats/:cid", do(seats.Save))
	event.POST("/seats/:cid/place", do(seats.Place))
	event.POST("/seats/:cid/remove", do(seats.Remove))

	embeds := manage.Embeds{Desk: desk}
	event.GET("/embed", do(embeds.Page))
	event.POST("/embed", do(embeds.Save))
	event.GET("/proof", do(embeds.Proof))
	event.POST("/proof", do(embeds.SaveProof))

	settings := manage.Settings{Desk: desk, Fields: t.s.fields, Privacy: t.s.privacy, Guests: t.s.guests}
	event.GET("/settings", do(settings.Page))

	forms := manage.Forms{Desk: desk, Fields: t.s.fields}
	event.GET("/form", do(forms.Page))
	event.POST("/form", do(forms.Save))
	event.GET("/form/new", do(forms.New))
	event.GET("/form/:field", do(forms.Edit))
	event.POST("/form/:field", do(forms.Save))
	event.POST("/form/:field/move", do(forms.Move))
	event.POST("/form/:field/remove", do(forms.Remove))
	event.POST("/form/:field/restore", do(forms.Restore))

	privacy := manage.Privacy{Desk: desk, Privacy: t.s.privacy}
	event.GET("/privacy", do(privacy.Page))
	event.POST("/privacy", do(privacy.Save))
}

// live is what stays open for hours, and the projector's page.
func (t table) live() {
	hub := live.NewHub(t.d.DB.DSN(), t.d.Log)
	go hub.Run(t.d.Streams)
	streams := openpages.Streams{Registrations: t.s.registrations,
		Broadcasts: openpages.NewBroadcasts(t.w, hub, t.s.events, t.s.questions, t.s.votes, t.d.Streams)}
	do := t.w.Do
	t.GET("/live/:token/stream", do(streams.Attendee))
	t.GET("/manage/events/:id/questions/stream", t.w.StaffOnly(), do(streams.Moderator))
	t.GET("/stage/:token", do(streams.StagePage))
	t.GET("/stage/:token/stream", do(streams.Stage))
}

// protect refuses what another site's page makes a browser send, and answers HEAD wherever GET is answered.
func protect(r *gin.Engine, url string) (http.Handler, error) {
	p := http.NewCrossOriginProtection()
	if url != "" {
		if err := p.AddTrustedOrigin(url); err != nil {
			return nil, err
		}
	}
	return p.Handler(head(r)), nil
}

// head lets link checkers and mail scanners ask for any page: net/http drops the body of an answer to HEAD by itself.
func head(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			g := web.ForHead(r)
			next.ServeHTTP(w, g)
			return
		}
		next.ServeHTTP(w, r)
	})
}
