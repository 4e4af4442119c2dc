package models

// ItemKind is what happens during an item of the programme.
type ItemKind string

const (
	Opening        ItemKind = "opening"
	Screening      ItemKind = "screening"
	Message        ItemKind = "message" // recorded message
	Presentation   ItemKind = "presentation"
	Keynote        ItemKind = "keynote"
	Panel          ItemKind = "panel"
	CrossQuestions ItemKind = "cross_questions"
	AudienceQA     ItemKind = "audience_qa"
	WrapUp         ItemKind = "wrap_up"
	Closing        ItemKind = "closing"
	Break          ItemKind = "break"
	Visit          ItemKind = "visit"
	Travel         ItemKind = "travel"
)

// ItemKinds lists every kind, in the order in which a form offers them. The database's CHECK lists the same.
var ItemKinds = []ItemKind{Opening, Screening, Message, Presentation, Keynote, Panel, CrossQuestions, AudienceQA, WrapUp, Closing, Break, Visit, Travel}

// PartRole is what a person does in an item.
type PartRole string

const (
	RoleModerator   PartRole = "moderator"
	RoleSpeaker     PartRole = "speaker"
	RolePanelist    PartRole = "panelist"
	RoleInterpreter PartRole = "interpreter"
	RoleHost        PartRole = "host"
	RoleOperator    PartRole = "operator"
)

// PartRoles lists every role; the database's CHECK lists the same.
var PartRoles = []PartRole{RoleModerator, RoleSpeaker, RolePanelist, RoleInterpreter, RoleHost, RoleOperator}
