package models

import "time"

// PersonData is everything that is kept of one person at one event, as a file for them. It holds nothing of anybody else.
type PersonData struct {
	Made         time.Time        `json:"made"`
	Event        PersonEvent      `json:"event"`
	Registration PersonRecord     `json:"registration"`
	Answers      []PersonAnswer   `json:"answers"`
	Consents     []PersonConsent  `json:"consents"`
	Questions    []PersonQuestion `json:"questions"`
	Votes        int              `json:"votes"`
	Letters      []PersonLetter   `json:"letters"`
}

// PersonEvent is what it is about.
type PersonEvent struct {
	Title    Text      `json:"title"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
}

// PersonRecord is the registration, with when its owner came in.
type PersonRecord struct {
	Number      int64      `db:"number" json:"number"`
	State       string     `db:"state" json:"state"`
	Category    Text       `db:"category" json:"category"`
	Name        string     `db:"name" json:"name"`
	Email       string     `db:"email" json:"email"`
	Language    Lang       `db:"language" json:"language"`
	Zone        string     `db:"zone" json:"time_zone"`
	Source      string     `db:"source" json:"source"`
	CreatedAt   time.Time  `db:"created_at" json:"registered_at"`
	ConfirmedAt *time.Time `db:"confirmed_at" json:"confirmed_at"`
	CancelledAt *time.Time `db:"cancelled_at" json:"cancelled_at"`
	FirstJoinAt *time.Time `db:"first_join_at" json:"first_joined_at"`
	LastJoinAt  *time.Time `db:"last_join_at" json:"last_joined_at"`
	Reason      Text       `db:"decline_reason" json:"decline_reason"`
}

// PersonAnswer is one answer of the form. A file is named, not contained.
type PersonAnswer struct {
	Question Text   `db:"label" json:"question"`
	Answer   Answer `db:"value" json:"answer"`
}

// PersonConsent is one line of the ledger.
type PersonConsent struct {
	Purpose     ConsentPurpose `db:"purpose" json:"purpose"`
	Host        Text           `db:"host" json:"host"`
	Language    Lang           `db:"language" json:"language_shown"`
	Text        Text           `db:"text" json:"text"`
	GivenAt     time.Time      `db:"given_at" json:"given_at"`
	WithdrawnAt *time.Time     `db:"withdrawn_at" json:"withdrawn_at"`
}

// PersonQuestion is a question that the person asked.
type PersonQuestion struct {
	Number  int64     `db:"number" json:"number"`
	AskedAt time.Time `db:"created_at" json:"asked_at"`
	State   string    `db:"state" json:"state"`
	Shown   string    `db:"anonymity" json:"name_shown"` // named, hidden
	Text    string    `db:"text" json:"text"`
	Answer  Text      `db:"answer" json:"answer"`
}

// PersonLetter is a letter to the person, with its fate.
type PersonLetter struct {
	Kind      MailKind   `db:"kind" json:"kind"`
	CreatedAt time.Time  `db:"created_at" json:"written_at"`
	State     MailState  `db:"state" json:"state"`
	DoneAt    *time.Time `db:"done_at" json:"sent_at"`
	Reply     string     `db:"reply" json:"mail_server_said"`
}
