package templates_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tsudoi/i18n"
	"tsudoi/models"
	"tsudoi/templates"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func facts(kind models.MailKind, lang models.Lang) templates.LetterFacts {
	tokyo, _ := time.LoadLocation("Asia/Tokyo")
	f := templates.LetterFacts{Kind: kind, Lang: lang, Name: "山本 花子", Email: "hanako@example.jp", Site: "協同の会", Title: "TSUNAGARU: A & B",
		Hue: "ai", Start: time.Date(2026, 12, 16, 16, 0, 0, 0, tokyo), End: time.Date(2026, 12, 16, 18, 30, 0, 0, tokyo),
		DoorsAt: time.Date(2026, 12, 16, 15, 45, 0, 0, tokyo), Hosts: "ILO駐日事務所・日本協同組合連携機構", EventURL: "https://example.org/events/tsunagaru",
		My: "https://example.org/my/T", Join: "https://example.org/join/T", Cancel: "https://example.org/my/T/cancel", Seat: true, Open: true,
		Recording: "https://video.example.org/1", Note: "字幕があります。", Privacy: "https://example.org/privacy", Reason: "台風のため。"}
	if lang == models.English {
		f.Name = "Amina <Wanjiru> & Co"
		f.Own, _ = time.LoadLocation("Africa/Nairobi")
		f.Hosts, f.Reason, f.Note = "ILO Office for Japan, Japan Cooperative Alliance", "Because of the typhoon.", "With subtitles."
	}
	switch kind {
	case models.MailGuest, models.MailGuestReminder:
		f.My, f.Join, f.Cancel, f.Reply, f.Category = "", "", "", "https://example.org/invited/T", "来賓"
		f.Until = f.Start.AddDate(0, 0, -7)
		if lang == models.English {
			f.Own, f.Category, f.Place = nil, "Guests of honour", "Meguro, Tokyo"
		}
	case models.MailErasure:
		f.My, f.Act, f.EraseOn, f.EraseN = "", "https://example.org/manage/events/E/privacy", "2027年12月16日", 187
		if lang == models.English {
			f.EraseOn = "16 December 2027"
		}
	case models.MailSignIn, models.MailInvitation:
		f.Title, f.Start, f.My, f.Act = "", time.Time{}, "", "https://example.org/sign-in/T"
		f.Inviter, f.Role, f.Where = "田中 美咲", "organiser", "協同の会"
	case models.MailOffer:
		f.Seat, f.Until = false, time.Date(2026, 12, 10, 9, 30, 0, 0, time.UTC)
	case models.MailReceived, models.MailLapsed:
		f.Seat = false
	case models.MailWithdrawn, models.MailCalledOff, models.MailDeclined:
		f.Open = false
	case models.MailProve, models.MailAddress, models.MailAddressOld: // to an address that anybody may read
		f.My, f.Join, f.Cancel, f.Name = "", "", "", f.Email
		f.Act, f.Contact = "https://example.org/address/T", "events@example.org"
	}
	return f
}

func TestLetters_tellWhoComesToThePlaceOfNoWayInOnAScreen(t *testing.T) {
	letters, err := templates.NewLetters()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range models.Langs {
		for _, kind := range []models.MailKind{models.MailConfirmed, models.MailSeat, models.MailChanged, models.MailLinks, models.MailAddressNew} {
			f := facts(kind, lang)
			f.OnSite, f.Place = true, "Meguro, Tokyo"
			l, err := letters.Compose(f)
			if err != nil {
				t.Fatal(kind, err)
			}
			text, html, err := letters.Parts(l)
			if err != nil || strings.Contains(text+html, "/join/") {
				t.Errorf("%s in %s: %v\n%s", kind, lang, err, text)
			}
			if len(l.Rows) > 0 && kind != models.MailAddressNew && l.Rows[0].Text != "Meguro, Tokyo" {
				t.Errorf("%s in %s: %+v", kind, lang, l.Rows)
			}
		}
	}
}

func TestLetters_areAsTheGoldensSay(t *testing.T) {
	letters, err := templates.NewLetters()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range models.Langs {
		for _, kind := range models.MailKinds {
			if !i18n.Known("letter_kind." + string(kind)) {
				t.Errorf("the desk has no name for %s", kind)
			}
			l, err := letters.Compose(facts(kind, lang))
			if err != nil {
				t.Errorf("%s %s: %v", kind, lang, err)
				continue
			}
			text, html, err := letters.Parts(l)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(html, "<Wanjiru>") || strings.Contains(html, "ZgotmplZ") || strings.Contains(text, "&amp;") || strings.Contains(text, "<no value>") {
				t.Errorf("%s %s is escaped wrongly", kind, lang)
			}
			for _, k := range append([]templates.Link{l.Button}, l.Links...) {
				if k.URL != "" && (!strings.Contains(text, k.URL+"\n") || !strings.Contains(html, `href="`+k.URL)) {
					t.Errorf("%s %s: %s is not in both parts", kind, lang, k.URL)
				}
			}
			golden(t, string(kind)+"."+string(lang)+".txt", "Subject: "+l.Subject+"\nPreheader: "+l.Preheader+"\n\n"+text)
			golden(t, string(kind)+"."+string(lang)+".html", html)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "mail", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed (go test ./templates -update, then read the difference)\n%s", name, got)
	}
}

func TestLetters_areHeldWhenAFactIsMissing(t *testing.T) {
	letters, err := templates.NewLetters()
	if err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(*templates.LetterFacts){
		"name":    func(f *templates.LetterFacts) { f.Name = "" },
		"join":    func(f *templates.LetterFacts) { f.Join = "" },
		"my":      func(f *templates.LetterFacts) { f.My = "" },
		"privacy": func(f *templates.LetterFacts) { f.Privacy = "" },
		"hosts":   func(f *templates.LetterFacts) { f.Hosts = "" },
	} {
		f := facts(models.MailConfirmed, models.English)
		spoil(&f)
		if _, err := letters.Compose(f); !errors.Is(err, templates.ErrHeld) {
			t.Errorf("without %s: %v", what, err)
		}
	}
}
