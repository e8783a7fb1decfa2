package welfare_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

// loaded is a board on which each trustee has more open votes than the one before.
func loaded(board ...uuid.UUID) welfare.Facts {
	return with(facts(board...), func(f *welfare.Facts) {
		for i := range f.Board {
			f.Board[i].Load = i
		}
	})
}

func TestDrawPanel(t *testing.T) {
	t.Parallel()
	start := []domain.Event{submitted(), confirmed}
	emergency := submitted()
	emergency.Emergency = true
	urgent := drawn(ann, bob, cem)
	urgent.RemindAt, urgent.DueAt = after(6), after(12)
	tied := func(change func(*welfare.Facts)) welfare.DrawPanel {
		return welfare.DrawPanel{Facts: with(loaded(ann, bob, cem, dee), change)}
	}
	leftOut := drawn(bob, cem, dee)
	leftOut.Excluded = 1
	tests := map[string]decision{
		"the least loaded sit": {
			given: start, when: welfare.DrawPanel{Facts: loaded(ann, bob, cem)}, then: []domain.Event{drawn(ann, bob, cem)},
		},
		"more are there than are needed": {given: start, when: welfare.DrawPanel{Facts: loaded(bob, ann, cem, dee, eve)}, then: []domain.Event{
			welfare.PanelDrawn{Panel: []uuid.UUID{bob, ann, cem}, Seed: 7, Eligible: 5, RemindAt: after(48), DueAt: after(96)},
		}},
		"an emergency has its own clock": {
			given: []domain.Event{emergency, confirmed}, when: welfare.DrawPanel{Facts: loaded(ann, bob, cem)}, then: []domain.Event{urgent},
		},
		"a trustee's own request": {given: start, when: tied(func(f *welfare.Facts) { f.Board[0].Self = true }), then: []domain.Event{leftOut}},
		"elected again before the former term ended": {
			given: start, when: welfare.DrawPanel{Facts: loaded(ann, bob, cem, ann, bob)}, then: []domain.Event{drawn(ann, bob, cem)},
		},
		"one fewer than a panel": {given: start, when: welfare.DrawPanel{Facts: loaded(ann, bob)}, then: []domain.Event{drawn(ann, bob)}},
		"fewer than may decide": {
			given: start, when: welfare.DrawPanel{Facts: loaded(ann)}, then: []domain.Event{drawn(ann), welfare.BoardExhausted{Seated: 1, DueAt: after(36)}},
		},
		"nobody": {given: start, when: welfare.DrawPanel{Facts: facts()}, then: []domain.Event{
			drawn([]uuid.UUID{}...), welfare.BoardExhausted{DueAt: after(36)},
		}},
		"twice":                          {given: seatedPanel(), when: welfare.DrawPanel{Facts: facts(ann, bob, cem)}},
		"before membership is confirmed": {given: []domain.Event{submitted(), welfare.MembershipQuestioned{}}, when: welfare.DrawPanel{Facts: facts(ann, bob, cem)}},
	}
	for _, tie := range everyTie {
		tests["tied by "+string(tie)] = decision{
			given: start, when: tied(func(f *welfare.Facts) { f.Board[0].Ties = []welfare.Tie{tie} }), then: []domain.Event{leftOut},
		}
	}
	free := welfare.PanelDrawn{Panel: []uuid.UUID{ann, bob, cem}, Seed: 7, Eligible: 4, RemindAt: after(48), DueAt: after(96)}
	tests["a tie that the guideline lets pass"] = decision{given: start, when: tied(func(f *welfare.Facts) {
		f.Board[0].Ties, f.Guideline.Ties = []welfare.Tie{welfare.SameUnit}, []welfare.Tie{welfare.SameHousehold}
	}), then: []domain.Event{free}}
	check(t, tests)
}

func TestRecordedRandomnessOrdersTheEquallyLoaded(t *testing.T) {
	t.Parallel()
	orders := map[uuid.UUID]bool{}
	for seed := range uint64(20) {
		c := welfare.DrawPanel{Facts: with(facts(ann, bob, cem, dee), func(f *welfare.Facts) { f.Seed = seed })}
		first, err := welfare.Decide(fold([]domain.Event{submitted(), confirmed}), c, noon)
		slices.Reverse(c.Facts.Board)
		second, errAgain := welfare.Decide(fold([]domain.Event{submitted(), confirmed}), c, noon)
		if err != nil || errAgain != nil {
			t.Fatal(err, errAgain)
		}
		one, two := first[0].(welfare.PanelDrawn), second[0].(welfare.PanelDrawn)
		if !slices.Equal(one.Panel, two.Panel) || one.Seed != seed {
			t.Fatalf("seed %d gives %v and, in another order of the board, %v", seed, one.Panel, two.Panel)
		}
		orders[one.Panel[0]] = true
	}
	if len(orders) < 4 {
		t.Fatalf("twenty seeds put only %d of four first", len(orders))
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	draw := func(rule welfare.ExceededRule, awards, months int) welfare.DrawPanel {
		return welfare.DrawPanel{Facts: with(loaded(ann, bob, cem), func(f *welfare.Facts) {
			f.Guideline.Period.Exceeded, f.Guideline.Period.Months = rule, months
			f.Former = welfare.Former{Awards: awards, Cents: int64(awards) * 100}
		})}
	}
	panel := func(awards int, unanimous bool) []domain.Event {
		e := drawn(ann, bob, cem)
		e.FormerAwards, e.FormerAwardsCents, e.Unanimous = awards, int64(awards)*100, unanimous
		return []domain.Event{e}
	}
	start := []domain.Event{submitted(), confirmed}
	exception := submitted()
	exception.Exception = true
	lenient := draw(welfare.WithCare, 0, 12)
	lenient.Facts.Guideline.Exception.Unanimous = false
	check(t, map[string]decision{
		"the first, where more are refused":       {given: start, when: draw(welfare.Refuse, 0, 12), then: panel(0, false)},
		"the second, with care":                   {given: start, when: draw(welfare.WithCare, 1, 12), then: panel(1, false)},
		"the second, unanimously":                 {given: start, when: draw(welfare.Unanimously, 1, 12), then: panel(1, true)},
		"the second, where no period is set":      {given: start, when: draw(welfare.Refuse, 1, 0), then: panel(1, false)},
		"the second is refused":                   {given: start, when: draw(welfare.Refuse, 1, 12), then: []domain.Event{welfare.RequestDeclined{Code: welfare.DeclinedByPeriod}, welfare.CaseClosed{}}},
		"an exception is decided by everybody":    {given: []domain.Event{exception, confirmed}, when: draw(welfare.WithCare, 0, 12), then: panel(0, true)},
		"an exception where the guideline is lax": {given: []domain.Event{exception, confirmed}, when: lenient, then: panel(0, false)},
	})
}

func TestRecuse(t *testing.T) {
	t.Parallel()
	left := welfare.TrusteeRecused{Trustee: ann, Reason: text}
	recuse := welfare.Recuse{By: ann, Reason: text}
	check(t, map[string]decision{
		"before voting":              {given: seatedPanel(), when: recuse, then: []domain.Event{left}},
		"while a question is open":   {given: seatedPanel(asked(ann, 0)), when: recuse, then: []domain.Event{left}},
		"while the board is too few": {given: seatedPanel(welfare.BoardExhausted{}), when: recuse, then: []domain.Event{left}},
		"twice":                      {given: seatedPanel(left), when: recuse, code: domain.Conflict},
		"after voting":               {given: seatedPanel(approves(ann, 100_000)), when: recuse, code: domain.Conflict},
		"after the decision":         {given: approvedBy(), when: welfare.Recuse{By: cem}, code: domain.Conflict},
		"too late":                   {given: seatedPanel(welfare.TrusteeRelieved{Trustee: ann}), when: recuse, code: domain.Conflict},
		"who never sat":              {given: seatedPanel(), when: welfare.Recuse{By: dee}, code: domain.Forbidden},
	})
}

func TestOverdueVotes(t *testing.T) {
	t.Parallel()
	due := seatedPanel(approves(ann, 100_000))
	late := func(trustees ...uuid.UUID) (events []domain.Event) {
		for _, trustee := range trustees {
			events = append(events, welfare.TrusteeRelieved{Trustee: trustee})
		}
		return events
	}
	joined := append(slices.Clip(due), welfare.TrusteeRecused{Trustee: bob}, alternate(dee, 24))
	answered := append(slices.Clip(due), asked(bob, 10), welfare.QuestionAnswered{Answer: text, Askers: []uuid.UUID{bob}, PausedNS: 20 * time.Hour})
	few := append(slices.Clip(due), welfare.BoardExhausted{Seated: 1})
	check(t, map[string]decision{
		"a minute early, nobody is reminded":     {given: due, when: welfare.RemindVotes{}, at: after(48).Add(-time.Minute)},
		"those who have not voted are reminded":  {given: due, when: welfare.RemindVotes{}, at: after(48), then: []domain.Event{welfare.VoteReminded{Trustees: []uuid.UUID{bob, cem}}}},
		"once":                                   {given: append(slices.Clip(due), welfare.VoteReminded{Trustees: []uuid.UUID{bob, cem}}), when: welfare.RemindVotes{}, at: after(60)},
		"each by their own clock":                {given: joined, when: welfare.RemindVotes{}, at: after(48), then: []domain.Event{welfare.VoteReminded{Trustees: []uuid.UUID{cem}}}},
		"also while a clerk looks for trustees":  {given: few, when: welfare.RemindVotes{}, at: after(48), then: []domain.Event{welfare.VoteReminded{Trustees: []uuid.UUID{bob, cem}}}},
		"not while the family is asked":          {given: append(slices.Clip(due), asked(bob, 1)), when: welfare.RemindVotes{}, at: after(60)},
		"not after the decision":                 {given: approvedBy(), when: welfare.RemindVotes{}, at: after(60)},
		"a minute early, nobody is relieved":     {given: due, when: welfare.ReplaceLate{}, at: after(96).Add(-time.Minute)},
		"those who have not voted are relieved":  {given: due, when: welfare.ReplaceLate{}, at: after(96), then: late(bob, cem)},
		"relieved once":                          {given: append(slices.Clip(due), late(bob, cem)...), when: welfare.ReplaceLate{}, at: after(97)},
		"an alternate has time of their own":     {given: joined, when: welfare.ReplaceLate{}, at: after(96), then: late(cem)},
		"the time of a question does not count":  {given: answered, when: welfare.ReplaceLate{}, at: after(115)},
		"but only that":                          {given: answered, when: welfare.ReplaceLate{}, at: after(116), then: late(bob, cem)},
		"nobody is relieved while asking":        {given: append(slices.Clip(due), asked(bob, 1)), when: welfare.ReplaceLate{}, at: after(200)},
		"relieved while a clerk looks for more":  {given: few, when: welfare.ReplaceLate{}, at: after(96), then: late(bob, cem)},
		"not when a question is open then":       {given: append(slices.Clip(few), asked(bob, 1)), when: welfare.ReplaceLate{}, at: after(200)},
		"nobody is relieved after the decision":  {given: approvedBy(), when: welfare.ReplaceLate{}, at: after(200)},
		"nobody is relieved before a panel sits": {given: []domain.Event{submitted(), confirmed}, when: welfare.ReplaceLate{}, at: after(200)},
	})
}
