package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
)

type changeView struct {
	Action string
	Texts  string // prefix of the words around the form
	Lead   string // key of what stands above it
	Others bool   // of the household: each application is changed by itself
	People bool   // who are reached as they say themselves: that is not asked here
	Signed *link  // where texts are signed, and signatures taken back: that is not asked here either
	Fields []fieldView
}

// over tells whether nothing on a family's own page can be changed any more, because it has ended.
func (o opening) over() bool {
	return o.file != nil && !o.file.referrer && o.file.ClosedAt != nil && slices.Contains([]string{"welfare", "support", "application"}, o.file.Workflow)
}

// typedAnswers are the texts of a change that came too late, under their labels.
func (o opening) typedAnswers(language string, typed map[string]string) (texts []titled) {
	fields := handlers.ReachForm(o.file.terms.Program).Form.Fields
	if o.status.Application != nil {
		fields = o.file.terms.Program.Form.Fields
	}
	for _, f := range fields {
		text := domain.CleanText(typed[f.Key])
		if text != "" && len(f.Options) == 0 && f.Type != programs.TypeYesNo && utf8.ValidString(text) && !domain.HasControl(text) {
			texts = append(texts, titled{Title: f.Label.In(language), Text: text})
		}
	}
	return texts
}

func (s *Server) showChange(w http.ResponseWriter, q *request) error {
	o, err := s.changeable(q)
	if err != nil {
		return err
	}
	if o.over() {
		return seeOther(w, receiptPath(o.status.Reference, q.PathValue("token"))+"?chosen=over")
	}
	if o.status.Application == nil {
		return s.reachPage(w, q, o, http.StatusOK, o.file.reachTyped(), nil, "")
	}
	values := map[string]json.RawMessage{}
	for key, value := range o.status.Application.Answers {
		if values[key], err = json.Marshal(value); err != nil {
			return err
		}
	}
	return s.changePage(w, q, o, http.StatusOK, o.file.terms.Program.Typed(values), nil, "")
}

func (s *Server) changePage(w http.ResponseWriter, q *request, o opening, status int, typed map[string]string, wrong []domain.FieldError, reason string) error {
	say := q.say()
	p := o.file.terms.Program
	problems, byField := problemsOf(wrong)
	if reason != "" && len(problems) == 0 {
		problems = []problemLine{{Text: reason}}
	}
	path := receiptPath(o.status.Reference, q.PathValue("token"))
	body := changeView{Action: path + "/change", Texts: "page.mine.change_", Lead: "page.mine.change_lead", Others: len(o.file.household) > 0}
	others := handlers.AboutOthers(p, o.file.application(), o.file.reader)
	for _, f := range p.Form.Fields {
		if slices.Contains(others, f.Key) {
			body.People = true
			continue
		}
		if slices.Contains(handlers.Signing(p), f.Key) {
			body.Signed = &link{Href: path + "#signed", Label: say("page.mine.change_signed_where")}
			continue
		}
		body.Fields = append(body.Fields, fieldOf(f, q.language(), say, typed, byField).oneOf(p, say))
	}
	view := s.withinProgram(q.page(say("page.mine.change_title"), body), p)
	view.Problems, view.Back, view.Typed = problems, &link{Href: path, Label: say("page.mine.back")}, true
	return s.show(w, status, "change", view)
}

// changeOnPage replaces the answers; the same rules hold as when they were sent.
func (s *Server) changeOnPage(w http.ResponseWriter, q *request) error {
	o, err := s.changeable(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	if o.over() {
		return s.receiptPage(w, q, o, http.StatusConflict, "", "", tried{status: http.StatusConflict, action: "change", typed: typedIn(q), reason: q.say()("chosen.over")})
	}
	if o.status.Application == nil {
		return s.reachOnPage(w, q, o)
	}
	p := o.file.terms.Program
	var keys []string
	others := handlers.AboutOthers(p, o.file.application(), o.file.reader)
	for _, f := range p.Form.Fields {
		if !slices.Contains(append(others, handlers.Signing(p)...), f.Key) {
			keys = append(keys, f.Key)
		}
	}
	typed := typedIn(q)
	if q.chooseLanguage(w, q.PostForm.Get("go")) {
		return s.changePage(w, q, o, http.StatusOK, typed, nil, "")
	}
	values, wrong := p.CheckFields(keys, typed)
	if len(wrong) > 0 {
		return s.changePage(w, q, o, http.StatusBadRequest, typed, wrong, "")
	}
	body, err := json.Marshal(map[string]any{"answers": values})
	if err != nil {
		return err
	}
	_, err = s.Desk.Choose(q.Context(), o.of, o.file.reader, "change", "", body)
	switch code := domain.CodeOf(err); code {
	case "":
		return seeOther(w, receiptPath(o.status.Reference, q.PathValue("token"))+"?chosen=answers")
	case domain.Invalid, domain.Rejected, domain.Conflict, domain.Unavailable:
		return s.changePage(w, q, o, statusOf(code), typed, fieldsOf(err), domain.MessageOf(err))
	default:
		return err
	}
}
