package series

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Evolve folds one event into the state. It never fails: an event is a fact.
func Evolve(s State, event domain.Event) State {
	s.Armed = s.NextWake()
	switch e := event.(type) {
	case GatheringPlanned:
		s.Gatherings = sorted(append(slices.Clone(s.Gatherings), Gathering{Key: e.Gathering, StartsAt: e.StartsAt, EndsAt: e.EndsAt, Capacity: e.Capacity}))
	case SingleAdded:
		s.Gatherings = sorted(append(slices.Clone(s.Gatherings), Gathering{
			Key: e.Gathering, StartsAt: e.StartsAt, EndsAt: e.EndsAt, Capacity: e.Capacity, Name: e.Name, Place: e.Place, Single: true,
		}))
	case GatheringMoved:
		s = s.change(e.Gathering, func(g *Gathering) {
			g.StartsAt, g.EndsAt, g.Place, g.Sequence = e.StartsAt, e.EndsAt, e.Place, g.Sequence+1
			g.Moved = g.Moved || !nobody(e.By)
		})
		s.Gatherings = sorted(s.Gatherings)
	case GatheringCalledOff:
		s = s.change(e.Gathering, func(g *Gathering) { g.Because, g.Sequence = e.Because, g.Sequence+1 })
	case GatheringEnded:
		s = s.change(e.Gathering, func(g *Gathering) { g.Ended, g.Came, g.Visits = true, e.Seats, nil })
	case CapacitySet:
		s = s.change(e.Gathering, func(g *Gathering) { g.Capacity, g.Sized = e.Capacity, g.Sized || !nobody(e.By) })
	case VisitSettled:
		s = s.change(e.Gathering, func(g *Gathering) { g.settle(e) })
	case AgendaAdded:
		s = s.change(e.Gathering, func(g *Gathering) { g.Agenda = append(slices.Clone(g.Agenda), e.Item) })
	case AgendaRemoved:
		s = s.change(e.Gathering, func(g *Gathering) { g.Agenda = without(g.Agenda, e.Item) })
	case TallyEntered:
		s = s.change(e.Gathering, func(g *Gathering) { g.Areas, g.Counts = e.Areas, e.Counts })
	case YearPlanned:
		s.NextPlan = e.NextAt
		s = s.forget()
	default:
		s = evolveWords(s, e)
	}
	return s
}

// evolveWords folds what people said: questions and promises.
func evolveWords(s State, event domain.Event) State {
	switch e := event.(type) {
	case QuestionNoted:
		s.Questions = append(slices.Clone(s.Questions), Question{ID: e.Question, Visit: e.Visit, Gathering: e.Gathering})
	case QuestionPublished:
		s.Questions = slices.Clone(s.Questions)
		for i := range s.Questions {
			if s.Questions[i].ID == e.Question {
				s.Questions[i].Text = e.Text
			}
		}
	case QuestionDeclined:
		s.Questions = slices.DeleteFunc(slices.Clone(s.Questions), func(q Question) bool { return q.ID == e.Question })
	case PromiseMade:
		s.Promises = append(slices.Clone(s.Promises), Promise{ID: e.Promise, Text: e.Text, DueOn: e.DueOn})
	case PromiseKept:
		s = s.settled(e.Promise, func(p *Promise) { p.Kept, p.Outcome, p.SettledAt = true, e.Outcome, e.At })
	case PromiseDropped:
		s = s.settled(e.Promise, func(p *Promise) { p.Dropped, p.Outcome, p.SettledAt = true, e.Outcome, e.At })
	}
	return s
}

// settle puts an answer in its place, or adds it.
func (g *Gathering) settle(e VisitSettled) {
	v := Visit{ID: e.Visit, Seats: e.Seats, Standing: e.Status, Number: e.Number, Until: e.Until, Ask: e.Ask, Step: e.Step}
	g.LastNumber = max(g.LastNumber, e.Number)
	g.Visits = slices.Clone(g.Visits)
	if i := slices.IndexFunc(g.Visits, func(other Visit) bool { return other.ID == e.Visit }); i >= 0 {
		g.Visits[i] = v
		return
	}
	g.Visits = append(g.Visits, v)
}

// change gives f a gathering whose lists it must replace, never write into.
func (s State) change(key string, f func(*Gathering)) State {
	if i := s.index(key); i >= 0 {
		s.Gatherings = slices.Clone(s.Gatherings)
		f(&s.Gatherings[i])
	}
	return s
}

// forget drops the gatherings that ended longest ago, and the questions that were asked for them.
func (s State) forget() State {
	past := 0
	for _, g := range s.Gatherings {
		if g.Ended {
			past++
		}
	}
	s.Gatherings = slices.DeleteFunc(slices.Clone(s.Gatherings), func(g Gathering) bool {
		if g.Ended && past > PastMax {
			past--
			return true
		}
		return false
	})
	s.Questions = slices.DeleteFunc(slices.Clone(s.Questions), func(q Question) bool { return s.index(q.Gathering) < 0 })
	return s
}

// settled changes one promise in a copy of the list.
func (s State) settled(id uuid.UUID, f func(*Promise)) State {
	s.Promises = slices.Clone(s.Promises)
	for i := range s.Promises {
		if s.Promises[i].ID == id {
			f(&s.Promises[i])
		}
	}
	return s
}

func nobody(id uuid.UUID) bool { return id == uuid.Nil }

func without(list []uuid.UUID, id uuid.UUID) []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(list), func(other uuid.UUID) bool { return other == id })
}

func sorted(list []Gathering) []Gathering {
	slices.SortStableFunc(list, func(a, b Gathering) int { return cmp.Or(a.StartsAt.Compare(b.StartsAt), cmp.Compare(a.Key, b.Key)) })
	return list
}
