package rota

import (
	"cmp"
	"slices"
	"time"

	"github.com/almoner/almoner/domain"
)

const (
	gapLength  = 31 * 24 * time.Hour // a gap that goes on for longer has no end in sight
	gapsAtOnce = 200                 // that one check tells of; the next one tells the rest
)

// Gap is an interval during which too few stand in an area, and always as many.
type Gap struct {
	Area        string
	From, Until time.Time
	Standing    int
}

// Gaps gives every time in an interval at which fewer stand than the rules want.
func (s State) Gaps(r Rules, area string, from, until time.Time) []Gap {
	var gaps []Gap
	for _, span := range s.Spans(r, area, from, until) {
		standing := len(span.Ministers)
		if standing >= r.OnDuty {
			continue
		}
		if i := len(gaps) - 1; i >= 0 && gaps[i].Until.Equal(span.From) && gaps[i].Standing == standing {
			gaps[i].Until = span.Until
			continue
		}
		gaps = append(gaps, Gap{Area: area, From: span.From, Until: span.Until, Standing: standing})
	}
	return gaps
}

// checkGaps closes the warnings that do not hold any more, tells of each gap that begins soon once, and comes again tomorrow.
func checkGaps(s State, r Rules, at time.Time) []domain.Event {
	if at.Before(s.NextAt) {
		return nil
	}
	from := at.UTC().Truncate(time.Minute)
	warn := min(max(r.WarnBefore, 0), readMax-gapLength)
	until := from.Add(warn + gapLength)
	var found []GapFound
	for _, area := range r.areas() {
		for _, g := range s.Gaps(r, area, from, until) {
			found = append(found, GapFound{Area: area, From: g.From, Until: g.Until, Standing: g.Standing, Open: g.Until.Equal(until)})
		}
	}
	slices.SortStableFunc(found, func(a, b GapFound) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Area, b.Area)) })
	var events []domain.Event
	for _, w := range s.Warned {
		if !slices.ContainsFunc(found, func(g GapFound) bool { return g.continues(w, from) }) {
			events = append(events, GapClosed{Area: w.Area, From: w.From, Until: w.Until})
		}
	}
	told := 0
	for _, g := range found {
		warned := slices.ContainsFunc(s.Warned, func(w GapFound) bool { return g.continues(w, from) })
		if !warned && !g.From.After(from.Add(warn)) && told < gapsAtOnce {
			events = append(events, g)
			told++
		}
	}
	return append(events, DayChecked{NextAt: nextMorning(at, r.zone())})
}

// continues tells whether the gap is the one that was warned of, seen now: what of it is over does not count.
func (g GapFound) continues(warned GapFound, now time.Time) bool {
	begins := g.From.Equal(warned.From) || (g.From.Equal(now) && warned.From.Before(now))
	ends := g.Open == warned.Open && (g.Open || g.Until.Equal(warned.Until))
	return begins && ends && g.Area == warned.Area && g.Standing == warned.Standing
}
