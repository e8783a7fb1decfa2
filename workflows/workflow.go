// Package workflows says what leads to what, without doing any of it: every route in one table, every event in one catalog,
// and for each workflow what its events cause: tasks, timers, notices, transfers.
package workflows

import (
	"time"

	"github.com/almoner/almoner/domain"
)

// Workflow is the rules of one kind of case with their types erased, so that one transaction serves all of them.
type Workflow struct {
	Name        string
	Compartment domain.Compartment // where its cases lie; the zero value: where their program's audience puts them
	Reference   string             // the two letters of its reference numbers
	Zero        any                // the state before the first event
	Decide      func(state any, c domain.Command, at time.Time) ([]domain.Event, error)
	Evolve      func(state any, e domain.Event) any
	// Work says what an event causes in the transaction that records it. State is the one after the event, terms are those
	// of the program version the case runs under.
	Work func(terms, state any, e domain.Event) []domain.Effect
	// Summary is the case's row in lists, from the state after its last event.
	Summary func(state any) domain.Summary
	// Timed are the commands that timers may send, by name.
	Timed []domain.Command
}

// define erases the types of a workflow's rules. Decide gets whatever command it is sent; a foreign one is a broken program.
func define[S any, C domain.Command](w Workflow, decide func(S, C, time.Time) ([]domain.Event, error), evolve func(S, domain.Event) S,
	summary func(S) domain.Summary,
) Workflow {
	var zero S
	w.Zero = zero
	w.Decide = func(state any, c domain.Command, at time.Time) ([]domain.Event, error) {
		return decide(state.(S), c.(C), at)
	}
	w.Evolve = func(state any, e domain.Event) any { return evolve(state.(S), e) }
	w.Summary = func(state any) domain.Summary { return summary(state.(S)) }
	return w
}

// TimedCommand finds a command that a timer may send.
func (w Workflow) TimedCommand(name string) (domain.Command, bool) {
	for _, c := range w.Timed {
		if c.CommandName() == name {
			return c, true
		}
	}
	return nil, false
}
