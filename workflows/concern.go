package workflows

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/concern"
)

// TaskConcern waits for those whom the organization has named for reports about an adult.
const TaskConcern = "look_into_concern"

func concernWorkflow() Workflow {
	return define(Workflow{
		Name: "concern", Compartment: domain.Safeguard, Reference: "SG",
		Timed: []domain.Command{concern.Wake{}},
		Work: func(_, state any, event domain.Event) []domain.Effect {
			s := state.(concern.State)
			task := domain.OpenTask{Kind: TaskConcern, Role: domain.RoleSafeguard, DueAt: s.DueAt}
			var work []domain.Effect
			switch e := event.(type) {
			case concern.Reported:
				work = append(work, task, domain.Notify{Role: domain.RoleSafeguard, Template: "task"})
			case concern.Added:
				work = append(work, domain.Notify{Role: domain.RoleSafeguard, Template: "task"})
			case concern.Looked:
				work = append(work, domain.CloseTasks{Kind: TaskConcern, As: "again"}, task)
			case concern.Overdue: // the last resort is a person who looks after the whole installation
				work = append(work, domain.Notify{Role: domain.RoleSafeguard, Template: "task"}, domain.Notify{Role: domain.RoleAdmin, Template: "task"})
			case concern.ContactChanged:
				work = append(work, familyReached(e.Former, e.Erased)...)
			case concern.Settled:
				work = append(work, domain.CloseTasks{Kind: TaskConcern, As: "settled"})
			}
			if wake := s.NextWake(); !wake.IsZero() && !wake.Equal(s.Armed) {
				work = append(work, domain.SetTimer{Command: concern.Wake{}.CommandName(), At: wake})
			}
			return work
		},
	}, concern.Decide, concern.Evolve, func(s concern.State) domain.Summary {
		sum := domain.Summary{Emergency: s.Danger, Closed: s.Settled, Next: domain.NextSafeguard, NextBy: s.DueAt}
		switch {
		case s.Program == "":
			return domain.Summary{}
		case s.Settled:
			sum.Status, sum.Phase, sum.Next, sum.NextBy = domain.Closed, "settled", domain.NextNobody, time.Time{}
		case s.By != uuid.Nil:
			sum.Status, sum.Phase = domain.InReview, "looked_into"
		default:
			sum.Status, sum.Phase = domain.Received, "reported"
		}
		return sum
	})
}

func concernEvents() []domain.Event {
	return []domain.Event{concern.Reported{}, concern.Added{}, concern.Looked{}, concern.Referred{}, concern.Overdue{}, concern.ContactChanged{}, concern.Settled{}}
}
