package welfare_test

import (
	"testing"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

// request changes a submission that would pass.
func request(change func(*welfare.Submit)) welfare.Submit {
	c := submission()
	change(&c)
	return c
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	questioned := welfare.MembershipQuestioned{DueAt: after(48)}
	exceptional := submitted()
	exceptional.AmountCents, exceptional.Exception = 150_001, true
	entered := submitted()
	entered.Channel, entered.EnteredBy, entered.Emergency = welfare.Telephone, clerk, true
	atCap := submitted()
	atCap.AmountCents = 150_000
	check(t, map[string]decision{
		"a number on the roll goes on at once": {when: submission(), then: []domain.Event{submitted(), confirmed}},
		"no number: a clerk confirms first": {
			when: request(func(c *welfare.Submit) { c.Facts.Member = welfare.Member{} }), then: []domain.Event{submitted(), questioned},
		},
		"staff may type it in": {
			when: request(func(c *welfare.Submit) { c.Channel, c.EnteredBy, c.Emergency = welfare.Telephone, clerk, true }),
			then: []domain.Event{entered, confirmed},
		},
		"exactly the cap is no exception": {
			when: request(func(c *welfare.Submit) { c.AmountCents = 150_000 }), then: []domain.Event{atCap, confirmed},
		},
		"a cent more is, with a full explanation": {
			when: request(func(c *welfare.Submit) { c.AmountCents, c.Explanation = 150_001, 200 }), then: []domain.Event{exceptional, confirmed},
		},
		"sent twice": {given: []domain.Event{submitted(), confirmed}, when: submission()},
		"sent twice, and refused if it were new": {
			given: []domain.Event{submitted(), confirmed}, when: request(func(c *welfare.Submit) { c.Open = false }),
		},
	})
}

func TestSubmitIsRefused(t *testing.T) {
	t.Parallel()
	pays := func(kind welfare.PayeeKind, named bool) welfare.Submit {
		return request(func(c *welfare.Submit) { c.Facts.Guideline.Payees, c.PayeeNamed = []welfare.PayeeKind{kind}, named })
	}
	check(t, map[string]decision{
		"the program is closed":      {when: request(func(c *welfare.Submit) { c.Open = false }), code: domain.Rejected},
		"not of the fund's family":   {when: request(func(c *welfare.Submit) { c.ForWhom = "neighbor" }), code: domain.Rejected},
		"not a need of the fund":     {when: request(func(c *welfare.Submit) { c.Need = "vacation" }), code: domain.Rejected},
		"a payee, and none is paid":  {when: pays(welfare.PayRequester, true), code: domain.Rejected},
		"no payee, and one is asked": {when: pays(welfare.PayNamed, false), code: domain.Rejected},
		"nothing":                    {when: request(func(c *welfare.Submit) { c.AmountCents = 0 }), code: domain.Invalid},
		"less than nothing":          {when: request(func(c *welfare.Submit) { c.AmountCents = -1 }), code: domain.Invalid},
		"above the cap, too little explained": {
			when: request(func(c *welfare.Submit) { c.AmountCents, c.Explanation = 150_001, 199 }), code: domain.Rejected,
		},
		"above the exception's cap": {
			when: request(func(c *welfare.Submit) { c.AmountCents, c.Explanation = 500_001, 5000 }), code: domain.Rejected,
		},
		"above the cap of a fund without exceptions": {
			when: request(func(c *welfare.Submit) {
				c.AmountCents, c.Explanation, c.Facts.Guideline.Exception = 150_001, 5000, welfare.Exception{}
			}), code: domain.Rejected,
		},
	})
}

func TestMembership(t *testing.T) {
	t.Parallel()
	questioned := []domain.Event{submitted(), welfare.MembershipQuestioned{DueAt: after(48)}}
	confirm := welfare.ConfirmMembership{By: clerk, NewMember: dee}
	onRoll := confirm
	onRoll.Facts.Member = welfare.Member{ID: member, Household: household}
	withdrawn := []domain.Event{submitted(), welfare.MembershipQuestioned{}, welfare.RequestWithdrawn{}, welfare.CaseClosed{}}
	check(t, map[string]decision{
		"a clerk finds the member on the roll": {
			given: questioned, when: onRoll, then: []domain.Event{welfare.MembershipConfirmed{Member: member, Household: household, By: clerk}},
		},
		"a clerk knows a member whom the roll does not": {
			given: questioned, when: confirm, then: []domain.Event{welfare.MembershipConfirmed{Member: dee, Household: dee, By: clerk}},
		},
		"a clerk refuses": {
			given: questioned, when: welfare.RefuseMembership{By: clerk, Reason: text},
			then: []domain.Event{welfare.MembershipRefused{By: clerk, Reason: text}, welfare.CaseClosed{}},
		},
		"the roll has answered":            {given: []domain.Event{submitted(), confirmed}, when: confirm, code: domain.Conflict},
		"another clerk was faster":         {given: append(questioned[:2:2], confirmed), when: confirm, code: domain.Conflict},
		"refused when confirmed":           {given: seatedPanel(), when: welfare.RefuseMembership{By: clerk, Reason: text}, code: domain.Conflict},
		"confirmed when withdrawn":         {given: withdrawn, when: confirm, code: domain.Conflict},
		"overdue: the clerk may still act": {given: questioned, when: onRoll, at: after(500), then: []domain.Event{welfare.MembershipConfirmed{Member: member, Household: household, By: clerk}}},
	})
}
