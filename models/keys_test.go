package models

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

// TestProblems_haveWordsInBothLanguages holds the keys of typed input against the language files, hole by hole.
func TestProblems_haveWordsInBothLanguages(t *testing.T) {
	keys := map[string][]string{ // key: holes
		textRequired: nil, textTooLong: {"{max}"}, textControl: nil, textBidi: nil,
		emailRequired: nil, emailUnread: nil, emailTooLong: nil,
		whenRequired: nil, whenUnread: {"{typed}"}, whenNoDay: nil, whenNoTime: nil, whenClock: {"{typed}"}, whenTwelve: {"{typed}"},
		whenNoSuchDay: {"{typed}"}, whenYear: {"{first}", "{last}"}, whenWeekday: {"{day}", "{typed}"}, whenBackwards: {"{end}", "{start}"},
		whenTooLong: {"{days}"}, whenGap: {"{after}", "{before}", "{time}", "{zone}"}, whenTwice: {"{first}", "{second}", "{time}", "{zone}"},
		whenOffset:          {"{offset}", "{time}", "{zone}"},
		"password.required": {"{min}"}, "password.too_short": {"{min}"}, "password.common": nil, "account.zone_unknown": nil,
		"account.language_unknown": nil, "setup.host_needed": nil,
		pasteTooLong: {"{max}"}, pasteClock: nil, pasteBackwards: nil, pasteDay: nil, pasteEnd: nil,
		questionNeeded: nil, questionEnough: {"{max}"}, questionAnswer: nil, questionReason: nil, questionInto: nil, questionPerson: nil,
	}
	for _, lang := range Langs {
		words := map[string]string{}
		for _, name := range []string{"text", "email", "when", "paste", "password", "account", "setup", "question"} {
			b, err := os.ReadFile(filepath.Join("..", "i18n", string(lang), name+".json"))
			if err == nil {
				err = json.Unmarshal(b, &words)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		for key, holes := range keys {
			got := hole.FindAllString(words[key], -1)
			slices.Sort(got)
			if words[key] == "" || !slices.Equal(slices.Compact(got), holes) {
				t.Errorf("%s, %s: %q", lang, key, words[key])
			}
		}
	}
}
