package models

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// kindWords tell the kind of an item from its title. Where two begin at the same place, the earlier in this list counts.
var kindWords = []struct {
	kind     ItemKind
	japanese *regexp.Regexp
	english  *regexp.Regexp
}{
	{Break, regexp.MustCompile(`休憩|昼食|昼休|ランチ|ブレイク|ブレーク`), regexp.MustCompile(`\b(?:(?:coffee|tea|lunch|short) )?break\b|\blunch\b|\bintermission\b`)},
	{CrossQuestions, regexp.MustCompile(`(?:パネリスト|登壇者)(?:同士|どうし|相互|間)|相互の?質問|クロストーク`),
		regexp.MustCompile(`\bpanell?ists (?:question|ask) |\bquestions? (?:among|between) (?:the )?(?:panell?ists|speakers)|\bcross[- ]questions?\b`)},
	{AudienceQA, regexp.MustCompile(`質疑|質問タイム|参加者からの質問|会場からの質問|q\s*&\s*a`),
		regexp.MustCompile(`\bq\s*(?:&|and)\s*a\b|\bquestions? (?:from|and answers)\b|\baudience questions\b|\bquestion time\b`)},
	{Closing, regexp.MustCompile(`閉会|クロージング|(?:結び|終わり|おわり)の(?:ご)?挨拶|おわりに|終わりに`), regexp.MustCompile(`\bclosing\b`)},
	{Opening, regexp.MustCompile(`開会|オープニング|主催者(?:ご)?挨拶|はじめに`), regexp.MustCompile(`\bopening\b|\bwelcome\b`)},
	{Message, regexp.MustCompile(`(?:ビデオ)?メッセージ`), regexp.MustCompile(`\b(?:(?:video|recorded) )?message\b`)},
	{Screening, regexp.MustCompile(`上映|映像|動画|ビデオ`), regexp.MustCompile(`\bscreening\b|\bfilm\b|\bvideo\b|\bmovie\b`)},
	{Keynote, regexp.MustCompile(`基調`), regexp.MustCompile(`\bkeynote\b`)},
	{Panel, regexp.MustCompile(`パネル|座談会|鼎談`), regexp.MustCompile(`\bpanel\b|\bround ?table\b`)},
	{WrapUp, regexp.MustCompile(`まとめ|総括|ふりかえり|振り返り`), regexp.MustCompile(`\bwrap[- ]?up\b|\bsumm(?:ary|ing[- ]up)\b`)},
	{Visit, regexp.MustCompile(`見学|訪問|視察`), regexp.MustCompile(`\bvisit\b|\bsite tour\b|\bguided tour\b`)},
	{Travel, regexp.MustCompile(`移動|出発|到着|バスで|バス移動|集合`), regexp.MustCompile(`\btravel\b|\bbus\b|\btransfer\b|\bdepart(?:ure)?\b|\barriv(?:e|al)\b`)},
}

// englishReach is how far into a title an English word still names its kind: "Closing remarks" is a closing,
// "What cooperatives do for closing the gap" is not.
const englishReach = 24

// kindOf reads the kind of an item from the words of its title; an item without such words is a presentation.
func kindOf(title string) ItemKind {
	s := strings.ToLower(norm.NFKC.String(title))
	kind, at := Presentation, len(s)
	for _, k := range kindWords {
		if m := k.japanese.FindStringIndex(s); m != nil && m[0] < at {
			kind, at = k.kind, m[0]
		}
		if m := k.english.FindStringIndex(s); m != nil && m[0] < at && (m[0] <= englishReach || m[1] == len(s)) {
			kind, at = k.kind, m[0]
		}
	}
	return kind
}

// endTitle matches a title that only says that it is over.
var endTitle = regexp.MustCompile(`(?i)^(?:全日程)?(?:終了|解散|終演|end|close|finish)(?:予定|\s+of\s+(?:the\s+)?(?:event|programme|program|day))?[.。]?$`)

// roleOf is what a person does in an item of a kind when the text does not say.
func roleOf(kind ItemKind, firstOpening bool) PartRole {
	switch {
	case kind == Opening && firstOpening:
		return RoleModerator
	case kind == Panel, kind == CrossQuestions:
		return RolePanelist
	}
	return RoleSpeaker
}
