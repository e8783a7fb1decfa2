package web

import (
	"slices"
	"strings"
	"time"

	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
)

// applicationPages is the part of the table about a family's own application.
func (s *Server) applicationPages() []route {
	return []route{
		onPage("GET", "/r/{reference}/{token}/change", byReceipt, (*Server).showChange),
		onPage("POST", "/r/{reference}/{token}/change", byReceipt, (*Server).changeOnPage),
		onPage("POST", "/r/{reference}/{token}/another", byReceipt, (*Server).applyForAnother),
		onPage("GET", "/r/{reference}/{token}/record.json", byReceipt, (*Server).downloadRecord),
		onPage("POST", "/r/{reference}/{token}/volunteer", byReceipt, (*Server).beginVolunteering),
	}
}

// familyApplication is a family's own part of the page of its application.
type familyApplication struct {
	Offer     []actForm // a place that is kept for it: first of all
	Reasons   []string
	Rows      []summaryRow
	Sessions  *tableView
	Consents  []consentSheet
	Signing   string // heading of the texts
	Contacts  []summaryRow
	Items     *tableView
	Household *tableView
	Choices   []actForm
	Another   *anotherForm
	Change    *link
	Certified *link
	Download  *link
	Volunteer string // where one begins as a volunteer
	Readings  *tableView
	Speak     *link // where a report about an adult goes
}

// consentSheet is one text with its signature, or the form that signs it.
type consentSheet struct {
	Title   string
	Lines   []string
	Lang    string // of the lines
	Written string // says so, where the page is in another language
	State   string
	Signed  bool
	Form    *actForm
}

// anotherForm begins an application for another child with what is known of the guardian.
type anotherForm struct {
	Action string
	Field  fieldView
}

// applicationChoices are the fields of what a family chooses for itself.
var applicationChoices = map[string][]actField{
	"take_place": {}, "pass_place": {}, "appeal": {{"reason", "long_text"}}, "messages": {{"yes", "wish"}}, "unsign": {{"consent", "select"}},
	"add_contact": applicationFields["add_contact"], "first": {{"contact", "select"}}, "interpreter": {{"language", "select"}, {"other", "text"}},
	"sign": {{"consent", "hidden"}, {"hash", "hidden"}, {"language", "hidden"}},
}

// familyApplication puts a family's own application into words.
func (v taskWords) familyApplication(s *Server, st *applicationStatus, path string, refused tried) *familyApplication {
	f := &familyApplication{Reasons: st.Reasons, Download: &link{Href: path + "/record.json", Label: v.c.say("page.mine.download")}}
	state := v.file.application()
	_, wrong := problemsOf(refused.wrong)
	form := func(name string) actForm {
		return v.caseAct("choose.application."+name, name, path+"/choose/"+name, applicationChoices[name], refused, wrong, func(field *fieldView) { v.choiceOptions(field, st) })
	}
	for _, name := range []string{"take_place", "pass_place"} {
		if slices.Contains(st.Actions, name) {
			act := form(name)
			act.Open = true
			if name == "pass_place" {
				act.Open, act.Button.Kind = false, "second"
			}
			f.Offer = append(f.Offer, act)
		}
	}
	for _, name := range []string{"appeal", "messages", "add_contact", "first", "unsign", "interpreter"} {
		if slices.Contains(st.Actions, name) {
			act := form(name)
			if name == "messages" && refused.action != name {
				v.asItIs(&act.Fields[0])
			}
			f.Choices = append(f.Choices, act)
		}
	}
	f.Rows = v.mineRows(st, state)
	f.Sessions, f.Items = v.sessionTable(st), v.itemTable(state)
	for _, c := range st.Consents {
		if state.Phase == application.Over && !c.Signed {
			continue // nobody signs it any more
		}
		f.Consents = append(f.Consents, v.consentSheet(c, path))
	}
	f.Signing = v.c.say(signingKey(f.Consents))
	for _, c := range st.Contacts {
		f.Contacts = append(f.Contacts, summaryRow{Label: v.c.say("relation." + c.Relation), Value: v.calledWords(c)})
	}
	f.Household = v.householdTable(st)
	f.Another = v.another(s, state, path)
	if slices.Contains(st.Actions, "change") {
		f.Change = &link{Href: path + "/change", Label: v.c.say("page.mine.change"), Kind: "second"}
	}
	if v.file.certified() {
		f.Certified = &link{Href: path + "/certificate", Label: v.c.say("page.certificate.own"), Kind: "second"}
	}
	if v.file.terms.Program.Application.For == application.ForVolunteers && state.Phase == application.InPlace {
		f.Volunteer = path + "/volunteer"
	}
	f.Readings = v.readingTable(st.Readings)
	if v.file.terms.Program.Application.For == application.ForChildren {
		f.Speak = s.speakUp(v.file.Organization, v.language)
	}
	return f
}

// signingKey is the heading of the texts: what is signed, what is still to be signed, or both.
func signingKey(sheets []consentSheet) string {
	signed := 0
	for _, sheet := range sheets {
		if sheet.Signed {
			signed++
		}
	}
	switch signed {
	case len(sheets):
		return "page.mine.consents"
	case 0:
		return "page.mine.consents_none"
	}
	return "page.mine.consents_some"
}

// asItIs shows whether whoever reads the page is written to now.
func (v taskWords) asItIs(field *fieldView) {
	reader, known := v.file.application().Contact(v.file.reader)
	if known {
		field.Value = yesOrNo(!reader.Silent)
		v.chooseAgain(field)
	}
}

func (v taskWords) mineRows(st *applicationStatus, s application.State) []summaryRow {
	rows := []summaryRow{v.row("fact.applicant", st.Applicant)}
	ran := s.Phase != application.Over || s.Outcome == application.Done || s.Outcome == application.NotCompleted // without it, there is no first day
	if st.FirstDay != nil && ran {
		first := "fact.first_day"
		if s.Phase != application.InPlace && s.Phase != application.Over {
			first = "fact.first_day_if"
		}
		rows = append(rows, v.row(first, v.c.written(st.FirstDay.Format(time.DateOnly))))
	}
	if st.Group != "" && ran {
		rows = append(rows, v.row("fact.group", groupName(v.file.terms.Program, st.Group, v.language)))
	}
	if st.OfferUntil != nil && s.Phase != application.Over {
		rows = append(rows, v.row("fact.offer_until", v.c.moment(*st.OfferUntil).Words))
	}
	rows = append(rows, v.offerRows(s)...)
	rows = append(rows, v.doubtRows(s)...)
	if st.Why != "" && s.Phase != application.Over {
		rows = append(rows, v.row("fact.why", v.c.say("why."+st.Why)))
	}
	if st.Needed > 0 && (s.Phase == application.InPlace || s.Outcome == application.Done || s.Outcome == application.NotCompleted) {
		rows = append(rows, v.row("fact.attended", v.attendedOf(st)))
	}
	for _, c := range st.Checks {
		value := v.c.say("check." + c.Status)
		if s.Phase == application.Over && c.Status != string(application.CheckGood) {
			continue // nobody looks any more
		}
		if c.Until != nil && c.Status == string(application.CheckGood) {
			value = v.c.say("page.mine.until", value, v.c.written(c.Until.Format(time.DateOnly)))
		}
		rows = append(rows, summaryRow{Label: checkTitle(v.file.terms.Program, c.Key, v.language), Value: value})
	}
	return rows
}

// attendedOf says at how many sessions somebody was, and how many it takes of those that take place.
func (v taskWords) attendedOf(st *applicationStatus) string {
	held := 0
	for _, m := range st.Sessions {
		if !m.Cancelled {
			held++
		}
	}
	if held == 0 {
		return v.c.say("fact.of", st.Attended, st.Needed)
	}
	return v.c.say("page.mine.attended", st.Attended, st.Needed, held)
}

func (v taskWords) sessionTable(st *applicationStatus) *tableView {
	if len(st.Sessions) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.mine.sessions"), Heads: []tableHead{{Label: v.c.say("head.when")}, {Label: v.c.say("head.place")}}}
	topics := slices.ContainsFunc(st.Sessions, func(m sessionView) bool { return m.Topic != "" || m.Attended && !m.Cancelled })
	if topics {
		t.Heads = slices.Insert(t.Heads, 1, tableHead{Label: v.c.say("head.topic")})
	}
	for _, m := range st.Sessions {
		topic := topicTitle(v.file.terms.Program, m.Topic, v.language)
		at := v.c.stamp(m.StartsAt)
		when := tableCell{Date: &at}
		switch {
		case m.Cancelled:
			when = tableCell{Text: v.c.say("page.mine.cancelled", m.Number)}
		case m.Attended:
			topic = strings.TrimSpace(topic + " " + v.c.say("page.mine.was_there"))
		}
		if !topics {
			t.row(when, tableCell{Text: m.Place})
			continue
		}
		t.row(when, tableCell{Text: topic}, tableCell{Text: m.Place})
	}
	return t
}

func topicTitle(p programs.Program, key, language string) string {
	if p.Application != nil && p.Application.Season != nil {
		for _, topic := range p.Application.Season.Outline {
			if topic.Key == key {
				return topic.Title.In(language)
			}
		}
	}
	return ""
}

func (v taskWords) consentSheet(c consentView, path string) consentSheet {
	sheet := consentSheet{Title: c.Title, Lines: strings.Split(c.Text, "\n"), Lang: c.Language, Signed: c.Signed && !c.Outdated}
	switch {
	case c.Signed && c.SignedAt != nil && (!c.Outdated || v.file.application().Phase == application.Over):
		sheet.State = v.c.say("page.mine.signed", c.SignedBy, v.c.moment(*c.SignedAt).Words)
	case c.Interpreter:
		sheet.State = v.c.say("page.mine.interpreter")
	case c.Outdated:
		sheet.State = v.c.say("page.mine.outdated")
	case c.Required && !c.MaySign && v.file.application().Minor:
		sheet.State = v.c.say("page.mine.guardian_signs")
	case c.Required:
		sheet.State = v.c.say("page.mine.needed")
	default:
		sheet.State = v.c.say("page.mine.open")
	}
	if c.Language != v.language {
		sheet.Written = v.c.say("page.mine.written." + c.Language)
	}
	if c.MaySign && !c.Interpreter && !sheet.Signed && v.file.application().Phase != application.Over {
		sheet.Form = &actForm{
			Label: v.c.say("choose.application.sign"), Action: path + "/choose/sign", Open: true, Button: buttonView{Label: v.c.say("choose.application.sign.button"), Unseen: c.Title},
			Fields: []fieldView{hiddenField("consent", c.Key), hiddenField("hash", c.Hash), hiddenField("language", c.Language)},
		}
	}
	return sheet
}

func (v taskWords) choiceOptions(field *fieldView, st *applicationStatus) {
	switch field.Name {
	case "phone_shared", "leave_message", "call_hours":
		v.mindedOptions(field)
	case "contact":
		for _, c := range st.Contacts {
			field.choose(c.ID.String(), v.contactWords(c), "")
		}
	case "consent":
		for _, c := range st.Consents {
			if c.Signed {
				field.choose(c.Key, c.Title, "")
			}
		}
	case "relation":
		v.applicationOptions(field, "add_contact")
	case "language":
		for _, code := range append(application.Languages(), application.OtherLanguage) {
			field.choose(code, v.c.say("language."+code), v.language)
		}
	}
}

func (v taskWords) householdTable(st *applicationStatus) *tableView {
	if len(st.Household) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.mine.household"), Heads: []tableHead{{Label: v.c.say("head.name")}, {Label: v.c.say("head.program")}, {Label: v.c.say("head.status")}}}
	for _, child := range st.Household {
		t.row(tableCell{Text: child.Applicant, Href: receiptPath(child.Reference, child.Token)}, tableCell{Text: child.Program}, tableCell{Text: v.c.say("label." + string(child.Status))})
	}
	return t
}

// another offers a guardian to sign up one more child, without typing again what is known of themselves.
func (v taskWords) another(s *Server, state application.State, path string) *anotherForm {
	reader, _ := state.Contact(v.file.reader)
	if reader.Number != 0 || reader.Relation == application.Self {
		return nil
	}
	field := textField("program", "select", v.c.say("page.mine.another_program"), "")
	for _, p := range s.Catalog.Programs(v.file.Organization) {
		if p.Open && p.Application != nil && p.Application.For == application.ForChildren && !s.closedNow(p) {
			field.choose(p.Key, p.Name.In(v.language), v.file.Program)
		}
	}
	if len(field.Options) == 0 {
		return nil
	}
	return &anotherForm{Action: path + "/another", Field: field}
}

// closedNow tells whether a program takes no applications today.
func (s *Server) closedNow(p programs.Program) bool {
	if p.Application == nil || p.Application.Season == nil {
		return false
	}
	o, _ := s.Catalog.Organization(p.Organization)
	_, open := p.Application.Season.Next(s.Now(), o.Location())
	return !open
}

func (v taskWords) readingTable(readings []readingView) *tableView {
	if len(readings) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.family.readings"), Heads: []tableHead{{Label: v.c.say("head.when")}, {Label: v.c.say("head.who")}}}
	for _, r := range readings {
		at := v.c.stamp(r.At)
		t.row(tableCell{Date: &at}, tableCell{Text: v.c.say("reader." + r.Role)})
	}
	return t
}
