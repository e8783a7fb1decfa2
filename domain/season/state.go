// Package season is the rules of one season of a program: places and who gets them, the waiting list, meetings, attendance, and the end. Whoever
// is seated, waits or is offered a place is known by the id of their application alone. All of a season is decided in one stream, so that nobody's
// place is ever somebody else's too.
package season

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
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

// Evolve folds one event into the state, in place.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	switch e := event.(type) {
	case Opened:
		s.Opening = Opening{
			Program: e.Program, Version: e.Version, Season: e.Season, First: e.First, Last: e.Last, ClosesAt: e.ClosesAt, DrawAt: e.DrawAt, Siblings: e.Siblings,
			Offer: time.Duration(e.OfferSeconds) * time.Second, Sessions: e.Sessions, Coaches: e.Coaches,
		}
		if e.Coaches > 0 {
			s.NextDay = e.First.Add(-coachesBefore)
		}
		s.Candidates = map[uuid.UUID]*Candidate{}
		for i, key := range e.Groups {
			s.Groups = append(s.Groups, newGroup(key, key, e.Capacities[i]))
		}
	case Entered:
		if s.Candidates == nil {
			s.Candidates = map[uuid.UUID]*Candidate{}
		}
		c := &Candidate{Application: e.Application, Household: e.Household, Standby: e.Standby, Since: e.Since, Place: Waiting, Ask: e.Ask}
		for _, alternatives := range e.Options {
			c.Options = append(c.Options, s.alike(strings.Split(alternatives, ",")))
		}
		if old, again := s.Candidates[e.Application]; again {
			c.Turn = old.Turn
		} else {
			s.Order = append(s.Order, e.Application)
		}
		s.Candidates[e.Application] = c
	case Rewished:
		s.rewish(e)
	case FitTold:
		if c, known := s.Candidates[e.Application]; known {
			c.Misfit = !e.Fits
		}
	case PlaceDecided:
		s.place(e)
	case Left:
		if c, known := s.Candidates[e.Application]; known {
			s.free(c)
			c.Place = Gone
		}
	case Drawn:
		s.Drawn = true
	case ApplicationsClosed:
		s.Closed = true
	case EntryClosed:
		s.Begun = true
	case EndDue:
		s.Ending = true
	case Ended:
		s.Over, s.Ending = true, false
	case DayChecked:
		s.NextDay = e.NextAt
	case MadeUp:
		if c, known := s.Candidates[e.Application]; known {
			c.MadeUp = append(c.MadeUp, e.Number)
		}
	default:
		s.evolveGroup(e)
	}
	return s
}

// alike adds to alternatives the groups that were opened later like one of them.
func (s State) alike(alternatives []string) []string {
	all := slices.Clone(alternatives)
	for _, g := range s.Groups {
		if g.Key != g.Like && slices.Contains(alternatives, g.Like) && !slices.Contains(all, g.Key) {
			all = append(all, g.Key)
		}
	}
	return all
}

// rewish takes other wishes in. What somebody passed on stays passed as long as they wish for it.
func (s *State) rewish(e Rewished) {
	c, known := s.Candidates[e.Application]
	if !known {
		return
	}
	c.Options, c.Held, c.Ask = nil, e.Held, e.Ask
	for _, alternatives := range e.Options {
		c.Options = append(c.Options, s.alike(strings.Split(alternatives, ",")))
	}
	c.Passed = slices.DeleteFunc(slices.Clone(c.Passed), func(group string) bool { return !c.may(group) })
}

func newGroup(key, like string, capacity int) *Group {
	return &Group{Key: key, Like: like, Capacity: capacity, Met: map[int]Met{}, Changed: map[int]Meeting{}}
}

// evolveGroup is what happens to one group.
func (s *State) evolveGroup(event domain.Event) {
	of := func(key string, f func(*Group)) {
		if g, known := s.Group(key); known {
			f(g)
		}
	}
	switch e := event.(type) {
	case GroupResized:
		of(e.Group, func(g *Group) { g.Capacity = e.Capacity })
	case GroupAdded:
		s.Groups = append(s.Groups, newGroup(e.Group, e.Like, e.Capacity))
		for _, c := range s.Candidates {
			options := make([][]string, 0, len(c.Options))
			for _, alternatives := range c.Options {
				options = append(options, s.alike(alternatives))
			}
			c.Options = options
		}
	case OutlineSet:
		of(e.Group, func(g *Group) { g.Topics = e.Topics })
	case CoachAssigned:
		of(e.Group, func(g *Group) { g.Coaches = append(g.Coaches, e.Coach) })
		if s.NextDay.IsZero() {
			s.NextDay = s.First // the first look; those after it are mornings
		}
	case CoachesCounted:
		of(e.Group, func(g *Group) {
			if g.Short = 0; e.Have < e.Needed {
				g.Short = e.Needed
			}
		})
	case CoachLeft:
		of(e.Group, func(g *Group) {
			if e.Why == NoClearance {
				g.Short = max(g.Short, len(g.Coaches)) // somebody is looked for in their place
			}
			g.Coaches = slices.DeleteFunc(g.Coaches, func(id uuid.UUID) bool { return id == e.Coach })
		})
	case MeetingCancelled:
		of(e.Group, func(g *Group) { g.Changed[e.Number] = Meeting{} })
	case MeetingMoved:
		of(e.Group, func(g *Group) { g.Changed[e.Number] = Meeting{StartsAt: e.StartsAt, EndsAt: e.EndsAt} })
	case AttendanceTaken:
		of(e.Group, func(g *Group) { g.Met[e.Number] = Met{Present: e.Present, Excused: e.Excused} })
	}
}

// place takes in a decision about one candidate.
func (s *State) place(e PlaceDecided) {
	c, known := s.Candidates[e.Application]
	if !known {
		return
	}
	s.free(c)
	c.Misfit = c.Misfit && e.Group == c.Group
	c.Turn, c.Group, c.Until = e.Turn, "", time.Time{}
	switch e.Place {
	case Seated, Offered:
		c.Place, c.Group, c.Until = e.Place, e.Group, e.Until
		if e.Place == Offered {
			if s.offers == nil {
				s.offers = map[uuid.UUID]time.Time{}
			}
			s.offers[c.Application] = c.Until
		}
		if g, exists := s.Group(e.Group); exists {
			g.Taken++
		}
	case Passed:
		c.Place = Waiting
		if e.Why == OwnWish {
			c.Passed = append(c.Passed, e.Group)
		} else {
			c.Missed++
			c.Since = e.Until // to the end of the list
		}
	case Waiting:
		c.Place = Waiting
	default:
		c.Place = Gone
	}
}

// free gives a candidate's place back.
func (s *State) free(c *Candidate) {
	if c.Place != Seated && c.Place != Offered {
		return
	}
	delete(s.offers, c.Application)
	if g, known := s.Group(c.Group); known {
		g.Taken--
	}
}

// nextKey numbers one more group like another.
func (s State) nextKey(like string) string {
	for n := 2; ; n++ {
		if key := like + "-" + strconv.Itoa(n); !slices.ContainsFunc(s.Groups, func(g *Group) bool { return g.Key == key }) {
			return key
		}
	}
}
