package application

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

const (
	// formerFor is how long where somebody was reached before stays readable, so that a coordinator can tell who calls about a change that was not theirs.
	formerFor = 14 * 24 * time.Hour
	// formerMax bounds how many of them there are at a time, and with them the messages that go there.
	formerMax = 8
)

// SpeaksFor tells whether a contact says how another is reached: everybody for themselves, and whoever signs for a minor for the minor.
func (s State) SpeaksFor(reader, of Contact) bool {
	return reader.ID == of.ID || s.Minor && of.Relation == Self && reader.signs()
}

// reach writes down where contacts are reached from now on.
func reach(s State, who Who, list []Reached, at time.Time) ([]domain.Event, error) {
	reader, _ := s.Contact(who.Reader)
	var events []domain.Event
	for _, r := range list {
		known, exists := s.exactly(r.Contact)
		switch {
		case !exists || known.Added && who.By == uuid.Nil:
			return nil, missing()
		case who.By == uuid.Nil && !s.SpeaksFor(reader, known):
			return nil, domain.Errorf(domain.Rejected, "Everybody changes their own name, telephone number and e-mail address. Nothing was changed; please put those of the others back as they were, or call the number on this page.")
		case len(s.Former)+len(events) >= formerMax:
			return nil, domain.Errorf(domain.Rejected, "Telephone numbers or e-mail addresses were changed often in the last days. Nothing was changed; please call the number on this page.")
		}
		events = append(events, ContactChanged{
			By: who.By, Contact: known.ID, Text: r.Text, Old: known.Text, Silent: r.Silent || known.Quiet,
			Told: r.Moved && !known.Silent && !known.Barred, OldTill: at.Add(formerFor),
		})
	}
	return events, nil
}
