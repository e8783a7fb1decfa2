package workflows

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
)

// ToFormerContact is the message to somebody whose address or number an administrator changed. It goes to the former one, because whoever reads the new
// one need not be them.
const ToFormerContact = "office_contact"

// officeWorkflow has no compartment of its own: what is said about somebody lies where their record does.
func officeWorkflow() Workflow {
	return define(Workflow{
		Name: "office",
		Work: func(_, _ any, event domain.Event) []domain.Effect {
			switch e := event.(type) {
			case office.RoleGranted:
				return []domain.Effect{domain.Appoint{Person: e.Person, Role: e.Role, Until: e.Until}}
			case office.RoleEnded:
				return []domain.Effect{domain.Dismiss{Person: e.Person, Role: e.Role}}
			case office.RoleTermChanged:
				return []domain.Effect{domain.Prolong{Person: e.Person, Role: e.Role, Until: e.Until}}
			case office.ContactChanged:
				return []domain.Effect{domain.Notify{Person: e.Person, Template: ToFormerContact}}
			case office.TokenIssued:
				return []domain.Effect{domain.Notify{Person: e.Person, Template: "office_token"}}
			case office.SignInsEnded:
				return []domain.Effect{domain.SignOut{Person: e.Person}, domain.Notify{Person: e.Person, Template: "office_signed_out"}}
			case office.TieDeclared:
				return []domain.Effect{domain.Tie{Person: e.Person, Other: e.Other}}
			}
			return nil
		},
	}, office.Decide, office.Evolve, func(office.State) domain.Summary { return domain.Summary{} })
}

func officeEvents() []domain.Event {
	return []domain.Event{
		office.PersonAdded{},
		office.RoleGranted{},
		office.RoleEnded{},
		office.RoleTermChanged{},
		office.ContactChanged{},
		office.TokenIssued{},
		office.SignInsEnded{},
		office.TieDeclared{},
		office.RollChanged{},
		office.PeopleChanged{},
		office.ListExported{},
		office.LetterRetried{},
		office.LetterDropped{},
	}
}
