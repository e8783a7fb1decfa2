package web

import "github.com/almoner/almoner/handlers"

// callRules are what whoever telephones or writes to a family has to mind, as the family answered it.
type callRules struct {
	MayLeave bool   `json:"may_leave_message"` // no, and no answer, are the same: leave none
	Shared   bool   `json:"phone_shared"`
	Hours    string `json:"call_hours,omitempty"`
	SendTo   string `json:"send_address,omitempty"`
}

// callRules reads them; nil where the form asks nothing of the kind.
func (f *caseFile) callRules() *callRules {
	if _, asks := f.terms.Program.Form.Field("leave_message"); !asks {
		return nil
	}
	var rules callRules
	rules.MayLeave, _ = f.answers.Bool("leave_message")
	rules.Shared, _ = f.answers.Bool("phone_shared")
	rules.Hours, rules.SendTo = f.answers.Text("call_hours"), f.answers.Text("send_address")
	return &rules
}

// rulesOfCalling put them above everything else that a caller reads.
func (v taskWords) rulesOfCalling(rules *callRules) []summaryRow {
	if rules == nil {
		return nil
	}
	say := v.c.say
	message := say("call.leave_none")
	if rules.MayLeave {
		message = say("call.leave")
	}
	rows := []summaryRow{v.row("call.message", message)}
	if rules.Shared {
		rows = append(rows, v.row("call.phone", say("call.shared")))
	}
	if h := handlers.ReadHours(rules.Hours); h.Known() {
		rows = append(rows, v.row("call.hours", say("call.between", v.c.oClock(h.From), v.c.oClock(h.Until))))
	}
	if rules.SendTo != "" {
		rows = append(rows, v.row("call.send_to", rules.SendTo))
	}
	return rows
}
