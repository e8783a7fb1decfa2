package web

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/handlers"
	"github.com/almoner/almoner/store"
)

// bulkResult is what becomes, or became, of an act on many.
type bulkResult struct {
	Title   string
	Notice  noticeView
	Undo    string // where to send the wish to undo it; empty once it is too late
	Again   *link
	Done    *tableView
	Refused *tableView
}

func (s *Server) showBulk(w http.ResponseWriter, q *request) error {
	id, err := uuid.Parse(q.PathValue("id"))
	if err != nil {
		return domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	act, err := s.Store.Bulk(q.Context(), q.who.Scope(), id)
	if err != nil {
		return err
	}
	var list []*applicant
	if err := s.Store.Read(q.Context(), q.who.Scope(), func(tx store.Tx) (err error) {
		list, err = s.chosenApplicants(q.Context(), tx, act.Cases)
		return err
	}); err != nil {
		return err
	}
	v := q.applicantWords()
	body := v.bulkResult(act, list)
	p := q.page(body.Title, body).staff()
	p.Back = &link{Href: "/applicants", Label: v.c.say("applicants.back")}
	return s.show(w, http.StatusOK, "applicants_result", p)
}

func (v applicantWords) bulkResult(act store.BulkAct, list []*applicant) bulkResult {
	say := v.c.say
	stands := func(a *applicant) string { return v.stands(a) }
	what := say("applicants.done." + act.Action)
	here := "/applicants/acts/" + act.ID.String()
	switch left := act.DueAt.Sub(v.c.now); {
	case act.UndoneAt != nil:
		return bulkResult{
			Title: say("applicants.result.undone"), Notice: noticeView{Kind: "good", Lines: []string{say("applicants.result.undone_text")}},
			Done: v.peopleTable(say("applicants.result.untouched"), list, stands),
		}
	case act.DoneAt == nil && left > 0:
		return bulkResult{
			Title: say("applicants.result.held", len(list)), Undo: here + "/undo", Again: &link{Href: here, Label: say("applicants.result.look"), Kind: "quiet"},
			Notice: noticeView{Title: what, Lines: []string{say("applicants.result.held_text", v.seconds(left), v.c.clock(act.DueAt))}},
			Done:   v.peopleTable(say("applicants.bulk.reached"), list, stands),
		}
	case act.DoneAt == nil:
		return bulkResult{
			Title: say("applicants.result.doing"), Notice: noticeView{Title: what, Lines: []string{say("applicants.result.doing_text")}},
			Again: &link{Href: here, Label: say("applicants.result.look"), Kind: "quiet"}, Done: v.peopleTable(say("applicants.bulk.reached"), list, stands),
		}
	}
	reasons := map[uuid.UUID]string{}
	var results []handlers.BulkResult
	_ = json.Unmarshal(act.Results, &results) // we wrote it ourselves
	for i, r := range results {
		if r.Code != "" && i < len(act.Cases) {
			reasons[act.Cases[i]] = r.Message
		}
	}
	var done, refused []*applicant
	for _, a := range list {
		if _, not := reasons[a.ID]; not {
			refused = append(refused, a)
		} else {
			done = append(done, a)
		}
	}
	body := bulkResult{Title: say("applicants.result.done", len(done), len(act.Cases)), Notice: noticeView{Kind: "good", Title: what, Lines: []string{say("applicants.result.done_text", v.c.clock(*act.DoneAt))}}}
	if len(done) > 0 {
		body.Done = v.peopleTable(say("applicants.result.done_list"), done, stands)
	}
	if len(refused) > 0 {
		body.Notice.Kind = "late"
		body.Notice.Lines = append(body.Notice.Lines, say("applicants.result.some_not"))
		body.Refused = v.peopleTable(say("applicants.result.refused_list"), refused, func(a *applicant) string { return say(reasons[a.ID]) })
	}
	return body
}

// seconds is a short while in words, to the next ten seconds.
func (v applicantWords) seconds(left time.Duration) string {
	tens := int((left + 10*time.Second - 1) / (10 * time.Second) * 10)
	return v.c.say("applicants.seconds", tens)
}

// undoApplicants takes an act back that has not been carried out.
func (s *Server) undoApplicants(w http.ResponseWriter, q *request) error {
	id, err := uuid.Parse(q.PathValue("id"))
	if err != nil {
		return domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	if _, err := s.Store.Bulk(q.Context(), q.who.Scope(), id); err != nil {
		return err
	}
	undone, err := s.Store.UndoBulk(q.Context(), q.who.Organization, q.who.ID, id, s.Now())
	if err == nil && !undone {
		return domain.Errorf(domain.Conflict, "The time to undo this is over; it has been carried out, or is being carried out. Each application's own page shows what can still be done.")
	}
	if err != nil {
		return err
	}
	return seeOther(w, "/applicants/acts/"+id.String())
}
