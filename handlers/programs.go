package handlers

import (
	"context"
	"sync"
	"time"

	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// Programs gives the rules that new requests begin under, and those that older ones keep.
type Programs struct {
	Catalog *programs.Catalog
	Store   *store.Store

	mu       sync.RWMutex
	versions map[string]*Terms
}

// Terms is a program version as a case runs under it.
type Terms struct {
	Program programs.Program
}

// rules are what the workflow of the program goes by; nil for a stream of no program.
func (t *Terms) rules() any {
	if t == nil {
		return nil
	}
	return t.Program.Rules()
}

// Keep records the current version of every program, so that requests that begin now can keep it for ever.
func (p *Programs) Keep(ctx context.Context, at time.Time) error {
	for _, org := range p.Catalog.Organizations() {
		for _, program := range p.Catalog.Programs(org.Key) {
			kept := store.ProgramVersion{Version: program.Version, Program: program.Key, Document: program.Canonical()}
			if err := p.Store.KeepProgram(ctx, org.Key, kept, program.Fund(), at); err != nil {
				return err
			}
		}
	}
	return nil
}

// Terms finds a version by its hash: among the current ones, those seen before, or in Postgres.
func (p *Programs) Terms(ctx context.Context, organization, version string) (*Terms, error) {
	p.mu.RLock()
	t, known := p.versions[version]
	p.mu.RUnlock()
	if known {
		return t, nil
	}
	for _, program := range p.Catalog.Programs(organization) {
		if program.Version == version {
			return p.remember(program), nil
		}
	}
	kept, err := p.Store.Program(ctx, organization, version)
	if err != nil {
		return nil, err
	}
	program, err := programs.FromCanonical(kept.Document)
	if err != nil {
		return nil, err
	}
	program.Version = version
	return p.remember(program), nil
}

func (p *Programs) remember(program programs.Program) *Terms {
	t := &Terms{Program: program}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.versions == nil {
		p.versions = map[string]*Terms{}
	}
	p.versions[program.Version] = t
	return t
}
