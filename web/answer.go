package web

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// asks tells whether the family has a question to answer.
func (f *caseFile) asks() bool {
	return len(f.welfare().Askers) > 0 || f.application().Question != uuid.Nil
}

// questionsFor asks a family for one answer to everything that is open.
func questionsFor(v statusView, open []exchangeView, say speaker) *questionView {
	body := &questionView{Title: say("page.receipt.question"), Asked: len(v.Questions), Open: open, Field: textField("answer", "long_text", say("page.receipt.answer"), "")}
	if len(open) > 0 && len(open[0].Questions) > 1 {
		body.Title = say("page.receipt.questions")
		body.Field.Label, body.Field.Help = say("page.receipt.answer_all"), say("page.receipt.answer_all_why")
	}
	return body
}

// lateAnswer says why nobody waits for an answer any more.
func lateAnswer(q *request, status domain.Status) *noticeView {
	why := "page.receipt.late.other"
	switch status {
	case domain.Withdrawn:
		why = "page.receipt.late.withdrawn"
	case domain.Lapsed:
		why = "page.receipt.late.lapsed"
	default:
	}
	n := noticeOf(q.language(), "late", "page.receipt.late.title", why, "page.receipt.late.kept")
	return &n
}

func (s *Server) answerOnPage(w http.ResponseWriter, q *request) error {
	o, err := s.openReceipt(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	typed := q.PostForm.Get("answer")
	if q.chooseLanguage(w, q.PostForm.Get("go")) && o.asked() {
		return s.receiptPage(w, q, o, http.StatusOK, typed, "", tried{})
	}
	switch asked := q.PostForm.Get("asked"); {
	case o.file == nil:
		err = domain.Errorf(domain.Unavailable, "Our database does not answer at the moment.")
	case o.file.asks() && asked != "" && asked != strconv.Itoa(len(o.status.Questions)):
		return s.receiptPage(w, q, o, http.StatusConflict, typed, q.say()("page.receipt.asked_more"), tried{})
	default:
		err = s.Desk.Reply(q.Context(), o.of, typed)
	}
	switch domain.CodeOf(err) {
	case "":
		return seeOther(w, receiptPath(o.status.Reference, q.PathValue("token"))+"?answered=1")
	case domain.Invalid:
		return s.receiptPage(w, q, o, http.StatusBadRequest, typed, domain.MessageOf(err), tried{})
	case domain.Unavailable:
		return s.keepAnswer(w, q, o, typed, http.StatusServiceUnavailable, q.say()("page.receipt.answer_kept"))
	case domain.Rejected, domain.Conflict:
		now, failed := s.openReceipt(q)
		if failed != nil || now.file == nil {
			now = o
		}
		return s.receiptPage(w, q, now, statusOf(domain.CodeOf(err)), typed, domain.MessageOf(err), tried{})
	default:
		return err
	}
}

// keepAnswer shows what was typed again, with why it was not recorded, so that it can be sent again or copied.
func (s *Server) keepAnswer(w http.ResponseWriter, q *request, o opening, typed string, status int, why string) error {
	say := q.say()
	path := receiptPath(o.status.Reference, q.PathValue("token"))
	field := textField("answer", "long_text", say("page.receipt.answer"), typed)
	field.Error = why
	body := receiptView{
		Program: say("page.receipt.title"), Reference: o.status.Reference, Status: in(q.language())(why), Address: s.PublicURL + path,
		Question: &questionView{Title: say("page.receipt.question"), Action: path + "/answer", Field: field},
	}
	view := q.page(body.Program, body)
	if o.file != nil {
		view = s.withinProgram(view, o.file.terms.Program)
	} else if p, known := s.Catalog.Find(o.status.Organization, o.status.Program); known {
		view = s.withinProgram(view, p)
	}
	view.Typed, view.Problems, view.Back = true, []problemLine{{Href: "#answer", Text: field.Error}}, &link{Href: path, Label: say("page.mine.back")}
	return s.show(w, status, "receipt", view)
}
