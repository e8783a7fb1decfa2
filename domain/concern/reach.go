package concern

import "github.com/almoner/almoner/domain"

// reach writes down where they are reached from now on. Where they were reached before is told once, and forgotten with the next change.
func reach(s State, c Reach) ([]domain.Event, error) {
	if c.Contact == s.Contact || c.Same {
		return nil, nil
	}
	erased, err := domain.ReachedElse(s.Reaches, s.Contact, s.Former)
	if err != nil {
		return nil, err
	}
	return []domain.Event{ContactChanged{Contact: c.Contact, Former: c.Former, Erased: erased}}, nil
}
