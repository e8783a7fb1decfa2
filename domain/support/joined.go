package support

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Joined says which open case of the same telephone number a request went into by itself, and where it would stand if that number were new.
// Whoever holds its receipt may be a stranger who knows the number: to them it stands there.
type Joined struct {
	Into  uuid.UUID
	Phase Phase
	DueAt time.Time
}

// joins takes a request into the open case of its number. What would have come otherwise is kept for whoever holds its receipt.
func joins(state State, c Refer, referral uuid.UUID, otherwise domain.Event) []domain.Event {
	merged := ReferralMerged{Into: c.Facts.Twin, Asker: c.Asker, Referral: referral, Standing: Dispatching}
	m := c.minded()
	merged.Silent, merged.Quiet, merged.Shared, merged.Hours, merged.Safety = m.Silent, m.Quiet, m.Shared, m.Hours, m.Safety
	switch e := otherwise.(type) {
	case CallBackAwaited:
		merged.Standing, merged.DueAt = Calling, e.DueAt
	case NotificationAwaited:
		merged.Standing, merged.DueAt = Notifying, e.DueAt
	}
	return append([]domain.Event{merged}, closed(state, uuid.Nil, uuid.Nil, Merged)...)
}

// Instead is what would have happened if the number were new.
func (e ReferralMerged) Instead() domain.Event {
	switch e.Standing {
	case Notifying:
		return NotificationAwaited{DueAt: e.DueAt}
	case Dispatching:
		return DispatchOpened{}
	default:
		return CallBackAwaited{DueAt: e.DueAt}
	}
}

// evolveMerged keeps what a request that was joined by itself looks like from outside.
func evolveMerged(s State, e ReferralMerged) State {
	if e.By != uuid.Nil {
		return s
	}
	s.Joined = Joined{Into: e.Into, Phase: e.Standing, DueAt: e.DueAt}
	if s.Joined.Phase == None {
		s.Joined.Phase = Calling
	}
	return s
}

// OnItsOwn tells whether a request that was joined by itself still stands, to whoever holds its receipt.
func (s State) OnItsOwn() bool {
	return s.Joined.Into != uuid.Nil && s.Phase == Closed && s.Outcome == Merged
}

// Alone is a joined request as whoever holds its receipt sees it; every other case as it is.
func (s State) Alone() State {
	if s.OnItsOwn() {
		s.Phase, s.Outcome, s.DueAt = s.Joined.Phase, "", s.Joined.DueAt
	}
	return s
}

// ofReceipt tells whether a command is the wish of whoever holds a family's receipt.
func ofReceipt(c Command) bool {
	switch c.(type) {
	case Withdraw:
		return true
	case OptIn, SignRelease, RevokeRelease, AddDate, RemoveDate, SkipDate, PauseFollowUp, Reach:
		return whoOf(c) == Who{}
	default:
		return false
	}
}

// decideAlone decides what the holder of a joined request's receipt wants, as it would be decided of a new number. It is recorded here and
// leads nowhere else: neither to the case that goes on nor to the desk.
func decideAlone(s State, c Command, at time.Time) ([]domain.Event, error) {
	s = s.Alone()
	s.Joined = Joined{}
	events, err := Decide(s, c, at)
	events = slices.Clone(events)
	for i, event := range events {
		switch e := event.(type) {
		case ReleaseSigned:
			e.Referral = uuid.Nil
			events[i] = e
		case ReleaseRevoked:
			e.Referral = uuid.Nil
			events[i] = e
		case ReleaseExpired:
			e.Referral = uuid.Nil
			events[i] = e
		case CaseClosed:
			e.Referral = uuid.Nil
			events[i] = e
		}
	}
	return events, err
}
