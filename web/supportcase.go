package web

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
	"github.com/almoner/almoner/workflows"
)

// briefRows are the codes that somebody reads before a case is open to them.
func (v taskWords) briefRows(b domain.Brief) []summaryRow {
	var rows []summaryRow
	for _, r := range []struct{ label, prefix, code string }{
		{"fact.area", "area.", b.Area}, {"fact.language", "language.", b.Language}, {"fact.faith", "faith.", b.Faith}, {"fact.kind", "want.", b.Kind},
	} {
		if r.code != "" {
			rows = append(rows, v.row(r.label, codeWords(v.c.say, r.prefix, r.code)))
		}
	}
	if !b.On.IsZero() {
		rows = append(rows, v.row("fact.on", v.c.day(b.On)))
	}
	return rows
}

// codeWords says a program's code; one that the catalog does not know is words already.
func codeWords(say speaker, prefix, code string) string {
	if words.Known(prefix + code) {
		return say(prefix + code)
	}
	return strings.ReplaceAll(code, "_", " ")
}

// becauseWords say why somebody is asked.
func becauseWords(say speaker, codes []string) []string {
	var list []string
	for _, code := range codes {
		list = append(list, say("because."+code))
	}
	return list
}

// contactRows is what those need who are with a family.
func (v taskWords) contactRows(f contactFacts) []summaryRow {
	var rows []summaryRow
	for i, r := range f.Family {
		value := strings.Join(slices.DeleteFunc([]string{r.Name, r.Relation, phoneWords(r.Phone), r.Email}, func(s string) bool { return s == "" }), ", ")
		switch {
		case r.Child:
			value = v.c.say("fact.child", value)
		case !r.Notified:
			value = v.c.say("fact.not_notified", value)
		}
		rows = append(rows, summaryRow{Label: v.c.say("fact.relative"), Value: value})
		switch {
		case i == 0: // in full, beside the number
			rows = append(rows, v.rulesOfCalling(f.Calling, r.Phone != "")...)
		case r.Phone != "":
			rows = append(rows, v.row("call.phone", v.minding(r.Calling)))
		}
	}
	rows = append(rows, v.briefRows(domain.Brief{Area: f.Area, Language: f.Language, Faith: f.Faith})...)
	if f.WhatWouldHelp != "" {
		rows = append(rows, v.row("fact.what_would_help", f.WhatWouldHelp))
	}
	rows = append(rows, v.row("fact.asker", v.askerWords(f.Asker, f.Unsigned)))
	if f.Basis != "" {
		rows = append(rows, v.row("fact.basis", v.c.say("basis."+f.Basis)))
	}
	if f.Limits != "" {
		rows = append(rows, v.row("fact.limits", f.Limits))
	}
	if f.Date != nil {
		rows = append(rows, v.row("fact.date", codeWords(v.c.say, "date.kind.", f.Date.Kind)+", "+v.c.day(f.Date.On)))
	}
	return rows
}

// care fills the page of a task of support.
func (v taskWords) care(body *taskPage, f contactFacts) {
	body.Rows = v.contactRows(f)
	var lines []string
	what := v.gated("page.task." + v.Kind)
	if v.Kind == workflows.TaskCall && v.file.support().CallFor == support.CameAgain {
		what = "page.care.to_call_again"
	}
	if words.Known(what) {
		lines = append(lines, v.c.say(what))
	}
	for _, say := range []struct {
		yes bool
		key string
	}{{v.Kind == workflows.TaskCallBack && len(f.Family) > 0 && !f.Family[0].Notified, "page.task.call_back.referred"}, {f.Unsafe, "page.care.unsafe"}, {f.Safety, "page.care.safety"}, {f.TelephoneOnly, "page.care.telephone_only"}, {f.CameAgain > 0 && v.Kind != workflows.TaskReadAgain, "page.care.came_again"}} {
		if say.yes {
			lines = append(lines, v.c.say(say.key))
		}
	}
	if f.Independent {
		lines = append(lines, v.independentWords())
	}
	if len(lines) > 0 {
		kind := ""
		if f.Unsafe || f.TelephoneOnly {
			kind = "late"
		}
		body.Notice = &noticeView{Kind: kind, Lines: lines}
	}
	body.Notes, body.Again = v.noteRows(f.Notes), v.againViews(f.Again)
	if v.Kind != workflows.TaskCallBack && v.Kind != workflows.TaskConfirmNotification {
		body.Go = &link{Href: "/cases/" + v.file.Reference, Label: v.c.say("page.care.open"), Kind: "second"}
	}
}

// independentWords say whom to name to a family for whom somebody wished help that is independent.
func (v taskWords) independentWords() string {
	if p := independentPartner(v.file.terms.Program.Protocol); p != nil {
		return v.c.say("page.care.independent", p.Name, p.Phone)
	}
	return v.c.say("page.care.independent_nobody")
}

func (v taskWords) noteRows(notes []noteFacts) []timelineRow {
	var rows []timelineRow
	for _, n := range notes {
		by := v.c.say("by.another")
		if n.By == v.who {
			by = v.c.say("by.you")
		}
		rows = append(rows, timelineRow{At: v.c.moment(n.At), Text: n.Text, By: by})
	}
	return rows
}

// familyPage is a family's case for those who are with it.
type familyPage struct {
	Reference, Title string
	Done             *noticeView
	Notices          []noticeView
	Rows, Family     []summaryRow
	Documents        *tableView
	Dates, Needs     *tableView
	Claim            []summaryRow
	Papers           []check
	People           *tableView
	Notes            []timelineRow
	Events           []timelineRow
	Groups           []actGroup
	Counsel          *link
	Again            []againView
	Into             *link
}

// familyCase shows a case of support to those who are with the family.
func (s *Server) familyCase(w http.ResponseWriter, q *request, f *caseFile, refused tried) error {
	say := q.say()
	v := taskWords{openTask: openTask{file: f}, c: s.calendar(say, f.Organization), language: q.language(), who: q.who.ID}
	state, p := f.support(), f.terms.Program.Protocol
	facts := s.supportFacts(q.who, store.TaskRow{Kind: workflows.TaskContact}, f).(contactFacts)
	s.noteReading(q.Context(), q.who, f.Case, facts)
	v.relatives = facts.Family
	body := familyPage{
		Reference: f.Reference, Title: f.terms.Program.Name.In(v.language), Notes: v.noteRows(facts.Notes), Family: v.contactRows(facts),
		Rows:    []summaryRow{v.row("head.status", say("label."+string(f.Status))), v.row("head.next", s.nextInTable(v.c, f.Case))},
		Counsel: &link{Href: "/cases/" + f.Reference + "/counsel", Label: say("page.care.counsel"), Kind: "second"},
	}
	body.Again = v.againViews(facts.Again)
	if f.into != "" {
		body.Into = &link{Href: "/cases/" + f.into, Label: say("page.came_again.into", f.into), Kind: "second"}
	}
	key := "done.case." + q.URL.Query().Get("done")
	if q.who.Has(domain.RoleCoordinator) {
		key = known(key+".coordinator", key)
	}
	if words.Known(key) {
		n := noticeOf(v.language, "good", key, "done.recorded")
		body.Done = &n
	}
	body.Notices = v.caseNotices(state)
	names, err := s.namesOf(q.Context(), q.who, state)
	if err != nil {
		return err
	}
	body.People = v.peopleTable(state, names)
	body.Documents = v.documentTable(f.documents(), names)
	body.Dates, body.Needs = v.dateTable(state), v.needTable(state)
	if !state.Claim.DueAt.IsZero() {
		body.Claim, body.Papers = v.claim(state, p)
	}
	problems, byField := problemsOf(refused.wrong)
	if refused.reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: refused.reason}}
	}
	body.Groups = v.caseForms(state, p, q.who, names, refused, byField)
	for _, r := range f.visibleEvents(q.who) {
		body.Events = append(body.Events, timelineRow{At: v.c.moment(r.At), Text: eventWords(say, r.Event), By: byWords(say, r, q.who.ID.String())})
	}
	view := q.page(say("page.case.title", f.Reference), body).staff()
	view.Problems, view.Back = problems, &link{Href: "/cases", Label: say("page.case.back")}
	return s.show(w, refused.status, "family", view)
}

func (v taskWords) caseNotices(s support.State) []noticeView {
	var list []noticeView
	add := func(yes bool, kind, title string, values ...any) {
		if yes {
			list = append(list, noticeView{Kind: kind, Lines: []string{v.c.say(title, values...)}})
		}
	}
	add(s.Unsafe, "late", "page.care.unsafe")
	add(s.Again.Unread > 0, "late", "page.care.came_again")
	add((s.Safety || s.Minding().Safety) && s.Phase != support.Closed, "", "page.care.safety")
	add(!s.ConcernUntil.IsZero(), "late", "page.care.concern", v.c.day(s.ConcernUntil))
	add(s.Telephoning == v.who, "late", "page.care.telephone_only")
	if s.Independent && unasked(s.Phase) {
		list = append(list, noticeView{Lines: []string{v.independentWords()}})
	}
	add(s.ToCall && s.CallFor != support.CameAgain, "", "page.care.to_call")
	add(s.ToCall && s.CallFor == support.CameAgain, "", "page.care.to_call_again")
	add(!s.PausedUntil.IsZero() && s.PausedUntil.After(v.c.now), "", "page.care.paused", v.c.day(s.PausedUntil))
	return list
}

// namesOf opens the names of the ministers of a case.
func (s *Server) namesOf(ctx context.Context, who handlers.Person, state support.State) (map[uuid.UUID]string, error) {
	names := map[uuid.UUID]string{}
	err := s.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		for _, seat := range state.Seats {
			p, err := s.Store.PersonByID(ctx, tx, seat.Minister)
			if err != nil {
				return err
			}
			c, err := s.Desk.OpenContact(who.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
			if err != nil {
				return err
			}
			names[p.ID] = c.Name
		}
		return nil
	})
	return names, err
}

func (v taskWords) peopleTable(s support.State, names map[uuid.UUID]string) *tableView {
	if len(s.Seats) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.care.people"), Heads: []tableHead{{Label: v.c.say("head.name")}, {Label: v.c.say("head.answer")}}}
	for _, seat := range s.Seats {
		answer := v.c.say("seat." + string(seat.Status))
		if _, visiting := s.Visit(seat.Minister); visiting {
			answer = v.c.say("seat.visiting")
		}
		t.row(tableCell{Text: names[seat.Minister]}, tableCell{Text: answer})
	}
	return t
}

func (v taskWords) dateTable(s support.State) *tableView {
	days := s.Ahead(v.c.now)
	if len(days) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.care.calendar"), Heads: []tableHead{{Label: v.c.say("head.what")}, {Label: v.c.say("head.when")}, {Label: v.c.say("head.again")}}}
	for _, d := range days {
		again := v.c.say("date.once")
		if d.Yearly {
			again = v.c.say("date.yearly")
		}
		t.row(tableCell{Text: codeWords(v.c.say, "date.kind.", d.Kind)}, tableCell{Text: v.c.day(d.On)}, tableCell{Text: again})
	}
	return t
}

func (v taskWords) needTable(s support.State) *tableView {
	if len(s.Needs) == 0 {
		return nil
	}
	t := &tableView{Caption: v.c.say("page.care.needs"), Heads: []tableHead{{Label: v.c.say("head.what")}, {Label: v.c.say("head.when")}, {Label: v.c.say("head.status")}}}
	for _, n := range s.Needs {
		t.row(tableCell{Text: codeWords(v.c.say, "want.", n.Kind)}, tableCell{Text: v.c.day(n.On)}, tableCell{Text: v.c.say("need." + string(n.Status))})
	}
	return t
}

// claim is the compensation claim: until when, and which papers are there. It is a list, not advice.
func (v taskWords) claim(s support.State, p *support.Protocol) (rows []summaryRow, papers []check) {
	state := v.c.say("claim.open")
	if s.Claim.Filed {
		state = v.c.say("claim.filed")
	}
	rows = []summaryRow{v.row("claim.state", state), v.row("claim.until", v.c.day(s.Claim.DueAt))}
	for _, paper := range p.Claim.Papers {
		c := check{"care", v.c.say("claim.missing"), codeWords(v.c.say, "paper.", paper)}
		if slices.Contains(s.Claim.Papers, paper) {
			c.Kind, c.Word = "fine", v.c.say("claim.there")
		}
		papers = append(papers, c)
	}
	return rows, papers
}
