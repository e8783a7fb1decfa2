package support

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// wakeMax bounds what one waking does; what is left is due again at once.
const wakeMax = 100

// wake lets everything happen whose time has come, in order, each upon what the one before it left.
func wake(s State, f Facts, at time.Time) (events []domain.Event) {
	for len(events) < wakeMax {
		due := s.due(f.Protocol, at)
		if len(due) == 0 {
			break
		}
		for _, e := range due {
			s = Evolve(s, e)
		}
		events = append(events, due...)
	}
	return events
}

// due gives what the first clock that has run out leads to. Each answer stops its clock.
func (s State) due(p Protocol, at time.Time) []domain.Event {
	passed := func(clock time.Time) bool { return !clock.IsZero() && !at.Before(clock) }
	if s.Phase == None || s.Phase == Closed {
		return nil
	}
	for _, seat := range s.Seats {
		if seat.Status == Offered && passed(seat.DueAt) {
			return []domain.Event{DispatchLapsed{Minister: seat.Minister}}
		}
	}
	for _, v := range s.Visits {
		if !v.Late && passed(v.DueAt) {
			return []domain.Event{VisitLate{Minister: v.Minister, DueAt: v.DueAt}}
		}
	}
	for _, r := range s.Releases {
		if passed(r.Until) {
			return []domain.Event{ReleaseExpired{Release: r.ID, Scope: r.Scope, Referral: s.Referral}}
		}
	}
	switch {
	case passed(s.TelephoneAt):
		return []domain.Event{TelephoneAllowed{Minister: s.inTurn(0), DueAt: at.Add(p.Contact.Due)}}
	case passed(s.contactClock()):
		return []domain.Event{ContactReminded{BackUpAt: at.Add(p.Contact.BackUp)}}
	case passed(s.BackUpAt):
		return []domain.Event{BackUpCalled{DueAt: at.Add(p.Dispatch.Remind)}, opening(s, s.oneMore(), p, at)}
	case passed(s.ConcernUntil):
		return []domain.Event{ConcernExpired{}}
	case s.Phase != InContact:
		return nil
	case passed(s.claimClock()):
		return []domain.Event{ClaimReminded{}}
	case passed(s.resting(s.FollowAt)):
		return []domain.Event{s.followUp(p, at)}
	}
	for _, d := range s.Dates {
		if passed(s.resting(d.RemindAt)) {
			return []domain.Event{s.approaching(d, p, at)}
		}
	}
	return nil
}

// oneMore is how many are wanted when those who accepted bring no contact about; while somebody is still missing, that many are enough.
func (s State) oneMore() int {
	if s.Asking {
		return s.Wanted
	}
	return len(s.Engaged()) + 1
}

// followUp asks the case's people in turn. Steps that a pause has overtaken are passed over.
func (s State) followUp(p Protocol, at time.Time) FollowUpDue {
	e := FollowUpDue{Minister: s.inTurn(s.FollowStep), Step: s.FollowStep, DueAt: at.Add(p.FollowUp.Within)}
	next, step := p.FollowUp.next(s.ContactAt, s.FollowStep+1, at)
	e.NextAt = next
	if step > s.FollowStep+1 {
		e.Step = step - 1
	}
	return e
}

func (s State) inTurn(n int) uuid.UUID {
	engaged := s.Engaged()
	if len(engaged) == 0 {
		return uuid.Nil
	}
	return engaged[n%len(engaged)]
}
