package office

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what an administrator's wish leads to.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case AddPerson:
		return add(c, at)
	case Arrange:
		return arrange(s, c, at)
	case Grant:
		return grant(c, at)
	case End:
		return end(c)
	case IssueToken:
		if len(c.Facts.Roles) == 0 {
			return nil, domain.Errorf(domain.Rejected, "This person holds no role at the moment, so a token would open nothing. Please give them a role first.")
		}
		if !c.Until.After(at) {
			return nil, domain.Errorf(domain.Invalid, "A token has to last until some time in the future.")
		}
		return []domain.Event{TokenIssued{By: c.By, Person: c.Person, Until: c.Until}}, nil
	case EndSignIns:
		return []domain.Event{SignInsEnded{By: c.By, Person: c.Person}}, nil
	case Tie:
		if c.Person == c.Other {
			return nil, domain.Errorf(domain.Rejected, "Nobody is tied to themselves. Please choose another person.")
		}
		return []domain.Event{TieDeclared{By: c.By, Person: c.Person, Other: c.Other}}, nil
	case ChangeRoll:
		if c.Added+c.Changed+c.Ended == 0 {
			return nil, nil
		}
		return []domain.Event{RollChanged{By: c.By, Added: c.Added, Changed: c.Changed, Ended: c.Ended}}, nil
	case ChangePeople:
		if c.Added+c.Changed+c.Ended == 0 {
			return nil, nil
		}
		return []domain.Event{PeopleChanged{By: c.By, Added: c.Added, Changed: c.Changed, Ended: c.Ended}}, nil
	case ExportList:
		return []domain.Event{ListExported{By: c.By, Lines: c.Lines}}, nil
	case RetryLetter:
		if s.Dropped {
			return nil, domain.Errorf(domain.Conflict, "This message was dropped already, so it is not tried again.")
		}
		return []domain.Event{LetterRetried{By: c.By, Letter: c.Letter}}, nil
	case DropLetter:
		if s.Dropped {
			return nil, nil
		}
		return []domain.Event{LetterDropped{By: c.By, Letter: c.Letter}}, nil
	}
	panic("office: unknown command")
}

func add(c AddPerson, at time.Time) ([]domain.Event, error) {
	events := []domain.Event{PersonAdded{By: c.By, Person: c.Person}}
	for _, r := range c.Roles {
		granted, err := grant(Grant{By: c.By, Person: c.Person, Role: r, Until: c.Until, Facts: Facts{Home: c.Home}}, at)
		if err != nil {
			return nil, err
		}
		events = append(events, granted...)
	}
	return events, nil
}

// grant lets nobody give themselves a role: whoever decides who sees what does not open it to themselves.
func grant(c Grant, at time.Time) ([]domain.Event, error) {
	switch {
	case c.Role.Compartments() == nil:
		return nil, domain.Errorf(domain.Invalid, "There is no such role.")
	case c.By != uuid.Nil && c.By == c.Person:
		return nil, domain.Errorf(domain.Forbidden, "Nobody gives a role to themselves. Another administrator has to do it.")
	case slices.Contains(c.Facts.Roles, c.Role):
		return nil, domain.Errorf(domain.Rejected, "They hold that role already.")
	case !fits(c.Role, c.Facts.Home):
		return nil, domain.Errorf(domain.Rejected, "This role cannot be held together with those they have: what each of them sees has to stay apart. Please add them a second time, with this role.")
	case !c.Until.IsZero() && !c.Until.After(at):
		return nil, domain.Errorf(domain.Invalid, "That day is over. Please give a day in the future, or none.")
	}
	return []domain.Event{RoleGranted{By: c.By, Person: c.Person, Role: c.Role, Until: c.Until}}, nil
}

// end keeps an administrator: without one nobody could give roles any more on these pages. The operator at the command line always can.
func end(c End) ([]domain.Event, error) {
	switch {
	case !slices.Contains(c.Facts.Roles, c.Role):
		return nil, domain.Errorf(domain.Rejected, "They do not hold that role any more.")
	case c.Role == domain.RoleAdmin && c.By != uuid.Nil && c.Facts.OtherAdmins == 0:
		return nil, domain.Errorf(domain.Rejected, "This is the last administrator of the organization. Without one nobody could give roles any more, so please make somebody else an administrator first.")
	}
	return []domain.Event{RoleEnded{By: c.By, Person: c.Person, Role: c.Role}}, nil
}

// arrange decides role by role, so that a list can do nothing that a single act could not.
func arrange(s State, c Arrange, at time.Time) (events []domain.Event, err error) {
	if c.New && s.Added {
		return nil, domain.Errorf(domain.Conflict, "This person was added meanwhile. Nothing was done about them; please look at the list again.")
	}
	if c.New {
		c.Facts = Facts{Home: c.Home}
		events = append(events, PersonAdded{By: c.By, Person: c.Person})
	}
	for _, t := range c.Hold {
		var more []domain.Event
		if i := slices.IndexFunc(c.Facts.Terms, func(held Term) bool { return held.Role == t.Role }); i >= 0 {
			more, err = term(c, t, c.Facts.Terms[i].Until, at)
		} else {
			more, err = grant(Grant{By: c.By, Person: c.Person, Role: t.Role, Until: t.Until, Facts: c.Facts}, at)
		}
		if err != nil {
			return nil, err
		}
		events = append(events, more...)
	}
	for _, r := range c.End {
		if !slices.Contains(c.Facts.Roles, r) {
			continue
		}
		if c.By != uuid.Nil && c.By == c.Person {
			return nil, domain.Errorf(domain.Forbidden, "A list does not end the roles of whoever brings it. Another administrator has to do it.")
		}
		ended, err := end(End{By: c.By, Person: c.Person, Role: r, Facts: c.Facts})
		if err != nil {
			return nil, err
		}
		events = append(events, ended...)
	}
	if c.Contact {
		events = append(events, ContactChanged{By: c.By, Person: c.Person})
	}
	return events, nil
}

// term changes until when a role is held. To last longer is to be given it, so nobody does that for themselves; and the last administrator gets no end.
func term(c Arrange, t Term, held, at time.Time) ([]domain.Event, error) {
	switch {
	case t.Until.Equal(held):
		return nil, nil
	case c.By != uuid.Nil && c.By == c.Person:
		return nil, domain.Errorf(domain.Forbidden, "Nobody gives a role to themselves. Another administrator has to do it.")
	case !t.Until.IsZero() && !t.Until.After(at):
		return nil, domain.Errorf(domain.Invalid, "That day is over. Please give a day in the future, or none.")
	case t.Role == domain.RoleAdmin && c.By != uuid.Nil && !t.Until.IsZero() && c.Facts.OtherAdmins == 0:
		return nil, domain.Errorf(domain.Rejected, "This is the last administrator of the organization. Without one nobody could give roles any more, so please make somebody else an administrator first.")
	}
	return []domain.Event{RoleTermChanged{By: c.By, Person: c.Person, Role: t.Role, Until: t.Until}}, nil
}
