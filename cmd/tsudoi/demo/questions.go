package demo

import (
	"time"

	"tsudoi/models"
)

// fate is where a question stands at the end, and with what.
type fate struct {
	state  models.QuestionState
	answer models.Text          // in writing
	reason models.DeclineReason // of a declined one
	into   int                  // of a merged one: the index of the other
}

var (
	waiting  = fate{state: models.QuestionPending}
	held     = fate{state: models.QuestionHeld}
	approved = fate{state: models.QuestionApproved}
	queued   = fate{state: models.QuestionQueued}
	onStage  = fate{state: models.QuestionLive}
	spoken   = fate{state: models.QuestionAnswered}
	followup = fate{state: models.QuestionFollowup}
	takenOff = fate{state: models.QuestionWithdrawn}
	erased   = fate{state: models.QuestionPurged}
)

func written(ja, en string) fate {
	return fate{state: models.QuestionAnswered, answer: models.Text{models.Japanese: ja, models.English: en}}
}

func declined(why models.DeclineReason) fate {
	return fate{state: models.QuestionDeclined, reason: why}
}

func merged(into int) fate { return fate{state: models.QuestionMerged, into: into} }

// asked is one question of the audience, and what becomes of it by the time of each state. fate{} for what is not asked by then.
type asked struct {
	text        string
	translation string // into the other language; "" for none
	asker       int    // the first among those with a seat who could have asked it
	hidden      bool
	votes       int
	at          time.Duration // after the start; before it where negative
	open        fate
	live        fate
	ended       fate
}

// questions begin with the three that the report of the event tells of; the others are invented.
var questions = []asked{
	{text: "How is the employment relationship settled in workers' cooperatives under the law that Japan adopted at the end of 2020?",
		translation: "2020年末に成立した労働者協同組合法では、組合員の雇用関係はどのように定められていますか。",
		asker:       3, votes: 31, at: -50 * time.Hour, open: approved, live: spoken, ended: spoken},
	{text: "社会的連帯経済を日本で広げていくために、今後どのような取り組みが必要でしょうか。",
		translation: "What efforts will be needed to spread the social and solidarity economy in Japan?",
		asker:       7, votes: 44, at: 41 * time.Minute, live: onStage, ended: spoken},
	{text: "What is needed to promote the SSE in Japan?",
		asker: 12, votes: 17, at: 66 * time.Minute, live: merged(1), ended: merged(1)},
	{text: "「つながり」には絆型と橋渡し型があるとのことですが、地域の現場ではどう両立していますか。",
		translation: "Bonding and bridging: how do the two go together in practice, in a community?",
		asker:       21, votes: 23, at: -26 * time.Hour, open: approved, live: queued, ended: spoken},
	{text: "徳島の取り組みをほかの県で始めるには、まず何に手をつければよいですか。",
		translation: "To begin in another prefecture what Tokushima does, what should come first?",
		asker:       30, votes: 19, at: 84 * time.Minute, live: queued, ended: spoken},
	{text: "Are there examples from Africa of young people founding cooperatives together with trade unions?",
		translation: "アフリカで、若者が労働組合とともに協同組合を立ち上げた例はありますか。",
		asker:       38, votes: 14, at: -7 * time.Hour, open: waiting, live: approved, ended: followup},
	{text: "職場で労働者協同組合をつくりたいと考えています。会社に知られずに相談できる窓口はありますか。",
		asker: 45, hidden: true, votes: 9, at: 52 * time.Minute, live: approved, ended: followup},
	{text: "Will the slides be available afterwards?",
		translation: "スライドはあとで公開されますか。",
		asker:       52, votes: 12, at: 30 * time.Minute,
		live:  written("はい。二つの講演のスライドを、このページで公開します。", "Yes: the slides of both talks will be on the event's page."),
		ended: written("はい。二つの講演のスライドを、このページで公開します。", "Yes: the slides of both talks will be on the event's page.")},
	{text: "How do you decide which social business is financed first?",
		asker: 60, votes: 8, at: 91 * time.Minute, live: approved, ended: spoken},
	{text: "地域の清掃や駅前の活動は、社員の勤務時間のなかで行われているのですか。",
		asker: 66, votes: 6, at: 95 * time.Minute, live: approved, ended: spoken},
	{text: "Will the conference of 2022 agree on a definition of the SSE?",
		asker: 73, votes: 5, at: -3 * time.Hour, open: waiting, live: followup, ended: followup},
	{text: "音声がときどき途切れます。",
		asker: 80, at: 12 * time.Minute, live: declined("off_topic"), ended: declined("off_topic")},
	{text: "特別価格のセミナーのご案内です https://offer.example.org/now",
		asker: 87, at: 34 * time.Minute, live: held, ended: declined("inappropriate")},
	{text: "大学生でも参加できる協同組合はありますか。",
		asker: 94, at: 118 * time.Minute, live: waiting, ended: approved},
	{text: "Did the pandemic change how members take part in decisions?",
		asker: 101, at: 121 * time.Minute, live: waiting, ended: declined("no_time")},
	{text: "I clicked too early, please ignore this.",
		asker: 108, at: 63 * time.Minute, live: takenOff, ended: takenOff},
	{text: "電話でご相談したいので、090-0000-0000 までご連絡ください。",
		asker: 115, at: 70 * time.Minute, live: waiting, ended: erased},
}

// by is the fate of a question by the time of a state.
func (q asked) by(s State) fate {
	switch s {
	case Open:
		return q.open
	case Live:
		return q.live
	}
	return q.ended
}
