package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/store"
)

type casesView struct {
	Filter fieldView
	Late   *tableView // what should have been done by now
	Table  tableView
	More   *link
}

// filterStatuses are the statuses a case can have today.
var filterStatuses = []domain.Status{
	domain.Received, domain.InReview, domain.WaitingForYou, domain.Approved, domain.Declined, domain.Paid, domain.Assigned, domain.InContact, domain.Completed,
	domain.Accepted, domain.WaitingList, domain.Closed, domain.Withdrawn, domain.Lapsed,
}

func (s *Server) showCases(w http.ResponseWriter, q *request) error {
	cases, cursor, err := s.cases(q)
	if err != nil {
		return err
	}
	late, err := s.lateCases(q)
	if err != nil {
		return err
	}
	cases = slices.DeleteFunc(cases, func(of store.Case) bool { // which stands above
		return slices.ContainsFunc(late, func(l store.Case) bool { return l.ID == of.ID })
	})
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	status := q.URL.Query().Get("status")
	body := casesView{Filter: textField("status", "select", say("page.cases.filter"), status), Table: *s.caseTable(q, c, "page.cases.latest", cases)}
	if len(late) > 0 {
		body.Late = s.caseTable(q, c, "page.cases.late", late)
	}
	body.Filter.choose("", say("page.cases.all"), status)
	for _, known := range filterStatuses {
		body.Filter.choose(string(known), say("label."+string(known)), status)
	}
	if cursor != "" {
		query := url.Values{"cursor": {cursor}, "status": {status}}
		body.More = &link{Href: "/cases?" + query.Encode(), Label: say("page.cases.more"), Kind: "second"}
	}
	return s.show(w, http.StatusOK, "cases", q.page(say("page.cases.title"), body).staff().kept())
}

// caseTable lists cases with the program of each, and who acts next; a step that is late stands in the color for it.
func (s *Server) caseTable(q *request, c calendar, caption string, cases []store.Case) *tableView {
	say, money := c.say, mayUse(q.who, fundReaders)
	t := &tableView{Caption: say(caption), Heads: []tableHead{
		{Label: say("head.reference")}, {Label: say("head.program")}, {Label: say("head.status")}, {Label: say("head.next")}, {Label: say("head.received")},
	}}
	if money {
		t.Heads = append(t.Heads, tableHead{Label: say("head.asked"), Number: true}, tableHead{Label: say("head.award"), Number: true})
	}
	for _, of := range cases {
		at, state, program := c.stamp(of.ReceivedAt), say("label."+string(of.Status)), of.Program
		if of.Emergency {
			state = say("page.cases.emergency", state)
		}
		if p, known := s.Catalog.Find(of.Organization, of.Program); known {
			program = p.ShortIn(q.language())
		}
		cells := []tableCell{
			{Text: of.Reference, Href: "/cases/" + of.Reference},
			{Text: program},
			{Text: state},
			{Text: s.nextInTable(c, of), Late: of.ClosedAt == nil && of.NextBy != nil && !of.NextBy.IsZero() && of.NextBy.Before(c.now)},
			{Date: &at},
		}
		if money {
			cells = append(cells, tableCell{Text: say.usd(of.AskedCents)}, tableCell{Text: awardWords(say, of.AwardCents)})
		}
		t.row(cells...)
	}
	return t
}

func awardWords(say speaker, cents int64) string {
	if cents == 0 {
		return say("page.cases.no_award")
	}
	return say.usd(cents)
}

// nextInTable says in few words who acts next, and by when. On a waiting list it is whoever gives a place back.
func (s *Server) nextInTable(c calendar, of store.Case) string {
	who := c.say("actor." + string(of.NextWho))
	if of.NextWho == domain.NextAlmoner && of.Status == domain.WaitingList {
		who = c.say("actor.place")
	}
	if of.NextBy == nil || of.NextBy.IsZero() {
		return who
	}
	text, _ := c.due(of.NextBy)
	return c.say("page.cases.next", who, text)
}

type casePage struct {
	Files     []link // pictures from the family, for those who decide
	Reference string
	Done      *noticeView
	Rows      []summaryRow
	Acts      []actForm
	Events    []timelineRow
}

func (s *Server) showCasePage(w http.ResponseWriter, q *request) error {
	file, err := s.caseFor(q)
	if err != nil {
		return err
	}
	if of := views[file.Workflow]; of.page != nil && of.opens(q.who, file) {
		return of.page(s, w, q, file, tried{status: http.StatusOK})
	}
	return s.casePage(w, q, file, tried{status: http.StatusOK})
}

func (s *Server) casePage(w http.ResponseWriter, q *request, file *caseFile, refused tried) error {
	say := q.say().about(file)
	c := s.calendar(say, q.who.Organization)
	v := taskWords{openTask: openTask{file: file}, c: c, language: q.language(), who: q.who.ID}
	body := casePage{
		Reference: file.Reference, Rows: []summaryRow{
			v.row("fact.status", say("label."+string(file.Status))), v.row("head.next", s.nextInTable(c, file.Case)),
			v.row("fact.received", c.moment(file.ReceivedAt).Words), v.row("fact.channel", say("channel."+file.Channel)),
		},
	}
	if file.Workflow == "welfare" {
		body.Rows = append(body.Rows, v.row("fact.asked", v.c.say.usd(file.AskedCents)))
	}
	if file.AwardCents > 0 {
		body.Rows = append(body.Rows, v.row("fact.amount", v.c.say.usd(file.AwardCents)))
	}
	if file.Workflow == "gathering" && q.who.Has(domain.RoleCoordinator) {
		body.Rows = append(body.Rows, v.visitorRows(file.visitFacts())...)
		body.Acts, body.Done = visitorActs(c, file, q.language(), refused), visitDone(q)
	}
	body.Rows = append(body.Rows, v.caseFacts(s.factsFor(q.who, file))...)
	if file.showsPictures(q.who) {
		body.Files = file.pictureLinks(say)
	}
	for _, r := range file.visibleEvents(q.who) {
		body.Events = append(body.Events, timelineRow{At: c.moment(r.At), Text: eventWords(say, r.Event), By: byWords(say, r, q.who.ID.String())})
	}
	p := q.page(say("page.case.title", file.Reference), body)
	p.Back = &link{Href: "/cases", Label: say("page.case.back")}
	p.Problems = visitProblems(refused)
	return s.show(w, refused.status, "case", p)
}

// caseFacts puts into words what a person may read of a case, in an order of our own.
func (v taskWords) caseFacts(facts map[string]any) []summaryRow {
	var rows []summaryRow
	for _, key := range []string{"member_name", "member_number", "contact_phone", "contact_email", "for_whom", "need", "payee"} {
		text, ok := facts[key].(string)
		if !ok {
			continue
		}
		rows = append(rows, v.answered(map[string]string{
			"member_name": "fact.member_name", "member_number": "fact.member_number", "contact_phone": "fact.phone", "contact_email": "fact.email",
			"for_whom": "fact.for_whom", "need": "fact.need", "payee": "fact.payee",
		}[key], key, text))
		if rules, ok := facts["calling"].(*callRules); ok && key == "contact_phone" {
			rows = append(rows, v.rulesOfCalling(rules, text != "")...)
		}
	}
	if packet, ok := facts["packet"].(voteFacts); ok {
		rows = append(rows, v.row("fact.story", packet.WhatHappened))
	}
	return rows
}

// eventWords say what happened, for staff.
func eventWords(say speaker, event domain.Event) string {
	key := eventKey(event)
	switch e := event.(type) {
	case welfare.VoteCast:
		if e.Choice == welfare.Approve {
			return say("event.vote_cast_approve", say.usd(e.AmountCents))
		}
		return say("event.vote_cast_decline")
	case welfare.RequestApproved:
		return say(key, say.usd(e.AmountCents))
	case welfare.FundsReserved:
		return say(key, say.usd(e.AmountCents))
	case welfare.PaymentReleased:
		return say(key, say.usd(e.AmountCents))
	case welfare.PaymentPrepared:
		return say(key, methodWords(say, e.Method))
	case welfare.RequestDeclined:
		return say("event.request_declined_" + string(e.Code))
	case support.CallNeeded:
		if e.Say == support.CameAgain {
			return say(key + "_again")
		}
	case support.StandingMoved:
		if e.Ended {
			return say(key + "_ended")
		}
	case office.RoleGranted:
		return say(key, say("role."+string(e.Role)))
	case office.RoleEnded:
		return say(key, say("role."+string(e.Role)))
	case office.RoleTermChanged:
		return say(key, say("role."+string(e.Role)))
	}
	return say(key)
}

// eventKey is what the catalog calls an event; those of the first workflow have no prefix of their own.
func eventKey(event domain.Event) string {
	workflow, name, _ := strings.Cut(event.EventType(), ".")
	if workflow == "welfare" {
		return "event." + name
	}
	return "event." + workflow + "." + name
}

// byFamily tells whether what came from outside was the family's own act. A request about it can be anybody's, and what follows from it is nobody's.
func byFamily(event domain.Event) bool {
	switch e := event.(type) {
	case support.FamilyReferred:
		return e.Asker == support.AskFamily
	case support.CaseClosed:
		return e.Outcome != support.Merged
	case support.CallBackAwaited, support.NotificationAwaited, support.DispatchOpened, support.ReferralMerged:
		return false
	}
	return true
}

// byOffice says it of applications and seasons: those who look after them are an office.
func byOffice(say speaker, kind string, me bool) string {
	switch {
	case kind == "requester":
		return say("by.family")
	case kind != "person":
		return say("by.itself")
	case me:
		return say("by.you")
	}
	return say("by.office")
}

// byWords say who did it, by what they are rather than by name; nothing where it followed from something else.
func byWords(say speaker, r domain.Recorded, me string) string {
	switch r.Event.(type) {
	case welfare.MembershipQuestioned, welfare.RequestApproved, welfare.RequestDeclined, welfare.FundsReserved, welfare.FundsAwaited,
		welfare.InterpretationAwaited, welfare.PanelTied, welfare.BoardExhausted, welfare.ReservationVoided, welfare.WaitEnded, welfare.CallNeeded, welfare.CaseClosed:
		return ""
	}
	if e, ok := r.Event.(welfare.MembershipConfirmed); ok && e.By == uuid.Nil {
		return say("by.almoner") // from the roll, in the moment in which the request was recorded
	}
	kind, id, _ := strings.Cut(r.Actor, ":")
	if workflow, _, _ := strings.Cut(r.Event.EventType(), "."); workflow == "season" || workflow == "application" {
		return byOffice(say, kind, id == me)
	}
	switch {
	case kind == "requester" && !byFamily(r.Event):
		if _, asked := r.Event.(support.FamilyReferred); asked {
			return say("by.asker")
		}
		return ""
	case kind == "requester":
		return say("by.family")
	case kind == "timer":
		return say("by.timer")
	case kind != "person":
		return say("by.almoner")
	case id == me:
		return say("by.you")
	}
	if workflow, _, _ := strings.Cut(r.Event.EventType(), "."); workflow != "welfare" {
		return say("by.staff")
	}
	switch r.Event.(type) {
	case welfare.RequestSubmitted, welfare.MembershipConfirmed, welfare.MembershipRefused, welfare.BoardReopened, welfare.FamilyCalled, welfare.InterpretationWaived:
		return say("by.clerk")
	case welfare.StoryInterpreted:
		return say("by.interpreter")
	case welfare.PaymentPrepared:
		return say("by.treasurer")
	case welfare.PaymentReleased, welfare.PaymentReturned:
		return say("by.signatory")
	}
	return say("by.trustee")
}
