package web

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/concern"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/words"
)

// callRules are what whoever telephones or writes to a family has to mind, as the family answered it.
type callRules struct {
	MayLeave bool       `json:"may_leave_message"` // no, and no answer, are the same: leave none
	Shared   bool       `json:"phone_shared"`
	Hours    string     `json:"call_hours,omitempty"`
	SendTo   string     `json:"send_address,omitempty"`
	Changed  *time.Time `json:"changed_at,omitempty"`        // when the family said last that it is reached otherwise
	NoTexts  bool       `json:"no_texts"`                    // said, or not allowed: no, and no answer, are the same
	Unsure   bool       `json:"other_hours_named,omitempty"` // by a request that came again
}

// rulesOf reads them from how somebody is reached.
func rulesOf(c handlers.Contact) callRules {
	return callRules{MayLeave: c.Leave, Shared: c.Shared, Hours: c.Hours, SendTo: c.SendTo, NoTexts: c.NoTexts}
}

// callRules are those of whoever asked; nil where the form asks for no way to reach them.
func (f *caseFile) callRules() *callRules {
	if _, asks := f.terms.Program.Form.Field("contact_phone"); !asks {
		return nil
	}
	rules := rulesOf(f.reached()).mindful(f.support().Minding())
	for _, r := range f.events {
		switch r.Event.(type) {
		case welfare.ContactChanged, support.ContactChanged, concern.ContactChanged, gathering.ContactChanged:
			rules.Changed = &r.At
		}
	}
	return &rules
}

// reached is how whoever asked is reached: as they changed it last, else as they asked.
func (f *caseFile) reached() (c handlers.Contact) {
	if text := f.texts[f.reachedSince()]; text != "" && json.Unmarshal([]byte(text), &c) == nil {
		return c
	}
	return handlers.Reached(f.answers)
}

// reachedSince is the text of how whoever asked is reached since they changed it; zero when they never did.
func (f *caseFile) reachedSince() uuid.UUID {
	switch s := f.state.(type) {
	case welfare.State:
		return s.Contact
	case support.State:
		return s.Contact
	case concern.State:
		return s.Contact
	case gathering.State:
		return s.Contact
	}
	return uuid.Nil
}

// rulesOfCalling stand right below the number that they are about. Without a number, only where letters go and what changed is left to mind.
func (v taskWords) rulesOfCalling(rules *callRules, called bool) []summaryRow {
	if rules == nil {
		return nil
	}
	say := v.c.say
	message := say("call.leave_none")
	if rules.MayLeave {
		message = say("call.leave")
	}
	changed := "call.changed_at"
	if v.file != nil && (v.file.Workflow == "concern" || v.file.Workflow == "gathering") {
		changed = "call.changed_by_them"
	}
	var rows []summaryRow
	if rules.Changed != nil {
		rows = append(rows, v.row("call.changed", say(changed, v.c.moment(*rules.Changed).Words)))
	}
	if called {
		rows = append(rows, v.row("call.message", message))
	}
	if rules.NoTexts && called {
		rows = append(rows, v.row("call.texts", say("call.no_texts")))
	}
	if rules.Shared && called {
		rows = append(rows, v.row("call.phone", say("call.shared")))
	}
	if h := handlers.ReadHours(rules.Hours); h.Known() {
		rows = append(rows, v.row("call.hours", say("call.between", v.c.oClock(h.From), v.c.oClock(h.Until))))
	}
	if rules.Unsure {
		rows = append(rows, v.row("call.hours", say("call.other_hours")))
	}
	if rules.SendTo != "" {
		rows = append(rows, v.row("call.send_to", rules.SendTo))
	}
	return rows
}

// minding is the same in one line, to stand beside a number.
func (v taskWords) minding(rules callRules) string {
	say := v.c.say
	parts := []string{say("call.short.leave_none")}
	if rules.MayLeave {
		parts[0] = say("call.short.leave")
	}
	if rules.NoTexts {
		parts = append(parts, say("call.short.no_texts"))
	}
	if rules.Shared {
		parts = append(parts, say("call.short.shared"))
	}
	if h := handlers.ReadHours(rules.Hours); h.Known() {
		parts = append(parts, say("call.short.between", v.c.oClock(h.From), v.c.oClock(h.Until)))
	}
	return strings.Join(parts, "; ")
}

// calledWords are a contact with what to mind when calling them.
func (v taskWords) calledWords(c contactLine) string {
	text := v.contactWords(c)
	if c.Phone != "" && !c.Barred {
		text += " (" + v.minding(c.Calling) + ")"
	}
	if c.TextPhone != "" && c.Texting != nil && !c.Barred {
		text += "; " + v.c.say("call.messages_to", phoneWords(c.TextPhone)) + " (" + v.minding(*c.Texting) + ")"
	}
	if c.Calling.SendTo != "" {
		text += "; " + v.c.say("call.send_to") + ": " + c.Calling.SendTo
	}
	return text
}

// actLabel is what an act asks; what to mind when calling is asked in the same words everywhere.
func (v taskWords) actLabel(act, field string) string {
	if key := "call.ask." + field; words.Known(key) && !words.Known(act+"."+field) {
		return v.c.say(key)
	}
	return v.c.say(act + "." + field)
}

// hoursToChoose are those that an act offers for a contact who is in no form.
var hoursToChoose = []string{"h09_12", "h12_17", "h17_20", "h09_17"}

// mindedOptions fills what can be said about a telephone. Nothing chosen leaves it as it is.
func (v taskWords) mindedOptions(field *fieldView) {
	field.choose("", v.c.say("call.ask.as_it_is"), "")
	if field.Name != "call_hours" {
		field.choose("yes", v.c.say("field.yes"), "-")
		field.choose("no", v.c.say("field.no"), "-")
		return
	}
	for _, answer := range hoursToChoose {
		h := handlers.ReadHours(answer)
		field.choose(answer, v.c.say("call.between", v.c.oClock(h.From), v.c.oClock(h.Until)), "-")
	}
	field.choose("any", v.c.say("call.ask.any"), "-")
}
