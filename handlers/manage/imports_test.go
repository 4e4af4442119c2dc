package manage_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
	"tsudoi/models/store"
)

// brought uploads a table and returns the address of its preview.
func brought(t *testing.T, b *sitetest.Browser, event models.ID, file, content string) string {
	t.Helper()
	a := b.Upload("/manage/events/"+event.String()+"/import", nil, map[string][2]string{"file": {file, content}})
	return a.Want(303).Location()
}

// counts are the figures of a preview or a result, by verdict.
func counts(a *sitetest.Answer) string {
	var out []string
	for _, n := range a.All("ul.plain li") {
		out = append(out, strings.Join(strings.Fields(textOf(n)), " "))
	}
	return strings.Join(out, ", ")
}

func imported(t *testing.T, b *sitetest.Browser, at string) *sitetest.Answer {
	t.Helper()
	a := b.Get(at).Want(200)
	b.Post(at+"/run", url.Values{"version": {a.Attr("form[action$=run] [name=version]", "value")}, "agreed": {"1"}}).Want(303)
	return b.Get(at).Want(200)
}

func people(s *sitetest.Site, event models.ID) string {
	return sitetest.One[string](s, `select coalesce(string_agg(concat_ws(' ', number, state, name, email, language, source, nullif(reference, '')), '; ' order by number), '')
		from registrations where event_id = $1`, event)
}

func TestImport_showsEveryRowAndWritesNothingBeforeItIsAsked(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(3)
	arrives(s, event, "Old name", "amina@example.org", models.English)
	b := s.Staff(models.Organiser, s.Host)
	at := brought(t, b, event, "名簿.csv", "\uFEFF整理番号,お名前,メール,言語\r\nA1,Amina,AMINA@example.org,English\r\nA2,山田 花子,hana@example.jp,\r\n"+
		"A3,佐藤 健,ken@example.jp,日本語\r\nA4,=1+1,formula@example.org,\r\nA2,Twin,ｈａｎａ＠example.jp,\r\n,,x@example.org,\r\nA7,Bad,nowhere,\r\nA8,\xe5\x81,g@example.org,\r\nA9,Torn")
	a := b.Get(at + "?lang=en").Want(200)
	if got := counts(a); got != "New 3, Corrected 1, Duplicate 1, Cannot be imported 4" {
		t.Error(got)
	}
	if got := a.Text("section.card p"); got != "Of the new ones: Confirmed 2, Waiting list 1" {
		t.Error(got)
	}
	for _, want := range []string{"Same address as row 3.", "The name is missing.", "does not look like an e-mail address", "Column B has characters that cannot be read.",
		"The file ends in the middle of this row.", "(was: Old name)", "名簿.csv", "UTF-8", "separated by commas", "Import 4 rows"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("the preview does not say %q", want)
		}
	}
	if got := people(s, event); got != "1 confirmed Old name amina@example.org en form" {
		t.Errorf("written already: %s", got)
	}
	if got := counts(imported(t, b, at)); got != "New 3, Corrected 1, Duplicate 1, Cannot be imported 4" {
		t.Error(got)
	}
	want := "1 confirmed Amina amina@example.org en form A1; 2 confirmed 山田 花子 hana@example.jp ja import A2; 3 confirmed 佐藤 健 ken@example.jp ja import A3; " +
		"4 waitlisted =1+1 formula@example.org ja import A4"
	if got := people(s, event); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if n := sitetest.One[int](s, `select count(*) from mails where kind in ('confirmed', 'waitlisted')`); n != 4 {
		t.Errorf("%d letters", n)
	}
	if n := sitetest.One[int](s, `select count(*) from imports where content is not null`); n != 0 {
		t.Error("the table is still kept")
	}
}

func TestImport_againChangesNothing(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	b := s.Staff(models.Organiser, s.Host)
	const table = "name,email,ref\nAmina,amina@example.org,1\nBen,ben@example.org,2\nChi,chi@例え.jp,3\n"
	at := brought(t, b, event, "a.csv", table)
	imported(t, b, at)
	before := people(s, event) + sitetest.One[string](s, `select count(*)::text || max(created_at)::text from mails`)
	b.Post(at+"/run", url.Values{"version": {"1"}, "agreed": {"1"}}).Want(303) // the button pressed again
	again := brought(t, b, event, "a.csv", strings.ReplaceAll(table, "chi@例え.jp", "CHI@xn--r8jz45g。jp"))
	if got := counts(b.Get(again)); got != "登録済み（変更なし） 3" {
		t.Error(got)
	}
	b.Post(again+"/run", url.Values{"version": {"1"}, "agreed": {"1"}}).Want(303)
	if after := people(s, event) + sitetest.One[string](s, `select count(*)::text || max(created_at)::text from mails`); after != before {
		t.Errorf("\n was %s\n now %s", before, after)
	}
	// By its reference a person is found under a new address, gets the links there, and the old links are void.
	moved := brought(t, b, event, "a.csv", "name,email,ref\nBen Ali,ben@new.example,2\n")
	imported(t, b, moved)
	if got := people(s, event); !strings.Contains(got, "2 confirmed Ben Ali ben@new.example ja import 2") {
		t.Error(got)
	}
	if got := sitetest.One[string](s, `select link_version || ' ' || count(m.id) from registrations r join mails m on m.registration_id = r.id and m.kind = 'links'
		where r.number = 2 group by r.id`); got != "2 1" {
		t.Error(got)
	}
}

func TestImport_registersNobodyWhoLeft(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	id := arrives(s, event, "Amina", "amina@example.org", models.English)
	if err := store.NewRegistrations(s.DB).Cancel(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	b := s.Staff(models.Organiser, s.Host)
	at := brought(t, b, event, "a.csv", "name,email\nAmina,amina@example.org\n")
	if got := counts(b.Get(at)); got != "対象外 1" {
		t.Error(got)
	}
	b.Post(at+"/run", url.Values{"version": {"1"}, "agreed": {"1"}}).Want(303)
	if got := people(s, event); strings.Contains(got, "import") {
		t.Error(got)
	}
}

func TestImport_decidesByWhatIsThenNotByThePreview(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(2)
	b := s.Staff(models.Organiser, s.Host)
	at := brought(t, b, event, "a.csv", "name,email\nAmina,amina@example.org\nBen,ben@example.org\n")
	if got := b.Get(at).Text("section.card p"); !strings.Contains(got, "確定 2") {
		t.Error(got)
	}
	arrives(s, event, "Quick", "quick@example.org", models.English)
	arrives(s, event, "Amina", "amina@example.org", models.Japanese)
	if got := counts(imported(t, b, at)); got != "新規 1, 登録済み（変更なし） 1" {
		t.Error(got)
	}
	if got := people(s, event); !strings.HasSuffix(got, "3 waitlisted Ben ben@example.org ja import") {
		t.Error(got)
	}
}

func TestImport_readsExcelsShiftJISAndWhatIsPasted(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	b := s.Staff(models.Organiser, s.Host)
	sjis, err := japanese.ShiftJIS.NewEncoder().String("氏名,メールアドレス\r\n髙橋 ①郎,t@example.jp\r\n\"山﨑\r\n花子\",h@example.jp\r\n")
	if err != nil {
		t.Fatal(err)
	}
	at := brought(t, b, event, "名簿.csv", sjis)
	if a := b.Get(at); !strings.Contains(a.Body, "髙橋 ①郎") || !strings.Contains(a.Body, "シフトJIS") || counts(a) != "新規 1, 取り込み不可 1" {
		t.Errorf("%s", counts(a)) // a name of two lines is none
	}
	pasted := b.Post("/manage/events/"+event.String()+"/import", url.Values{"rows": {"First name\tLast name\tE-mail\r\nAmina\tDiallo\tamina@example.org"}}).Want(303).Location()
	if a := b.Get(pasted); !strings.Contains(a.Body, "Amina Diallo") || counts(a) != "新規 1" {
		t.Error(counts(a))
	}
}

func TestImport_letsTheColumnsBeChosen(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	b := s.Staff(models.Organiser, s.Host)
	at := brought(t, b, event, "a.csv", "who,where,lang\n12,amina@example.org,en\n13,ben@example.org,\n")
	a := b.Get(at).Want(200)
	if len(a.All("form[action$=run]")) != 0 || !strings.Contains(a.Body, "氏名の列とメールアドレスの列を選んでください") {
		t.Error("it would import without names")
	}
	choice := url.Values{"version": {"1"}, "column_1": {"name"}, "column_2": {"email"}, "column_3": {"language"}, "language": {"ja"}, "letters": {"no"}}
	b.Post(at, choice).Want(303)
	b.Post(at, choice).Want(409) // on a page that is no longer so
	b.Post(at+"/run", url.Values{"version": {"1"}, "agreed": {"1"}}).Want(409)
	b.Post(at+"/run", url.Values{"version": {"2"}}).Want(422)
	imported(t, b, at)
	if got := people(s, event); got != "1 confirmed 12 amina@example.org en import; 2 confirmed 13 ben@example.org ja import" {
		t.Error(got)
	}
	if n := sitetest.One[int](s, `select count(*) from mails`); n != 0 {
		t.Errorf("%d letters that were not wanted", n)
	}
}

func TestImport_refusesWhatIsNoTable(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	b := s.Staff(models.Organiser, s.Host)
	for want, content := range map[string]string{
		"ファイルを選ぶか":   "",
		"表として読み取れ":   "\x89PNG\r\n\x1a\n\x00\x00",
		"古い形式":       "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
		"50000行を超えて": strings.Repeat("a,b\n", 50_001),
		"8MBまで":      strings.Repeat("長い名前,b@example.org\n", 400_000),
	} {
		a := b.Upload("/manage/events/"+event.String()+"/import", nil, map[string][2]string{"file": {"x.csv", content}}).Want(422)
		if got := a.Text(".esum"); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if n := sitetest.One[int](s, `select count(*) from imports`); n != 0 {
		t.Errorf("%d kept", n)
	}
}

func TestImport_isForTheOrganisersOfItsEvent(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	elsewhere, _ := s.Event(0)
	other := models.NewID()
	s.Exec(`insert into hosts (id, name) values ($1, '{"en": "Other"}')`, other)
	at := brought(t, s.Staff(models.Organiser, s.Host), event, "a.csv", "name,email\nAmina,amina@example.org\n")
	id := at[strings.LastIndex(at, "/")+1:]
	run := url.Values{"version": {"1"}, "agreed": {"1"}}
	for who, c := range map[string]struct {
		b    *sitetest.Browser
		at   string
		want int
	}{
		"a colleague":              {s.Staff(models.Organiser, s.Host), at, 200},
		"a moderator":              {s.Staff(models.Moderator, event), at, 403},
		"another host's organiser": {s.Staff(models.Organiser, other), at, 404},
		"by way of another event":  {s.Staff(models.Owner, models.ID{}), "/manage/events/" + elsewhere.String() + "/import/" + id, 404},
	} {
		if got := c.b.Get(c.at).Status; got != c.want {
			t.Errorf("%s: %d", who, got)
		}
		if c.want == 200 {
			continue
		}
		if got := c.b.Post(c.at+"/run", run).Status; got != c.want {
			t.Errorf("%s runs it: %d", who, got)
		}
		if c.b.Post(c.at+"/discard", nil); sitetest.One[int](s, `select count(*) from imports`) != 1 {
			t.Fatalf("%s discarded it", who)
		}
	}
	s.Exec(`update imports set expires_at = now() - interval '1 second'`)
	owner := s.Staff(models.Owner, models.ID{})
	owner.Get(at).Want(404)
	brought(t, owner, event, "b.csv", "name,email\nBen,ben@example.org\n")
	if n := sitetest.One[int](s, `select count(*) from imports`); n != 1 || people(s, event) != "" {
		t.Errorf("%d kept, people %s", n, people(s, event))
	}
}

// An import that ends half-way goes on where it ended.
func TestImport_goesOnWhereItWasCutOff(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(600)
	b := s.Staff(models.Organiser, s.Host)
	var table strings.Builder
	table.WriteString("name,email\n")
	for i := range 1200 {
		fmt.Fprintf(&table, "Person %d,p%d@example.org\n", i, i)
	}
	at := brought(t, b, event, "a.csv", table.String())
	// The second batch meets what the database refuses.
	s.Exec(`create function refuse() returns trigger language plpgsql as $$ begin if new.email = 'p700@example.org' then raise 'no'; end if; return new; end $$`)
	s.Exec(`create trigger refuse before insert on registrations for each row execute function refuse()`)
	b.Post(at+"/run", url.Values{"version": {"1"}, "agreed": {"1"}}).Want(500)
	if n := sitetest.One[int](s, `select count(*) from registrations`); n != 500 {
		t.Errorf("%d registrations of the first batch", n)
	}
	s.Exec(`drop trigger refuse on registrations`)
	if a := b.Get(at).Want(200); !strings.Contains(a.Body, "500行まで済んでいます") || counts(a) != "新規 700, 登録済み（変更なし） 500" {
		t.Error(counts(a))
	}
	if got := counts(imported(t, b, at)); got != "新規 1200" {
		t.Error(got)
	}
	if got := sitetest.One[string](s, `select count(*) || ' ' || count(*) filter (where state = 'confirmed') || ' ' || max(number) || ' ' || (select count(*) from mails) from registrations`); got != "1200 600 1200 1200" {
		t.Error(got)
	}
}
