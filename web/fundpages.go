package web

import (
	"net/http"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/fund"
	"github.com/almoner/almoner/store"
)

// movementsMax is how many transfers a fund's page shows.
const movementsMax = 20

type fundsView struct {
	Done  *noticeView
	Funds []fundView
}

type fundView struct {
	Name      string
	Bar       barView
	Rows      []summaryRow
	Deposit   *depositView
	Course    *plotView
	Movements tableView
}

type depositView struct {
	Action, Key string
	Field       fieldView
}

func (s *Server) showFunds(w http.ResponseWriter, q *request) error {
	return s.fundsPage(w, q, http.StatusOK, refusedDeposit{})
}

// refusedDeposit is a deposit that was just refused.
type refusedDeposit struct{ fund, key, typed, problem string }

func (s *Server) fundsPage(w http.ResponseWriter, q *request, status int, refused refusedDeposit) error {
	funds, err := s.Store.Funds(q.Context(), q.who.Scope())
	if err != nil {
		return err
	}
	say := q.say()
	var body fundsView
	for _, f := range funds {
		moved, err := s.Store.Movements(q.Context(), q.who.Scope(), f.Key, movementsMax)
		if err != nil {
			return err
		}
		view := s.fundView(q, f, moved, refused)
		if view.Course, err = s.fundCourse(q, f.Key); err != nil {
			return err
		}
		body.Funds = append(body.Funds, view)
	}
	if q.URL.Query().Get("done") != "" {
		n := noticeOf(q.language(), "good", "page.funds.done", "page.funds.done_then")
		body.Done = &n
	}
	p := q.page(say("page.funds.title"), body).staff().kept()
	if refused.problem != "" {
		p.Problems = []problemLine{{Href: "#amount", Text: refused.problem}}
	}
	return s.show(w, status, "funds", p)
}

func (s *Server) fundView(q *request, f store.FundRow, moved []store.Movement, refused refusedDeposit) fundView {
	say := q.say()
	amount := func(label string, cents int64) summaryRow {
		return summaryRow{Label: say(label), Value: say.usdAndCents(cents)}
	}
	v := fundView{
		Name: s.fundName(q, f.Key), Bar: fundBar(say, f.AvailableCents, f.ReservedCents, f.PaidCents),
		Rows: []summaryRow{
			amount("fund.available", f.AvailableCents), amount("fund.reserved", f.ReservedCents), amount("fund.paid", f.PaidCents), amount("fund.received", f.ReceivedCents),
		},
		Movements: tableView{Caption: say("page.funds.movements"), Heads: []tableHead{{Label: say("head.when")}, {Label: say("head.what")}, {Label: say("head.amount"), Number: true}}},
	}
	c := s.calendar(say, q.who.Organization)
	for _, m := range moved {
		at := c.stamp(m.At)
		v.Movements.row(tableCell{Date: &at}, tableCell{Text: say("movement." + m.Kind)}, tableCell{Text: say.usdAndCents(m.AmountCents)})
	}
	if q.who.Has(domain.RoleTreasurer) {
		v.Deposit = &depositView{Action: "/funds/" + f.Key + "/deposit", Key: newID(), Field: textField("amount", "money", say("page.funds.amount"), "")}
		v.Deposit.Field.Help = say("page.funds.amount_help")
		if refused.fund == f.Key {
			v.Deposit.Key, v.Deposit.Field.Value, v.Deposit.Field.Error = refused.key, refused.typed, refused.problem
		}
	}
	return v
}

// fundName is the name of the program that a fund pays for.
func (s *Server) fundName(q *request, key string) string {
	for _, p := range s.Catalog.Programs(q.who.Organization) {
		if p.Guideline != nil && p.Guideline.Fund == key {
			return p.Name.In(q.language())
		}
	}
	return key
}

func (s *Server) depositOnPage(w http.ResponseWriter, q *request) error {
	if err := readForm(q); err != nil {
		return err
	}
	refused := refusedDeposit{fund: q.PathValue("fund"), key: q.PostForm.Get("key"), typed: q.PostForm.Get("amount")}
	if !keyPattern.MatchString(refused.key) {
		refused.key = newID()
	}
	cents, err := domain.ParseUSDUpTo(refused.typed, fund.DepositCentsMax)
	if err == nil {
		err = s.pay(q, refused.key, refused.fund, cents)
	}
	if domain.CodeOf(err) == domain.Conflict { // another amount from a page that was sent before
		err = domain.Errorf(domain.Conflict, "Money was recorded from this page before, and nothing was changed now. If this is another deposit, please record it once more.")
		refused.key = newID()
	}
	switch domain.CodeOf(err) {
	case "":
		return seeOther(w, "/funds?done=1")
	case domain.Invalid, domain.Rejected, domain.Conflict:
		refused.problem = domain.MessageOf(err)
		return s.fundsPage(w, q, statusOf(domain.CodeOf(err)), refused)
	default:
		return err
	}
}
