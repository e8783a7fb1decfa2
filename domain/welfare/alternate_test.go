package welfare_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

var (
	annRecused  = welfare.TrusteeRecused{Trustee: ann}
	bobRecused  = welfare.TrusteeRecused{Trustee: bob}
	cemRecused  = welfare.TrusteeRecused{Trustee: cem}
	cemRelieved = welfare.TrusteeRelieved{Trustee: cem}
)

func TestDrawAlternate(t *testing.T) {
	t.Parallel()
	from := func(board ...uuid.UUID) welfare.DrawAlternate { return welfare.DrawAlternate{Facts: loaded(board...)} }
	both := func(first, second uuid.UUID) []domain.Event {
		a, b := alternate(first, 0), alternate(second, 0)
		a.Eligible, b.Eligible = 2, 2
		return []domain.Event{a, b}
	}
	exhausted := func(seated int) welfare.BoardExhausted {
		return welfare.BoardExhausted{Seated: seated, DueAt: after(36)}
	}
	tied := from(dee)
	tied.Facts.Board[0].Ties = []welfare.Tie{welfare.ChainOfCommand}
	check(t, map[string]decision{
		"for one who recused":         {given: seatedPanel(annRecused), when: from(ann, bob, cem, dee), then: []domain.Event{alternate(dee, 0)}},
		"for one who was late":        {given: seatedPanel(cemRelieved), when: from(ann, bob, cem, dee), then: []domain.Event{alternate(dee, 0)}},
		"for two at once":             {given: seatedPanel(annRecused, cemRelieved), when: from(dee, eve), then: both(dee, eve)},
		"message twice":               {given: seatedPanel(annRecused, alternate(dee, 0)), when: from(eve)},
		"nobody left":                 {given: seatedPanel(), when: from(dee)},
		"two are enough to go on":     {given: seatedPanel(annRecused), when: from(ann, bob, cem)},
		"one is not":                  {given: seatedPanel(annRecused, bobRecused), when: from(ann, bob, cem), then: []domain.Event{exhausted(1)}},
		"one after a vote is not":     {given: seatedPanel(approves(cem, 100_000), annRecused, bobRecused), when: from(), then: []domain.Event{exhausted(1)}},
		"a tied trustee is no help":   {given: seatedPanel(annRecused, bobRecused), when: tied, then: []domain.Event{exhausted(1)}},
		"one is found, one is enough": {given: seatedPanel(annRecused, bobRecused), when: from(dee), then: []domain.Event{alternate(dee, 0)}},
		"one is found, and it is not": {
			given: seatedPanel(annRecused, bobRecused, cemRecused), when: from(dee), then: []domain.Event{alternate(dee, 0), exhausted(1)},
		},
		"a clerk is asked already":  {given: seatedPanel(annRecused, bobRecused, exhausted(1), cemRecused), when: from(dee)},
		"after the decision":        {given: approvedBy(), when: from(dee)},
		"while a question is open":  {given: seatedPanel(asked(ann, -24), annRecused), when: from(dee), then: []domain.Event{alternate(dee, -24)}},
		"exhausted while asking":    {given: seatedPanel(asked(ann, 0), annRecused, bobRecused), when: from(), then: []domain.Event{exhausted(1)}},
		"an even panel is tied":     {given: seatedPanel(annRecused, approves(bob, 100_000), declines(cem), welfare.PanelTied{}), when: from(dee), then: []domain.Event{alternate(dee, 0)}},
		"and nobody can break it":   {given: seatedPanel(annRecused, approves(bob, 100_000), declines(cem), welfare.PanelTied{}), when: from(), then: []domain.Event{exhausted(2)}},
		"far apart and nobody more": {given: seatedPanel(annRecused, approves(bob, 100_000), approves(cem, 50_000), welfare.PanelTied{}), when: from(), then: []domain.Event{welfare.RequestApproved{AmountCents: 75_000, Approvers: []uuid.UUID{bob, cem}}, reserved(75_000, 0, bob, cem)}},
	})
}

func TestFullPanelIsTied(t *testing.T) {
	t.Parallel()
	four := func(f *welfare.Facts) { f.Guideline.Panel, f.Guideline.Quorum = 4, 3 }
	given := []domain.Event{submitted(), confirmed, drawn(ann, bob, cem, dee), approves(ann, 100_000), approves(bob, 100_000), declines(cem)}
	last := decline(dee)
	last.Facts = with(last.Facts, four)
	tied := append(slices.Clip(given), declines(dee), welfare.PanelTied{})
	fifth := approve(eve, 100_000)
	fifth.Facts = with(fifth.Facts, four)
	check(t, map[string]decision{
		"two and two":               {given: given, when: last, then: []domain.Event{declines(dee), welfare.PanelTied{}}},
		"one more is drawn":         {given: tied, when: welfare.DrawAlternate{Facts: with(facts(eve), four)}, then: []domain.Event{alternate(eve, 0)}},
		"one more, and not another": {given: append(slices.Clip(tied), alternate(eve, 0)), when: welfare.DrawAlternate{Facts: with(facts(person(16)), four)}},
		"who recuses, and the next": {
			given: append(slices.Clip(tied), alternate(eve, 0), welfare.TrusteeRecused{Trustee: eve}),
			when:  welfare.DrawAlternate{Facts: with(facts(eve, person(16)), four)}, then: []domain.Event{alternate(person(16), 0)},
		},
		"the fifth decides": {given: append(slices.Clip(tied), alternate(eve, 0)), when: fifth, then: []domain.Event{
			approves(eve, 100_000), welfare.RequestApproved{AmountCents: 100_000, Approvers: []uuid.UUID{ann, bob, eve}}, reserved(100_000, 0, ann, bob, eve),
		}},
	})
}

func TestRedraw(t *testing.T) {
	t.Parallel()
	out := seatedPanel(annRecused, bobRecused, cemRelieved, welfare.BoardExhausted{})
	half := seatedPanel(approves(cem, 100_000), annRecused, bobRecused, welfare.BoardExhausted{Seated: 1})
	redraw := func(board ...uuid.UUID) welfare.Redraw { return welfare.Redraw{By: clerk, Facts: loaded(board...)} }
	reopened := func(at int, trustees ...uuid.UUID) []domain.Event {
		events := []domain.Event{welfare.BoardReopened{By: clerk}}
		for _, trustee := range trustees {
			a := alternate(trustee, at)
			a.Eligible = len(trustees)
			events = append(events, a)
		}
		return events
	}
	check(t, map[string]decision{
		"who was late may return, who recused may not": {
			given: out, when: redraw(ann, bob, cem, dee), at: after(100), then: reopened(100, cem, dee),
		},
		"one is found and still cannot decide alone": {
			given: out, when: redraw(ann, bob, cem), at: after(100),
			then: append(reopened(100, cem), welfare.BoardExhausted{Seated: 1, DueAt: after(136)}),
		},
		"one is found beside one who voted":        {given: half, when: redraw(dee), then: reopened(0, dee)},
		"all have recused":                         {given: out, when: redraw(ann, bob), code: domain.Rejected},
		"nobody is in office":                      {given: out, when: redraw(), code: domain.Rejected},
		"another clerk was faster":                 {given: append(slices.Clip(half), reopened(0, dee)...), when: redraw(eve), code: domain.Conflict},
		"the board is not exhausted":               {given: seatedPanel(), when: redraw(dee), code: domain.Conflict},
		"a question stays open and the clock back": {given: append(slices.Clip(half), asked(person(16), -5)), when: redraw(dee), then: reopened(-5, dee)},
	})
}

func TestSeats(t *testing.T) {
	t.Parallel()
	back := fold(seatedPanel(cemRelieved, welfare.BoardExhausted{}, welfare.BoardReopened{}, alternate(cem, 100)))
	if _, seated := back.Seat(cem); !seated || len(back.Relieved) != 0 || back.Phase != welfare.Voting {
		t.Errorf("a trustee who returned: %+v", back)
	}
	paused := fold(seatedPanel(asked(ann, 10), annRecused, alternate(dee, 10),
		welfare.QuestionAnswered{Askers: []uuid.UUID{ann}, PausedNS: 30 * time.Hour}))
	for _, seat := range paused.Seats {
		want := after(96 + 30)
		if seat.Trustee == dee {
			want = after(40 + 96) // the answer came at 40
		}
		if !seat.DueAt.Equal(want) || seat.DueAt.Sub(seat.RemindAt) != 48*time.Hour {
			t.Errorf("%s has until %v, want %v", seat.Trustee, seat.DueAt, want)
		}
	}
	if by := paused.VoteBy(); !by.Equal(after(136)) {
		t.Errorf("votes are due by %v", by)
	}
}
