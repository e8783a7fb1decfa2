package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// exportView lets a coordinator choose what a file holds.
type exportView struct {
	Lead    string
	Hidden  []fieldView
	Columns fieldView
}

// exportColumn is one column of a file.
type exportColumn struct {
	key, label string
	of         func(*applicant) string
}

// exportColumns are those that can be chosen: what the list shows, and with one program chosen its answers. Answers that are erased with the season or
// stand on the emergency card are not among them.
func (v applicantWords) exportColumns(f applicantFilter, organization string) []exportColumn {
	say := v.c.say
	columns := []exportColumn{
		{"reference", say("head.reference"), func(a *applicant) string { return a.Reference }},
		{"name", say("applicants.head.name"), func(a *applicant) string { return a.name() }},
		{"program", say("applicants.head.program"), func(a *applicant) string { return a.program.Name.In(v.language) }},
		{"season", say("applicants.filter.season"), func(a *applicant) string { return a.state.Placing.Season }},
		{"status", say("applicants.filter.status"), func(a *applicant) string { return say("label." + string(a.Status)) }},
		{"place", say("applicants.head.stands"), v.stands},
		{"group", say("fact.group"), v.groupOf},
		{"missing", say("applicants.head.missing"), v.missing},
		{"received", say("fact.received"), func(a *applicant) string { return a.ReceivedAt.In(v.c.zone).Format(time.DateOnly) }},
		{"deadline", say("applicants.head.deadline"), func(a *applicant) string {
			if a.NextBy == nil {
				return ""
			}
			return a.NextBy.In(v.c.zone).Format(time.DateOnly)
		}},
	}
	p, known := v.server.Catalog.Find(organization, f.Program)
	if f.Program == "" || !known || p.Application == nil {
		return columns
	}
	for _, field := range p.Form.Fields {
		if field.Keep != "" || slices.Contains(p.Application.Answers.Emergency, field.Key) || field.Key == p.Application.Answers.Name {
			continue
		}
		columns = append(columns, exportColumn{"answer." + field.Key, field.Label.In(v.language), v.answerColumn(field)})
	}
	return columns
}

func (v applicantWords) answerColumn(field programs.Field) func(*applicant) string {
	return func(a *applicant) string {
		value := a.answers[field.Key]
		if written, text := value.(string); text && field.Type == programs.TypeDate {
			return written // as spreadsheets sort it
		}
		return showAnswer(field, v.language, v.c, value)
	}
}

func (s *Server) chooseExport(w http.ResponseWriter, q *request) error {
	f, err := readApplicantFilter(q)
	if err != nil {
		return err
	}
	return s.showExport(w, q, f, nil)
}

func (s *Server) showExport(w http.ResponseWriter, q *request, f applicantFilter, wrong []domain.FieldError) error {
	list, err := s.applicants(q.Context(), q, f)
	if err != nil {
		return err
	}
	v := q.applicantWords()
	body := exportView{Lead: v.lead(f, list), Columns: textField("column", "checks", v.c.say("applicants.export.columns"), "")}
	if f.Program == "" {
		body.Columns.Help = v.c.say("applicants.export.one_program")
	}
	for i, column := range v.exportColumns(f, q.who.Organization) {
		body.Columns.Options = append(body.Columns.Options, optionView{
			ID: optionID("column", i), Value: column.key, Label: column.label, Chosen: !strings.HasPrefix(column.key, "answer."),
		})
	}
	for _, name := range sortedQuery(f.query()) {
		body.Hidden = append(body.Hidden, hiddenField(name, f.query().Get(name)))
	}
	p, status := q.page(v.c.say("applicants.export.title"), body), http.StatusOK
	if wrong != nil {
		var byField map[string]string
		p.Problems, byField = problemsOf(wrong)
		body.Columns.Error, status = byField["column"], http.StatusBadRequest
		p.Body = body
	}
	p.Back = &link{Href: f.address("/applicants"), Label: v.c.say("applicants.back")}
	return s.show(w, status, "applicants_export", p)
}

// exportApplicants sends the file. Before it does, each application notes that it was read, so that the family can see it.
func (s *Server) exportApplicants(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	f, err := q.applicantFilter(q.PostForm)
	if err != nil {
		return err
	}
	v := q.applicantWords()
	columns := slices.DeleteFunc(v.exportColumns(f, q.who.Organization), func(c exportColumn) bool { return !slices.Contains(q.PostForm["column"], c.key) })
	if len(columns) == 0 {
		return s.showExport(w, q, f, []domain.FieldError{{Field: "column", Message: v.c.say("applicants.export.none")}})
	}
	list, err := s.applicants(q.Context(), q, f)
	if err != nil {
		return err
	}
	if err := s.readNames(q.Context(), q, list.shown); err != nil {
		return err
	}
	if err := s.noteExport(q.Context(), q, list.shown); err != nil {
		return err
	}
	rows := [][]string{{}}
	for _, c := range columns {
		rows[0] = append(rows[0], c.label)
	}
	for _, a := range list.shown {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = c.of(a)
		}
		rows = append(rows, cells)
	}
	return writeCSV(w, "applications-"+s.Now().In(v.c.zone).Format(time.DateOnly)+".csv", rows)
}

// noteExport records a reading of each application.
func (s *Server) noteExport(ctx context.Context, q *request, list []*applicant) error {
	cases, ids := map[domain.Compartment][]uuid.UUID{}, map[domain.Compartment][]uuid.UUID{}
	for _, a := range list {
		cases[a.Compartment] = append(cases[a.Compartment], a.ID)
		ids[a.Compartment] = append(ids[a.Compartment], s.Desk.Handler.NewID())
	}
	for compartment := range cases {
		scope := store.Scope{Organization: q.who.Organization, Compartments: []domain.Compartment{compartment}}
		reading := store.Reading{PersonID: q.who.ID, Role: string(domain.RoleCoordinator), At: s.Now()}
		if err := s.Store.NoteReadings(ctx, scope, ids[compartment], cases[compartment], reading); err != nil {
			return err
		}
	}
	return nil
}
