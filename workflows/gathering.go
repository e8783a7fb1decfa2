package workflows

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/gathering"
	"github.com/almoner/almoner/domain/series"
)

// The tasks about answers to invitations: what somebody needs to take part, for any coordinator, and the same once one has taken it on; and a call to
// somebody whom no message reaches.
const (
	TaskArrange     = "arrange"
	TaskArranging   = "arranging"
	TaskCallVisitor = "call_visitor"
)

func gatheringWorkflow() Workflow {
	return define(Workflow{
		Name: "gathering", Compartment: domain.Volunteer, Reference: "GA",
		Timed: []domain.Command{gathering.Wake{}},
		Work: func(terms, state any, e domain.Event) []domain.Effect {
			s := state.(gathering.State)
			work := gatheringWork(s, e)
			work = append(work, gatheringNotices(terms, e)...)
			if wake := s.NextWake(); !wake.IsZero() && !wake.Equal(s.Armed) {
				work = append(work, domain.SetTimer{Command: gathering.Wake{}.CommandName(), At: wake})
			}
			return work
		},
	}, gathering.Decide, gathering.Evolve, gatheringSummary)
}

func gatheringNotices(terms any, e domain.Event) (notices []domain.Effect) {
	rules, ok := terms.(*gathering.Rules)
	if !ok {
		return nil
	}
	for _, n := range rules.Tell {
		if n.When == e.EventType() {
			notices = append(notices, domain.Notify{Requester: true, Template: n.Say})
		}
	}
	return notices
}

func gatheringWork(s gathering.State, event domain.Event) []domain.Effect {
	brief := domain.Brief{Language: s.Interpreter, On: s.StartsAt}
	if s.Access {
		brief.Kind = "access"
	}
	if s.Arrangement.Late {
		brief.Because = "late"
	}
	task := domain.OpenTask{Kind: TaskArrange, Role: domain.RoleCoordinator, DueAt: s.Arrangement.DueAt, Brief: brief}
	closed := func(as string) []domain.Effect {
		return []domain.Effect{domain.CloseTasks{Kind: TaskArrange, As: as}, domain.CloseTasks{Kind: TaskArranging, As: as}}
	}
	switch e := event.(type) {
	case gathering.ArrangementOpened:
		return append(closed("again"), task)
	case gathering.ArrangementOwned:
		task.Kind, task.Assignee = TaskArranging, e.By
		return []domain.Effect{domain.CloseTasks{Kind: TaskArrange, As: "claimed"}, task}
	case gathering.ArrangementDisowned:
		return []domain.Effect{domain.CloseTasks{Kind: TaskArranging, As: "given_back"}, task}
	case gathering.ArrangementSettled:
		return closed(string(e.Outcome))
	case gathering.CallNeeded:
		return []domain.Effect{domain.OpenTask{Kind: TaskCallVisitor, Role: domain.RoleCoordinator, DueAt: s.StartsAt}}
	case gathering.PersonCalled:
		return []domain.Effect{domain.CloseTasks{Kind: TaskCallVisitor, As: "called"}}
	case gathering.ContactChanged:
		return familyReached(e.Former, e.Erased)
	case gathering.Withdrawn:
		return append(closed("withdrawn"), domain.CloseTasks{Kind: TaskCallVisitor, As: "withdrawn"})
	case gathering.CalledOff: // whoever is to be called still is
		return closed("called_off")
	case gathering.Over:
		return append(closed("over"), domain.CloseTasks{Kind: TaskCallVisitor, As: "over"})
	}
	return nil
}

func gatheringSummary(s gathering.State) domain.Summary {
	sum := domain.Summary{Phase: string(s.Phase), Next: domain.NextNobody}
	switch s.Phase {
	case gathering.None:
		return domain.Summary{}
	case gathering.Asked:
		sum.Status, sum.Next = domain.Received, domain.NextAlmoner
	case gathering.Seated:
		sum.Status = domain.Accepted
	case gathering.Waiting:
		sum.Status, sum.Next = domain.WaitingList, domain.NextAlmoner
	case gathering.Offered:
		sum.Status, sum.Next, sum.NextBy = domain.WaitingForYou, domain.NextYou, s.Until
	case gathering.Lapsed:
		sum.Status, sum.Closed = domain.Lapsed, true
	case gathering.Left:
		sum.Status, sum.Closed = domain.Withdrawn, true
	case gathering.NotSeated, gathering.Off, gathering.Past:
		sum.Status, sum.Closed = domain.Closed, true
	}
	return sum
}

// gatheringRoutes connect an answer with the series that it is about.
func gatheringRoutes() []Route {
	return []Route{
		elsewhere("gathering-note", func(_ uuid.UUID, event domain.Event) domain.Command {
			e := event.(series.VisitSettled)
			return gathering.Note{
				What: e.Kind, Standing: string(e.Status), StartsAt: e.StartsAt, EndsAt: e.EndsAt, Until: e.Until, Because: e.Because, Ask: e.Ask, Step: e.Step,
			}
		}, series.VisitSettled{}),
		elsewhere("series-want", func(of uuid.UUID, event domain.Event) domain.Command {
			if e, changed := event.(gathering.NumbersWanted); changed {
				return series.Want{Visit: of, Gathering: e.Gathering, Seats: e.Seats, Ask: e.Ask}
			}
			e := event.(gathering.Answered)
			return series.Want{Visit: of, Gathering: e.Gathering, Seats: e.Seats, Ask: 1}
		}, gathering.Answered{}, gathering.NumbersWanted{}),
		elsewhere("series-take-offer", func(of uuid.UUID, event domain.Event) domain.Command {
			return series.TakeOffer{Visit: of, Gathering: event.(gathering.OfferTaken).Gathering}
		}, gathering.OfferTaken{}),
		elsewhere("series-leave", func(of uuid.UUID, event domain.Event) domain.Command {
			return series.Leave{Visit: of, Gathering: event.(gathering.Withdrawn).Gathering}
		}, gathering.Withdrawn{}),
		elsewhere("series-note-question", func(of uuid.UUID, event domain.Event) domain.Command {
			e := event.(gathering.QuestionAsked)
			return series.NoteQuestion{Question: e.Question, Visit: of, Gathering: e.Gathering}
		}, gathering.QuestionAsked{}),
	}
}

func gatheringEvents() []domain.Event {
	return []domain.Event{
		gathering.Answered{},
		gathering.PlaceTaken{},
		gathering.Waitlisted{},
		gathering.PlaceOffered{},
		gathering.PassedOver{},
		gathering.OfferTaken{},
		gathering.OfferLapsed{},
		gathering.NumbersWanted{},
		gathering.NumbersChanged{},
		gathering.NumbersKept{},
		gathering.NotTaken{},
		gathering.Moved{},
		gathering.CalledOff{},
		gathering.Reminded{},
		gathering.Withdrawn{},
		gathering.Over{},
		gathering.QuestionAsked{},
		gathering.NeedStated{},
		gathering.ArrangementOpened{},
		gathering.ArrangementOwned{},
		gathering.ArrangementDisowned{},
		gathering.ArrangementSettled{},
		gathering.CallNeeded{},
		gathering.PersonCalled{},
		gathering.ContactChanged{},
	}
}
