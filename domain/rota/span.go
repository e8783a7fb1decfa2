package rota

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Span is an interval during which the same ministers stand in an area for the same reason.
type Span struct {
	Area        string
	From, Until time.Time
	Ministers   []uuid.UUID // by id; none where nobody stands
	Because     Because     // an override before a temporary schedule before a shift; empty where nobody stands
}

// Readable refuses an interval that Spans, Gaps and Shifts answer with nothing.
func Readable(from, until time.Time) error {
	switch {
	case !from.Before(until):
		return invalid("until", "The end has to be after the beginning.")
	case until.Sub(from) > readMax:
		return domain.Errorf(domain.Invalid, "At most %d days can be read at once. Please choose a shorter interval.", ReadDaysMax)
	}
	return nil
}

// Spans is the calendar of an area: it covers the interval without a break, also where nobody stands.
func (s State) Spans(r Rules, area string, from, until time.Time) []Span {
	if Readable(from, until) != nil {
		return nil
	}
	var spans []Span
	s.timeline(r, area, from, until).walk(func(from, until time.Time, reasons []Because) {
		span := Span{Area: area, From: from, Until: until}
		for i, reason := range reasons {
			if reason != "" {
				span.Ministers = append(span.Ministers, s.Ministers[i].ID)
				span.Because = stronger(span.Because, reason)
			}
		}
		spans = join(spans, span)
	})
	return spans
}

// Shifts is when one minister stands, in any area, for their own calendar.
func (s State) Shifts(r Rules, minister uuid.UUID, from, until time.Time) []Span {
	n, found := s.index(minister)
	if !found || Readable(from, until) != nil {
		return nil
	}
	var shifts []Span
	for _, area := range r.areas() {
		var own []Span
		s.timeline(r, area, from, until).walk(func(from, until time.Time, reasons []Because) {
			if reasons[n] != "" {
				own = join(own, Span{Area: area, From: from, Until: until, Ministers: []uuid.UUID{minister}, Because: reasons[n]})
			}
		})
		shifts = append(shifts, own...)
	}
	slices.SortStableFunc(shifts, func(a, b Span) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Area, b.Area)) })
	return shifts
}

// areas gives each area once.
func (r Rules) areas() []string {
	areas := slices.Clone(r.Areas)
	slices.Sort(areas)
	return slices.Compact(areas)
}

// join lets the last span go on if the next one says the same.
func join(spans []Span, next Span) []Span {
	if i := len(spans) - 1; i >= 0 {
		last := &spans[i]
		if last.Until.Equal(next.From) && last.Because == next.Because && slices.Equal(last.Ministers, next.Ministers) {
			last.Until = next.Until
			return spans
		}
	}
	return append(spans, next)
}

func stronger(a, b Because) Because {
	for _, reason := range []Because{ByOverride, ByTemporary, ByShift} {
		if a == reason || b == reason {
			return reason
		}
	}
	return ""
}
