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
		s.Referral, s.Matter, s.Language, s.Faith, s.Area, s.Safety = e.Referral, e.Matter, e.Language, e.Faith, e.Area, e.Safety
		s.Relatives = []Relative{{ID: e.Relative, Notified: e.Notified || e.Asker == AskFamily, Asked: e.Asker == AskFamily, Texts: e.Texts, Silent: e.Silent}}
	case CallBackAwaited:
		s.Phase, s.DueAt = Calling, e.DueAt
	case NotificationAwaited:
		s.Phase, s.DueAt = Notifying, e.DueAt
	case RelativeNotified:
		s.relative(e.Relative, func(r *Relative) { r.Notified = true })
	case MatterLinked:
		s.Matter = e.Matter
	case RelativeAdded:
		s.Relatives = append(s.Relatives, Relative{ID: e.Relative, Notified: e.Notified, Texts: e.Texts, Child: e.Child})
	case MessagesChosen:
		s.relative(e.Relative, func(r *Relative) { r.Texts, r.Silent = e.Yes, !e.Yes })
	case AddressMarked:
		s.Unsafe = e.Unsafe
	case CallNeeded:
		s.ToCall = true
	case FamilyCalled:
		s.ToCall = false
	case CaseReopened:
		s.Phase, s.Outcome, s.DueAt = Dispatching, "", time.Time{}
		s.ContactAt, s.ContactDue, s.BackUpAt, s.Reminded = time.Time{}, time.Time{}, time.Time{}, false
	case CaseClosed:
		s.Outcome = e.Outcome
		s.Phase, s.Visits, s.Asking, s.Exhausted = Closed, nil, false, false
		s.ConcernUntil, s.TelephoneAt = time.Time{}, time.Time{}
		for i, seat := range s.Seats {
			if seat.Status == Offered {
				s.Seats[i].Status = NoAnswer
			}
		}
	default:
		s = evolveDispatch(s, e)
	}
	return s
}

func evolveDispatch(s State, event domain.Event) State {
	switch e := event.(type) {
	case DispatchOpened:
		s.Wanted, s.Asking, s.Exhausted = e.Wanted, true, false
		if s.Phase == Calling || s.Phase == Notifying {
			s.Phase, s.DueAt = Dispatching, time.Time{}
		}
	case MinisterDispatched:
		s.sit(Seat{Minister: e.Minister, Status: Offered, DueAt: e.DueAt})
	case RosterExhausted:
		s.Exhausted, s.DueAt = true, e.DueAt
	case SearchReopened:
		s.Exhausted, s.DueAt = false, time.Time{}
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
		s.Asking, s.Exhausted, s.TelephoneAt, s.Telephoning = false, false, time.Time{}, uuid.Nil
		s.DueAt = time.Time{}
		if s.Phase == Dispatching {
			s.Phase, s.ContactDue, s.Reminded = Assigned, e.DueAt, false
		}
	case MinisterLeft:
		s.stand(e.Minister, Left)
		s.Visits = slices.DeleteFunc(s.Visits, func(v Visit) bool { return v.Minister == e.Minister })
		s.Debriefing = without(s.Debriefing, e.Minister)
		if len(s.Engaged()) == 0 {
			s.TelephoneAt, s.Telephoning = time.Time{}, uuid.Nil
		}
	default:
		s = evolveContact(s, e)
	}
	return s
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
		s.Phase, s.FollowAt, s.BackUpAt, s.DueAt, s.TelephoneAt = InContact, e.NextAt, time.Time{}, time.Time{}, time.Time{}
		s.ContactAt, s.FollowStep, s.Telephoning = e.MadeAt, 0, uuid.Nil
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
		s.Visits = slices.DeleteFunc(s.Visits, func(v Visit) bool { return v.Late })
	case DebriefOffered:
		s.Debriefing = append(slices.Clone(s.Debriefing), e.Minister)
	case DebriefAnswered:
		s.Debriefing = without(s.Debriefing, e.Minister)
	default:
		s = evolveCare(s, e)
	}
	return s
}

func evolveCare(s State, event domain.Event) State {
	switch e := event.(type) {
	case FollowUpDue:
		s.FollowStep, s.Following, s.FollowDue, s.FollowAt = e.Step+1, true, e.DueAt, e.NextAt
	case FollowUpDone:
		s.Following, s.FollowDue = false, time.Time{}
	case FollowUpPaused:
		s.PausedUntil = e.Until
	case DateAdded:
		s.Dates = append(s.Dates, Date{ID: e.Date, Kind: e.Kind, On: e.On, Yearly: e.Yearly, RemindAt: e.RemindAt})
	case DateRemoved:
		s.Dates = slices.DeleteFunc(s.Dates, func(d Date) bool { return d.ID == e.Date })
	case DateSkipped:
		s.date(e.Date, e.On, e.RemindAt)
	case DateApproaching:
		s.Remembering = true
		s.date(e.Date, e.NextOn, e.RemindAt)
	case DateRemembered:
		s.Remembering = false
	case ConcernRaised:
		s.ConcernUntil = e.Until
	case ConcernExpired:
		s.ConcernUntil = time.Time{}
	case ReleaseSigned:
		s.Releases = append(s.Releases, Release{ID: e.Release, Scope: e.Scope, Until: e.Until})
	case ReleaseRevoked:
		s.Releases = slices.DeleteFunc(s.Releases, func(r Release) bool { return r.ID == e.Release })
	case ReleaseExpired:
		s.Releases = slices.DeleteFunc(s.Releases, func(r Release) bool { return r.ID == e.Release })
	case ClaimOpened:
		s.Claim = ClaimState{DueAt: e.DueAt, RemindAt: e.RemindAt}
	case PaperTicked:
		s.Claim.Papers = append(slices.Clone(s.Claim.Papers), e.Paper)
	case ClaimReminded:
		s.Claim.RemindAt = time.Time{}
	case ClaimFiled:
		s.Claim.Filed = true
	case NeedPosted:
		s.Needs = append(s.Needs, Need{ID: e.Need, Kind: e.Kind, On: e.On, Status: NeedOpen})
	case NeedNoted:
		for i := range s.Needs {
			if s.Needs[i].ID == e.Need {
				s.Needs[i].Status = e.Status
			}
		}
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

// date moves a date to its next time, or drops one that does not come back.
func (s *State) date(id uuid.UUID, on, remind time.Time) {
	for i := range s.Dates {
		if s.Dates[i].ID == id {
			s.Dates[i].On, s.Dates[i].RemindAt = on, remind
		}
	}
	s.Dates = slices.DeleteFunc(s.Dates, func(d Date) bool { return d.On.IsZero() })
}
