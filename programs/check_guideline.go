package programs

import (
	"fmt"
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

const (
	boardMax    = 99
	awardsMax   = 99
	monthsMax   = 120
	deadlineMax = 366 * 24 * time.Hour
	noticesMax  = 200
)

var (
	ties       = []welfare.Tie{welfare.SameHousehold, welfare.SameUnit, welfare.ChainOfCommand, welfare.Declared, welfare.Payment}
	payees     = []welfare.PayeeKind{welfare.PayRequester, welfare.PayNamed}
	exceeded   = []welfare.ExceededRule{welfare.WithCare, welfare.Unanimously, welfare.Refuse}
	recipients = []welfare.Recipient{
		welfare.ToRequester, welfare.ToTrustee, welfare.ToClerk, welfare.ToTreasurer, welfare.ToSignatory,
	}
)

// welfareFields are the answers that the welfare workflow reads; a form may ask more.
var welfareFields = []struct {
	key  string
	kind FieldType
}{
	{"for_whom", TypeChoice},
	{"member_name", TypeText},
	{"need", TypeChoice},
	{"what_happened", TypeLongText},
	{"amount_cents", TypeMoney},
}

func (r *report) checkWelfareFields(f Form) {
	for _, want := range welfareFields {
		i := slices.IndexFunc(f.Fields, func(f Field) bool { return f.Key == want.key })
		if i < 0 {
			r.at("form.fields", "kind welfare needs a field %q of type %s", want.key, want.kind)
			continue
		}
		path := fmt.Sprintf("form.fields[%d]", i)
		if f.Fields[i].Type != want.kind {
			r.at(path+".type", "kind welfare needs %q to be of type %s, not %s", want.key, want.kind, f.Fields[i].Type)
		}
		if !f.Fields[i].Required {
			r.at(path, "kind welfare needs %q to be required", want.key)
		}
	}
}

func (r *report) checkGuideline(g welfare.Guideline, f Form) {
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

func (r *report) positive(path string, d time.Duration) bool {
	ok := d > 0 && d <= deadlineMax
	if !ok {
		r.at(path, "%s has to be more than 0 and at most a year, not %s", lastKey(path), d)
	}
	return ok
}

func (r *report) between(path string, n, low, high int) {
	if n < low || n > high {
		r.at(path, "%s has to be between %d and %d, not %d", lastKey(path), low, high, n)
	}
}

// checkList checks the values against those allowed, or as keys when allowed is nil; none may be there twice.
func (r *report) checkList(path string, values, allowed []string, atLeast int) {
	if len(values) < atLeast {
		r.at(path, "%s needs at least %d", lastKey(path), atLeast)
	}
	if len(values) > optionsMax {
		r.at(path, "%d %s are too many; the most is %d", len(values), lastKey(path), optionsMax)
	}
	seen := map[string]bool{}
	for i, v := range values {
		at := fmt.Sprintf("%s[%d]", path, i)
		if allowed == nil {
			r.checkKey(at, v)
		} else {
			r.checkOneOf(at, v, allowed)
		}
		if seen[v] {
			r.at(at, "%s names %q twice", lastKey(path), v)
		}
		seen[v] = true
	}
}

func (r *report) checkTell(tell []welfare.Notice, known Known) {
	if len(tell) > noticesMax {
		r.at("guideline.tell", "%d lines are too many; the most is %d", len(tell), noticesMax)
	}
	seen := map[welfare.Notice]bool{}
	for i, n := range tell {
		at := fmt.Sprintf("guideline.tell[%d]", i)
		r.checkOneOf(at+".who", string(n.Who), asStrings(recipients))
		if known.Events != nil && !known.Events[n.When] {
			r.at(at+".when", "unknown event %q", n.When)
		}
		if known.Messages != nil && !known.Messages[n.Say] {
			r.at(at+".say", "unknown message %q", n.Say)
		}
		if n.When == "" || n.Say == "" {
			r.at(at, "when and say cannot be empty")
		}
		if seen[n] {
			r.at(at, "the same line is there twice")
		}
		seen[n] = true
	}
}

// optionsOf gives the option keys of a field; empty but not nil when there is no such field.
func optionsOf(f Form, key string) []string {
	options := []string{}
	if field, ok := f.Field(key); ok {
		for _, o := range field.Options {
			options = append(options, o.Key)
		}
	}
	return options
}
