package support_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain/support"
)

var wake = support.Wake{Facts: facts()}

func TestClocksOfTheBeginning(t *testing.T) {
	t.Parallel()
	may := support.TelephoneAllowed{Minister: ann, DueAt: after(40*time.Minute + 4*time.Hour)}
	reminded := support.ContactReminded{BackUpAt: after(6 * time.Hour)}
	called := support.BackUpCalled{DueAt: after(6*time.Hour + 30*time.Minute)}
	check(t, map[string]decision{
		"nothing is due":                        {given: asking(), when: wake, at: after(14 * time.Minute)},
		"nothing began":                         {when: wake},
		"two were silent":                       {given: asking(), when: wake, at: after(15 * time.Minute), then: events(lapsed(ann), lapsed(bob))},
		"the timer comes twice":                 {given: asking(lapsed(ann), lapsed(bob)), when: wake, at: after(15 * time.Minute)},
		"one accepted, and waits":               {given: asking(accepted(ann, 40*time.Minute), passed(bob)), when: wake, at: after(39 * time.Minute)},
		"and may telephone":                     {given: asking(accepted(ann, 40*time.Minute), passed(bob)), when: wake, at: after(40 * time.Minute), then: events(may)},
		"that is once":                          {given: asking(accepted(ann, 40*time.Minute), passed(bob), may), when: wake, at: after(41 * time.Minute)},
		"not when the other came":               {given: paired(), when: wake, at: after(40 * time.Minute)},
		"not when they left":                    {given: asking(accepted(ann, 40*time.Minute), passed(bob), support.MinisterLeft{Minister: ann}, two), when: wake, at: after(40 * time.Minute)},
		"who may telephone is reminded":         {given: asking(accepted(ann, 40*time.Minute), passed(bob), may), when: wake, at: after(5 * time.Hour), then: events(support.ContactReminded{BackUpAt: after(7 * time.Hour)})},
		"contact is late":                       {given: paired(), when: wake, at: after(4 * time.Hour), then: events(reminded)},
		"and later":                             {given: paired(reminded), when: wake, at: after(6 * time.Hour), then: events(called, support.DispatchOpened{Wanted: 3})},
		"that is once, too":                     {given: paired(reminded, called, support.DispatchOpened{Wanted: 3}), when: wake, at: after(7 * time.Hour)},
		"while one is missing it is they":       {given: paired(support.MinisterLeft{Minister: bob}, two, reminded), when: wake, at: after(6 * time.Hour), then: events(called, two)},
		"after an outage it all comes in order": {given: asking(accepted(ann, 40*time.Minute)), when: wake, at: after(30 * time.Hour), then: events(lapsed(bob), support.TelephoneAllowed{Minister: ann, DueAt: after(34 * time.Hour)})},
		"contact was made":                      {given: met(), when: wake, at: after(6 * time.Hour)},
		"the case is closed":                    {given: met(ended(support.Completed)), when: wake, at: after(900 * day)},
	})
	joined := fold(paired(reminded, called, support.DispatchOpened{Wanted: 3}, offered(cem, 6*time.Hour), accepted(cem, 0), assigned(10*time.Hour, ann, bob, cem)))
	if next := joined.NextWake(); !next.Equal(after(10 * time.Hour)) {
		t.Errorf("who backs them up has until %v", next)
	}
	replaced := fold(paired(support.MinisterLeft{Minister: bob}, two, offered(cem, 0), accepted(cem, 0), assigned(4*time.Hour, ann, cem)))
	if next := replaced.NextWake(); !next.Equal(after(4 * time.Hour)) {
		t.Errorf("who takes over has until %v", next)
	}
}

func due(minister uuid.UUID, step int, at, next time.Duration) support.FollowUpDue {
	e := support.FollowUpDue{Minister: minister, Step: step, DueAt: after(at + 2*day)}
	if next != 0 {
		e.NextAt = after(next)
	}
	return e
}

func TestFollowUps(t *testing.T) {
	t.Parallel()
	first, second := due(ann, 0, day, 3*day), due(bob, 1, 3*day, 14*day)
	third, fourth := due(ann, 2, 14*day, 30*day), due(bob, 3, 30*day, 365*day)
	whole := met(first, second, third, fourth)
	years := fold(append(whole, support.FollowUpDue{Step: 4, NextAt: noon.AddDate(2, 0, 0)}))
	once := support.Wake{Facts: with(facts(), func(f *support.Facts) { f.Protocol.FollowUp.Yearly = false })}
	last := due(bob, 3, 30*day, 0)
	left := due(uuid.Nil, 0, day, 3*day)
	check(t, map[string]decision{
		"not yet":                             {given: met(), when: wake, at: after(day - time.Second)},
		"the first":                           {given: met(), when: wake, at: after(day), then: events(first)},
		"it is due once":                      {given: met(first), when: wake, at: after(day)},
		"in turn":                             {given: met(first), when: wake, at: after(3 * day), then: events(second)},
		"yearly in the end":                   {given: met(first, second, third), when: wake, at: after(30 * day), then: events(fourth)},
		"or not at all":                       {given: met(first, second, third), when: once, at: after(30 * day), then: events(last)},
		"and then never":                      {given: met(first, second, third, last), when: once, at: after(3000 * day)},
		"a year later":                        {given: whole, when: wake, at: after(365 * day), then: events(due(ann, 4, 365*day, 731*day))},
		"and so on":                           {given: append(whole, support.FollowUpDue{Step: 4, NextAt: noon.AddDate(2, 0, 0)}), when: wake, at: noon.AddDate(2, 0, 0), then: events(support.FollowUpDue{Minister: bob, Step: 5, DueAt: noon.AddDate(2, 0, 2), NextAt: noon.AddDate(3, 0, 0)})},
		"a pause":                             {given: met(support.FollowUpPaused{Until: after(20 * day)}), when: wake, at: after(19 * day)},
		"its end, once for all that it held":  {given: met(support.FollowUpPaused{Until: after(20 * day)}), when: wake, at: after(20 * day), then: events(due(ann, 2, 20*day, 30*day))},
		"a pause over years":                  {given: met(first, support.FollowUpPaused{Until: after(800 * day)}), when: wake, at: after(800 * day), then: events(due(bob, 5, 800*day, 1096*day))},
		"an end of the pause before its time": {given: met(support.FollowUpPaused{Until: after(20 * day)}, support.FollowUpPaused{}), when: wake, at: after(day), then: events(first)},
		"everybody left, a coordinator asks":  {given: met(support.MinisterLeft{Minister: ann}, support.MinisterLeft{Minister: bob}, two), when: wake, at: after(day), then: events(left)},
		"done":                                {given: met(first), when: support.Followed{Who: by(ann), Note: text}, then: events(support.FollowUpDone{By: ann, Note: text})},
		"chosen not to":                       {given: met(first), when: support.Followed{Who: by(bob), Skipped: true}, then: events(support.FollowUpDone{By: bob, Skipped: true})},
		"done twice":                          {given: met(first, support.FollowUpDone{By: ann}), when: support.Followed{Who: by(ann)}, code: "conflict"},
		"the family pauses":                   {given: met(), when: support.PauseFollowUp{Until: after(9 * day)}, then: events(support.FollowUpPaused{Until: after(9 * day)})},
		"and not twice":                       {given: met(support.FollowUpPaused{Until: after(9 * day)}), when: support.PauseFollowUp{Until: after(9 * day)}},
		"until yesterday":                     {given: met(), when: support.PauseFollowUp{Until: after(-day)}, code: "invalid"},
		"a stranger pauses nothing":           {given: met(), when: support.PauseFollowUp{Who: byStranger, Until: after(9 * day)}, code: "forbidden"},
	})
	if next := years.NextWake(); !next.Equal(noon.AddDate(2, 0, 0)) {
		t.Errorf("next year's is at %v", next)
	}
}
