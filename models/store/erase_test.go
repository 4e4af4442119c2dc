package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
)

const (
	someone  = "Zephyrine Quetzal"
	someones = "zephyrine@quetzal.example"
)

// lived leaves a trace of somebody in every table that can hold one, next to somebody else, and returns the two.
func (h *hall) lived() (id, other models.ID) {
	h.t.Helper()
	regs := store.NewRegistrations(h.db)
	text := models.NewConsentText(h.event.ID, models.Ask{Purpose: models.ConsentTakingPart}, models.Text{models.English: "I agree"})
	news := models.NewConsentText(h.event.ID, models.Ask{Purpose: models.ConsentPhotographs}, models.Text{models.English: "Pictures"})
	for _, p := range []struct{ name, email string }{{someone, someones}, {"Other Person", "other@example.org"}} {
		n, wrong := models.RegistrationForm{Name: p.name, Email: p.email, Consent: true, Agreed: []models.ConsentText{text, news}, Language: models.English,
			Zone: "Africa/Nairobi"}.Check()
		if len(wrong) > 0 {
			h.t.Fatal(wrong)
		}
		if _, err := regs.Register(context.Background(), h.event.ID, n); err != nil {
			h.t.Fatal(err)
		}
		id, other = other, n.ID
	}
	field := models.NewID()
	h.exec(`insert into fields (id, event_id, position, kind, label, retention_months) values ($1, $2, 1, 'file', '{"en": "Your passport"}', 3)`, field, h.event.ID)
	h.exec(`insert into answers (registration_id, field_id, value) values ($1, $2, jsonb_build_array($3::text))`, id, field, someone+".pdf")
	h.exec(`insert into answer_files (id, registration_id, field_id, name, type, size, content) values ($1, $2, $3, $4, 'application/pdf', 1, 'x')`,
		models.NewID(), id, field, someone+".pdf")
	h.exec(`insert into address_changes (id, registration_id, email, email_key, link_version, expires_at, used_at, old_email)
		values ($1, $2, $3, $3, 1, now(), now(), $3)`, models.NewID(), id, someones)
	h.exec(`insert into guests (id, event_id, category_id, name, email, email_key, language, note, registration_id) values ($1, $2, $2, $3, $4, $4, 'en', $3, $5)`,
		models.NewID(), h.event.ID, someone, someones, id)
	h.exec(`insert into mails (id, kind, event_id, guest_id, language, state, reply) select gen_random_uuid(), 'guest_invitation', event_id, id, 'en', 'failed', email from guests`)
	h.exec(`update registrations set decline_reason = jsonb_build_object('en', $2::text), reference = $2, country = 'KE', first_join_at = now() where id = $1`, id, "Not for "+someone)
	h.exec(`update mails set state = 'failed', reply = $2 where registration_id = $1`, id, "550 no such user "+someones)
	h.exec(`insert into mails (id, kind, event_id, registration_id, language) values ($1, 'changed', $2, $3, 'en')`, models.NewID(), h.event.ID, id)
	h.exec(`insert into registration_moves (id, act, registration_id, name, by, from_state, to_state, before)
		values ($1, $1, $2, 'approve', 'desk', 'pending', 'confirmed', '{}')`, models.NewID(), id)
	for number, state := range []string{"pending", "answered", "followup", "merged", "queued", "withdrawn", "declined"} {
		set := map[string]string{"merged": ", merged_into = (select id from questions where number = 102)", "queued": ", queue_position = 1",
			"declined": ", decline_reason = 'no_time'"}[state]
		words := "What does " + someone + " ask?"
		if state == "answered" {
			words = "What do we ask?"
		}
		q := models.NewID()
		h.exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language)
			values ($1, $2, $3, 'pending', $4, $5, 'named', 'live', $6, 'en')`, q, h.event.ID, 101+number, id, someone, words)
		h.exec(`update questions set state = $2`+set+` where id = $1`, q, state)
		if state != "answered" {
			h.exec(`insert into question_moves (id, act, question_id, from_state, to_state, version, before)
				values ($1, $1, $2, 'pending', 'approved', 1, jsonb_build_object('Answer', $3::text))`, models.NewID(), q, someone)
		}
		h.exec(`insert into votes (question_id, registration_id) values ($1, $2)`, q, id)
	}
	h.exec(`update live_heads set last_number = 200 where event_id = $1`, h.event.ID)
	return id, other
}

// traces lists the tables with a row in which one of the words stands, whatever the column.
func (h *hall) traces(words ...string) (found []string) {
	h.t.Helper()
	rows, err := h.db.SQL().Query(`select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`)
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			h.t.Fatal(err)
		}
		tables = append(tables, name)
	}
	if len(tables) < 25 {
		h.t.Fatalf("only %d tables", len(tables))
	}
	for _, table := range tables {
		for _, w := range words {
			if n := one[int](h, `select count(*) from `+table+` t where t::text ilike '%' || $1 || '%'`, w); n > 0 {
				found = append(found, table)
				break
			}
		}
	}
	return found
}

func one[V any](h *hall, query string, args ...any) (v V) {
	h.t.Helper()
	if err := h.db.SQL().QueryRow(query, args...).Scan(&v); err != nil {
		h.t.Fatal(err)
	}
	return v
}

func TestErase_leavesNothingOfAPersonAnywhere(t *testing.T) {
	h := newHall(t, 0)
	id, other := h.lived()
	if got := len(h.traces("zephyrine", "quetzal")); got < 7 {
		t.Fatalf("the person left traces in %d tables only: %v", got, h.traces("zephyrine", "quetzal"))
	}
	ctx, regs := context.Background(), store.NewRegistrations(h.db)
	for range 2 { // repeating changes nothing
		if err := regs.Erase(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.traces("zephyrine", "quetzal"); len(got) > 0 {
		t.Errorf("traces in %v", got)
	}
	if n := one[int](h, `select count(*) from answer_files`); n != 0 {
		t.Error("the file is still there")
	}
	if got := one[string](h, `select country from registrations where id = $1`, id); got != "" {
		t.Errorf("the country is still there: %q", got)
	}
	if got := one[string](h, `select state || ' ' || language || ' ' || (first_join_at is not null) || ' ' || (select count(*) from consents c where c.registration_id = r.id)
		from registrations r where id = $1`, id); got != "cancelled en true 2" {
		t.Errorf("of the figures remains %q", got)
	}
	if n := one[int](h, `select count(*) from mails where registration_id = $1 and state = 'due'`, id); n != 0 {
		t.Errorf("%d letters would leave to nobody", n)
	}
	if got := one[string](h, `select string_agg(state || case when text = '' then '' else ': ' || text end, ', ' order by number) from questions where number > 100`); got !=
		"purged, answered: What do we ask?, purged, purged, purged, purged, purged" {
		t.Errorf("questions: %s", got)
	}
	if _, err := regs.ByLink(ctx, id, 1); !errors.Is(err, models.ErrGone) {
		t.Errorf("the link still opens: %v", err)
	}
	// Nobody else is touched, and the address may come again.
	if got := one[string](h, `select name || ' ' || email from registrations where id = $1`, other); got != "Other Person other@example.org" {
		t.Errorf("somebody else is %q", got)
	}
	n, _ := models.RegistrationForm{Name: someone, Email: someones, Consent: true, Language: models.English}.Check()
	if _, err := regs.Register(ctx, h.event.ID, n); err != nil {
		t.Errorf("registering again: %v", err)
	}
}

func TestErase_keepsWhatTookPlaceInTheFigures(t *testing.T) {
	h := newHall(t, 0)
	id, _ := h.lived()
	h.exec(`update events set state = 'ended', starts_at = now() - interval '3 days', ends_at = now() - interval '2 days' where id = $1`, h.event.ID)
	if err := store.NewRegistrations(h.db).Erase(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	if got := one[string](h, `select state from registrations where id = $1`, id); got != "confirmed" {
		t.Errorf("afterwards somebody who came is %s", got)
	}
	if err := store.NewRegistrations(h.db).Correct(context.Background(), id, models.Correction{Name: someone, Language: models.English}); err == nil {
		t.Error("a form that was open meanwhile brings the name back")
	}
}

func TestEraseFor_isForOrganisersOfTheEvent(t *testing.T) {
	h := newHall(t, 0)
	id, _ := h.lived()
	regs, ctx := store.NewRegistrations(h.db), context.Background()
	owner := h.staff(models.Owner, models.ID{})
	elsewhere := openEvent(t, h.db, 0)
	for what, err := range map[string]error{"a moderator": regs.EraseFor(ctx, h.moderator, h.event.ID, id), "nobody": regs.EraseFor(ctx, models.Viewer{}, h.event.ID, id),
		"in another event": regs.EraseFor(ctx, owner, elsewhere, id)} {
		if !errors.Is(err, models.ErrForbidden) && !errors.Is(err, models.ErrSignIn) && !errors.Is(err, models.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if n := one[int](h, `select count(*) from registrations where erased_at is not null`); n != 0 {
		t.Fatal("erased for somebody who may not")
	}
	for range 2 {
		if err := regs.EraseFor(ctx, owner, h.event.ID, id); err != nil {
			t.Fatal(err)
		}
	}
	if got := one[string](h, `select string_agg(act || ' ' || detail::text, ', ') from audit where subject = $1`, id.String()); !strings.HasPrefix(got, "registration.erase {}") {
		t.Errorf("the audit says %q", got)
	}
}

func TestEverything_holdsOnePersonAndNobodyElse(t *testing.T) {
	h := newHall(t, 0)
	id, _ := h.lived()
	all, err := store.NewRegistrations(h.db).Everything(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{someone, someones, "I agree", "Pictures", "Your passport", "What do we ask?", "550 no such user", "Africa/Nairobi", `"votes":7`} {
		if !strings.Contains(string(b), w) {
			t.Errorf("%q is missing in %s", w, b)
		}
	}
	if strings.Contains(string(b), "other@example.org") || strings.Contains(string(b), "Other Person") {
		t.Error("it tells of somebody else")
	}
}

// round runs the nightly round as if it were then.
func (h *hall) round(then time.Time) store.Erased {
	h.t.Helper()
	did, err := store.NewRetention(h.db).Round(context.Background(), then)
	if err != nil {
		h.t.Fatal(err)
	}
	return did
}

func TestRetention_erasesOnlyWhatWasAnnouncedFourteenDaysBefore(t *testing.T) {
	h := newHall(t, 120) // more than one transaction erases
	h.exec(`update seats set last_number = 120 where event_id = $1`, h.event.ID)
	h.lived()
	h.exec(`insert into guests (id, event_id, category_id, name, email, email_key, language) values ($1, $2, $2, 'Quetzal Stranger', 's@quetzal.example', 's', 'en')`,
		models.NewID(), h.event.ID)
	owner := h.staff(models.Owner, models.ID{})
	h.exec(`insert into roles (id, account_id, role) values ($1, $2, 'owner')`, models.NewID(), owner.AccountID)
	end := h.event.EndsAt.AddDate(0, 12, 0)
	day := 24 * time.Hour
	if did := h.round(end.Add(-15 * day)); did.Announced != 0 || did.People != 0 {
		t.Errorf("15 days before: %+v", did)
	}
	// The server stood still when it should have announced: the erasure waits.
	late := end.Add(3 * day)
	if did := h.round(late); did.Announced != 1 || did.People != 0 {
		t.Errorf("the first night: %+v", did)
	}
	if did := h.round(late.Add(day)); did.Announced != 0 || did.People != 0 {
		t.Errorf("the second night: %+v", did)
	}
	if n := one[int](h, `select count(*) from mails where kind = 'erasure' and account_id = $1 and language = 'ja'`, owner.AccountID); n != 1 {
		t.Errorf("%d letters", n)
	}
	if did := h.round(late.Add(13*day + 23*time.Hour)); did.People != 0 {
		t.Errorf("after 13 days: %+v", did)
	}
	if did := h.round(late.Add(14 * day)); did.People != 123 {
		t.Errorf("after 14 days: %+v", did)
	}
	if got := h.traces("zephyrine", "quetzal", "Other Person", "q7@example.org"); len(got) > 0 {
		t.Errorf("traces in %v", got)
	}
	if n := one[int](h, `select count(*) from registrations where event_id = $1 and state = 'confirmed'`, h.event.ID); n != 122 {
		t.Errorf("%d remain in the figures", n)
	}
	if did := h.round(late.Add(15 * day)); did != (store.Erased{}) {
		t.Errorf("the night after: %+v", did)
	}
}

func TestRetention_isPostponedByTheOrganisers(t *testing.T) {
	h := newHall(t, 2)
	owner := h.staff(models.Owner, models.ID{})
	h.exec(`insert into roles (id, account_id, role) values ($1, $2, 'owner')`, models.NewID(), owner.AccountID)
	host := models.NewID()
	h.exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"en": "Host"}', 'p@example.org')`, host)
	h.exec(`insert into event_hosts (event_id, host_id, position) values ($1, $2, 9)`, h.event.ID, host)
	h.exec(`update hosts set privacy_contact = 'p@example.org'`)
	privacy, ctx := store.NewPrivacy(h.db), context.Background()
	end := h.event.EndsAt.AddDate(0, 12, 0)
	h.round(end.AddDate(0, 0, -14))
	plan, err := privacy.Plan(ctx, h.event, end.AddDate(0, 0, -10))
	if err != nil || !plan.Announced || plan.N != 2 || !plan.At.Equal(end) {
		t.Fatalf("plan %+v: %v, want %v", plan, err, end)
	}
	hosts, _ := store.NewEvents(h.db).Hosts(ctx, h.event.ID)
	d, wrong := models.PrivacyForm{Sharing: "each", Retention: "18"}.Check(hosts)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	d.Responsible = models.ID{}
	if err := privacy.Save(ctx, owner, h.event.ID, 0, d); err != nil {
		t.Fatal(err)
	}
	if got := one[string](h, `select state from mails where kind = 'erasure'`); got != "cancelled" {
		t.Errorf("the letter that is not true any more is %s", got)
	}
	if did := h.round(end.AddDate(0, 0, 1)); did != (store.Erased{}) {
		t.Errorf("at the old time: %+v", did)
	}
	later := h.event.EndsAt.AddDate(0, 18, 0)
	if did := h.round(later.AddDate(0, 0, -14)); did.Announced != 1 {
		t.Errorf("before the new time: %+v", did)
	}
	if did := h.round(later); did.People != 2 {
		t.Errorf("at the new time: %+v", did)
	}
}

func TestRetention_ofAField(t *testing.T) {
	h := newHall(t, 0)
	h.lived()
	if did := h.round(h.event.EndsAt.AddDate(0, 3, 0).Add(-time.Minute)); did.Answers != 0 {
		t.Errorf("too early: %+v", did)
	}
	if did := h.round(h.event.EndsAt.AddDate(0, 3, 1)); did.Answers != 1 || did.People != 0 {
		t.Errorf("after three months: %+v", did)
	}
	if n := one[int](h, `select count(*) from answer_files`); n != 0 {
		t.Error("the file is still there")
	}
}
