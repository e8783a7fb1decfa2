package workflows

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/need"
	"github.com/almoner/almoner/domain/support"
)

// The tasks of the board of needs: one that any volunteer can claim, and the same once it is somebody's.
const (
	TaskHelp    = "help"
	TaskHelping = "helping"
)

func needWorkflow() Workflow {
	return define(Workflow{
		Name: "need", Compartment: domain.Volunteer,
		Work: func(_, state any, event domain.Event) []domain.Effect {
			s := state.(need.State)
			brief := domain.Brief{Area: s.Area, Kind: s.Kind, On: s.On}
			board := domain.OpenTask{Kind: TaskHelp, Role: domain.RoleVolunteer, DueAt: s.On, Brief: brief}
			switch e := event.(type) {
			case need.Opened:
				return []domain.Effect{board}
			case need.Claimed:
				return []domain.Effect{
					domain.CloseTasks{Kind: TaskHelp, As: "claimed"},
					domain.OpenTask{Kind: TaskHelping, Role: domain.RoleVolunteer, Assignee: e.By, DueAt: s.On, Brief: brief},
				}
			case need.Released:
				return []domain.Effect{domain.CloseTasks{Kind: TaskHelping, As: "released"}, board}
			case need.Done:
				return []domain.Effect{domain.CloseTasks{Kind: TaskHelping, As: "done"}}
			}
			return nil
		},
	}, need.Decide, need.Evolve, func(s need.State) domain.Summary {
		switch {
		case s.Done:
			return domain.Summary{Status: domain.Completed, Phase: "done", Next: domain.NextNobody, Closed: true}
		case s.Kind == "":
			return domain.Summary{}
		}
		return domain.Summary{Status: domain.Received, Phase: "open", Next: domain.NextVolunteer, NextBy: s.On}
	})
}

func needRoutes() []Route {
	return []Route{
		elsewhere("need-open", func(of uuid.UUID, e domain.Event) domain.Command {
			n := e.(support.NeedPosted)
			return need.Open{Need: n.Need, Case: of, Kind: n.Kind, Area: n.Area, On: n.On}
		}, support.NeedPosted{}),
		elsewhere("support-note-need", func(_ uuid.UUID, event domain.Event) domain.Command {
			switch e := event.(type) {
			case need.Claimed:
				return support.NoteNeed{Need: e.Need, Status: support.NeedClaimed}
			case need.Done:
				return support.NoteNeed{Need: e.Need, Status: support.NeedDone}
			case need.Released:
				return support.NoteNeed{Need: e.Need, Status: support.NeedOpen}
			}
			return support.NoteNeed{}
		}, need.Claimed{}, need.Released{}, need.Done{}),
	}
}
