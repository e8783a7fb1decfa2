package support

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// reach writes down where the family is reached from now on. Where it was reached before is told only if it could be written to there, and is
// forgotten with the next change.
func reach(s State, c Reach) ([]domain.Event, error) {
	first, known := s.Relative(uuid.Nil)
	if !known || c.Contact == s.Contact || c.Same {
		return nil, nil
	}
	erased, err := domain.ReachedElse(s.Reaches, s.Contact, s.Former)
	if err != nil {
		return nil, err
	}
	e := ContactChanged{Contact: c.Contact, Former: c.Former, Erased: erased, OtherNumber: c.OtherNumber}
	if e.Former != uuid.Nil && !first.MayWrite() {
		e.Former, e.Erased = uuid.Nil, append(e.Erased, e.Former)
	}
	return one(e)
}

// evolveReach folds how the family is reached.
func evolveReach(s State, event domain.Event) State {
	if e, changed := event.(ContactChanged); changed {
		s.Contact, s.Former, s.Reaches, s.OwnNumber = e.Contact, e.Former, s.Reaches+1, e.OtherNumber
		s.Again.Sure = Mind{} // the family has said it anew
		return s.hush()
	}
	needed, yes := event.(CallNeeded)
	s.ToCall, s.CallFor = yes, needed.Say
	return s
}
