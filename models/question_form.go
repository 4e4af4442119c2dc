package models

import (
	"regexp"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// Limits on asking, a person and event.
const (
	MaxQuestion   = 500 // grapheme clusters
	MaxAnswer     = 2000
	MaxQuestions  = 10               // that one person may ask at one event
	QuestionPace  = 15 * time.Second // between two of one person's
	SameQuestion  = 10 * time.Minute // the same words from the same person within it are the same question
	MaxPaperAsker = 100
)

// Keys of what is wrong with a question or a decision on it. question.enough has the hole {max}.
const (
	questionNeeded = "question.needed"
	questionEnough = "question.enough"
	questionAnswer = "question.answer_needed"
	questionReason = "question.reason_needed"
	questionInto   = "question.into_unknown"
	questionPerson = "question.person_unknown"
)

// TooManyQuestions says that a person has asked as many as one may.
func TooManyQuestions() Problems {
	p := Problems{}
	p.Add("text", questionEnough, "max", MaxQuestions)
	return p
}

// NoSuchQuestion says that there is nothing to fold a question into.
func NoSuchQuestion() Problems {
	p := Problems{}
	p.Add("into", questionInto)
	return p
}

// NewQuestion is a checked question. The ID stands in the form before it is sent, so that sending it again is the same question.
type NewQuestion struct {
	ID        ID
	Text      string
	Language  Lang
	Anonymity Anonymity
	Name      string // only for a question that the staff enters; an attendee's is the registration's
}

// QuestionForm is what the form holds, as typed.
type QuestionForm struct {
	Key  string // the ID
	Text string
	Hide bool   // the name, from the audience
	Name string // for a question on paper
}

// Check reads the form. A key that is no ID, such as a browser without script may send after editing, becomes a new one.
func (f QuestionForm) Check() (NewQuestion, Problems) {
	p := Problems{}
	n := NewQuestion{ID: ParseID(f.Key), Anonymity: AskNamed}
	if n.ID == (ID{}) {
		n.ID = NewID()
	}
	if f.Hide {
		n.Anonymity = AskHidden
	}
	if Blank(f.Text) {
		p.Add("text", questionNeeded)
	} else {
		n.Text = p.NeedText("text", f.Text, MaxQuestion)
	}
	n.Name = p.Line("name", f.Name, MaxPaperAsker)
	n.Language = GuessLang(n.Text)
	return n, p
}

// QuestionFromForm is what somebody wrote for the speakers when they registered. Its key follows from whose answer it is and to which
// field, so that it is asked once.
func QuestionFromForm(registration, field ID, a Answer, name string) NewQuestion {
	return NewQuestion{ID: uuid.NewSHA1(registration, field[:]), Text: a.One(), Language: GuessLang(a.One()), Anonymity: AskHidden, Name: name}
}

var inQuestionAddress = regexp.MustCompile(`(?i)https?://|www\.[a-z0-9]`)

// FirstState is where a new question of the audience begins: a web address is a reason to look twice.
func (n NewQuestion) FirstState() QuestionState {
	if inQuestionAddress.MatchString(n.Text) {
		return QuestionHeld
	}
	return QuestionPending
}

// GuessLang tells which of the two languages a text is in: Japanese where it holds kana or Han characters, whatever else is in it.
func GuessLang(s string) Lang {
	for _, r := range s {
		if unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) {
			return Japanese
		}
	}
	return English
}

// QuestionEdit is what stands beside the asker's words: a translation, to whom it is put, an answer in writing. The words themselves
// are never changed.
type QuestionEdit struct {
	Translation Text
	Person      ID // zero for nobody in particular
	Answer      Text
}

// QuestionEditForm is the board's form for it, as typed.
type QuestionEditForm struct {
	Translation string // into the language that the question is not in
	Person      string
	Answer      Text
}

// Check reads the form for a question in language. people are those on the event's programme.
func (f QuestionEditForm) Check(language Lang, people []Person) (QuestionEdit, Problems) {
	p := Problems{}
	e := QuestionEdit{Translation: Text{}, Answer: Text{}}
	if t := p.Text("translation", f.Translation, MaxQuestion); t != "" {
		e.Translation[language.Other()] = t
	}
	for _, l := range Langs {
		if a := p.Text("answer_"+string(l), f.Answer[l], MaxAnswer); a != "" {
			e.Answer[l] = a
		}
	}
	if f.Person != "" {
		for _, known := range people {
			if known.ID == ParseID(f.Person) {
				e.Person = known.ID
			}
		}
		if e.Person == (ID{}) {
			p.Add("person", questionPerson)
		}
	}
	return e, p
}
