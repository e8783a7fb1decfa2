package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// pageMax is how many rows one page of a list holds.
const pageMax = 100

func (s *Server) showMe(w http.ResponseWriter, q *request) error {
	return writeJSON(w, http.StatusOK, map[string]any{"name": q.who.Name, "roles": q.who.Roles, "organization": q.who.Organization})
}

// familyFile opens a case for the family itself.
func (s *Server) familyFile(ctx context.Context, of store.Case) (file *caseFile, err error) {
	scope := store.Scope{Organization: of.Organization, Compartments: []domain.Compartment{of.Compartment}}
	err = s.Store.Read(ctx, scope, func(tx store.Tx) error {
		file, err = s.openFile(ctx, tx, of)
		return err
	})
	return file, err
}

type taskView struct {
	ID           uuid.UUID  `json:"id"`
	Kind         string     `json:"kind"`
	Organization string     `json:"organization"`
	Program      string     `json:"program"`
	Reference    string     `json:"reference"`
	DueAt        *time.Time `json:"due_at"`
	Actions      []string   `json:"actions"`
	Facts        any        `json:"facts"`
}

// viewTask shows a task; facts only while it is open.
func viewTask(t store.TaskRow, facts any) taskView {
	v := taskView{
		ID: t.ID, Kind: t.Kind, Organization: t.Organization, Program: t.Program, Reference: t.Reference, DueAt: t.DueAt,
		Actions: []string{}, Facts: map[string]any{},
	}
	if t.ClosedAt == nil && facts != nil {
		v.Actions, v.Facts = handlers.Actions(t.Kind), facts
	}
	return v
}

func (s *Server) listTasks(w http.ResponseWriter, q *request) error {
	var after uuid.UUID
	if cursor := q.URL.Query().Get("cursor"); cursor != "" {
		var err error
		if after, err = uuid.Parse(cursor); err != nil {
			return fieldProblem("cursor", "This cursor is not one of ours. Begin again without it.")
		}
	}
	views, more, err := s.tasks(q.Context(), q.who, after, pageMax)
	if err != nil {
		return err
	}
	cursor := ""
	if more {
		cursor = views[len(views)-1].ID.String()
	}
	return writeJSON(w, http.StatusOK, map[string]any{"tasks": views, "next_cursor": cursor})
}

// tasks gives a page of what waits for a person, with the facts that each task needs and no others.
func (s *Server) tasks(ctx context.Context, who handlers.Person, after uuid.UUID, limit int) (views []taskView, more bool, err error) {
	views = []taskView{}
	err = s.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		waiting, err := s.Store.Tasks(ctx, tx, after, limit+1)
		if err != nil {
			return err
		}
		if more = len(waiting) > limit; more {
			waiting = waiting[:limit]
		}
		files, err := s.filesOf(ctx, tx, waiting)
		if err != nil {
			return err
		}
		for _, t := range waiting {
			facts, err := s.facts(ctx, tx, who, t, files[t.CaseID])
			if domain.CodeOf(err) == domain.NotFound {
				continue // it waits for somebody else of the same office
			}
			if err != nil {
				return err
			}
			views = append(views, viewTask(t, facts))
		}
		return nil
	})
	return views, more, err
}

func (s *Server) filesOf(ctx context.Context, tx store.Tx, tasks []store.TaskRow) (map[uuid.UUID]*caseFile, error) {
	var cases []store.Case
	for _, t := range tasks {
		c, err := s.Store.CaseByID(ctx, tx, t.CaseID)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	return s.openFiles(ctx, tx, cases)
}

// facts is what one task shows: all that the act needs, and nothing else of the case.
func (s *Server) facts(ctx context.Context, tx store.Tx, who handlers.Person, t store.TaskRow, f *caseFile) (any, error) {
	if t.Assignee == nil && f.state.Sat(who.ID) {
		return nil, domain.Errorf(domain.NotFound, "This waits for somebody who did not sit on the panel.")
	}
	switch t.Kind {
	case workflows.TaskVote:
		return f.voteFacts(), nil
	case workflows.TaskConfirmMembership:
		return confirmFacts{
			MemberName: f.answers.Text("member_name"), MemberNumber: f.answers.Text("member_number"), ForWhom: f.answers.Text("for_whom"),
			ContactPhone: f.answers.Text("contact_phone"), ContactEmail: f.answers.Text("contact_email"), ReceivedAt: f.ReceivedAt, Channel: f.Channel,
		}, nil
	case workflows.TaskCall:
		return callFacts{
			ContactPhone: f.answers.Text("contact_phone"), ContactEmail: f.answers.Text("contact_email"), ForWhom: f.answers.Text("for_whom"),
			MemberName: f.answers.Text("member_name"), Status: string(f.Status), Questions: f.exchanges(),
		}, nil
	case workflows.TaskFindTrustees:
		return findFacts{Seated: len(f.state.Seats), Panel: f.terms.Guideline.Panel, Recused: len(f.state.Recused), Relieved: len(f.state.Relieved)}, nil
	case workflows.TaskPrepare:
		return prepareFacts{Payee: handlers.Payee(f.answers), AmountCents: f.AwardCents, Fund: f.state.Fund, Methods: f.terms.Guideline.Methods, Returned: f.returned()}, nil
	case workflows.TaskRelease:
		facts := releaseFacts{Payee: handlers.Payee(f.answers), AmountCents: f.AwardCents, Fund: f.state.Fund, Mine: f.state.Preparer == who.ID}
		for _, r := range f.events {
			if e, ok := r.Event.(welfare.PaymentPrepared); ok {
				facts.Method, facts.PreparedAt = e.Method, r.At
			}
		}
		p, err := s.Store.PersonByID(ctx, tx, f.state.Preparer)
		if err != nil {
			return nil, err
		}
		c, err := s.Desk.OpenContact(f.Organization, p.ID, p.KeyID, p.Wrapped, p.Sealed)
		facts.PreparedBy = c.Name
		return facts, err
	}
	return map[string]any{}, nil
}

type voteFacts struct {
	Need         string        `json:"need"`
	ForWhom      string        `json:"for_whom"`
	WhatHappened string        `json:"what_happened"`
	Explanation  string        `json:"exception_explanation,omitempty"`
	AmountCents  int64         `json:"amount_cents"`
	Emergency    bool          `json:"emergency"`
	NeededBy     string        `json:"needed_by,omitempty"`
	Exception    bool          `json:"exception"`
	Unanimous    bool          `json:"unanimous"`
	Former       formerFacts   `json:"former_awards"`
	Guideline    guidelineView `json:"guideline"`
	Questions    []exchange    `json:"questions"`
	Waiting      bool          `json:"waiting_for_family"`
	PaysNamed    bool          `json:"pays_named_payee"`
}

type formerFacts struct {
	Count  int   `json:"count"`
	Cents  int64 `json:"sum_cents"`
	Months int   `json:"months"`
}

type guidelineView struct {
	Version       string `json:"version"`
	CapCents      int64  `json:"cap_cents"`
	ExceptionCap  int64  `json:"exception_cap_cents"`
	Panel         int    `json:"panel"`
	Quorum        int    `json:"quorum"`
	SpreadPercent int    `json:"spread_percent"`
	PeriodMonths  int    `json:"period_months"`
	PeriodAwards  int    `json:"period_awards"`
	Note          string `json:"note"`
}

// voteFacts is the packet without names that a trustee decides on.
func (f *caseFile) voteFacts() voteFacts {
	g := f.terms.Guideline
	facts := voteFacts{
		Need: f.answers.Text("need"), ForWhom: f.answers.Text("for_whom"), WhatHappened: f.blind(f.answers.Text("what_happened")),
		Explanation: f.blind(f.answers.Text("exception_explanation")), AmountCents: f.AskedCents, Emergency: f.Emergency,
		NeededBy: f.answers.Text("needed_by"), Exception: f.state.Exception, Unanimous: f.state.Unanimous,
		Former:    formerFacts{Count: f.former.Awards, Cents: f.former.Cents, Months: g.Period.Months},
		Questions: f.exchanges(), Waiting: len(f.state.Askers) > 0, PaysNamed: f.answers.Text("payee_name") != "",
		Guideline: guidelineView{
			Version: f.ProgramVersion, CapCents: g.CapCents, ExceptionCap: g.Exception.CapCents, Panel: g.Panel, Quorum: g.Quorum,
			SpreadPercent: g.SpreadPercent, PeriodMonths: g.Period.Months, PeriodAwards: g.Period.Awards, Note: f.terms.Program.Note.In("en"),
		},
	}
	for i := range facts.Questions {
		facts.Questions[i].Question = f.blind(facts.Questions[i].Question)
		facts.Questions[i].Answer = f.blind(facts.Questions[i].Answer)
	}
	return facts
}

type confirmFacts struct {
	MemberName   string    `json:"member_name"`
	MemberNumber string    `json:"member_number"`
	ForWhom      string    `json:"for_whom"`
	ContactPhone string    `json:"contact_phone,omitempty"`
	ContactEmail string    `json:"contact_email,omitempty"`
	ReceivedAt   time.Time `json:"received_at"`
	Channel      string    `json:"channel"`
}

// callFacts is what a clerk needs to telephone a family whom no message reaches.
type callFacts struct {
	ContactPhone string     `json:"contact_phone,omitempty"`
	ContactEmail string     `json:"contact_email,omitempty"`
	MemberName   string     `json:"member_name"`
	ForWhom      string     `json:"for_whom"`
	Status       string     `json:"status"`
	Questions    []exchange `json:"questions"`
}

type findFacts struct {
	Seated   int `json:"seated"`
	Panel    int `json:"panel"`
	Recused  int `json:"recused"`
	Relieved int `json:"relieved"`
}

type prepareFacts struct {
	Payee       string   `json:"payee"`
	AmountCents int64    `json:"amount_cents"`
	Fund        string   `json:"fund"`
	Methods     []string `json:"methods"`
	Returned    string   `json:"returned_because,omitempty"`
}

type releaseFacts struct {
	Payee       string    `json:"payee"`
	AmountCents int64     `json:"amount_cents"`
	Fund        string    `json:"fund"`
	Method      string    `json:"method"`
	PreparedBy  string    `json:"prepared_by"`
	PreparedAt  time.Time `json:"prepared_at"`
	Mine        bool      `json:"prepared_by_me"`
}

// returned is why a payment was sent back last.
func (f *caseFile) returned() string {
	why := ""
	for _, r := range f.events {
		if e, ok := r.Event.(welfare.PaymentReturned); ok {
			why = f.texts[e.Reason]
		}
	}
	return why
}

func (s *Server) actOnTask(w http.ResponseWriter, q *request) error {
	id, err := uuid.Parse(q.PathValue("id"))
	if err != nil {
		return domain.Errorf(domain.NotFound, "We know no such task.")
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	task, outcome, err := s.Desk.Act(q.Context(), q.who, id, q.PathValue("action"), body)
	if err != nil {
		return err
	}
	task.ClosedAt = &task.OpenedAt // what was just done is not shown again as waiting
	return writeJSON(w, http.StatusOK, map[string]any{"task": viewTask(task, nil), "result": outcome})
}

func (s *Server) listFunds(w http.ResponseWriter, q *request) error {
	funds, err := s.Store.Funds(q.Context(), q.who.Scope())
	if err != nil {
		return err
	}
	list := []map[string]any{}
	for _, f := range funds {
		list = append(list, map[string]any{
			"key": f.Key, "available_cents": f.AvailableCents, "reserved_cents": f.ReservedCents, "paid_cents": f.PaidCents, "received_cents": f.ReceivedCents,
		})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"funds": list})
}

func (s *Server) deposit(w http.ResponseWriter, q *request) error {
	key, err := idempotencyKey(q)
	if err != nil {
		return err
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var in struct {
		AmountCents int64 `json:"amount_cents"`
	}
	if err := handlers.ReadJSON(body, &in); err != nil {
		return err
	}
	if err := s.pay(q, key, q.PathValue("fund"), in.AmountCents); err != nil {
		return err
	}
	return s.listFunds(w, q)
}

// pay records a deposit into a fund that exists.
func (s *Server) pay(q *request, key, fund string, cents int64) error {
	funds, err := s.Store.Funds(q.Context(), q.who.Scope())
	if err != nil {
		return err
	}
	for _, f := range funds {
		if f.Key == fund {
			return s.Desk.Deposit(q.Context(), q.who, key, fund, cents)
		}
	}
	return domain.Errorf(domain.NotFound, "We know no such fund.")
}

// boardOnly tells whether a person sees cases as a trustee does: only those on their own panels, and blind.
func boardOnly(p handlers.Person) bool {
	for _, r := range p.Roles {
		switch r {
		case domain.RoleClerk, domain.RoleTreasurer, domain.RoleSignatory, domain.RoleAdmin, domain.RoleAuditor:
			return false
		default:
		}
	}
	return true
}

func plainType(eventType string) string {
	_, code, _ := strings.Cut(eventType, ".")
	return code
}
