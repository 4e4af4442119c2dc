package i18n

import (
	"fmt"
	"strings"
	"time"

	"tsudoi/models"
)

var jaDays = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Date writes the day of t, in the zone that t carries: 2026年12月16日（水） · Wednesday 16 December 2026.
func Date(lang models.Lang, t time.Time) string {
	if lang == models.Japanese {
		return fmt.Sprintf("%d年%d月%d日（%s）", t.Year(), t.Month(), t.Day(), jaDays[t.Weekday()])
	}
	return t.Format("Monday 2 January 2006")
}

// ShortDate writes the day without the year: 12月16日（水） · Wed 16 Dec.
func ShortDate(lang models.Lang, t time.Time) string {
	if lang == models.Japanese {
		return fmt.Sprintf("%d月%d日（%s）", t.Month(), t.Day(), jaDays[t.Weekday()])
	}
	return t.Format("Mon 2 Jan")
}

// MonthDay and Weekday fill the tear-off calendar.
func Month(lang models.Lang, t time.Time) string {
	if lang == models.Japanese {
		return fmt.Sprintf("%d月", t.Month())
	}
	return strings.ToUpper(t.Format("Jan"))
}

// Weekday names the day of the week: 水曜 · Wed.
func Weekday(lang models.Lang, t time.Time) string {
	if lang == models.Japanese {
		return jaDays[t.Weekday()] + "曜"
	}
	return t.Format("Mon")
}

// Clock writes a time of day, always by 24 hours.
func Clock(t time.Time) string { return t.Format("15:04") }

// Between writes a span in the zone that the instants carry: the day once, both where it ends on another day.
// 2026年12月16日（水）16:00–18:30 · Wednesday 16 December 2026, 16:00–18:30.
func Between(lang models.Lang, from, to time.Time) string {
	sep := ", "
	if lang == models.Japanese {
		sep = ""
	}
	if sameDay(from, to) {
		return Date(lang, from) + sep + Clock(from) + "–" + Clock(to)
	}
	return Date(lang, from) + sep + Clock(from) + " – " + Date(lang, to) + sep + Clock(to)
}

// Days writes a span of whole days; to is the last moment or the midnight after the last day.
func Days(lang models.Lang, from, to time.Time) string {
	last := to.Add(-time.Second)
	if sameDay(from, last) {
		return Date(lang, from)
	}
	return Date(lang, from) + " – " + Date(lang, last)
}

// Instant writes one moment with its zone in words: 2026年11月21日（土）14:02 日本時間 · Saturday 21 November 2026, 14:02 Japan time.
func Instant(lang models.Lang, t time.Time) string {
	sep := ", "
	if lang == models.Japanese {
		sep = ""
	}
	return Date(lang, t) + sep + Clock(t) + " " + Zone(lang, t)
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// zones names the places that readers know better by another word than by their city. The rest is named by the city.
var zones = map[string][2]string{
	"Asia/Tokyo": {"日本時間", "Japan time"}, "UTC": {"協定世界時", "UTC"}, "Etc/UTC": {"協定世界時", "UTC"},
	"Asia/Seoul": {"韓国時間", "Korea time"}, "Asia/Shanghai": {"中国時間", "China time"}, "Asia/Taipei": {"台湾時間", "Taiwan time"},
	"Asia/Kolkata": {"インド時間", "India time"}, "Asia/Bangkok": {"タイ時間", "Thailand time"}, "Asia/Manila": {"フィリピン時間", "Philippine time"},
	"Asia/Singapore": {"シンガポール時間", "Singapore time"}, "Europe/London": {"ロンドン時間", "London time"},
	"Europe/Zurich": {"スイス時間", "Swiss time"}, "Europe/Paris": {"パリ時間", "Paris time"}, "Europe/Berlin": {"ベルリン時間", "Berlin time"},
	"Africa/Nairobi": {"ナイロビ時間", "Nairobi time"}, "Africa/Addis_Ababa": {"アディスアベバ時間", "Addis Ababa time"},
	"Africa/Johannesburg": {"ヨハネスブルグ時間", "Johannesburg time"}, "Africa/Harare": {"ハラレ時間", "Harare time"},
	"Africa/Kampala": {"カンパラ時間", "Kampala time"}, "Africa/Kigali": {"キガリ時間", "Kigali time"},
	"Africa/Maseru": {"マセル時間", "Maseru time"}, "Africa/Dar_es_Salaam": {"ダルエスサラーム時間", "Dar es Salaam time"},
	"America/New_York": {"ニューヨーク時間", "New York time"}, "America/Los_Angeles": {"ロサンゼルス時間", "Los Angeles time"},
	"America/Sao_Paulo": {"サンパウロ時間", "São Paulo time"}, "Australia/Sydney": {"シドニー時間", "Sydney time"},
}

// Zone names the zone that t carries, in words: never an abbreviation, which several zones share.
func Zone(lang models.Lang, t time.Time) string {
	name := t.Location().String()
	if z, ok := zones[name]; ok {
		if lang == models.Japanese {
			return z[0]
		}
		return z[1]
	}
	city := strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
	if lang == models.Japanese {
		return city + "時間"
	}
	return city + " time"
}
