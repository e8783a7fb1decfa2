package workflows

import (
	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/series"
)

// seriesWorkflow is no case, as the rota is none. It lies where the answers lie that coordinators read; its pages are public.
func seriesWorkflow() Workflow {
	return define(Workflow{
		Name: "series", Compartment: domain.Volunteer,
		Timed: []domain.Command{series.Wake{}},
		Work: func(_, state any, _ domain.Event) []domain.Effect {
			s := state.(series.State)
			if wake := s.NextWake(); !wake.IsZero() && !wake.Equal(s.Armed) {
				return []domain.Effect{domain.SetTimer{Command: series.Wake{}.CommandName(), At: wake}}
			}
			return nil
		},
	}, series.Decide, series.Evolve, func(series.State) domain.Summary { return domain.Summary{} })
}

func seriesEvents() []domain.Event {
	return []domain.Event{
		series.GatheringPlanned{},
		series.SingleAdded{},
		series.GatheringMoved{},
		series.GatheringCalledOff{},
		series.GatheringEnded{},
		series.CapacitySet{},
		series.VisitSettled{},
		series.AgendaAdded{},
		series.AgendaRemoved{},
		series.QuestionNoted{},
		series.QuestionPublished{},
		series.QuestionDeclined{},
		series.PromiseMade{},
		series.PromiseKept{},
		series.PromiseDropped{},
		series.TallyEntered{},
		series.YearPlanned{},
	}
}
