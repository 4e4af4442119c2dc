package manage_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"tsudoi/handlers/sitetest"
	"tsudoi/models"
)

func TestExportChoice_takesTheColumnsAndTheFilter(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(1)
	arrives(s, event, "山田 花子", "hana@example.jp", models.Japanese)
	arrives(s, event, "Amina", "amina@example.org", models.English)
	field := models.NewID()
	s.Exec(`insert into fields (id, event_id, position, kind, label, options) values ($1, $2, 1, 'one', '{"ja": "お食事", "en": "Meal"}', '[{"id": "v", "label": {"ja": "菜食", "en": "Vegetarian"}}]')`, field, event)
	s.Exec(`insert into answers (registration_id, field_id, value) select id, $1, '["v"]' from registrations where name = 'Amina'`, field)
	b := s.Staff(models.Organiser, s.Host)
	list := "/manage/events/" + event.String() + "/registrations"
	a := b.Get(list + "?state=waitlisted&lang=en").Want(200)
	page := b.Get(a.Attr(`a[href*="/registrations/export"]`, "href")).Want(200)
	all := len(page.All("input[name=col]"))
	if checked := len(page.All("input[name=col][checked]")); checked != all || all < 15 {
		t.Errorf("%d of %d columns chosen at first", checked, all)
	}
	if got := page.Attr("input[type=hidden][name=state]", "value"); got != "waitlisted" {
		t.Errorf("the filter is %q", got)
	}
	// What the form sends, to the page itself and to each file.
	q := "?" + url.Values{"state": {"waitlisted"}, "col": {"email", "a_" + field.String(), "registrant", "nonsense"}}.Encode()
	kept := b.Get(list + "/export" + q).Want(200)
	if got := len(kept.All("input[name=col][checked]")); got != 3 {
		t.Errorf("%d columns kept in the link", got)
	}
	want := [][]string{{"Name", "E-mail", "Meal"}, {"Amina", "amina@example.org", "Vegetarian"}}
	for _, file := range []string{".csv", ".xlsx"} {
		body := b.Get(list + file + q).Want(200).Body
		var rows [][]string
		if file == ".csv" {
			rows = records(t, body, ',')
		} else {
			book := workbook(t, body)
			rows = sheetRows(t, book, book.GetSheetName(0))
		}
		if len(rows) != 2 || !slices.Equal(rows[0], want[0]) || !slices.Equal(rows[1], want[1]) {
			t.Errorf("%s: %q", file, rows)
		}
	}
	if got := sitetest.One[int](s, `select count(*) from audit where act = 'export'`); got != 2 {
		t.Errorf("%d files in the audit", got)
	}
}

func TestExportChoice_tellsWhatShiftJISCannotHold(t *testing.T) {
	s := sitetest.New(t)
	event, _ := s.Event(0)
	arrives(s, event, "髙﨑 〜", "t@example.jp", models.Japanese)
	b := s.Staff(models.Organiser, s.Host)
	path := "/manage/events/" + event.String() + "/registrations.csv?encoding=cp932&col=registrant"
	sjis := func(a *sitetest.Answer) string {
		t.Helper()
		text, err := japanese.ShiftJIS.NewDecoder().String(a.Body)
		if err != nil || a.Header.Get("Content-Type") != "text/csv; charset=Shift_JIS" {
			t.Errorf("%s: %v", a.Header.Get("Content-Type"), err)
		}
		return text
	}
	if got := sjis(b.Get(path).Want(200)); got != "氏名\r\n髙﨑 ～\r\n" {
		t.Errorf("%q", got)
	}
	arrives(s, event, "𠮷野 <b>", "y@example.jp", models.Japanese)
	told := b.Get(path).Want(200)
	if got := told.Text("tbody"); got != "3氏名𠮷野 <b>𠮷 (U+20BB7)" || told.Header.Get("Content-Disposition") != "" {
		t.Errorf("%q %v", got, told.Header)
	}
	if n := sitetest.One[int](s, `select count(*) from audit where act = 'export'`); n != 1 {
		t.Errorf("%d files in the audit: a page is none", n)
	}
	if got := sjis(b.Get(told.Attr("main a[href*=replace]", "href")).Want(200)); got != "氏名\r\n髙﨑 ～\r\n〓野 <b>\r\n" {
		t.Errorf("%q", got)
	}
	if rows := records(t, b.Get(told.Attr("main a.pri", "href")).Want(200).Body, ','); rows[2][0] != "𠮷野 <b>" {
		t.Errorf("%q", rows)
	}
	b.Get(strings.Replace(path, "cp932", "klingon", 1)).Want(400)
	s.Staff(models.Moderator, event).Get(path).Want(403)
}
