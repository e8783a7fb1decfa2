package workflows

import (
	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/volunteer"
)

// The messages about shifts and hours. What happened stands on the page that they lead to, and not in them.
const (
	noticeShiftGiven    = "shift_given"
	noticeShiftLost     = "shift_lost"
	noticeShiftMoved    = "shift_moved"
	noticeShiftReminder = "shift_reminder"
	noticeShiftOffer    = "shift_offer"
	noticeShiftAnswer   = "shift_answer"
	noticeShiftCallOut  = "shift_call_out"
	noticeShiftGap      = "shift_gap"
	noticeShiftBlocked  = "shift_blocked"
	noticeHoursWaiting  = "hours_waiting"
	noticeHoursAnswer   = "hours_answer"
)

func volunteerWorkflow() Workflow {
	return define(Workflow{
		Name: "volunteer", Compartment: domain.Volunteer,
		Timed: []domain.Command{volunteer.Wake{}},
		Work: func(_, state any, event domain.Event) []domain.Effect {
			return volunteerWork(state.(volunteer.State), event)
		},
	}, volunteer.Decide, volunteer.Evolve, func(volunteer.State) domain.Summary { return domain.Summary{} })
}

func volunteerWork(s volunteer.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case volunteer.ClockSet:
		return []domain.Effect{domain.SetTimer{Command: volunteer.Wake{}.CommandName(), At: e.NextAt}}
	case volunteer.SignedUp:
		if e.By == e.Person {
			return nil // they see it on the page that they pressed on
		}
		return tell(noticeShiftGiven, e.Person)
	case volunteer.PlaceRemoved:
		return tell(noticeShiftLost, e.Person)
	case volunteer.PlaceReleased:
		return tell(noticeShiftLost, e.Person)
	case volunteer.PlaceBlocked:
		return append(tell(noticeShiftLost, e.Person), domain.Notify{Role: domain.RoleCoordinator, Template: noticeShiftBlocked})
	case volunteer.DateMoved:
		return tell(noticeShiftMoved, holders(s, volunteer.Date{Shift: e.Shift, Day: e.Day})...)
	case volunteer.DateRestored:
		return tell(noticeShiftMoved, holders(s, volunteer.Date{Shift: e.Shift, Day: e.Day})...)
	case volunteer.PlaceReminded:
		return tell(noticeShiftReminder, e.Person)
	case volunteer.ShiftOffered:
		if e.To == uuid.Nil {
			return nil // everybody finds it on their own page
		}
		return tell(noticeShiftOffer, e.To)
	case volunteer.ShiftTaken:
		return tell(noticeShiftAnswer, e.Person)
	case volunteer.OfferDeclined:
		return tell(noticeShiftAnswer, e.Person)
	case volunteer.OfferEnded:
		return tell(noticeShiftAnswer, e.Person)
	case volunteer.CalledOut:
		return tell(noticeShiftCallOut, e.People...)
	case volunteer.GapFound:
		if e.Also {
			return nil
		}
		return []domain.Effect{domain.Notify{Role: domain.RoleCoordinator, Template: noticeShiftGap}}
	case volunteer.HoursOverdue:
		return []domain.Effect{domain.Notify{Role: domain.RoleCoordinator, Template: noticeHoursWaiting}}
	case volunteer.HoursRefused:
		return tell(noticeHoursAnswer, e.Person)
	case volunteer.ClearanceRecorded:
		return []domain.Effect{domain.Clear{Person: e.Person, Check: e.Check, CheckedOn: e.CheckedOn.Time(), Until: e.Until.Time()}}
	case volunteer.ClearanceWithdrawn:
		return []domain.Effect{domain.Unclear{Person: e.Person, Check: e.Check}}
	}
	return nil
}

// tell sends everybody the same message.
func tell(template string, people ...uuid.UUID) []domain.Effect {
	var work []domain.Effect
	for _, person := range people {
		work = append(work, domain.Notify{Person: person, Template: template})
	}
	return work
}

func holders(s volunteer.State, d volunteer.Date) []uuid.UUID {
	var people []uuid.UUID
	for _, p := range s.At(d) {
		people = append(people, p.Person)
	}
	return people
}

func volunteerEvents() []domain.Event {
	return []domain.Event{
		volunteer.SignedUp{},
		volunteer.PlaceCanceled{},
		volunteer.PlaceRemoved{},
		volunteer.PlaceBlocked{},
		volunteer.PlaceReleased{},
		volunteer.PlaceReminded{},
		volunteer.ShiftOffered{},
		volunteer.OfferWithdrawn{},
		volunteer.OfferDeclined{},
		volunteer.OfferEnded{},
		volunteer.ShiftTaken{},
		volunteer.CheckedIn{},
		volunteer.DateCanceled{},
		volunteer.DateMoved{},
		volunteer.DateAdded{},
		volunteer.PlacesSet{},
		volunteer.DateRestored{},
		volunteer.GapFound{},
		volunteer.GapClosed{},
		volunteer.CalledOut{},
		volunteer.HoursLogged{},
		volunteer.HoursConfirmed{},
		volunteer.HoursRefused{},
		volunteer.HoursOverdue{},
		volunteer.ClearanceRecorded{},
		volunteer.ClearanceWithdrawn{},
		volunteer.ClockSet{},
	}
}
