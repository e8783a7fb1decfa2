package rota

import (
	"time"

	"github.com/google/uuid"
)

// lookahead is how far ahead the end of a duty is looked for.
const lookahead = 7 * 24 * time.Hour

// Duty is one minister's duty at some moment.
type Duty struct {
	Minister uuid.UUID
	Until    time.Time // until when they stand without a break, a week ahead at most
	Because  Because
}

// OnDuty gives whoever stands in an area and may be called, by id; at the very moment at which a duty ends it is over.
func (s State) OnDuty(r Rules, area string, at time.Time) []Duty {
	var duties []Duty
	at = at.UTC()
	ended := make([]time.Time, len(s.Ministers))
	var first []Because
	s.timeline(r, area, at, at.Add(lookahead)).walk(func(from, _ time.Time, reasons []Because) {
		if first == nil {
			first = append([]Because{}, reasons...)
		}
		for i, reason := range reasons {
			if reason == "" && ended[i].IsZero() {
				ended[i] = from
			}
		}
	})
	for i, reason := range first {
		if reason == "" {
			continue
		}
		if ended[i].IsZero() {
			ended[i] = at.Add(lookahead)
		}
		duties = append(duties, Duty{Minister: s.Ministers[i].ID, Until: ended[i], Because: reason})
	}
	return duties
}

// Ready gives whoever could be called, on duty or not, by id.
func (s State) Ready(r Rules, at time.Time) []uuid.UUID {
	var ready []uuid.UUID
	c := newClock(r.zone(), at, at)
	l := timeline{from: at.UTC(), until: at.UTC().Add(time.Nanosecond)}
	for _, m := range s.Ministers {
		count := 0
		l.marks = nil
		l.block(c, m, &count)
		if count == 0 && len(l.marks) == 0 {
			ready = append(ready, m.ID)
		}
	}
	return ready
}
