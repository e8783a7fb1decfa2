package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

type caseView struct {
	ID           uuid.UUID     `json:"id"`
	Reference    string        `json:"reference"`
	Organization string        `json:"organization"`
	Program      string        `json:"program"`
	Status       domain.Status `json:"status"`
	Phase        string        `json:"phase"`
	Emergency    bool          `json:"emergency"`
	Channel      string        `json:"channel"`
	AskedCents   int64         `json:"asked_cents"`
	AwardCents   int64         `json:"award_cents"`
	ReceivedAt   time.Time     `json:"received_at"`
	UpdatedAt    time.Time     `json:"updated_at"`
	ClosedAt     *time.Time    `json:"closed_at"`
	Next         next          `json:"next"`
}

func viewCase(c store.Case) caseView {
	return caseView{
		ID: c.ID, Reference: c.Reference, Organization: c.Organization, Program: c.Program, Status: c.Status, Phase: c.Phase, Emergency: c.Emergency,
		Channel: c.Channel, AskedCents: c.AskedCents, AwardCents: c.AwardCents, ReceivedAt: c.ReceivedAt, UpdatedAt: c.UpdatedAt, ClosedAt: c.ClosedAt,
		Next: next{Who: c.NextWho, By: c.NextBy},
	}
}

func (s *Server) listCases(w http.ResponseWriter, q *request) error {
	cases, cursor, err := s.cases(q)
	if err != nil {
		return err
	}
	views := []caseView{}
	for _, c := range cases {
		views = append(views, viewCase(c))
	}
	return writeJSON(w, http.StatusOK, map[string]any{"cases": views, "next_cursor": cursor})
}

// lateCases are those a person may see whose next step should have been taken by now, the longest late first.
func (s *Server) lateCases(q *request) ([]store.Case, error) {
	f, err := caseFilter(q)
	f.LateAt, f.Limit = s.Now(), pageMax
	if err != nil || f.BeforeID != uuid.Nil { // they stand on the first page
		return nil, err
	}
	return s.Store.Cases(q.Context(), q.who.Scope(), f)
}

// caseFilter is what the address narrows the list of cases to, within what a person may see.
func caseFilter(q *request) (store.CaseFilter, error) {
	f := store.CaseFilter{Program: q.URL.Query().Get("program"), Status: q.URL.Query().Get("status"), Limit: pageMax + 1}
	f.Program = strings.TrimPrefix(f.Program, q.who.Organization+"/")
	if boardOnly(q.who) {
		f.Panelist = q.who.ID
	}
	f.Beside = deskOnly(q.who)
	err := readCursor(q.URL.Query().Get("cursor"), &f)
	return f, err
}

// cases gives a page of the cases a person may see, and where the next page begins.
func (s *Server) cases(q *request) ([]store.Case, string, error) {
	f, err := caseFilter(q)
	if err != nil {
		return nil, "", err
	}
	cases, err := s.Store.Cases(q.Context(), q.who.Scope(), f)
	if err != nil || len(cases) <= pageMax {
		return cases, "", err
	}
	cases = cases[:pageMax]
	last := cases[pageMax-1]
	return cases, cursorAt(last.ReceivedAt, last.ID), nil
}

func readCursor(cursor string, f *store.CaseFilter) (err error) {
	if cursor != "" {
		f.BeforeAt, f.BeforeID, err = cursorPlace(cursor)
	}
	return err
}

// cursorAt names a row's place in a list by what orders it, so that a page goes on behind it whatever became of the row itself.
func cursorAt(at time.Time, id uuid.UUID) string {
	return base64.RawURLEncoding.EncodeToString([]byte(at.Format(time.RFC3339Nano) + " " + id.String()))
}

func cursorPlace(cursor string) (at time.Time, id uuid.UUID, err error) {
	plain, err := base64.RawURLEncoding.DecodeString(cursor)
	moment, row, _ := strings.Cut(string(plain), " ")
	if err == nil {
		at, err = time.Parse(time.RFC3339Nano, moment)
	}
	if err == nil {
		id, err = uuid.Parse(row)
	}
	if err != nil || id == uuid.Nil {
		err = fieldProblem("cursor", "This cursor is not one of ours. Begin again without it.")
	}
	return at, id, err
}

// caseFor opens a case by its reference if it lies within the person's walls; a trustee sees the cases of their own panels only,
// and whoever sits on a panel sees its case blind, whatever other office they hold.
func (s *Server) caseFor(q *request) (file *caseFile, err error) {
	reference, err := domain.ParseReference(q.PathValue("reference"))
	if err != nil {
		return nil, err
	}
	scope := q.who.Scope()
	scope.Reference = reference
	err = s.Store.Read(q.Context(), scope, func(tx store.Tx) error {
		of, err := s.Store.CaseByReference(q.Context(), tx, reference)
		if err != nil {
			return err
		}
		seats, err := s.Store.Seats(q.Context(), tx, of.ID)
		if err != nil {
			return err
		}
		panelist := of.Compartment == domain.Welfare && (boardOnly(q.who) || len(seats) > 0)
		if panelist && !slices.ContainsFunc(seats, func(t store.TaskRow) bool { return t.ClosedAs != "recused" && t.ClosedAs != "relieved" }) {
			return domain.Errorf(domain.NotFound, "We find no request with that reference.")
		}
		if file, err = s.openFile(q.Context(), tx, of); err != nil {
			return err
		}
		file.panelist = panelist
		return nil
	})
	return file, err
}

func (s *Server) showCase(w http.ResponseWriter, q *request) error {
	file, err := s.caseFor(q)
	if err != nil {
		return err
	}
	facts := s.factsFor(q.who, file)
	s.noteReading(q.Context(), q.who, file.Case, facts["care"])
	s.noteReading(q.Context(), q.who, file.Case, facts["application"])
	return writeJSON(w, http.StatusOK, struct {
		caseView
		Facts any `json:"facts"`
	}{viewCase(file.Case), facts})
}

// factsFor is what of a case's answers a person may read outside of a task: a trustee the blind packet, a clerk who asks, those
// who pay whom; admin and auditor nothing personal.
func (s *Server) factsFor(who handlers.Person, f *caseFile) map[string]any {
	if of := views[f.Workflow]; of.facts != nil {
		return of.facts(s, who, f)
	}
	if f.panelist {
		return map[string]any{"packet": f.voteFacts()}
	}
	facts := map[string]any{"for_whom": f.answers.Text("for_whom"), "need": f.answers.Text("need")}
	if who.Has(domain.RoleClerk) {
		facts["member_name"], facts["member_number"] = f.answers.Text("member_name"), f.answers.Text("member_number")
		facts["contact_phone"], facts["contact_email"], facts["calling"] = f.reached().Phone, f.reached().Email, f.callRules()
	}
	if (who.Has(domain.RoleTreasurer) || who.Has(domain.RoleSignatory)) && f.AwardCents > 0 {
		facts["payee"] = handlers.Payee(f.answers)
	}
	return facts
}

type eventView struct {
	Version int             `json:"version"`
	At      time.Time       `json:"at"`
	Type    string          `json:"type"`
	By      string          `json:"by"`
	Data    json.RawMessage `json:"data"`
}

func (s *Server) showCaseEvents(w http.ResponseWriter, q *request) error {
	file, err := s.caseFor(q)
	if err != nil {
		return err
	}
	views := []eventView{}
	for _, r := range file.visibleEvents(q.who) {
		views = append(views, eventView{Version: r.Version, At: r.At, Type: r.Event.EventType(), By: r.Actor, Data: r.Data})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"events": views})
}

// visibleEvents hides from trustees, until they have voted themselves, what others on the panel did, and for good who the
// member is; of a family's case, from whoever is not with it, whether retaliation is feared.
func (f *caseFile) visibleEvents(who handlers.Person) []domain.Recorded {
	if of := views[f.Workflow]; of.visible != nil {
		return of.visible(f, who)
	}
	if !f.panelist {
		return f.events
	}
	seat, seated := f.welfare().Seat(who.ID)
	own := seated && seat.Voted || f.welfare().Phase.Decided()
	var visible []domain.Recorded
	for _, r := range f.events {
		switch e := r.Event.(type) {
		case welfare.MembershipConfirmed:
			continue // names the member's id
		case welfare.VoteCast:
			if !own && e.Trustee != who.ID {
				continue
			}
		}
		visible = append(visible, r)
	}
	return visible
}
