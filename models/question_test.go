package models

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// The state machine as one writes it down: a row a state, a column a target, in the order of QuestionStates.
const arrows = `
            pend held appr queu live answ foll merg decl with purg
pending      .    .    x    .    .    .    .    x    x    x    x
held         .    .    x    .    .    .    .    x    x    x    x
approved     .    .    .    x    x    x    x    x    x    x    x
queued       .    .    x    .    x    x    x    x    x    .    x
live         .    .    .    x    .    x    x    x    .    .    x
answered     .    .    x    x    .    .    .    x    .    .    x
followup     .    .    .    .    .    x    .    .    .    .    x
merged       .    .    .    .    .    .    .    .    .    .    x
declined     x    .    .    .    .    .    .    .    .    .    x
withdrawn    .    .    .    .    .    .    .    .    .    .    x
purged       .    .    .    .    .    .    .    .    .    .    .`

func TestQuestionMoves_areTheTable(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(arrows), "\n")[1:]
	if len(rows) != len(QuestionStates) {
		t.Fatalf("%d rows for %d states", len(rows), len(QuestionStates))
	}
	for i, row := range rows {
		cells := strings.Fields(row)
		from := QuestionStates[i]
		if cells[0] != string(from) {
			t.Fatalf("row %d is %s, not %s", i, cells[0], from)
		}
		for j, to := range QuestionStates {
			want := cells[j+1] == "x"
			if got := slices.Contains(from.Moves(), to); got != want {
				t.Errorf("%s → %s: %v, want %v", from, to, got, want)
			}
			_, err := Question{ID: NewID(), State: from}.Move(full(to), time.Now())
			if want && err != nil || !want && !errors.Is(err, ErrMove) {
				t.Errorf("%s → %s: %v", from, to, err)
			}
		}
	}
}

// full is a move to a state with everything that any move wants.
func full(to QuestionState) QuestionMove {
	return QuestionMove{To: to, Reason: "no_time", Answer: Text{English: "Yes."}, Into: &Question{ID: NewID(), State: QuestionApproved}, Position: 1}
}

func TestQuestionWay_approvesWhatIsPutOnTheStageUnread(t *testing.T) {
	for _, c := range []struct {
		from, to QuestionState
		want     []QuestionState
	}{
		{QuestionPending, QuestionApproved, []QuestionState{QuestionApproved}},
		{QuestionPending, QuestionQueued, []QuestionState{QuestionApproved, QuestionQueued}},
		{QuestionHeld, QuestionLive, []QuestionState{QuestionApproved, QuestionLive}},
		{QuestionPending, QuestionDeclined, []QuestionState{QuestionDeclined}},
		{QuestionDeclined, QuestionLive, nil},
		{QuestionAnswered, QuestionLive, nil},
		{QuestionPurged, QuestionApproved, nil},
	} {
		if got := c.from.Way(c.to); !slices.Equal(got, c.want) {
			t.Errorf("%s → %s: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func TestQuestionMove_keepsTheAskersWords(t *testing.T) {
	for _, from := range QuestionStates {
		for _, to := range from.Moves() {
			q := Question{ID: NewID(), State: from, Text: "なぜ？", Translation: Text{English: "Why?"}}
			moved, err := q.Move(full(to), time.Now())
			if err != nil {
				t.Fatal(from, to, err)
			}
			if erased := moved.Text == "" && moved.Translation.Empty(); erased != (to == QuestionPurged) {
				t.Errorf("%s → %s: text %q, translation %v", from, to, moved.Text, moved.Translation)
			}
		}
	}
}

func TestQuestionMove_wantsWhatItNeeds(t *testing.T) {
	for _, c := range []struct {
		name string
		from QuestionState
		m    QuestionMove
		key  string
	}{
		{"declining without a reason", QuestionPending, QuestionMove{To: QuestionDeclined}, "reason"},
		{"declining with a reason of one's own", QuestionPending, QuestionMove{To: QuestionDeclined, Reason: "boring"}, "reason"},
		{"answering in writing without words", QuestionApproved, QuestionMove{To: QuestionAnswered}, "answer"},
		{"answering a promise without words", QuestionFollowup, QuestionMove{To: QuestionAnswered, Answer: Text{Japanese: ""}}, "answer"},
	} {
		_, err := Question{State: c.from}.Move(c.m, time.Now())
		var p Problems
		if !errors.As(err, &p) || p[c.key].Key == "" {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if q, err := (Question{State: QuestionLive}).Move(QuestionMove{To: QuestionAnswered}, time.Now()); err != nil || q.AnswerMode != AnswerSpoken {
		t.Errorf("an answer on the stage needs no words: %v %v", q.AnswerMode, err)
	}
}

func TestQuestionMove_foldsIntoNothingThatIsGone(t *testing.T) {
	q := Question{ID: NewID(), State: QuestionApproved}
	for _, into := range QuestionStates {
		_, err := q.Move(QuestionMove{To: QuestionMerged, Into: &Question{ID: NewID(), State: into}}, time.Now())
		if ok := into != QuestionMerged && into != QuestionDeclined && into != QuestionWithdrawn && into != QuestionPurged; ok != (err == nil) {
			t.Errorf("into %s: %v", into, err)
		}
	}
	if _, err := q.Move(QuestionMove{To: QuestionMerged, Into: &q}, time.Now()); !errors.Is(err, ErrMove) {
		t.Errorf("into itself: %v", err)
	}
}

func TestQuestionForm_checksWhatIsTyped(t *testing.T) {
	long := strings.Repeat("👍🏽", MaxQuestion)
	for _, c := range []struct {
		typed, key string
	}{
		{"字幕はありますか", ""},
		{long, ""},
		{long + "。", "text.too_long"},
		{" \n\u3000 ", "question.needed"},
		{"a\u202eb", "text.bidi"},
		{"a\x00b", "text.control"},
	} {
		_, p := QuestionForm{Key: NewID().String(), Text: c.typed}.Check()
		if p["text"].Key != c.key {
			t.Errorf("%.20q: %q, want %q", c.typed, p["text"].Key, c.key)
		}
	}
	key := NewID()
	if n, _ := (QuestionForm{Key: key.String(), Text: "Why?", Hide: true}).Check(); n.ID != key || n.Anonymity != AskHidden || n.Language != English {
		t.Errorf("%+v", n)
	}
	if n, _ := (QuestionForm{Key: "x", Text: "Why?"}).Check(); n.ID == (ID{}) || n.Anonymity != AskNamed {
		t.Errorf("%+v", n)
	}
}

func TestFirstState_looksTwiceAtWebAddresses(t *testing.T) {
	for text, want := range map[string]QuestionState{
		"Why?": QuestionPending, "https://example.org をどう思いますか": QuestionHeld, "see www.example.org": QuestionHeld, "e.g. this": QuestionPending,
	} {
		if got := (NewQuestion{Text: text}).FirstState(); got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestGuessLang_knowsJapaneseAmongLatinLetters(t *testing.T) {
	for s, want := range map[string]Lang{"What is SSE?": English, "SSEとは": Japanese, "質問": Japanese, "ｶﾅ": Japanese, "¿Qué?": English, "": English} {
		if got := GuessLang(s); got != want {
			t.Errorf("%q: %s", s, got)
		}
	}
}

func TestQuestionWords_readersOwnLanguageFirst(t *testing.T) {
	w := QuestionWords{Text: "なぜ？", Language: Japanese, Translation: Text{English: "Why?"}}
	if text, in, other, otherIn := w.In(English); text != "Why?" || in != English || other != "なぜ？" || otherIn != Japanese {
		t.Error(text, in, other, otherIn)
	}
	if text, _, other, _ := w.In(Japanese); text != "なぜ？" || other != "Why?" {
		t.Error(text, other)
	}
	w.Translation = nil
	if text, in, other, _ := w.In(English); text != "なぜ？" || in != Japanese || other != "" {
		t.Error(text, in, other)
	}
}

func TestQuestionChannel_followsThePhase(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		state EventState
		start time.Duration
		open  bool
		want  QuestionChannel
	}{
		{Published, time.Hour, true, AskedBefore},
		{Published, -time.Hour, true, AskedLive},
		{Published, time.Hour, false, ""},
		{Published, -3 * time.Hour, true, ""},
		{Draft, time.Hour, true, ""},
		{Cancelled, time.Hour, true, ""},
		{Ended, time.Hour, true, ""},
	} {
		e := Event{State: c.state, StartsAt: now.Add(c.start), EndsAt: now.Add(c.start + 2*time.Hour), QuestionsOpen: c.open}
		got, ok := e.QuestionChannel(now)
		if ok != (c.want != "") || ok && got != c.want {
			t.Errorf("%s, starts in %s: %q %v, want %q", c.state, c.start, got, ok, c.want)
		}
	}
}
