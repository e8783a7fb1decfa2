package application

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// contactsMax bounds how many people are written to about one application.
const contactsMax = 4

// decideContacts is who may read an application, and in which order they are called.
func decideContacts(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case AddContact:
		return addContact(s, c)
	case Reach:
		if err := staff(c.Who); err != nil {
			return nil, err
		}
		if s.Phase != None && !s.open() {
			return nil, settled(s)
		}
		return reach(s, c.Who, []Reached{c.Reached}, at)
	case Bar:
		return bar(s, c)
	case First:
		return first(s, c)
	case Messages:
		return messages(s, c)
	case Note:
		if err := staff(c.Who); err != nil {
			return nil, err
		}
		if s.Phase == None || s.Forgotten {
			return nil, missing()
		}
		return []domain.Event{Noted{By: c.By, Custody: c.Custody, Note: c.Note}}, nil
	default:
		return nil, unknown(c)
	}
}

func addContact(s State, c AddContact) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	reader, _ := s.Contact(c.Reader)
	switch {
	case !s.open():
		return nil, settled(s)
	case c.By == uuid.Nil && s.Minor && !reader.signs():
		return nil, domain.Errorf(domain.Forbidden, "Only a parent or guardian can let somebody else in. Nothing was changed.")
	case c.Contact.Number != len(s.Contacts):
		return nil, domain.Errorf(domain.Conflict, "Somebody else was added at the same moment. Nothing was changed; please look at the page again.")
	case len(s.Contacts) >= contactsMax:
		return nil, domain.Errorf(domain.Rejected, "Four people are the most that are written to. Nothing was changed; please call the number on this page.")
	case c.By == uuid.Nil && slices.ContainsFunc(s.Contacts, func(known Contact) bool { return known.Barred }):
		// A name or number alone does not tell whether this is who was shut out.
		return nil, domain.Errorf(domain.Rejected, "Somebody of the program has to do this with you. Nothing was changed; please call the number on this page.")
	case c.Contact.Relation == Self || !slices.Contains([]string{Guardian, SecondGuardian, OtherContact}, c.Contact.Relation):
		return nil, domain.Errorf(domain.Invalid, "Please choose who this is.")
	}
	return []domain.Event{ContactAdded{By: c.By, Contact: c.Contact.ID, Relation: c.Contact.Relation, Silent: c.Contact.Silent}}, nil
}

// bar shuts a guardian out. Only coordinators do: they have seen the order.
func bar(s State, c Bar) ([]domain.Event, error) {
	if err := staff(c.Who); err != nil {
		return nil, err
	}
	known, exists := s.exactly(c.Contact)
	switch {
	case s.Phase == None || !exists:
		return nil, missing()
	case known.Barred == !c.Lifted:
		return nil, nil
	case c.Lifted:
		return []domain.Event{ContactUnbarred{By: c.By, Contact: c.Contact, Note: c.Note}}, nil
	case s.Minor && !slices.ContainsFunc(s.Contacts, func(other Contact) bool { return other.ID != c.Contact && other.signs() }):
		return nil, domain.Errorf(domain.Rejected, "Nobody would be left who can act for the child. Nothing was changed; please add the other guardian first.")
	}
	return []domain.Event{ContactBarred{By: c.By, Contact: c.Contact, Note: c.Note}}, nil
}

// exactly finds a contact by its own id.
func (s State) exactly(id uuid.UUID) (Contact, bool) {
	i := slices.IndexFunc(s.Contacts, func(c Contact) bool { return c.ID == id })
	if i < 0 {
		return Contact{}, false
	}
	return s.Contacts[i], true
}

func first(s State, c First) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	known, exists := s.exactly(c.Contact)
	switch {
	case !exists || known.Barred:
		return nil, missing()
	case s.Contacts[0].ID == c.Contact:
		return nil, nil
	}
	return []domain.Event{ContactFirst{By: c.By, Contact: c.Contact}}, nil
}

func messages(s State, c Messages) ([]domain.Event, error) {
	if err := family(s, c.Who); err != nil {
		return nil, err
	}
	id := c.Contact
	if id == uuid.Nil {
		reader, _ := s.Contact(c.Reader)
		id = reader.ID
	}
	known, exists := s.exactly(id)
	switch {
	case !exists || known.Barred:
		return nil, missing()
	case c.By == uuid.Nil && c.Reader != uuid.Nil && id != c.Reader:
		return nil, domain.Errorf(domain.Forbidden, "Everybody chooses this for themselves. Nothing was changed.")
	case known.Silent == !c.Yes:
		return nil, nil
	}
	return []domain.Event{MessagesChosen{Contact: id, Yes: c.Yes}}, nil
}
