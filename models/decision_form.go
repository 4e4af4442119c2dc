package models

import "slices"

// DeskActs are the acts that the desk may do to many registrations at once.
var DeskActs = []RegistrationAct{ActApprove, ActDecline, ActGiveSeat, ActMoveUp, ActCategory, ActCancel}

// DecisionForm is an act of the desk on registrations, as sent.
type DecisionForm struct {
	Act      string
	IDs      []string
	Category string
	Reason   Text
}

// Decision is a form as understood.
type Decision struct {
	Act      RegistrationAct
	IDs      []ID // each once
	Category ID   // of ActCategory
	Reason   Text // of ActDecline; may be empty
}

// DecisionFields lists what can be wrong with it, in the order in which it is said.
var DecisionFields = []string{"act", "ids", "category", "reason_ja", "reason_en"}

// MaxDecision bounds how many registrations one act moves.
const MaxDecision = 5000

// Check reads the form. What is no ID is left out: it names nobody.
func (f DecisionForm) Check() (Decision, Problems) {
	p, d := Problems{}, Decision{Act: RegistrationAct(f.Act), Reason: Text{}}
	if !slices.Contains(DeskActs, d.Act) {
		p.Add("act", "decided.no_act")
	}
	seen := map[ID]bool{}
	for _, s := range f.IDs {
		if id := ParseID(s); id != (ID{}) && !seen[id] {
			seen[id] = true
			d.IDs = append(d.IDs, id)
		}
	}
	switch {
	case len(d.IDs) == 0:
		p.Add("ids", "decided.nobody_ticked")
	case len(d.IDs) > MaxDecision:
		p.Add("ids", "decided.too_many", "max", MaxDecision)
	}
	if d.Act == ActCategory {
		if d.Category = ParseID(f.Category); d.Category == (ID{}) {
			p.Add("category", "decided.no_category")
		}
	}
	if d.Act == ActDecline {
		for _, l := range Langs {
			if s := p.Text("reason_"+string(l), f.Reason[l], MaxReason); s != "" {
				d.Reason[l] = s
			}
		}
	}
	return d, p
}
