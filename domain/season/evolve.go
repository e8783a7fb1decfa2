package season

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Evolve folds one event into the state, in place.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	switch e := event.(type) {
	case Opened:
		s.opened(e)
	case Entered:
		s.entered(e)
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

func (s *State) opened(e Opened) {
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
}

func (s *State) entered(e Entered) {
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
