package welfare_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

func TestAsk(t *testing.T) {
	t.Parallel()
	ask := welfare.Ask{By: ann, Question: text, Facts: facts()}
	second := asked(ann, 5)
	second.PausedAt = after(2)
	check(t, map[string]decision{
		"a question stops the clock":       {given: seatedPanel(), when: ask, at: after(5), then: []domain.Event{asked(ann, 5)}},
		"another does not stop it again":   {given: seatedPanel(asked(bob, 2)), when: ask, at: after(5), then: []domain.Event{second}},
		"while a clerk looks for trustees": {given: seatedPanel(welfare.BoardExhausted{}), when: ask, at: after(5), then: []domain.Event{asked(ann, 5)}},
		"after voting":                     {given: seatedPanel(approves(ann, 100_000)), when: ask, code: domain.Conflict},
		"after the decision":               {given: approvedBy(), when: welfare.Ask{By: cem, Question: text, Facts: facts()}, code: domain.Conflict},
		"who recused":                      {given: seatedPanel(annRecused), when: ask, code: domain.Conflict},
		"who was relieved":                 {given: seatedPanel(cemRelieved), when: welfare.Ask{By: cem, Facts: facts()}, code: domain.Conflict},
		"who never sat":                    {given: seatedPanel(), when: welfare.Ask{By: dee, Facts: facts()}, code: domain.Forbidden},
	})
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	answer := welfare.Answer{Answer: text}
	answered := func(hours int, askers ...uuid.UUID) []domain.Event {
		return []domain.Event{welfare.QuestionAnswered{Answer: text, Askers: askers, PausedNS: time.Duration(hours) * time.Hour}}
	}
	second := asked(bob, 9)
	second.PausedAt = after(4)
	check(t, map[string]decision{
		"lets the clock run on":            {given: seatedPanel(asked(ann, 4)), when: answer, at: after(30), then: answered(26, ann)},
		"closes every question":            {given: seatedPanel(asked(ann, 4), second), when: answer, at: after(30), then: answered(26, ann, bob)},
		"of one who asked twice":           {given: seatedPanel(asked(ann, 4), asked(ann, 4)), when: answer, at: after(30), then: answered(26, ann)},
		"when who asked has recused":       {given: seatedPanel(asked(ann, 4), annRecused), when: answer, at: after(30), then: answered(26, ann)},
		"when the board is exhausted":      {given: seatedPanel(asked(ann, 4), welfare.BoardExhausted{}), when: answer, at: after(30), then: answered(26, ann)},
		"after its time, but not lapsed":   {given: seatedPanel(asked(ann, 4)), when: answer, at: after(400), then: answered(396, ann)},
		"by a clock that was set back":     {given: seatedPanel(asked(ann, 4)), when: answer, at: after(3), then: answered(0, ann)},
		"without a question":               {given: seatedPanel(), when: answer, code: domain.Conflict},
		"twice":                            {given: append(seatedPanel(asked(ann, 4)), answered(26, ann)...), when: answer, code: domain.Conflict},
		"when the others have approved":    {given: seatedPanel(asked(cem, 4), welfare.RequestApproved{}, reserved(1, 0)), when: answer, code: domain.Conflict},
		"when the family has withdrawn":    {given: ends()["withdrawn"], when: answer, code: domain.Conflict},
		"when the request has lapsed":      {given: ends()["lapsed"], when: answer, code: domain.Conflict},
		"when the others have declined it": {given: seatedPanel(asked(cem, 4), declinedByPanel[0], declinedByPanel[1]), when: answer, code: domain.Conflict},
	})
}

func TestQuestionsGoUnanswered(t *testing.T) {
	t.Parallel()
	open := seatedPanel(asked(ann, 0))
	second := append(slices.Clip(open), asked(bob, 100))
	done := append(slices.Clip(open), welfare.QuestionAnswered{Askers: []uuid.UUID{ann}, PausedNS: time.Hour})
	anew := append(slices.Clip(done), asked(ann, 160))
	left := append(slices.Clip(open), annRecused, alternate(dee, 0))
	few := append(slices.Clip(open), annRecused, bobRecused, welfare.BoardExhausted{Seated: 1})
	reminded := []domain.Event{welfare.QuestionReminded{}}
	lapsed := []domain.Event{welfare.RequestLapsed{}, welfare.CaseClosed{}}
	check(t, map[string]decision{
		"the family is reminded":                {given: open, when: welfare.RemindQuestion{}, at: after(168), then: reminded},
		"not before its time":                   {given: open, when: welfare.RemindQuestion{}, at: after(167)},
		"once":                                  {given: append(slices.Clip(open), welfare.QuestionReminded{}), when: welfare.RemindQuestion{}, at: after(169)},
		"of two questions together":             {given: second, when: welfare.RemindQuestion{}, at: after(168)},
		"of two questions when both are due":    {given: second, when: welfare.RemindQuestion{}, at: after(268), then: reminded},
		"not when it has answered":              {given: done, when: welfare.RemindQuestion{}, at: after(168)},
		"not at once by the timer of another":   {given: anew, when: welfare.RemindQuestion{}, at: after(168)},
		"though who asked has left":             {given: left, when: welfare.RemindQuestion{}, at: after(168), then: reminded},
		"though the board is exhausted":         {given: few, when: welfare.RemindQuestion{}, at: after(168), then: reminded},
		"the request lapses":                    {given: open, when: welfare.LapseQuestion{}, at: after(336), then: lapsed},
		"it does not lapse a minute early":      {given: open, when: welfare.LapseQuestion{}, at: after(336).Add(-time.Minute)},
		"it waits for the last question":        {given: second, when: welfare.LapseQuestion{}, at: after(336), then: nil},
		"and lapses with it":                    {given: second, when: welfare.LapseQuestion{}, at: after(436), then: lapsed},
		"it does not lapse when answered":       {given: done, when: welfare.LapseQuestion{}, at: after(336)},
		"nor by the timer of a former question": {given: anew, when: welfare.LapseQuestion{}, at: after(336)},
		"it lapses though who asked has left":   {given: left, when: welfare.LapseQuestion{}, at: after(336), then: lapsed},
		"it lapses with too few trustees":       {given: few, when: welfare.LapseQuestion{}, at: after(336), then: lapsed},
		"it lapses once":                        {given: append(slices.Clip(open), lapsed...), when: welfare.LapseQuestion{}, at: after(337)},
	})
}
