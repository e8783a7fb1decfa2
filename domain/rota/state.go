package rota

import (
	"bytes"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
)

// State is what the rules need of one rota. It says how things stand now: whoever cannot be reached any more does not
// stand in the calendar of last week either.
type State struct {
	Ministers   []Minister // by id
	Regular     []Shift
	StandIns    []StandIn
	Temporaries []Temporary
	Holidays    []Day
	Warned      []GapFound // that were not closed
	NextAt      time.Time  // of the next check; zero before anything was planned
	Layers      int        // overrides and temporary schedules ever set, for their order
}

// Minister is one volunteer of the rota.
type Minister struct {
	ID          uuid.UUID
	Languages   []string
	Faiths      []string
	Areas       []string
	CapFamilies int
	Channels    []Channel // verified
	Quiet       []Quiet
	Absences    []Absence
}

// Reachable tells whether a verified channel is left.
func (m Minister) Reachable() bool { return len(m.Channels) > 0 }

// Quiet is weekly hours of the wall clock in which a minister is not to be called.
type Quiet struct {
	ID                     uuid.UUID
	Weekdays               int
	StartMinute, EndMinute int
}

func (q Quiet) weekly() weekly {
	return weekly{weekdays: q.Weekdays, start: q.StartMinute, end: q.EndMinute, first: math.MinInt64, last: math.MaxInt64}
}

// Absence is an interval in which a minister cannot be called.
type Absence struct {
	ID          uuid.UUID
	From, Until time.Time
}

// Shift is weekly hours of the wall clock in which a minister is on duty.
type Shift struct {
	ID                     uuid.UUID
	Minister               uuid.UUID
	Area                   string
	Weekdays               int
	StartMinute, EndMinute int
	FromDay, UntilDay      Day
}

func (s Shift) weekly() weekly {
	w := weekly{weekdays: s.Weekdays, start: s.StartMinute, end: s.EndMinute, last: math.MaxInt64}
	w.first, _ = s.FromDay.number()
	if s.UntilDay != "" {
		w.last, _ = s.UntilDay.number()
	}
	return w
}

// endedBefore tells whether the shift begins on no day from the given one on.
func (s Shift) endedBefore(day Day) bool { return s.UntilDay != "" && s.UntilDay < day }

// StandIn is an override as it stands.
type StandIn struct {
	ID          uuid.UUID
	Area        string
	From, Until time.Time
	Out, In     uuid.UUID
	Layer       int // the later one of two counts
}

// Temporary is a temporary schedule as it stands.
type Temporary struct {
	ID          uuid.UUID
	Area        string
	From, Until time.Time
	Ministers   []uuid.UUID
	Layer       int // the later one of two counts
}

// Minister finds one volunteer.
func (s State) Minister(id uuid.UUID) (Minister, bool) {
	i, found := s.index(id)
	if !found {
		return Minister{}, false
	}
	return s.Ministers[i], true
}

func (s State) index(id uuid.UUID) (int, bool) {
	return slices.BinarySearchFunc(s.Ministers, id, func(m Minister, id uuid.UUID) int { return compare(m.ID, id) })
}

func (s State) shift(id uuid.UUID) (Shift, bool) {
	i := slices.IndexFunc(s.Regular, func(shift Shift) bool { return shift.ID == id })
	if i < 0 {
		return Shift{}, false
	}
	return s.Regular[i], true
}

func (s State) standIn(id uuid.UUID) (StandIn, bool) {
	i := slices.IndexFunc(s.StandIns, func(o StandIn) bool { return o.ID == id })
	if i < 0 {
		return StandIn{}, false
	}
	return s.StandIns[i], true
}

func (s State) temporary(id uuid.UUID) (Temporary, bool) {
	i := slices.IndexFunc(s.Temporaries, func(t Temporary) bool { return t.ID == id })
	if i < 0 {
		return Temporary{}, false
	}
	return s.Temporaries[i], true
}

func compare(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
