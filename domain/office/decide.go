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
		return nil, domain.Errorf(domain.Rejected, "Their record lies behind another wall than the one this role works behind, so nobody there would find them. Please add them a second time, with this role.")
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
