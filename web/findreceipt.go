package web

import (
	"net/http"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
)

type findView struct{ Fields []fieldView }

func (s *Server) askForReceipt(w http.ResponseWriter, q *request) error {
	return s.findPage(w, q, http.StatusOK, "", "", nil)
}

func (s *Server) findPage(w http.ResponseWriter, q *request, status int, reference, code string, problems []problemLine) error {
	say := q.say()
	first := textField("reference", "text", say("page.status.reference"), reference)
	first.Help = say("page.status.reference_help")
	second := textField("code", "text", say("page.status.code"), code)
	second.Help = say("page.status.code_help")
	for _, p := range problems {
		if p.Href == "#code" {
			second.Error = p.Text
		} else {
			first.Error = p.Text
		}
	}
	view := q.page(say("page.status.title"), findView{Fields: []fieldView{first, second}})
	view.Typed, view.Problems = true, problems
	if p, known := s.atRiskBy(reference); known {
		view = view.leavable(p)
	} else if p, known := s.atRisk(); known { // whoever types a reference may be of any program
		view = view.leavable(p)
	}
	return s.show(w, status, "status", view)
}

// findReceipt leads to a request's page, without looking it up: reference and code belong together or do not.
func (s *Server) findReceipt(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	typed, code := q.PostForm.Get("reference"), q.PostForm.Get("code")
	if q.chooseLanguage(w, q.PostForm.Get("go")) {
		return s.findPage(w, q, http.StatusOK, typed, code, nil)
	}
	code = strings.TrimSpace(code)
	var missing []problemLine
	if strings.TrimSpace(typed) == "" {
		missing = append(missing, problemLine{Href: "#reference", Text: q.say()("page.status.no_reference")})
	}
	if code == "" {
		missing = append(missing, problemLine{Href: "#code", Text: q.say()("page.status.no_code")})
	}
	if missing != nil {
		return s.findPage(w, q, http.StatusBadRequest, typed, code, missing)
	}
	reference, err := domain.ParseReference(typed)
	if err == nil {
		if s.Keys.CheckReceipt(handlers.DraftReceipt(reference), code) {
			return seeOther(w, savedPath(reference, s.Keys.Receipt(handlers.DraftReceipt(reference))))
		}
		if paper, _ := s.paper(reference, code); paper != "" {
			return seeOther(w, receiptPath(reference, s.Keys.Receipt(paper)))
		}
	}
	return s.findPage(w, q, http.StatusNotFound, typed, code, []problemLine{{Href: "#reference", Text: q.say()("page.status.wrong")}})
}
