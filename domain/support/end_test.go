package support_test

import (
	"testing"
	"time"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

func TestEnds(t *testing.T) {
	t.Parallel()
	withdrawn := support.CaseClosed{Outcome: support.Withdrawn, Referral: desk}
	noted := ended(support.Completed)
	noted.Note = text
	check(t, map[string]decision{
		"a coordinator closes it":               {given: met(), when: support.Close{Who: byCoordinator, Note: text}, then: events(noted)},
		"a minister does not":                   {given: met(), when: support.Close{Who: by(ann)}, code: domain.Forbidden},
		"the offers are taken back":             {given: asking(), when: support.Close{Who: byCoordinator}, then: events(lapsed(ann), lapsed(bob), ended(support.Completed))},
		"the family does not want us":           {given: paired(), when: support.Decline{Who: byCoordinator, Note: text}, then: events(support.FamilyDeclined{By: coordinator, Note: text}, ended(support.Declined))},
		"nobody could be reached":               {given: paired(), when: support.NotReached{Who: byCoordinator}, then: events(support.FamilyNotReached{By: coordinator}, ended(support.NotThere))},
		"but somebody was":                      {given: met(), when: support.NotReached{Who: byCoordinator}, code: domain.Conflict},
		"to the independent partner":            {given: paired(), when: support.Divert{Who: byCoordinator, Facts: facts()}, then: events(support.FamilyDiverted{Partner: "outside", By: coordinator}, ended(support.Diverted))},
		"there is none":                         {given: paired(), when: support.Divert{Who: byCoordinator}, code: domain.Rejected},
		"joined with another":                   {given: asking(), when: support.Merge{Who: byCoordinator, Into: other}, then: events(support.ReferralMerged{Into: other, By: coordinator, Asker: support.AskDesk, Referral: desk}, lapsed(ann), lapsed(bob), support.CaseClosed{By: coordinator, Outcome: support.Merged})},
		"joined with nothing":                   {given: asking(), when: support.Merge{Who: byCoordinator}, code: domain.Invalid},
		"a minister diverts nobody":             {given: paired(), when: support.Divert{Who: by(ann), Facts: facts()}, code: domain.Forbidden},
		"the family withdraws":                  {given: asking(), when: support.Withdraw{}, then: events(support.CaseWithdrawn{}, lapsed(ann), lapsed(bob), withdrawn)},
		"twice":                                 {given: asking(withdrawn), when: support.Withdraw{}},
		"when it was closed":                    {given: met(ended(support.Completed)), when: support.Withdraw{}, code: domain.Conflict},
		"no conversation is offered after that": {given: met(ended(support.Completed)), when: support.Debriefed{Who: by(ann)}, code: domain.Conflict},
	})
}

// TestNothingHappensInAClosedCase tries everything that there is on a case of which much was open.
func TestNothingHappensInAClosedCase(t *testing.T) {
	t.Parallel()
	closed := fold(append(met(due(ann, 0, day, 3*day), support.ConcernRaised{Until: after(9 * day)}, support.DateAdded{Date: birthday, On: after(99 * day), RemindAt: after(90 * day), Yearly: true},
		support.ClaimOpened{DueAt: after(80 * day), RemindAt: after(70 * day)}, support.NeedPosted{Need: hearing}, support.CallNeeded{}), ended(support.Completed)))
	if !closed.NextWake().IsZero() {
		t.Errorf("a clock still runs until %v", closed.NextWake())
	}
	remain := map[string]bool{"opt_in": true, "reopen": true, "note_need": true, "refer_again": true, "called": true}
	for name, c := range commands(t) {
		c = fill(c)
		got, err := support.Decide(closed, c, after(200*day))
		if remain[name] {
			if err != nil || len(got) == 0 {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			continue
		}
		if len(got) > 0 || err != nil && domain.CodeOf(err) != domain.Conflict && domain.CodeOf(err) != domain.Forbidden {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// fill gives a command everything that it may need.
func fill(c support.Command) support.Command {
	switch c := support.WithFacts(c, facts(cem)).(type) {
	case support.Reopen:
		c.Who = byCoordinator
		return c
	case support.Called:
		c.Who = byCoordinator
		return c
	case support.NoteNeed:
		c.Need, c.Status = hearing, support.NeedDone
		return c
	case support.OptIn:
		c.Relative, c.Yes = mother, false
		return c
	case support.RecordNotified:
		c.Who = byCoordinator
		return c
	case support.NeedCall: // there is a call to make already
		return c
	default:
		return c.(support.Command)
	}
}

func TestLateWakesAreHarmless(t *testing.T) {
	t.Parallel()
	for name, given := range map[string][]domain.Event{"asking": asking(), "paired": paired(), "met": met()} {
		for _, at := range []time.Duration{0, time.Minute, time.Hour, day, 40 * day, 4000 * day} {
			s := fold(given)
			first, _ := support.Decide(s, wake, after(at))
			for _, e := range first {
				s = support.Evolve(s, e)
			}
			if again, _ := support.Decide(s, wake, after(at)); len(again) > 0 {
				t.Errorf("%s at %v: %v", name, at, again)
			}
			if next := s.NextWake(); !next.IsZero() && !next.After(after(at)) {
				t.Errorf("%s at %v, and next at %v", name, at, next)
			}
		}
	}
}
