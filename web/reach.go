package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

// reachRows is how a family reads that it is reached, and where it changes that.
type reachRows struct {
	Rows   []summaryRow
	Change link
}

// reachable tells whether whoever reads its own page can change how it is reached: the family itself, while there is something to write about.
func (o opening) reachable() bool {
	if o.file == nil || o.file.referrer {
		return false
	}
	switch o.file.Workflow {
	case "welfare":
		return !o.file.welfare().Phase.Ended()
	case "support":
		return o.file.support().Phase != support.Closed
	case "concern":
		return o.file.ClosedAt == nil
	case "gathering":
		return !o.file.visit().Over()
	}
	return false
}

// changeable opens what its own page can change: the answers of an application, or else how a family is reached.
func (s *Server) changeable(q *request) (opening, error) {
	o, err := s.openReceipt(q)
	if err == nil && (o.file == nil || o.status.Application == nil && !o.reachable() && !o.over()) {
		err = domain.Errorf(domain.NotFound, "That cannot be done here at the moment.")
	}
	return o, err
}

// reachPart shows a family how it is reached.
func (v taskWords) reachPart(path string) *reachRows {
	p := handlers.ReachForm(v.file.terms.Program)
	return &reachRows{
		Rows: recordRows(p, v.language, v.c, v.file.reached().Answers()), Change: link{Href: path + "/change", Label: v.c.say("page.reach.change"), Kind: "second"},
	}
}

// reachTyped is what stands in the form to begin with.
func (f *caseFile) reachTyped() map[string]string {
	values := map[string]json.RawMessage{}
	for key, value := range f.reached().Answers() {
		values[key], _ = json.Marshal(value) // strings and truths
	}
	return handlers.ReachForm(f.terms.Program).Typed(values)
}

// tellFormer is what is asked beside how a family is reached: whether it may be told where it was reached before.
const tellFormer = "tell_former"

// reachForm is what a family is asked when it changes how it is reached.
func (f *caseFile) reachForm() programs.Program {
	p := handlers.ReachForm(f.terms.Program)
	if handlers.TellsFormer(p, f.reached()) {
		p.Form.Fields = append(p.Form.Fields, programs.Field{Key: tellFormer, Type: programs.TypeYesNo})
	}
	return p
}

// oneOf says of a question that may stay open only when its companion does not that one of the two is enough.
func (v fieldView) oneOf(p programs.Program, say speaker) fieldView {
	for _, group := range p.Form.OneOf {
		if slices.Contains(group, v.Name) {
			v.Optional, v.Help = false, strings.TrimSpace(say("page.reach.one_of_two")+" "+v.Help)
		}
	}
	return v
}

func (s *Server) reachPage(w http.ResponseWriter, q *request, o opening, status int, typed map[string]string, wrong []domain.FieldError, reason string) error {
	say, p := q.say(), o.file.reachForm()
	problems, byField := problemsOf(wrong)
	if reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: reason}}
	}
	path := receiptPath(o.status.Reference, q.PathValue("token"))
	body := changeView{Action: path + "/change", Texts: "page.reach.change_", Lead: "page.reach.change_lead"}
	if p.AtRisk() {
		body.Lead = "page.reach.quiet_lead"
	}
	for _, f := range p.Form.Fields {
		field := fieldOf(f, q.language(), say, typed, byField)
		if f.Key == tellFormer {
			field.Label, field.Help = say("page.reach.tell_former"), say("page.reach.tell_former_help")
		}
		body.Fields = append(body.Fields, field.oneOf(p, say))
	}
	view := s.withinProgram(q.page(say("page.reach.change_title"), body), o.file.terms.Program)
	view.Problems, view.Back, view.Typed = problems, &link{Href: path, Label: say("page.mine.back")}, true
	return s.show(w, status, "change", view)
}

// reachOnPage takes how a family is reached from now on.
func (s *Server) reachOnPage(w http.ResponseWriter, q *request, o opening) error {
	p, typed := o.file.reachForm(), typedIn(q)
	if q.chooseLanguage(w, q.PostForm.Get("go")) {
		return s.reachPage(w, q, o, http.StatusOK, typed, nil, "")
	}
	var keys []string
	for _, f := range p.Form.Fields {
		keys = append(keys, f.Key)
	}
	values, wrong := p.CheckFields(keys, typed)
	if len(wrong) > 0 {
		return s.reachPage(w, q, o, http.StatusBadRequest, typed, wrong, "")
	}
	told := values[tellFormer]
	delete(values, tellFormer)
	body, err := json.Marshal(map[string]any{"answers": values, tellFormer: told})
	if err != nil {
		return err
	}
	_, err = s.Desk.Choose(q.Context(), o.of, o.file.reader, "reach", "", body)
	switch code := domain.CodeOf(err); code {
	case "":
		return seeOther(w, receiptPath(o.status.Reference, q.PathValue("token"))+"?chosen=reach")
	case domain.Invalid, domain.Rejected, domain.Conflict, domain.Unavailable:
		return s.reachPage(w, q, o, statusOf(code), typed, fieldsOf(err), domain.MessageOf(err))
	default:
		return err
	}
}
