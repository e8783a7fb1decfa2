package season

import (
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

const (
	// entryFor is how long after the first day places that become free are still offered.
	entryFor = 14 * 24 * time.Hour
	// endAfter leaves time to record the last meeting before a coordinator is asked to end the season.
	endAfter = 2 * 24 * time.Hour
	// endWithin is how long that may take.
	endWithin = 14 * 24 * time.Hour
)

// entryEnds is when the list is closed.
func (s State) entryEnds() time.Time {
	if end := s.First.Add(entryFor); end.Before(s.Last) {
		return end
	}
	return s.Last
}

// NextWake is the earliest clock of the season that still runs; zero when none does.
func (s State) NextWake() time.Time {
	var next time.Time
	earliest := func(clock time.Time) {
		if !clock.IsZero() && (next.IsZero() || clock.Before(next)) {
			next = clock
		}
	}
	if s.Season == "" || s.Over {
		return next
	}
	if !s.Drawn {
		earliest(s.DrawAt)
	}
	if !s.Closed {
		earliest(s.ClosesAt)
	}
	if !s.Begun {
		earliest(s.entryEnds())
	}
	if !s.Ending {
		earliest(s.endClock())
	}
	earliest(s.NextDay)
	for _, until := range s.offers {
		earliest(until)
	}
	return next
}

// wake lets everything happen whose time has come.
func wake(s State, f Facts, at time.Time) []domain.Event {
	due := func(clock time.Time) bool { return !clock.IsZero() && !clock.After(at) }
	if s.Season == "" || s.Over || !due(s.NextWake()) {
		return nil
	}
	run := begin(s)
	if !run.Drawn && due(run.DrawAt) {
		run.draw(f.Seed, at)
	}
	run.lapse(at)
	if !run.Closed && due(run.ClosesAt) {
		run.do(ApplicationsClosed{})
		run.fill(at)
	}
	if !run.Begun && due(run.entryEnds()) {
		run.closeList()
	}
	if due(run.NextDay) {
		run.checkCoaches(f)
	}
	run.countCoaches(f, at)
	if !run.Ending && due(run.endClock()) {
		run.do(EndDue{DueAt: at.Add(endWithin)})
	}
	return run.events
}

// closeList tells everybody who still waits that the season has begun without them.
func (run *running) closeList() {
	run.do(EntryClosed{})
	for _, id := range run.Order {
		if c := run.Candidates[id]; c.Place == Waiting || c.Place == Offered {
			run.decide(c, PlaceDecided{Place: Unplaced, Why: SeasonBegan})
		}
	}
}

// checkCoaches lets nobody near a group whose clearance has ended.
func (run *running) checkCoaches(f Facts) {
	run.do(DayChecked{Day: f.Today.Format(time.DateOnly), NextAt: f.Morning})
	for _, g := range run.Groups {
		for _, coach := range slices.Clone(g.Coaches) {
			if f.clearedToday(coach) {
				continue
			}
			run.leaveCoach(g, coach, CoachLeft{Why: NoClearance})
		}
	}
}
