package support_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

// asked changes the desk's referral, and what it says.
func asked(change func(*support.Refer, *support.FamilyReferred)) (support.Refer, support.FamilyReferred) {
	c, e := request(), referred()
	change(&c, &e)
	return c, e
}

// by whom, as what, and asking as whom.
func from(who support.Who, asker support.Asker) func(*support.Refer, *support.FamilyReferred) {
	return func(c *support.Refer, e *support.FamilyReferred) {
		c.Who, c.Asker = who, asker
		e.EnteredBy, e.Asker, e.Trusted, e.Referral, e.Notified = who.By, asker, false, uuid.Nil, false
		if e.Basis = support.FirstContact; asker == support.AskFamily {
			e.Basis = support.ByOwnWish
		}
	}
}

func TestWhoIsCalledBack(t *testing.T) {
	t.Parallel()
	calling, notifying := support.CallBackAwaited{DueAt: after(time.Hour)}, support.NotificationAwaited{DueAt: after(6 * time.Hour)}
	tests := map[string]struct {
		who      support.Who
		asker    support.Asker
		notified bool
		next     domain.Event
		knows    bool // as far as the gate goes
		trusted  bool
		referral uuid.UUID
	}{
		"the desk, and the mother knows":                        {byDesk, support.AskDesk, true, two, true, true, desk},
		"the desk, and she does not":                            {byDesk, support.AskDesk, false, notifying, false, true, desk},
		"a coordinator for the desk":                            {byCoordinator, support.AskDesk, true, two, true, true, uuid.Nil},
		"a coordinator for the desk, not notified":              {byCoordinator, support.AskDesk, false, notifying, false, true, uuid.Nil},
		"a coordinator for the family":                          {byCoordinator, support.AskFamily, true, calling, true, false, uuid.Nil},
		"somebody who says they are the desk":                   {family, support.AskDesk, true, calling, false, false, uuid.Nil},
		"a minister who says they are the desk":                 {byStranger, support.AskDesk, true, calling, false, false, uuid.Nil},
		"they say the mother does not know":                     {family, support.AskDesk, false, notifying, false, false, uuid.Nil},
		"the family itself, and so it knows":                    {family, support.AskFamily, true, calling, true, false, uuid.Nil},
		"somebody of the family for a sister who does not know": {family, support.AskFamily, false, notifying, false, false, uuid.Nil},
		"a coordinator for a family that does not know":         {byCoordinator, support.AskFamily, false, notifying, false, false, uuid.Nil},
		"the desk for a family that does not know":              {byDesk, support.AskFamily, false, notifying, false, false, desk},
		"clergy":                                 {family, support.AskClergy, true, calling, false, false, uuid.Nil},
		"clergy, signed in as the desk":          {byDesk, support.AskClergy, true, calling, true, false, desk},
		"clergy, before she was notified":        {family, support.AskClergy, false, notifying, false, false, uuid.Nil},
		"somebody else":                          {family, support.AskOther, true, calling, false, false, uuid.Nil},
		"somebody else, before she was notified": {byStranger, support.AskOther, false, notifying, false, false, uuid.Nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, e := asked(from(tt.who, tt.asker))
			c.Notified, e.Notified, e.Trusted, e.Referral = tt.notified, tt.knows, tt.trusted, tt.referral
			check(t, map[string]decision{"": {when: c, then: events(e, tt.next)}})
			s := fold(events(e, tt.next))
			if r, _ := s.Relative(uuid.Nil); r.MayWrite() != tt.knows || r.MayAnswer() != (tt.knows && tt.asker == support.AskFamily) {
				t.Errorf("may be written to: %v, answered: %v", r.MayWrite(), r.MayAnswer())
			}
		})
	}
}

func TestRefer(t *testing.T) {
	t.Parallel()
	wished, isWished := asked(func(c *support.Refer, e *support.FamilyReferred) {
		c.Independent, e.Independent, e.Trusted = true, true, false
	})
	forFamily, isForFamily := wished, isWished
	forFamily.Asker, isForFamily.Asker, isForFamily.Basis = support.AskFamily, support.AskFamily, support.ByOwnWish
	diverted, isDiverted := asked(from(family, support.AskFamily))
	diverted.Independent, isDiverted.Independent, isDiverted.Notified = true, true, true
	clergy, isClergy := asked(from(family, support.AskClergy))
	clergy.Independent, isClergy.Independent = true, true
	unsure, isUnsure := clergy, isClergy
	unsure.Notified, unsure.Asker, isUnsure.Asker = false, support.AskOther, support.AskOther
	twin, isTwin := asked(func(c *support.Refer, e *support.FamilyReferred) { c.Facts.Twin, e.Again = other, true })
	both, isBoth := diverted, isDiverted
	both.Facts.Twin, isBoth.Again = other, true
	twice, isTwice := clergy, isClergy
	twice.Facts.Twin, isTwice.Again = other, true
	without := diverted
	without.Facts = with(facts(), func(f *support.Facts) { f.Protocol.Independent = "" })
	openly, isOpenly := asked(func(c *support.Refer, e *support.FamilyReferred) {
		c.Notified, c.Facts.Protocol.Gate, c.Asker, c.Who = false, false, support.AskClergy, family
		e.Notified, e.Asker, e.Trusted, e.EnteredBy, e.Referral = true, support.AskClergy, false, uuid.Nil, uuid.Nil
	})
	held := support.NotificationAwaited{DueAt: after(6 * time.Hour)}
	_, unaware := asked(func(_ *support.Refer, e *support.FamilyReferred) { e.Notified = false })
	_, itself := asked(func(_ *support.Refer, e *support.FamilyReferred) { e.Asker, e.Referral = support.AskFamily, uuid.Nil })
	shut := request()
	shut.Open = false
	byPartner, called := support.CaseClosed{Outcome: support.Diverted}, support.CallBackAwaited{DueAt: after(time.Hour)}
	check(t, map[string]decision{
		"we must not serve them":                         {when: diverted, then: events(isDiverted, support.FamilyDiverted{Partner: "outside"}, byPartner)},
		"nor when they have another case":                {when: both, then: events(isBoth, support.FamilyDiverted{Partner: "outside", Known: other}, byPartner)},
		"and without a partner a coordinator sees to it": {when: without, then: events(isDiverted, called)},
		"somebody else wishes it for them":               {when: clergy, then: events(isClergy, called)},
		"and they may not know":                          {when: unsure, then: events(isUnsure, held)},
		"the desk wishes it for them":                    {when: wished, then: events(isWished, called)},
		"the desk as if it were them":                    {when: forFamily, then: events(isForFamily, called)},
		"wished for a family that is with us":            {when: twice, then: events(isTwice, support.ReferralMerged{Into: other, Asker: support.AskClergy, Standing: support.Calling, DueAt: after(time.Hour)}, support.CaseClosed{Outcome: support.Merged})},
		"their other case is open":                       {when: twin, then: events(isTwin, support.ReferralMerged{Into: other, Asker: support.AskDesk, Referral: desk, Standing: support.Dispatching}, support.CaseClosed{Outcome: support.Merged})},
		"without a gate, called back":                    {when: openly, then: events(isOpenly, support.CallBackAwaited{DueAt: after(time.Hour)})},
		"the program takes no requests":                  {when: shut, code: domain.Rejected},
		"the message comes twice":                        {given: asking(), when: request()},
		"again while the case is open":                   {given: asking(), when: support.ReferAgain{Asker: support.AskClergy}, then: events(support.ReferredAgain{Asker: support.AskClergy, DueAt: noon})},
		"again while she does not know":                  {given: events(unaware, held), when: support.ReferAgain{Asker: support.AskOther}, then: events(support.ReferredAgain{Asker: support.AskOther, DueAt: noon})},
		"again while it is looked at":                    {given: asking(support.ReferredAgain{Request: other}), when: support.ReferAgain{Asker: support.AskClergy}, then: events(support.ReferredAgain{Asker: support.AskClergy, DueAt: noon})},
		"again, for the partner":                         {given: asking(), when: support.ReferAgain{Asker: support.AskFamily, Independent: true}, then: events(support.ReferredAgain{Asker: support.AskFamily, Independent: true, DueAt: noon})},
		"again by the desk, which has it":                {given: asking(), when: support.ReferAgain{Asker: support.AskDesk, Referral: other, Facts: facts()}, then: events(support.ReferredAgain{Asker: support.AskDesk, Referral: other, DueAt: after(time.Hour)})},
		"again by the desk, for a family that asked itself": {
			given: events(itself, two, offered(ann, 0), accepted(ann, 40*time.Minute)), when: support.ReferAgain{Asker: support.AskDesk, Referral: desk},
			then: events(support.ReferredAgain{Asker: support.AskDesk, Referral: desk, Adopted: true, Notified: true, Accepted: true, DueAt: noon}),
		},
		"again behind its end": {given: paired(ended(support.Completed)), when: support.ReferAgain{Asker: support.AskClergy, Facts: facts()}, then: events(
			support.ReferredAgain{Asker: support.AskClergy, DueAt: after(time.Hour)}, support.CaseReopened{}, support.CallBackAwaited{DueAt: after(time.Hour)})},
		"again behind its end, and she does not know": {given: events(unaware, held, ended(support.Merged)), when: support.ReferAgain{Asker: support.AskDesk, Facts: facts()}, then: events(
			support.ReferredAgain{Asker: support.AskDesk, DueAt: after(time.Hour)}, support.CaseReopened{}, held)},
		"again before it was there":       {when: support.ReferAgain{}},
		"anything before it was there":    {when: support.Accept{Who: by(ann)}, code: domain.NotFound},
		"withdrawn before it was there":   {when: support.Withdraw{}, code: domain.NotFound},
		"called before it was there":      {when: support.Called{Who: byCoordinator}, code: domain.NotFound},
		"reopened before it was there":    {when: support.Reopen{Who: byCoordinator}, code: domain.NotFound},
		"checked out before it was there": {when: support.CheckOut{Who: by(ann)}, code: domain.NotFound},
	})
}

func TestTheGate(t *testing.T) {
	t.Parallel()
	_, e := asked(func(_ *support.Refer, e *support.FamilyReferred) { e.Notified = false })
	_, c := asked(from(family, support.AskClergy))
	waiting, clergy := events(e, support.NotificationAwaited{DueAt: after(6 * time.Hour)}), events(c, support.NotificationAwaited{DueAt: after(6 * time.Hour)})
	claimed := events(c, support.CallBackAwaited{DueAt: after(time.Hour)})
	notified := func(by uuid.UUID, referral uuid.UUID) support.RelativeNotified {
		return support.RelativeNotified{Relative: mother, By: by, Referral: referral}
	}
	record := func(who support.Who) support.RecordNotified { return support.RecordNotified{Who: who, Facts: facts()} }
	recordAunt := support.RecordNotified{Who: byCoordinator, Relative: aunt, Facts: facts()}
	added := support.RelativeAdded{Relative: aunt, By: coordinator, Texts: true}
	made := support.CallBackMade{By: coordinator, Note: text}
	proceed := support.Proceed{Who: byCoordinator, Note: text, Facts: facts()}
	calling := support.CallBackAwaited{DueAt: after(time.Hour)}
	check(t, map[string]decision{
		"the desk records it":                              {given: waiting, when: record(byDesk), then: events(notified(detective, desk), two)},
		"a coordinator records it":                         {given: waiting, when: record(byCoordinator), then: events(notified(coordinator, desk), two)},
		"a minister may not":                               {given: waiting, when: record(by(ann)), code: domain.Forbidden},
		"the family may not":                               {given: waiting, when: record(family), code: domain.Forbidden},
		"it comes twice":                                   {given: append(waiting, notified(detective, desk), two), when: record(byDesk)},
		"of clergy's referral, who is called back first":   {given: clergy, when: record(byCoordinator), then: events(notified(coordinator, uuid.Nil), calling)},
		"and goes on after the call":                       {given: append(clergy, notified(coordinator, uuid.Nil), calling), when: proceed, then: events(made, two)},
		"the call itself tells that the family knows":      {given: claimed, when: proceed, then: events(notified(coordinator, uuid.Nil), made, two)},
		"recorded while calling, the call is still due":    {given: claimed, when: record(byCoordinator), then: events(notified(coordinator, uuid.Nil))},
		"another relative opens nothing, and not the desk": {given: append(waiting, added), when: recordAunt, then: events(support.RelativeNotified{Relative: aunt, By: coordinator})},
		"nobody knows of that relative":                    {given: waiting, when: recordAunt, code: domain.NotFound},
		"no call while it is not recorded":                 {given: waiting, when: proceed, code: domain.Conflict},
		"no second call":                                   {given: asking(), when: proceed, code: domain.Conflict},
		"no call of a minister":                            {given: claimed, when: support.Proceed{Who: by(ann)}, code: domain.Forbidden},
		"nobody is assigned before":                        {given: waiting, when: support.Assign{Who: byCoordinator, Minister: ann, Facts: facts()}, code: domain.Conflict},
		"nobody is searched for before":                    {given: waiting, when: support.SearchAgain{Who: byCoordinator, Facts: facts()}, code: domain.Conflict},
		"nobody is asked before":                           {given: waiting, when: support.OfferNext{Facts: facts(ann)}},
		"nobody is asked before the call":                  {given: claimed, when: support.OfferNext{Facts: facts(ann)}},
		"a coordinator comes too late":                     {given: append(waiting, ended(support.Declined)), when: record(byCoordinator), code: domain.Conflict},
		"word of the desk comes too late":                  {given: append(waiting, ended(support.Declined)), when: record(byDesk)},
		"reopened, it is still waited for":                 {given: append(waiting, ended(support.NotThere)), when: support.Reopen{Who: byCoordinator, Facts: facts()}, then: events(support.CaseReopened{By: coordinator}, waiting[1])},
		"reopened, the call is still due":                  {given: append(clergy, notified(coordinator, uuid.Nil), calling, ended(support.NotThere)), when: support.Reopen{Who: byCoordinator, Facts: facts()}, then: events(support.CaseReopened{By: coordinator}, calling)},
	})
}

func TestEveryRelativeHasAGateOfTheirOwn(t *testing.T) {
	t.Parallel()
	add := func(who support.Who, notified, texts, child bool) support.AddRelative {
		return support.AddRelative{Who: who, Relative: aunt, Notified: notified, Texts: texts, Child: child, Facts: facts()}
	}
	open := support.AddRelative{Who: by(ann), Relative: aunt, Texts: true} // in a program without a gate
	yes, no := support.OptIn{Relative: aunt, Yes: true}, support.OptIn{Relative: aunt}
	is := func(notified, texts, child bool, who uuid.UUID) support.RelativeAdded {
		return support.RelativeAdded{Relative: aunt, By: who, Notified: notified, Texts: texts, Child: child}
	}
	check(t, map[string]decision{
		"a coordinator adds one who knows":      {given: paired(), when: add(byCoordinator, true, true, false), then: events(is(true, true, false, coordinator))},
		"a minister's word on it does not do":   {given: paired(), when: add(by(ann), true, true, false), then: events(is(false, true, false, ann))},
		"without a gate nobody has to be told":  {given: paired(), when: open, then: events(is(true, true, false, ann))},
		"children are not written to":           {given: paired(), when: add(byCoordinator, true, true, true), then: events(is(true, false, true, coordinator))},
		"nor by anybody's wish":                 {given: paired(is(true, false, true, ann)), when: yes, code: domain.Rejected},
		"added again changes nothing":           {given: paired(is(false, true, false, ann)), when: add(byCoordinator, true, true, false)},
		"a stranger adds nobody":                {given: paired(), when: add(byStranger, true, true, false), code: domain.Forbidden},
		"the family says yes":                   {given: paired(is(false, false, false, ann)), when: yes, then: events(support.MessagesChosen{Relative: aunt, Yes: true})},
		"and no, also behind the end":           {given: paired(is(false, true, false, ann), ended(support.Completed)), when: no, then: events(support.MessagesChosen{Relative: aunt})},
		"no twice":                              {given: paired(is(false, true, false, ann), support.MessagesChosen{Relative: aunt}), when: no},
		"a minister in its name":                {given: paired(is(false, false, false, ann)), when: support.OptIn{Who: by(bob), Relative: aunt, Yes: true}, then: events(support.MessagesChosen{Relative: aunt, Yes: true})},
		"no stranger":                           {given: paired(is(false, false, false, ann)), when: support.OptIn{Who: byStranger, Relative: aunt, Yes: true}, code: domain.Forbidden},
		"of nobody":                             {given: paired(), when: yes, code: domain.NotFound},
		"a case holds so many, and not another": {given: crowded(), when: add(byCoordinator, true, true, false), code: domain.Rejected},
	})
	for name, tt := range map[string]struct {
		given []domain.Event
		may   bool
	}{
		"she knows, and wants it":    {paired(is(true, true, false, ann)), true},
		"she does not know":          {paired(is(false, true, false, ann)), false},
		"she has been told":          {paired(is(false, true, false, ann), support.RelativeNotified{Relative: aunt}), true},
		"her sister has been told":   {paired(is(false, true, false, ann), support.RelativeNotified{Relative: mother}), false},
		"she knows, and said no":     {paired(is(true, true, false, ann), support.MessagesChosen{Relative: aunt}), false},
		"she wants it, and was told": {paired(is(false, false, false, ann), support.MessagesChosen{Relative: aunt, Yes: true}, support.RelativeNotified{Relative: aunt}), true},
		"she is a child":             {paired(is(true, true, true, ann)), false},
	} {
		if r, _ := fold(tt.given).Relative(aunt); r.MayWrite() != tt.may {
			t.Errorf("%s: may be written to %v", name, r.MayWrite())
		}
	}
}

func crowded() []domain.Event {
	given := paired()
	for i := range 60 {
		given = append(given, support.RelativeAdded{Relative: person(200 + i)})
	}
	return given
}
