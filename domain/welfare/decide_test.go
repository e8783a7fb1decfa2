package welfare_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

// decision is one line of the tables: what happened so far, what is wanted and when (noon if not said), and what comes of
// it: events, or a refusal with a code, or neither.
type decision struct {
	given []domain.Event
	when  welfare.Command
	at    time.Time
	then  []domain.Event
	code  domain.Code
}

func check(t *testing.T, tests map[string]decision) {
	t.Helper()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tt.at.IsZero() {
				tt.at = noon
			}
			got, err := welfare.Decide(fold(tt.given), tt.when, tt.at)
			if domain.CodeOf(err) != tt.code {
				t.Fatalf("got error %v, want code %q", err, tt.code)
			}
			if diff := cmp.Diff(tt.then, got); diff != "" {
				t.Fatalf("events (-want +got):\n%s", diff)
			}
		})
	}
}

func fold(events []domain.Event) welfare.State {
	var s welfare.State
	for _, e := range events {
		s = welfare.Evolve(s, e)
	}
	return s
}

// ends are the ways in which a request ends, with ann, bob and cem on its panel.
func ends() map[string][]domain.Event {
	return map[string][]domain.Event{
		"paid": approvedBy(welfare.PaymentPrepared{By: treasurer, Method: "check", DueAt: after(24)},
			welfare.PaymentReleased{By: signatory, Fund: "welfare", AmountCents: 100_000}, welfare.CaseClosed{}),
		"declined":               seatedPanel(declines(ann), declines(bob), welfare.RequestDeclined{Code: welfare.DeclinedByPanel}, welfare.CaseClosed{}),
		"declined by the period": {submitted(), confirmed, welfare.RequestDeclined{Code: welfare.DeclinedByPeriod}, welfare.CaseClosed{}},
		"no member":              {submitted(), welfare.MembershipQuestioned{DueAt: after(48)}, welfare.MembershipRefused{By: clerk, Reason: text}, welfare.CaseClosed{}},
		"withdrawn":              seatedPanel(asked(ann, 0), welfare.RequestWithdrawn{}, welfare.CaseClosed{}),
		"withdrawn when reserved": approvedBy(welfare.RequestWithdrawn{},
			welfare.ReservationVoided{Fund: "welfare", AmountCents: 100_000}, welfare.CaseClosed{}),
		"lapsed": seatedPanel(asked(ann, 0), welfare.RequestLapsed{}, welfare.CaseClosed{}),
	}
}

func TestAfterTheEndMachinesChangeNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]decision{}
	for end, given := range ends() {
		for _, c := range []welfare.Command{
			submission(),
			welfare.DrawPanel{Facts: facts(dee)},
			welfare.DrawAlternate{Facts: facts(dee)},
			welfare.Reserve{Facts: facts()},
			welfare.RemindVotes{},
			welfare.ReplaceLate{},
			welfare.RemindQuestion{},
			welfare.LapseQuestion{},
		} {
			tests[end+", then "+c.CommandName()] = decision{given: given, when: c, at: after(1000)}
		}
	}
	check(t, tests)
}

func TestAfterTheEndPeopleAreToldThatItIsOver(t *testing.T) {
	t.Parallel()
	tests := map[string]decision{}
	for end, given := range ends() {
		for _, c := range []welfare.Command{
			welfare.ConfirmMembership{By: clerk, NewMember: member},
			welfare.RefuseMembership{By: clerk, Reason: text},
			welfare.Redraw{By: clerk, Facts: facts(dee)},
			welfare.Answer{Answer: text},
			welfare.Prepare{By: treasurer, Method: "check", PayeeOK: true, Facts: facts()},
			welfare.Release{By: signatory},
			welfare.Return{By: signatory, Reason: text, Facts: facts()},
		} {
			tests[end+", then "+c.CommandName()] = decision{given: given, when: c, at: after(1000), code: domain.Conflict}
		}
		if _, seated := fold(given).Seat(cem); seated {
			tests[end+", then recuse"] = decision{given: given, when: welfare.Recuse{By: cem}, code: domain.Conflict}
			tests[end+", then ask"] = decision{given: given, when: welfare.Ask{By: cem, Question: text, Facts: facts()}, code: domain.Conflict}
		}
	}
	check(t, tests)
}

func TestBeforeARequestNothingCanBeDoneToIt(t *testing.T) {
	t.Parallel()
	check(t, map[string]decision{
		"confirming":           {when: welfare.ConfirmMembership{By: clerk, NewMember: member}, code: domain.Conflict},
		"refusing":             {when: welfare.RefuseMembership{By: clerk, Reason: text}, code: domain.Conflict},
		"voting":               {when: approve(ann, 100_000), code: domain.Forbidden},
		"recusing":             {when: welfare.Recuse{By: ann}, code: domain.Forbidden},
		"asking":               {when: welfare.Ask{By: ann, Facts: facts()}, code: domain.Forbidden},
		"answering":            {when: welfare.Answer{Answer: text}, code: domain.Conflict},
		"withdrawing":          {when: welfare.Withdraw{}, code: domain.Conflict},
		"drawing a panel":      {when: welfare.DrawPanel{Facts: facts(ann, bob, cem)}},
		"drawing an alternate": {when: welfare.DrawAlternate{Facts: facts(ann)}},
		"reserving":            {when: welfare.Reserve{Facts: facts()}},
		"a timer":              {when: welfare.LapseQuestion{}},
	})
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	gone := []domain.Event{welfare.RequestWithdrawn{}, welfare.CaseClosed{}}
	voided := []domain.Event{welfare.RequestWithdrawn{}, welfare.ReservationVoided{Fund: "welfare", AmountCents: 100_000}, welfare.CaseClosed{}}
	waiting := seatedPanel(welfare.RequestApproved{AmountCents: 100_000, Approvers: []uuid.UUID{ann, bob}},
		welfare.FundsAwaited{Fund: "welfare", AmountCents: 100_000})
	tests := map[string]decision{
		"while a clerk confirms":      {given: []domain.Event{submitted(), welfare.MembershipQuestioned{DueAt: after(48)}}, then: gone},
		"before the panel is drawn":   {given: []domain.Event{submitted(), confirmed}, then: gone},
		"while the trustees vote":     {given: seatedPanel(approves(ann, 100_000)), then: gone},
		"while a question is open":    {given: seatedPanel(asked(ann, 0)), then: gone},
		"while the board is too few":  {given: seatedPanel(welfare.BoardExhausted{Seated: 1, DueAt: after(36)}), then: gone},
		"waiting: the next may go on": {given: waiting, then: []domain.Event{welfare.RequestWithdrawn{}, welfare.WaitEnded{Fund: "welfare"}, welfare.CaseClosed{}}},
		"reserved: the fund has it":   {given: approvedBy(), then: voided},
		"prepared: the fund has it":   {given: approvedBy(welfare.PaymentPrepared{By: treasurer, Method: "check"}), then: voided},
	}
	for end, given := range ends() {
		tests[end] = decision{given: given, code: domain.Conflict}
	}
	tests["twice is once"] = decision{given: ends()["withdrawn"]}
	tests["twice is once, and the fund has it only once"] = decision{given: ends()["withdrawn when reserved"]}
	delete(tests, "withdrawn")
	delete(tests, "withdrawn when reserved")
	for name, tt := range tests {
		tt.when = welfare.Withdraw{}
		tests[name] = tt
	}
	check(t, tests)
}
