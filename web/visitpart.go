package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// visitPart is somebody's own part of the page of their answer: how it stands, and what they can do.
type visitPart struct {
	Notice  *noticeView
	Rows    []summaryRow
	Page    link
	Choices []actForm
}

// visitFields are the fields of what somebody does with their own answer.
var visitFields = map[string][]actField{
	"change": {{"adults", "number"}, {"children", "number"}},
	"take":   {}, "withdraw": {},
	"need": {{"interpreter", "select"}, {"need", "long_text"}},
	"ask":  {{"question", "long_text"}},
}

// visitorActs are the forms by which a coordinator does on the telephone what somebody could do with their own answer.
func visitorActs(c calendar, f *caseFile, language string, refused tried) (forms []actForm) {
	actions := visitChoices(f.visit())
	if s := f.visit(); !s.Over() && s.Phase != gathering.None {
		actions = append(actions, "withdraw")
	}
	_, wrong := problemsOf(refused.wrong)
	for _, name := range actions {
		if slices.Contains(handlers.CaseActions(f.Workflow), name) {
			form := visitChoice(c, f.visitView(language), f, name, "/cases/"+f.Reference+"/acts", language, refused, wrong)
			form.Open, form.Label = refused.action == name, c.say("visit.for."+name)
			form.Help, form.Button.Label = c.say(forThem(name, ".help")), c.say(forThem(name, ".button"))
			for i, field := range form.Fields {
				form.Fields[i].Label = c.say(forThem(name, "."+field.Name))
			}
			forms = append(forms, form)
		}
	}
	return forms
}

// forThem is a key of what a coordinator reads who does something for somebody else, where that takes words of its own.
func forThem(act, end string) string { return known("visit.for."+act+end, "visit."+act+end) }

// fillVisit says of the page of an answer what is its own.
func (s *Server) fillVisit(body *receiptView, o opening, c calendar, path, language string, refused tried) {
	v := o.status
	standing := v.standing()
	body.Status, body.Next = c.say("visit.status."+string(standing)), c.say("visit.next."+string(standing))
	body.Visit = s.visitPart(c, v, o.file, path, language, refused)
}

// standing is the status of an answer as its page tells it: whoever has a number in line waits, though the answer itself hears of it a moment later.
func (v statusView) standing() domain.Status {
	if v.Status == domain.Received && v.Gathering != nil && v.Gathering.Position > 0 {
		return domain.WaitingList
	}
	return v.Status
}

func (s *Server) visitPart(c calendar, v statusView, f *caseFile, path, language string, refused tried) *visitPart {
	st := v.Gathering
	words := taskWords{c: c}
	part := &visitPart{Page: link{Href: st.path, Label: c.say("page.visit.page")}, Notice: s.visitNotice(c, f)}
	if st.path == "" {
		part.Page = link{Href: "/g/" + v.Organization, Label: c.say("page.gathering.all")}
	}
	if !st.StartsAt.IsZero() {
		part.Rows = append(part.Rows, words.row("page.gathering.when", s.whenWords(c, series.Gathering{StartsAt: st.StartsAt, EndsAt: st.EndsAt})))
	}
	part.Rows = append(part.Rows, words.row("page.gathering.where", st.Place), words.row("page.visit.people", c.say("visits.people", st.Adults, st.Children)))
	if st.Position > 0 {
		part.Rows = append(part.Rows, words.row("page.visit.position", c.say("page.visit.position_is", st.Position)))
	}
	if st.Until != nil {
		part.Rows = append(part.Rows, words.row("page.visit.until", c.moment(*st.Until).Words))
	}
	if st.Arranging != "" {
		part.Rows = append(part.Rows, words.row("page.visit.arranging", c.say("page.visit.arranging."+st.Arranging)))
	}
	if st.Pending {
		part.Rows = append(part.Rows, words.row("page.visit.change", c.say("page.visit.pending")))
	}
	_, wrong := problemsOf(refused.wrong)
	for _, name := range st.Actions {
		part.Choices = append(part.Choices, visitChoice(c, st, f, name, path+"/choose", language, refused, wrong))
	}
	return part
}

func visitChoice(c calendar, st *visitStatus, f *caseFile, name, path, language string, refused tried, wrong map[string]string) actForm {
	key := "visit." + name
	form := actForm{
		Label: c.say(key), Help: c.say(key + ".help"), Action: path + "/" + name, Open: refused.action == name || name == "take" && refused.action == "",
		Button: buttonView{Label: c.say(key + ".button")},
	}
	for _, spec := range visitFields[name] {
		field := textField(spec.name, spec.kind, c.say(key+"."+spec.name), "")
		field.ID = name + "-" + spec.name
		switch spec.name {
		case "adults":
			field.Value = strconv.Itoa(st.Adults)
		case "children":
			field.Value, field.Optional = strconv.Itoa(st.Children), true
		case "need":
			field.Optional = true
		case "interpreter":
			field.choose("", c.say("page.visit.no_interpreter"), st.Interpreter)
			asked, _ := f.terms.Program.Form.Field(programs.AnswerInterpreter)
			for _, option := range asked.Options {
				field.choose(option.Key, option.Label.In(language), st.Interpreter)
			}
		}
		if spec.kind == "number" {
			field.Type, field.Mode = "text", "numeric"
		}
		if refused.action == name {
			field.Value, field.Error = refused.typed[spec.name], wrong[spec.name]
			taskWords{}.chooseAgain(&field)
		}
		form.Fields = append(form.Fields, field)
	}
	return form
}

// visitNotice says what an answer that led to no place means, and what there is instead.
func (s *Server) visitNotice(c calendar, f *caseFile) *noticeView {
	state := f.visit()
	n := noticeView{Kind: "late"}
	switch state.Phase {
	case gathering.Off:
		n.Title = c.say("gathering.because." + state.Because)
	case gathering.NotSeated:
		n.Title = c.say("page.visit.refused." + state.Because)
	case gathering.Lapsed:
		n.Title = c.say("page.visit.lapsed")
	case gathering.Offered:
		return &noticeView{Kind: "good", Title: c.say("page.visit.offered"), Lines: []string{c.say("page.visit.offered_then", c.moment(state.Until).Words)}}
	case gathering.Waiting:
		return &noticeView{Title: c.say("page.visit.waiting"), Lines: []string{c.say("page.visit.waiting_then")}}
	case gathering.None, gathering.Asked, gathering.Seated, gathering.Left, gathering.Past:
		return nil
	}
	n.Lines = []string{c.say("page.gathering.instead_call", f.terms.Program.Phone)}
	if f.series.Program.Gathering != nil && insteadOf(f.series.State, state.Gathering, f.series.Program.Gathering.RSVPUntil, s.Now()) {
		n.Lines = []string{c.say("page.gathering.instead")}
	}
	return &n
}

// visitDone confirms what a coordinator did on the page before.
func visitDone(q *request) *noticeView {
	key := "visit.done." + q.URL.Query().Get("done")
	if !words.Known(key) {
		return nil
	}
	n := noticeOf(q.language(), "good", key)
	return &n
}

// visitProblems name what was wrong with a form of the page, each leading to its field.
func visitProblems(refused tried) []problemLine {
	lines, _ := problemsOf(refused.wrong)
	for i := range lines {
		lines[i].Href = "#" + refused.action + "-" + strings.TrimPrefix(lines[i].Href, "#")
	}
	if refused.reason != "" && len(lines) == 0 {
		lines = []problemLine{{Text: refused.reason}}
	}
	return lines
}

// visitCard tells of a task about an answer: for when, and what for, and nobody's name.
func visitCard(card taskCard, c calendar, language string, t store.TaskRow, f *caseFile) taskCard {
	if !t.Brief.On.IsZero() {
		card.About = append(card.About, c.day(t.Brief.On))
	}
	if t.Brief.Language != "" {
		asked, _ := f.terms.Program.Form.Field(programs.AnswerInterpreter)
		card.About = append(card.About, c.say("visits.interpreter", optionLabel(asked, language, t.Brief.Language)))
	}
	if t.Brief.Kind != "" {
		card.About = append(card.About, c.say("visits.access"))
	}
	if t.Brief.Because == "late" {
		card.Urgent = c.say("visits.late")
	}
	card.Due, card.Late = taskDue(c, t)
	return card
}

// visitor tells a coordinator what somebody needs, and how to reach them.
func (v taskWords) visitor(body *taskPage, facts visitFacts) {
	n := noticeOf(v.language, "", "", "page.task.arrange")
	if facts.Late {
		n = noticeOf(v.language, "late", "page.task.arrange_late", "page.task.arrange_late_then")
	}
	if v.Kind == workflows.TaskCallVisitor {
		n = noticeOf(v.language, "", "page.task.visit_call", "page.task.visit_call_then")
	}
	body.Notice, body.Rows = &n, append(v.visitorRows(facts), v.row("fact.status", v.c.say("label."+facts.Status)))
}

func (v taskWords) visitorRows(facts visitFacts) []summaryRow {
	rows := []summaryRow{v.row("fact.name", facts.Name), v.row("fact.phone", phoneWords(facts.Phone))}
	if facts.Phone != "" {
		rows = append(rows, v.rulesOfCalling(&facts.Calling, true)...)
	}
	rows = append(rows, v.row("fact.email", facts.Email))
	if !facts.StartsAt.IsZero() {
		rows = append(rows, v.row("page.gathering.when", v.c.moment(facts.StartsAt).Words))
	}
	rows = append(rows, v.row("page.visit.people", v.c.say("visits.people", facts.Adults, facts.Children)))
	if facts.Interpreter != "" {
		rows = append(rows, v.row("fact.interpreter", optionLabel(v.field(programs.AnswerInterpreter), v.language, facts.Interpreter)))
	}
	if len(facts.Needs) > 0 {
		rows = append(rows, v.row("fact.needs", strings.Join(facts.Needs, "; ")))
	}
	return append(rows, v.row("fact.diet", facts.Diet))
}
