package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// pageMax is how many rows one page of a list holds.
const pageMax = 100

func (s *Server) showMe(w http.ResponseWriter, q *request) error {
	return writeJSON(w, http.StatusOK, map[string]any{"name": q.who.Name, "roles": q.who.Roles, "organization": q.who.Organization})
}

// familyFile opens a case for the family itself, or for whoever referred it.
func (s *Server) familyFile(ctx context.Context, r receipt) (file *caseFile, err error) {
	of := r.of
	scope := store.Scope{Organization: of.Organization, Compartments: []domain.Compartment{of.Compartment}}
	err = s.Store.Read(ctx, scope, func(tx store.Tx) error {
		if file, err = s.openFile(ctx, tx, of); err != nil {
			return err
		}
		if file.Workflow == "application" {
			return s.ownApplication(ctx, tx, file, r.number)
		}
		if file.Workflow != "support" {
			return nil
		}
		file.standAlone()
		if file.support().Asker != support.AskFamily {
			file.referrer, file.onBehalf = !r.family, r.family
		}
		if file.referrer {
			return nil
		}
		file.readings, err = s.Store.Readings(ctx, tx, of.ID, readingsMax)
		return err
	})
	if err == nil && file.Workflow == "gathering" {
		file.series, err = s.Desk.ReadSeries(ctx, of.Organization, of.Program)
	}
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
	var after store.TaskPlace
	if cursor := q.URL.Query().Get("cursor"); cursor != "" {
		var err error
		if after.Due, after.ID, err = cursorPlace(cursor); err != nil {
			return err
		}
	}
	views, last, err := s.tasks(q.Context(), q.who, after, pageMax)
	if err != nil {
		return err
	}
	cursor := ""
	if last != nil {
		cursor = cursorAt(last.Due, last.ID)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"tasks": views, "next_cursor": cursor})
}

// tasks gives a page of what waits for a person, with the facts that each task needs and no others, and its last place when there are more.
func (s *Server) tasks(ctx context.Context, who handlers.Person, after store.TaskPlace, limit int) (views []taskView, last *store.TaskPlace, err error) {
	views = []taskView{}
	var waiting []store.TaskRow
	var files map[uuid.UUID]*caseFile
	err = s.Store.Read(ctx, who.Scope(), func(tx store.Tx) error {
		if waiting, err = s.Store.Tasks(ctx, tx, after, limit+1); err != nil {
			return err
		}
		if last = nil; len(waiting) > limit {
			waiting = waiting[:limit]
			place := waiting[limit-1].Place()
			last = &place
		}
		if files, err = s.filesOf(ctx, tx, waiting); err != nil {
			return err
		}
		for _, t := range waiting {
			facts, err := s.facts(ctx, tx, who, t, files[t.CaseID])
			if err != nil {
				return err
			}
			views = append(views, viewTask(t, facts))
		}
		return nil
	})
	for i, v := range views {
		s.noteReading(ctx, who, files[waiting[i].CaseID].Case, v.Facts)
	}
	return views, last, err
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

// boardOnly tells whether a person sees welfare cases as a trustee does: only those on their own panels, and blind.
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
