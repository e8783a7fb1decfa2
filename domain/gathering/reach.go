package gathering

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// reachMost is how often whoever answered can change how they are reached; each change writes to where they were reached before.
const reachMost = 20

// reach writes down where they are reached from now on. Where they were reached before is told once, and forgotten with the next change.
func reach(s State, c Reach) ([]domain.Event, error) {
	switch {
	case s.Over():
		return nil, domain.Errorf(domain.Conflict, "This has come to its end, and we write no more about it. Nothing was changed.")
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
