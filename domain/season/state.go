// Package season is the rules of one season of a program: places and who gets them, the waiting list, meetings, attendance, and the end. Whoever
// is seated, waits or is offered a place is known by the id of their application alone. All of a season is decided in one stream, so that nobody's
// place is ever somebody else's too.
package season

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Place is what a candidate has.
type Place string

// The places. Passed, lapsed and unplaced are said once and leave a candidate waiting, or gone.
const (
	Waiting  Place = "waiting"
	Offered  Place = "offered"
	Seated   Place = "seated"
	Passed   Place = "passed"
	Lapsed   Place = "lapsed"
	Unplaced Place = "unplaced"
	Gone     Place = "gone"
)

// Why is the reason for a decision, which whoever it is about can read.
type Why string

// The reasons.
const (
	ByOrder       Why = "order"       // in the order of acceptance
	ByDraw        Why = "draw"        // by the draw
	BySibling     Why = "sibling"     // a brother or sister has a place
	BySecondWish  Why = "second_wish" // the first wish was full
	ByCoordinator Why = "coordinator" // out of turn, with a reason
	NoRoom        Why = "full"
	BeforeDraw    Why = "before_draw" // the draw has not been held
	StandsBy      Why = "standby"     // on the list by the coordinator's decision
	OwnWish       Why = "own_wish"
	NoAnswer      Why = "no_answer"
	TooLate       Why = "too_late" // the answer came after the offer had passed on
	NoFit         Why = "no_fit"   // no group fits
	NoClearance   Why = "clearance"
	SeasonBegan   Why = "began"
	InDoubt       Why = "doubt" // a coordinator looks first whether they may take part
)

// Group is a cohort or team.
type Group struct {
	Key      string
	Like     string // the group of the program whose meetings it shares; its own key for one of the program's
	Capacity int
	Taken    int // seated and offered
	Coaches  []uuid.UUID
	Topics   []string // of its own; nil: the program's
	Met      map[int]Met
	Changed  map[int]Meeting // moved; with a zero start, cancelled
	Short    int             // coaches that the coordinator was asked to find it; zero when nobody is looked for
}

// Met is a meeting that was recorded.
type Met struct{ Present, Excused []uuid.UUID }

// Candidate is an application in a season.
type Candidate struct {
	Application uuid.UUID
	Options     [][]string
	Household   uuid.UUID
	Standby     bool
	Since       time.Time
	Place       Place
	Group       string
	Until       time.Time
	Turn        int
	Missed      int      // offers that went unanswered
	Passed      []string // groups that they do not want any more
	MadeUp      []int
	Ask         int  // of their last wish
	Held        bool // nothing is offered until a coordinator has looked
	Misfit      bool // their group is none of those that they may take
}

// State is what the rules need of a season. Evolve changes it in place.
type State struct {
	Opening
	Groups     []*Group
	Candidates map[uuid.UUID]*Candidate
	Order      []uuid.UUID // of entering
	Drawn      bool
	Closed     bool // applications are
	Begun      bool // the list is closed
	Ending     bool // a coordinator has to end it
	Over       bool
	NextDay    time.Time
	Armed      time.Time
	offers     map[uuid.UUID]time.Time // until when each is kept, so that the next clock is found without looking at everybody
}

// Group finds a group.
func (s State) Group(key string) (*Group, bool) {
	i := slices.IndexFunc(s.Groups, func(g *Group) bool { return g.Key == key })
	if i < 0 {
		return nil, false
	}
	return s.Groups[i], true
}

// In lists the applications that have a place in a group, in the order of entering.
func (s State) In(group string) []uuid.UUID {
	var ids []uuid.UUID
	for _, id := range s.Order {
		if c := s.Candidates[id]; c.Place == Seated && c.Group == group {
			ids = append(ids, id)
		}
	}
	return ids
}

// WaitingList is everybody who waits, in the order in which places are offered.
func (s State) WaitingList() []*Candidate {
	seated := s.households()
	var list []*Candidate
	for _, id := range s.Order {
		if c := s.Candidates[id]; c.Place == Waiting {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *Candidate) int { return s.before(a, b, seated) })
	return list
}

// households are those with a seated child.
func (s State) households() map[uuid.UUID]bool {
	seated := map[uuid.UUID]bool{}
	for _, c := range s.Candidates {
		if c.Place == Seated && c.Household != uuid.Nil {
			seated[c.Household] = true
		}
	}
	return seated
}

// before orders those who wait: who stands by last, brothers and sisters of the seated first, then by time.
func (s State) before(a, b *Candidate, seated map[uuid.UUID]bool) int {
	rank := func(c *Candidate) int {
		switch {
		case c.Standby:
			return 2
		case s.Siblings && seated[c.Household]:
			return 0
		}
		return 1
	}
	return cmp.Or(rank(a)-rank(b), a.Since.Compare(b.Since), strings.Compare(a.Application.String(), b.Application.String()))
}

// Ahead counts who is offered a place before somebody who waits: those before them on the list who want one of the same groups.
func (s State) Ahead(application uuid.UUID) int {
	c, known := s.Candidates[application]
	if !known || c.Place != Waiting {
		return 0
	}
	ahead := 0
	for _, other := range s.WaitingList() {
		if other == c {
			break
		}
		if c.shares(other) {
			ahead++
		}
	}
	return ahead
}

func (c *Candidate) shares(other *Candidate) bool {
	for _, alternatives := range c.Options {
		for _, group := range alternatives {
			if other.wants(group) {
				return true
			}
		}
	}
	return false
}

// wants tells whether a candidate would take a place in a group.
func (c *Candidate) wants(group string) bool {
	if slices.Contains(c.Passed, group) {
		return false
	}
	return c.may(group)
}

// may tells whether a group is one of those that somebody wishes for and fits.
func (c *Candidate) may(group string) bool {
	return slices.ContainsFunc(c.Options, func(alternatives []string) bool { return slices.Contains(alternatives, group) })
}

// Attended counts the meetings that somebody was at, or made up for.
func (s State) Attended(application uuid.UUID) int {
	c, known := s.Candidates[application]
	if !known {
		return 0
	}
	numbers := map[int]bool{}
	for _, number := range c.MadeUp {
		numbers[number] = true
	}
	for _, g := range s.Groups {
		for number, met := range g.Met {
			if slices.Contains(met.Present, application) {
				numbers[number] = true
			}
		}
	}
	return len(numbers)
}

// Plan is a group's meetings as they stand, from those that the program plans.
func (s State) Plan(g *Group, planned []Meeting) []Meeting {
	var list []Meeting
	for _, m := range planned {
		if m.Group != g.Like && m.Group != g.Key {
			continue
		}
		m.Group = g.Key
		if g.Topics != nil {
			m.Topic = ""
			if m.Number <= len(g.Topics) {
				m.Topic = g.Topics[m.Number-1]
			}
		}
		if changed, is := g.Changed[m.Number]; is {
			m.StartsAt, m.EndsAt = changed.StartsAt, changed.EndsAt
		}
		list = append(list, m)
	}
	return list
}

// Cancelled tells whether a meeting was called off.
func (m Meeting) Cancelled() bool { return m.StartsAt.IsZero() }

// draw gives an order that a seed decides; brothers and sisters stand together.
func draw(seed uint64, c *Candidate) string {
	of := c.Household
	if of == uuid.Nil {
		of = c.Application
	}
	sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(nil, seed), of[:]...))
	return string(sum[:])
}
