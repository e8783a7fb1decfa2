// Package support is the rules of standing by a family: from a referral over the notification gate and the people who are sent to the first
// contact, and on to whoever asks after the family for as long as it wants.
package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A message or timer that comes late
// is such a no-op; a person who comes late is refused with Conflict, and one who may not with Forbidden.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	if s.OnItsOwn() && ofReceipt(c) {
		return decideAlone(s, c, at)
	}
	switch c := c.(type) {
	case Refer:
		return refer(s, c, at)
	case ReferAgain:
		return referAgain(s, c, at), nil
	case RecordNotified:
		return recordNotified(s, c, at)
	case OfferNext:
		return offerNext(s, c.Facts, at), nil
	case Wake:
		return wake(s, c.Facts, at), nil
	case NoteNeed:
		return noteNeed(s, c)
	case NeedCall:
		if s.Phase == None || s.ToCall || s.OnItsOwn() { // its number is that of a family that others call
			return nil, nil
		}
		return one(CallNeeded(c))
	case Called:
		return called(s, c)
	case ReadAgain:
		return readAgain(s, c)
	case SettleJoined:
		return settleJoined(s, c), nil
	case Withdraw:
		return withdraw(s)
	case OptIn:
		return optIn(s, c)
	case SignRelease, RevokeRelease, AddDate, RemoveDate, SkipDate, PauseFollowUp, Reach:
		if err := mayForFamily(s, c); err != nil {
			return nil, err
		}
		return decideForFamily(s, c, at)
	case RemoveDocument:
		return removeDocument(s, c)
	case Reopen:
		return reopen(s, c, at)
	case CheckOut, FoundSafe:
		return decideVisit(s, c, at)
	default:
		if err := open(s); err != nil {
			return nil, err
		}
		return decideOpen(s, c, at)
	}
}

// decideOpen is for what the people of an open case do.
func decideOpen(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Proceed, Divert, Link, Assign, SearchAgain, Decline, NotReached, Merge, Close:
		return decideCoordinator(s, c, at)
	case Accept:
		return accept(s, c.By, uuid.Nil, c.Facts, at)
	case Pass:
		return pass(s, c)
	case HandOver:
		return handOver(s, c, at)
	case Debriefed:
		if !slices.Contains(s.Debriefing, c.By) {
			return nil, domain.Errorf(domain.Conflict, "No conversation is offered to you any more.")
		}
		return one(DebriefAnswered{Minister: c.By, Talk: c.Talk})
	case Attempt, Made, CheckIn, MarkAddress:
		return decideContact(s, c, at)
	default:
		return decideCare(s, c, at)
	}
}

func decideCoordinator(s State, c Command, at time.Time) ([]domain.Event, error) {
	if whoOf(c).As != domain.RoleCoordinator {
		return nil, notCoordinator()
	}
	switch c := c.(type) {
	case Proceed:
		return proceed(s, c, at)
	case Link:
		switch c.Matter {
		case uuid.Nil:
			return nil, domain.Errorf(domain.Invalid, "Please name the case that belongs to the same matter.")
		case s.Matter:
			return nil, nil
		}
		return one(MatterLinked{Matter: c.Matter, By: c.By})
	case Assign:
		return accept(s, c.Minister, c.By, c.Facts, at)
	case SearchAgain:
		if !s.Asking {
			return nil, domain.Errorf(domain.Conflict, "Nobody is being looked for any more.")
		}
		return []domain.Event{SearchReopened{By: c.By}, opening(s, s.Wanted, c.Facts.Protocol, at)}, nil
	default:
		return decideEnd(s, c)
	}
}

// among insists that somebody is one of the case's people: with the family, or a coordinator.
func among(s State, who Who) error {
	if who.As == domain.RoleCoordinator || s.IsEngaged(who.By) {
		return nil
	}
	return domain.Errorf(domain.Forbidden, "You are not with this family (any more).")
}

func notCoordinator() error {
	return domain.Errorf(domain.Forbidden, "That is a coordinator's to do.")
}

// open insists that a case is there, and is under way.
func open(s State) error {
	if s.Phase == None {
		return notFound()
	}
	if s.Phase == Closed {
		return settled(s)
	}
	return nil
}

func notFound() error { return domain.Errorf(domain.NotFound, "We cannot find that.") }

// settled tells a person who comes late what happened in the meantime.
func settled(s State) error {
	happened := map[Phase]string{
		None: "Nothing was received", Calling: "A coordinator is calling back", Notifying: "The notification has not been recorded yet",
		Dispatching: "People are being asked", Assigned: "Enough people have accepted", InContact: "There is contact with the family",
	}
	ended := map[Outcome]string{
		Completed: "The case was closed", Declined: "The family did not want us", NotThere: "Nobody could be reached", Diverted: "Another organization took the family",
		Merged: "The case was joined with another of the same family", Withdrawn: "The family withdrew it",
	}
	if s.Phase == Closed {
		return domain.Errorf(domain.Conflict, "%s in the meantime.", ended[s.Outcome])
	}
	return domain.Errorf(domain.Conflict, "%s in the meantime.", happened[s.Phase])
}

func one(e domain.Event) ([]domain.Event, error) { return []domain.Event{e}, nil }

// unknown is a command that Decide sent the wrong way: a fault of ours.
func unknown(c Command) error { panic("support: nobody decides " + c.CommandName()) }
