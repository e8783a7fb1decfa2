package web

import (
	"net/http"

	"github.com/almoner/almoner/domain"
)

// admins look after people, rolls, programs and what is stuck. None of their pages opens a family's case.
var admins = only(domain.RoleAdmin)

// adminPages is the part of the table about administration.
func (s *Server) adminPages() []route {
	return []route{
		onPage("GET", "/admin", admins, (*Server).showAdmin),
		onPage("GET", "/admin/people", admins, (*Server).showStaff),
		onPage("GET", "/admin/people/new", admins, (*Server).showNewPerson),
		onPage("POST", "/admin/people/new", admins, (*Server).addStaff),
		onPage("GET", "/admin/people/{person}", admins, (*Server).showStaffMember),
		onPage("POST", "/admin/people/{person}/{action}", admins, (*Server).actOnStaff),
		onPage("GET", rosterPath, admins, (*Server).showRoster),
		onPage("GET", rosterPath+"/template", admins, (*Server).rosterTemplate),
		onPage("POST", rosterPath+"/try", admins, (*Server).tryRoster),
		onPage("POST", rosterPath+"/apply", admins, (*Server).applyRoster),
		onPage("POST", rosterPath+"/export", admins, (*Server).exportRoster),
		onPage("GET", "/admin/rolls", admins, (*Server).showRoll),
		onPage("GET", "/admin/rolls/template", admins, (*Server).rollTemplate),
		onPage("POST", "/admin/rolls/try", admins, (*Server).tryRoll),
		onPage("POST", "/admin/rolls/apply", admins, (*Server).applyRoll),
		onPage("POST", "/admin/rolls/export", admins, (*Server).exportRoll),
		onPage("GET", "/admin/programs", admins, (*Server).showProgramList),
		onPage("GET", "/admin/texts/{language}", admins, (*Server).showTexts),
		onPage("GET", "/admin/texts/{language}/csv", admins, (*Server).textsFile),
		onPage("GET", "/admin/stuck", admins, (*Server).showStuck),
		onPage("GET", "/admin/stuck/{id}", admins, (*Server).showStuckLetter),
		onPage("GET", "/admin/stuck/{id}/drop", admins, (*Server).confirmDrop),
		onPage("POST", "/admin/stuck/{id}/drop", admins, (*Server).dropLetter),
		onPage("POST", "/admin/stuck/{id}/retry", admins, (*Server).retryLetter),

		{"GET", v1 + "/people", admins, (*Server).listStaff, true, false, "Who signs in, and as what"},
		{"POST", v1 + "/people/{id}/actions/{action}", admins, (*Server).actOnStaffByAPI, true, false, "Give or end a role, issue a token, end sign-ins, declare a tie"},
		{"GET", v1 + "/stuck", admins, (*Server).listStuck, true, false, "Messages that no retry helped"},
		{"POST", v1 + "/stuck/{id}/actions/{action}", admins, (*Server).actOnLetterByAPI, true, false, "Retry or drop such a message"},
	}
}

// adminView is what every page of administration is made of, from top to bottom.
type adminView struct {
	Title, Lead string
	Done        *noticeView
	Secret      string // shown this once
	Links       []link
	Form        *actForm
	Sections    []adminSection
	More        *link
}

type adminSection struct {
	Title  string
	Lines  []string
	Rows   []summaryRow
	Table  *tableView
	Plot   *plotView
	Acts   []actForm
	Events []timelineRow
}

// adminPage writes one of them; back leads to the page above it.
func (s *Server) adminPage(w http.ResponseWriter, q *request, body adminView, back link, refused tried) error {
	p := q.page(body.Title, body).staff()
	if back.Href != "" {
		p.Back = &back
	}
	p.Problems, _ = problemsOf(refused.wrong)
	if refused.reason != "" && len(p.Problems) == 0 {
		p.Problems = []problemLine{{Text: refused.reason}}
	}
	return s.show(w, refused.status, "admin", p)
}

// well is a page on which nothing was refused.
var well = tried{status: http.StatusOK}

// adminRefused is what a page says of an error that somebody can do something about; ok is false for any other.
func adminRefused(err error, action string) (refused tried, ok bool) {
	switch code := domain.CodeOf(err); code {
	case domain.Invalid, domain.Rejected, domain.Forbidden, domain.Conflict, domain.TooLarge:
		return tried{status: statusOf(code), action: action, wrong: fieldsOf(err), reason: domain.MessageOf(err)}, true
	case domain.NotFound, domain.Unauthorized, domain.MethodNotAllowed, domain.RateLimited, domain.Unavailable, domain.Internal:
	}
	return refused, false
}

// showAdmin is where administration begins: what there is, and what wants a decision.
func (s *Server) showAdmin(w http.ResponseWriter, q *request) error {
	say := q.say()
	stuck, _, err := s.Reactions.Letters(q.Context(), q.who.Organization)
	if err != nil {
		return err
	}
	body := adminView{Title: say("admin.title"), Lead: say("admin.lead"), Links: []link{
		{Href: "/admin/people", Label: say("admin.people.title"), Text: say("admin.people.what")},
		{Href: "/admin/rolls", Label: say("admin.rolls.title"), Text: say("admin.rolls.what")},
		{Href: "/admin/programs", Label: say("admin.programs.title"), Text: say("admin.programs.what")},
		{Href: "/admin/stuck", Label: say("admin.stuck.title"), Text: say("admin.stuck.count", len(stuck))},
	}}
	return s.adminPage(w, q, body, link{}, well)
}

func toAdmin(say speaker) link { return link{Href: "/admin", Label: say("admin.back")} }
