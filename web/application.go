package web

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// application is the state of an application; of every other case the zero one.
func (f *caseFile) application() application.State {
	s, _ := f.state.(application.State)
	return s
}

func applicationView() view {
	return view{
		task: (*Server).applicationTask, facts: (*Server).applicationCase, card: applicationCard, words: taskWords.application,
		page: (*Server).applicationPage, opens: func(who handlers.Person, f *caseFile) bool { return f.looksAfter(who) },
		fields: applicationFields,
	}
}

// looksAfter tells whether somebody coordinates, or coaches whoever the application is about. Administrators and auditors read no answers.
func (f *caseFile) looksAfter(who handlers.Person) bool {
	return who.Has(domain.RoleCoordinator) || who.Has(domain.RoleVolunteer) && slices.Contains(f.application().Coaches, who.ID)
}

// applicationFacts is what coordinators read of an application. Coaches get the part that their group needs.
type applicationFacts struct {
	Applicant string         `json:"applicant"`
	Answers   map[string]any `json:"answers,omitempty"`
	Check     string         `json:"check,omitempty"` // what this task is about
	Standing  string         `json:"standing,omitempty"`
	Season    string         `json:"season,omitempty"`
	Group     string         `json:"group,omitempty"`
	Phase     string         `json:"phase"`
	Checks    []checkedFacts `json:"checks"`
	Unclear   []string       `json:"unclear"`          // conditions that the answers leave open
	Excepted  []string       `json:"excepted"`         // conditions of which an exception was made
	Exception string         `json:"exception"`        // why
	Doubted   []string       `json:"doubted"`          // conditions that changed answers do not meet, until a coordinator has looked
	Misfit    string         `json:"misfit,omitempty"` // the group that does not fit them
	Again     bool           `json:"applied_before"`
	Appeal    string         `json:"appeal,omitempty"`
	Unsigned  []string       `json:"unsigned"`
	Contacts  []contactLine  `json:"contacts"`
	Notes     []noteFacts    `json:"notes"`
	Items     []itemFacts    `json:"items"`
	Borne     int64          `json:"borne_cents"` // what the program has paid for this place
	Questions []exchange     `json:"questions"`
	// Interpreter is the language of the one who is wanted for the call that waits, and InterpreterOther which one, when it is none of the list.
	Interpreter      string `json:"interpreter,omitempty"`
	InterpreterOther string `json:"interpreter_other,omitempty"`
}

type checkedFacts struct {
	Key    string     `json:"key"`
	Status string     `json:"status"`
	On     *time.Time `json:"checked_on"`
	Until  *time.Time `json:"expires_on"`
	DueAt  *time.Time `json:"due_at"`
}

type contactLine struct {
	ID       uuid.UUID `json:"id"`
	Name     string    `json:"name"`
	Relation string    `json:"relation"`
	Phone    string    `json:"phone,omitempty"`
	Email    string    `json:"email,omitempty"`
	Written  bool      `json:"written_to"`
	Barred   bool      `json:"barred"`
	Calling  callRules `json:"calling"`

	// Where messages go to another number than calls, that number, and what was said about it.
	TextPhone string     `json:"text_phone,omitempty"`
	Texting   *callRules `json:"texting,omitempty"`

	Before []string `json:"before,omitempty"` // where they were reached until lately, for coordinators alone
}

type itemFacts struct {
	ID     uuid.UUID  `json:"id"`
	Item   string     `json:"item"`
	Size   string     `json:"size,omitempty"`
	Status string     `json:"status"`
	DueAt  *time.Time `json:"due_at"`
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// applicationTask is what one task of an application shows.
func (s *Server) applicationTask(_ handlers.Person, t store.TaskRow, f *caseFile) any {
	facts := f.applicationFacts()
	switch t.Kind {
	case workflows.TaskScreen:
		facts.Check = t.Brief.Kind
	case workflows.TaskStanding:
		facts.Standing = t.Brief.Kind
	}
	return facts
}

// applicationCase is what of an application a person may read outside of a task.
func (s *Server) applicationCase(who handlers.Person, f *caseFile) map[string]any {
	state := f.application()
	out := map[string]any{"phase": string(state.Phase), "season": state.Placing.Season, "group": state.Group}
	if !f.looksAfter(who) {
		return out
	}
	facts := f.applicationFacts()
	if !who.Has(domain.RoleCoordinator) {
		facts = f.forCoach(facts)
	}
	out["application"] = facts
	return out
}

// applicationFacts gathers all that coordinators may read.
func (f *caseFile) applicationFacts() applicationFacts {
	s, keys := f.application(), f.terms.Program.Application.Answers
	facts := applicationFacts{
		Applicant: f.answers.Text(keys.Name), Answers: map[string]any{}, Season: s.Placing.Season, Group: s.Group, Phase: string(s.Phase), Checks: []checkedFacts{},
		Unclear: nonNil(s.Unclear), Excepted: nonNil(s.Excepted), Unsigned: nonNil(s.Unsigned), Contacts: f.contacts(), Notes: f.applicationNotes(), Items: []itemFacts{},
		Borne: s.BorneCents, Questions: f.exchanges(), Interpreter: s.Speaks, InterpreterOther: f.texts[s.SpeaksOther], Doubted: []string{},
	}
	if s.InDoubt() {
		facts.Doubted, facts.Misfit = nonNil(s.Doubted), s.Misfit
	}
	for i := range facts.Contacts {
		facts.Contacts[i].Before = f.before(facts.Contacts[i].ID)
	}
	for key, value := range f.allAnswers() {
		facts.Answers[key] = value
	}
	for _, c := range s.Checks {
		facts.Checks = append(facts.Checks, checkedFacts{Key: c.Key, Status: string(c.Status), On: orNil(c.On), Until: orNil(c.Until), DueAt: orNil(c.DueAt)})
	}
	for _, h := range s.Handings {
		facts.Items = append(facts.Items, itemFacts{ID: h.ID, Item: h.Item, Size: h.Size, Status: h.Status, DueAt: orNil(h.DueAt)})
	}
	for _, r := range f.events {
		switch e := r.Event.(type) {
		case application.Submitted:
			facts.Again, facts.Exception = e.Again, f.texts[e.Reason]
		case application.AnswersChanged:
			facts.Exception = orWords(f.texts[e.Reason], facts.Exception)
		case application.FitSettled:
			facts.Exception = orWords(f.texts[e.Reason], facts.Exception)
		case application.Appealed:
			facts.Appeal = f.texts[e.Reason]
		}
	}
	return facts
}

// forCoach leaves what a coach needs at the edge of the field: who it is, whom to call, and what to look out for.
func (f *caseFile) forCoach(facts applicationFacts) applicationFacts {
	answers := f.emergency(facts)
	contacts := now(slices.DeleteFunc(facts.Contacts, func(c contactLine) bool { return c.Barred }))
	return applicationFacts{
		Applicant: facts.Applicant, Answers: answers, Season: facts.Season, Group: facts.Group, Phase: facts.Phase, Checks: []checkedFacts{}, Unclear: []string{},
		Excepted: []string{}, Unsigned: facts.Unsigned, Contacts: contacts, Notes: []noteFacts{}, Items: facts.Items, Questions: []exchange{},
		Doubted: []string{},
	}
}

// emergency are the answers that stand on the card beside the guardians' numbers. A number of somebody who is shut out is left out wherever it was
// written, and so is that of a guardian who is reached at another one by now.
func (f *caseFile) emergency(facts applicationFacts) map[string]any {
	barred, keys := f.barredNumbers(), f.terms.Program.Application.Answers
	answers := map[string]any{}
	for _, key := range keys.Emergency {
		value, known := facts.Answers[key]
		if !known {
			continue
		}
		if number, is := value.(string); is && (barred[number] || f.reachedElse(key, number)) {
			continue
		}
		answers[key] = value
	}
	return answers
}

// reachedElse tells whether the guardian whose number a question asks for is called at another one by now.
func (f *caseFile) reachedElse(key, number string) (moved bool) {
	keys := f.terms.Program.Application.Answers
	relation := map[string]string{keys.GuardianCall: application.Guardian, keys.SecondCall: application.SecondGuardian}[key]
	for _, c := range f.contacts() {
		if c.Relation != relation || c.Phone == "" {
			continue
		}
		if c.Phone == number || c.TextPhone == number {
			return false
		}
		moved = true
	}
	return moved
}

// barredNumbers are those of whoever is shut out.
func (f *caseFile) barredNumbers() map[string]bool {
	barred := map[string]bool{}
	for _, c := range f.contacts() {
		if c.Barred {
			barred[c.Phone], barred[c.TextPhone] = true, true
		}
	}
	delete(barred, "")
	return barred
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// allAnswers are all answers that are kept, those that end with the season too.
func (f *caseFile) allAnswers() programs.Answers {
	brief := f.brief()
	if len(brief) == 0 {
		return f.answers
	}
	all := programs.Answers{}
	for _, part := range []programs.Answers{f.answers, brief} {
		for key, value := range part {
			all[key] = value
		}
	}
	return all
}

// brief are the answers that are erased with the season.
func (f *caseFile) brief() programs.Answers {
	var brief programs.Answers
	if text := f.texts[f.application().Brief]; text == "" || brief.UnmarshalJSON([]byte(text)) != nil {
		return nil
	}
	return brief
}

// contacts are those who are written to, in the order in which they are called.
func (f *caseFile) contacts() []contactLine {
	list := []contactLine{}
	for _, c := range f.application().Contacts {
		var sealed handlers.Contact
		if json.Unmarshal([]byte(f.texts[c.Text]), &sealed) != nil {
			continue
		}
		line := contactLine{
			ID: c.ID, Name: sealed.Name, Relation: c.Relation, Phone: sealed.Phone, Email: sealed.Email, Written: !c.Silent && !c.Barred, Barred: c.Barred,
			Calling: rulesOf(sealed), TextPhone: sealed.TextPhone,
		}
		if sealed.TextPhone != "" {
			texting := line.Calling
			texting.SendTo, line.Texting = "", &texting
			line.Calling = callRules{Hours: texting.Hours, SendTo: line.Calling.SendTo, NoTexts: true} // the hours were named for calls as well
		}
		list = append(list, line)
	}
	return list
}

// before lists where a contact was reached until lately, so that a coordinator can tell who calls about a change.
func (f *caseFile) before(contact uuid.UUID) []string {
	var list []string
	for _, former := range f.application().Former {
		var sealed handlers.Contact
		if former.Contact != contact || json.Unmarshal([]byte(f.texts[former.Text]), &sealed) != nil {
			continue
		}
		list = append(list, reachedAt(sealed.Name, sealed.Phone, sealed.Email))
	}
	return list
}

// now leaves out where contacts were reached before, and where their letters go.
func now(contacts []contactLine) []contactLine {
	contacts = slices.Clone(contacts)
	for i := range contacts {
		contacts[i].Before, contacts[i].Calling.SendTo = nil, ""
	}
	return contacts
}

// applicationNotes are what the program's people wrote for one another, latest first.
func (f *caseFile) applicationNotes() []noteFacts {
	list := []noteFacts{}
	for _, r := range f.events {
		var by, note uuid.UUID
		switch e := r.Event.(type) {
		case application.Noted:
			by, note = e.By, e.Note
		case application.ContactBarred:
			by, note = e.By, e.Note
		case application.StandingLooked:
			by, note = e.By, e.Note
		case application.ContactCalled:
			by, note = e.By, e.Note
		}
		if text := f.texts[note]; text != "" {
			list = append(list, noteFacts{At: r.At, By: by, Text: text})
		}
	}
	slices.Reverse(list)
	return list
}

// refusals are the reasons that the family may read, in order.
func (f *caseFile) refusals() []string {
	reasons := []string{}
	for _, r := range f.events {
		var id uuid.UUID
		switch e := r.Event.(type) {
		case application.Refused:
			id = e.Reason
		case application.CheckRefused:
			id = e.Reason
		case application.Ended:
			id = e.Reason
		}
		if text := f.texts[id]; text != "" {
			reasons = append(reasons, text)
		}
	}
	return reasons
}
