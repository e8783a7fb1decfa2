package welfare

import "github.com/almoner/almoner/domain"

// reach writes down where the family is reached from now on. Where it was reached before is told once, and forgotten with the next change.
func reach(s State, c Reach) ([]domain.Event, error) {
	switch {
	case s.Phase == None || s.Phase.Ended():
		return nil, domain.Errorf(domain.Conflict, "This request has come to its end, and we write no more about it. Nothing was changed.")
	case c.Contact == s.Contact || c.Same:
		return nil, nil
	}
	erased, err := domain.ReachedElse(s.Reaches, s.Contact, s.Former)
	if err != nil {
		return nil, err
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
