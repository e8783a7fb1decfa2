package programs

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

const (
	boardMax  = 99
	awardsMax = 99
	monthsMax = 120
)

var (
	ties       = []welfare.Tie{welfare.SameHousehold, welfare.SameUnit, welfare.ChainOfCommand, welfare.Declared, welfare.Payment}
	payees     = []welfare.PayeeKind{welfare.PayRequester, welfare.PayNamed}
	exceeded   = []welfare.ExceededRule{welfare.WithCare, welfare.Unanimously, welfare.Refuse}
	recipients = []welfare.Recipient{
		welfare.ToRequester, welfare.ToTrustee, welfare.ToClerk, welfare.ToInterpreter, welfare.ToTreasurer, welfare.ToSignatory,
	}
)

// welfareAnswers are what the welfare workflow cannot do without; a form may ask more.
var welfareAnswers = []answer{
	{key: "for_whom", kind: TypeChoice, required: true},
	{key: "member_name", kind: TypeText, required: true},
	{key: "need", kind: TypeChoice, required: true},
	{key: "what_happened", kind: TypeLongText, required: true},
	{key: "amount_cents", kind: TypeMoney, required: true},
}

func (r *report) checkGuideline(g welfare.Guideline, f Form, known Known) {
	const path = "guideline"
	r.checkKey(path+".fund", g.Fund)
	r.checkCaps(g)
	r.between(path+".period.months", g.Period.Months, 0, monthsMax)
	r.between(path+".period.awards", g.Period.Awards, 0, awardsMax)
	r.checkOneOf(path+".period.exceeded", string(g.Period.Exceeded), asStrings(exceeded))
	r.checkPanel(g)
	r.between(path+".spread_percent", g.SpreadPercent, 0, 100)
	r.checkList(path+".ties", asStrings(g.Ties), asStrings(ties), 0)
	r.checkList(path+".family", g.Family, optionsOf(f, "for_whom"), 1)
	r.checkList(path+".needs", g.Needs, optionsOf(f, "need"), 1)
	r.checkList(path+".payees", asStrings(g.Payees), asStrings(payees), 1)
	r.checkList(path+".methods", g.Methods, nil, 1)
	r.checkDeadlines(g)
	var tell []notice
	for _, n := range g.Tell {
		tell = append(tell, notice{n.When, string(n.Who), n.Say})
	}
	r.checkTell(path+".tell", tell, asStrings(recipients), known)
}

func (r *report) checkCaps(g welfare.Guideline) {
	const exception = "guideline.exception"
	if g.CapCents <= 0 || g.CapCents > domain.MoneyMaxCents {
		r.at("guideline.cap_cents", "cap_cents has to be between 1 and %d", domain.MoneyMaxCents)
	}
	switch limit := g.Exception.CapCents; {
	case limit < 0 || limit > domain.MoneyMaxCents:
		r.at(exception+".cap_cents", "the exception's cap_cents has to be between 0 and %d", domain.MoneyMaxCents)
	case limit != 0 && limit <= g.CapCents:
		r.at(exception+".cap_cents", "the exception's cap of %d cents is not above the cap of %d; 0 means no exceptions", limit, g.CapCents)
	}
	r.between(exception+".explain_at_least", g.Exception.ExplainAtLeast, 0, textMax)
}

func (r *report) checkPanel(g welfare.Guideline) {
	r.between("guideline.board", g.Board, 2, boardMax)
	switch {
	case g.Panel < 2:
		r.at("guideline.panel", "a panel has at least 2 trustees, not %d", g.Panel)
	case g.Panel > g.Board:
		r.at("guideline.panel", "the panel of %d is larger than its board of %d", g.Panel, g.Board)
	}
	switch {
	case g.Quorum < 2:
		r.at("guideline.quorum", "a quorum is at least 2 votes, not %d", g.Quorum)
	case g.Quorum > g.Panel:
		r.at("guideline.quorum", "the quorum of %d is larger than its panel of %d", g.Quorum, g.Panel)
	case 2*g.Quorum <= g.Panel:
		r.at("guideline.quorum", "the quorum of %d is no majority of the panel of %d; both sides could reach it", g.Quorum, g.Panel)
	}
}

func (r *report) checkDeadlines(g welfare.Guideline) {
	const path = "guideline.deadlines"
	d := g.Deadlines
	r.positive(path+".confirm", d.Confirm)
	r.checkVoteDeadline(path+".vote", d.Vote)
	r.positive(path+".answer", d.Answer)
	if r.positive(path+".answer_remind", d.AnswerRemind) && d.AnswerRemind >= d.Answer {
		r.at(path+".answer_remind", "the reminder after %s does not come before the end after %s", d.AnswerRemind, d.Answer)
	}
	r.positive(path+".prepare", d.Prepare)
	r.positive(path+".release", d.Release)
	r.positive(path+".redraw", d.Redraw)
	r.checkVoteDeadline("guideline.emergency", g.Emergency)
}

func (r *report) checkVoteDeadline(path string, d welfare.VoteDeadline) {
	remind, replace := r.positive(path+".remind", d.Remind), r.positive(path+".replace", d.Replace)
	if remind && replace && d.Remind >= d.Replace {
		r.at(path+".remind", "the reminder after %s does not come before the replacement after %s", d.Remind, d.Replace)
	}
}
