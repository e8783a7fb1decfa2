package workflows

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
)

// applicationNotices turns the program's lines of who is told what into messages. Nothing goes to whoever is barred or asked not to be written to,
// and a child is never written to without the guardians.
func applicationNotices(rules *application.Rules, s application.State, event domain.Event) []domain.Effect {
	var notices []domain.Effect
	for _, n := range rules.Tell {
		if n.When != event.EventType() || !telling(event, n.Say) {
			continue
		}
		if n.Who == application.ToCoordinator {
			notices = append(notices, domain.Notify{Role: domain.RoleCoordinator, Template: n.Say})
			continue
		}
		readers := s.Readers()
		if n.Who == application.ToRequester && len(readers) > 0 && !s.Minor {
			readers = readers[:1]
		}
		for _, c := range readers {
			if !c.Silent {
				notices = append(notices, domain.Notify{Relative: c.Text, Template: n.Say})
			}
		}
		if len(readers) > 0 && !slices.ContainsFunc(readers, func(c application.Contact) bool { return !c.Silent }) && pressing(event) {
			// Nobody may be written to: somebody calls.
			notices = append(notices, coordinatorsOnce(s)...)
		}
	}
	return notices
}

// pressing tells what cannot wait until somebody looks at their page.
func pressing(event domain.Event) bool {
	switch e := event.(type) {
	case application.PlaceNoted:
		return e.Place == application.PlaceOffered || e.Place == application.PlaceSeated
	case application.SessionNoted, application.QuestionAsked:
		return true
	}
	return false
}

func coordinatorsOnce(s application.State) []domain.Effect {
	if s.ToCall {
		return nil
	}
	return []domain.Effect{domain.CloseTasks{Kind: TaskCall, As: "again"}, coordinators(TaskCall)}
}

// telling keeps a line for one thing apart from another of the same event: an offer is not a place.
func telling(event domain.Event, say string) bool {
	e, is := event.(application.PlaceNoted)
	if !is {
		return true
	}
	switch say {
	case "offer":
		return e.Place == application.PlaceOffered
	case "place":
		return e.Place == application.PlaceSeated
	}
	return e.Place != application.PlaceOffered && e.Place != application.PlaceSeated
}

func applicationSummary(s application.State) domain.Summary {
	sum := domain.Summary{Phase: string(s.Phase), Household: s.Household, Closed: s.Phase == application.Over}
	switch s.Phase {
	case application.None:
	case application.Screening:
		sum.Status, sum.Next, sum.NextBy = domain.InReview, domain.NextCoordinator, firstDue(s)
	case application.Reviewing:
		sum.Status, sum.Next, sum.NextBy = domain.InReview, domain.NextCoordinator, s.ReviewDue
	case application.Signing:
		sum.Status, sum.Next = domain.WaitingForYou, domain.NextYou
	case application.Seeking:
		sum.Status, sum.Next = domain.InReview, domain.NextAlmoner
	case application.Waiting:
		sum.Status, sum.Next = domain.WaitingList, domain.NextAlmoner
	case application.Offered:
		sum.Status, sum.Next, sum.NextBy = domain.WaitingForYou, domain.NextYou, s.OfferTill
	case application.InPlace:
		sum.Status, sum.Next = domain.Accepted, domain.NextNobody
		if len(s.Unsigned) > 0 {
			sum.Next = domain.NextYou
		}
	case application.Over:
		sum.Status, sum.Next = endedStatus(s.Outcome), domain.NextNobody
	}
	if s.Question != uuid.Nil {
		sum.Status, sum.Next, sum.NextBy = domain.WaitingForYou, domain.NextYou, time.Time{}
	}
	if s.InDoubt() && sum.Next != domain.NextYou {
		sum.Next, sum.NextBy = domain.NextCoordinator, s.DoubtDue
	}
	return sum
}

// firstDue is when the first check that is awaited should be done.
func firstDue(s application.State) time.Time {
	var due time.Time
	for _, c := range s.Checks {
		if c.Status != application.CheckGood && !c.DueAt.IsZero() && (due.IsZero() || c.DueAt.Before(due)) {
			due = c.DueAt
		}
	}
	return due
}

func endedStatus(o application.Ending) domain.Status {
	switch o {
	case application.Done:
		return domain.Completed
	case application.Turned:
		return domain.Declined
	case application.Withdrawn:
		return domain.Withdrawn
	case application.Lapsed, application.Unplaced:
		return domain.Lapsed
	default:
		return domain.Closed
	}
}
