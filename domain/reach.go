package domain

import "github.com/google/uuid"

// ReachMost bounds how often whoever asked changes how they are reached, and with it the messages that go to where they were reached before.
const ReachMost = 20

// ReachedElse gives the texts to erase when whoever asked is reached elsewhere from now on: those under which it lay until now, as far as there are any.
// Rejected after too many changes.
func ReachedElse(changes int, until ...uuid.UUID) (erased []uuid.UUID, err error) {
	if changes >= ReachMost {
		return nil, Errorf(Rejected, "Telephone numbers or e-mail addresses were changed often in the last days. Nothing was changed; please call the number on this page.")
	}
	for _, text := range until {
		if text != uuid.Nil {
			erased = append(erased, text)
		}
	}
	return erased, nil
}
