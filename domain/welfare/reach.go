package welfare

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// reachMost bounds how often a family changes how it is reached, and with it the messages that go to where it was reached before.
const reachMost = 20

// reach writes down where the family is reached from now on. Where it was reached before is told once, and forgotten with the next change.
func reach(s State, c Reach) ([]domain.Event, error) {
	switch {
	case s.Phase == None || s.Phase.Ended():
		return nil, domain.Errorf(domain.Conflict, "This request has come to its end, and we write no more about it. Nothing was changed.")
	case c.Contact == s.Contact || c.Same:
		return nil, nil
	case s.Reaches >= reachMost:
		return nil, domain.Errorf(domain.Rejected, "Telephone numbers or e-mail addresses were changed often in the last days. Nothing was changed; please call the number on this page.")
	}
	var erased []uuid.UUID
	for _, text := range []uuid.UUID{s.Contact, s.Former} {
		if text != uuid.Nil {
			erased = append(erased, text)
		}
	}
	return []domain.Event{ContactChanged{Contact: c.Contact, Former: c.Former, Erased: erased}}, nil
}

// evolveReach folds how the family is reached.
func evolveReach(s State, event domain.Event) State {
	if e, changed := event.(ContactChanged); changed {
		s.Contact, s.Former, s.Reaches = e.Contact, e.Former, s.Reaches+1
		return s
	}
	_, s.ToCall = event.(CallNeeded)
	return s
}
