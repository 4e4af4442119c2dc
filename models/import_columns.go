package models

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// ImportField is what a column of a table of people holds.
type ImportField string

const (
	ImportNothing   ImportField = "" // not taken over
	ImportName      ImportField = "name"
	ImportFamily    ImportField = "family" // with ImportGiven beside it
	ImportGiven     ImportField = "given"
	ImportEmail     ImportField = "email"
	ImportLanguage  ImportField = "language"
	ImportCategory  ImportField = "category"
	ImportReference ImportField = "reference"
)

// ImportFields lists what a column may hold.
var ImportFields = []ImportField{ImportName, ImportFamily, ImportGiven, ImportEmail, ImportLanguage, ImportCategory, ImportReference}

// headings are what people write above such columns, folded as headingKey does it.
var headings = map[ImportField][]string{
	ImportName: {"氏名", "お名前", "名前", "御名前", "ご氏名", "ご芳名", "芳名", "姓名", "参加者", "参加者名", "参加者氏名", "申込者", "申込者名", "申込者氏名", "登録者名", "name", "names",
		"fullname", "yourname", "participant", "participantname", "attendee", "attendeename", "registrant", "registrantname", "guest", "guestname"},
	ImportFamily: {"姓", "氏", "苗字", "名字", "familyname", "lastname", "surname"},
	ImportGiven:  {"名", "givenname", "firstname", "forename"},
	ImportEmail: {"メール", "メールアドレス", "eメール", "eメールアドレス", "電子メール", "電子メールアドレス", "アドレス", "連絡先メールアドレス", "登録メールアドレス", "pcメール", "email", "mail", "emailaddress",
		"mailaddress", "youremail", "useremail"},
	ImportLanguage: {"言語", "使用言語", "希望言語", "ご希望の言語", "ご利用言語", "language", "lang", "preferredlanguage", "locale"},
	ImportCategory: {"区分", "参加区分", "席の区分", "カテゴリ", "カテゴリー", "種別", "参加種別", "席種", "券種", "チケット", "チケット種別", "参加方法", "参加形態", "category", "ticket", "tickettype", "seat",
		"seattype", "participation"},
	ImportReference: {"整理番号", "受付番号", "管理番号", "申込番号", "会員番号", "参照番号", "照会番号", "reference", "ref", "refno", "referenceno", "referencenumber", "referenceid", "memberno",
		"membernumber", "memberid"},
}

// headingKey folds a heading: one width, one case, without what stands in brackets (必須) and without signs and spaces.
func headingKey(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("([【〔「", r):
			depth++
		case strings.ContainsRune(")]】〕」", r):
			depth = max(0, depth-1)
		case depth == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return r
		}
		return -1
	}, strings.ToLower(norm.NFKC.String(s)))
}

// fieldUnder is what a heading promises. It may stand there in two languages: "氏名 / Name".
func fieldUnder(heading string) ImportField {
	for _, part := range append([]string{heading}, strings.FieldsFunc(heading, func(r rune) bool { return strings.ContainsRune("/／|｜\n", r) })...) {
		key := headingKey(part)
		for _, f := range ImportFields {
			if slices.Contains(headings[f], key) {
				return f
			}
		}
	}
	return ImportNothing
}

// ImportRow is one row of a table, as it was read.
type ImportRow struct {
	Number int // as a spreadsheet shows it
	Cells  []string
	// Problem is why the row can't be taken as it stands; nil where it could be read. Column is the cell that is meant, -1 for all.
	Problem *Problem
	Column  int
}

// Cell is the i-th cell, "" beyond the last one.
func (r ImportRow) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// looked is how many rows a guess looks at.
const looked = 200

// GuessImportColumns tells what the columns of a table hold, by the headings in its first row or, where it has none, by what stands in
// them. headless says that the first row is a person already. A field is found in one column at most: the first that fits.
func GuessImportColumns(rows []ImportRow, columns int) (fields []ImportField, headless bool) {
	fields = make([]ImportField, columns)
	if len(rows) == 0 {
		return fields, false
	}
	addresses := func(rows []ImportRow, i int) (n int) {
		for _, r := range rows {
			if _, _, problem := Address(r.Cell(i)); problem == "" {
				n++
			}
		}
		return n
	}
	for i := range fields {
		headless = headless || addresses(rows[:1], i) > 0
	}
	if !headless {
		for i := range fields {
			if f := fieldUnder(rows[0].Cell(i)); !slices.Contains(fields, f) {
				fields[i] = f
			}
		}
	}
	some := rows[:min(len(rows), looked)]
	if !slices.Contains(fields, ImportEmail) {
		best, most := -1, 0
		for i, f := range fields {
			if n := addresses(some, i); f == ImportNothing && n > most {
				best, most = i, n
			}
		}
		if best >= 0 {
			fields[best] = ImportEmail
		}
	}
	if !slices.ContainsFunc(fields, func(f ImportField) bool { return f == ImportName || f == ImportFamily || f == ImportGiven }) {
		for i, f := range fields {
			if f == ImportNothing && mostlyWords(some, i) {
				fields[i] = ImportName
				break
			}
		}
	}
	return fields, headless
}

// mostlyWords reports whether most cells of a column hold letters and no digits.
func mostlyWords(rows []ImportRow, i int) bool {
	n := 0
	for _, r := range rows {
		if c := r.Cell(i); strings.ContainsFunc(c, unicode.IsLetter) && !strings.ContainsFunc(c, unicode.IsDigit) {
			n++
		}
	}
	return 2*n > len(rows)
}
