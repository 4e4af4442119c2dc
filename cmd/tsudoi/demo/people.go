package demo

import (
	"fmt"
	"strings"

	"tsudoi/models"
)

// person is somebody invented who comes to the event.
type person struct {
	name     string
	mailbox  string // under example.org
	language models.Lang
	zone     string
}

// Family and given names of people in Japan, with their Latin spelling; each family name is combined with several given names.
const (
	familyNames = `佐藤 sato 鈴木 suzuki 高橋 takahashi 田中 tanaka 伊藤 ito 渡辺 watanabe 山本 yamamoto 中村 nakamura 小林 kobayashi 加藤 kato
		吉田 yoshida 山田 yamada 佐々木 sasaki 山口 yamaguchi 松本 matsumoto 井上 inoue 木村 kimura 林 hayashi 斎藤 saito 清水 shimizu
		山崎 yamazaki 森 mori 池田 ikeda 橋本 hashimoto 阿部 abe 石川 ishikawa 山下 yamashita 中島 nakajima 石井 ishii 小川 ogawa
		前田 maeda 岡田 okada 長谷川 hasegawa 藤田 fujita 後藤 goto 近藤 kondo 村上 murakami 遠藤 endo 青木 aoki 坂本 sakamoto`
	givenNames = `花子 hanako 健 ken 美咲 misaki 大輔 daisuke 陽子 yoko 翔太 shota 由美 yumi 誠 makoto さくら sakura 直樹 naoki 恵 megumi 拓也 takuya 千尋 chihiro`
)

// abroad are people in other countries, and from other countries in Japan: zone, language, names.
var abroad = []struct {
	zone     string
	language models.Lang
	names    string
}{
	{"Africa/Nairobi", models.English, "Amina Wanjiru, Grace Mwangi, Peter Otieno, Faith Njeri, Samuel Kiprono, Joyce Achieng"},
	{"Africa/Kampala", models.English, "Moses Okello, Sarah Namutebi, David Ssali, Ruth Akello"},
	{"Africa/Addis_Ababa", models.English, "Tigist Bekele, Dawit Alemu, Hanna Tesfaye"},
	{"Africa/Dar_es_Salaam", models.English, "Neema Mushi, Baraka Mollel"},
	{"Africa/Johannesburg", models.English, "Thandi Nkosi, Sipho Dlamini, Lerato Mokoena"},
	{"Africa/Accra", models.English, "Kofi Mensah, Abena Owusu"},
	{"Asia/Manila", models.English, "Maria Santos, Jose Reyes, Liza Cruz, Ramon Bautista, Ana Garcia"},
	{"Asia/Jakarta", models.English, "Siti Rahayu, Budi Santoso, Dewi Lestari, Agus Wijaya"},
	{"Asia/Bangkok", models.English, "Somchai Suksawat, Malee Thongdee, Nattaya Chaiyo"},
	{"Asia/Ho_Chi_Minh", models.English, "Nguyễn Thị Lan, Trần Văn Minh, Lê Thu Hà"},
	{"Asia/Kolkata", models.English, "Priya Sharma, Rahul Verma, Anjali Nair, Vikram Patel, Meera Iyer"},
	{"Asia/Kathmandu", models.English, "Sita Gurung, Bikash Thapa"},
	{"Asia/Seoul", models.English, "김민준, 이서연, Park Jiwon"},
	{"Asia/Taipei", models.English, "Chen Yu-ting, Lin Chia-hao"},
	{"Europe/Zurich", models.English, "Claire Dubois, Lukas Meier, Elena Rossi, Thomas Keller"},
	{"Europe/London", models.English, "Emma Clarke, Oliver Hughes, Siobhán O’Neill"},
	{"Europe/Paris", models.English, "Camille Laurent, Hugo Bernard"},
	{"Europe/Madrid", models.English, "Lucía Fernández, Iker Etxeberria, María-José Núñez"},
	{"America/Toronto", models.English, "Amélie Tremblay, Noah Campbell"},
	{"America/New_York", models.English, "Michael Johnson, Rachel Cohen"},
	{"America/Sao_Paulo", models.English, "João Pereira, Fernanda Oliveira"},
	{"America/Bogota", models.English, "Valentina Ramírez, Andrés Gómez"},
	{"Asia/Tokyo", models.English, "Sophie Martin, Daniel Kim, Wei Zhang, Fatima Hassan"},
	{"Europe/Berlin", models.Japanese, "井上 真理"},
	{"America/Los_Angeles", models.Japanese, "木村 ローラ"},
}

// attendance is how many register.
const attendance = 194

// people lists everybody who registers, in the order in which they do. The same list each time.
func people() []person {
	var list, far []person
	for _, from := range abroad {
		for _, name := range strings.Split(from.names, ", ") {
			far = append(far, person{name, fmt.Sprintf("guest%d", len(far)+1), from.language, from.zone})
		}
	}
	families, givens := strings.Fields(familyNames), strings.Fields(givenNames)
	for n := 0; len(list) < attendance; n++ {
		if n%5 >= 3 && len(far) > 0 { // two of five come from abroad while there are any
			next := n * 7 % len(far)
			list = append(list, far[next])
			far = append(far[:next], far[next+1:]...)
			continue
		}
		family, given := n*2%len(families), (n*2+n*2/len(families)*2)%len(givens)
		list = append(list, person{families[family] + " " + givens[given], givens[given+1] + "." + families[family+1], models.Japanese, zone})
	}
	return list
}

// form is what the person types into the form on the event's page.
func (p person) form() models.RegistrationForm {
	return models.RegistrationForm{Name: p.name, Email: p.mailbox + "@example.org", Language: p.language, Zone: p.zone, Consent: true}
}
