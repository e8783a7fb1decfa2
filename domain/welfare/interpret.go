package welfare

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// interpretWithin is how long an interpreter has where the guideline does not say. An emergency waits no longer than for a trustee.
const interpretWithin = 48 * time.Hour

// confirmed goes on from a confirmed membership: to the draw, or to an interpreter when the trustees do not read the family's language.
func confirmed(m MembershipConfirmed, language string, emergency bool, g Guideline, at time.Time) []domain.Event {
	if language == "" {
		return []domain.Event{m}
	}
	within := g.Deadlines.Interpret
	if within == 0 {
		within = interpretWithin
	}
	if emergency && g.Emergency.Replace > 0 {
		within = min(within, g.Emergency.Replace)
	}
	return []domain.Event{m, InterpretationAwaited{DueAt: at.Add(within)}}
}

func decideInterpretation(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Interpret:
		return interpret(s, c)
	case WaiveInterpretation:
		return waive(s, c)
	case LateInterpretation:
		return lateInterpretation(s, c.Facts.Guideline, at), nil
	default:
		return nil, nil
	}
}

// interpret takes the story in the board's language. Whoever reads it before the trustees do is none of them afterwards.
func interpret(s State, c Interpret) ([]domain.Event, error) {
	switch {
	case s.Phase != Interpreting:
		return nil, settled(s, "The story does not wait for an interpreter any more")
	case c.By == s.Member || c.By == s.EnteredBy && c.By != uuid.Nil:
		return nil, ownMatter()
	case c.Story != uuid.Nil && s.Exception && c.Explanation == uuid.Nil:
		err := domain.Errorf(domain.Invalid, "Please write the explanation in English, too.")
		err.Fields = []domain.FieldError{{Field: "explanation", Message: err.Message}}
		return nil, err
	}
	return []domain.Event{StoryInterpreted(c)}, nil
}

// waive lets trustees read the family's own words, once an interpreter was waited for long enough.
func waive(s State, c WaiveInterpretation) ([]domain.Event, error) {
	switch {
	case s.Phase != Interpreting:
		return nil, settled(s, "The story does not wait for an interpreter any more")
	case !s.Overdue:
		return nil, domain.Errorf(domain.Conflict, "An interpreter still has time. Nothing was changed.")
	}
	return []domain.Event{InterpretationWaived(c)}, nil
}

func lateInterpretation(s State, g Guideline, at time.Time) []domain.Event {
	if s.Phase != Interpreting || s.Overdue || at.Before(s.DueAt) {
		return nil
	}
	return []domain.Event{InterpretationOverdue{DueAt: at.Add(g.Deadlines.Redraw)}}
}
