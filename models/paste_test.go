package models

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func readPasted(t testing.TB, text string, lang Lang) Pasted {
	t.Helper()
	p, problem := ReadProgramme(text, time.Date(2026, 12, 16, 16, 0, 0, 0, mustZone(t, "Asia/Tokyo")), lang)
	if problem != nil {
		t.Fatal(problem)
	}
	return p
}

func sample(t testing.TB, lang Lang) string {
	t.Helper()
	b, err := os.ReadFile("testdata/tsunagaru.programme." + string(lang) + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// outline is one line an item: day, time, minutes, kind, title, people, note.
func outline(items []PastedItem) (lines []string) {
	for _, i := range items {
		s := fmt.Sprintf("%d %02d:%02d %d %s %s", i.Day, i.Start/60, i.Start%60, i.Minutes, i.Kind, i.Title)
		for _, p := range i.People {
			s += fmt.Sprintf(" | %s, %s, %s, %s", p.Name, p.Honorific, p.Affiliation, p.Role)
		}
		if i.Note != "" {
			s += fmt.Sprintf(" # %q", i.Note)
		}
		lines = append(lines, s)
	}
	return lines
}

func TestReadProgramme_readsTheFirstEventInEnglish(t *testing.T) {
	p := readPasted(t, sample(t, English), English)
	want := []string{
		"1 16:00 5 opening Opening | Shinichi Takasaki, Mr., Director, ILO Office for Japan, moderator",
		"1 16:05 10 screening Screening: Exploring Social and Solidarity Economy's (SSE) Development in Asia",
		"1 16:15 10 message Video message | Simel Esim, Ms., Manager, Cooperatives Unit, ILO, speaker",
		"1 16:25 25 presentation International trends around the SSE | Jürgen Schwettmann, Mr., former ILO official, speaker",
		"1 16:50 25 keynote Keynote: SSE practices in Japan | Kentaro Itami, Prof., Hosei University, speaker",
		"1 17:15 5 break Break",
		"1 17:20 30 panel Panel: Deepen the Understanding of the Social and Solidarity Economy (SSE) through Community Practices" +
			" | Mariko Tokoro, Ms., Chairperson, Ohsato Sogo Kanri Corporation, panelist" +
			" | Yutaka Aotake, Mr., Executive Director, Japan Cooperative Alliance, panelist" +
			" | Fumiko Kanematsu, Ms., Executive Director, Tokushima Council of Workers' Welfare, panelist" +
			" | Takahito Tsunemi, Mr., Financial Coordinator, Borderless Japan Corporation, panelist",
		"1 17:50 10 cross_questions Panelists question each other",
		"1 18:00 20 audience_qa Q&A with the participants",
		"1 18:20 5 wrap_up Wrap-up | Jürgen Schwettmann, Mr., , speaker",
		"1 18:25 5 closing Closing remarks | Masahiro Higa, Mr., Senior Managing Director, Japan Cooperative Alliance, speaker",
	}
	if diff := cmp.Diff(want, outline(p.Items)); diff != "" || p.About != "" || p.Unread != nil {
		t.Errorf("about %q, unread %v\n%s", p.About, p.Unread, diff)
	}
}

func TestReadProgramme_readsTheFirstEventInJapanese(t *testing.T) {
	p := readPasted(t, sample(t, Japanese), Japanese)
	want := []string{
		"1 16:00 5 opening 開会 | Shinichi Takasaki, 氏, ILO駐日事務所 駐日代表, moderator",
		"1 16:05 10 screening 映像上映「アジアにおける社会的連帯経済の発展」",
		"1 16:15 10 message ビデオメッセージ | Simel Esim, 氏, ILO協同組合ユニット長, speaker",
		"1 16:25 25 presentation 社会的連帯経済の国際的な潮流 | Jürgen Schwettmann, 氏, 元ILO職員, speaker",
		"1 16:50 25 keynote 基調講演：日本における社会的連帯経済の実践 | Kentaro Itami, 教授, 法政大学, speaker",
		"1 17:15 5 break 休憩",
		"1 17:20 30 panel パネル：地域の実践から社会的連帯経済の理解を深める" +
			" | Mariko Tokoro, 氏, 大里綜合管理株式会社 会長, panelist | Yutaka Aotake, 氏, 日本協同組合連携機構 専務理事, panelist" +
			" | Fumiko Kanematsu, 氏, 徳島県労働者福祉協議会 専務理事, panelist | Takahito Tsunemi, 氏, ボーダレス・ジャパン, panelist",
		"1 17:50 10 cross_questions パネリスト相互の質問",
		"1 18:00 20 audience_qa 参加者との質疑応答",
		"1 18:20 5 wrap_up まとめ | Jürgen Schwettmann, 氏, , speaker",
		"1 18:25 5 closing 閉会挨拶 | Masahiro Higa, 氏, 日本協同組合連携機構 専務理事, speaker",
	}
	if diff := cmp.Diff(want, outline(p.Items)); diff != "" || p.About != "" || p.Unread != nil {
		t.Errorf("about %q, unread %v\n%s", p.About, p.Unread, diff)
	}
}

func TestBilingual_matchesTheFirstEvent(t *testing.T) {
	start := time.Date(2026, 12, 16, 16, 0, 0, 0, mustZone(t, "Asia/Tokyo"))
	d := Bilingual(readPasted(t, sample(t, Japanese), Japanese), readPasted(t, sample(t, English), English))
	if len(d.Items) != 11 || len(d.People) != 9 {
		t.Fatalf("%d items, %d people: %v", len(d.Items), len(d.People), d.People)
	}
	parts := map[string][]string{}
	for _, i := range d.Items {
		if i.Title[Japanese] == "" || i.Title[English] == "" {
			t.Errorf("a title in one language only: %v", i.Title)
		}
		for _, p := range i.Parts {
			name := d.People[p.Person].Name
			parts[name] = append(parts[name], fmt.Sprintf("%s %s %s", i.Begins(start).Format("15:04"), i.Kind, p.Role))
		}
	}
	if diff := cmp.Diff([]string{"16:25 presentation speaker", "18:20 wrap_up speaker"}, parts["Jürgen Schwettmann"]); diff != "" {
		t.Error(diff)
	}
	want := DraftPerson{Name: "Kentaro Itami", Honorific: Text{Japanese: "教授", English: "Prof."}, Affiliation: Text{Japanese: "法政大学", English: "Hosei University"}}
	if diff := cmp.Diff(want, d.People[d.Items[4].Parts[0].Person]); diff != "" {
		t.Error(diff)
	}
}
