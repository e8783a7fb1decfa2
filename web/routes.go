package web

import (
	"net/http"

	"github.com/almoner/almoner/domain"
)

// route is one address and method with who may use it.
type route struct {
	method  string
	pattern string
	access  access
	serve   func(*Server, http.ResponseWriter, *request) error
	api     bool   // JSON, by bearer token; otherwise a page, by session
	demo    bool   // not there outside a demo
	summary string // for the API description
}

// fundReaders may see what a fund holds; caseReaders the cases within their walls.
var (
	fundReaders = only(domain.RoleClerk, domain.RoleTrustee, domain.RoleTreasurer, domain.RoleSignatory, domain.RoleChief, domain.RoleAdmin, domain.RoleAuditor)
	caseReaders = only(domain.RoleClerk, domain.RoleTrustee, domain.RoleTreasurer, domain.RoleSignatory, domain.RoleDesk, domain.RoleMinister, domain.RoleCoordinator,
		domain.RoleVolunteer, domain.RoleSafeguard, domain.RoleAdmin, domain.RoleAuditor)
	// casePeople act on cases of support; groupPeople also on applications and seasons.
	casePeople  = only(domain.RoleMinister, domain.RoleCoordinator)
	groupPeople = only(domain.RoleMinister, domain.RoleCoordinator, domain.RoleVolunteer)
)

const v1 = "/api/v1"

// routes is every address there is. What is not here is not served, and what has no access lets nobody in.
func (s *Server) routes() []route {
	api := []route{
		{"GET", v1 + "/organizations", public, (*Server).listOrganizations, true, false, "Organizations"},
		{"GET", v1 + "/organizations/{org}/programs", public, (*Server).listPrograms, true, false, "Programs of an organization"},
		{"GET", v1 + "/organizations/{org}/programs/{program}", public, (*Server).showForm, true, false, "The form of a program"},
		{"POST", v1 + "/organizations/{org}/programs/{program}/requests", public, (*Server).submitRequest, true, false, "Send a request"},
		{"GET", v1 + "/requests/{reference}", byReceipt, (*Server).showStatus, true, false, "Where a request stands"},
		{"POST", v1 + "/requests/{reference}/answers", byReceipt, (*Server).answerQuestion, true, false, "Answer a question"},
		{"POST", v1 + "/requests/{reference}/withdraw", byReceipt, (*Server).withdrawRequest, true, false, "Withdraw a request"},

		{"GET", v1 + "/me", anyStaff, (*Server).showMe, true, false, "Who is signed in"},
		{"GET", v1 + "/tasks", anyStaff, (*Server).listTasks, true, false, "What waits for me"},
		{"POST", v1 + "/tasks/{id}/actions/{action}", anyStaff, (*Server).actOnTask, true, false, "Do something with a task"},
		{"GET", v1 + "/cases", caseReaders, (*Server).listCases, true, false, "Cases within my walls"},
		{"GET", v1 + "/cases/{reference}", caseReaders, (*Server).showCase, true, false, "One case"},
		{"GET", v1 + "/cases/{reference}/events", caseReaders, (*Server).showCaseEvents, true, false, "What happened in a case"},
		{"GET", v1 + "/funds", fundReaders, (*Server).listFunds, true, false, "What the funds hold"},
		{"POST", v1 + "/funds/{fund}/deposits", only(domain.RoleTreasurer), (*Server).deposit, true, false, "Record money received"},

		{"GET", "/openapi.json", public, (*Server).showOpenAPI, true, false, "This description"},
		{"GET", "/healthz", public, (*Server).healthz, true, false, "Whether the process lives"},
		{"GET", "/readyz", public, (*Server).readyz, true, false, "What is not ready"},
		{"GET", "/metrics", public, (*Server).metrics, true, false, "Prometheus metrics"},

		{"GET", "/demo/personas.json", public, (*Server).demoPersonas, true, true, "The demo's people, with tokens"},
		{"GET", "/demo/mailbox.json", public, (*Server).demoMailbox, true, true, "What the demo would have sent"},
		{"POST", "/demo/clock", public, (*Server).demoClock, true, true, "Move the demo's clock forward"},
		{"POST", "/demo/bus", public, (*Server).demoBus, true, true, "Make trouble on the demo's bus"},
	}
	return append(api, s.pages()...)
}
