package season

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// coachesBefore is how long before the first day it is counted whether every group has its coaches.
const coachesBefore = 14 * 24 * time.Hour

// clearedToday tells whether a coach has everything that it takes, today.
func (f Facts) clearedToday(coach uuid.UUID) bool {
	until, cleared := f.Cleared[coach]
	return cleared && (until.IsZero() || !until.Before(f.Today))
}

// cleared counts a group's coaches who have everything that it takes, today.
func (f Facts) cleared(g *Group) int {
	n := 0
	for _, coach := range g.Coaches {
		if f.clearedToday(coach) {
			n++
		}
	}
	return n
}

// countCoaches says which groups with somebody in them have too few coaches for their next meeting, and which have enough again. Each is said once.
func (run *running) countCoaches(f Facts, at time.Time) {
	if run.Over || at.Before(run.First.Add(-coachesBefore)) {
		return
	}
	for _, g := range slices.Clone(run.Groups) {
		have, needed := f.cleared(g), max(f.Coaches, g.Short)
		next := run.nextMeeting(g, f.Meetings, at)
		short := have < needed && len(run.In(g.Key)) > 0 && !next.IsZero()
		switch {
		case short && g.Short == 0:
			run.do(CoachesCounted{Group: g.Key, Have: have, Needed: needed, DueAt: next})
		case g.Short > 0 && have >= needed:
			run.do(CoachesCounted{Group: g.Key, Have: have, Needed: needed})
		}
	}
}

// nextMeeting is when a group meets next; zero when it does not any more.
func (s State) nextMeeting(g *Group, planned []Meeting, at time.Time) time.Time {
	var next time.Time
	for _, m := range s.Plan(g, planned) {
		if !m.Cancelled() && m.EndsAt.After(at) && (next.IsZero() || m.StartsAt.Before(next)) {
			next = m.StartsAt
		}
	}
	return next
}

// anywhere is when a day that is written as midnight UTC is over everywhere.
const anywhere = 36 * time.Hour

// LastEnds is when the last meeting of all ends that takes place; where none does, the end of the last day where the organization is.
func (s State) LastEnds(f Facts) time.Time {
	var last time.Time
	for _, g := range s.Groups {
		for _, m := range s.Plan(g, f.Meetings) {
			if !m.Cancelled() && m.EndsAt.After(last) {
				last = m.EndsAt
			}
		}
	}
	switch {
	case !last.IsZero():
		return last
	case !f.DayEnds.IsZero():
		return f.DayEnds
	}
	return s.Last.Add(anywhere)
}

// endClock is when a coordinator is asked to end the season: some time after the last day, and after whatever was moved beyond it.
func (s State) endClock() time.Time {
	last := s.Last
	for _, g := range s.Groups {
		for _, m := range g.Changed {
			if m.EndsAt.After(last) {
				last = m.EndsAt
			}
		}
	}
	return last.Add(endAfter)
}
