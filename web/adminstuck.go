package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// whyMax bounds the reason for giving a message up, in characters.
const whyMax = 500

// stuckKind says what a message is about: the event it tells of, a clock that rang, or a request.
func stuckKind(say speaker, d store.DeadLetter) string {
	if kind := handlers.EventOf(d); kind != "" {
		event, err := workflows.Decode(kind, d.Body)
		if err != nil { // a message of another release
			return kind
		}
		return strings.TrimSuffix(eventWords(say, event), ".")
	}
	if d.Route == handlers.IntakeRoute {
		return say("admin.stuck.request")
	}
	return say("admin.stuck.other")
}

// stuckReason says what went wrong, for whoever looks after the program: the sentence that is kept is for visitors where the database did not answer.
func stuckReason(say speaker, d store.DeadLetter) string {
	switch domain.Code(d.Code) {
	case domain.Unavailable, domain.Internal:
		return say("admin.stuck.reason." + d.Code)
	default:
		return say(d.Reason)
	}
}

func (s *Server) showStuck(w http.ResponseWriter, q *request) error {
	list, nobodys, err := s.Reactions.Letters(q.Context(), q.who.Organization)
	if err != nil {
		return err
	}
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	body := adminView{Title: say("admin.stuck.title"), Lead: say("admin.stuck.lead"), Done: doneNotice(q)}
	t := tableView{Caption: say("admin.stuck.table"), Heads: []tableHead{
		{Label: say("admin.head.what")}, {Label: say("admin.head.route")}, {Label: say("admin.head.since")}, {Label: say("admin.head.tries"), Number: true}, {Label: say("admin.head.error")},
	}}
	for _, d := range list {
		at := c.stamp(d.At)
		t.row(tableCell{Text: stuckKind(say, d), Href: "/admin/stuck/" + d.ID.String()}, tableCell{Text: d.Route}, tableCell{Date: &at}, tableCell{Text: c.say("applicants.number", d.Attempts)}, tableCell{Text: stuckReason(say, d)})
	}
	switch {
	case len(list) == 0 && nobodys > 0:
		body.Lead = say("admin.stuck.none_yours")
	case len(list) == 0:
		body.Lead = say("admin.stuck.none")
	}
	section := adminSection{Table: shownTable(t)}
	if nobodys > 0 {
		section.Lines = []string{say("admin.stuck.nobodys", nobodys)}
	}
	body.Sections = []adminSection{section}
	return s.adminPage(w, q, body, toAdmin(say), well)
}

func (s *Server) letter(q *request) (store.DeadLetter, error) {
	id, err := uuid.Parse(q.PathValue("id"))
	if err != nil {
		id = uuid.Nil
	}
	return s.Reactions.Letter(q.Context(), q.who.Organization, id)
}

func (s *Server) showStuckLetter(w http.ResponseWriter, q *request) error {
	d, err := s.letter(q)
	if err != nil {
		return err
	}
	return s.letterPage(w, q, d, well)
}

func (s *Server) letterPage(w http.ResponseWriter, q *request, d store.DeadLetter, refused tried) error {
	say := q.say()
	body := adminView{Title: stuckKind(say, d), Sections: []adminSection{{Rows: s.letterRows(q, d)}}}
	body.Form = &actForm{Action: "/admin/stuck/" + d.ID.String() + "/retry", Button: buttonView{Label: say("admin.stuck.retry")}}
	body.Lead = say("admin.stuck.retry_help")
	body.More = &link{Href: "/admin/stuck/" + d.ID.String() + "/drop", Label: say("admin.stuck.drop"), Kind: "second"}
	return s.adminPage(w, q, body, link{Href: "/admin/stuck", Label: say("admin.stuck.back")}, refused)
}

func (s *Server) letterRows(q *request, d store.DeadLetter) []summaryRow {
	say := q.say()
	c := s.calendar(say, q.who.Organization)
	rows := []summaryRow{}
	if kind := handlers.EventOf(d); kind != "" {
		rows = append(rows, summaryRow{Label: say("admin.head.event"), Value: kind})
	}
	return append(rows, []summaryRow{
		{Label: say("admin.head.route"), Value: d.Route},
		{Label: say("admin.head.since"), Value: c.moment(d.At).Words},
		{Label: say("admin.head.tries"), Value: say("applicants.number", d.Attempts)},
		{Label: say("admin.head.error"), Value: stuckReason(say, d)},
		{Label: say("admin.head.message"), Value: d.MessageID},
	}...)
}

// confirmDrop asks for a reason before a message is given up. It changes nothing.
func (s *Server) confirmDrop(w http.ResponseWriter, q *request) error {
	d, err := s.letter(q)
	if err != nil {
		return err
	}
	return s.dropPage(w, q, d, well)
}

func (s *Server) dropPage(w http.ResponseWriter, q *request, d store.DeadLetter, refused tried) error {
	say := q.say()
	why := textField("reason", "long_text", say("admin.stuck.why"), refused.typed["reason"])
	_, wrong := problemsOf(refused.wrong)
	why.Help, why.Error = say("admin.stuck.why_help"), wrong["reason"]
	body := adminView{Title: say("admin.stuck.drop_title"), Lead: say("admin.stuck.drop_lead"), Sections: []adminSection{{Rows: s.letterRows(q, d)}}}
	body.Form = &actForm{Action: "/admin/stuck/" + d.ID.String() + "/drop", Fields: []fieldView{why}, Button: buttonView{Label: say("admin.stuck.drop_button"), Kind: "warn"}}
	return s.adminPage(w, q, body, link{Href: "/admin/stuck/" + d.ID.String(), Label: say("admin.stuck.letter_back")}, refused)
}

// settleLetter carries one decision about a message out.
func (s *Server) settleLetter(q *request, d store.DeadLetter, action, why string) error {
	o := s.Desk.Office(q.who.Organization, q.who.ID)
	switch action {
	case "retry":
		return s.Reactions.RetryLetter(q.Context(), o, d)
	case "drop":
		why = domain.CleanText(why)
		if n := len([]rune(why)); n == 0 || n > whyMax {
			return fieldProblem("reason", "Please say why, in at most 500 characters. Nothing was dropped.")
		}
		return s.Reactions.DropLetter(q.Context(), o, d, why)
	}
	return domain.Errorf(domain.NotFound, "There is nothing of that name to be done here.")
}

func (s *Server) retryLetter(w http.ResponseWriter, q *request) error {
	d, err := s.letter(q)
	if err != nil {
		return err
	}
	if err := s.settleLetter(q, d, "retry", ""); err != nil {
		return s.letterPage(w, q, d, stillStuck(q, err))
	}
	return seeOther(w, "/admin/stuck?done=stuck_retry")
}

func (s *Server) dropLetter(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	d, err := s.letter(q)
	if err != nil {
		return err
	}
	err = s.settleLetter(q, d, "drop", q.PostForm.Get("reason"))
	if refused, ok := adminRefused(err, "drop"); ok {
		refused.typed = map[string]string{"reason": q.PostForm.Get("reason")}
		return s.dropPage(w, q, d, refused)
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/admin/stuck?done=stuck_drop")
}

// stillStuck says that another try did not help either: the message is where it was.
func stillStuck(q *request, err error) tried {
	refused := tried{status: statusOf(domain.CodeOf(err)), reason: q.say()("admin.stuck.again", q.say()(domain.MessageOf(err)))}
	if domain.CodeOf(err) == domain.Internal {
		q.server.Log.Error("a stuck message failed again", "error", err)
		refused = tried{status: http.StatusUnprocessableEntity, reason: q.say()("admin.stuck.fault")}
	}
	return refused
}

func (s *Server) listStuck(w http.ResponseWriter, q *request) error {
	list, nobodys, err := s.Reactions.Letters(q.Context(), q.who.Organization)
	if err != nil {
		return err
	}
	stuck := []object{}
	for _, d := range list {
		stuck = append(stuck, object{"id": d.ID, "event": handlers.EventOf(d), "route": d.Route, "since": d.At, "attempts": d.Attempts, "code": d.Code, "reason": d.Reason})
	}
	return writeJSON(w, http.StatusOK, object{"stuck": stuck, "of_nobody": nobodys})
}

func (s *Server) actOnLetterByAPI(w http.ResponseWriter, q *request) error {
	d, err := s.letter(q)
	if err != nil {
		return err
	}
	body, err := readBody(q)
	if err != nil {
		return err
	}
	var wish struct {
		Reason string `json:"reason"`
	}
	if len(body) > 0 {
		if err := json.Unmarshal(body, &wish); err != nil {
			return domain.Because(err, domain.Invalid, "The body has to be JSON, with a “reason” for a drop.")
		}
	}
	if err := s.settleLetter(q, d, q.PathValue("action"), wish.Reason); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, object{"id": d.ID})
}
