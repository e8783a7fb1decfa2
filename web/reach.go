package web

import (
	"encoding/json"
	"net/http"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/handlers"
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
	}
	return false
}

// changeable opens what its own page can change: the answers of an application, or else how a family is reached.
func (s *Server) changeable(q *request) (opening, error) {
	o, err := s.openReceipt(q)
	if err == nil && (o.file == nil || o.status.Application == nil && !o.reachable()) {
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

func (s *Server) reachPage(w http.ResponseWriter, q *request, o opening, status int, typed map[string]string, wrong []domain.FieldError, reason string) error {
	say, p := q.say(), handlers.ReachForm(o.file.terms.Program)
	problems, byField := problemsOf(wrong)
	if reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: reason}}
	}
	path := receiptPath(o.status.Reference, q.PathValue("token"))
	body := changeView{Action: path + "/change", Texts: "page.reach.change_"}
	for _, f := range p.Form.Fields {
		body.Fields = append(body.Fields, fieldOf(f, q.language(), say, typed, byField))
	}
	view := s.withinProgram(q.page(say("page.reach.change_title"), body), o.file.terms.Program)
	view.Problems, view.Back = problems, &link{Href: path, Label: say("page.mine.back")}
	return s.show(w, status, "change", view)
}

// reachOnPage takes how a family is reached from now on.
func (s *Server) reachOnPage(w http.ResponseWriter, q *request, o opening) error {
	p, typed := handlers.ReachForm(o.file.terms.Program), typedIn(q)
	var keys []string
	for _, f := range p.Form.Fields {
		keys = append(keys, f.Key)
	}
	values, wrong := p.CheckFields(keys, typed)
	if len(wrong) > 0 {
		return s.reachPage(w, q, o, http.StatusBadRequest, typed, wrong, "")
	}
	body, err := json.Marshal(map[string]any{"answers": values})
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
