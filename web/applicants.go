package web

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// applicantsMax is how many applications are looked through at most, the newest ones. Whoever has more chooses a program.
const applicantsMax = 2000

// applicantPages is the part of the table about lists of applications.
func (s *Server) applicantPages() []route {
	return []route{
		{"GET", v1 + "/applicants", coordinators, (*Server).listApplicants, true, false, "Applications, the earliest deadline first"},
		onPage("GET", "/applicants", coordinators, (*Server).showApplicants),
		onPage("POST", "/applicants", coordinators, (*Server).findApplicants),
		onPage("GET", "/applicants/sheet", coordinators, (*Server).showApplicantSheet),
		onPage("GET", "/applicants/export", coordinators, (*Server).chooseExport),
		onPage("POST", "/applicants/export", coordinators, (*Server).exportApplicants),
		onPage("GET", "/applicants/import", coordinators, (*Server).showImport),
		onPage("POST", "/applicants/import", coordinators, (*Server).tryImport),
		onPage("POST", "/applicants/import/record", coordinators, (*Server).recordImport),
		onPage("GET", "/applicants/import/{program}/template", coordinators, (*Server).importTemplate),
		onPage("POST", "/applicants/confirm", coordinators, (*Server).confirmApplicants),
		onPage("POST", "/applicants/acts", coordinators, (*Server).holdApplicants),
		onPage("GET", "/applicants/acts/{id}", coordinators, (*Server).showBulk),
		onPage("POST", "/applicants/acts/{id}/undo", coordinators, (*Server).undoApplicants),
	}
}

// applicantFilter is what a list is narrowed to, as it stands in the address or, with a name to search for, in a form.
type applicantFilter struct {
	Program, Season, Status, Phase, Check, Consent, Group, Search string
	cursor                                                        applicantPlace
}

// everyStatus leaves none out. Without a status a list has what goes on.
const everyStatus = "all"

// readApplicantFilter reads the filter of an address. Addresses are kept in logs and histories, so that no name is searched for in one: field q there
// is the beginning of a reference.
func readApplicantFilter(q *request) (applicantFilter, error) {
	f, err := q.applicantFilter(q.URL.Query())
	if err == nil && f.byName() {
		err = fieldProblem("q", "An address carries no name. Give the beginning of a reference, or search for the name on the page.")
	}
	return f, err
}

// applicantFilter reads the filter out of an address or a form.
func (q *request) applicantFilter(in url.Values) (applicantFilter, error) {
	f := applicantFilter{
		Program: strings.TrimPrefix(in.Get("program"), q.who.Organization+"/"), Season: in.Get("season"), Status: in.Get("status"), Phase: in.Get("phase"),
		Check: in.Get("check"), Consent: in.Get("consent"), Group: in.Get("group"), Search: domain.CleanLine(in.Get("q")),
	}
	return f, f.cursor.read(in.Get("cursor"))
}

// byName tells whether a name is searched for.
func (f applicantFilter) byName() bool {
	return f.Search != "" && !referenceBegins.MatchString(f.Search)
}

// query is the filter as an address has it: without a place in the list, and without a name.
func (f applicantFilter) query() url.Values {
	query := f.form()
	if f.byName() {
		query.Del("q")
	}
	return query
}

// address is a page about what the filter leaves.
func (f applicantFilter) address(path string) string {
	if query := f.query().Encode(); query != "" {
		return path + "?" + query
	}
	return path
}

// form is the filter as a form has it, without a place in the list.
func (f applicantFilter) form() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{
		"program": f.Program, "season": f.Season, "status": f.Status, "phase": f.Phase, "check": f.Check, "consent": f.Consent, "group": f.Group, "q": f.Search,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// applicant is one application in a list.
type applicant struct {
	store.Case
	program programs.Program // as the application runs under it
	state   application.State
	then    domain.Summary // of the moment at which the first page was made, where it changed since
	since   time.Time      // when it came to where it stands
	ahead   int            // on the waiting list
	answers programs.Answers
}

// name is who applies; empty once it was erased.
func (a *applicant) name() string { return a.answers.Text(a.program.Application.Answers.Name) }

// unfinished are the checks that have no good result.
func (a *applicant) unfinished() (keys []string) {
	for _, c := range a.state.Checks {
		if c.Status != application.CheckGood {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

// applicants is a list under way: all that were looked through, and those of them that the filter leaves.
type applicants struct {
	all, shown []*applicant
	bounded    bool // there are older ones, which were not looked through
}

// applicants loads what a filter leaves, in the order of deadlines. Names are sealed: they are opened only to search, and for those shown.
func (s *Server) applicants(ctx context.Context, q *request, f applicantFilter) (list applicants, err error) {
	err = s.Store.Read(ctx, q.who.Scope(), func(tx store.Tx) error {
		sql := store.ApplicationFilter{Program: f.Program, Phase: f.Phase, Status: f.Status, Open: f.Status == "", Limit: applicantsMax + 1}
		if sql.Status == everyStatus {
			sql.Status = ""
		}
		sql.Open = sql.Open && f.Phase != string(application.Over)
		if f.Search != "" && !f.byName() {
			sql.Reference = strings.ToUpper(f.Search)
		}
		cases, err := s.Store.Applications(ctx, tx, q.who.Organization, sql)
		if err != nil {
			return err
		}
		if list.bounded = len(cases) > applicantsMax; list.bounded {
			cases = cases[:applicantsMax]
		}
		if list.all, err = s.openApplicants(ctx, tx, cases, f.cursor.At); err != nil {
			return err
		}
		for _, a := range list.all {
			if f.leaves(a) {
				list.shown = append(list.shown, a)
			}
		}
		slices.SortFunc(list.shown, func(a, b *applicant) int { return a.place(f).compare(b.place(f)) })
		if f.byName() {
			if err := s.openNames(ctx, tx, list.shown); err != nil {
				return err
			}
			list.shown = slices.DeleteFunc(list.shown, func(a *applicant) bool { return !nameBegins(a.name(), f.Search) })
		}
		return nil
	})
	return list, err
}

// referenceBegins recognizes the beginning of a reference.
var referenceBegins = regexp.MustCompile(`(?i)^` + workflows.Find("application").Reference + `-[0-9a-z-]{0,9}$`)

// nameBegins tells whether a name, or one of its words, begins with what was typed, whatever the case of letters.
func nameBegins(name, typed string) bool {
	name, typed = strings.ToLower(name), strings.ToLower(typed)
	return strings.HasPrefix(name, typed) || strings.Contains(name, " "+typed)
}

// leaves tells whether an application is what the filter asks for.
func (f applicantFilter) leaves(a *applicant) bool {
	switch {
	case f.Season != "" && a.state.Placing.Season != f.Season, f.Group != "" && a.state.Group != f.Group:
		return false
	case f.Check != "" && !slices.Contains(a.unfinished(), f.Check):
		return false
	case f.Consent != "" && !slices.Contains(a.state.Unsigned, f.Consent):
		return false
	}
	return true
}

// openApplicants folds the streams of applications, all of them in one round trip, and keeps how those stood at a moment that changed after it.
func (s *Server) openApplicants(ctx context.Context, tx store.Tx, cases []store.Case, then time.Time) ([]*applicant, error) {
	byID := map[uuid.UUID]*applicant{}
	list, ids := make([]*applicant, 0, len(cases)), make([]uuid.UUID, 0, len(cases))
	for _, c := range cases {
		terms, err := s.Desk.Handler.Programs.Terms(ctx, c.Organization, c.ProgramVersion)
		if err != nil {
			return nil, err
		}
		if terms.Program.Application == nil {
			continue
		}
		a := &applicant{Case: c, program: terms.Program}
		byID[c.ID], list, ids = a, append(list, a), append(ids, c.ID)
	}
	stored, err := s.Store.EventsOf(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, e := range stored {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return nil, err
		}
		a := byID[e.StreamID]
		before := a.state.Phase
		if a.state = application.Evolve(a.state, event); a.state.Phase != before {
			a.since = e.At
		}
		if a.changedSince(then) && !e.At.After(then) {
			a.then = summarize(a.state)
		}
	}
	return list, s.openWaiting(ctx, tx, list)
}

// openWaiting looks up how many come before those who wait, in the season of each.
func (s *Server) openWaiting(ctx context.Context, tx store.Tx, list []*applicant) error {
	waits := map[uuid.UUID][]store.StoredEvent{}
	for _, a := range list {
		if a.state.Phase == application.Waiting && a.state.Placing.Seating != uuid.Nil {
			waits[a.state.Placing.Seating] = nil
		}
	}
	if len(waits) == 0 {
		return nil
	}
	var ids []uuid.UUID
	for id := range waits {
		ids = append(ids, id)
	}
	stored, err := s.Store.EventsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, e := range stored {
		waits[e.StreamID] = append(waits[e.StreamID], e)
	}
	seasons := map[uuid.UUID]season.State{}
	for id, events := range waits {
		if seasons[id], err = s.seasonOf(events); err != nil {
			return err
		}
	}
	for _, a := range list {
		if a.state.Phase == application.Waiting {
			a.ahead = seasons[a.state.Placing.Seating].Ahead(a.ID)
		}
	}
	return nil
}

// openNames opens the answers of applications. What was erased stays empty.
func (s *Server) openNames(ctx context.Context, tx store.Tx, list []*applicant) error {
	byID := map[uuid.UUID]*applicant{}
	var ids []uuid.UUID
	for _, a := range list {
		if a.answers == nil {
			byID[a.ID], ids = a, append(ids, a.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	texts, err := s.Store.AnswersOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, t := range texts {
		a := byID[t.CaseID]
		plain, err := s.Desk.OpenText(a.Organization, t)
		if err != nil {
			return err
		}
		if err := a.answers.UnmarshalJSON(plain); err != nil {
			return err
		}
	}
	return nil
}

// readNames is openNames in a transaction of its own.
func (s *Server) readNames(ctx context.Context, q *request, list []*applicant) error {
	return s.Store.Read(ctx, q.who.Scope(), func(tx store.Tx) error { return s.openNames(ctx, tx, list) })
}

// hasApplications tells whether people can apply to any program of an organization.
func (s *Server) hasApplications(organization string) bool {
	return slices.ContainsFunc(s.Catalog.Programs(organization), func(p programs.Program) bool { return p.Application != nil })
}
