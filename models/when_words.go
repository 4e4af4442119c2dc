package models

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// wordKind is what a piece of a typed time says.
type wordKind byte

const (
	wordDate wordKind = iota
	wordWeekday
	wordClock
	wordNumber // one or two digits alone: an hour or a day of the month, as its neighbours tell
	wordFour   // four digits alone: a year or HHMM
	wordTo
	wordLength
	wordZone
	wordOffset
	wordAllDay
)

// word is one piece of a typed time.
type word struct {
	kind    wordKind
	typed   string
	day     day          // wordDate
	order   dayOrder     // wordDate
	weekday time.Weekday // wordWeekday
	clock   clock        // wordClock
	number  int          // wordNumber, wordFour; minutes of wordLength; seconds of wordOffset
	zone    *time.Location
}

// dayOrder says which of two numbers with a slash between them is the month.
type dayOrder byte

const (
	orderPlain      dayOrder = iota // no slash, or no doubt
	orderMonthFirst                 // 12/16
	orderDayFirst                   // 16/12
	orderEither                     // 5/6
)

const (
	monthNames   = `(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`
	weekdayNames = `(sun(?:day)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?)\b\.?`
)

var (
	dateYearFirst  = regexp.MustCompile(`(?i)^(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})(?:t\b|t(\d)|\b)`)
	dateKanji      = regexp.MustCompile(`^(?:(令和|\d{4}|R)\s*(元|\d{1,2})?\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日?`)
	dateReiwa      = regexp.MustCompile(`(?i)^(?:r|令和)\s*(\d{1,2})[./-](\d{1,2})[./-](\d{1,2})\b`)
	dateYearLast   = regexp.MustCompile(`^(\d{1,2})([/.])(\d{1,2})[/.](\d{4})\b`)
	dateSlash      = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})\b`)
	dateDayFirst   = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?` + monthNames)
	dateMonthFirst = regexp.MustCompile(`(?i)^` + monthNames + `\s*(\d{1,2})(?:st|nd|rd|th)?\b`)
	dateDayOnly    = regexp.MustCompile(`^(\d{1,2})\s*日`)
	yearAfter      = regexp.MustCompile(`^\s*,?\s*(\d{4})\b`)
	rangeOfFours   = regexp.MustCompile(`(?i)^\s*(?:[-–—−~〜]|から|to)\s*\d{4}\b`)

	weekdayEnglish = regexp.MustCompile(`(?i)^` + weekdayNames)
	weekdayKanji   = regexp.MustCompile(`^([月火水木金土日])曜日?`)
	weekdayShort   = regexp.MustCompile(`^\(?([月火水木金土日])(?:\s*[・/,]?\s*(?:祝日|祝|休日|休|振休))?(?:\)|\s|,|、|$)`)

	lengthHours   = regexp.MustCompile(`(?i)^(?:for\s+)?(\d{1,2})(?:\.(5))?\s*(?:hours?\b|hrs?\b|時間)(半)?(?:\s*(\d{1,2})\s*分)?`)
	lengthMinutes = regexp.MustCompile(`(?i)^(?:for\s+)?(\d{1,3})\s*(?:minutes?\b|mins?\b|分間?)`)

	zoneWord   = regexp.MustCompile(`(?i)^(?:(日本時間|日本標準時|jst\b|japan(?:ese)?(?: standard)? time\b)|(協定世界時|(?:utc|gmt)\b|z\b))`)
	zoneName   = regexp.MustCompile(`^[A-Za-z]+(?:/[A-Za-z][A-Za-z_-]*){1,2}`)
	zoneOffset = regexp.MustCompile(`(?i)^(?:(?:utc|gmt)\s*([+−-])(\d{1,2})(?::?(\d{2}))?\b|([+])(\d{2}):?(\d{2})\b|\(([+−-])(\d{1,2}):(\d{2})\))`)

	wordsFiller = regexp.MustCompile(`(?i)^(?:[\s,、()・。]|(?:at|on|the|of|from|starts?|ends?)\b|まで|より|開始|終了|開演|終演|予定|祝日)`)
	wordsAllDay = regexp.MustCompile(`(?i)^(?:all[ -]day\b|終日)`)
	wordsTo     = regexp.MustCompile(`(?i)^(?:[-–—−‐‑~〜ー/]|から|(?:to|until|till?)\b)`)
	wordsDigits = regexp.MustCompile(`^(\d+)\b`)
	wordsDays   = regexp.MustCompile(`(?i)^(?:(今日|本日|きょう|today\b)|(明日|あした|あす|tomorrow\b)|(明後日|あさって|(?:the\s+)?day after tomorrow\b))`)
	unreadPiece = regexp.MustCompile(`^(?:[A-Za-z0-9_]+|[^A-Za-z0-9_\s]{1,10}|.)`)
)

// wordReaders are tried in this order at each place; each gives a word and its length, 0 when it finds none.
var wordReaders = []func(s string, today day, after *word) (word, int){
	readZone, readDate, readLength, readWeekday, readOther,
}

// readWords takes a typed time apart. Unread is the first piece that means nothing here.
func readWords(s string, today day) (words []word, unread string) {
	for s != "" {
		if n := len(wordsFiller.FindString(s)); n > 0 && !startsWeekday(s) && !zoneOffset.MatchString(s) {
			s = s[n:]
			continue
		}
		var last *word
		if len(words) > 0 {
			last = &words[len(words)-1]
		}
		n := 0
		for _, read := range wordReaders {
			var w word
			if w, n = read(s, today, last); n > 0 {
				w.typed = strings.TrimSpace(s[:n])
				words, s = append(words, w), s[n:]
				break
			}
		}
		if n == 0 {
			return words, unreadPiece.FindString(s)
		}
	}
	return words, ""
}

// startsWeekday keeps the filler from eating the bracket of (水).
func startsWeekday(s string) bool { return s[0] == '(' && weekdayShort.MatchString(s) }

func readZone(s string, _ day, _ *word) (word, int) {
	if m := zoneOffset.FindStringSubmatch(s); m != nil {
		sign, hours, minutes := m[1]+m[4]+m[7], number(m[2]+m[5]+m[8]), number(m[3]+m[6]+m[9])
		seconds := hours*3600 + minutes*60
		if sign != "+" {
			seconds = -seconds
		}
		return word{kind: wordOffset, number: seconds}, len(m[0])
	}
	if m := zoneWord.FindStringSubmatch(s); m != nil {
		name := "UTC"
		if m[1] != "" {
			name = "Asia/Tokyo"
		}
		if zone, err := LoadZone(name); err == nil {
			return word{kind: wordZone, zone: zone}, len(m[0])
		}
	}
	if name := zoneName.FindString(s); name != "" {
		if zone, err := LoadZone(name); err == nil {
			return word{kind: wordZone, zone: zone}, len(name)
		}
	}
	return word{}, 0
}

func readLength(s string, _ day, _ *word) (word, int) {
	if m := lengthHours.FindStringSubmatch(s); m != nil {
		minutes := number(m[1])*60 + number(m[4])
		if m[2] != "" || m[3] != "" {
			minutes += 30
		}
		return word{kind: wordLength, number: minutes}, len(m[0])
	}
	if m := lengthMinutes.FindStringSubmatch(s); m != nil {
		return word{kind: wordLength, number: number(m[1])}, len(m[0])
	}
	return word{}, 0
}

func readWeekday(s string, _ day, after *word) (word, int) {
	if m := weekdayEnglish.FindStringSubmatch(s); m != nil {
		return word{kind: wordWeekday, weekday: time.Weekday(strings.Index("sunmontuewedthufrisat", strings.ToLower(m[1][:3])) / 3)}, len(m[0])
	}
	m := weekdayKanji.FindStringSubmatch(s)
	if m == nil && (s[0] == '(' || after != nil && after.kind == wordDate) {
		m = weekdayShort.FindStringSubmatch(s)
	}
	if m == nil {
		return word{}, 0
	}
	return word{kind: wordWeekday, weekday: time.Weekday(strings.Index("日月火水木金土", m[1]) / len("日"))}, len(m[0])
}

func readOther(s string, _ day, _ *word) (word, int) {
	if n := len(wordsAllDay.FindString(s)); n > 0 {
		return word{kind: wordAllDay}, n
	}
	if c, n, sound, twelve := readClock(s); n > 0 {
		w := word{kind: wordClock, clock: c}
		switch {
		case !sound:
			w.number = clockUnsound
		case twelve:
			w.number = clockTwelve
		}
		return w, n
	}
	if n := len(wordsTo.FindString(s)); n > 0 {
		return word{kind: wordTo}, n
	}
	if m := wordsDigits.FindStringSubmatch(s); m != nil {
		switch len(m[1]) {
		case 1, 2:
			return word{kind: wordNumber, number: number(m[1])}, len(m[0])
		case 4:
			return word{kind: wordFour, number: number(m[1])}, len(m[0])
		}
	}
	return word{}, 0
}

// Values of number on a wordClock that cannot be taken as it stands.
const (
	clockUnsound = 1
	clockTwelve  = 2
)

// number reads a few digits; none are 0.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
