package workflows

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/rota"
)

func rotaWorkflow() Workflow {
	return define(Workflow{
		Name: "rota", Compartment: domain.Support,
		Timed: []domain.Command{rota.CheckGaps{}},
		Work: func(_, state any, event domain.Event) []domain.Effect {
			switch e := event.(type) {
			case rota.DayChecked:
				work := []domain.Effect{domain.SetTimer{Command: rota.CheckGaps{}.CommandName(), At: e.NextAt}}
				if len(state.(rota.State).Warned) > 0 {
					work = append(work, domain.Notify{Role: domain.RoleCoordinator, Template: "rota_gap"}) // once a day, however many gaps there are
				}
				return work
			case rota.MinisterUnreachable:
				return []domain.Effect{domain.Notify{Role: domain.RoleCoordinator, Template: "rota_unreachable"}}
			}
			return nil
		},
	}, rota.Decide, rota.Evolve, func(rota.State) domain.Summary { return domain.Summary{} })
}

func rotaEvents() []domain.Event {
	return []domain.Event{
		rota.MinisterEnrolled{},
		rota.ChannelVerified{},
		rota.ChannelSilenced{},
		rota.MinisterUnreachable{},
		rota.MinisterDismissed{},
		rota.QuietSet{},
		rota.QuietCleared{},
		rota.AbsenceSet{},
		rota.AbsenceCleared{},
		rota.ShiftAdded{},
		rota.ShiftEnded{},
		rota.OverrideSet{},
		rota.OverrideCleared{},
		rota.TemporarySet{},
		rota.TemporaryCleared{},
		rota.HolidaySet{},
		rota.HolidayCleared{},
		rota.GapFound{},
		rota.GapClosed{},
		rota.DayChecked{},
	}
}
