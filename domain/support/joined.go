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
	Phase Phase // closed: nothing comes of it any more
	DueAt time.Time
}

// SettleJoined is word from the case that a request went into: a coordinator has read it there, or nothing comes of it any more.
type SettleJoined struct{ Ended bool }

// CommandName is the name in messages.
func (SettleJoined) CommandName() string { return "settle_joined" }

func (SettleJoined) command() {}

// StandingMoved says where a request that was joined by itself stands from now on, to whoever holds its receipt.
type StandingMoved struct {
	Standing Phase     `json:"standing"` // until now
	Ended    bool      `json:"ended,omitempty"`
	DueAt    time.Time `json:"due_at,omitzero"` // of a call back that was still to come
}

// EventType is never renamed.
func (StandingMoved) EventType() string { return "support.standing_moved" }

// settleJoined moves a joined request by the one step that its own reading is: whoever asked is heard, and those who go come next. It says nothing
// of how far the other case is.
func settleJoined(s State, c SettleJoined) []domain.Event {
	if !s.OnItsOwn() || s.Joined.Phase == Closed || s.Joined.Phase == Dispatching && !c.Ended {
		return nil
	}
	moved := StandingMoved{Standing: s.Joined.Phase, Ended: c.Ended}
	if moved.Standing == Notifying && !c.Ended {
		moved.DueAt = s.Joined.DueAt
	}
	return []domain.Event{moved}
}

func (j Joined) moved(e StandingMoved) Joined {
	j.Phase, j.DueAt = Dispatching, time.Time{}
	if e.Ended {
		j.Phase = Closed
	}
	return j
}

// Apart is what happened to a request that was joined by itself as its sender sees it: what would have happened if its number were new.
func Apart(event domain.Event) []domain.Event {
	switch e := event.(type) {
	case ReferralMerged:
		return []domain.Event{e.Instead()}
	case CaseClosed:
		if e.Outcome == Merged {
			return nil
		}
	case StandingMoved:
		return e.instead()
	}
	return []domain.Event{event}
}

func (e StandingMoved) instead() []domain.Event {
	switch {
	case e.Ended:
		return []domain.Event{CaseClosed{Outcome: Completed}}
	case e.Standing == Notifying:
		return []domain.Event{CallBackAwaited{DueAt: e.DueAt}, CallBackMade{}, DispatchOpened{}}
	default:
		return []domain.Event{CallBackMade{}, DispatchOpened{}}
	}
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

// evolveJoined keeps what a request that was joined by itself looks like from outside.
func evolveJoined(s State, event domain.Event) State {
	if moved, later := event.(StandingMoved); later {
		s.Joined = s.Joined.moved(moved)
		return s
	}
	e := event.(ReferralMerged)
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
		if s.Phase == Closed {
			s.Outcome = Completed
		}
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
