package support_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

// taken is a family's own request, which went by itself into the open case of its number.
func taken(more ...domain.Event) []domain.Event {
	_, e := asked(func(_ *support.Refer, e *support.FamilyReferred) {
		e.Asker, e.Trusted, e.EnteredBy, e.Again = support.AskFamily, false, uuid.Nil, true
	})
	return append(events(e, support.ReferralMerged{Into: other, Asker: support.AskFamily, Standing: support.Calling, DueAt: after(60)}, ended(support.Merged)), more...)
}

// TestARequestThatWasJoinedIsItsSendersStill: whoever holds its receipt does with it what they could do with that of a new number, and none of it
// goes anywhere.
func TestARequestThatWasJoinedIsItsSendersStill(t *testing.T) {
	t.Parallel()
	withdrawn := events(support.CaseWithdrawn{}, support.CaseClosed{Outcome: support.Withdrawn})
	trial := support.PauseFollowUp{Until: after(day)}
	release := support.SignRelease{Release: text, Scope: support.ReleaseCall, Until: after(day)}
	check(t, map[string]decision{
		"it is withdrawn":              {given: taken(), when: support.Withdraw{}, then: withdrawn},
		"once":                         {given: taken(withdrawn...), when: support.Withdraw{}},
		"and nothing is chosen after":  {given: taken(withdrawn...), when: trial, code: domain.Conflict},
		"a release stays with it":      {given: taken(), when: release, then: events(support.ReleaseSigned{Release: text, Scope: support.ReleaseCall, Until: after(day)})},
		"rest is kept":                 {given: taken(), when: support.PauseFollowUp{Until: after(day)}, then: events(support.FollowUpPaused{Until: after(day)})},
		"messages are chosen":          {given: taken(), when: support.OptIn{}, then: events(support.MessagesChosen{Relative: mother})},
		"a minister chooses nothing":   {given: taken(), when: support.PauseFollowUp{Who: by(ann), Until: after(day)}, code: domain.Conflict},
		"a coordinator takes it up":    {given: taken(), when: support.Reopen{Who: byCoordinator, Facts: facts()}, then: events(support.CaseReopened{By: coordinator}, support.CallBackAwaited{DueAt: after(3600e9)})},
		"what a coordinator joined is": {given: asking(support.ReferralMerged{Into: other, By: coordinator}, ended(support.Merged)), when: support.Withdraw{}, code: domain.Conflict},
	})
	if got := fold(taken()).Alone(); got.Phase != support.Calling || !got.DueAt.Equal(after(60)) {
		t.Errorf("to its sender it stands at %q until %s", got.Phase, got.DueAt)
	}
	if s := fold(taken()); s.Phase != support.Closed || !s.NextWake().IsZero() {
		t.Errorf("a joined request goes on by itself: %q, %s", s.Phase, s.NextWake())
	}
}

// TestWhatIsSaferHoldsUntilSomebodyHasLooked: a request from the number of an open case loosens nothing, and what it asks to mind is minded until a
// coordinator has read it, and after that if the family confirmed it.
func TestWhatIsSaferHoldsUntilSomebodyHasLooked(t *testing.T) {
	t.Parallel()
	came := support.ReferredAgain{Asker: support.AskFamily, Request: other, DueAt: after(3600e9), Silent: true, Shared: true, Safety: true}
	tame := support.ReferredAgain{Asker: support.AskFamily, Request: matter}
	mind := support.Mind{Silent: true, Shared: true, Safety: true}
	read := support.AgainRead{By: coordinator, Note: text}
	theirs := support.AgainRead{By: coordinator, Theirs: true}
	known, over := support.JoinedRead{Request: other}, support.JoinedRead{Request: other, Ended: true}
	check(t, map[string]decision{
		"it waits for a coordinator": {
			given: paired(), when: support.ReferAgain{Asker: support.AskFamily, Request: other, Mind: mind, Facts: facts()}, then: events(came),
		},
		"who reads it":              {given: paired(came), when: support.ReadAgain{Who: byCoordinator, Note: text}, then: events(read, known)},
		"or has it confirmed":       {given: paired(came), when: support.ReadAgain{Who: byCoordinator, Theirs: true}, then: events(theirs, known)},
		"or learns it was nobody":   {given: paired(came), when: support.ReadAgain{Who: byCoordinator, Ends: true, Note: text}, then: events(read, over)},
		"it ends with the case":     {given: paired(came, read, known), when: support.Close{Who: byCoordinator}, then: events(over, support.CaseClosed{By: coordinator, Outcome: support.Completed, Referral: desk})},
		"not unread":                {given: paired(came), when: support.Close{Who: byCoordinator}, then: events(support.CaseClosed{By: coordinator, Outcome: support.Completed, Referral: desk})},
		"once":                      {given: paired(came, read), when: support.ReadAgain{Who: byCoordinator}, code: domain.Conflict},
		"nobody else does":          {given: paired(came), when: support.ReadAgain{Who: by(ann)}, code: domain.Forbidden},
		"it is read behind the end": {given: paired(came, ended(support.Completed)), when: support.ReadAgain{Who: byCoordinator, Note: text}, then: events(read, over)},
		"nothing is there":          {when: support.ReadAgain{Who: byCoordinator}, code: domain.NotFound},
	})
	for name, tt := range map[string]struct {
		given []domain.Event
		mind  support.Mind
		may   bool
	}{
		"before":                      {paired(), support.Mind{}, true},
		"while nobody has looked":     {paired(came, tame), mind, false},
		"when somebody has":           {paired(came, read), support.Mind{}, true},
		"when it is the family's":     {paired(came, theirs), mind, false},
		"and the family changes that": {paired(came, theirs, support.ContactChanged{Contact: text}), support.Mind{}, true},
		"one that asks for less":      {paired(tame), support.Mind{}, true},
	} {
		s := fold(tt.given)
		if r, _ := s.Relative(uuid.Nil); s.Minding() != tt.mind || r.MayWrite() != tt.may {
			t.Errorf("%s: minds %+v, may write %v", name, s.Minding(), r.MayWrite())
		}
	}
	flood := paired()
	for i := range 50 {
		flood = append(flood, support.ReferredAgain{Request: person(300 + i)})
	}
	if got := fold(flood).Again.Requests; len(got) != 20 || got[19] != person(349) {
		t.Errorf("a case leads to %d requests that came again", len(got))
	}
	for range 3 { // whoever floods a case leaves nobody waiting and nothing behind
		got, err := support.Decide(fold(flood), support.ReadAgain{Who: byCoordinator}, noon)
		if s := fold(append(flood, got...)); err != nil || len(got) > 202 || len(s.Again.Waiting) > 0 || len(s.Again.Known) > 100 {
			t.Fatalf("%d events, %d wait, %d are known: %v", len(got), len(s.Again.Waiting), len(s.Again.Known), err)
		}
		flood = append(flood, got...)
		for i := range 150 {
			flood = append(flood, support.ReferredAgain{Request: person(600 + i)})
		}
	}
}

// TestAJoinedRequestGoesByItsOwnReading: it moves by one step when a coordinator has read it, and ends without a word about the other case.
func TestAJoinedRequestGoesByItsOwnReading(t *testing.T) {
	t.Parallel()
	read, end := support.SettleJoined{}, support.SettleJoined{Ended: true}
	moved, over := support.StandingMoved{Standing: support.Calling}, support.StandingMoved{Standing: support.Calling, Ended: true}
	withdrawn := events(support.CaseWithdrawn{}, support.CaseClosed{Outcome: support.Withdrawn})
	check(t, map[string]decision{
		"it is read":                     {given: taken(), when: read, then: events(moved)},
		"once":                           {given: taken(moved), when: read},
		"it ends":                        {given: taken(moved), when: end, then: events(support.StandingMoved{Standing: support.Dispatching, Ended: true})},
		"it ends unread":                 {given: taken(), when: end, then: events(over)},
		"and stays so":                   {given: taken(over), when: end},
		"word of the reading comes late": {given: taken(over), when: read},
		"its sender ended it before":     {given: taken(withdrawn...), when: end},
		"its sender ends it after":       {given: taken(moved), when: support.Withdraw{}, then: withdrawn},
		"nothing is to withdraw then":    {given: taken(over), when: support.Withdraw{}, code: domain.Conflict},
		"it is a case of its own again":  {given: taken(support.CaseReopened{By: coordinator}, support.CallBackAwaited{DueAt: after(60)}), when: read},
		"of any other case it is not":    {given: paired(), when: end},
		"nobody is sent to call for it":  {given: taken(), when: support.NeedCall{Say: "own_page"}},
	})
	if got := fold(taken(moved)).Alone(); got.Phase != support.Dispatching || !got.DueAt.IsZero() {
		t.Errorf("read, it stands at %q until %s", got.Phase, got.DueAt)
	}
	if got := fold(taken(moved, support.StandingMoved{Standing: support.Dispatching, Ended: true})).Alone(); got.Phase != support.Closed || got.Outcome != support.Completed {
		t.Errorf("over, it stands at %q, %q", got.Phase, got.Outcome)
	}
}
