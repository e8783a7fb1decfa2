package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
)

// applicationOnward judges an application whose season has begun without it by the first day of the next: who may take part, and in which groups. The
// answers are sealed, so the rules cannot read them where they decide.
func applicationOnward(ctx context.Context, d *Desk, m Message) (domain.Command, error) {
	note, is := m.Command.(application.NotePlace)
	if !is || note.Place != application.PlaceUnplaced {
		return m.Command, nil
	}
	scope := store.Scope{Organization: m.Organization, Compartments: []domain.Compartment{m.compartment()}}
	of, err := d.caseByID(ctx, scope, m.Stream)
	if err != nil {
		return nil, err
	}
	today, known := d.Handler.Programs.Catalog.Find(m.Organization, of.Program)
	if !known || today.Application == nil {
		return note, nil
	}
	answers, err := d.allAnswers(ctx, scope, of)
	if domain.CodeOf(err) == domain.NotFound {
		return note, nil // erased: nothing is left to judge
	} else if err != nil {
		return nil, err
	}
	terms, err := d.Handler.Programs.Terms(ctx, m.Organization, of.ProgramVersion)
	if err != nil || terms.Program.Application == nil {
		return note, err
	}
	o, _ := d.Handler.Programs.Catalog.Organization(m.Organization)
	days, term := daysOf(*today.Application, d.Handler.Now(), o.Location())
	if term.Key == "" {
		return note, nil
	}
	days.FirstDay = term.FirstDay
	who := applicantOf(terms.Program, answers, days.Today)
	note.Onward = application.Onward{
		Placing: placing(m.Organization, of.Program, term), Options: options(*today.Application, answers, who.born, term),
		Findings: terms.Program.Application.Evaluate(answers, days), Judged: true,
	}
	return note, nil
}

// allAnswers opens what was answered, with what is erased when the season ends.
func (d *Desk) allAnswers(ctx context.Context, scope store.Scope, of store.Case) (all programs.Answers, err error) {
	err = d.Handler.Store.Decide(ctx, scope, func(tx store.Tx) error {
		if all, err = d.answers(ctx, tx, of); err != nil {
			return err
		}
		texts, err := d.Handler.Store.Texts(ctx, tx, []uuid.UUID{of.ID})
		if err != nil {
			return err
		}
		for _, t := range texts {
			if t.Kind != BriefText {
				continue
			}
			key, err := d.keysOf(of.Organization).OpenDataKey(t.KeyID, t.Wrapped)
			if err != nil {
				return err
			}
			plain, err := key.Open(textContext(BriefText, of.ID), t.Sealed)
			if err != nil {
				return fmt.Errorf("open brief: %w", err)
			}
			brief := programs.Answers{}
			if err := json.Unmarshal(plain, &brief); err != nil {
				return fmt.Errorf("read brief: %w", err)
			}
			maps.Copy(all, brief)
		}
		return nil
	})
	return all, err
}

// unkept lists the failed conditions that look at an answer which is never kept: a doubt about one would keep it.
func unkept(p programs.Program, findings []application.Finding) []string {
	var keys []string
	for _, c := range p.Application.Eligibility {
		looks := []string{c.Answer}
		for _, one := range c.Any {
			looks = append(looks, one.Answer)
		}
		if c.When != nil {
			looks = append(looks, c.When.Answer)
		}
		forgotten := slices.ContainsFunc(looks, func(key string) bool {
			f, known := p.Form.Field(key)
			return known && f.Keep == programs.KeepForDecision
		})
		if forgotten && slices.Contains(findings, application.Finding{Key: c.Key, Outcome: application.Failed}) {
			keys = append(keys, c.Key)
		}
	}
	return keys
}
