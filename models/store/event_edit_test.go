package store_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"tsudoi/models"
	"tsudoi/models/store"
	"tsudoi/models/store/storetest"
)

// office is a database with a host, and somebody who organises for it.
type office struct {
	*testing.T
	db        *store.DB
	events    *store.Events
	host      models.ID
	organiser models.Viewer
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t, db: storetest.New(t)}
	o.events = store.NewEvents(o.db)
	o.host = o.newHost()
	o.organiser = o.member(models.Grant{Role: models.Organiser, HostID: o.host})
	return o
}

func (o *office) exec(query string, args ...any) {
	o.Helper()
	if _, err := o.db.SQL().Exec(query, args...); err != nil {
		o.Fatal(err)
	}
}

func (o *office) newHost() models.ID {
	id := models.NewID()
	o.exec(`insert into hosts (id, name, privacy_contact) values ($1, '{"ja": "会"}', 'privacy@example.org')`, id)
	return id
}

func (o *office) member(grants ...models.Grant) models.Viewer {
	id := models.NewID()
	o.exec(`insert into accounts (id, name, email, email_key, language, zone) values ($1::uuid, 'A', $1::text, $1::text, 'ja', 'Asia/Tokyo')`, id)
	return models.Viewer{AccountID: id, SessionID: models.NewID(), Grants: grants}
}

// form is one that can be published as it is: next week, four items, two people.
func (o *office) form() models.EventForm {
	day := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	return models.EventForm{Language: models.Japanese, Title: models.Text{models.Japanese: "催し", models.English: "Our Event"},
		When: day + " 16:00–18:00", Zone: "Asia/Tokyo", Join: "https://zoom.example/j/1", Hosts: []models.ID{o.host},
		About: models.Text{models.Japanese: "内容。\n16:00 開会／山田花子氏（例示生協）\n16:30 講演／Jonas Reinhardt氏\n17:30 休憩\n17:40 閉会／山田花子氏\n18:00 終了"}}
}

func (o *office) check(f models.EventForm) models.EventDraft {
	o.Helper()
	d, problems := f.Check(time.Now())
	if len(problems) > 0 {
		o.Fatal(problems)
	}
	return d
}

func (o *office) publish(f models.EventForm) models.ID {
	o.Helper()
	id := models.NewID()
	if err := o.events.Publish(context.Background(), o.organiser, id, 0, f, o.check(f)); err != nil {
		o.Fatal(err)
	}
	return id
}

func (o *office) event(id models.ID) models.Event {
	o.Helper()
	e, err := o.events.ByID(context.Background(), id)
	if err != nil {
		o.Fatal(err)
	}
	return e
}

func (o *office) count(query string, args ...any) int {
	o.Helper()
	return count(o.T, o.db, query, args...)
}

func (o *office) want(err, kind error) {
	o.Helper()
	if !errors.Is(err, kind) {
		o.Errorf("answer %v, want %v", err, kind)
	}
}

func TestSaveDraft_keepsWhatCannotBeReadAndWritesItOnce(t *testing.T) {
	o, ctx, id := newOffice(t), context.Background(), models.NewID()
	f := o.form()
	f.When, f.Capacity, f.Title[models.Japanese] = "いつか\x00", "many", ""
	d, _ := f.Check(time.Now())
	version, err := o.events.SaveDraft(ctx, o.organiser, id, 0, f, d)
	if err != nil || version != 1 {
		t.Fatal(version, err)
	}
	if again, err := o.events.SaveDraft(ctx, o.organiser, id, 0, f, d); err != nil || again != 1 {
		t.Errorf("sent again: version %d, %v", again, err)
	}
	e, kept, err := o.events.Form(ctx, o.organiser, id)
	if err != nil || kept.When != "いつか" || kept.Capacity != "many" || !kept.Same(f.Storable()) {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if e.State != models.Draft || e.Title.In(models.English) != "Our Event" || !e.StartsAt.IsZero() {
		t.Errorf("%+v", e)
	}
	if _, err := o.events.BySlug(ctx, e.Slug); !errors.Is(err, models.ErrNotFound) {
		t.Errorf("a draft is public: %v", err)
	}
}

func TestSaveDraft_refusesWhatIsBasedOnAnOldVersion(t *testing.T) {
	o, ctx, id := newOffice(t), context.Background(), models.NewID()
	f := o.form()
	if _, err := o.events.SaveDraft(ctx, o.organiser, id, 0, f, o.check(f)); err != nil {
		t.Fatal(err)
	}
	mine, theirs := f, f
	theirs.Join, mine.Join = "theirs", "mine"
	if v, err := o.events.SaveDraft(ctx, o.organiser, id, 1, theirs, o.check(theirs)); err != nil || v != 2 {
		t.Fatal(v, err)
	}
	for _, version := range []int64{0, 1} {
		_, err := o.events.SaveDraft(ctx, o.organiser, id, version, mine, o.check(mine))
		o.want(err, models.ErrStale)
		o.want(o.events.Publish(ctx, o.organiser, id, version, mine, o.check(mine)), models.ErrStale)
	}
	if _, kept, _ := o.events.Form(ctx, o.organiser, id); kept.Join != "theirs" {
		t.Errorf("overwritten with %q", kept.Join)
	}
}

func TestEvents_belongToTheOrganisersOfTheirHosts(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	id, f := o.publish(o.form()), o.form()
	draft := models.NewID()
	if _, err := o.events.SaveDraft(ctx, o.organiser, draft, 0, f, o.check(f)); err != nil {
		t.Fatal(err)
	}
	other := o.member(models.Grant{Role: models.Organiser, HostID: o.newHost()})
	moderator := o.member(models.Grant{Role: models.Moderator, EventID: id}, models.Grant{Role: models.Moderator, EventID: draft})
	for who, c := range map[string]struct {
		viewer models.Viewer
		want   error
	}{"another host's organiser": {other, models.ErrNotFound}, "a moderator": {moderator, models.ErrForbidden}, "nobody": {models.Viewer{}, models.ErrSignIn}} {
		acts := map[string]error{
			"cancel": last(o.events.CancelEvent(ctx, c.viewer, id, 1, models.Text{})), "begin": o.events.Begin(ctx, c.viewer, id),
			"end": o.events.EndEvent(ctx, c.viewer, id), "delete": o.events.DeleteDraft(ctx, c.viewer, draft),
			"publish": o.events.Publish(ctx, c.viewer, draft, 1, f, o.check(f)), "save draft": last(o.events.SaveDraft(ctx, c.viewer, draft, 1, f, o.check(f))),
			"save": last(o.events.Save(ctx, c.viewer, id, 1, f, o.check(f), true)),
		}
		_, _, acts["read"] = o.events.Form(ctx, c.viewer, id)
		for act, err := range acts {
			if !errors.Is(err, c.want) {
				t.Errorf("%s by %s: %v", act, who, err)
			}
		}
	}
	if n := o.count(`select count(*) from events where state = 'published'`) + o.count(`select count(*) from events where state = 'draft'`); n != 2 {
		t.Errorf("%d events are as before", n)
	}
	_, err := o.events.SaveDraft(ctx, moderator, models.NewID(), 0, f, o.check(f))
	o.want(err, models.ErrForbidden)
}

func last[A any](_ A, err error) error { return err }

func TestDraft_neverLosesWhoTypesIt(t *testing.T) {
	o, ctx, id := newOffice(t), context.Background(), models.NewID()
	f := o.form()
	f.Hosts = []models.ID{o.newHost(), models.NewID()} // not one that they act for, and one that does not exist
	d, _ := f.Check(time.Now())
	if _, err := o.events.SaveDraft(ctx, o.organiser, id, 0, f, d); err != nil {
		t.Fatal(err)
	}
	if got := o.event(id).HostIDs; len(got) != 1 || got[0] != o.host {
		t.Errorf("held by %v", got)
	}
	var problems models.Problems
	if err := o.events.Publish(ctx, o.organiser, id, 1, f, d); !errors.As(err, &problems) || problems["hosts"].Key == "" {
		t.Errorf("published for a host that does not exist: %v", err)
	}
	f.Hosts = f.Hosts[:1]
	if err := o.events.Publish(ctx, o.organiser, id, 1, f, o.check(f)); !errors.As(err, &problems) {
		t.Errorf("published for somebody else's host: %v", err)
	}
}

func TestPublish_givesEachEventAnAddressOfItsOwn(t *testing.T) {
	o := newOffice(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			f := o.form()
			if err := o.events.Publish(context.Background(), o.organiser, models.NewID(), 0, f, o.check(f)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, slug := range []string{"our-event", "our-event-2", "our-event-6"} {
		if n := o.count(`select count(*) from events where slug = $1`, slug); n != 1 {
			t.Errorf("%d events at %s", n, slug)
		}
	}
	f := o.form()
	f.Slug = "our-event"
	var problems models.Problems
	if err := o.events.Publish(context.Background(), o.organiser, models.NewID(), 0, f, o.check(f)); !errors.As(err, &problems) || problems["slug"].Key == "" {
		t.Errorf("a chosen address that is taken: %v", err)
	}
}

func TestPublish_linksPeopleWhomTheDirectoryKnows(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	o.exec(`insert into people (id, name, name_key, reading, affiliation) values ($1, '山田 花子', '山田花子', 'やまだ はなこ', '{"ja": "前の職場"}')`, models.NewID())
	id := o.publish(o.form())
	if n := o.count(`select count(*) from people`); n != 2 {
		t.Errorf("%d people, want 2", n)
	}
	items, err := o.events.Programme(ctx, id)
	if err != nil || len(items) != 4 {
		t.Fatal(len(items), err)
	}
	p := items[0].Parts[0]
	if p.Name != "山田 花子" || p.Reading == "" || p.Affiliation[models.Japanese] != "例示生協" {
		t.Errorf("announced as %+v", p)
	}
	if n := o.count(`select count(*) from people where affiliation->>'ja' = '前の職場'`); n != 1 {
		t.Error("the directory was changed by a programme")
	}
	if items[2].Kind != models.Break || items[2].Minutes != 10 || items[1].StartsAt.In(time.UTC).Format("15:04") != "07:30" {
		t.Errorf("%+v", items[1:3])
	}
}

func TestForm_isWrittenForAnEventThatNoFormMade(t *testing.T) {
	o, ctx := newOffice(t), context.Background()
	f := o.form()
	f.Capacity = "30"
	for _, l := range models.Langs {
		b, err := os.ReadFile("../testdata/tsunagaru.programme." + string(l) + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		f.About[l] = "About.\n\n" + string(b)
	}
	id := o.publish(f)
	const everything = `select string_agg(concat_ws(' ', i.position, i.kind, i.starts_at, i.minutes, i.title, i.note, p.role, p.honorific, p.affiliation, n.name), E'\n' order by i.position, p.position)
		from items i left join parts p on p.item_id = i.id left join people n on n.id = p.person_id where i.event_id = $1`
	var before, after string
	if err := o.db.SQL().QueryRow(everything, id).Scan(&before); err != nil {
		t.Fatal(err)
	}
	o.exec(`update events set typed = '{}' where id = $1`, id)
	e, written, err := o.events.Form(ctx, o.organiser, id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.events.Save(ctx, o.organiser, id, e.Version, written, o.check(written), true); err != nil {
		t.Fatal(err)
	}
	if err := o.db.SQL().QueryRow(everything, id).Scan(&after); err != nil || before != after {
		t.Errorf("saving it made\n%s\nof\n%s", after, before)
	}
	if now := o.event(id); now.Capacity != 30 || now.Slug != e.Slug || now.CalendarSequence != 0 || now.About[models.English] != "About." {
		t.Errorf("%+v", now)
	}
}

func TestDeleteDraft_leavesWhatIsPublic(t *testing.T) {
	o, ctx, draft := newOffice(t), context.Background(), models.NewID()
	f := o.form()
	id := o.publish(f)
	o.want(o.events.DeleteDraft(ctx, o.organiser, id), models.ErrMove)
	if _, err := o.events.SaveDraft(ctx, o.organiser, draft, 0, f, o.check(f)); err != nil {
		t.Fatal(err)
	}
	if err := o.events.DeleteDraft(ctx, o.organiser, draft); err != nil {
		t.Fatal(err)
	}
	o.want(o.events.DeleteDraft(ctx, o.organiser, draft), models.ErrNotFound)
	if n := o.count(`select count(*) from audit where act = 'event.delete'`); n != 1 {
		t.Errorf("%d lines of it in the audit", n)
	}
}
