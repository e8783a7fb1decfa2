package handlers

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
	"github.com/almoner/almoner/domain/support"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// supportFacts is the briefing of support cases: open cases of the same family, and everybody on the rota as each decision leaves them.
type supportFacts struct {
	batch     *batch
	twins     map[string]uuid.UUID // by program and contact hash
	rotas     map[string]rota.State
	standings map[[2]uuid.UUID]store.Standing // by case and person
	added     map[uuid.UUID]int               // engagements of this batch, by person
}

func newSupportFacts(b *batch) briefing {
	return &supportFacts{
		batch: b, twins: map[string]uuid.UUID{}, rotas: map[string]rota.State{}, standings: map[[2]uuid.UUID]store.Standing{}, added: map[uuid.UUID]int{},
	}
}

func (f *supportFacts) load(ctx context.Context, tx store.Tx) error {
	hashes, cases := map[string][][]byte{}, map[string][]uuid.UUID{}
	for _, m := range f.batch.messages {
		s := f.batch.streams[m.Stream]
		if s.terms == nil {
			continue
		}
		program := s.terms.Program.Key
		needs := support.NeedsOf(m.Command)
		if needs.Contact != nil {
			hashes[program] = append(hashes[program], needs.Contact)
		}
		if needs.Candidates && !slices.Contains(cases[program], s.id) {
			cases[program] = append(cases[program], s.id)
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
	for program, all := range cases {
		if err := f.loadRota(ctx, tx, program, all); err != nil {
			return err
		}
	}
	return nil
}

func (f *supportFacts) loadRota(ctx context.Context, tx store.Tx, program string, cases []uuid.UUID) error {
	care := f.batch.streams[cases[0]].terms.Program.Protocol.Care
	standings, events, err := f.batch.handler.Store.Standings(ctx, tx, rota.Stream(f.batch.scope.Organization, program), cases, f.batch.at.Add(-care.Rest))
	if err != nil {
		return err
	}
	for _, s := range standings {
		f.standings[[2]uuid.UUID{s.CaseID, s.PersonID}] = s
	}
	f.rotas[program], err = foldRota(events)
	return err
}

// foldRota reads a rota's stream.
func foldRota(events []store.StoredEvent) (state rota.State, err error) {
	for _, e := range events {
		event, err := workflows.Decode(e.Type, e.Data)
		if err != nil {
			return state, err
		}
		state = rota.Evolve(state, event)
	}
	return state, nil
}

func (f *supportFacts) into(s *stream, c domain.Command) domain.Command {
	if s.terms == nil || s.terms.Program.Protocol == nil {
		return c
	}
	needs := support.NeedsOf(c)
	facts := support.Facts{Protocol: *s.terms.Program.Protocol}
	if needs.Contact != nil {
		if twin := f.twins[s.terms.Program.Key+string(needs.Contact)]; twin != s.id {
			facts.Twin = twin
		}
	}
	if needs.Candidates {
		facts.Seed, facts.Candidates = f.batch.handler.NewSeed(), f.candidates(s)
	}
	return support.WithFacts(c, facts)
}

// candidates are everybody on the rota as seen from a case.
func (f *supportFacts) candidates(s *stream) []support.Candidate {
	state, program := f.rotas[s.terms.Program.Key], s.terms.Program
	rules := f.batch.handler.Programs.RotaRules(program)
	area := s.state.(support.State).Area
	here, there := map[uuid.UUID]bool{}, map[uuid.UUID]bool{}
	for _, a := range rules.Areas {
		for _, duty := range state.OnDuty(rules, a, f.batch.at) {
			there[duty.Minister] = true
			here[duty.Minister] = here[duty.Minister] || area == "" || a == area
		}
	}
	ready := state.Ready(rules, f.batch.at)
	var list []support.Candidate
	for _, m := range state.Ministers {
		known := f.standings[[2]uuid.UUID{s.id, m.ID}]
		c := support.Candidate{
			ID: m.ID, OnDuty: here[m.ID], Elsewhere: there[m.ID], Ready: slices.Contains(ready, m.ID), Languages: m.Languages, Faiths: m.Faiths, Areas: m.Areas,
			Load: known.Load + f.added[m.ID], Cap: m.CapFamilies, Earlier: known.Earlier, Tied: known.Tied,
		}
		if limit := program.Protocol.Care.CapFamilies; c.Cap == 0 || c.Cap > limit {
			c.Cap = limit
		}
		if known.Last != nil && known.Recent >= program.Protocol.Care.CallOuts {
			c.RestUntil = known.Last.Add(program.Protocol.Care.Rest)
		}
		list = append(list, c)
	}
	return list
}

func (f *supportFacts) learn(s *stream, effects []domain.Effect, after domain.Summary) {
	for _, effect := range effects {
		if e, ok := effect.(domain.Engage); ok && !e.Standing {
			f.added[e.Person]++
		}
	}
	if s.opens == nil || s.opens.ContactHash == nil {
		return
	}
	number := s.opens.Program + string(s.opens.ContactHash)
	switch twin := f.twins[number]; {
	case after.Closed && twin == s.id:
		delete(f.twins, number)
	case !after.Closed && twin == uuid.Nil: // whoever is taken into an open case does not stand in its place
		f.twins[number] = s.id
	}
}

// RotaRules is what a program says about its rota.
func (p *Programs) RotaRules(program programs.Program) rota.Rules {
	o, _ := p.Catalog.Organization(program.Organization)
	if program.Protocol == nil {
		return rota.Rules{Zone: o.Location()}
	}
	d := program.Protocol.Dispatch
	return rota.Rules{Areas: program.Protocol.Areas, OnDuty: d.Pair, WarnBefore: d.WarnBefore, Zone: o.Location()}
}

// rotaFacts gives commands of a rota the rules of the program whose rota it is, as they are today.
type rotaFacts struct {
	nothingToKnow
	batch *batch
}

func newRotaFacts(b *batch) briefing { return &rotaFacts{batch: b} }

func (f *rotaFacts) into(s *stream, c domain.Command) domain.Command {
	if p, known := f.batch.handler.Programs.ofRota(f.batch.scope.Organization, s.id); known {
		return rota.WithFacts(c, rota.Facts{Rules: f.batch.handler.Programs.RotaRules(p)})
	}
	return c
}

// ofRota finds the program whose rota a stream is.
func (p *Programs) ofRota(organization string, stream uuid.UUID) (programs.Program, bool) {
	for _, program := range p.Catalog.Programs(organization) {
		if rota.Stream(program.Organization, program.Key) == stream {
			return program, true
		}
	}
	return programs.Program{}, false
}
