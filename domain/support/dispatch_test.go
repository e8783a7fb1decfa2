package support_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

var exhausted = support.RosterExhausted{DueAt: after(30 * time.Minute)}

func lapsed(minister uuid.UUID) support.DispatchLapsed {
	return support.DispatchLapsed{Minister: minister}
}

func passed(minister uuid.UUID) support.DispatchPassed {
	return support.DispatchPassed{Minister: minister}
}

func TestOfferNext(t *testing.T) {
	t.Parallel()
	opened := events(referred(), two)
	skip := func(steps ...string) []domain.Event {
		var skipped []domain.Event
		for _, step := range steps {
			skipped = append(skipped, support.StepSkipped{Step: step})
		}
		return skipped
	}
	in := func(step string, minister uuid.UUID, because ...string) support.MinisterDispatched {
		e := offered(minister, 0)
		e.Step, e.Because = step, because
		return e
	}
	const free = support.BecauseFree
	// who asks for one of a roster on which ann is changed, cem is off duty and everybody else is not there.
	who := func(change func(*support.Candidate)) support.OfferNext {
		f := facts(ann, cem)
		f.Candidates[1].OnDuty, f.Protocol.Dispatch.Pair = false, 1
		change(&f.Candidates[0])
		return support.OfferNext{Facts: f}
	}
	alone := events(referred(), support.DispatchOpened{Wanted: 1})
	cemInstead := append(skip(support.OnDutyHere, support.OnDutyThere), in(support.OffDuty, cem, free))
	ranked := facts(ann, bob, cem, dee)
	ranked.Candidates[1].Areas, ranked.Candidates[2].Languages, ranked.Candidates[3].Faiths = []string{"north"}, []string{"bs"}, []string{"muslim"}
	ranked.Candidates[2].Load = 2
	wishes := referred()
	wishes.Language, wishes.Faith = "bs", "muslim"
	earlier := facts(ann, bob)
	earlier.Candidates[1].Earlier, earlier.Candidates[1].Load = true, 2
	twice := facts(ann, ann)
	check(t, map[string]decision{
		"a pair on duty":                        {given: opened, when: support.OfferNext{Facts: facts(ann, bob)}, then: events(offered(bob, 0), offered(ann, 0))},
		"the message comes twice":               {given: asking(), when: support.OfferNext{Facts: facts(cem)}},
		"nobody on the roster":                  {given: opened, when: support.OfferNext{Facts: facts()}, then: events(exhausted)},
		"one on the roster":                     {given: opened, when: support.OfferNext{Facts: facts(ann)}, then: events(offered(ann, 0), exhausted)},
		"one is on duty in two layers":          {given: opened, when: support.OfferNext{Facts: twice}, then: events(offered(ann, 0), exhausted)},
		"one passed, the next":                  {given: asking(passed(bob)), when: support.OfferNext{Facts: facts(ann, bob, cem)}, then: events(offered(cem, 0))},
		"one was silent, the next":              {given: asking(lapsed(bob)), when: support.OfferNext{Facts: facts(ann, bob, cem)}, then: events(offered(cem, 0))},
		"one left, the next":                    {given: paired(support.MinisterLeft{Minister: ann}, two), when: support.OfferNext{Facts: facts(ann, bob, cem)}, then: events(offered(cem, 0))},
		"nobody next":                           {given: asking(passed(bob)), when: support.OfferNext{Facts: facts(ann, bob)}, then: events(exhausted)},
		"a coordinator is asked already":        {given: asking(passed(bob), exhausted), when: support.OfferNext{Facts: facts(cem)}},
		"after a search again":                  {given: asking(passed(bob), exhausted, support.SearchReopened{}, two), when: support.OfferNext{Facts: facts(ann, bob)}, then: events(offered(bob, 0))},
		"tied, though searched again":           {given: asking(support.DispatchPassed{Minister: bob, Tied: true}, exhausted, support.SearchReopened{}, two), when: support.OfferNext{Facts: facts(ann, bob)}, then: events(exhausted)},
		"one accepted, the other is asked":      {given: asking(accepted(ann, time.Hour)), when: support.OfferNext{Facts: facts(cem)}},
		"enough accepted":                       {given: paired(), when: support.OfferNext{Facts: facts(cem)}},
		"closed":                                {given: asking(lapsed(ann), lapsed(bob), ended(support.Declined)), when: support.OfferNext{Facts: facts(cem)}},
		"on duty comes first":                   {given: alone, when: who(func(*support.Candidate) {}), then: events(in(support.OnDutyHere, ann, free))},
		"elsewhere, an empty circle is skipped": {given: alone, when: who(func(c *support.Candidate) { c.OnDuty, c.Elsewhere = false, true }), then: append(skip(support.OnDutyHere), in(support.OnDutyThere, ann, free))},
		"a circle between is skipped, once":     {given: asking(passed(bob)), when: who(func(*support.Candidate) {}), then: append(skip(support.OnDutyThere), in(support.OffDuty, cem, free))},
		"and not again":                         {given: asking(passed(bob), support.StepSkipped{Step: support.OnDutyThere}), when: who(func(*support.Candidate) {}), then: events(in(support.OffDuty, cem, free))},
		"ann is tied":                           {given: alone, when: who(func(c *support.Candidate) { c.Tied = true }), then: cemInstead},
		"ann is at her cap":                     {given: alone, when: who(func(c *support.Candidate) { c.Load = 3 }), then: cemInstead},
		"ann is over it":                        {given: alone, when: who(func(c *support.Candidate) { c.Load = 4 }), then: cemInstead},
		"ann rests":                             {given: alone, when: who(func(c *support.Candidate) { c.RestUntil = after(time.Minute) }), then: cemInstead},
		"ann has rested":                        {given: alone, when: who(func(c *support.Candidate) { c.RestUntil = noon }), then: events(in(support.OnDutyHere, ann, free))},
		"ann is out of reach":                   {given: alone, when: who(func(c *support.Candidate) { c.Ready = false }), then: cemInstead},
		"language before faith before area, and who is free says so": {
			given: events(wishes, support.DispatchOpened{Wanted: 4}), when: support.OfferNext{Facts: ranked},
			then: events(in(support.OnDutyHere, cem, support.BecauseLanguage), in(support.OnDutyHere, dee, support.BecauseFaith, free),
				in(support.OnDutyHere, bob, support.BecauseArea, free), in(support.OnDutyHere, ann, free)),
		},
		"who was there before comes before who is free": {given: alone, when: support.OfferNext{Facts: earlier}, then: events(in(support.OnDutyHere, bob, support.BecauseEarlier))},
	})
}

func TestAccept(t *testing.T) {
	t.Parallel()
	accept := func(minister uuid.UUID) support.Accept {
		return support.Accept{Who: by(minister), Facts: facts(minister)}
	}
	assign := func(minister uuid.UUID) support.Assign {
		return support.Assign{Who: byCoordinator, Minister: minister, Facts: facts(minister)}
	}
	tied := facts(ann)
	tied.Candidates[0].Tied = true
	full := facts(ann)
	full.Candidates[0].Load = 9
	byWord := func(minister uuid.UUID, telephone time.Duration) support.DispatchAccepted {
		e := accepted(minister, telephone)
		e.By = coordinator
		return e
	}
	three := events(referred(), support.DispatchOpened{Wanted: 3}, offered(ann, 0), offered(bob, 0), offered(cem, 0))
	check(t, map[string]decision{
		"the first":                             {given: asking(), when: accept(ann), then: events(accepted(ann, 40*time.Minute))},
		"the second, at the first's time":       {given: asking(accepted(ann, 10*time.Minute)), when: accept(bob), then: events(accepted(bob, 10*time.Minute), assigned(4*time.Hour, ann, bob))},
		"the second of three keeps the clock":   {given: append(slices.Clip(three), accepted(ann, 10*time.Minute)), when: accept(bob), then: events(accepted(bob, 10*time.Minute))},
		"and does not start it once more":       {given: append(slices.Clip(three), accepted(ann, 10*time.Minute), support.TelephoneAllowed{Minister: ann, DueAt: after(5 * time.Hour)}), when: accept(bob), then: events(accepted(bob, 0))},
		"twice":                                 {given: asking(accepted(ann, time.Hour)), when: accept(ann), code: domain.Conflict},
		"too late, enough have":                 {given: paired(offered(cem, 0)), when: accept(cem), code: domain.Conflict},
		"after a pass":                          {given: asking(passed(ann)), when: accept(ann), then: events(accepted(ann, 40*time.Minute))},
		"after silence, in another's place":     {given: asking(lapsed(ann), offered(cem, 0)), when: accept(ann), then: events(accepted(ann, 40*time.Minute), lapsed(cem))},
		"after silence, as the last one":        {given: asking(lapsed(ann), offered(cem, 0), accepted(bob, time.Hour)), when: accept(ann), then: events(accepted(ann, time.Hour), lapsed(cem), assigned(4*time.Hour, bob, ann))},
		"nobody asked them":                     {given: asking(), when: accept(cem), code: domain.Forbidden},
		"they said they are tied":               {given: asking(support.DispatchPassed{Minister: ann, Tied: true}), when: accept(ann), code: domain.Forbidden},
		"they went to the other side meanwhile": {given: asking(), when: support.Accept{Who: by(ann), Facts: tied}, code: domain.Forbidden},
		"they left":                             {given: paired(support.MinisterLeft{Minister: ann}, two), when: accept(ann), code: domain.Forbidden},
		"while a callback is due":               {given: asking(support.CallBackAwaited{}), when: assign(cem), code: domain.Conflict},
		"closed":                                {given: asking(lapsed(ann), ended(support.Declined)), when: accept(ann), code: domain.Conflict},
		"a coordinator's word, in one's place":  {given: asking(), when: assign(cem), then: events(byWord(cem, 40*time.Minute), lapsed(bob))},
		"of one who was asked":                  {given: asking(), when: assign(ann), then: events(byWord(ann, 40*time.Minute))},
		"of one who left":                       {given: paired(support.MinisterLeft{Minister: ann}, two), when: assign(ann), then: events(byWord(ann, 0), assigned(4*time.Hour, bob, ann))},
		"of one beyond the cap":                 {given: asking(), when: support.Assign{Who: byCoordinator, Minister: ann, Facts: full}, then: events(byWord(ann, 40*time.Minute))},
		"never of one who is tied":              {given: asking(), when: support.Assign{Who: byCoordinator, Minister: ann, Facts: tied}, code: domain.Forbidden},
		"nor of one who said so":                {given: asking(support.DispatchPassed{Minister: ann, Tied: true}), when: assign(ann), code: domain.Forbidden},
		"of nobody":                             {given: asking(), when: assign(uuid.Nil), code: domain.Invalid},
		"of one who is there":                   {given: asking(accepted(ann, time.Hour)), when: assign(ann), code: domain.Conflict},
		"of one too many":                       {given: paired(), when: assign(cem), code: domain.Conflict},
		"a minister assigns nobody":             {given: asking(), when: support.Assign{Who: by(ann), Minister: bob}, code: domain.Forbidden},
		"exhausted, and found":                  {given: asking(passed(ann), passed(bob), exhausted, byWord(cem, time.Hour)), when: assign(dee), then: events(byWord(dee, time.Hour), assigned(4*time.Hour, cem, dee))},
	})
}

func TestPass(t *testing.T) {
	t.Parallel()
	check(t, map[string]decision{
		"a no":                      {given: asking(), when: support.Pass{Who: by(ann), Reason: text}, then: events(support.DispatchPassed{Minister: ann, Reason: text})},
		"twice":                     {given: asking(passed(ann)), when: support.Pass{Who: by(ann)}},
		"too late":                  {given: asking(lapsed(ann)), when: support.Pass{Who: by(ann)}},
		"too late, and a tie":       {given: asking(lapsed(ann)), when: support.Pass{Who: by(ann), Tied: true}, then: events(support.DispatchPassed{Minister: ann, Tied: true})},
		"a tie twice":               {given: asking(support.DispatchPassed{Minister: ann, Tied: true}), when: support.Pass{Who: by(ann), Tied: true}},
		"nobody asked them":         {given: asking(), when: support.Pass{Who: by(cem)}, code: domain.Forbidden},
		"they have accepted":        {given: paired(), when: support.Pass{Who: by(ann)}, code: domain.Conflict},
		"they have left":            {given: paired(support.MinisterLeft{Minister: ann}, two), when: support.Pass{Who: by(ann)}, code: domain.Forbidden},
		"a coordinator asks again":  {given: asking(passed(ann), exhausted), when: support.SearchAgain{Who: byCoordinator, Facts: facts()}, then: events(support.SearchReopened{By: coordinator}, two)},
		"nobody is looked for":      {given: paired(), when: support.SearchAgain{Who: byCoordinator}, code: domain.Conflict},
		"a minister does not do it": {given: asking(), when: support.SearchAgain{Who: by(ann)}, code: domain.Forbidden},
	})
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	left := func(minister, by uuid.UUID) support.MinisterLeft {
		return support.MinisterLeft{Minister: minister, By: by}
	}
	over := func(minister uuid.UUID) support.HandOver { return support.HandOver{Who: by(minister), Facts: facts()} }
	three := support.DispatchOpened{Wanted: 3}
	backedUp := paired(support.BackUpCalled{}, three, offered(cem, 0), accepted(cem, 0), assigned(4*time.Hour, ann, bob, cem))
	visit := support.VisitBegun{Minister: ann, Since: noon, DueAt: after(3 * time.Hour)}
	check(t, map[string]decision{
		"one of two":                             {given: paired(), when: over(ann), then: events(left(ann, ann), two)},
		"the last one":                           {given: paired(left(ann, ann), two), when: over(bob), then: events(left(bob, bob), two)},
		"the only one, before there are two":     {given: asking(accepted(ann, time.Hour)), when: over(ann), then: events(left(ann, ann), two)},
		"by a coordinator":                       {given: paired(), when: support.HandOver{Who: byCoordinator, Minister: ann, Facts: facts()}, then: events(left(ann, coordinator), two)},
		"not by each other":                      {given: paired(), when: support.HandOver{Who: by(bob), Minister: ann, Facts: facts()}, code: domain.Forbidden},
		"twice":                                  {given: paired(left(ann, ann), two), when: over(ann), code: domain.Conflict},
		"one of three, before there is contact":  {given: backedUp, when: over(ann), then: events(left(ann, ann), three)},
		"one of three, and a pair is enough":     {given: append(slices.Clip(backedUp), contact(ann, 0, day)), when: over(ann), then: events(left(ann, ann))},
		"from the family's door":                 {given: paired(visit), when: over(ann), code: domain.Conflict},
		"by the one who may telephone, of three": {given: events(referred(), three, offered(ann, 0), offered(bob, 0), accepted(ann, time.Minute), accepted(bob, time.Minute), support.TelephoneAllowed{Minister: ann, DueAt: after(4 * time.Hour)}), when: over(ann), then: events(left(ann, ann), support.DispatchOpened{Wanted: 3, TelephoneAt: after(40 * time.Minute)})},
	})
	s := fold(paired(support.ContactReminded{BackUpAt: after(6 * time.Hour)}, left(ann, ann), two, left(bob, bob), two))
	if s.Phase != support.Dispatching || !s.NextWake().IsZero() {
		t.Errorf("everybody left, and it is %s until %v", s.Phase, s.NextWake())
	}
	again := fold(append(paired(left(ann, ann), two), left(bob, bob), two, offered(cem, 0), accepted(cem, 0), offered(dee, 0), accepted(dee, 0), assigned(9*time.Hour, cem, dee)))
	if again.Phase != support.Assigned || !again.NextWake().Equal(after(9*time.Hour)) {
		t.Errorf("two others came, and it is %s until %v", again.Phase, again.NextWake())
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	again := support.CaseReopened{By: coordinator}
	reopen := support.Reopen{Who: byCoordinator, Facts: facts()}
	closed := func(more ...domain.Event) []domain.Event { return append(more, ended(support.Completed)) }
	check(t, map[string]decision{
		"both are with the family still": {given: closed(met()...), when: reopen, then: events(again, assigned(4*time.Hour, ann, bob))},
		"one of them is":                 {given: closed(met(support.MinisterLeft{Minister: ann}, two)...), when: reopen, then: events(again, support.DispatchOpened{Wanted: 2, TelephoneAt: after(40 * time.Minute)})},
		"called back, and one of them is": {
			given: met(support.MinisterLeft{Minister: ann}, two, ended(support.Completed), support.ReferredAgain{}, support.CaseReopened{}, support.CallBackAwaited{DueAt: noon}),
			when:  support.Proceed{Who: byCoordinator, Facts: facts()},
			then:  events(support.CallBackMade{By: coordinator}, support.DispatchOpened{Wanted: 2, TelephoneAt: after(40 * time.Minute)}),
		},
		"nobody is":                         {given: closed(asking(lapsed(ann), lapsed(bob))...), when: reopen, then: events(again, two)},
		"it is open":                        {given: met(), when: reopen, code: domain.Conflict},
		"it was joined by mistake":          {given: asking(lapsed(ann), lapsed(bob), ended(support.Merged)), when: reopen, then: events(again, two)},
		"a minister does not do it":         {given: closed(met()...), when: support.Reopen{Who: by(ann)}, code: domain.Forbidden},
		"who was silent is not asked again": {given: append(closed(asking(lapsed(ann), lapsed(bob))...), again, two), when: support.OfferNext{Facts: facts(ann, bob)}, then: events(exhausted)},
		"nor may anybody still telephone":   {given: append(closed(asking(accepted(ann, time.Minute), support.TelephoneAllowed{Minister: ann, DueAt: after(time.Hour)})...), again, two), when: support.Made{Who: by(ann), Facts: facts()}, code: domain.Conflict},
		"contact begins the plan again":     {given: append(closed(met()...), again, assigned(4*time.Hour, ann, bob)), when: support.Made{Who: by(ann), Facts: facts()}, at: after(9 * day), then: events(contact(ann, 9*day, 10*day), support.DebriefOffered{Minister: ann, DueAt: after(11 * day)}, support.DebriefOffered{Minister: bob, DueAt: after(11 * day)})},
	})
}
