package models

import (
	"fmt"
	"strings"
	"testing"
)

// told writes a row as a test compares it: name|address|language|note, or what is wrong.
func told(r GuestRow) string {
	if r.Verdict == GuestUnread {
		return "? " + r.Problem.Key
	}
	s := fmt.Sprintf("%s|%s|%s|%s", r.Name, r.Email, r.Language, r.Note)
	if r.Verdict == GuestTwice {
		s += " twice"
	}
	return s
}

func TestReadGuests_readsWhatPeoplePaste(t *testing.T) {
	press := Category{ID: NewID(), Title: Text{"ja": "報道", "en": "Press"}}
	for text, want := range map[string]string{
		// mail programs
		"Amina Wanjiru <amina@example.org>":                                "Amina Wanjiru|amina@example.org|ja|",
		`"Wanjiru, Amina" <amina@example.org>; Ben Ali <ben@example.org>;`: "Amina Wanjiru|amina@example.org|ja| / Ben Ali|ben@example.org|ja|",
		"Wanjiru, Amina <amina@example.org>; ben@example.org":              "Amina Wanjiru|amina@example.org|ja| / |ben@example.org|ja|",
		"山田 花子 <hanako@example.jp>, 佐藤健 <sato@example.jp>":                 "山田 花子|hanako@example.jp|ja| / 佐藤健|sato@example.jp|ja|",
		"a@example.org, b@example.org；c@example.org":                       "|a@example.org|ja| / |b@example.org|ja| / |c@example.org|ja|",
		"山田花子様＜hanako＠example．jp＞":                                         "山田花子|hanako@example.jp|ja|",
		"'Amina Wanjiru' <mailto:amina@example.org>":                       "Amina Wanjiru|amina@example.org|ja|",
		"山田花子(hanako@example.jp)":                                          "山田花子|hanako@example.jp|ja|",
		// by hand
		"amina@example.org":                                    "|amina@example.org|ja|",
		"Amina Wanjiru, amina@example.org, en":                 "Amina Wanjiru|amina@example.org|en|",
		"amina@example.org, Amina Wanjiru":                     "Amina Wanjiru|amina@example.org|ja|",
		"en, Amina Wanjiru, amina@example.org":                 "Amina Wanjiru|amina@example.org|en|",
		"山田　花子、hanako@example.jp、英語":                           "山田 花子|hanako@example.jp|en|",
		"山田花子 様　hanako@example.jp":                             "山田花子|hanako@example.jp|ja|",
		"Amina Wanjiru amina@example.org English":              "Amina Wanjiru|amina@example.org|en|",
		"1. Amina, amina@example.org\n２．　Ben, b@example.org":   "Amina|amina@example.org|ja| / Ben|b@example.org|ja|",
		"・山田花子、毎日通信、hanako@example.jp":                         "山田花子|hanako@example.jp|ja|毎日通信",
		"山田花子, 毎日通信 <hanako@example.jp>, 日本語":                  "山田花子|hanako@example.jp|ja|毎日通信",
		"a@example.org, en, b@example.org, c@example.org, 日本語": "|a@example.org|en| / |b@example.org|ja| / |c@example.org|ja|",
		"鵜殿 udono@example.jp":                                  "鵜殿|udono@example.jp|ja|",
		// spreadsheets
		"山田花子\thanako@example.jp\ten":                          "山田花子|hanako@example.jp|en|",
		"\thanako@example.jp\t":                                "|hanako@example.jp|ja|",
		"Wanjiru, Amina\tamina@example.org\tKenya Co-op, Ltd.": "Amina Wanjiru|amina@example.org|ja|Kenya Co-op, Ltd.",
		"氏名\tメールアドレス\t所属\t言語\n山田花子 様\thanako@example.jp\t協同の会\tja\nAmina\tamina@example.org\tKenya\t英語": "山田花子|hanako@example.jp|ja|協同の会 / Amina|amina@example.org|en|Kenya",
		"First name,Last name,E-mail\nAmina,Wanjiru,amina@example.org":                                  "Amina Wanjiru|amina@example.org|ja|",
		"姓,名,メール\n山田,花子,hanako@example.jp":                                                              "山田 花子|hanako@example.jp|ja|",
		"\"Name\";\"E-Mail\"\n\"Ali \"\"Ben\"\"\";b@example.org":                                        `Ali "Ben"|b@example.org|ja|`,
		"Email\tName\n\nx\tNobody": "? guests.no_address",
		// what is wrong
		"Amina Wanjiru":                             "? guests.no_address",
		"amina@":                                    "? email.unread",
		"A, a@example.org\nB, A@EXAMPLE.org":        "A|a@example.org|ja| / B|A@example.org|ja| twice",
		"a\u202eb <a@example.org>":                  "? text.bidi",
		strings.Repeat("x", 300) + " a@example.org": "? text.too_long",
		"=1+1, a@example.org":                       "=1+1|a@example.org|ja|",
	} {
		rows, problem := ReadGuests(text, NewGuest{Language: Japanese}, []Category{press})
		var got []string
		for _, r := range rows {
			got = append(got, told(r))
		}
		if problem != nil || strings.Join(got, " / ") != want {
			t.Errorf("%.80q\n got %q %v\nwant %q", text, strings.Join(got, " / "), problem, want)
		}
	}
	rows, _ := ReadGuests("Amina, a@example.org, press, en\nBen, b@example.org", NewGuest{Language: Japanese}, []Category{press})
	if rows[0].CategoryID != press.ID || rows[0].Language != English || rows[0].Note != "" || rows[1].CategoryID != (ID{}) || rows[1].Line != 2 {
		t.Errorf("%+v", rows)
	}
}

func TestReadGuests_refusesNobodyAndTooMany(t *testing.T) {
	many := strings.Repeat("a@example.org\n", MaxGuests+1)
	for text, want := range map[string]string{"": guestsNobody, " \n\t\n": guestsNobody, "氏名\tメール": guestsNobody, many: guestsTooLong, strings.Repeat(";a@b.org", MaxGuests+2): guestsTooLong,
		strings.Repeat("\n", 1<<20): guestsTooLong} {
		if rows, problem := ReadGuests(text, NewGuest{}, nil); problem == nil || problem.Key != want {
			t.Errorf("%.20q: %d rows, %v, want %s", text, len(rows), problem, want)
		}
	}
}
