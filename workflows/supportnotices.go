package workflows

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

// supportNotices turns the protocol's lines of who is told what into messages. To a family goes only what passes the gate of each relative.
func supportNotices(p *support.Protocol, s support.State, event domain.Event) []domain.Effect {
	var notices []domain.Effect
	if s.Joined.Into != uuid.Nil { // nothing goes to the number of the open case because of it
		return nil
	}
	for _, n := range p.Tell {
		if n.When != event.EventType() {
			continue
		}
		switch n.Who {
		case support.ToRequester:
			if r, known := s.Relative(uuid.Nil); known && r.MayAnswer() && !again(event) {
				notices = append(notices, domain.Notify{Relative: r.ID, Template: n.Say})
			}
		case support.ToRelatives:
			only := relativeOf(event)
			for _, r := range s.Relatives {
				if r.MayWrite() && (only == uuid.Nil || only == r.ID) {
					notices = append(notices, domain.Notify{Relative: r.ID, Template: n.Say})
				}
			}
		case support.ToMinister:
			if minister := ministerOf(event); minister != uuid.Nil {
				notices = append(notices, domain.Notify{Person: minister, Template: n.Say})
			}
		case support.ToMinisters:
			for _, minister := range s.Engaged() {
				notices = append(notices, domain.Notify{Person: minister, Template: n.Say})
			}
		case support.ToCoordinator:
			notices = append(notices, domain.Notify{Role: domain.RoleCoordinator, Template: n.Say})
		}
	}
	return notices
}

// again tells that a request came from the number of an open case. Nothing goes to that number because of it: whoever asks may be a stranger,
// and the family may not know yet.
func again(event domain.Event) bool {
	referred, ok := event.(support.FamilyReferred)
	return ok && referred.Again
}

// relativeOf is the one whom an event is about: their choices are news to nobody else.
func relativeOf(event domain.Event) uuid.UUID {
	switch e := event.(type) {
	case support.MessagesChosen:
		return e.Relative
	case support.RelativeAdded:
		return e.Relative
	case support.RelativeNotified:
		return e.Relative
	}
	return uuid.Nil
}

// ministerOf is the one whom an event is about.
func ministerOf(event domain.Event) uuid.UUID {
	switch e := event.(type) {
	case support.MinisterDispatched:
		return e.Minister
	case support.DispatchAccepted:
		return e.Minister
	case support.TelephoneAllowed:
		return e.Minister
	case support.FollowUpDue:
		return e.Minister
	case support.DateApproaching:
		return e.Minister
	case support.DebriefOffered:
		return e.Minister
	case support.VisitLate:
		return e.Minister
	}
	return uuid.Nil
}

func supportSummary(s support.State) domain.Summary {
	sum := domain.Summary{Phase: string(s.Phase), Emergency: s.Safety, Closed: s.Phase == support.Closed, Matter: s.Matter}
	switch s.Phase {
	case support.None:
	case support.Calling:
		sum.Status, sum.Next, sum.NextBy = domain.Received, domain.NextCoordinator, s.DueAt
	case support.Notifying:
		sum.Status, sum.Next, sum.NextBy = domain.Received, domain.NextDesk, s.DueAt
	case support.Dispatching:
		sum.Status, sum.Next = domain.Received, domain.NextMinisters
		if s.Exhausted {
			sum.Next, sum.NextBy = domain.NextCoordinator, s.DueAt
		}
	case support.Assigned:
		sum.Status, sum.Next, sum.NextBy = domain.Assigned, domain.NextMinisters, s.ContactDue
	case support.InContact:
		sum.Status, sum.Next, sum.NextBy = domain.InContact, domain.NextMinisters, s.FollowDue
	case support.Closed:
		sum.Status, sum.Next = closedStatus(s.Outcome), domain.NextNobody
		if s.Outcome == support.Diverted {
			sum.Next = domain.NextPartner
		}
	}
	return sum
}

func closedStatus(o support.Outcome) domain.Status {
	switch o {
	case support.Completed:
		return domain.Completed
	case support.Withdrawn:
		return domain.Withdrawn
	default:
		return domain.Closed
	}
}
