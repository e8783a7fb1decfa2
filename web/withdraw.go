package web

import (
	"net/http"

	"github.com/almoner/almoner/words"
)

type withdrawView struct {
	Title, What       string
	Reference, Action string
	Yes               buttonView
	Keep              link
}

// withdrawWords lead to withdrawing: a request for help, or an answer to an invitation.
func withdrawWords(say speaker, v statusView) (why, label string) {
	if v.Gathering != nil {
		return say("page.visit.withdraw_why"), say("page.visit.withdraw")
	}
	if v.Application != nil {
		return say("page.receipt.withdraw_why.application"), say("page.receipt.withdraw")
	}
	return say("page.receipt.withdraw_why"), say("page.receipt.withdraw")
}

func (s *Server) askToWithdraw(w http.ResponseWriter, q *request) error {
	o, err := s.openReceipt(q)
	if err != nil {
		return err
	}
	say := q.say()
	path := receiptPath(o.status.Reference, q.PathValue("token"))
	if !o.withdrawable() {
		return seeOther(w, path)
	}
	body := withdrawView{
		Title: say("page.withdraw.title"), What: say("page.withdraw.what"), Reference: o.status.Reference, Action: path + "/withdraw",
		Yes: buttonView{Label: say("page.withdraw.yes"), Kind: "warn"}, Keep: link{Href: path, Label: say("page.withdraw.no"), Kind: "second"},
	}
	if what := "page.withdraw.what." + o.file.Workflow; words.Known(what) {
		body.What = say(what)
	}
	if o.status.Gathering != nil {
		body.Title, body.What, body.Yes.Label = say("page.visit.withdraw_title"), say("page.visit.withdraw_what"), say("page.visit.withdraw_yes")
	}
	view := q.page(body.Title, body)
	if p, ok := s.Catalog.Find(o.status.Organization, o.status.Program); ok {
		view = s.withinProgram(view, p)
	}
	return s.show(w, http.StatusOK, "withdraw", view)
}

func (s *Server) withdrawOnPage(w http.ResponseWriter, q *request) error {
	r, err := s.opened(q.Context(), q.PathValue("reference"), q.PathValue("token"))
	if err == nil {
		err = s.ofFamily(q.Context(), &r)
	}
	if err != nil {
		return err
	}
	if err := s.Desk.Withdraw(q.Context(), r.of); err != nil {
		return err
	}
	return seeOther(w, receiptPath(q.PathValue("reference"), q.PathValue("token")))
}
