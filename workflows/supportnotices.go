package workflows

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/support"
)

// supportNotices turns the protocol's lines of who is told what into messages. To a family goes only what passes the gate of each relative.
func supportNotices(p *support.Protocol, s support.State, event domain.Event) []domain.Effect {
	seen, joined := []domain.Event{event}, s.Joined.Into != uuid.Nil
	if joined {
		seen = support.Apart(event)
	}
	var notices []domain.Effect
	for _, event := range seen {
		for _, n := range p.Tell {
			switch {
			case n.When != event.EventType():
			case n.Who == support.ToRequester, n.Who == support.ToRelatives:
				notices = append(notices, toFamily(n, s, event)...)
			case !joined: // what came again is the coordinators' task beside the case that goes on
				notices = append(notices, toStaff(n, s, event)...)
			}
		}
	}
	if cameAgain(event) {
		return byMail(notices)
	}
	return apart(s, notices)
}

// toFamily is a line of the protocol for whoever asked for themselves, or for those of the family who want to be written to.
func toFamily(n support.Notice, s support.State, event domain.Event) (notices []domain.Effect) {
	if n.Who == support.ToRequester {
		if r, known := s.Relative(uuid.Nil); known && r.MayAnswer() {
			notices = append(notices, domain.Notify{Relative: r.ID, Template: n.Say, ByMail: !r.MayText()})
		}
		return notices
	}
	only := relativeOf(event)
	for _, r := range s.Relatives {
		if r.MayWrite() && (only == uuid.Nil || only == r.ID) {
			notices = append(notices, domain.Notify{Relative: r.ID, Template: n.Say})
		}
	}
	return notices
}

func toStaff(n support.Notice, s support.State, event domain.Event) (notices []domain.Effect) {
	switch n.Who {
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
	default:
	}
	return notices
}

// apart lets what a joined request leads to go by e-mail alone, as long as its number is that of the case that goes on: whoever asks may be a
// stranger, and the family may not know yet. An address that they gave themselves hears what that of any other request hears.
func apart(s support.State, work []domain.Effect) []domain.Effect {
	if s.Joined.Into == uuid.Nil || s.OwnNumber {
		return work
	}
	return byMail(work)
}

func byMail(work []domain.Effect) []domain.Effect {
	for i, effect := range work {
		if n, ok := effect.(domain.Notify); ok && n.Relative != uuid.Nil {
			n.ByMail = true
			work[i] = n
		}
	}
	return work
}

// cameAgain tells that a request came from the number of an open case.
func cameAgain(event domain.Event) bool {
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
