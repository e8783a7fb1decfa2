// Package need is one piece of practical help on the board: a meal, a ride, an hour with the children. Volunteers see what is wanted, where and
// when, and never whose family it is for; whoever claims it is told by a coordinator.
package need

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Command is a wish about one need.
//
//sumtype:decl
type Command interface {
	CommandName() string
	command()
}

// Open puts it on the board.
type Open struct {
	Need uuid.UUID // the stream itself
	Case uuid.UUID
	Kind string
	Area string
	On   time.Time
}

// Claim is a volunteer's yes. Whoever is second is told so.
type Claim struct{ By uuid.UUID }

// Release takes that yes back, so that somebody else sees it on the board again.
type Release struct{ By uuid.UUID }

// Finish says that it was done, for good.
type Finish struct{ By uuid.UUID }

// Opened puts it on the board.
type Opened struct {
	Need uuid.UUID `json:"need"`
	Case uuid.UUID `json:"case"`
	Kind string    `json:"kind"`
	Area string    `json:"area"`
	On   time.Time `json:"on"` // local noon of the day
}

// Claimed is a volunteer's yes.
type Claimed struct {
	Case uuid.UUID `json:"case"`
	Need uuid.UUID `json:"need"`
	By   uuid.UUID `json:"by"`
}

// Released puts it back on the board.
type Released struct {
	Case uuid.UUID `json:"case"`
	Need uuid.UUID `json:"need"`
	By   uuid.UUID `json:"by"`
}

// Done says that it was.
type Done struct {
	Case uuid.UUID `json:"case"`
	Need uuid.UUID `json:"need"`
	By   uuid.UUID `json:"by"`
}

func (Open) CommandName() string    { return "open" }
func (Claim) CommandName() string   { return "claim" }
func (Release) CommandName() string { return "release" }
func (Finish) CommandName() string  { return "finish" }

func (Open) command()    {}
func (Claim) command()   {}
func (Release) command() {}
func (Finish) command()  {}

// EventType names are explicit and never renamed: they are subjects, rows and schemas.

func (Opened) EventType() string   { return "need.opened" }
func (Claimed) EventType() string  { return "need.claimed" }
func (Released) EventType() string { return "need.released" }
func (Done) EventType() string     { return "need.done" }

// Leads gives the case that wanted the help.
func (e Claimed) Leads() uuid.UUID { return e.Case }

// Leads gives the case that wanted the help.
func (e Released) Leads() uuid.UUID { return e.Case }

// Leads gives the case that wanted the help.
func (e Done) Leads() uuid.UUID { return e.Case }

// State is what the rules need of one need.
type State struct {
	Need uuid.UUID
	Case uuid.UUID
	Kind string
	Area string
	On   time.Time
	By   uuid.UUID // who claimed it
	Done bool
}

// Evolve folds one event into the state.
func Evolve(s State, event domain.Event) State {
	switch e := event.(type) {
	case Opened:
		s.Need, s.Case, s.Kind, s.Area, s.On = e.Need, e.Case, e.Kind, e.Area, e.On
	case Claimed:
		s.By = e.By
	case Released:
		s.By = uuid.Nil
	case Done:
		s.Done = true
	}
	return s
}

// Decide says what happens when c meets s. Two volunteers never get the same need: whoever is second is told so.
func Decide(s State, c Command, _ time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Open:
		if s.Case != uuid.Nil {
			return nil, nil
		}
		return []domain.Event{Opened(c)}, nil
	case Claim:
		return claim(s, c.By)
	case Release:
		return own(s, c.By, Released{Case: s.Case, Need: s.Need, By: c.By})
	case Finish:
		return own(s, c.By, Done{Case: s.Case, Need: s.Need, By: c.By})
	}
	panic("need: unknown command")
}

func claim(s State, by uuid.UUID) ([]domain.Event, error) {
	if err := open(s); err != nil {
		return nil, err
	}
	switch s.By {
	case by:
		return nil, nil
	case uuid.Nil:
		return []domain.Event{Claimed{Case: s.Case, Need: s.Need, By: by}}, nil
	}
	return nil, domain.Errorf(domain.Conflict, "Somebody else has claimed this in the meantime. Thank you for wanting to help.")
}

// own is what only whoever claimed a need can do with it.
func own(s State, by uuid.UUID, e domain.Event) ([]domain.Event, error) {
	if err := open(s); err != nil {
		return nil, err
	}
	if by == uuid.Nil || s.By != by {
		return nil, domain.Errorf(domain.Forbidden, "This is not yours to do (any more).")
	}
	return []domain.Event{e}, nil
}

func open(s State) error {
	switch {
	case s.Case == uuid.Nil:
		return domain.Errorf(domain.NotFound, "We cannot find that.")
	case s.Done:
		return domain.Errorf(domain.Conflict, "This has been done in the meantime. Thank you.")
	}
	return nil
}
