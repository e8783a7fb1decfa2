package web

import (
	"encoding/json"
	"net/http"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// supportPages is the part of the table about families that somebody stands by.
func (s *Server) supportPages() []route {
	return []route{
		{"POST", v1 + "/cases/{reference}/actions/{action}", groupPeople, (*Server).actOnCase, true, false, "Do something with a case"},
		{"POST", v1 + "/requests/{reference}/choices/{action}", byReceipt, (*Server).chooseByReceipt, true, false, "What a family chooses for itself"},
		{"POST", "/hooks/sms", public, (*Server).smsHook, true, false, "What the gateway of text messages brings, signed by it"},

		onPage("POST", "/cases/{reference}/acts/{action}", groupPeople, (*Server).actOnCasePage),
		onPage("POST", "/r/{reference}/{token}/choose/{action}", byReceipt, (*Server).chooseOnPage),
		onPage("GET", "/go/{token}", byReceipt, (*Server).showCallOut),
		onPage("POST", "/go/{token}/{action}", byReceipt, (*Server).answerCallOut),
		onPage("GET", "/pin", casePeople, (*Server).showPIN),
		onPage("POST", "/pin", casePeople, (*Server).setPIN),
	}
}

// callOutView is the page behind a call-out's link: a yes, a no, and after the yes the facts by PIN. It names nobody.
type callOutView struct {
	Title   string
	Notice  *noticeView
	Rows    []summaryRow
	Because []string
	Forms   []actForm
	Facts   []summaryRow
	Over    *link // to where the family is handed over, after a yes
	Go      *link
}

// callOut is a task that somebody was asked to do, opened by its link.
type callOut struct {
	who     handlers.Person
	task    store.TaskRow
	path    string
	refused string // why what was pressed last could not be done
}

// calledOut finds the task of the address; a wrong secret is answered as a wrong address.
func (s *Server) calledOut(q *request) (c callOut, err error) {
	org, id, err := s.Desk.OpenDispatch(q.PathValue("token"))
	if err != nil {
		return c, err
	}
	c.path = s.Desk.DispatchPath(org, id)
	c.who, c.task, err = s.Desk.TaskOf(q.Context(), org, id)
	return c, err
}

func (s *Server) showCallOut(w http.ResponseWriter, q *request) error {
	c, err := s.calledOut(q)
	if err != nil {
		return err
	}
	return s.callOutPage(w, q, c, http.StatusOK, nil, "")
}

func (s *Server) callOutPage(w http.ResponseWriter, q *request, c callOut, status int, facts []summaryRow, problem string) error {
	say := q.say()
	at := s.calendar(say, c.task.Organization)
	v := taskWords{openTask: openTask{TaskRow: c.task}, c: at, language: q.language(), who: c.who.ID}
	body := callOutView{Title: say("page.go.title"), Facts: facts, Go: &link{Href: "/tasks/" + c.task.ID.String(), Label: say("page.go.sign_in"), Kind: "second"}}
	switch {
	case c.task.ClosedAt == nil && c.task.Kind == workflows.TaskDispatch:
		body.Rows = append(v.answerBy(), v.briefRows(c.task.Brief)...)
		body.Because = becauseWords(say, splitCodes(c.task.Brief.Because))
		for _, name := range []string{"accept", "pass"} {
			body.Forms = append(body.Forms, actForm{
				Label: say("act.dispatch." + name), Action: c.path + "/" + name, Open: true, Button: buttonView{Label: say("act.dispatch." + name + ".button"), Kind: map[string]string{"pass": "second"}[name]},
			})
		}
	case c.task.ClosedAs == "accepted" || c.task.Kind == workflows.TaskContact:
		n := noticeOf(v.language, "good", "page.go.accepted", "page.go.accepted_then")
		body.Notice = &n
		body.Over = &link{Href: "/cases/" + c.task.Reference, Label: say("page.go.hand_over"), Kind: "second"}
		if facts == nil {
			pin := textField("pin", "text", say("page.go.pin"), "")
			pin.Input, pin.Autocomplete, pin.Help, pin.Error = "password", "off", say("page.go.pin_help"), problem
			body.Forms = []actForm{{Label: say("page.go.facts"), Action: c.path + "/facts", Open: true, Fields: []fieldView{pin}, Button: buttonView{Label: say("page.go.show")}}}
		}
	default:
		n := noticeOf(v.language, "", "page.go.over", "page.go.over_then")
		body.Notice = &n
	}
	view := q.page(body.Title, body)
	if o, ok := s.Catalog.Organization(c.task.Organization); ok {
		if p, known := s.Catalog.Find(c.task.Organization, c.task.Program); known && p.Kind == programs.KindSupport {
			o.Name = p.ShortIn(v.language)
			view.Title = o.Name + ": " + view.Title
		}
		view = view.within(o, "")
	}
	switch {
	case problem != "":
		view.Problems = []problemLine{{Href: "#pin", Text: problem}}
	case c.refused != "":
		view.Problems, view.Back = []problemLine{{Text: c.refused}}, &link{Href: c.path, Label: say("page.go.back")}
	}
	return s.show(w, status, "go", view)
}

// answerCallOut does what was pressed behind a call-out's link, for the one whom the link was sent to.
func (s *Server) answerCallOut(w http.ResponseWriter, q *request) error {
	c, err := s.calledOut(q)
	if err != nil {
		return err
	}
	if err := readForm(q); err != nil {
		return err
	}
	switch action := q.PathValue("action"); action {
	case "accept", "pass":
		_, _, err := s.Desk.Act(q.Context(), c.who, c.task.ID, action, json.RawMessage(`{}`))
		if domain.CodeOf(err) == domain.Conflict {
			return s.callOutRefused(w, q, domain.MessageOf(err))
		}
		if err != nil {
			return err
		}
		return seeOther(w, c.path)
	case "facts":
		return s.factsByPIN(w, q, c)
	}
	return domain.Errorf(domain.NotFound, "That cannot be done with this task.")
}

// callOutRefused shows the page as it stands now to somebody whose answer came too late, or who takes it back, with why and what to do instead.
func (s *Server) callOutRefused(w http.ResponseWriter, q *request, why string) error {
	c, err := s.calledOut(q)
	if err != nil {
		return err
	}
	c.refused = why
	return s.callOutPage(w, q, c, http.StatusConflict, nil, "")
}

// answerBy says until when somebody who is asked can answer.
func (v taskWords) answerBy() []summaryRow {
	if v.DueAt == nil {
		return nil
	}
	if left := v.DueAt.Sub(v.c.now); left > 0 {
		return []summaryRow{v.row("page.go.by", v.c.say("page.go.by_in", v.c.clock(*v.DueAt), v.c.span(left)))}
	}
	return []summaryRow{v.row("page.go.by", v.c.clock(*v.DueAt))}
}

// factsByPIN shows what one needs at the door to whoever has both the link and the minister's PIN, once they have accepted. Before that the PIN
// shows no more than the link does.
func (s *Server) factsByPIN(w http.ResponseWriter, q *request, c callOut) error {
	err := s.Desk.CheckPIN(q.Context(), c.who, q.PostForm.Get("pin"))
	if domain.CodeOf(err) == domain.Invalid || domain.CodeOf(err) == domain.RateLimited {
		return s.callOutPage(w, q, c, statusOf(domain.CodeOf(err)), nil, domain.MessageOf(err))
	}
	if err != nil {
		return err
	}
	var file *caseFile
	err = s.Store.Read(q.Context(), c.who.Scope(), func(tx store.Tx) error {
		of, err := s.Store.CaseByID(q.Context(), tx, c.task.CaseID)
		if err != nil {
			return err
		}
		file, err = s.openFile(q.Context(), tx, of)
		return err
	})
	if err != nil {
		return err
	}
	if !file.openTo(c.who) {
		return s.callOutPage(w, q, c, http.StatusOK, nil, "")
	}
	facts := s.supportFacts(c.who, store.TaskRow{Kind: workflows.TaskContact, ID: c.task.ID, Organization: c.task.Organization}, file).(contactFacts)
	s.noteReading(q.Context(), c.who, file.Case, facts)
	v := taskWords{openTask: openTask{TaskRow: c.task, file: file, facts: facts}, c: s.calendar(q.say(), c.task.Organization), language: q.language(), who: c.who.ID}
	return s.callOutPage(w, q, c, http.StatusOK, v.contactRows(facts), "")
}

type pinView struct {
	Done  *noticeView
	Field fieldView
}

func (s *Server) showPIN(w http.ResponseWriter, q *request) error {
	return s.pinPage(w, q, http.StatusOK, "")
}

func (s *Server) pinPage(w http.ResponseWriter, q *request, status int, problem string) error {
	say := q.say()
	body := pinView{Field: textField("pin", "text", say("page.pin.field"), "")}
	body.Field.Input, body.Field.Autocomplete, body.Field.Help, body.Field.Error = "password", "new-password", say("page.pin.help"), problem
	if q.URL.Query().Get("done") != "" {
		n := noticeOf(q.language(), "good", "page.pin.done", "page.pin.done_then")
		body.Done = &n
	}
	view := q.page(say("page.pin.title"), body)
	if problem != "" {
		view.Problems = []problemLine{{Href: "#pin", Text: problem}}
	}
	return s.show(w, status, "pin", view)
}

func (s *Server) setPIN(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	err := s.Desk.SetPIN(q.Context(), q.who, q.PostForm.Get("pin"))
	if domain.CodeOf(err) == domain.Invalid {
		return s.pinPage(w, q, http.StatusBadRequest, domain.MessageOf(err))
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/pin?done=1")
}
