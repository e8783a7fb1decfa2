package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// opening says how many are wanted. When somebody is there already and nobody has said when they may telephone, it says that too.
func opening(s State, wanted int, p Protocol, at time.Time) DispatchOpened {
	e := DispatchOpened{Wanted: wanted}
	if s.Phase != Assigned && s.Phase != InContact && len(s.Engaged()) > 0 && s.TelephoneAt.IsZero() && s.Telephoning == uuid.Nil {
		e.TelephoneAt = at.Add(p.Dispatch.Telephone)
	}
	return e
}

// assigned says that enough are there. A first contact that is due already stays due, unless its reminder is out.
func (s State) assigned(p Protocol, at time.Time) MinistersAssigned {
	e := MinistersAssigned{Ministers: s.Engaged(), DueAt: at.Add(p.Contact.Due)}
	if s.Phase == Assigned && !s.Reminded {
		e.DueAt = s.ContactDue
	}
	return e
}

// offerNext asks as many as are missing, best first. Circles with nobody in them are skipped at once, and once said to be; when nobody is left
// a coordinator takes over.
func offerNext(s State, f Facts, at time.Time) []domain.Event {
	missing := s.Wanted - len(s.Engaged()) - len(s.Offers())
	if !s.Asking || s.Exhausted || s.Phase == Closed || missing <= 0 {
		return nil
	}
	var events []domain.Event
	list := Rank(s, f.Candidates, f.Seed, at)
	next := 0 // circle
	for _, r := range list[:min(missing, len(list))] {
		for ; next < circle(r.step); next++ {
			if !slices.Contains(s.Steps, circles[next]) {
				events = append(events, StepSkipped{Step: circles[next]})
			}
		}
		next = circle(r.step) + 1
		events = append(events, MinisterDispatched{Minister: r.ID, Step: r.step, Because: r.because, Seed: f.Seed, DueAt: at.Add(f.Protocol.Dispatch.Answer)})
	}
	if len(list) < missing {
		events = append(events, RosterExhausted{DueAt: at.Add(f.Protocol.Dispatch.Remind)})
	}
	return events
}

// accept is a yes: somebody's own, or one that a coordinator was given on the telephone.
func accept(s State, minister, by uuid.UUID, f Facts, at time.Time) ([]domain.Event, error) {
	if err := mayAccept(s, minister, by, f); err != nil {
		return nil, err
	}
	accepted := DispatchAccepted{Minister: minister, By: by, Referral: s.Referral, TelephoneAt: s.TelephoneAt}
	if s.Phase == Dispatching && len(s.Engaged()) == 0 && s.Wanted > 1 {
		accepted.TelephoneAt = at.Add(f.Protocol.Dispatch.Telephone)
	}
	events := []domain.Event{accepted}
	state := Evolve(s, accepted)
	engaged, offers := len(state.Engaged()), state.Offers()
	if engaged >= state.Wanted {
		return append(append(events, lapse(offers)...), state.assigned(f.Protocol, at)), nil
	}
	// A yes of somebody who was not being asked (any more) takes the place of whoever was asked last.
	return append(events, lapse(offers[min(len(offers), state.Wanted-engaged):])...), nil
}

func mayAccept(s State, minister, by uuid.UUID, f Facts) error {
	seat, seated := s.Seat(minister)
	theirs := by == uuid.Nil
	tied := slices.ContainsFunc(f.Candidates, func(c Candidate) bool { return c.ID == minister && c.Tied })
	switch {
	case minister == uuid.Nil:
		return domain.Errorf(domain.Invalid, "Please choose who goes to the family.")
	case seated && seat.Status == Accepted && theirs:
		return domain.Errorf(domain.Conflict, "You are with this family already.")
	case seated && seat.Status == Accepted:
		return domain.Errorf(domain.Conflict, "They are with this family already.")
	case theirs && (!seated || seat.Status == Tied || seat.Status == Left):
		return domain.Errorf(domain.Forbidden, "You are not asked to go to this family.")
	case theirs && tied:
		return domain.Errorf(domain.Forbidden, "You have a tie to another family in the same matter, and cannot go to this one. Please pass.")
	case tied, seated && seat.Status == Tied:
		return domain.Errorf(domain.Forbidden, "They have a tie to another family in the same matter, and cannot go to this one.")
	case s.Phase == Calling, s.Phase == Notifying:
		return settled(s)
	case !theirs && !slices.ContainsFunc(f.Candidates, func(c Candidate) bool { return c.ID == minister }):
		return domain.Errorf(domain.Invalid, "Please choose somebody who stands on the rota.")
	case s.Asking && len(s.Engaged()) < s.Wanted:
		return nil
	case theirs:
		return domain.Errorf(domain.Conflict, "Thank you; enough others have accepted in the meantime. Nothing more is asked of you.")
	}
	return domain.Errorf(domain.Conflict, "Enough people have accepted in the meantime.")
}

// pass is a no. It is heard also from whoever was asked before, if they say that they have a tie.
func pass(s State, c Pass) ([]domain.Event, error) {
	seat, seated := s.Seat(c.By)
	switch {
	case !seated || seat.Status == Left:
		return nil, domain.Errorf(domain.Forbidden, "You are not asked to go to this family.")
	case seat.Status == Accepted:
		return nil, domain.Errorf(domain.Conflict, "You have accepted. If you cannot go after all, hand the family over, so that somebody else is asked.")
	case seat.Status == Tied, seat.Status != Offered && !c.Tied:
		return nil, nil
	}
	return one(DispatchPassed{Minister: c.By, Reason: c.Reason, Tied: c.Tied})
}

// handOver takes somebody off the case. While the family needs as many as before, another is looked for; once there is contact, a pair is
// enough.
func handOver(s State, c HandOver, at time.Time) ([]domain.Event, error) {
	minister := c.Minister
	if minister == uuid.Nil {
		minister = c.By
	}
	_, there := s.Visit(minister)
	switch {
	case minister != c.By && c.As != domain.RoleCoordinator:
		return nil, notCoordinator()
	case !s.IsEngaged(minister):
		return nil, domain.Errorf(domain.Conflict, "They are not with this family (any more).")
	case there:
		return nil, domain.Errorf(domain.Conflict, "They are checked in at a visit. They check out first, or a coordinator records that they are safe.")
	}
	p := c.Facts.Protocol
	wanted := max(s.Wanted, p.Dispatch.Pair)
	if s.Phase == InContact && !s.Asking {
		wanted = p.Dispatch.Pair
	}
	left := MinisterLeft{Minister: minister, By: c.By}
	state := Evolve(s, left)
	if len(state.Engaged()) >= wanted {
		return one(left)
	}
	return []domain.Event{left, opening(state, wanted, p, at)}, nil
}
