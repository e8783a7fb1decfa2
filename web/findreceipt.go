package web

import (
	"net/http"
	"strings"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
)

type findView struct{ Fields []fieldView }

func (s *Server) askForReceipt(w http.ResponseWriter, q *request) error {
	return s.findPage(w, q, http.StatusOK, "", "", "")
}

func (s *Server) findPage(w http.ResponseWriter, q *request, status int, reference, code, problem string) error {
	say := q.say()
	first := textField("reference", "text", say("page.status.reference"), reference)
	first.Help, first.Error = say("page.status.reference_help"), problem
	second := textField("code", "text", say("page.status.code"), code)
	second.Help = say("page.status.code_help")
	view := q.page(say("page.status.title"), findView{Fields: []fieldView{first, second}})
	view.Typed = true
	if p, known := s.atRiskBy(reference); known {
		view = view.leavable(p)
	} else if p, known := s.atRisk(); known { // whoever types a reference may be of any program
		view = view.leavable(p)
	}
	if problem != "" {
		view.Problems = []problemLine{{Href: "#reference", Text: problem}}
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
		return s.findPage(w, q, http.StatusOK, typed, code, "")
	}
	reference, err := domain.ParseReference(typed)
	code = strings.TrimSpace(code)
	if err == nil {
		if s.Keys.CheckReceipt(handlers.DraftReceipt(reference), code) {
			return seeOther(w, savedPath(reference, s.Keys.Receipt(handlers.DraftReceipt(reference))))
		}
		if paper, _ := s.paper(reference, code); paper != "" {
			return seeOther(w, receiptPath(reference, s.Keys.Receipt(paper)))
		}
	}
	return s.findPage(w, q, http.StatusNotFound, typed, code, q.say()("page.status.wrong"))
}
