package support

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// decideEnd is for the ways in which a coordinator ends a case. While somebody is at the family's door none of them is open: the alarm about
// a visit would end with the case.
func decideEnd(s State, c Command) ([]domain.Event, error) {
	if len(s.Visits) > 0 {
		return nil, domain.Errorf(domain.Conflict, "Somebody is checked in at a visit. Ask them to check out, or record that they are safe; then end the case.")
	}
	switch c := c.(type) {
	case Decline:
		return append([]domain.Event{FamilyDeclined{By: c.By, Note: c.Note}}, closed(s, c.By, uuid.Nil, Declined)...), nil
	case NotReached:
		if s.Phase == InContact {
			return nil, settled(s)
		}
		return append([]domain.Event{FamilyNotReached{By: c.By, Note: c.Note}}, closed(s, c.By, uuid.Nil, NotThere)...), nil
	case Divert:
		partner := c.Facts.Protocol.Independent
		if partner == "" {
			return nil, domain.Errorf(domain.Rejected, "This program names no independent partner. Add one to its file, or tell the family whom to call.")
		}
		return append([]domain.Event{FamilyDiverted{Partner: partner, By: c.By}}, closed(s, c.By, uuid.Nil, Diverted)...), nil
	case Merge:
		if c.Into == uuid.Nil {
			return nil, domain.Errorf(domain.Invalid, "Please name the case that goes on.")
		}
		if c.Ended {
			return nil, domain.Errorf(domain.Conflict, "That case is closed, and this one was left open. Reopen the other one first, or join the other way round.")
		}
		return append([]domain.Event{ReferralMerged{Into: c.Into, By: c.By, Asker: s.Asker, Referral: s.Referral}}, closed(s, c.By, uuid.Nil, Merged)...), nil
	case Close:
		return closed(s, c.By, c.Note, Completed), nil
	default:
		return nil, unknown(c)
	}
}

// withdraw is the family's own end to it, and goes through at once. Whoever is at its door then is looked after by a coordinator.
func withdraw(s State) ([]domain.Event, error) {
	if s.Phase == Closed && s.Outcome == Withdrawn {
		return nil, nil
	}
	if err := open(s); err != nil {
		return nil, err
	}
	events := []domain.Event{CaseWithdrawn{}}
	for _, v := range s.Visits {
		if !v.Late {
			events = append(events, VisitLate{Minister: v.Minister, DueAt: v.DueAt})
		}
	}
	return append(events, closed(s, uuid.Nil, uuid.Nil, Withdrawn)...), nil
}

// closed ends a case: the offers that are out, and what was released to the desk, are taken back first.
func closed(s State, by, note uuid.UUID, outcome Outcome) []domain.Event {
	events := lapse(s.Offers())
	for _, r := range s.Releases {
		events = append(events, ReleaseExpired{Release: r.ID, Scope: r.Scope, Referral: s.Referral})
	}
	events = append(events, s.endJoined()...)
	end := CaseClosed{By: by, Note: note, Outcome: outcome, Referral: s.Referral}
	if outcome == Merged { // the case that goes on takes the desk's side over, or ends it
		end.Referral = uuid.Nil
	}
	return append(events, end)
}

// lapse takes offers back.
func lapse(offers []uuid.UUID) []domain.Event {
	var events []domain.Event
	for _, minister := range offers {
		events = append(events, DispatchLapsed{Minister: minister})
	}
	return events
}
