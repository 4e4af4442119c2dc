package models

import (
	"slices"
	"strings"
	"testing"
)

func importRows(table ...string) (rows []ImportRow) {
	for i, line := range table {
		rows = append(rows, ImportRow{Number: i + 1, Cells: strings.Split(line, "|"), Column: -1})
	}
	return rows
}

func TestGuessImportColumns_knowsHeadingsInBothLanguages(t *testing.T) {
	for table, want := range map[string][]ImportField{
		"お名前（必須）|メールアドレス *|言語|参加区分|整理番号":                      {ImportName, ImportEmail, ImportLanguage, ImportCategory, ImportReference},
		"Name|E-mail address|Language|Category|Reference No.": {ImportName, ImportEmail, ImportLanguage, ImportCategory, ImportReference},
		"ＮＡＭＥ|Ｅ－ｍａｉｌ|所属":                                      {ImportName, ImportEmail, ""},
		"ﾒｰﾙｱﾄﾞﾚｽ|氏 名|ふりがな":                                   {ImportEmail, ImportName, ""},
		"Name / 氏名|mail|Email":                                {ImportName, ImportEmail, ""},
		"姓|名|電子メール":                                           {ImportFamily, ImportGiven, ImportEmail},
		"First name|Last name|EMAIL":                          {ImportGiven, ImportFamily, ImportEmail},
		"お名前\n(漢字)|メール":                                       {ImportName, ImportEmail},
	} {
		if got, headless := GuessImportColumns(importRows(table), len(want)); !slices.Equal(got, want) || headless {
			t.Errorf("%q: %q, headless %v", table, got, headless)
		}
	}
}

func TestGuessImportColumns_looksAtWhatStandsThere(t *testing.T) {
	got, headless := GuessImportColumns(importRows("1|山田 花子|h@example.jp", "2|佐藤 健|k@example.jp"), 3)
	if want := []ImportField{"", ImportName, ImportEmail}; !slices.Equal(got, want) || !headless {
		t.Errorf("%q, headless %v", got, headless)
	}
	got, headless = GuessImportColumns(importRows("だれ|どこへ|年", "山田|h@example.jp|2026", "佐藤|k@example.jp|2025"), 3)
	if want := []ImportField{ImportName, ImportEmail, ""}; !slices.Equal(got, want) || headless {
		t.Errorf("%q, headless %v", got, headless)
	}
}

func plan(fields ...ImportField) ImportPlan { return ImportPlan{Columns: fields, Language: Japanese} }

func TestReadImport_saysOfEveryRowWhatIsWrong(t *testing.T) {
	rows := importRows("h", "Amina|amina@example.org|en|A1", "|no@name.example|ja|", "No address||ja|", "Bad|not an address|ja|", "Twice|AMINA@EXAMPLE.ORG|ja|",
		"Full width|ａｍｉｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ|ja|", "IDN|x@例え。jp|日本語|", "IDN again|x@xn--r8jz45g.jp|ja|", "Same number|other@example.org|English|A1", "Evil\u202e|e@example.org||",
		"Lang|l@example.org|Klingon|")
	rows = append(rows, ImportRow{Number: 13, Cells: []string{"Ken\uFFFD", "ken@example.org"}, Problem: problemOf("import.bad_garbled"), Column: 0},
		ImportRow{Number: 14, Cells: []string{"Ben", "ben@example.org", "", "", "\uFFFD"}, Problem: problemOf("import.bad_garbled"), Column: 4})
	lines := ReadImport(rows, plan(ImportName, ImportEmail, ImportLanguage, ImportReference, ImportNothing), nil)
	var got []string
	for _, l := range lines {
		s := string(l.Verdict)
		if l.Problem != nil {
			s += " " + l.Problem.Key
		}
		got = append(got, s)
	}
	want := []string{"", "bad import.bad_no_name", "bad email.required", "bad email.unread", "double", "double", "", "double", "bad import.bad_reference_twice", "bad text.bidi", "",
		"bad import.bad_garbled", ""}
	if !slices.Equal(got, want) {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
	if lines[4].Twin != 2 || lines[7].Twin != 8 || lines[0].Person.Language != English || !lines[6].Says || lines[10].Says || lines[10].Person.Language != Japanese {
		t.Errorf("%+v", lines)
	}
}

func TestReadImport_joinsNamesAsTheirScriptDoes(t *testing.T) {
	p := plan(ImportFamily, ImportGiven, ImportEmail)
	p.Headless = true
	lines := ReadImport(importRows("山田|花子|h@example.jp", "Diallo|Amina|a@example.org", "|Madonna|m@example.org"), p, nil)
	for i, want := range []string{"山田 花子", "Amina Diallo", "Madonna"} {
		if lines[i].Person.Name != want {
			t.Errorf("%q, want %q", lines[i].Person.Name, want)
		}
	}
}

func TestReadImport_findsCategoriesByTheirTitles(t *testing.T) {
	seats := []Seating{{Category: Category{ID: NewID(), Title: Text{Japanese: "オンライン", English: "Online"}}}, {Category: Category{ID: NewID(), Title: Text{Japanese: "会場", English: "On site"}}}}
	p := plan(ImportName, ImportEmail, ImportCategory)
	p.Headless, p.Category = true, seats[0].ID
	lines := ReadImport(importRows("a|a@example.org|会場", "b|b@example.org|ｏｎ  ＳＩＴＥ", "c|c@example.org|", "d|d@example.org|moon"), p, seats)
	if lines[0].Person.CategoryID != seats[1].ID || lines[1].Person.CategoryID != seats[1].ID || lines[2].Person.CategoryID != seats[0].ID || lines[3].Verdict != ImportBad {
		t.Errorf("%+v", lines)
	}
}

func TestJudgeImport_comparesByReferenceAndAddress(t *testing.T) {
	reg := func(ref, name, email string, s RegistrationState) ImportKnown {
		return ImportKnown{ID: NewID(), State: s, Name: name, Email: email, EmailKey: email, Language: Japanese, Reference: ref}
	}
	known := []ImportKnown{reg("A1", "Amina", "amina@example.org", Confirmed), reg("", "Ben", "ben@example.org", Waitlisted), reg("C1", "Chi", "chi@example.org", Withdrawn),
		reg("", "Dai", "dai@example.org", Refused), reg("", "Eve", "eve@example.org", Withdrawn), reg("", "Eve", "eve@example.org", Confirmed), reg("", "Fay", "fay@example.org", Unverified)}
	p := plan(ImportName, ImportEmail, ImportLanguage, ImportReference)
	p.Headless = true
	for row, want := range map[string]ImportVerdict{
		"Amina|amina@example.org||A1":    ImportSame,
		"Amina|amina@example.org||":      ImportSame,
		"Amina D|amina@example.org||":    ImportCorrected,
		"Amina|amina@example.org|en|":    ImportCorrected,
		"Amina|amina@example.org||A2":    ImportCorrected,
		"Amina|new@example.org||A1":      ImportCorrected,
		"Ben|ben@example.org||A1":        ImportBad,
		"Ben|ben@example.org||C1":        ImportBad,
		"Chi|chi@example.org||":          ImportLeft,
		"Chi|elsewhere@example.org||C1":  ImportLeft,
		"Dai|dai@example.org||":          ImportLeft,
		"Eve|eve@example.org||":          ImportSame,
		"Fay|fay@example.org||":          ImportNew, // whoever typed the address never proved it
		"Somebody|s@example.org||Z9":     ImportNew,
		"Somebody|amina@example.com|xx|": ImportNew,
	} {
		lines := ReadImport(importRows(row), p, nil)
		JudgeImport(lines, known)
		if lines[0].Verdict != want {
			t.Errorf("%q: %q (%v), want %q", row, lines[0].Verdict, lines[0].Problem, want)
		}
	}
}
