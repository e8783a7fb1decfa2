package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Evolve folds one event into the state. It never fails: an event is a fact.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	s.Relatives, s.Seats, s.Visits = slices.Clone(s.Relatives), slices.Clone(s.Seats), slices.Clone(s.Visits)
	s.Dates, s.Releases, s.Needs = slices.Clone(s.Dates), slices.Clone(s.Releases), slices.Clone(s.Needs)
	switch e := event.(type) {
	case FamilyReferred:
		s.Phase, s.Program, s.Version, s.Asker, s.EnteredBy = Calling, e.Program, e.Version, e.Asker, e.EnteredBy
		s.Basis = e.Basis
		s.Referral, s.Matter, s.Language, s.Faith, s.Area, s.Safety = e.Referral, e.Matter, e.Language, e.Faith, e.Area, e.Safety
		s.Trusted, s.Independent = e.Trusted, e.Independent
		s.Relatives = []Relative{{ID: e.Relative, Notified: e.Notified, Asked: e.Asker == AskFamily && e.Notified, Texts: e.Texts, Silent: e.Silent}}
	case CallBackAwaited:
		s.Phase, s.DueAt = Calling, e.DueAt
	case NotificationAwaited:
		s.Phase, s.DueAt = Notifying, e.DueAt
	case RelativeNotified:
		s.relative(e.Relative, func(r *Relative) { r.Notified = true })
	case CallBackMade:
		s.Trusted = true
	case MatterLinked:
		s.Matter = e.Matter
	case RelativeAdded:
		s.Relatives = append(s.Relatives, Relative{ID: e.Relative, Notified: e.Notified, Texts: e.Texts, Child: e.Child})
	case MessagesChosen:
		s.relative(e.Relative, func(r *Relative) { r.Texts, r.Silent = e.Yes, !e.Yes })
	case DocumentAdded:
		s.Documents = append(slices.Clone(s.Documents), Document{ID: e.Document, Data: e.Data, By: e.By})
	case DocumentRemoved:
		s.Documents = slices.DeleteFunc(slices.Clone(s.Documents), func(d Document) bool { return d.ID == e.Document })
	case AddressMarked:
		s.Unsafe = e.Unsafe
	case ContactChanged, CallNeeded, FamilyCalled:
		s = evolveReach(s, e)
	case ReferredAgain, AgainRead, JoinedRead:
		s = evolveAgain(s, e)
	case ReferralMerged, StandingMoved:
		s = evolveJoined(s, e)
	case CaseReopened:
		s.Joined = Joined{}
		s.Phase, s.Outcome, s.ContactAt, s.Attempts, s.Steps = Dispatching, "", time.Time{}, 0, nil
	case CaseClosed:
		s = evolveClosed(s, e)
	default:
		s = evolveDispatch(s, e)
	}
	return s
}

// evolveClosed stops every clock. A visit whose alarm is out stays until somebody has checked out, or was found safe.
func evolveClosed(s State, e CaseClosed) State {
	s.Phase, s.Outcome, s.DueAt = Closed, e.Outcome, time.Time{}
	s.Asking, s.Exhausted, s.Debriefing = false, false, nil
	s.Following, s.FollowAt, s.FollowDue, s.Remembering, s.Approaching = false, time.Time{}, time.Time{}, false, nil
	s.ConcernUntil, s.ConcernSettled = time.Time{}, false
	return s.unreached()
}

// unreached forgets the clocks of a first contact.
func (s State) unreached() State {
	s.TelephoneAt, s.Telephoning, s.ContactDue, s.BackUpAt, s.Reminded = time.Time{}, uuid.Nil, time.Time{}, time.Time{}, false
	return s
}

func evolveDispatch(s State, event domain.Event) State {
	switch e := event.(type) {
	case DispatchOpened:
		s.Wanted, s.Asking, s.Exhausted, s.DueAt = e.Wanted, true, false, time.Time{}
		if !e.TelephoneAt.IsZero() {
			s.TelephoneAt = e.TelephoneAt
		}
		if s.Phase == Calling || s.Phase == Notifying {
			s.Phase = Dispatching
		}
	case MinisterDispatched:
		s.sit(Seat{Minister: e.Minister, Status: Offered, DueAt: e.DueAt})
		s.step(e.Step)
	case StepSkipped:
		s.step(e.Step)
	case RosterExhausted:
		s.Exhausted, s.DueAt = true, e.DueAt
	case SearchReopened:
		s.Exhausted, s.DueAt, s.Steps = false, time.Time{}, nil
		s.Seats = slices.DeleteFunc(s.Seats, func(seat Seat) bool { return seat.Status == NoAnswer || seat.Status == Passed })
	case DispatchAccepted:
		s.sit(Seat{Minister: e.Minister, Status: Accepted})
		s.TelephoneAt = e.TelephoneAt
	case DispatchPassed:
		s.stand(e.Minister, Passed)
		if e.Tied {
			s.stand(e.Minister, Tied)
		}
	case DispatchLapsed:
		s.stand(e.Minister, NoAnswer)
	case TelephoneAllowed:
		s.Telephoning, s.TelephoneAt = e.Minister, time.Time{}
		if s.ContactDue.IsZero() {
			s.ContactDue, s.Reminded = e.DueAt, false
		}
	case MinistersAssigned:
		s = evolveAssigned(s, e)
	case MinisterLeft:
		s = evolveLeft(s, e)
	default:
		s = evolveContact(s, e)
	}
	return s
}

// evolveAssigned ends the asking. Whoever joins after the reminder of the first contact has a clock of their own.
func evolveAssigned(s State, e MinistersAssigned) State {
	s.Wanted, s.Asking, s.Exhausted, s.DueAt = len(e.Ministers), false, false, time.Time{}
	s.TelephoneAt, s.Telephoning = time.Time{}, uuid.Nil
	if s.Phase == InContact {
		return s
	}
	if !e.DueAt.Equal(s.ContactDue) {
		s.Reminded = false
	}
	s.Phase, s.ContactDue = Assigned, e.DueAt
	return s
}

// evolveLeft empties a seat. When nobody is left before there is contact, people are asked as at the beginning.
func evolveLeft(s State, e MinisterLeft) State {
	s.stand(e.Minister, Left)
	s.Debriefing = without(s.Debriefing, e.Minister)
	if s.Telephoning == e.Minister {
		s.Telephoning = uuid.Nil
	}
	if len(s.Engaged()) > 0 || s.Phase == InContact {
		return s
	}
	s.Phase = Dispatching
	return s.unreached()
}

func evolveContact(s State, event domain.Event) State {
	switch e := event.(type) {
	case ContactAttempted:
		s.Attempts++
	case ContactReminded:
		s.Reminded, s.BackUpAt = true, e.BackUpAt
	case BackUpCalled:
		s.BackUpAt = time.Time{}
	case ContactMade:
		s = s.unreached()
		s.Phase, s.ContactAt, s.FollowAt, s.FollowStep = InContact, e.MadeAt, e.NextAt, 0
	case VisitBegun:
		s.Visits = append(s.Visits, Visit{Minister: e.Minister, Since: e.Since, DueAt: e.DueAt})
	case VisitEnded:
		s.Visits = slices.DeleteFunc(s.Visits, func(v Visit) bool { return v.Minister == e.Minister })
		s.Unsafe = s.Unsafe || e.Unsafe
	case VisitLate:
		for i := range s.Visits {
			if s.Visits[i].Minister == e.Minister {
				s.Visits[i].Late = true
			}
		}
	case VisitSafe:
		alarm := slices.ContainsFunc(s.Visits, func(v Visit) bool { return v.Late })
		s.Visits = slices.DeleteFunc(s.Visits, func(v Visit) bool { return v.Late || !alarm })
	case DebriefOffered:
		s.Debriefing = append(slices.Clone(s.Debriefing), e.Minister)
	case DebriefAnswered:
		s.Debriefing = without(s.Debriefing, e.Minister)
	default:
		s = evolveCare(s, e)
	}
	return s
}

func (s State) relative(id uuid.UUID, f func(*Relative)) {
	for i := range s.Relatives {
		if s.Relatives[i].ID == id {
			f(&s.Relatives[i])
		}
	}
}

// sit gives a person a seat, in place of the one they had.
func (s *State) sit(seat Seat) {
	s.Seats = slices.DeleteFunc(s.Seats, func(other Seat) bool { return other.Minister == seat.Minister })
	s.Seats = append(s.Seats, seat)
}

func (s State) stand(minister uuid.UUID, as SeatStatus) {
	for i := range s.Seats {
		if s.Seats[i].Minister == minister {
			s.Seats[i].Status = as
		}
	}
}

// step keeps that a circle was asked or skipped.
func (s *State) step(step string) {
	if !slices.Contains(s.Steps, step) {
		s.Steps = append(slices.Clone(s.Steps), step)
	}
}
