package workflows

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/office"
)

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
		office.TokenIssued{},
		office.SignInsEnded{},
		office.TieDeclared{},
		office.RollChanged{},
		office.LetterRetried{},
		office.LetterDropped{},
	}
}
