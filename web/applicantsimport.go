package web

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// importPath begins the addresses that take a file of applications.
const importPath = "/applicants/import"

// importAtOnce is how many rows are recorded side by side; they meet in few transactions.
const importAtOnce = 16

// importView is the page that takes a file, and after that what was found in it.
type importView struct {
	Title, Lead string
	Fields      []fieldView
	Templates   []link
	Hidden      []fieldView
	Button      *buttonView
	Wrong       *tableView
	Right       *tableView
	Slips       []slip
}

// slip is what a family gets on paper: its reference, and where it stands.
type slip struct {
	Name, Program, Reference, Address string
}

// tried row of a file.
type triedRow struct {
	importRow
	name       string
	submission handlers.Submission
	reasons    []string // why it cannot be recorded
	known      bool     // it was recorded before
	twin       string   // word of why it may be there twice; it is recorded all the same
	receipt    handlers.Receipt
}

func (s *Server) showImport(w http.ResponseWriter, q *request) error {
	return s.importForm(w, q, strings.TrimPrefix(q.URL.Query().Get("program"), q.who.Organization+"/"), nil)
}

func (s *Server) importForm(w http.ResponseWriter, q *request, chosen string, refused error) error {
	v := q.applicantWords()
	program := textField("program", "select", v.c.say("applicants.filter.program"), chosen)
	body := importView{Title: v.c.say("applicants.import.title"), Lead: v.c.say("applicants.import.lead", importRows)}
	for _, p := range v.programs(q) {
		program.choose(p.Key, p.Name.In(v.language), chosen)
		body.Templates = append(body.Templates, link{Href: importPath + "/" + p.Key + "/template", Label: v.c.say("applicants.import.template", p.Name.In(v.language))})
	}
	file := textField("file", "file", v.c.say("applicants.import.file"), "")
	file.Help, file.Accept = v.c.say("applicants.import.file_help"), ".csv,text/csv"
	body.Button = &buttonView{Label: v.c.say("applicants.import.try")}
	status := http.StatusOK
	problems, byField := problemsOf(fieldsOf(refused))
	if refused != nil {
		status = statusOf(domain.CodeOf(refused))
		if len(problems) == 0 {
			problems = []problemLine{{Text: domain.MessageOf(refused)}}
		}
	}
	program.Error, file.Error = byField["program"], byField["file"]
	body.Fields = []fieldView{program, file}
	p := q.page(body.Title, body).staff()
	p.Problems, p.Back = problems, &link{Href: "/applicants", Label: v.c.say("applicants.back")}
	return s.show(w, status, "applicants_import", p)
}

// importTemplate is an empty file with the columns of a program.
func (s *Server) importTemplate(w http.ResponseWriter, q *request) error {
	p, err := s.importedTo(q, q.PathValue("program"))
	if err != nil {
		return err
	}
	var head []string
	for _, f := range p.Form.Fields {
		head = append(head, f.Key)
	}
	return writeCSV(w, p.Key+".csv", [][]string{head})
}

func (s *Server) importedTo(q *request, key string) (programs.Program, error) {
	p, known := s.Catalog.Find(q.who.Organization, key)
	if !known || p.Application == nil {
		e := domain.Errorf(domain.NotFound, "Please choose one of the programs that people apply to.")
		e.Fields = []domain.FieldError{{Field: "program", Message: e.Message}}
		return p, e
	}
	return p, nil
}

// tryImport reads a file and shows what would become of each row. It records nothing.
func (s *Server) tryImport(w http.ResponseWriter, q *request) error {
	name, data, err := upload(q)
	chosen := q.FormValue("program")
	if err == nil && name == "" && len(data) == 0 {
		err = fileProblem("Please choose a file.")
	}
	var p programs.Program
	if err == nil {
		p, err = s.importedTo(q, chosen)
	}
	var rows []*triedRow
	if err == nil {
		rows, err = s.tryRows(q, p, data)
	}
	var e *domain.Error
	switch {
	case errors.As(err, &e) && len(e.Fields) > 0, domain.CodeOf(err) == domain.TooLarge:
		return s.importForm(w, q, chosen, err)
	case err != nil:
		return err
	}
	sealed, err := s.Keys.Organization(p.Organization).SealForm(importContext(q, p), data)
	if err != nil {
		return err
	}
	v := q.applicantWords()
	wrong, right := v.triedTables(p, rows)
	good := len(right.Rows)
	body := importView{Title: v.c.say("applicants.import.tried", good, len(rows)), Lead: v.c.say("applicants.import.tried_lead"), Right: shownTable(right), Wrong: shownTable(wrong)}
	if good > 0 {
		body.Hidden = []fieldView{hiddenField("program", p.Key), hiddenField("state", base64.RawURLEncoding.EncodeToString(sealed))}
		body.Button = &buttonView{Label: v.c.say("applicants.import.record", good)}
	}
	page := q.page(body.Title, body).staff()
	page.Back = &link{Href: importPath + "?program=" + p.Key, Label: v.c.say("applicants.import.other")}
	return s.show(w, http.StatusOK, "applicants_tried", page)
}

func importContext(q *request, p programs.Program) string {
	return "import/" + q.who.ID.String() + "/" + p.Version
}

func shownTable(t tableView) *tableView {
	if len(t.Rows) == 0 {
		return nil
	}
	return &t
}

// tryRows checks every row as a family's own application is checked.
func (s *Server) tryRows(q *request, p programs.Program, data []byte) ([]*triedRow, error) {
	read, err := readImport(p, data)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, f := range p.Form.Fields {
		keys = append(keys, f.Key)
	}
	var rows []*triedRow
	var people [][]byte
	byPerson := map[string][]*triedRow{}
	for _, r := range read {
		row := &triedRow{importRow: r, name: r.typed[p.Application.Answers.Name]}
		rows = append(rows, row)
		person, err := s.tryRow(q, p, keys, row)
		if err != nil {
			return nil, err
		}
		if person != nil {
			if byPerson[string(person)] == nil {
				people = append(people, person)
			}
			byPerson[string(person)] = append(byPerson[string(person)], row)
		}
	}
	if len(people) == 0 {
		return rows, nil
	}
	open, err := s.Desk.OpenApplicationsOf(q.Context(), handlers.Submission{Program: p}, people)
	if err != nil {
		return nil, err
	}
	for person, same := range byPerson {
		for i, row := range same {
			switch {
			case row.known:
			case i > 0:
				row.twin = "in_file"
			case open[person]:
				row.twin = "open"
			}
		}
	}
	return rows, nil
}

// tryRow checks one row, and gives who it is about when it could be recorded.
func (s *Server) tryRow(q *request, p programs.Program, keys []string, row *triedRow) (person []byte, err error) {
	values, wrong := p.CheckFields(keys, row.named(p))
	if wrong == nil {
		var answers programs.Answers
		if answers, err = p.Check(values); err == nil {
			row.submission = handlers.Submission{
				Program: p, Language: "en", Channel: string(welfare.Paper), EnteredBy: q.who.ID, EnteredAs: domain.RoleCoordinator, Answers: answers,
			}
			if row.submission.Key, err = handlers.ImportKey(row.submission); err != nil {
				return nil, err
			}
			trial := s.Desk.TryApplication(q.Context(), row.submission)
			if row.known = trial.Known; trial.Err == nil || trial.Known {
				return trial.Person, nil
			}
			err = trial.Err
		}
		wrong = fieldsOf(err)
	}
	for _, w := range wrong {
		label := w.Field
		if f, known := p.Form.Field(w.Field); known {
			label = f.Label.In(q.language())
		}
		row.reasons = append(row.reasons, reasonWords(q, label, w.Message))
	}
	if len(wrong) == 0 {
		if code := domain.CodeOf(err); code == domain.Internal || code == domain.Unavailable {
			return nil, err
		}
		row.reasons = []string{q.say()(domain.MessageOf(err))}
	}
	return nil, nil
}

// named takes the label of a choice for its key.
func (r importRow) named(p programs.Program) map[string]string {
	typed := map[string]string{}
	for key, text := range r.typed {
		typed[key] = text
		f, _ := p.Form.Field(key)
		for _, o := range f.Options {
			if strings.EqualFold(text, o.Label.In("en")) {
				typed[key] = o.Key
			}
		}
	}
	return typed
}

func reasonWords(q *request, label, message string) string {
	say := q.say()
	return say("applicants.import.reason", label, say(message))
}

func (v applicantWords) triedTables(p programs.Program, rows []*triedRow) (wrong, right tableView) {
	heads := []tableHead{{Label: v.c.say("applicants.import.line"), Number: true}, {Label: v.c.say("applicants.head.name")}, {Label: v.c.say("applicants.import.what")}}
	wrong = tableView{Caption: v.c.say("applicants.import.wrong"), Heads: heads}
	right = tableView{Caption: v.c.say("applicants.import.right", p.Name.In(v.language)), Heads: heads}
	for _, row := range rows {
		line := tableCell{Text: v.c.say("applicants.number", row.line)}
		switch {
		case row.reasons != nil:
			wrong.row(line, tableCell{Text: row.name}, tableCell{Text: strings.Join(row.reasons, " ")})
		case row.known:
			right.row(line, tableCell{Text: row.name}, tableCell{Text: v.c.say("applicants.import.known")})
		case row.twin != "":
			right.row(line, tableCell{Text: row.name}, tableCell{Text: v.c.say("applicants.import.twin." + row.twin)})
		default:
			right.row(line, tableCell{Text: row.name}, tableCell{Text: v.c.say("applicants.import.new")})
		}
	}
	return wrong, right
}

// recordImport records the rows of a file that was tried. The same file again gives the same references and records nothing twice.
func (s *Server) recordImport(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	p, err := s.importedTo(q, q.PostForm.Get("program"))
	if err != nil {
		return s.importForm(w, q, "", err)
	}
	sealed, err := base64.RawURLEncoding.DecodeString(q.PostForm.Get("state"))
	var data []byte
	if err == nil {
		data, err = s.Keys.Organization(p.Organization).OpenForm(importContext(q, p), sealed)
	}
	if err != nil {
		return s.importForm(w, q, p.Key, fileProblem("The page or the program has changed since the file was read. Nothing was recorded; please choose the file again."))
	}
	rows, err := s.tryRows(q, p, data)
	if err != nil {
		return err
	}
	s.recordRows(q.Context(), rows)
	v := q.applicantWords()
	wrong, right := tableView{Caption: v.c.say("applicants.import.wrong"), Heads: []tableHead{{Label: v.c.say("applicants.import.line"), Number: true}, {Label: v.c.say("applicants.head.name")}, {Label: v.c.say("applicants.import.what")}}},
		tableView{Caption: v.c.say("applicants.import.recorded"), Heads: []tableHead{{Label: v.c.say("applicants.import.line"), Number: true}, {Label: v.c.say("applicants.head.name")}, {Label: v.c.say("head.reference")}}}
	body := importView{}
	for _, row := range rows {
		line := tableCell{Text: v.c.say("applicants.number", row.line)}
		if row.reasons != nil {
			wrong.row(line, tableCell{Text: row.name}, tableCell{Text: v.c.say(row.reasons[0])})
			continue
		}
		right.row(line, tableCell{Text: row.name}, tableCell{Text: row.receipt.Reference, Href: "/cases/" + row.receipt.Reference})
		body.Slips = append(body.Slips, slip{
			Name: row.name, Program: p.Name.In(v.language), Reference: row.receipt.Reference, Address: s.PublicURL + receiptPath(row.receipt.Reference, row.receipt.Token),
		})
	}
	body.Title, body.Lead = v.c.say("applicants.import.done", len(right.Rows), len(rows)), v.c.say("applicants.import.done_lead")
	body.Right, body.Wrong = shownTable(right), shownTable(wrong)
	page := q.page(body.Title, body).staff()
	page.Back, page.Unlisted = &link{Href: "/applicants?program=" + p.Key, Label: v.c.say("applicants.back")}, true
	return s.show(w, http.StatusOK, "applicants_tried", page)
}

// recordRows sends rows as a family's own applications are sent. Rows that are the same are one application.
func (s *Server) recordRows(ctx context.Context, rows []*triedRow) {
	slots := make(chan struct{}, importAtOnce)
	var wait sync.WaitGroup
	for _, row := range rows {
		if row.reasons != nil {
			continue
		}
		wait.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; wait.Done() }()
			receipt, err := s.Desk.Submit(ctx, row.submission)
			if err != nil {
				row.reasons = []string{domain.MessageOf(err)}
			}
			row.receipt = receipt
		}()
	}
	wait.Wait()
}
