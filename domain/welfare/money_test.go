package welfare_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

func TestFunds(t *testing.T) {
	t.Parallel()
	vote := func(available int64, ahead bool) welfare.CastVote {
		c := approve(bob, 100_000)
		c.Facts.Fund = welfare.Fund{AvailableCents: available, Ahead: ahead}
		return c
	}
	reserve := func(available int64, ahead bool) welfare.Reserve {
		return welfare.Reserve{Facts: vote(available, ahead).Facts}
	}
	both := []uuid.UUID{ann, bob}
	given := seatedPanel(approves(ann, 100_000))
	awaited := []domain.Event{
		approves(bob, 100_000), welfare.RequestApproved{AmountCents: 100_000, Approvers: both}, welfare.FundsAwaited{Fund: "welfare", AmountCents: 100_000},
	}
	waiting := append(slices.Clip(given), awaited...)
	short := welfare.DrawAlternate{Facts: vote(0, false).Facts}
	check(t, map[string]decision{
		"just enough":                     {given: given, when: vote(100_000, false), then: awarded(approves(bob, 100_000), 100_000, ann, bob)},
		"a cent short":                    {given: given, when: vote(99_999, false), then: awaited},
		"enough, but somebody is first":   {given: given, when: vote(500_000, true), then: awaited},
		"short when an alternate decides": {given: seatedPanel(cemRecused, approves(ann, 100_000), approves(bob, 10_000), welfare.PanelTied{}), when: short, then: []domain.Event{welfare.RequestApproved{AmountCents: 55_000, Approvers: both}, welfare.FundsAwaited{Fund: "welfare", AmountCents: 55_000}}},
		"a deposit comes":                 {given: waiting, when: reserve(100_000, false), at: after(5), then: []domain.Event{reserved(100_000, 5, ann, bob)}},
		"too small a deposit":             {given: waiting, when: reserve(99_999, false)},
		"somebody else is first":          {given: waiting, when: reserve(500_000, true)},
		"deposits come twice":             {given: append(slices.Clip(waiting), reserved(100_000, 5, ann, bob)), when: reserve(500_000, false)},
		"nothing was approved":            {given: given, when: reserve(500_000, false)},
		"reserved at once before":         {given: approvedBy(), when: reserve(500_000, false)},
		"waiting is nothing to prepare":   {given: waiting, when: welfare.Prepare{By: treasurer, Method: "check", PayeeOK: true, Facts: facts()}, code: domain.Conflict},
	})
}

func TestPayments(t *testing.T) {
	t.Parallel()
	prepared := welfare.PaymentPrepared{By: treasurer, Method: "check", DueAt: after(24)}
	ready := approvedBy(prepared)
	returned := append(slices.Clip(ready), welfare.PaymentReturned{By: signatory, Reason: text, DueAt: after(72)})
	prepare := func(by uuid.UUID, method string, payee bool) welfare.Prepare {
		return welfare.Prepare{By: by, Method: method, PayeeOK: payee, Facts: facts()}
	}
	giveBack := func(by uuid.UUID) welfare.Return { return welfare.Return{By: by, Reason: text, Facts: facts()} }
	late := approves(cem, 100_000)
	late.Late = true
	paid := []domain.Event{welfare.PaymentReleased{By: signatory, Fund: "welfare", AmountCents: 100_000}, welfare.CaseClosed{}}
	check(t, map[string]decision{
		"the treasurer prepares":            {given: approvedBy(), when: prepare(treasurer, "check", true), then: []domain.Event{prepared}},
		"nor who sat and did not vote":      {given: approvedBy(), when: prepare(cem, "check", true), code: domain.Forbidden},
		"who approved may not":              {given: approvedBy(), when: prepare(ann, "check", true), code: domain.Forbidden},
		"nor who approved late":             {given: approvedBy(late), when: prepare(cem, "check", true), code: domain.Forbidden},
		"to somebody else":                  {given: approvedBy(), when: prepare(treasurer, "check", false), code: domain.Rejected},
		"in another way than the fund pays": {given: approvedBy(), when: prepare(treasurer, "cash", true), code: domain.Rejected},
		"before the decision":               {given: seatedPanel(), when: prepare(treasurer, "check", true), code: domain.Conflict},
		"prepared twice":                    {given: ready, when: prepare(treasurer, "check", true), code: domain.Conflict},
		"somebody else releases":            {given: ready, when: welfare.Release{By: signatory}, then: paid},
		"who prepared may not release":      {given: ready, when: welfare.Release{By: treasurer}, code: domain.Forbidden},
		"who approved may not release":      {given: ready, when: welfare.Release{By: bob}, code: domain.Forbidden},
		"nothing to release":                {given: approvedBy(), when: welfare.Release{By: signatory}, code: domain.Conflict},
		"released twice":                    {given: ends()["paid"], when: welfare.Release{By: signatory}, code: domain.Conflict},
		"somebody else sends it back":       {given: ready, when: giveBack(signatory), then: returned[len(returned)-1:]},
		"who prepared may not send it back": {given: ready, when: giveBack(treasurer), code: domain.Forbidden},
		"who approved may not send it back": {given: ready, when: giveBack(ann), code: domain.Forbidden},
		"nothing to send back":              {given: returned, when: giveBack(signatory), code: domain.Conflict},
		"sent back, prepared again":         {given: returned, when: prepare(treasurer, "card", true), then: []domain.Event{welfare.PaymentPrepared{By: treasurer, Method: "card", DueAt: after(24)}}},
		"sent back, not to be released":     {given: returned, when: welfare.Release{By: signatory}, code: domain.Conflict},
		"sent back, prepared and released":  {given: append(slices.Clip(returned), prepared), when: welfare.Release{By: signatory}, then: paid},
	})
}
