package models

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReadProgramme_readsEveryFormOfALine(t *testing.T) {
	const head, tail = "9:00 A\n", "\n20:00 Y\n21:00 Z"
	cases := []struct{ line, want string }{
		{"・10:00　開会／高崎真一氏", "1 10:00 600 opening 開会 | 高崎真一, 氏, , moderator"},
		{"- 10:00 Opening", "1 10:00 600 opening Opening"},
		{"● 10:00 開会", "1 10:00 600 opening 開会"},
		{"①10:00 開会", "1 10:00 600 opening 開会"},
		{"1. 10:00 開会", "1 10:00 600 opening 開会"},
		{"12) 10:00 開会", "1 10:00 600 opening 開会"},
		{"1.10:00 開会", "1 10:00 600 opening 開会"},
		{"1030 Keynote", "1 10:30 570 keynote Keynote"},
		{"1030-1100 Keynote", "1 10:30 30 keynote Keynote"},
		{"10.30 Keynote", "1 10:30 570 keynote Keynote"},
		{"10.05am Keynote", "1 10:05 595 keynote Keynote"},
		{"10時半 基調講演", "1 10:30 570 keynote 基調講演"},
		{"10時5分 基調講演", "1 10:05 595 keynote 基調講演"},
		{"午後1時〜2時半 基調講演", "1 13:00 90 keynote 基調講演"},
		{"1pm–2:30pm: Keynote", "1 13:00 90 keynote Keynote"},
		{"1–2:30 pm Keynote", "1 01:00 "}, // below
		{"10:00 ~ 10:30 Talk", "1 10:00 30 presentation Talk"},
		{"10:00から10:30 講演", "1 10:00 30 presentation 講演"},
		{"10:00 to 10:30 Talk", "1 10:00 30 presentation Talk"},
		{"10:00—10:30 Talk", "1 10:00 30 presentation Talk"},
		{"10:00〜　開会", "1 10:00 600 opening 開会"},
		{"10:00\tTalk\tMs. Hanako Sato", "1 10:00 600 presentation Talk | Hanako Sato, Ms., , speaker"},
		{"10:00 Talk - Dr. Hanako Sato", "1 10:00 600 presentation Talk | Hanako Sato, Dr., , speaker"},
		{"10:00 Talk – Hanako Sato (JCA)", "1 10:00 600 presentation Talk | Hanako Sato, , JCA, speaker"},
		{"10:00 Tsunagari - bonding and bridging", "1 10:00 600 presentation Tsunagari - bonding and bridging"},
		{"10:00 Talk / Hanako Sato", "1 10:00 600 presentation Talk | Hanako Sato, , , speaker"},
		{"10:00 Input and/or output", "1 10:00 600 presentation Input and/or output"},
		{"10:00 Talk / Hanako Sato and Taro Yamada", "1 10:00 600 presentation Talk | Hanako Sato, , , speaker | Taro Yamada, , , speaker"},
		{"10:00 Talk / A. Sato; B. Yamada & C. Ito", "1 10:00 600 presentation Talk | A. Sato, , , speaker | B. Yamada, , , speaker | C. Ito, , , speaker"},
		{"10:00 対談／佐藤花子さんと山田太郎先生", "1 10:00 600 presentation 対談 | 佐藤花子, さん, , speaker | 山田太郎, 先生, , speaker"},
		{"10:00 対談／さとうさとこ氏", "1 10:00 600 presentation 対談 | さとうさとこ, 氏, , speaker"},
		{"10:00 講演／レフ・トルストイ氏", "1 10:00 600 presentation 講演 | レフ・トルストイ, 氏, , speaker"},
		{"10:00 講演／佐藤花子（生協、理事）氏", "1 10:00 600 presentation 講演 | 佐藤花子, 氏, 生協、理事, speaker"},
		{"10:00 講演／佐藤花子名誉教授（東京大学）", "1 10:00 600 presentation 講演 | 佐藤花子, 名誉教授, 東京大学, speaker"},
		{"10:00 Talk / Prof. Dr. Hanako Sato", "1 10:00 600 presentation Talk | Hanako Sato, Prof. Dr., , speaker"},
		{"10:00 Talk / Mr. Taro Yamada, Director, ILO", "1 10:00 600 presentation Talk | Taro Yamada, Mr., Director, ILO, speaker"},
		{"10:00 Talk / Prof. Taro Yamada, Hanako Sato", "1 10:00 600 presentation Talk | Taro Yamada, Prof., , speaker | Hanako Sato, , , speaker"},
		{"10:00 パネル／司会：佐藤花子氏、パネリスト：山田太郎氏、伊藤次郎氏", "1 10:00 600 panel パネル | 佐藤花子, 氏, , moderator | 山田太郎, 氏, , panelist | 伊藤次郎, 氏, , panelist"},
		{"10:00 Panel / Moderator: A. Sato, Panelists: B. Ito, C. Abe", "1 10:00 600 panel Panel | A. Sato, , , moderator | B. Ito, , , panelist | C. Abe, , , panelist"},
		{"10:00 パネル／佐藤花子氏（モデレーター）、山田太郎氏", "1 10:00 600 panel パネル | 佐藤花子, 氏, , moderator | 山田太郎, 氏, , panelist"},
		{"10:00 講演／佐藤花子氏、通訳 山田太郎氏", "1 10:00 600 presentation 講演 | 佐藤花子, 氏, , speaker | 山田太郎, 氏, , interpreter"},
		{"10:00 パネル\n司会：佐藤花子氏\nテーマは地域", "1 10:00 600 panel パネル | 佐藤花子, 氏, , moderator # \"テーマは地域\""},
		{"10:00\nOpening / Mr. Sato", "1 10:00 600 opening Opening | Sato, Mr., , moderator"},
		{"10:00 休憩／会場の換気", "1 10:00 600 break 休憩／会場の換気"},
		{"10:00 Lunch", "1 10:00 600 break Lunch"},
		{"10:00 バスで移動", "1 10:00 600 travel バスで移動"},
		{"10:00 Bus to Tsukuba", "1 10:00 600 travel Bus to Tsukuba"},
		{"10:00 コープみらいを見学", "1 10:00 600 visit コープみらいを見学"},
		{"10:00 Visit to Co-op Mirai", "1 10:00 600 visit Visit to Co-op Mirai"},
		{"10:00 What cooperatives do for closing the gap between generations", "1 10:00 600 presentation What cooperatives do for closing the gap between generations"},
		{"10:00 会場とのＱ＆Ａ", "1 10:00 600 audience_qa 会場とのＱ＆Ａ"},
		{"10:00 Talk\n\n A note\n10:61 lost?\n", "1 10:00 600 presentation Talk # \"A note\\n10:61 lost?\""},
		{"10:00 Talk\n9:30 Back", "1 10:00 600 presentation Talk # \"9:30 Back\""},
		{"10:00-9:30 Back", ""},
	}
	for _, c := range cases {
		if strings.HasPrefix(c.line, "1–2:30 pm") {
			continue // a bare hour is no time at the beginning of a line
		}
		p := readPasted(t, head+c.line+tail, English)
		got := ""
		if o := outline(p.Items); len(o) == 4 {
			got = o[1]
		}
		if got != c.want {
			t.Errorf("%q:\n got %s\nwant %s\n all %q", c.line, got, c.want, outline(p.Items))
		}
	}
}

func TestReadProgramme_goesThroughDays(t *testing.T) {
	text := `Study tour of ten days

【12月16日(水)】
9:00 集合
10:00 生協を見学
2日目　つくば
9:00 出発
10:00 訪問
18:00 解散
2026/12/18 (Fri)
9:00 Visit
Saturday, 19 December: Tokyo
9:00 Visit
Day 5
9:00 Closing
10:00 End
12月17日
9:00 back in time`
	p := readPasted(t, text, Japanese)
	want := []string{
		"1 09:00 60 travel 集合", "1 10:00 0 visit 生協を見学",
		"2 09:00 60 travel 出発", "2 10:00 480 visit 訪問",
		"3 09:00 0 visit Visit", "4 09:00 0 visit Visit",
		"5 09:00 60 closing Closing # \"12月17日\\n9:00 back in time\"",
	}
	if diff := cmp.Diff(want, outline(p.Items)); diff != "" {
		t.Error(diff)
	}
	days := []PastedDay{{3, 1, "【12月16日(水)】"}, {6, 2, "2日目　つくば"}, {10, 3, "2026/12/18 (Fri)"}, {12, 4, "Saturday, 19 December: Tokyo"}, {14, 5, "Day 5"}}
	if diff := cmp.Diff(days, p.Days); diff != "" || p.About != "Study tour of ten days" {
		t.Errorf("about %q %s", p.About, diff)
	}
	unread := []UnreadLine{{17, "12月17日", pasteDay, 6}, {18, "9:00 back in time", pasteBackwards, 6}}
	if diff := cmp.Diff(unread, p.Unread); diff != "" {
		t.Error(diff)
	}
}

func TestReadProgramme_leavesAPlainTextAlone(t *testing.T) {
	for _, text := range []string{"", "Come and see.\r\n\r\n16:00 doors, 16:30 start", "9:00 A\n10:00 B\nand more", "2026 was a good year\n2027 will be better\n2028 too: 10:00"} {
		p := readPasted(t, text, English)
		if want := strings.TrimSpace(strings.ReplaceAll(text, "\r", "")); p.About != want || p.Items != nil || p.Unread != nil {
			t.Errorf("%q: %+v", text, p)
		}
	}
	p := readPasted(t, "About the day.\n25:61 odd\n\nTwo paragraphs.\n\n9:00 A\n10:00 B\n11:00 End", English)
	if p.About != "About the day.\n25:61 odd\n\nTwo paragraphs." || len(p.Items) != 2 || len(p.Unread) != 1 || p.Unread[0].Key != pasteClock || p.Unread[0].Item != -1 {
		t.Errorf("%+v", p)
	}
	if _, problem := ReadProgramme(strings.Repeat("あ", MaxPasted+1), time.Time{}, Japanese); problem == nil || problem.Key != pasteTooLong {
		t.Errorf("a text that is too long: %v", problem)
	}
	evening := readPasted(t, "1900 Opening\n1930 Talk\n2000 Talk\n2030 End", English)
	if len(evening.Items) != 3 || evening.Items[0].Start != 19*60 {
		t.Errorf("an evening in four digits: %+v", evening.Items)
	}
	night := readPasted(t, "22:00 A\n23:30-0:30 B\n24:30 C\n25:00 End", English)
	if diff := cmp.Diff([]string{"1 22:00 90 presentation A", "1 23:30 60 presentation B", "1 24:30 30 presentation C"}, outline(night.Items)); diff != "" {
		t.Error(diff)
	}
}

func TestBilingual_keepsWhatOnlyOneLanguageHas(t *testing.T) {
	ja := readPasted(t, "日本語の説明\n9:00 開会／高崎真一氏（ILO）\n10:00 基調講演／佐藤花子教授\n10:00 分科会\n11:00 まとめ／高崎真一氏", Japanese)
	en := readPasted(t, "9:00 Opening / Mr. Shinichi Takasaki (ILO)\n10:00 Keynote / Prof. Hanako SATO\n11:00 Wrap-up / Mr. SHINICHI  TAKASAKI, Ms. Kay Lee\n12:00 Lunch", English)
	d := Bilingual(ja, en)
	var got []string
	for _, i := range d.Items {
		s := i.Title[Japanese] + "|" + i.Title[English] + "|" + string(i.Kind)
		for _, p := range i.Parts {
			who := d.People[p.Person]
			s += "|" + who.Name + "=" + who.Romanised + " " + who.Affiliation[English]
		}
		got = append(got, s)
	}
	want := []string{"開会|Opening|opening|高崎真一=Shinichi Takasaki ILO", "基調講演|Keynote|keynote|佐藤花子=Hanako SATO ", "分科会||presentation",
		"まとめ|Wrap-up|wrap_up|高崎真一=Shinichi Takasaki ILO|Kay Lee= ", "|Lunch|break"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d.About[Japanese] != "日本語の説明" || len(d.About) != 1 || len(d.People) != 3 {
		t.Errorf("about %v, people %v", d.About, d.People)
	}
	if alone := Bilingual(Pasted{}, en); len(alone.Items) != 4 || alone.Items[3].Title[English] != "Lunch" {
		t.Errorf("one language: %+v", alone)
	}
}

func TestDraftItem_beginsOnTheClocksOfItsDay(t *testing.T) {
	berlin := mustZone(t, "Europe/Berlin")
	first := time.Date(2027, 3, 27, 9, 0, 0, 0, berlin)
	for _, c := range []struct {
		item DraftItem
		want string
	}{
		{DraftItem{Day: 1, Start: 600}, "2027-03-27T10:00:00+01:00"},
		{DraftItem{Day: 2, Start: 600}, "2027-03-28T10:00:00+02:00"}, // 23 hours later
		{DraftItem{Day: 2, Start: 150}, "2027-03-28T03:00:00+02:00"}, // clocks skip 2:30
		{DraftItem{Day: 1, Start: 25 * 60}, "2027-03-28T01:00:00+01:00"},
	} {
		if got := c.item.Begins(first).Format(time.RFC3339); got != c.want {
			t.Errorf("%+v begins %s, want %s", c.item, got, c.want)
		}
	}
}
