package series

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// State is what the rules need of one series.
type State struct {
	Gatherings []Gathering // by their beginning
	Questions  []Question
	Promises   []Promise
	NextPlan   time.Time // zero before anything was planned
	Armed      time.Time // what the next clock was before the last event
}

// Gathering is one day that people meet.
type Gathering struct {
	Key              string
	StartsAt, EndsAt time.Time
	Single           bool      // beside the rule
	Moved            bool      // by somebody: the rule does not move it again
	Name, Place      uuid.UUID // texts, where they are not the program's
	Capacity         int       // 0 for no limit
	Sized            bool      // by somebody: the program's file does not change its capacity again
	Because          string    // why it was called off; empty while it was not
	Ended            bool
	Sequence         int // how often calendars have to hear of it anew
	Visits           []Visit
	Came             int // places taken when it ended
	Agenda           []uuid.UUID
	Areas            []string // with Counts, pairwise: who came, by area
	Counts           []int
	LastNumber       int
}

// Standing is how an answer stands.
type Standing string

// The standings.
const (
	Seated    Standing = "seated"
	Waiting   Standing = "waiting"
	Offered   Standing = "offered"
	Lapsed    Standing = "lapsed" // the offer was not taken in time
	Refused   Standing = "refused"
	Left      Standing = "left"
	CalledOff Standing = "called_off"
)

// Visit is one answer.
type Visit struct {
	ID       uuid.UUID // its case
	Seats    int
	Standing Standing
	Number   int       // its place in the order of answers, which the waiting list keeps
	Until    time.Time // an offer's end
	Ask      int       // the last wish that was heard
	Step     int       // how often it was told how it stands
}

// Question is one that somebody asked for an agenda, and nobody has looked at yet; or one that is published.
type Question struct {
	ID        uuid.UUID
	Visit     uuid.UUID
	Gathering string
	Text      uuid.UUID // as published; zero while it waits
	Declined  bool
}

// Promise is something that was promised, and what became of it.
type Promise struct {
	ID        uuid.UUID
	Text      uuid.UUID
	DueOn     time.Time
	Kept      bool
	Dropped   bool
	Outcome   uuid.UUID // text; zero for none
	SettledAt time.Time
}

// Open tells whether it is still to be done.
func (p Promise) Open() bool { return !p.Kept && !p.Dropped }

// Taken is how many places are given or kept for somebody.
func (g Gathering) Taken() int {
	n := 0
	for _, v := range g.Visits {
		if v.Standing == Seated || v.Standing == Offered {
			n += v.Seats
		}
	}
	return n
}

// SeatedSeats is how many places are given.
func (g Gathering) SeatedSeats() int {
	n := 0
	for _, v := range g.Visits {
		if v.Standing == Seated {
			n += v.Seats
		}
	}
	return n
}

// Free is how many places are left, and whether there is a limit at all.
func (g Gathering) Free() (free int, limited bool) {
	return max(0, g.Capacity-g.Taken()), g.Capacity > 0
}

// fits tells whether so many more places can be given.
func (g Gathering) fits(seats int) bool {
	free, limited := g.Free()
	return !limited || seats <= free
}

// InLine gives the answers that wait for a place, first in line first.
func (g Gathering) InLine() []Visit {
	var line []Visit
	for _, v := range g.Visits {
		if v.Standing == Waiting {
			line = append(line, v)
		}
	}
	slices.SortFunc(line, func(a, b Visit) int { return a.Number - b.Number })
	return line
}

// Position is an answer's place in the waiting list, from 1; 0 when it does not wait.
func (g Gathering) Position(visit uuid.UUID) int {
	return 1 + slices.IndexFunc(g.InLine(), func(v Visit) bool { return v.ID == visit })
}

// Visit finds an answer.
func (g Gathering) Visit(id uuid.UUID) (Visit, bool) {
	i := slices.IndexFunc(g.Visits, func(v Visit) bool { return v.ID == id })
	if i < 0 {
		return Visit{}, false
	}
	return g.Visits[i], true
}

// OpenAt tells whether answers are taken at a moment.
func (g Gathering) OpenAt(r time.Duration, at time.Time) bool {
	return g.Because == "" && !g.Ended && at.Before(g.StartsAt.Add(-r))
}

// Gathering finds one by its key.
func (s State) Gathering(key string) (Gathering, bool) {
	i := s.index(key)
	if i < 0 {
		return Gathering{}, false
	}
	return s.Gatherings[i], true
}

func (s State) index(key string) int {
	return slices.IndexFunc(s.Gatherings, func(g Gathering) bool { return g.Key == key })
}

// Promise finds one.
func (s State) Promise(id uuid.UUID) (Promise, bool) {
	i := slices.IndexFunc(s.Promises, func(p Promise) bool { return p.ID == id })
	if i < 0 {
		return Promise{}, false
	}
	return s.Promises[i], true
}

// Question finds one.
func (s State) Question(id uuid.UUID) (Question, bool) {
	i := slices.IndexFunc(s.Questions, func(q Question) bool { return q.ID == id })
	if i < 0 {
		return Question{}, false
	}
	return s.Questions[i], true
}

// NextWake is the earliest clock that still runs; zero before anything was planned.
func (s State) NextWake() time.Time {
	next := s.NextPlan
	earlier := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for _, g := range s.Gatherings {
		if g.Ended {
			continue
		}
		earlier(g.EndsAt)
		for _, v := range g.Visits {
			if v.Standing == Offered {
				earlier(v.Until.Add(grace))
			}
		}
	}
	return next
}
