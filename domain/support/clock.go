package support

import "time"

// NextWake is the earliest clock of the case that still runs; zero when none does.
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
	if s.Phase == None || s.Phase == Closed {
		return nil
	}
	clocks := []time.Time{s.TelephoneAt, s.contactClock(), s.BackUpAt, s.ConcernUntil}
	for _, seat := range s.Seats {
		if seat.Status == Offered {
			clocks = append(clocks, seat.DueAt)
		}
	}
	for _, v := range s.Visits {
		if !v.Late {
			clocks = append(clocks, v.DueAt)
		}
	}
	for _, r := range s.Releases {
		clocks = append(clocks, r.Until)
	}
	if s.Phase == InContact {
		clocks = append(clocks, s.resting(s.FollowAt), s.claimClock())
		for _, d := range s.Dates {
			clocks = append(clocks, s.resting(d.RemindAt))
		}
	}
	return clocks
}

func (s State) contactClock() time.Time {
	if s.Reminded || s.Phase == InContact {
		return time.Time{}
	}
	return s.ContactDue
}

func (s State) claimClock() time.Time {
	if s.Claim.Filed {
		return time.Time{}
	}
	return s.Claim.RemindAt
}

// resting puts a clock off to the end of the family's pause.
func (s State) resting(clock time.Time) time.Time {
	if !clock.IsZero() && clock.Before(s.PausedUntil) {
		return s.PausedUntil
	}
	return clock
}
