package manage_test

import (
	"archive/zip"
	"encoding/csv"
	"fmt"
	"io"
	"mime"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

// naughty are names that a spreadsheet, a parser or a careless program would take for something else.
var naughty = []string{
	`=cmd|' /C calc'!A0`, `@SUM(1+1)*cmd|' /C calc'!A0`, "＝1+1", "+81 3 1234 5678", "-2", "a,b;c\td", `"quoted" 'and' so`, " 山田 花子", "O'Brien",
	"NULL", "true", "0012", "1e5", "2026-12-16", "𠮷野家 髙﨑", "👨‍👩‍👧 family", "<b>&amp;</b>", "_x0041_", "مرحبا",
}

// asked puts a question into the event, from somebody who registered, and returns its number.
func asked(s *sitetest.Site, event models.ID, number int, name, text string, anonymity models.Anonymity) {
	s.T.Helper()
	person := models.NewID()
	email := fmt.Sprintf("p%d@example.org", number)
	s.Exec(`insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at)
		values ($1, $2, $2, $3, 'confirmed', $4, $5, $5, 'en', 'x', now())`, person, event, number, name, email)
	s.Exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language, translation, created_at)
		values ($1, $2, $3, 'pending', $4, $5, $6, 'before', $7, 'en', '{"ja": "訳"}', '2026-12-01T07:05:06Z')`,
		models.NewID(), event, number, person, name, anonymity, text)
}

// records reads a CSV as a strict parser does.
func records(t *testing.T, body string, comma rune) [][]string {
	t.Helper()
	body, bom := strings.CutPrefix(body, "\uFEFF")
	if !bom {
		t.Error("no byte order mark")
	}
	r := csv.NewReader(strings.NewReader(body))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// cell is the value under a title.
func cell(t *testing.T, rows [][]string, row int, title string) string {
	t.Helper()
	i := slices.Index(rows[0], title)
	if i < 0 {
		t.Fatalf("no column %q in %q", title, rows[0])
	}
	if i >= len(rows[row]) {
		return ""
	}
	return rows[row][i]
}

func workbook(t *testing.T, body string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func sheetRows(t *testing.T, f *excelize.File, sheet string) [][]string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestExports_areForWhoseRoleReaches(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	asked(s, event, 1, "Amina", "Why?", models.AskNamed)
	other := models.NewID()
	s.Exec(`insert into hosts (id, name) values ($1, '{"en": "Other"}')`, other)
	elsewhere, _ := s.Event(0)
	for who, v := range map[string]struct {
		b                        *sitetest.Browser
		questions, registrations int
	}{
		"owner":                      {s.Staff(models.Owner, models.ID{}), 200, 200},
		"organiser":                  {s.Staff(models.Organiser, s.Host), 200, 200},
		"another host's organiser":   {s.Staff(models.Organiser, other), 404, 404},
		"moderator":                  {s.Staff(models.Moderator, event), 200, 403},
		"moderator of another event": {s.Staff(models.Moderator, elsewhere), 404, 404},
		"nobody":                     {s.Browser(models.English), 303, 303},
	} {
		for file, want := range map[string]int{"questions.csv": v.questions, "questions.xlsx": v.questions,
			"registrations.csv": v.registrations, "registrations.xlsx": v.registrations} {
			a := v.b.Get("/manage/events/" + event.String() + "/" + file)
			if a.Status != want {
				t.Errorf("%s, %s: %d, want %d", who, file, a.Status, want)
			}
			if want != 200 && (a.Header.Get("Content-Disposition") != "" || strings.Contains(a.Body, "p1@example.org")) {
				t.Errorf("%s, %s: a refusal that is saved as a file, or tells an address", who, file)
			}
			if want == 303 && !strings.HasPrefix(a.Location(), "/sign-in") {
				t.Errorf("%s, %s: leads to %s", who, file, a.Location())
			}
		}
	}
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'export'`); n != 10 {
		t.Errorf("%d exports in the audit, want one for each file that was handed over", n)
	}
	s.Staff(models.Owner, models.ID{}).Get("/manage/events/" + models.NewID().String() + "/questions.csv").Want(404)
}

func TestExports_tellTheAuditWhoTookWhat(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	asked(s, event, 1, "Amina", "Why?", models.AskNamed)
	asked(s, event, 2, "Kofi", "How?", models.AskNamed)
	s.Staff(models.Organiser, s.Host).Get("/manage/events/" + event.String() + "/questions.xlsx").Want(200)
	if got := sitetest.One[string](s, `select a.name || ' ' || subject || ' ' || detail::text from audit join accounts a on a.id = account_id
		where act = 'export' and event_id = $1`, event); got != `organiser questions.xlsx {"rows": 2, "complete": true}` {
		t.Error(got)
	}
}

func TestExports_giveAwayNobodyWhoHid(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	asked(s, event, 1, "Secretname", "Who am I?", models.AskHidden)
	asked(s, event, 2, "Openname", "Who are you?", models.AskNamed)
	s.Exec(`insert into question_moves (id, act, question_id, from_state, to_state, version, before)
		select gen_random_uuid(), gen_random_uuid(), id, 'pending', 'withdrawn', 1, '{"name": "Secretname"}' from questions where number = 1`)
	for _, b := range []*sitetest.Browser{s.Staff(models.Owner, models.ID{}), s.Staff(models.Moderator, event)} {
		plain := b.Get("/manage/events/" + event.String() + "/questions.csv").Want(200).Body
		book := b.Get("/manage/events/" + event.String() + "/questions.xlsx").Want(200).Body
		for _, body := range append(unzipped(t, book), plain) {
			if strings.Contains(body, "Secretname") || strings.Contains(body, "p1@example.org") {
				t.Error("a file names who hid")
			}
		}
		rows := records(t, plain, ',')
		if cell(t, rows, 1, "質問者") != "" || cell(t, rows, 1, "氏名の公開") != "質問者の希望により非公開" || cell(t, rows, 2, "質問者") != "Openname" {
			t.Errorf("rows %q", rows)
		}
	}
}

// Moderators have no part in the registrations, so their file has no addresses.
func TestExports_ofQuestionsHaveAddressesForOrganisersOnly(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	asked(s, event, 1, "Amina", "Why?", models.AskNamed)
	path := "/manage/events/" + event.String() + "/questions.csv"
	if rows := records(t, s.Staff(models.Organiser, s.Host).Get(path).Want(200).Body, ','); cell(t, rows, 1, "メールアドレス") != "p1@example.org" {
		t.Errorf("organiser: %q", rows)
	}
	if body := s.Staff(models.Moderator, event).Get(path).Want(200).Body; strings.Contains(body, "example.org") || strings.Contains(body, "メールアドレス") {
		t.Errorf("moderator: %q", body)
	}
}

func unzipped(t *testing.T, body string) (parts []string) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, string(b))
	}
	return parts
}

func TestExports_bringNamesBackAsTheyWere(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	for i, name := range naughty {
		asked(s, event, i+1, name, name+"\nsecond line", models.AskNamed)
	}
	desk := s.Staff(models.Organiser, s.Host)
	at := "/manage/events/" + event.String()
	for what, title := range map[string]string{"registrations": "氏名", "questions": "質問者"} {
		plain := records(t, desk.Get(at+"/"+what+".csv").Want(200).Body, ',')
		book := workbook(t, desk.Get(at+"/"+what+".xlsx").Want(200).Body)
		typed := sheetRows(t, book, book.GetSheetName(0))
		if len(plain) != len(naughty)+1 || len(typed) != len(plain) {
			t.Fatalf("%s: %d and %d rows", what, len(plain), len(typed))
		}
		for i, name := range naughty {
			guarded := name
			if strings.ContainsRune("=+-@＝", []rune(name)[0]) {
				guarded = "'" + name
			}
			if got := cell(t, plain, i+1, title); got != guarded {
				t.Errorf("%s.csv: %q came back as %q", what, name, got)
			}
			if got := cell(t, typed, i+1, title); got != name {
				t.Errorf("%s.xlsx: %q came back as %q", what, name, got)
			}
			if what == "questions" && cell(t, typed, i+1, "質問（原文）") != name+"\nsecond line" {
				t.Errorf("xlsx: the question %q is another", name)
			}
		}
		for _, part := range unzipped(t, desk.Get(at+"/"+what+".xlsx").Body) {
			if strings.Contains(part, "<f>") || strings.Contains(part, "<f ") {
				t.Errorf("%s.xlsx holds a formula", what)
			}
		}
	}
}

func TestExports_showMomentsByTheEventsClockAndExactly(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	s.Exec(`update events set zone = 'Europe/Zurich' where id = $1`, event)
	asked(s, event, 1, "Amina", "Why?", models.AskNamed)
	b := s.Staff(models.Owner, models.ID{})
	rows := records(t, b.Get("/manage/events/"+event.String()+"/questions.csv?lang=en").Want(200).Body, ',')
	if got := cell(t, rows, 1, "Asked (Swiss time)"); got != "2026-12-01 08:05:06" {
		t.Errorf("clock %q", got)
	}
	if got := cell(t, rows, 1, "Asked (RFC 3339)"); got != "2026-12-01T08:05:06+01:00" {
		t.Errorf("exactly %q", got)
	}
	if got := cell(t, rows, 1, "Decided (Swiss time)"); got != "" {
		t.Errorf("undecided, yet %q", got)
	}
	book := workbook(t, b.Get("/manage/events/"+event.String()+"/questions.xlsx").Want(200).Body)
	typed := sheetRows(t, book, "Questions")
	at := slices.Index(typed[0], "Asked (Swiss time)")
	name, err := excelize.CoordinatesToCellName(at+1, 2)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := book.GetCellValue("Questions", name, excelize.Options{RawCellValue: true})
	if err != nil || !strings.HasPrefix(raw, "46357.3368") { // 1 December 2026, 08:05:06, in days since 1900
		t.Errorf("the date is %q in the workbook: %v", raw, err)
	}
	if typed[1][at] != "2026-12-01 08:05:06" {
		t.Errorf("and shows as %q", typed[1][at])
	}
}

func TestExports_takeTheReadersWordsAndTheEventsName(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	asked(s, event, 1, "Amina", "Why?", models.AskNamed)
	s.Exec(`update questions set state = 'declined', decline_reason = 'no_time'`)
	b := s.Staff(models.Owner, models.ID{})
	day := sitetest.One[string](s, `select to_char(starts_at at time zone 'Asia/Tokyo', 'YYYYMMDD') from events`)
	for lang, want := range map[models.Lang][]string{
		models.Japanese: {"質問_つながる社会的連帯経済_" + day, "状態", "見送り", "時間の都合のため"},
		models.English:  {"questions_Connecting economies_" + day, "Status", "Declined", "No time"},
	} {
		a := b.Get("/manage/events/" + event.String() + "/questions.csv?lang=" + string(lang)).Want(200)
		_, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		if err != nil || params["filename"] != want[0]+".csv" {
			t.Errorf("%s: saved as %q: %v", lang, params["filename"], err)
		}
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Errorf("headers %v", a.Header)
		}
		rows := records(t, a.Body, ',')
		if got := cell(t, rows, 1, want[1]); got != want[2] {
			t.Errorf("%s: state %q", lang, got)
		}
		if !slices.Contains(rows[1], want[3]) {
			t.Errorf("%s: no reason in %q", lang, rows[1])
		}
	}
}

func TestExports_separateAsTheAddressSays(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	asked(s, event, 1, "a;b,c", "Why?", models.AskNamed)
	b := s.Staff(models.Owner, models.ID{})
	path := "/manage/events/" + event.String() + "/registrations.csv"
	for query, comma := range map[string]rune{"": ',', "?sep=;": ';', "?sep=%3B": ';', "?sep=tab": '\t', "?sep=,&bom=1": ','} {
		if rows := records(t, b.Get(path+query).Want(200).Body, comma); len(rows) != 2 || cell(t, rows, 1, "氏名") != "a;b,c" {
			t.Errorf("%s: %q", query, rows)
		}
	}
	if body := b.Get(path + "?bom=0").Want(200).Body; !strings.HasPrefix(body, "番号,") || !strings.HasSuffix(body, "\r\n") {
		t.Errorf("without a mark: %.30q", body)
	}
	for _, query := range []string{"?sep=x", "?bom=maybe", "?sep=%zz"} {
		b.Get(path + query).Want(400)
	}
}

func TestExports_countVotesOnceAndThoseBefore(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	for n := 1; n <= 4; n++ {
		asked(s, event, n, fmt.Sprint("Person ", n), "Why?", models.AskNamed)
	}
	s.Exec(`update questions set state = 'merged', merged_into = (select id from questions where number = 1) where number = 2`)
	vote := func(person, question int, after string) {
		s.Exec(`insert into votes (question_id, registration_id, created_at)
			select q.id, r.id, e.starts_at + $3::interval from questions q, registrations r, events e where q.number = $1 and r.number = $2`, question, person, after)
	}
	vote(1, 1, "-1 hour")
	vote(1, 2, "-1 hour") // the same person for both
	vote(2, 2, "1 hour")
	vote(3, 1, "1 hour")
	rows := records(t, s.Staff(models.Owner, models.ID{}).Get("/manage/events/"+event.String()+"/questions.csv?lang=en").Want(200).Body, ',')
	for title, want := range map[string]string{"Votes": "3", "Votes before the event": "1", "Votes merged in": "1", "Merged from": "2", "Merged into": ""} {
		if got := cell(t, rows, 1, title); got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
	if got := cell(t, rows, 2, "Merged into"); got != "1" {
		t.Errorf("merged into %q", got)
	}
}

func TestExports_sumUpAndListTheMoves(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	for n := 1; n <= 3; n++ {
		asked(s, event, n, "Amina", "Why?", models.AskNamed)
	}
	s.Exec(`update questions set state = 'answered', answer_mode = 'spoken', decided_at = created_at + interval '90 s', live_at = '2026-12-16T08:00:00Z',
		answered_at = '2026-12-16T08:02:30Z' where number = 1`)
	b := s.Staff(models.Owner, models.ID{})
	s.Exec(`insert into question_moves (id, act, question_id, account_id, from_state, to_state, version, before)
		select gen_random_uuid(), gen_random_uuid(), q.id, a.id, 'pending', 'approved', 2, '{}' from questions q, accounts a where number = 1`)
	book := workbook(t, b.Get("/manage/events/"+event.String()+"/questions.xlsx?lang=en").Want(200).Body)
	if got := book.GetSheetList(); !slices.Equal(got, []string{"Questions", "Summary", "Audit"}) {
		t.Fatalf("sheets %q", got)
	}
	questions := sheetRows(t, book, "Questions")
	if got := cell(t, questions, 1, "Time on stage"); got != "0:02:30" {
		t.Errorf("on stage %q", got)
	}
	if got := cell(t, questions, 1, "Moderated by"); got != "owner" {
		t.Errorf("moderated by %q", got)
	}
	var said []string
	for _, r := range sheetRows(t, book, "Summary")[1:] {
		said = append(said, strings.Join(r, " "))
	}
	want := []string{"All questions  3", "Status New 2 67", "Status Answered 1 33", "Language English 3 100", "From asking to decision (median)    0:01:30"}
	if !slices.Equal(said, want) {
		t.Errorf("summary\n%q, want\n%q", said, want)
	}
	moves := sheetRows(t, book, "Audit")
	if len(moves) != 2 || cell(t, moves, 1, "Moved by") != "owner" || cell(t, moves, 1, "From") != "New" || cell(t, moves, 1, "To") != "Approved" {
		t.Errorf("moves %q", moves)
	}
}

// many fills the event with n questions of 1.5 kB, and as many people.
func many(s *sitetest.Site, event models.ID, n int) {
	s.Exec(`insert into registrations (id, event_id, category_id, number, state, name, email, email_key, language, consent, consent_at)
		select gen_random_uuid(), $1, $1, i, 'confirmed', '名前' || i, 'p' || i || '@example.org', 'p' || i || '@example.org', 'ja', 'x', now() from generate_series(1, $2) i`, event, n)
	s.Exec(`insert into questions (id, event_id, number, state, registration_id, name, anonymity, channel, text, language)
		select gen_random_uuid(), $1, number, 'pending', id, name, 'named', 'before', repeat('長い質問です', 80) || number, 'ja' from registrations where event_id = $1`, event)
	s.Exec(`analyze`)
}

// held is what the last collection found to be in use.
func held() uint64 {
	runtime.GC()
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// peakWhile tells how much more than before is held at any moment of do.
func peakWhile(do func()) int64 {
	before, peak := held(), uint64(0)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(200 * time.Millisecond):
				peak = max(peak, held())
			}
		}
	}()
	do()
	close(stop)
	<-stopped
	return int64(peak) - int64(before)
}

func TestExports_takeConstantMemory(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	const n = 30_000 // 92 MB as CSV
	many(s, event, n)
	b := s.Staff(models.Owner, models.ID{})
	// Some of it is what is made while the collector runs, the more the busier the machine, and in a workbook 16 MB of each sheet before it goes to a file.
	for file, limit := range map[string]int64{"questions.csv": 52 << 20, "questions.xlsx": 128 << 20,
		"registrations.csv?encoding=cp932": 52 << 20, "registrations.xlsx": 128 << 20} {
		b.Get("/manage/events/" + event.String() + "/registrations.csv?q=nobody").Want(200) // what is made once
		size := int64(0)
		rise := peakWhile(func() { size = b.Measure("/manage/events/" + event.String() + "/" + file) })
		t.Logf("%s: %d bytes, %d kB more in memory", file, size, rise>>10)
		if rise > limit {
			t.Errorf("%s: %d MB more in memory", file, rise>>20)
		}
		if file == "questions.csv" && size < n*1400 {
			t.Errorf("only %d bytes", size)
		}
	}
	if got := sitetest.One[int](s, `select count(*) from audit where act = 'export' and detail->>'rows' = '30000'`); got != 4 {
		t.Errorf("%d complete files in the audit", got)
	}
}

func TestExports_breakOffWhenTheDatabaseDoes(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	const n = 12_000 // 18 MB: more than the sockets hold
	many(s, event, n)
	killed := 0
	got, err := s.Staff(models.Owner, models.ID{}).Stream("/manage/events/"+event.String()+"/questions.csv", func(int64) {
		if killed == 0 {
			killed = sitetest.One[int](s, `select count(pg_terminate_backend(pid)) from pg_stat_activity
				where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`)
		}
	})
	if killed == 0 || err == nil || got > n*1400 {
		t.Errorf("%d killed; %d bytes and the error %v: it looks like a whole file", killed, got, err)
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) { // the answer broke before the audit was written
		if sitetest.One[int](s, `select count(*) from audit where act = 'export' and detail->>'complete' = 'false' and (detail->>'rows')::int between 1 and $1`, n-1) == 1 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the audit does not know of a broken-off export")
		}
	}
}
