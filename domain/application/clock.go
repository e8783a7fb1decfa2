package application

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// NextWake is the earliest clock of the application that still runs; zero when none does.
func (s State) NextWake() time.Time {
	var next time.Time
	for _, clock := range s.clocks() {
		if !clock.IsZero() && (next.IsZero() || clock.Before(next)) {
			next = clock
		}
	}
	return next
}

// clocks are everything that happens by itself.
func (s State) clocks() []time.Time {
	if s.Phase == None || s.Forgotten {
		return nil
	}
	clocks := []time.Time{s.SeasonTill, s.KeepTill}
	for _, f := range s.Former {
		clocks = append(clocks, f.Till)
	}
	for _, h := range s.Handings {
		if h.Status == handedOut && !h.Overdue {
			clocks = append(clocks, h.DueAt)
		}
	}
	if s.Phase == Over {
		return clocks
	}
	for _, c := range s.Checks {
		if c.Status == CheckGood {
			clocks = append(clocks, c.ends())
			if len(c.Remind) > 0 {
				clocks = append(clocks, c.Remind[0])
			}
		}
	}
	clocks = append(clocks, s.signClock())
	if s.Phase == InPlace {
		for _, l := range s.Standing {
			if !l.Open {
				clocks = append(clocks, l.NextAt)
			}
		}
	}
	return clocks
}

// signBefore is how long before the first day a missing signature is asked for once more.
const signBefore = 7 * 24 * time.Hour

// signClock is when a missing signature is asked for again: a week before the first day, and on that day by a call.
func (s State) signClock() time.Time {
	if s.Phase != InPlace || len(s.Unsigned) == 0 || s.Placing.First.IsZero() {
		return time.Time{}
	}
	switch s.SignReminded {
	case 0:
		return s.Placing.First.Add(-signBefore)
	case 1:
		return s.Placing.First
	}
	return time.Time{}
}

// handedOut is the status of what has not come back.
const handedOut = "out"

// wake lets everything happen whose time has come.
func wake(s State, f Facts, at time.Time) []domain.Event {
	var events []domain.Event
	due := func(clock time.Time) bool { return !clock.IsZero() && !clock.After(at) }
	if s.Phase == None || s.Forgotten {
		return nil
	}
	for _, h := range s.Handings {
		if h.Status == handedOut && !h.Overdue && due(h.DueAt) {
			events = append(events, ItemOverdue{Handing: h.ID})
		}
	}
	if s.Phase != Over {
		events = append(events, wakeChecks(s, f, at, due)...)
		if due(s.signClock()) {
			last := s.SignReminded > 0
			events = append(events, ConsentReminded{Last: last})
			if last && !s.ToCall {
				events = append(events, CallNeeded{Say: sayUnsigned})
			}
		}
		for _, l := range s.Standing {
			if s.Phase == InPlace && !l.Open && due(l.NextAt) {
				events = append(events, StandingDue{Standing: l.Key, DueAt: at.Add(lookWithin)})
			}
		}
	}
	var former []uuid.UUID
	for _, f := range s.Former {
		if due(f.Till) {
			former = append(former, f.Text)
		}
	}
	if len(former) > 0 {
		events = append(events, FormerForgotten{Texts: former})
	}
	switch {
	case due(s.KeepTill):
		events = append(events, Forgotten{Texts: s.Texts})
	case due(s.SeasonTill):
		events = append(events, SeasonForgotten{Texts: keep(nil, s.Brief)})
	}
	return events
}

// lookWithin is how long a look at somebody's standing may take once it is due.
const lookWithin = 7 * 24 * time.Hour

func wakeChecks(s State, f Facts, at time.Time, due func(time.Time) bool) []domain.Event {
	var events []domain.Event
	for _, c := range s.Checks {
		if c.Status != CheckGood {
			continue
		}
		if due(c.ends()) {
			events = append(events, CheckEnded{Check: c.Key, DueAt: at.Add(f.Rules.check(c.Key).Within)})
			continue
		}
		for _, moment := range c.Remind {
			if due(moment) {
				events = append(events, CheckEnding{Check: c.Key, Until: c.Until})
			}
		}
	}
	return events
}

// ends is when a result counts no more: after its last day. The zero time for one that counts for good.
func (c Checked) ends() time.Time {
	if c.Until.IsZero() {
		return time.Time{}
	}
	return c.Until.Add(24 * time.Hour)
}

// check finds the rules of a check; the zero value for one that the program no longer has.
func (r Rules) check(key string) Check {
	for _, c := range r.Screening {
		if c.Key == key {
			return c
		}
	}
	return Check{}
}
