package season

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// running is a decision of several steps: each sees what those before it changed.
type running struct {
	State
	events []domain.Event
}

// begin copies a state, which Evolve changes in place.
func begin(s State) *running {
	run := &running{State: s}
	run.Groups = nil
	for _, g := range s.Groups {
		other := *g
		other.Coaches, other.Met, other.Changed = slices.Clone(g.Coaches), maps.Clone(g.Met), maps.Clone(g.Changed)
		run.Groups = append(run.Groups, &other)
	}
	run.Candidates = make(map[uuid.UUID]*Candidate, len(s.Candidates))
	for id, c := range s.Candidates {
		other := *c
		other.Passed = slices.Clone(c.Passed)
		run.Candidates[id] = &other
	}
	run.Order, run.offers = slices.Clone(s.Order), maps.Clone(s.offers)
	return run
}

func (run *running) do(e domain.Event) {
	run.events = append(run.events, e)
	run.State = Evolve(run.State, e)
}

// decide says what becomes of a candidate.
func (run *running) decide(c *Candidate, e PlaceDecided) {
	e.Application, e.Turn, e.Ask = c.Application, c.Turn+1, c.Ask
	if e.Group != "" && e.Place == Seated {
		if g, known := run.Group(e.Group); known {
			e.Coaches = slices.Clone(g.Coaches)
		}
	}
	run.do(e)
}

// room finds the group to seat a candidate in: by the order of their wishes, within a wish the emptiest. Whoever waits for a group comes before.
func (s State) room(c *Candidate, waiting []*Candidate) (group string, wish int) {
	for i, alternatives := range c.Options {
		var best *Group
		for _, key := range alternatives {
			g, known := s.Group(key)
			if !known || g.Taken >= g.Capacity || slices.Contains(c.Passed, key) {
				continue
			}
			if slices.ContainsFunc(waiting, func(other *Candidate) bool { return other != c && !other.Standby && !other.Held && other.wants(key) }) {
				continue
			}
			if best == nil || g.Taken*best.Capacity < best.Taken*g.Capacity {
				best = g
			}
		}
		if best != nil {
			return best.Key, i
		}
	}
	return "", 0
}

// enter takes a candidate in. Places are given at once, in the order of acceptance, unless the season draws.
func enter(s State, c Enter) []domain.Event {
	if old, known := s.Candidates[c.Application]; s.Season == "" || known && old.Place != Gone {
		return nil
	}
	entered := Entered{Application: c.Application, Options: c.Options, Household: c.Household, Standby: c.Standby, Since: c.Since, Ask: c.Ask}
	candidate := &Candidate{Application: c.Application, Standby: c.Standby}
	if old, known := s.Candidates[c.Application]; known {
		candidate.Turn = old.Turn
	}
	fits := false
	for _, alternatives := range c.Options {
		groups := s.alike(strings.Split(alternatives, ","))
		candidate.Options = append(candidate.Options, groups)
		fits = fits || slices.ContainsFunc(groups, func(key string) bool { _, known := s.Group(key); return known })
	}
	decided := PlaceDecided{Application: c.Application, Turn: candidate.Turn + 1, Place: Waiting, Why: NoRoom, Ask: c.Ask}
	switch {
	case s.Over || s.Begun:
		decided.Place, decided.Why = Unplaced, SeasonBegan
	case !fits:
		decided.Why = NoFit
	case !s.DrawAt.IsZero() && !s.Drawn:
		decided.Why = BeforeDraw
	case c.Standby:
		decided.Why = StandsBy
	default:
		if group, wish := s.room(candidate, s.waiting()); group != "" {
			g, _ := s.Group(group)
			decided.Place, decided.Group, decided.Why, decided.Coaches = Seated, group, reason(wish, ByOrder), slices.Clone(g.Coaches)
		}
	}
	return []domain.Event{entered, decided}
}

// rewish replaces wishes. Nobody loses a place by it: whether the group still fits is told, and a coordinator decides.
func rewish(s State, c Rewish, at time.Time) []domain.Event {
	old, known := s.Candidates[c.Application]
	if !known || old.Place == Gone || s.Over || c.Ask <= old.Ask {
		return nil
	}
	run := begin(s)
	run.do(Rewished{Application: c.Application, Options: c.Options, Held: c.Held, Ask: c.Ask})
	candidate := run.Candidates[c.Application]
	switch candidate.Place {
	case Seated, Offered:
		if fits := candidate.may(candidate.Group); fits == candidate.Misfit {
			run.do(FitTold{Application: c.Application, Group: candidate.Group, Fits: fits, Turn: candidate.Turn, Ask: c.Ask})
		}
	case Waiting:
		run.decide(candidate, PlaceDecided{Place: Waiting, Why: run.waitsFor(candidate)})
	case Passed, Lapsed, Unplaced, Gone: // nobody stays in one of these
	}
	run.fill(at)
	return run.events
}

// waitsFor says why somebody waits.
func (s State) waitsFor(c *Candidate) Why {
	switch {
	case c.Held:
		return InDoubt
	case !slices.ContainsFunc(s.Groups, func(g *Group) bool { return c.may(g.Key) }):
		return NoFit
	case !s.DrawAt.IsZero() && !s.Drawn:
		return BeforeDraw
	case c.Standby:
		return StandsBy
	}
	return NoRoom
}

// waiting is everybody who waits, in no order; nobody does while there is room.
func (s State) waiting() []*Candidate {
	if !slices.ContainsFunc(s.Groups, func(g *Group) bool { return g.Taken < g.Capacity }) {
		return nil
	}
	var list []*Candidate
	for _, id := range s.Order {
		if c := s.Candidates[id]; c.Place == Waiting {
			list = append(list, c)
		}
	}
	return list
}

func reason(wish int, first Why) Why {
	if wish > 0 {
		return BySecondWish
	}
	return first
}

// draw gives all places at once. Every draw of the same seed is the same.
func (run *running) draw(seed uint64, at time.Time) {
	list := run.WaitingList()
	run.do(Drawn{Seed: seed, Count: len(list)})
	slices.SortStableFunc(list, func(a, b *Candidate) int {
		switch {
		case a.Standby != b.Standby && b.Standby:
			return -1
		case a.Standby != b.Standby:
			return 1
		}
		return strings.Compare(draw(seed, a), draw(seed, b))
	})
	for _, c := range list {
		c = run.Candidates[c.Application]
		if c.Standby {
			continue
		}
		if c.Held {
			run.decide(c, PlaceDecided{Place: Waiting, Why: InDoubt})
			continue
		}
		if group, wish := run.room(c, nil); group != "" {
			run.decide(c, PlaceDecided{Place: Seated, Group: group, Why: reason(wish, ByDraw)})
		} else {
			run.decide(c, PlaceDecided{Place: Waiting, Why: NoRoom})
		}
	}
	if run.Closed {
		run.fill(at)
	}
}

// fill offers every free place to whoever comes first for it. Nobody is passed over: whoever has passed on a group was asked.
func (run *running) fill(at time.Time) {
	if run.Over || run.Begun || !run.DrawAt.IsZero() && !run.Drawn {
		return
	}
	for {
		next, group := run.nextOffer()
		if next == nil {
			return
		}
		why := ByOrder
		if run.Siblings && run.households()[next.Household] {
			why = BySibling
		}
		offer := PlaceDecided{Place: Offered, Group: group, Why: why, Until: at.Add(run.Offer)}
		if end := run.entryEnds(); offer.Until.After(end) {
			offer.Until = end
		}
		if run.Offer <= 0 {
			offer.Place, offer.Until = Seated, time.Time{}
		}
		run.decide(next, offer)
	}
}

// nextOffer finds who is offered what next. Those who stand by are asked only when applications have closed.
func (run *running) nextOffer() (*Candidate, string) {
	if !slices.ContainsFunc(run.Groups, func(g *Group) bool { return g.Taken < g.Capacity }) {
		return nil, ""
	}
	for _, c := range run.WaitingList() {
		if c.Held || c.Standby && !run.Closed {
			continue
		}
		if group, _ := run.room(c, nil); group != "" {
			return c, group
		}
	}
	return nil, ""
}

// lapse lets offers pass on whose time is over. The first time somebody keeps a place at the end of the list; the second time they are let go.
func (run *running) lapse(at time.Time) {
	lapsed := false
	for _, id := range run.Order {
		c := run.Candidates[id]
		if c.Place != Offered || c.Until.IsZero() || c.Until.After(at) {
			continue
		}
		lapsed = true
		if c.Missed > 0 {
			run.decide(c, PlaceDecided{Place: Lapsed, Why: NoAnswer})
		} else {
			run.decide(c, PlaceDecided{Place: Passed, Group: c.Group, Why: NoAnswer, Until: at})
		}
	}
	if lapsed {
		run.fill(at)
	}
}

func leave(s State, c Leave, at time.Time) []domain.Event {
	candidate, known := s.Candidates[c.Application]
	if !known || candidate.Place == Gone || s.Over {
		return nil
	}
	run := begin(s)
	run.do(Left{Application: c.Application, Group: candidate.Group})
	run.fill(at)
	return run.events
}

// reply takes the family's word about an offer. When it comes after the offer has passed on, they are told where they stand.
func reply(s State, c Reply, at time.Time) []domain.Event {
	candidate, known := s.Candidates[c.Application]
	if !known || candidate.Place == Gone {
		return nil
	}
	run := begin(s)
	candidate = run.Candidates[c.Application]
	switch {
	case candidate.Place != Offered || !candidate.Until.After(at):
		again := PlaceDecided{Place: candidate.Place, Group: candidate.Group, Until: candidate.Until, Why: TooLate}
		if candidate.Place == Offered {
			return nil // the clock, which is about to strike, says it
		}
		run.decide(candidate, again)
	case c.Taken:
		run.decide(candidate, PlaceDecided{Place: Seated, Group: candidate.Group, Why: OwnWish})
	default:
		run.decide(candidate, PlaceDecided{Place: Passed, Group: candidate.Group, Why: OwnWish})
		run.fill(at)
	}
	return run.events
}
