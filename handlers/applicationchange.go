package handlers

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/programs"
	"github.com/almoner/almoner/store"
	"github.com/almoner/almoner/workflows"
)

// changeAnswers replaces the answers by checked ones. Whatever is only looked at once is asked for again.
func changeAnswers(a *acting, body json.RawMessage) (domain.Command, error) {
	var in struct {
		Answers map[string]json.RawMessage `json:"answers"`
		Reason  string                     `json:"reason"` // why a coordinator makes an exception
	}
	if err := a.read(body, &in); err != nil {
		return nil, err
	}
	terms, err := a.desk.Handler.Programs.Terms(a.ctx, a.of.Organization, a.of.ProgramVersion)
	if err != nil {
		return nil, err
	}
	state, err := a.application()
	if err != nil {
		return nil, err
	}
	before, err := a.openTexts()
	if err != nil {
		return nil, err
	}
	former, err := answersBefore(state, before)
	if err != nil {
		return nil, err
	}
	if err := a.keepOthers(terms.Program, state, former, in.Answers); err != nil {
		return nil, err
	}
	answers, err := terms.Program.Check(in.Answers)
	if err != nil {
		return nil, err
	}
	rules := terms.Program.Application
	o, _ := a.desk.Handler.Programs.Catalog.Organization(a.of.Organization)
	days, term := daysOf(*rules, a.desk.Handler.Now(), o.Location())
	if state.Placing.Season != "" { // its own season, which may have closed or begun
		days.FirstDay, term = state.Placing.First, application.Term{Key: state.Placing.Season, FirstDay: state.Placing.First}
	}
	findings, kept := judged(terms.Program, answers, days)
	who := applicantOf(terms.Program, kept, days.Today)
	c := application.Change{
		Who: a.decides(), Minor: who.minor, Findings: findings, Options: options(*rules, kept, who.born, term),
	}
	if c.Contacts, err = a.reached(terms.Program, state, before, former, kept); err != nil {
		return nil, err
	}
	c.Unkept = unkept(terms.Program, findings)
	if c.Reason, err = a.text("reason", in.Reason, false, ""); err != nil {
		return nil, err
	}
	rest, brief := apart(terms.Program, kept)
	if c.Answers, err = a.sealed("answers", rest); err == nil && len(brief) > 0 {
		c.Brief, err = a.sealed(BriefText, brief)
	}
	return c, err
}

// Signing are the questions of which a yes signs a text. Their answers stay as they were when answers are changed: who takes part signs beside the text, and
// takes a signature back, by acts of their own.
func Signing(p programs.Program) (keys []string) {
	for _, consent := range p.Application.Consents {
		if consent.Answer != "" {
			keys = append(keys, consent.Answer)
		}
	}
	return keys
}

// keepOthers leaves what a family does not say about its other contacts, or has signed, as it is: nobody takes somebody else off by leaving them out.
func (a *acting) keepOthers(p programs.Program, s application.State, before programs.Answers, answers map[string]json.RawMessage) error {
	who := a.decides()
	if who.By != uuid.Nil || answers == nil {
		return nil
	}
	for _, key := range append(AboutOthers(p, s, who.Reader), Signing(p)...) {
		value, known := before[key]
		if _, said := answers[key]; said || !known {
			continue
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return fmt.Errorf("keep %s: %w", key, err)
		}
		answers[key] = raw
	}
	return nil
}

// answersBefore are the answers as they were, those that are erased with the season among them.
func answersBefore(s application.State, texts map[uuid.UUID][]byte) (programs.Answers, error) {
	answers := programs.Answers{}
	for _, id := range []uuid.UUID{s.Answers, s.Brief} {
		var part programs.Answers
		if text := texts[id]; text != nil && json.Unmarshal(text, &part) != nil {
			return nil, fmt.Errorf("answers of %s cannot be read", s.Program)
		}
		maps.Copy(answers, part)
	}
	return answers, nil
}

// application is the state of the application as it stands.
func (a *acting) application() (s application.State, err error) {
	err = a.desk.Handler.Store.Decide(a.ctx, a.within(), func(tx store.Tx) error {
		stored, err := a.desk.Handler.Store.Events(a.ctx, tx, a.of.ID)
		for _, e := range stored {
			event, err := workflows.Decode(e.Type, e.Data)
			if err != nil {
				return err
			}
			s = application.Evolve(s, event)
		}
		return err
	})
	return s, err
}

// within is the scope of the case.
func (a *acting) within() store.Scope {
	return store.Scope{Organization: a.of.Organization, Compartments: []domain.Compartment{a.of.Compartment}}
}

// openTexts opens what was written about the case, by id.
func (a *acting) openTexts() (map[uuid.UUID][]byte, error) {
	texts := map[uuid.UUID][]byte{}
	err := a.desk.Handler.Store.Read(a.ctx, a.within(), func(tx store.Tx) error {
		stored, err := a.desk.Handler.Store.Texts(a.ctx, tx, []uuid.UUID{a.of.ID})
		for _, t := range stored {
			if texts[t.ID], err = a.desk.OpenText(a.of.Organization, t); err != nil {
				return err
			}
		}
		return err
	})
	return texts, err
}
