package support_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

func debriefs(ministers ...uuid.UUID) []domain.Event {
	var offers []domain.Event
	for _, minister := range ministers {
		offers = append(offers, support.DebriefOffered{Minister: minister, DueAt: after(2 * day)})
	}
	return offers
}

func TestFirstContact(t *testing.T) {
	t.Parallel()
	may := support.TelephoneAllowed{Minister: ann, DueAt: after(4 * time.Hour)}
	telephoning := asking(accepted(ann, time.Minute), may)
	backUp := paired(support.ContactReminded{}, support.BackUpCalled{}, support.DispatchOpened{Wanted: 3}, offered(cem, 0))
	made := func(who support.Who) support.Made { return support.Made{Who: who, Facts: facts()} }
	said := contact(coordinator, 0, day)
	check(t, map[string]decision{
		"by one of the pair":                   {given: paired(), when: made(by(ann)), then: append(events(contact(ann, 0, day)), debriefs(ann, bob)...)},
		"a coordinator was told of it":         {given: paired(), when: made(byCoordinator), then: append(events(said), debriefs(ann, bob)...)},
		"twice":                                {given: met(), when: made(by(ann)), code: domain.Conflict},
		"by a stranger":                        {given: paired(), when: made(byStranger), code: domain.Forbidden},
		"by the only one, too early":           {given: asking(accepted(ann, time.Minute)), when: made(by(ann)), code: domain.Conflict},
		"by the only one, on the telephone":    {given: telephoning, when: made(by(ann)), then: append(events(contact(ann, 0, day)), debriefs(ann)...)},
		"the other is looked for still":        {given: append(telephoning, contact(ann, 0, day)), when: support.Accept{Who: by(bob), Facts: facts()}, then: events(accepted(bob, 0), assigned(4*time.Hour, ann, bob))},
		"whoever backed them up is not needed": {given: backUp, when: made(by(ann)), then: append(events(lapsed(cem), assigned(4*time.Hour, ann, bob), contact(ann, 0, day)), debriefs(ann, bob)...)},
		"a try":                                {given: paired(), when: support.Attempt{Who: by(ann), Note: text}, then: events(support.ContactAttempted{By: ann, Note: text})},
		"a try on the telephone":               {given: telephoning, when: support.Attempt{Who: by(ann)}, then: events(support.ContactAttempted{By: ann})},
		"a try after contact":                  {given: met(), when: support.Attempt{Who: by(ann)}, code: domain.Conflict},
		"a conversation is wished for":         {given: met(), when: support.Debriefed{Who: by(ann), Talk: true}, then: events(support.DebriefAnswered{Minister: ann, Talk: true})},
		"and answered once":                    {given: met(support.DebriefAnswered{Minister: ann}), when: support.Debriefed{Who: by(ann)}, code: domain.Conflict},
	})
	waits := fold(append(asking(accepted(ann, time.Minute), may, passed(bob), exhausted), contact(ann, 0, day)))
	if !waits.Exhausted || waits.DueAt.IsZero() {
		t.Errorf("a coordinator still looks for the other: %+v", waits)
	}
}

func TestVisits(t *testing.T) {
	t.Parallel()
	visit := support.VisitBegun{Minister: ann, Since: noon, DueAt: after(3 * time.Hour)}
	late := support.VisitLate{Minister: ann, DueAt: after(3 * time.Hour)}
	in := func(minister uuid.UUID) support.CheckIn { return support.CheckIn{Who: by(minister), Facts: facts()} }
	unsafe := support.AddressMarked{By: ann, Unsafe: true}
	gone := support.CaseClosed{Outcome: support.Withdrawn, Referral: desk}
	check(t, map[string]decision{
		"with a pair":                           {given: paired(), when: in(ann), then: events(visit)},
		"twice":                                 {given: paired(visit), when: in(ann)},
		"not alone":                             {given: asking(accepted(ann, time.Minute), support.TelephoneAllowed{Minister: ann}), when: in(ann), code: domain.Rejected},
		"not alone after contact by telephone":  {given: asking(accepted(ann, time.Minute), support.TelephoneAllowed{Minister: ann}, contact(ann, 0, day)), when: in(ann), code: domain.Rejected},
		"not alone when the other left":         {given: met(support.MinisterLeft{Minister: bob}, two), when: in(ann), code: domain.Rejected},
		"not while only one accepted":           {given: asking(accepted(ann, time.Minute)), when: in(ann), code: domain.Conflict},
		"alone where the program says one":      {given: met(support.MinisterLeft{Minister: bob}), when: support.CheckIn{Who: by(ann), Facts: with(facts(), alone)}, then: events(visit)},
		"not at an unsafe address":              {given: paired(unsafe), when: in(ann), code: domain.Rejected},
		"nobody else's":                         {given: paired(), when: in(cem), code: domain.Forbidden},
		"it ends":                               {given: paired(visit), when: support.CheckOut{Who: by(ann)}, at: after(30 * time.Minute), then: events(support.VisitEnded{Minister: ann, Minutes: 30})},
		"it ends, and was unsafe":               {given: paired(visit), when: support.CheckOut{Who: by(ann), Unsafe: true}, then: events(support.VisitEnded{Minister: ann, Unsafe: true}, unsafe)},
		"it never began":                        {given: paired(visit), when: support.CheckOut{Who: by(bob)}, code: domain.Conflict},
		"it takes too long":                     {given: paired(visit), when: wake, at: after(3 * time.Hour), then: events(late)},
		"and is alarmed about once":             {given: paired(visit, late), when: wake, at: after(3*time.Hour + 59*time.Minute)},
		"also while the family pauses":          {given: met(visit, support.FollowUpPaused{Until: after(99 * day)}), when: wake, at: after(3 * time.Hour), then: events(late)},
		"found safe":                            {given: paired(visit, late), when: support.FoundSafe{Who: byCoordinator, Note: text}, then: events(support.VisitSafe{By: coordinator, Note: text})},
		"not by a minister":                     {given: paired(visit, late), when: support.FoundSafe{Who: by(bob)}, code: domain.Forbidden},
		"nobody is missing":                     {given: paired(visit, late, support.VisitEnded{Minister: ann}), when: support.FoundSafe{Who: byCoordinator}, code: domain.Conflict},
		"the case is not closed around it":      {given: paired(visit), when: support.Close{Who: byCoordinator}, code: domain.Conflict},
		"nor merged":                            {given: paired(visit), when: support.Merge{Who: byCoordinator, Into: other}, code: domain.Conflict},
		"withdrawn around it, there is alarm":   {given: paired(visit), when: support.Withdraw{}, then: events(support.CaseWithdrawn{}, late, gone)},
		"of which there was alarm before":       {given: paired(visit, late), when: support.Withdraw{}, then: events(support.CaseWithdrawn{}, gone)},
		"found safe behind the end":             {given: paired(visit, late, gone), when: support.FoundSafe{Who: byCoordinator}, then: events(support.VisitSafe{By: coordinator})},
		"checked out behind the end":            {given: paired(visit, late, gone), when: support.CheckOut{Who: by(ann)}, then: events(support.VisitEnded{Minister: ann})},
		"the address is marked":                 {given: paired(), when: support.MarkAddress{Who: by(ann), Unsafe: true}, then: events(unsafe)},
		"once":                                  {given: paired(unsafe), when: support.MarkAddress{Who: by(ann), Unsafe: true}},
		"by a coordinator before anybody goes":  {given: asking(), when: support.MarkAddress{Who: byCoordinator, Unsafe: true}, then: events(support.AddressMarked{By: coordinator, Unsafe: true})},
		"not by somebody who was only asked":    {given: asking(), when: support.MarkAddress{Who: by(ann), Unsafe: true}, code: domain.Forbidden},
		"not before the case is there, by ann":  {when: support.MarkAddress{Who: by(ann)}, code: domain.NotFound},
		"found safe, and nobody was ever there": {given: paired(), when: support.FoundSafe{Who: byCoordinator}, code: domain.Conflict},
	})
	second := support.VisitBegun{Minister: bob, Since: after(time.Hour), DueAt: after(4 * time.Hour)}
	one := fold(paired(visit, second, late, support.VisitSafe{}))
	if _, there := one.Visit(bob); !there || len(one.Visits) != 1 {
		t.Errorf("ann is safe, and bob still there: %v", one.Visits)
	}
	if s := fold(paired(visit, second, support.VisitSafe{})); len(s.Visits) != 0 {
		t.Errorf("without an alarm both visits have ended: %v", s.Visits)
	}
}

func TestConcern(t *testing.T) {
	t.Parallel()
	raised := support.ConcernRaised{By: ann, Until: after(30 * day)}
	raise := support.RaiseConcern{Who: by(ann), Facts: facts()}
	none := raise
	none.Facts = with(facts(), func(f *support.Facts) { f.Protocol.Concern = 0 })
	settled := support.ConcernSettled{By: bob}
	later := support.ConcernRaised{By: ann, Until: after(35 * day)}
	check(t, map[string]decision{
		"raised":                      {given: paired(), when: raise, then: events(raised)},
		"the message comes twice":     {given: paired(raised), when: raise},
		"raised again":                {given: paired(raised), when: raise, at: after(5 * day), then: events(support.ConcernExpired{}, later)},
		"raised again when settled":   {given: paired(raised, settled), when: raise, at: after(5 * day), then: events(later)},
		"by a stranger":               {given: paired(), when: support.RaiseConcern{Who: byStranger, Facts: facts()}, code: domain.Forbidden},
		"the program keeps none":      {given: paired(), when: none, code: domain.Rejected},
		"settled":                     {given: paired(raised), when: support.SettleConcern{Who: by(bob)}, then: events(settled)},
		"settled twice":               {given: paired(raised, settled), when: support.SettleConcern{Who: by(bob)}, code: domain.Conflict},
		"settled, and there was none": {given: paired(), when: support.SettleConcern{Who: by(bob)}, code: domain.Conflict},
		"it ends, paused or not":      {given: met(raised, support.FollowUpPaused{Until: after(99 * day)}), when: wake, at: after(30 * day), then: events(support.ConcernExpired{})},
	})
}
