package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/words"
)

// applicantActFields are the fields of acts on many applications.
var applicantActFields = map[string][]actField{
	"clear": {{"checked_on", "day"}, {"expires_on", "day"}}, "accept": {}, "waitlist": {}, "refuse": {{"reason", "long_text"}}, "ask": {{"question", "long_text"}},
}

// bulkConfirm says what will happen to whom, before anything does.
type bulkConfirm struct {
	Title, Lead string
	Fields      []fieldView
	Hidden      []fieldView
	List        *tableView
	Left        *tableView // who was ticked and is not reached, with why
	Button      *buttonView
}

// bulkChoice is what was ticked, and what is to be done with it.
type bulkChoice struct {
	act, name, check string // act as the page names it; the name of the action; the check of a clearing
	ids              []uuid.UUID
	reached, left    []*applicant
	tasks            map[uuid.UUID]uuid.UUID // by application
}

// readBulk reads what a page of a list sent and finds the tasks that the act is done with.
func (s *Server) readBulk(q *request) (b bulkChoice, wrong []domain.FieldError, err error) {
	if err := readForm(q); err != nil {
		return b, nil, err
	}
	b.act = q.PostForm.Get("act")
	b.name, b.check, _ = strings.Cut(b.act, ".")
	b.tasks = map[uuid.UUID]uuid.UUID{}
	for _, written := range q.PostForm["case"] {
		id, err := uuid.Parse(written)
		if err != nil {
			return b, nil, domain.Errorf(domain.Invalid, "What was ticked could not be read. Nothing was recorded; please go back to the list and tick again.")
		}
		if !slices.Contains(b.ids, id) {
			b.ids = append(b.ids, id)
		}
	}
	switch {
	case len(b.ids) == 0:
		wrong = append(wrong, domain.FieldError{Field: "case", Message: words.Say(q.language(), "applicants.wrong.nobody")})
	case len(b.ids) > handlers.BulkMax:
		wrong = append(wrong, domain.FieldError{Field: "case", Message: words.Say(q.language(), "applicants.wrong.many", handlers.BulkMax)})
	}
	if handlers.BulkTask(b.name) == "" || (b.name == "clear") != (b.check != "") {
		wrong = append(wrong, domain.FieldError{Field: "act", Message: words.Say(q.language(), "applicants.wrong.act")})
	}
	if wrong != nil {
		return b, wrong, nil
	}
	return b, nil, s.reach(q.Context(), q, &b)
}

// reach finds for each who was ticked the open task that the act is done with.
func (s *Server) reach(ctx context.Context, q *request, b *bulkChoice) error {
	return s.Store.Read(ctx, q.who.Scope(), func(tx store.Tx) error {
		list, err := s.chosenApplicants(ctx, tx, b.ids)
		if err != nil {
			return err
		}
		tasks, err := s.Store.OpenTasksOf(ctx, tx, b.ids)
		if err != nil {
			return err
		}
		kind := handlers.BulkTask(b.name)
		for _, t := range tasks {
			if t.Kind == kind && (b.check == "" || t.Brief.Kind == b.check) {
				b.tasks[t.CaseID] = t.ID
			}
		}
		for _, a := range list {
			if b.tasks[a.ID] == uuid.Nil {
				b.left = append(b.left, a)
			} else {
				b.reached = append(b.reached, a)
			}
		}
		return nil
	})
}

// chosenApplicants opens applications by id, with names, in the order of the ids. What lies outside the reader's walls is not among them.
func (s *Server) chosenApplicants(ctx context.Context, tx store.Tx, ids []uuid.UUID) ([]*applicant, error) {
	cases, err := s.Store.CasesByID(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	cases = slices.DeleteFunc(cases, func(c store.Case) bool { return c.Workflow != "application" })
	slices.SortFunc(cases, func(a, b store.Case) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	list, err := s.openApplicants(ctx, tx, cases, time.Time{})
	if err != nil {
		return nil, err
	}
	return list, s.openNames(ctx, tx, list)
}

// confirmApplicants shows what would happen. It records nothing.
func (s *Server) confirmApplicants(w http.ResponseWriter, q *request) error {
	b, wrong, err := s.readBulk(q)
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.tickAgain(w, q, wrong)
	}
	return s.showBulkConfirm(w, q, b, tried{status: http.StatusOK})
}

// tickAgain shows the page of a list that was sent without anybody ticked, or without an act.
func (s *Server) tickAgain(w http.ResponseWriter, q *request, wrong []domain.FieldError) error {
	f, err := q.applicantFilter(q.PostForm)
	if err != nil {
		return err
	}
	return s.applicantsPage(w, q, f, wrong)
}

func (s *Server) showBulkConfirm(w http.ResponseWriter, q *request, b bulkChoice, refused tried) error {
	v := q.applicantWords()
	key := "applicants.bulk." + b.name
	title := v.c.say(key, len(b.reached))
	if b.check != "" {
		title = v.c.say(key, len(b.reached), v.checkOf(b))
	}
	body := bulkConfirm{Title: title, Lead: v.c.say(key + ".lead"), Hidden: []fieldView{hiddenField("act", b.act)}}
	problems, byField := problemsOf(refused.wrong)
	if refused.reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: refused.reason}}
	}
	id := q.PostForm.Get("key")
	if _, err := uuid.Parse(id); err != nil {
		id = s.Desk.Handler.NewID().String()
	}
	body.Hidden = append(body.Hidden, hiddenField("key", id))
	if len(b.reached) > 0 {
		for _, f := range applicantActFields[b.name] {
			body.Fields = append(body.Fields, v.bulkField(b.name, f, q, byField))
		}
		body.List = v.peopleTable(v.c.say("applicants.bulk.reached"), b.reached, func(a *applicant) string { return v.stands(a) })
		body.Button = &buttonView{Label: v.c.say(key + ".button")}
	} else {
		body.Lead = v.c.say("applicants.bulk.nobody")
	}
	for _, a := range b.reached {
		body.Hidden = append(body.Hidden, hiddenField("case", a.ID.String()))
	}
	if len(b.left) > 0 {
		body.Left = v.peopleTable(v.c.say("applicants.bulk.left"), b.left, func(a *applicant) string { return v.whyLeft(a, b) })
	}
	p := q.page(title, body).staff()
	p.Problems, p.Back = problems, &link{Href: "/applicants", Label: v.c.say("applicants.back")}
	return s.show(w, refused.status, "applicants_confirm", p)
}

func (v applicantWords) checkOf(b bulkChoice) string {
	for _, a := range append(slices.Clone(b.reached), b.left...) {
		if title := checkTitle(a.program, b.check, v.language); title != "" {
			return title
		}
	}
	return b.check
}

// whyLeft says why an act does not reach somebody.
func (v applicantWords) whyLeft(a *applicant, b bulkChoice) string {
	switch {
	case a.ClosedAt != nil:
		return v.c.say("applicants.left.over", v.c.say("label."+string(a.Status)))
	case b.check != "" && !slices.Contains(a.unfinished(), b.check):
		return v.c.say("applicants.left.checked")
	case b.check != "":
		return v.c.say("applicants.left.not_you")
	case len(a.unfinished()) > 0:
		return v.c.say("applicants.left.checks", v.missing(a))
	}
	return v.c.say("applicants.left.decided", v.stands(a))
}

func (v applicantWords) bulkField(action string, f actField, q *request, wrong map[string]string) fieldView {
	field := textField(f.name, f.kind, v.c.say("applicants.bulk."+action+"."+f.name), q.PostForm.Get(f.name))
	field.Error = wrong[f.name]
	if f.kind == "day" {
		field.Type, field.Optional, field.Parts = "date", true, dateParts(f.name, v.c.say, typedIn(q))
	}
	return field
}

func (v applicantWords) peopleTable(caption string, list []*applicant, last func(*applicant) string) *tableView {
	t := &tableView{Caption: caption, Heads: []tableHead{
		{Label: v.c.say("applicants.head.name")}, {Label: v.c.say("applicants.head.program")}, {Label: v.c.say("head.reference")}, {Label: v.c.say("applicants.head.stands")},
	}}
	for _, a := range list {
		t.row(tableCell{Text: v.nameOf(a)}, tableCell{Text: v.programOf(a)}, tableCell{Text: a.Reference, Href: "/cases/" + a.Reference}, tableCell{Text: last(a)})
	}
	return t
}

// holdApplicants holds an act back, and leads to the page where it can be undone. The page's key makes a second press the same act.
func (s *Server) holdApplicants(w http.ResponseWriter, q *request) error {
	b, wrong, err := s.readBulk(q)
	if err != nil {
		return err
	}
	if wrong != nil {
		return s.tickAgain(w, q, wrong)
	}
	id, err := uuid.Parse(q.PostForm.Get("key"))
	if err != nil {
		return s.showBulkConfirm(w, q, b, tried{status: http.StatusBadRequest, reason: words.Say(q.language(), "applicants.wrong.again")})
	}
	if _, err := s.Store.Bulk(q.Context(), q.who.Scope(), id); err == nil {
		return seeOther(w, "/applicants/acts/"+id.String()) // it was pressed twice
	}
	if len(b.reached) == 0 {
		return s.showBulkConfirm(w, q, b, tried{status: http.StatusConflict, reason: words.Say(q.language(), "applicants.bulk.nobody")})
	}
	var items []handlers.BulkItem
	for _, a := range b.reached {
		items = append(items, handlers.BulkItem{Task: b.tasks[a.ID], Case: a.ID})
	}
	refused, err := s.tryAct(q, b.name, applicantActFields[b.name], func(body []byte) error {
		return s.Desk.HoldBack(q.Context(), q.who, id, b.name, items, body)
	})
	switch {
	case err != nil:
		return err
	case refused != nil:
		return s.showBulkConfirm(w, q, b, *refused)
	}
	return seeOther(w, "/applicants/acts/"+id.String())
}
