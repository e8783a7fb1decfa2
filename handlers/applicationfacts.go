package handlers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/store"
)

// applicationFacts is the briefing of applications: the rules that each runs under, what is signed today, the season that comes next, and open
// applications of the same person.
type applicationFacts struct {
	batch *batch
	twins map[string]uuid.UUID // by program and hash of the person
}

func newApplicationFacts(b *batch) briefing {
	return &applicationFacts{batch: b, twins: map[string]uuid.UUID{}}
}

func (f *applicationFacts) load(ctx context.Context, tx store.Tx) error {
	hashes := map[string][][]byte{}
	for _, m := range f.batch.messages {
		if _, submits := m.Command.(application.Submit); submits && m.Opens != nil {
			hashes[m.Opens.Program] = append(hashes[m.Opens.Program], m.Opens.ContactHash)
		}
	}
	for program, all := range hashes {
		found, err := f.batch.handler.Store.Twins(ctx, tx, f.batch.scope.Organization, program, all)
		if err != nil {
			return err
		}
		for _, twin := range found {
			f.twins[program+string(twin.Hash)] = twin.ID
		}
	}
	return nil
}

func (f *applicationFacts) into(s *stream, c domain.Command) domain.Command {
	if s.terms == nil || s.terms.Program.Application == nil {
		return c
	}
	program := s.terms.Program
	facts := application.Facts{Rules: *program.Application, Texts: program.Application.Consents}
	if today, known := f.batch.handler.Programs.Catalog.Find(f.batch.scope.Organization, program.Key); known && today.Application != nil {
		facts.Texts = today.Application.Consents
		o, _ := f.batch.handler.Programs.Catalog.Organization(f.batch.scope.Organization)
		facts.Zone = o.Location()
		_, term := daysOf(*today.Application, f.batch.at, o.Location())
		facts.Next = placing(f.batch.scope.Organization, program.Key, term)
	}
	if submit, is := c.(application.Submit); is && s.opens != nil {
		if twin := f.twins[program.Key+string(s.opens.ContactHash)]; twin != s.id {
			submit.Twin = twin
		}
		c = submit
	}
	return application.WithFacts(c, facts)
}

func (f *applicationFacts) learn(s *stream, _ []domain.Effect, after domain.Summary) {
	if s.opens == nil || s.opens.ContactHash == nil {
		return
	}
	person := s.opens.Program + string(s.opens.ContactHash)
	if !after.Closed && f.twins[person] == uuid.Nil {
		f.twins[person] = s.id
	}
}

// seasonFacts is the briefing of seasons: meetings as the program plans them, what coaches were cleared for, and chance for the draw.
type seasonFacts struct {
	batch   *batch
	cleared map[uuid.UUID][]store.ClearanceRow
}

func newSeasonFacts(b *batch) briefing {
	return &seasonFacts{batch: b, cleared: map[uuid.UUID][]store.ClearanceRow{}}
}

func (f *seasonFacts) load(ctx context.Context, tx store.Tx) error {
	var people []uuid.UUID
	for _, m := range f.batch.messages {
		switch c := m.Command.(type) {
		case season.Assign:
			people = append(people, c.Coach)
		case season.Wake, season.Attend, season.Unassign:
		default:
			continue
		}
		for _, g := range f.batch.streams[m.Stream].state.(season.State).Groups {
			people = append(people, g.Coaches...)
		}
	}
	if len(people) == 0 {
		return nil
	}
	rows, err := f.batch.handler.Store.Clearances(ctx, tx, f.batch.scope.Organization, people)
	for _, r := range rows {
		f.cleared[r.PersonID] = append(f.cleared[r.PersonID], r)
	}
	return err
}

func (f *seasonFacts) into(s *stream, c domain.Command) domain.Command {
	if s.terms == nil || s.terms.Program.Application == nil || s.terms.Program.Application.Season == nil {
		return c
	}
	o, _ := f.batch.handler.Programs.Catalog.Organization(f.batch.scope.Organization)
	local := f.batch.at.In(o.Location())
	state := s.state.(season.State)
	facts := season.Facts{
		Seed: f.batch.handler.NewSeed(), Cleared: map[uuid.UUID]time.Time{},
		Today:   time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC),
		Morning: time.Date(local.Year(), local.Month(), local.Day()+1, 4, 0, 0, 0, o.Location()).UTC(),
		DayEnds: time.Date(state.Last.Year(), state.Last.Month(), state.Last.Day()+1, 0, 0, 0, 0, o.Location()).UTC(),
	}
	rules := *s.terms.Program.Application
	facts.Coaches, facts.Watched = rules.CoachesNeeded(), rules.Watched()
	switch c := c.(type) {
	case season.Cancel, season.Shift, season.MakeUp, season.Complete:
		facts.Meetings = PlanOf(rules, state, o.Location())
	case season.Assign, season.Unassign, season.Attend, season.Wake:
		facts.Meetings = PlanOf(rules, state, o.Location())
		if assign, is := c.(season.Assign); is {
			f.clear(&facts, rules, assign.Coach)
		}
		for _, g := range state.Groups {
			for _, coach := range g.Coaches {
				f.clear(&facts, rules, coach)
			}
		}
	}
	return season.WithFacts(c, facts)
}

// clear says how long a coach has everything that looking after a group of the program takes.
func (f *seasonFacts) clear(facts *season.Facts, rules application.Rules, coach uuid.UUID) {
	var until time.Time
	needs, anybody := rules.Trusts()
	if !anybody {
		return
	}
	for _, need := range needs {
		found := false
		for _, r := range f.cleared[coach] {
			if r.CheckKey != need {
				continue
			}
			found = true
			if r.Until != nil && (until.IsZero() || r.Until.Before(until)) {
				until = *r.Until
			}
		}
		if !found {
			return
		}
	}
	facts.Cleared[coach] = until
}

func (f *seasonFacts) learn(*stream, []domain.Effect, domain.Summary) {}

// PlanOf lists the meetings of a season's groups as the program plans them.
func PlanOf(rules application.Rules, s season.State, zone *time.Location) []season.Meeting {
	var list []season.Meeting
	if rules.Season == nil {
		return nil
	}
	for _, g := range rules.Season.AllGroups() {
		if _, exists := s.Group(g.Key); !exists {
			continue
		}
		for _, m := range rules.Season.Meetings(g, s.First, zone) {
			list = append(list, season.Meeting{Group: g.Key, Number: m.Number, StartsAt: m.StartsAt.UTC(), EndsAt: m.EndsAt.UTC(), Topic: m.Topic})
		}
	}
	return list
}
