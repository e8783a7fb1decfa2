package workflows

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

// The tasks of the support workflow. A family that cannot be written to is a TaskCall here too, a coordinator's.
const (
	TaskCallBack            = "call_back"
	TaskConfirmNotification = "confirm_notification"
	TaskDispatch            = "dispatch"
	TaskFindMinisters       = "find_ministers"
	TaskContact             = "contact"
	TaskVisitAlarm          = "visit_alarm"
	TaskFollowUp            = "follow_up"
	TaskRemember            = "remember"
	TaskOfferConversation   = "offer_conversation"
	TaskDebrief             = "debrief"
	TaskReadAgain           = "read_again"
)

func supportWorkflow() Workflow {
	return define(Workflow{
		Name: "support", Compartment: domain.Support, Reference: "FS",
		Timed: []domain.Command{support.Wake{}},
		Work: func(terms, state any, e domain.Event) []domain.Effect {
			s := state.(support.State)
			work := append(supportWork(s, e), supportNotices(terms.(*support.Protocol), s, e)...)
			if wake := s.NextWake(); !wake.IsZero() && !wake.Equal(s.Armed) {
				work = append(work, domain.SetTimer{Command: support.Wake{}.CommandName(), At: wake})
			}
			return work
		},
	}, support.Decide, support.Evolve, supportSummary)
}

// coordinators puts a task on the list of whoever coordinates.
func coordinators(kind string) domain.OpenTask {
	return domain.OpenTask{Kind: kind, Role: domain.RoleCoordinator}
}

func supportWork(s support.State, event domain.Event) []domain.Effect {
	task := coordinators
	switch e := event.(type) {
	case support.CallBackAwaited:
		t := task(TaskCallBack)
		t.DueAt = e.DueAt
		return []domain.Effect{domain.CloseTasks{Kind: TaskConfirmNotification, As: "notified"}, t}
	case support.NotificationAwaited:
		t := task(TaskConfirmNotification)
		t.DueAt = e.DueAt
		return []domain.Effect{t}
	case support.RelativeNotified:
		if first, _ := s.Relative(uuid.Nil); first.ID != e.Relative {
			return nil
		}
		return []domain.Effect{domain.CloseTasks{Kind: TaskConfirmNotification, As: "notified"}}
	case support.CallBackMade:
		return []domain.Effect{domain.CloseTasks{Kind: TaskCallBack, As: "called"}}
	case support.CallNeeded:
		return []domain.Effect{task(TaskCall)}
	case support.ContactChanged:
		return apart(s, familyReached(e.Former, e.Erased))
	case support.ReferredAgain:
		if e.Request == uuid.Nil {
			return nil
		}
		t := task(TaskReadAgain)
		t.DueAt = e.DueAt
		return []domain.Effect{domain.CloseTasks{Kind: TaskReadAgain, As: "came_again"}, t}
	case support.AgainRead:
		return []domain.Effect{domain.CloseTasks{Kind: TaskReadAgain, As: "read"}}
	case support.FamilyCalled:
		return []domain.Effect{domain.CloseTasks{Kind: TaskCall, As: "called"}}
	case support.DocumentRemoved:
		return []domain.Effect{domain.Forget{Texts: []uuid.UUID{e.Document, e.Data}}}
	case support.CaseReopened:
		var work []domain.Effect
		for _, minister := range s.Engaged() {
			work = append(work, domain.Engage{Person: minister, Standing: true})
		}
		return work
	case support.CaseClosed:
		return endAll(s, e)
	}
	if work := dispatchWork(s, event); work != nil {
		return work
	}
	return careWork(s, event)
}

func dispatchWork(s support.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case support.MinisterDispatched:
		return []domain.Effect{
			domain.Engage{Person: e.Minister},
			domain.OpenTask{Kind: TaskDispatch, Role: domain.RoleMinister, Assignee: e.Minister, DueAt: e.DueAt, Brief: domain.Brief{
				Area: s.Area, Language: s.Language, Faith: s.Faith, Because: strings.Join(append([]string{e.Step}, e.Because...), ","),
			}},
			domain.Notify{Person: e.Minister, Template: "dispatch"},
		}
	case support.DispatchAccepted:
		return []domain.Effect{
			domain.Engage{Person: e.Minister, Standing: true}, domain.CloseTasks{Kind: TaskDispatch, Assignee: e.Minister, As: "accepted"},
		}
	case support.DispatchPassed:
		return []domain.Effect{domain.Disengage{Person: e.Minister, As: "passed"}, domain.CloseTasks{Kind: TaskDispatch, Assignee: e.Minister, As: "passed"}}
	case support.DispatchLapsed:
		work := []domain.Effect{domain.Disengage{Person: e.Minister, As: "lapsed"}, domain.CloseTasks{Kind: TaskDispatch, Assignee: e.Minister, As: "lapsed"}}
		if len(s.Engaged()) >= s.Wanted {
			work = append(work, domain.Notify{Person: e.Minister, Template: "dispatch_over"})
		}
		return work
	case support.RosterExhausted:
		t := coordinators(TaskFindMinisters)
		t.DueAt, t.Brief = e.DueAt, domain.Brief{Area: s.Area, Language: s.Language, Faith: s.Faith}
		return []domain.Effect{domain.CloseTasks{Kind: TaskFindMinisters, As: "again"}, t}
	case support.SearchReopened:
		return []domain.Effect{domain.CloseTasks{Kind: TaskFindMinisters, As: "again"}}
	case support.TelephoneAllowed:
		return []domain.Effect{domain.OpenTask{Kind: TaskContact, Role: domain.RoleMinister, Assignee: e.Minister, DueAt: e.DueAt}}
	case support.MinistersAssigned:
		work := []domain.Effect{domain.CloseTasks{Kind: TaskFindMinisters, As: "found"}}
		if s.Phase != support.Assigned {
			return work
		}
		work = append(work, domain.CloseTasks{Kind: TaskContact, As: "joined"})
		for _, minister := range e.Ministers {
			work = append(work, domain.OpenTask{Kind: TaskContact, Role: domain.RoleMinister, Assignee: minister, DueAt: e.DueAt},
				domain.Notify{Person: minister, Template: "dispatch_assigned"})
		}
		return work
	case support.MinisterLeft:
		work := []domain.Effect{domain.Disengage{Person: e.Minister, As: "left"}}
		for _, kind := range []string{TaskContact, TaskFollowUp, TaskRemember, TaskOfferConversation, TaskDebrief} {
			work = append(work, domain.CloseTasks{Kind: kind, Assignee: e.Minister, As: "left"})
		}
		return work
	case support.ContactMade:
		work := []domain.Effect{domain.CloseTasks{Kind: TaskContact, As: "made"}}
		if !s.Exhausted {
			work = append(work, domain.CloseTasks{Kind: TaskFindMinisters, As: "made"})
		}
		return work
	}
	return nil
}

func careWork(s support.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case support.VisitLate:
		t := coordinators(TaskVisitAlarm)
		t.DueAt = e.DueAt
		return []domain.Effect{domain.CloseTasks{Kind: TaskVisitAlarm, As: "again"}, t}
	case support.VisitEnded, support.VisitSafe:
		return allSafe(s)
	case support.FollowUpDue:
		return []domain.Effect{domain.CloseTasks{Kind: TaskFollowUp, As: "missed"}, inTurn(TaskFollowUp, e.Minister, domain.OpenTask{DueAt: e.DueAt})}
	case support.FollowUpDone:
		return []domain.Effect{domain.CloseTasks{Kind: TaskFollowUp, As: "done"}}
	case support.DateApproaching:
		return []domain.Effect{domain.CloseTasks{Kind: TaskRemember, As: "missed"}, inTurn(TaskRemember, e.Minister, domain.OpenTask{DueAt: e.On, Brief: domain.Brief{Kind: e.Kind, On: e.On}})}
	case support.DateRemembered:
		return []domain.Effect{domain.CloseTasks{Kind: TaskRemember, As: "done"}}
	case support.DateSkipped, support.DateRemoved:
		if s.Remembering {
			return nil
		}
		return []domain.Effect{domain.CloseTasks{Kind: TaskRemember, As: "missed"}}
	case support.ConcernRaised:
		work := []domain.Effect{coordinators(TaskOfferConversation)}
		for _, minister := range s.Engaged() {
			work = append(work, domain.OpenTask{Kind: TaskOfferConversation, Role: domain.RoleMinister, Assignee: minister})
		}
		return work
	case support.ConcernSettled:
		return []domain.Effect{domain.CloseTasks{Kind: TaskOfferConversation, As: "done"}}
	case support.ConcernExpired:
		return []domain.Effect{domain.CloseTasks{Kind: TaskOfferConversation, As: "expired"}}
	case support.DebriefOffered:
		return []domain.Effect{domain.OpenTask{Kind: TaskDebrief, Role: domain.RoleMinister, Assignee: e.Minister, DueAt: e.DueAt}}
	case support.DebriefAnswered:
		return []domain.Effect{domain.CloseTasks{Kind: TaskDebrief, Assignee: e.Minister, As: "answered"}}
	}
	return nil
}

// allSafe settles the alarm about visits once nobody is late any more.
func allSafe(s support.State) []domain.Effect {
	if slices.ContainsFunc(s.Visits, func(v support.Visit) bool { return v.Late }) {
		return nil
	}
	return []domain.Effect{domain.CloseTasks{Kind: TaskVisitAlarm, As: "safe"}}
}

// inTurn gives a task to one of the case's people, or to the coordinators when nobody is there.
func inTurn(kind string, minister uuid.UUID, t domain.OpenTask) domain.OpenTask {
	t.Kind, t.Role, t.Assignee = kind, domain.RoleMinister, minister
	if minister == uuid.Nil {
		t.Role = domain.RoleCoordinator
	}
	return t
}

// endAll takes every task of an ended case away, saying how it ended, and lets everybody out.
func endAll(s support.State, e support.CaseClosed) []domain.Effect {
	var work []domain.Effect
	for _, kind := range []string{
		TaskCallBack, TaskConfirmNotification, TaskDispatch, TaskFindMinisters, TaskContact, TaskFollowUp, TaskRemember, TaskOfferConversation, TaskDebrief,
	} {
		work = append(work, domain.CloseTasks{Kind: kind, As: string(e.Outcome)})
	}
	for _, minister := range s.Engaged() {
		work = append(work, domain.Disengage{Person: minister, As: "closed"})
	}
	return append(work, allSafe(s)...)
}

// supportRoutes are the support workflow's lines of the table, with those that stand beside it.
func supportRoutes() []Route {
	return []Route{
		on("support-offer-next", support.OfferNext{}, support.DispatchOpened{}, support.DispatchPassed{}, support.DispatchLapsed{}),
		elsewhere("support-refer-again", func(from uuid.UUID, e domain.Event) domain.Command {
			if merged, ok := e.(support.ReferralMerged); ok {
				return support.ReferAgain{Asker: merged.Asker, Referral: merged.Referral, Request: from, Mind: merged.Minded()}
			}
			return support.ReferAgain{Asker: support.AskFamily, Independent: true, Request: from}
		}, support.ReferralMerged{}, support.FamilyDiverted{}),
		elsewhere("support-settle-joined", func(_ uuid.UUID, e domain.Event) domain.Command {
			return support.SettleJoined{Ended: e.(support.JoinedRead).Ended}
		}, support.JoinedRead{}),
	}
}

// supportEvents are all of its events.
func supportEvents() []domain.Event {
	return []domain.Event{
		support.FamilyReferred{},
		support.CallBackAwaited{},
		support.NotificationAwaited{},
		support.RelativeNotified{},
		support.ReferralMerged{},
		support.ReferredAgain{},
		support.AgainRead{},
		support.JoinedRead{},
		support.StandingMoved{},
		support.CallBackMade{},
		support.DispatchOpened{},
		support.MinisterDispatched{},
		support.StepSkipped{},
		support.RosterExhausted{},
		support.SearchReopened{},
		support.DispatchAccepted{},
		support.DispatchPassed{},
		support.DispatchLapsed{},
		support.TelephoneAllowed{},
		support.MinistersAssigned{},
		support.ContactAttempted{},
		support.ContactReminded{},
		support.BackUpCalled{},
		support.ContactMade{},
		support.VisitBegun{},
		support.VisitEnded{},
		support.VisitLate{},
		support.VisitSafe{},
		support.AddressMarked{},
		support.NoteWritten{},
		support.DocumentAdded{},
		support.DocumentRemoved{},
		support.RelativeAdded{},
		support.MessagesChosen{},
		support.FollowUpDue{},
		support.FollowUpDone{},
		support.FollowUpPaused{},
		support.DateAdded{},
		support.DateRemoved{},
		support.DateSkipped{},
		support.DateApproaching{},
		support.DateRemembered{},
		support.ConcernRaised{},
		support.ConcernSettled{},
		support.ConcernExpired{},
		support.ReleaseSigned{},
		support.ReleaseRevoked{},
		support.ReleaseExpired{},
		support.PartnerNamed{},
		support.ClaimOpened{},
		support.PaperTicked{},
		support.ClaimReminded{},
		support.ClaimFiled{},
		support.NeedPosted{},
		support.NeedNoted{},
		support.DebriefOffered{},
		support.DebriefAnswered{},
		support.MatterLinked{},
		support.MinisterLeft{},
		support.FamilyDiverted{},
		support.FamilyDeclined{},
		support.FamilyNotReached{},
		support.CaseWithdrawn{},
		support.CaseClosed{},
		support.CaseReopened{},
		support.CallNeeded{},
		support.FamilyCalled{},
		support.ContactChanged{},
	}
}
