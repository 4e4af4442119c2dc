package templates

// Pages lists one value of each page type, so that a test can check every file against its type in both languages.
var Pages = []Page{
	Failure{},
	EventList{}, PublicEvent{}, Register{}, RegisterClosed{}, Embed{}, Registered{}, Privacy{}, EventNotice{},
	SetUpWaiting{}, SetUp{}, SignIn{}, SignInSent{}, SignInLink{}, MyAccount{}, Team{}, Invitation{}, HostList{}, HostForm{},
	LettersPage{}, LetterPage{}, RegistrationsPage{}, RegistrationPage{}, AddPerson{}, RegistrationTotals{}, RecordingsPage{}, SettingsPage{}, EmbedPage{}, ProofPage{}, FormPage{}, FieldPage{}, AnswersPage{},
	JoinPage{},
	DeskEvents{}, EventForm{}, Overview{}, CancelEvent{}, EventPrivacyPage{}, ErasePerson{},
	GuestsPage{}, GuestsCheck{}, GuestPage{}, Invited{},
	MyRegistration{}, MoveAddress{}, Proof{}, CancelMine{}, EraseMine{}, DeadLink{}, AskLinks{}, LinksSent{},
	SeatsPage{Rows: []SeatRow{{}, {}}}, SeatForm{}, QueuePage{Categories: []QueueCategory{{Lists: []QueueList{{State: "waitlisted", People: []QueuePerson{{}}}}}}},
	ImportPage{}, ImportPreview{}, ExportChoice{}, ExportUnwritable{},
	LiveRoom{}, StagePage{}, Board{}, QuestionPage{},
}

// Failure is the one page that answers an error: what happened, what to do.
type Failure struct {
	Base
	Status int
	// Key names the words: error.<key>.title and error.<key>.what.
	Key string
	// Ref finds the request in the log.
	Ref string
}

func (Failure) Template() string { return "site/failure" }
