package support

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// decideContact is for those who accepted: trying, reaching, and being at the door.
func decideContact(s State, c Command, at time.Time) ([]domain.Event, error) {
	who := whoOf(c)
	if err := among(s, who); err != nil {
		return nil, err
	}
	if c, marks := c.(MarkAddress); marks {
		if c.Unsafe == s.Unsafe {
			return nil, nil
		}
		return one(AddressMarked{By: c.By, Unsafe: c.Unsafe})
	}
	if s.Phase != Assigned && s.Phase != InContact && (s.Telephoning == uuid.Nil || s.Telephoning != who.By) {
		return nil, domain.Errorf(domain.Conflict, "Please wait until a second person has accepted, or until you are told that you may telephone.")
	}
	switch c := c.(type) {
	case Attempt:
		if s.Phase == InContact {
			return nil, settled(s)
		}
		return one(ContactAttempted{By: c.By, Note: c.Note})
	case Made:
		return made(s, c, at)
	case CheckIn:
		return checkIn(s, c, at)
	default:
		return nil, unknown(c)
	}
}

// made is the first contact. It begins the plan of follow-ups, and offers whoever went a conversation of their own. Whoever was only asked
// because there was no contact is not needed any more.
func made(s State, c Made, at time.Time) ([]domain.Event, error) {
	if s.Phase == InContact {
		return nil, domain.Errorf(domain.Conflict, "Contact was recorded in the meantime.")
	}
	p := c.Facts.Protocol
	var events []domain.Event
	if s.Asking && len(s.Engaged()) >= max(1, p.Dispatch.Pair) {
		events = append(lapse(s.Offers()), s.assigned(p, at))
	}
	contact := ContactMade{By: c.By, Note: c.Note, Referral: s.Referral, MadeAt: at}
	contact.NextAt, _ = p.FollowUp.next(at, 0, at)
	events = append(events, contact)
	for _, minister := range s.Engaged() {
		events = append(events, DebriefOffered{Minister: minister, DueAt: at.Add(p.Care.Debrief)})
	}
	return events, nil
}

func checkIn(s State, c CheckIn, at time.Time) ([]domain.Event, error) {
	_, there := s.Visit(c.By)
	switch {
	case there:
		return nil, nil
	case len(s.Engaged()) < c.Facts.Protocol.Dispatch.Pair:
		return nil, domain.Errorf(domain.Rejected, "Please telephone only. Nobody visits alone; a second person is still being asked.")
	case s.Unsafe:
		return nil, domain.Errorf(domain.Rejected, "This address is marked as unsafe. Please meet somewhere else, and call the coordinator.")
	}
	return one(VisitBegun{Minister: c.By, Since: at, DueAt: at.Add(c.Facts.Protocol.Contact.Visit)})
}

// decideVisit ends visits. Somebody's safety does not end with their part in the case, or with the case.
func decideVisit(s State, c Command, at time.Time) ([]domain.Event, error) {
	if s.Phase == None {
		return nil, notFound()
	}
	switch c := c.(type) {
	case CheckOut:
		visit, there := s.Visit(c.By)
		if !there {
			return nil, domain.Errorf(domain.Conflict, "You are not checked in at a visit.")
		}
		events := []domain.Event{VisitEnded{Minister: c.By, Minutes: int(at.Sub(visit.Since).Minutes()), Unsafe: c.Unsafe}}
		if c.Unsafe && !s.Unsafe {
			events = append(events, AddressMarked{By: c.By, Unsafe: true})
		}
		return events, nil
	case FoundSafe:
		switch {
		case c.As != domain.RoleCoordinator:
			return nil, notCoordinator()
		case len(s.Visits) == 0:
			return nil, domain.Errorf(domain.Conflict, "Everybody has checked out in the meantime.")
		}
		return one(VisitSafe{By: c.By, Note: c.Note})
	default:
		return nil, unknown(c)
	}
}
