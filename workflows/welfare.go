package workflows

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/welfare"
)

// The tasks of the welfare workflow.
const (
	TaskConfirmMembership = "confirm_membership"
	TaskInterpret         = "interpret"
	TaskFindInterpreter   = "find_interpreter"
	TaskVote              = "vote"
	TaskFindTrustees      = "find_trustees"
	TaskPrepare           = "prepare_payment"
	TaskRelease           = "release_payment"
	TaskCall              = "call_family"
)

func welfareWorkflow() Workflow {
	return define(Workflow{
		Name: "welfare", Compartment: domain.Welfare, Reference: "WF",
		Timed: []domain.Command{welfare.LateInterpretation{}, welfare.RemindVotes{}, welfare.ReplaceLate{}, welfare.RemindQuestion{}, welfare.LapseQuestion{}},
		Work: func(terms, state any, e domain.Event) []domain.Effect {
			s := state.(welfare.State)
			return append(welfareWork(s, e), welfareNotices(terms.(*welfare.Guideline), s, e)...)
		},
	}, welfare.Decide, welfare.Evolve, welfareSummary)
}

func welfareWork(s welfare.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case welfare.MembershipQuestioned:
		return []domain.Effect{domain.OpenTask{Kind: TaskConfirmMembership, Role: domain.RoleClerk, DueAt: e.DueAt}}
	case welfare.MembershipConfirmed:
		if e.By == uuid.Nil {
			return nil
		}
		return []domain.Effect{domain.CloseTasks{Kind: TaskConfirmMembership, As: "confirmed"}}
	case welfare.InterpretationAwaited, welfare.InterpretationOverdue, welfare.StoryInterpreted, welfare.InterpretationWaived:
		return interpretWork(s, e)
	case welfare.MembershipRefused:
		return []domain.Effect{domain.CloseTasks{Kind: TaskConfirmMembership, As: "refused"}}
	case welfare.CallNeeded:
		return []domain.Effect{domain.OpenTask{Kind: TaskCall, Role: domain.RoleClerk}}
	case welfare.ContactChanged:
		return familyReached(e.Former, e.Erased)
	case welfare.FamilyCalled:
		return []domain.Effect{domain.CloseTasks{Kind: TaskCall, As: "called"}}
	case welfare.CaseClosed:
		return closeAll(s)
	case welfare.RequestApproved, welfare.RequestDeclined:
		return []domain.Effect{domain.CloseTasks{Kind: TaskVote, As: "decided"}, domain.CloseTasks{Kind: TaskFindTrustees, As: "decided"}}
	case welfare.FundsReserved, welfare.PaymentPrepared, welfare.PaymentReturned, welfare.PaymentReleased, welfare.ReservationVoided:
		return welfareMoney(e)
	}
	return panelWork(s, event)
}

func interpretWork(s welfare.State, event domain.Event) []domain.Effect {
	as := "interpreted"
	switch e := event.(type) {
	case welfare.InterpretationAwaited:
		return []domain.Effect{
			domain.OpenTask{Kind: TaskInterpret, Role: domain.RoleInterpreter, DueAt: e.DueAt, Brief: domain.Brief{Language: s.Language}},
			domain.SetTimer{Command: "late_interpretation", At: e.DueAt},
		}
	case welfare.InterpretationOverdue:
		return []domain.Effect{domain.OpenTask{Kind: TaskFindInterpreter, Role: domain.RoleClerk, DueAt: e.DueAt, Brief: domain.Brief{Language: s.Language}}}
	case welfare.InterpretationWaived:
		as = "waived"
	}
	return []domain.Effect{domain.CloseTasks{Kind: TaskInterpret, As: as}, domain.CloseTasks{Kind: TaskFindInterpreter, As: as}}
}

func panelWork(s welfare.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case welfare.PanelDrawn:
		work := voteTimers(e.RemindAt, e.DueAt)
		for _, t := range e.Panel {
			work = append(work, domain.OpenTask{Kind: TaskVote, Role: domain.RoleTrustee, Assignee: t, DueAt: e.DueAt})
		}
		return work
	case welfare.AlternateDrawn:
		task := domain.OpenTask{Kind: TaskVote, Role: domain.RoleTrustee, Assignee: e.Trustee, DueAt: e.DueAt}
		if !s.PausedAt.IsZero() {
			task.DueAt = time.Time{} // until the family has answered, as all the others
		}
		return append(voteTimers(e.RemindAt, e.DueAt), task)
	case welfare.TrusteeRecused:
		return []domain.Effect{domain.CloseTasks{Kind: TaskVote, Assignee: e.Trustee, As: "recused"}}
	case welfare.TrusteeRelieved:
		return []domain.Effect{domain.CloseTasks{Kind: TaskVote, Assignee: e.Trustee, As: "relieved"}}
	case welfare.VoteCast:
		return []domain.Effect{domain.CloseTasks{Kind: TaskVote, Assignee: e.Trustee, As: "voted"}}
	case welfare.BoardExhausted:
		return []domain.Effect{domain.OpenTask{Kind: TaskFindTrustees, Role: domain.RoleClerk, DueAt: e.DueAt}}
	case welfare.BoardReopened:
		return []domain.Effect{domain.CloseTasks{Kind: TaskFindTrustees, As: "reopened"}}
	case welfare.QuestionAsked:
		work := []domain.Effect{domain.SetTimer{Command: "remind_question", At: e.RemindAt}, domain.SetTimer{Command: "lapse_question", At: e.AnswerBy}}
		for _, seat := range s.Pending() {
			work = append(work, domain.MoveTask{Kind: TaskVote, Assignee: seat.Trustee})
		}
		return work
	case welfare.QuestionAnswered:
		var work []domain.Effect
		for _, seat := range s.Pending() {
			work = append(work, domain.MoveTask{Kind: TaskVote, Assignee: seat.Trustee, DueAt: seat.DueAt})
			for _, t := range voteTimers(seat.RemindAt, seat.DueAt) {
				if !slices.Contains(work, t) {
					work = append(work, t)
				}
			}
		}
		return work
	}
	return nil
}

func welfareMoney(event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case welfare.FundsReserved:
		return []domain.Effect{
			domain.Transfer{Kind: domain.TransferReserve, Fund: e.Fund, Cents: e.AmountCents},
			domain.Award{Fund: e.Fund, Cents: e.AmountCents, Approvers: e.Approvers},
			domain.OpenTask{Kind: TaskPrepare, Role: domain.RoleTreasurer, DueAt: e.DueAt},
		}
	case welfare.PaymentPrepared:
		return []domain.Effect{
			domain.Award{Preparer: e.By, Method: e.Method},
			domain.CloseTasks{Kind: TaskPrepare, As: "prepared"},
			domain.OpenTask{Kind: TaskRelease, Role: domain.RoleSignatory, DueAt: e.DueAt},
		}
	case welfare.PaymentReturned:
		return []domain.Effect{
			domain.Award{Unprepared: true},
			domain.CloseTasks{Kind: TaskRelease, As: "returned"},
			domain.OpenTask{Kind: TaskPrepare, Role: domain.RoleTreasurer, DueAt: e.DueAt},
		}
	case welfare.PaymentReleased:
		return []domain.Effect{
			domain.Transfer{Kind: domain.TransferPost, Fund: e.Fund, Cents: e.AmountCents},
			domain.Award{Releaser: e.By},
			domain.CloseTasks{Kind: TaskRelease, As: "released"},
		}
	case welfare.ReservationVoided:
		return []domain.Effect{domain.Transfer{Kind: domain.TransferVoid, Fund: e.Fund, Cents: e.AmountCents}, domain.Award{Voided: true}}
	}
	return nil
}

// closeAll takes every open task of an ended case away, saying how it ended.
func closeAll(s welfare.State) []domain.Effect {
	if s.Phase == welfare.Paid {
		return nil // its last task was just done
	}
	var work []domain.Effect
	for _, kind := range []string{TaskConfirmMembership, TaskInterpret, TaskFindInterpreter, TaskVote, TaskFindTrustees, TaskPrepare, TaskRelease} {
		work = append(work, domain.CloseTasks{Kind: kind, As: string(s.Phase)})
	}
	return work
}

func voteTimers(remind, due time.Time) []domain.Effect {
	return []domain.Effect{domain.SetTimer{Command: "remind_votes", At: remind}, domain.SetTimer{Command: "replace_late", At: due}}
}

// welfareNotices turns the guideline's lines of who is told what into messages. Nobody but the requester, the trustees the
// event is about, and the holders of a role can be named there.
func welfareNotices(g *welfare.Guideline, s welfare.State, event domain.Event) []domain.Effect {
	var notices []domain.Effect
	for _, n := range g.Tell {
		if n.When != event.EventType() {
			continue
		}
		switch n.Who {
		case welfare.ToRequester:
			notices = append(notices, domain.Notify{Requester: true, Template: n.Say})
		case welfare.ToTrustee:
			for _, t := range concerned(s, event) {
				notices = append(notices, domain.Notify{Person: t, Template: n.Say})
			}
		case welfare.ToClerk, welfare.ToInterpreter, welfare.ToTreasurer, welfare.ToSignatory:
			notices = append(notices, domain.Notify{Role: domain.Role(n.Who), Template: n.Say})
		}
	}
	return notices
}

// concerned are the trustees an event is about.
func concerned(s welfare.State, event domain.Event) []uuid.UUID {
	switch e := event.(type) {
	case welfare.PanelDrawn:
		return e.Panel
	case welfare.AlternateDrawn:
		return []uuid.UUID{e.Trustee}
	case welfare.VoteReminded:
		return e.Trustees
	case welfare.QuestionAnswered:
		// Whoever asked and has left learns nothing more.
		return slices.DeleteFunc(slices.Clone(e.Askers), func(t uuid.UUID) bool {
			_, seated := s.Seat(t)
			return !seated
		})
	}
	var pending []uuid.UUID
	for _, seat := range s.Pending() {
		pending = append(pending, seat.Trustee)
	}
	return pending
}

func welfareSummary(s welfare.State) domain.Summary {
	sum := domain.Summary{
		Phase: string(s.Phase), Emergency: s.Emergency, Fund: s.Fund, AskedCents: s.AskedCents, AwardCents: s.AwardCents,
		Member: s.Member, Household: s.Household, Closed: s.Phase.Ended(), Waits: s.Phase == welfare.Awaiting,
	}
	switch s.Phase {
	case welfare.None:
	case welfare.Confirming:
		sum.Status, sum.Next, sum.NextBy = domain.Received, domain.NextClerk, s.DueAt
	case welfare.Interpreting:
		sum.Status, sum.Next, sum.NextBy = domain.Received, domain.NextInterpreter, s.DueAt
		if s.Overdue {
			sum.Next = domain.NextClerk
		}
	case welfare.Drawing:
		sum.Status, sum.Next = domain.Received, domain.NextAlmoner
	case welfare.Voting:
		sum.Status, sum.Next, sum.NextBy = domain.InReview, domain.NextTrustees, s.VoteBy()
	case welfare.Asking:
		sum.Status, sum.Next, sum.NextBy = domain.WaitingForYou, domain.NextYou, s.AnswerBy
	case welfare.Exhausted:
		sum.Status, sum.Next, sum.NextBy = domain.InReview, domain.NextClerk, s.DueAt
	case welfare.Awaiting:
		sum.Status, sum.Next = domain.Approved, domain.NextFund
	case welfare.Preparing:
		sum.Status, sum.Next, sum.NextBy = domain.Approved, domain.NextTreasurer, s.DueAt
	case welfare.Releasing:
		sum.Status, sum.Next, sum.NextBy = domain.Approved, domain.NextSignatory, s.DueAt
	case welfare.Paid:
		sum.Status, sum.Next = domain.Paid, domain.NextNobody
	case welfare.Declined:
		sum.Status, sum.Next = domain.Declined, domain.NextNobody
	case welfare.Withdrawn:
		sum.Status, sum.Next = domain.Withdrawn, domain.NextNobody
	case welfare.Lapsed:
		sum.Status, sum.Next = domain.Lapsed, domain.NextNobody
	}
	return sum
}
