package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// seasonKind is a season's part in the handlers.
func seasonKind() kind {
	return kind{
		brief:    newSeasonFacts,
		opens:    seasonFor,
		acts:     seasonActs,
		caseActs: seasonCaseActs,
	}
}

// seasonFor sees to it that the season is there in which an application seeks a place.
func seasonFor(ctx context.Context, d *Desk, m Message) error {
	enter, seeks := m.Command.(season.Enter)
	if !seeks {
		return nil
	}
	scope := store.Scope{Organization: m.Organization, Compartments: []domain.Compartment{m.compartment()}}
	if _, err := d.caseByID(ctx, scope, m.Stream); domain.CodeOf(err) != domain.NotFound {
		return err
	}
	of, err := d.caseByID(ctx, scope, enter.Application)
	if err != nil {
		return err
	}
	program, known := d.Handler.Programs.Catalog.Find(m.Organization, of.Program)
	if !known || program.Application == nil {
		terms, err := d.Handler.Programs.Terms(ctx, m.Organization, of.ProgramVersion)
		if err != nil {
			return err
		}
		program = terms.Program
	}
	o, _ := d.Handler.Programs.Catalog.Organization(m.Organization)
	term, known := program.Application.Season.Term(enter.Season, o.Location())
	if !known {
		terms, err := d.Handler.Programs.Terms(ctx, m.Organization, of.ProgramVersion)
		if err != nil {
			return err
		}
		program = terms.Program // its rule gave that season
		if term, known = program.Application.Season.Term(enter.Season, o.Location()); !known {
			return domain.Errorf(domain.Invalid, "No version of the program has that season.")
		}
	}
	return d.OpenSeason(ctx, program, term)
}

func (d *Desk) caseByID(ctx context.Context, scope store.Scope, id uuid.UUID) (of store.Case, err error) {
	err = d.Handler.Store.Decide(ctx, scope, func(tx store.Tx) (err error) {
		of, err = d.Handler.Store.CaseByID(ctx, tx, id)
		return err
	})
	return of, err
}

// OpenSeason begins a season with the groups of its program. One that is there already stays as it is.
func (d *Desk) OpenSeason(ctx context.Context, program programs.Program, term application.Term) error {
	rules := program.Application
	opening := season.Opening{
		Program: program.Key, Version: program.Version, Season: term.Key, First: term.FirstDay, Last: term.LastDay, ClosesAt: term.ApplyUntil.UTC(),
		Siblings: rules.Seating.Siblings, Offer: rules.Seating.Offer, Sessions: rules.Completion.Sessions,
		Coaches: rules.CoachesNeeded(),
	}
	if rules.Seating.Mode == application.ByDraw {
		opening.DrawAt = term.FirstDay.Add(-rules.Seating.Draw)
	}
	for _, g := range rules.Season.AllGroups() {
		opening.Groups, opening.Capacities = append(opening.Groups, g.Key), append(opening.Capacities, g.Capacity)
	}
	stream := season.Stream(program.Organization, program.Key, term.Key)
	reference, err := d.References.Take(ctx, workflows.Find("season").Reference)
	if err != nil {
		return err
	}
	keyID := d.Handler.NewID()
	_, wrapped, err := d.keysOf(program.Organization).NewDataKey(keyID)
	if err != nil {
		return fmt.Errorf("make data key: %w", err)
	}
	return d.Lanes.Do(ctx, Message{
		Organization: program.Organization, Compartment: rules.For.Compartment(), Workflow: "season", Stream: stream, Command: season.Open{Opening: opening},
		Actor: "season", Cause: stream,
		Opens: &store.NewCase{
			ID: stream, Workflow: "season", Program: program.Key, Version: program.Version, Reference: reference, Language: "en", Channel: "season",
			KeyID: keyID, ReceivedAt: d.Handler.Now().UTC().Truncate(time.Microsecond),
		},
		Keys: []store.DataKey{{ID: keyID, Wrapped: wrapped}},
	}).Err
}

// Seasons opens the season that applications of today are for, of every program that has seasons, so that it can be looked after before the first
// application comes.
type Seasons struct {
	Desk *Desk
	Log  *slog.Logger

	signed map[string]bool // programs whose older applications were asked to sign again, in this process
}

// seasonsEvery is how often it is looked whether another season has begun to take applications.
const (
	seasonsEvery = time.Hour
	seasonsAgain = time.Second // after a failure
)

// Run opens seasons until ctx ends.
func (s *Seasons) Run(ctx context.Context) {
	for {
		pause := time.NewTimer(seasonsEvery)
		if err := errors.Join(s.Open(ctx), s.signAgain(ctx)); err != nil && ctx.Err() == nil {
			s.Log.Debug("seasons wait", "reason", domain.CodeOf(err))
			pause.Reset(seasonsAgain)
		}
		select {
		case <-ctx.Done():
			pause.Stop()
			return
		case <-pause.C:
		}
	}
}

// Open opens those that are missing.
func (s *Seasons) Open(ctx context.Context) error {
	h := s.Desk.Handler
	for _, o := range h.Programs.Catalog.Organizations() {
		for _, p := range h.Programs.Catalog.Programs(o.Key) {
			if p.Application == nil || p.Application.Season == nil || !p.Open {
				continue
			}
			term, open := p.Application.Season.Next(h.Now(), o.Location())
			if !open {
				continue
			}
			scope := store.Scope{Organization: o.Key, Compartments: []domain.Compartment{p.Application.For.Compartment()}}
			_, err := s.Desk.caseByID(ctx, scope, season.Stream(o.Key, p.Key, term.Key))
			if domain.CodeOf(err) == domain.NotFound {
				err = s.Desk.OpenSeason(ctx, p, term)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// signAgain has consents signed anew whose text is another one than when an application began: whoever edits a program's text asks everybody again.
func (s *Seasons) signAgain(ctx context.Context) error {
	h := s.Desk.Handler
	for _, o := range h.Programs.Catalog.Organizations() {
		for _, p := range h.Programs.Catalog.Programs(o.Key) {
			if p.Application == nil || s.signed[p.Version] {
				continue
			}
			scope := scopeOf(p)
			var after uuid.UUID
			for {
				ids, err := h.Store.CasesOfOlderVersions(ctx, scope, string(p.Kind), p.Key, p.Version, after, BatchMax)
				if err != nil {
					return err
				}
				if len(ids) == 0 {
					break
				}
				var batch []Message
				for _, id := range ids {
					batch = append(batch, Message{
						Organization: o.Key, Compartment: scope.Compartments[0], Workflow: string(p.Kind), Stream: id, Command: application.AskAgain{}, Actor: "program",
						Cause: uuid.NewSHA1(id, []byte(p.Version)),
					})
				}
				for _, r := range h.Handle(ctx, batch) {
					if r.Err != nil {
						return r.Err
					}
				}
				after = ids[len(ids)-1]
			}
			if s.signed == nil {
				s.signed = map[string]bool{}
			}
			s.signed[p.Version] = true
		}
	}
	return nil
}
