package welfare_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

var declinedByPanel = []domain.Event{welfare.RequestDeclined{Code: welfare.DeclinedByPanel}, welfare.CaseClosed{}}

// awarded is a vote and the decision that it brings.
func awarded(vote welfare.VoteCast, cents int64, approvers ...uuid.UUID) []domain.Event {
	return []domain.Event{vote, welfare.RequestApproved{AmountCents: cents, Approvers: approvers}, reserved(cents, 0, approvers...)}
}

func TestVotesDecide(t *testing.T) {
	t.Parallel()
	check(t, map[string]decision{
		"the first waits":           {given: seatedPanel(), when: approve(ann, 100_000), then: []domain.Event{approves(ann, 100_000)}},
		"two approvals approve":     {given: seatedPanel(approves(ann, 100_000)), when: approve(bob, 100_000), then: awarded(approves(bob, 100_000), 100_000, ann, bob)},
		"two declines decline":      {given: seatedPanel(declines(ann)), when: decline(bob), then: append([]domain.Event{declines(bob)}, declinedByPanel...)},
		"one and one wait":          {given: seatedPanel(declines(ann)), when: approve(bob, 100_000), then: []domain.Event{approves(bob, 100_000)}},
		"the third approves":        {given: seatedPanel(declines(ann), approves(bob, 100_000)), when: approve(cem, 90_000), then: awarded(approves(cem, 90_000), 95_000, bob, cem)},
		"the third declines":        {given: seatedPanel(declines(ann), approves(bob, 100_000)), when: decline(cem), then: append([]domain.Event{declines(cem)}, declinedByPanel...)},
		"a quarter apart is near":   {given: seatedPanel(approves(ann, 100_000)), when: approve(bob, 75_000), then: awarded(approves(bob, 75_000), 87_500, ann, bob)},
		"a cent more is far: wait":  {given: seatedPanel(approves(ann, 100_000)), when: approve(bob, 74_999), then: []domain.Event{approves(bob, 74_999)}},
		"far, the third is between": {given: seatedPanel(approves(ann, 100_000), approves(bob, 50_000)), when: approve(cem, 60_055), then: awarded(approves(cem, 60_055), 60_055, ann, bob, cem)},
		"far, the third declines":   {given: seatedPanel(approves(ann, 100_000), approves(bob, 50_000)), when: decline(cem), then: []domain.Event{declines(cem), welfare.RequestApproved{AmountCents: 75_000, Approvers: []uuid.UUID{ann, bob}}, reserved(75_000, 0, ann, bob)}},
		"the mean, to the dollar":   {given: seatedPanel(approves(ann, 90_055)), when: approve(bob, 90_056), then: awarded(approves(bob, 90_056), 90_000, ann, bob)},
		"less than a dollar":        {given: seatedPanel(approves(ann, 50)), when: approve(bob, 49), then: awarded(approves(bob, 49), 49, ann, bob)},
		"during a question":         {given: seatedPanel(asked(cem, 0), approves(ann, 100_000)), when: approve(bob, 100_000), then: awarded(approves(bob, 100_000), 100_000, ann, bob)},
		"all voted, far, one seat is empty: another trustee is drawn": {
			given: seatedPanel(cemRecused, approves(ann, 100_000)), when: approve(bob, 50_000), then: []domain.Event{approves(bob, 50_000), welfare.PanelTied{}},
		},
		"all voted, divided, one seat is empty": {
			given: seatedPanel(cemRecused, approves(ann, 100_000)), when: decline(bob), then: []domain.Event{declines(bob), welfare.PanelTied{}},
		},
		"all voted while a clerk looks for trustees": {
			given: seatedPanel(annRecused, bobRecused, welfare.BoardExhausted{Seated: 1}), when: approve(cem, 100_000), then: []domain.Event{approves(cem, 100_000)},
		},
		"the vote of one who recused is not there": {
			given: seatedPanel(annRecused, alternate(dee, 0), approves(bob, 100_000)), when: approve(dee, 100_000), then: awarded(approves(dee, 100_000), 100_000, bob, dee),
		},
	})
}

func TestUnanimousPanels(t *testing.T) {
	t.Parallel()
	panel := drawn(ann, bob, cem)
	panel.Unanimous = true
	given := func(more ...domain.Event) []domain.Event {
		return append([]domain.Event{submitted(), confirmed, panel}, more...)
	}
	check(t, map[string]decision{
		"two approvals are not all": {given: given(approves(ann, 100_000)), when: approve(bob, 100_000), then: []domain.Event{approves(bob, 100_000)}},
		"three are": {
			given: given(approves(ann, 100_000), approves(bob, 100_000)), when: approve(cem, 100_000), then: awarded(approves(cem, 100_000), 100_000, ann, bob, cem),
		},
		"three far apart: the median": {
			given: given(approves(ann, 100_000), approves(bob, 10_000)), when: approve(cem, 50_000), then: awarded(approves(cem, 50_000), 50_000, ann, bob, cem),
		},
		"one alone does not decline":        {given: given(), when: decline(ann), then: []domain.Event{declines(ann)}},
		"one of two declines":               {given: given(approves(ann, 100_000)), when: decline(bob), then: append([]domain.Event{declines(bob)}, declinedByPanel...)},
		"one of two declined before":        {given: given(declines(ann)), when: approve(bob, 100_000), then: append([]domain.Event{approves(bob, 100_000)}, declinedByPanel...)},
		"an empty seat is looked after":     {given: given(cemRecused, approves(ann, 100_000)), when: approve(bob, 100_000), then: []domain.Event{approves(bob, 100_000), welfare.PanelTied{}}},
		"and filled":                        {given: given(cemRecused, approves(ann, 100_000), approves(bob, 100_000), welfare.PanelTied{}), when: welfare.DrawAlternate{Facts: facts(dee)}, then: []domain.Event{alternate(dee, 0)}},
		"or, with nobody left, all are two": {given: given(cemRecused, approves(ann, 100_000), approves(bob, 100_000), welfare.PanelTied{}), when: welfare.DrawAlternate{Facts: facts()}, then: awarded(approves(bob, 0), 100_000, ann, bob)[1:]},
		"one is never all": {
			given: given(bobRecused, cemRecused, approves(ann, 100_000), welfare.PanelTied{}), when: welfare.DrawAlternate{Facts: facts()},
			then: []domain.Event{welfare.BoardExhausted{Seated: 1, DueAt: after(36)}},
		},
	})
}

func TestVotesAreRefused(t *testing.T) {
	t.Parallel()
	given := seatedPanel()
	unexplained, unsaid := approve(ann, 99_999), decline(ann)
	unexplained.Reason, unsaid.Reason = uuid.Nil, uuid.Nil
	check(t, map[string]decision{
		"less than asked, without a reason": {given: given, when: unexplained, code: domain.Invalid},
		"a decline without a reason":        {given: given, when: unsaid, code: domain.Invalid},
		"nothing":                           {given: given, when: approve(ann, 0), code: domain.Invalid},
		"less than nothing":                 {given: given, when: approve(ann, -1), code: domain.Invalid},
		"more than the family asked":        {given: given, when: approve(ann, 100_001), code: domain.Rejected},
		"neither yes nor no":                {given: given, when: welfare.CastVote{By: ann, Choice: "perhaps", AmountCents: 1, Reason: text}, code: domain.Invalid},
		"no choice":                         {given: given, when: welfare.CastVote{By: ann, AmountCents: 1, Reason: text}, code: domain.Invalid},
		"who does not sit":                  {given: given, when: approve(dee, 100_000), code: domain.Forbidden},
		"who recused":                       {given: seatedPanel(annRecused), when: approve(ann, 100_000), code: domain.Conflict},
		"who was relieved":                  {given: seatedPanel(cemRelieved), when: approve(cem, 100_000), code: domain.Conflict},
		"twice the same":                    {given: seatedPanel(approves(ann, 100_000)), when: approve(ann, 100_000), code: domain.Conflict},
		"another way":                       {given: seatedPanel(approves(ann, 100_000)), when: decline(ann), code: domain.Conflict},
		"the family withdrew":               {given: ends()["withdrawn"], when: approve(cem, 100_000), code: domain.Conflict},
		"it lapsed":                         {given: ends()["lapsed"], when: approve(cem, 100_000), code: domain.Conflict},
	})
}

func TestADeclineHasNoAmount(t *testing.T) {
	t.Parallel()
	c := decline(ann)
	c.AmountCents = 5
	check(t, map[string]decision{"what came along is dropped": {given: seatedPanel(), when: c, then: []domain.Event{declines(ann)}}})
}

func TestLateVotesChangeNothing(t *testing.T) {
	t.Parallel()
	yes, no := approves(cem, 100_000), declines(cem)
	yes.Late, no.Late = true, true
	tests := map[string]decision{}
	for _, end := range []string{"paid", "declined"} {
		tests[end+", then a yes"] = decision{given: ends()[end], when: approve(cem, 100_000), then: []domain.Event{yes}}
		tests[end+", then a no"] = decision{given: ends()[end], when: decline(cem), then: []domain.Event{no}}
	}
	tests["approved, then a no"] = decision{given: approvedBy(), when: decline(cem), then: []domain.Event{no}}
	tests["a late vote comes once"] = decision{given: approvedBy(no), when: approve(cem, 100_000), code: domain.Conflict}
	tests["a late vote has to be right, too"] = decision{given: approvedBy(), when: approve(cem, 100_001), code: domain.Rejected}
	check(t, tests)
	before, later := fold(approvedBy()), fold(approvedBy(yes))
	before.Seats, later.Seats = nil, nil
	if before.AwardCents != later.AwardCents || before.Phase != later.Phase || !slices.Equal(before.Approvers, later.Approvers) {
		t.Errorf("a late vote changed %+v to %+v", before, later)
	}
}
