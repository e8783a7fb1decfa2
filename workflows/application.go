package workflows

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
)

// The tasks of applications, all of them coordinators'. Whoever cannot be written to is a TaskCall here too.
const (
	TaskScreen   = "screen"   // one for each check
	TaskReview   = "review"   // read it and decide
	TaskStanding = "standing" // look again how somebody stands
	TaskFit      = "fit"      // answers have changed: does the place still fit?
)

func applicationWorkflow() Workflow {
	return define(Workflow{
		Name: "application", Reference: "AP",
		Timed: []domain.Command{application.Wake{}},
		Work: func(terms, state any, e domain.Event) []domain.Effect {
			s, rules := state.(application.State), terms.(*application.Rules)
			work := append(applicationWork(rules, s, e), applicationNotices(rules, s, e)...)
			if wake := s.NextWake(); !wake.IsZero() && !wake.Equal(s.Armed) {
				work = append(work, domain.SetTimer{Command: application.Wake{}.CommandName(), At: wake})
			}
			return work
		},
	}, application.Decide, application.Evolve, applicationSummary)
}

func applicationWork(rules *application.Rules, s application.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case application.CheckAwaited:
		return []domain.Effect{screen(e.Check, e.DueAt)}
	case application.CheckCleared:
		work := []domain.Effect{domain.CloseTasks{Kind: TaskScreen, Of: e.Check, As: "cleared"}}
		return append(work, clearance(rules, s, e.Check, e.On, e.Until)...)
	case application.CheckRefused:
		work := []domain.Effect{domain.CloseTasks{Kind: TaskScreen, Of: e.Check, As: "refused"}}
		return append(work, unclear(rules, s, e.Check)...)
	case application.CheckEnded:
		return append([]domain.Effect{screen(e.Check, e.DueAt)}, unclear(rules, s, e.Check)...)
	case application.ReviewAwaited:
		return []domain.Effect{reviewTask(e.DueAt, e.Appeal)}
	case application.Accepted:
		as := "accepted"
		if e.Standby {
			as = "waitlisted"
		}
		return []domain.Effect{domain.CloseTasks{Kind: TaskReview, As: as}}
	case application.Refused:
		return []domain.Effect{domain.CloseTasks{Kind: TaskReview, As: "refused"}, domain.CloseTasks{Kind: TaskFit, As: "refused"}}
	case application.FitDoubted:
		t := coordinators(TaskFit)
		t.DueAt, t.Brief.Kind = e.DueAt, e.Group
		return []domain.Effect{domain.CloseTasks{Kind: TaskFit, As: "again"}, t, domain.Notify{Role: domain.RoleCoordinator, Template: "task"}}
	case application.FitSettled:
		as := "kept"
		if e.By == uuid.Nil {
			as = "settled"
		}
		return []domain.Effect{domain.CloseTasks{Kind: TaskFit, As: as}}
	case application.AnswersChanged:
		return []domain.Effect{domain.Forget{Texts: without(e.Old, e.OldPart)}}
	case application.Ended:
		return endApplication(rules, s, e)
	default:
		return takingPart(rules, s, event)
	}
}

// reaching is what events about those who are written to cause.
func reaching(s application.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case application.ContactChanged:
		return contactChanged(e)
	case application.ContactBarred:
		barred, _ := s.Contact(e.Contact)
		return []domain.Effect{domain.Hush{Relative: barred.Text}}
	case application.CallNeeded:
		call := coordinators(TaskCall)
		call.Brief.Kind, call.Brief.Language = e.Say, e.Language
		return []domain.Effect{domain.CloseTasks{Kind: TaskCall, As: "again"}, call}
	case application.ContactCalled:
		return []domain.Effect{domain.CloseTasks{Kind: TaskCall, As: "called"}}
	}
	return nil
}

// takingPart is what events cause once there is a place, and after it.
func takingPart(rules *application.Rules, s application.State, event domain.Event) []domain.Effect {
	switch e := event.(type) {
	case application.StandingDue:
		t := coordinators(TaskStanding)
		t.DueAt, t.Brief = e.DueAt, domain.Brief{Kind: e.Standing}
		return []domain.Effect{t}
	case application.StandingLooked:
		return []domain.Effect{domain.CloseTasks{Kind: TaskStanding, Of: e.Standing, As: "looked"}}
	case application.PlaceNoted:
		var work []domain.Effect
		if e.Place == application.PlaceSeated {
			for _, coach := range e.Coach {
				work = append(work, domain.Engage{Person: coach, Standing: true})
			}
		}
		return work
	case application.Placed:
		if rules.For == application.ForVolunteers {
			return []domain.Effect{domain.Appoint{Person: helping(s), Role: domain.RoleVolunteer}}
		}
	case application.CoachNoted:
		switch {
		case e.Turn > s.Turn:
			return nil // it waits for its place
		case e.Left:
			return []domain.Effect{domain.Disengage{Person: e.Coach, As: "left"}}
		}
		return []domain.Effect{domain.Engage{Person: e.Coach, Standing: true}}
	case application.SeasonForgotten:
		return []domain.Effect{domain.Forget{Texts: e.Texts}}
	case application.FormerForgotten:
		return []domain.Effect{domain.Forget{Texts: e.Texts}}
	case application.Forgotten:
		forget := domain.Forget{Texts: e.Texts, Name: true}
		if rules.For == application.ForVolunteers {
			forget.Person = helping(s)
		}
		return []domain.Effect{forget}
	}
	return reaching(s, event)
}

// ToFormer is the message to where a contact was reached before. It names nobody and opens nothing.
const ToFormer = "contact_changed"

// contactChanged sends what waits where the contact is reached now, and tells them where they were reached before.
func contactChanged(e application.ContactChanged) []domain.Effect {
	work := []domain.Effect{domain.Redirect{From: e.Old, To: e.Text}}
	if e.Told {
		work = append(work, domain.Notify{Relative: e.Old, Template: ToFormer})
	}
	return work
}

// familyReached tells a family where it was reached before, and forgets what was sealed about earlier changes. What waits needs no redirection:
// where a message goes is looked up when it goes.
func familyReached(former uuid.UUID, erased []uuid.UUID) []domain.Effect {
	var work []domain.Effect
	if former != uuid.Nil {
		work = append(work, domain.Notify{Relative: former, Template: ToFormer})
	}
	if len(erased) > 0 {
		work = append(work, domain.Forget{Texts: erased})
	}
	return work
}

func screen(check string, due time.Time) domain.OpenTask {
	t := coordinators(TaskScreen)
	t.DueAt, t.Brief = due, domain.Brief{Kind: check}
	return t
}

func reviewTask(due time.Time, appeal bool) domain.OpenTask {
	t := coordinators(TaskReview)
	t.DueAt = due
	if appeal {
		t.Brief.Kind = "appeal"
	}
	return t
}

// clearance lets volunteers' results count wherever they help: their record has the id of the contact that they gave.
func clearance(rules *application.Rules, s application.State, check string, on, until time.Time) []domain.Effect {
	if rules.For != application.ForVolunteers {
		return nil
	}
	return []domain.Effect{domain.Clear{Person: helping(s), Check: check, CheckedOn: on, Until: until}}
}

func unclear(rules *application.Rules, s application.State, check string) []domain.Effect {
	if rules.For != application.ForVolunteers {
		return nil
	}
	return []domain.Effect{domain.Unclear{Person: helping(s), Check: check}}
}

// endApplication takes every task of an ended application away and lets its coaches out.
func endApplication(rules *application.Rules, s application.State, e application.Ended) []domain.Effect {
	var work []domain.Effect
	for _, kind := range []string{TaskScreen, TaskReview, TaskStanding, TaskFit} {
		work = append(work, domain.CloseTasks{Kind: kind, As: string(e.Outcome)})
	}
	for _, coach := range s.Coaches {
		work = append(work, domain.Disengage{Person: coach, As: "ended"})
	}
	if rules.For == application.ForVolunteers {
		for _, c := range s.Checks {
			work = append(work, domain.Unclear{Person: helping(s), Check: c.Key})
		}
		work = append(work, domain.Dismiss{Person: helping(s), Role: domain.RoleVolunteer})
	}
	return work
}

// helping is whose record an application of somebody who wants to help came with.
func helping(s application.State) uuid.UUID {
	for _, c := range s.Contacts {
		if c.Number == 0 {
			return c.ID
		}
	}
	return uuid.Nil
}

func without(ids ...uuid.UUID) []uuid.UUID {
	return slices.DeleteFunc(ids, func(id uuid.UUID) bool { return id == uuid.Nil })
}

// applicationRoutes connect an application with its season, both ways.
func applicationRoutes() []Route {
	return []Route{
		elsewhere("season-enter", func(of uuid.UUID, e domain.Event) domain.Command {
			p := e.(application.PlaceSought)
			return season.Enter{Season: p.Season, Application: of, Options: p.Options, Household: p.Household, Standby: p.Standby, Since: p.Since, Ask: p.Ask}
		}, application.PlaceSought{}),
		elsewhere("season-rewish", func(of uuid.UUID, e domain.Event) domain.Command {
			w := e.(application.WishesChanged)
			return season.Rewish{Application: of, Options: w.Options, Held: w.Held, Ask: w.Ask}
		}, application.WishesChanged{}),
		elsewhere("season-reply", func(of uuid.UUID, e domain.Event) domain.Command {
			return season.Reply{Application: of, Taken: e.(application.OfferAnswered).Taken}
		}, application.OfferAnswered{}),
		elsewhere("season-leave", func(of uuid.UUID, _ domain.Event) domain.Command { return season.Leave{Application: of} },
			application.Ended{}, application.PlaceReturned{}),
		elsewhere("application-note-place", func(_ uuid.UUID, e domain.Event) domain.Command {
			p := e.(season.PlaceDecided)
			return application.NotePlace{Place: application.Place(p.Place), Turn: p.Turn, Group: p.Group, Until: p.Until, Coach: p.Coaches, Why: string(p.Why), Ask: p.Ask}
		}, season.PlaceDecided{}),
		elsewhere("application-note-fit", func(_ uuid.UUID, e domain.Event) domain.Command {
			f := e.(season.FitTold)
			return application.NoteFit{Group: f.Group, Fits: f.Fits, Turn: f.Turn, Ask: f.Ask}
		}, season.FitTold{}),
		elsewhere("application-note-coach", func(_ uuid.UUID, e domain.Event) domain.Command {
			c := e.(season.CoachTold)
			return application.NoteCoach{Coach: c.Coach, Left: c.Left, Turn: c.Turn}
		}, season.CoachTold{}),
		elsewhere("application-note-session", func(_ uuid.UUID, e domain.Event) domain.Command {
			m := e.(season.MeetingTold)
			return application.NoteSession{Session: m.Meeting, At: m.At, Moved: m.Moved}
		}, season.MeetingTold{}),
		elsewhere("application-note-end", func(_ uuid.UUID, e domain.Event) domain.Command {
			f := e.(season.Finished)
			return application.NoteEnd{Completed: f.Completed, Attended: f.Attended, Needed: f.Needed}
		}, season.Finished{}),
	}
}

// applicationEvents are all of its events.
func applicationEvents() []domain.Event {
	return []domain.Event{
		application.Submitted{},
		application.ConsentAsked{},
		application.ConsentSigned{},
		application.ConsentTaken{},
		application.ConsentReminded{},
		application.CheckAwaited{},
		application.CheckCleared{},
		application.CheckRefused{},
		application.CheckEnding{},
		application.CheckEnded{},
		application.ReviewAwaited{},
		application.Accepted{},
		application.Refused{},
		application.Appealed{},
		application.QuestionAsked{},
		application.QuestionAnswered{},
		application.PictureAdded{},
		application.AnswersChanged{},
		application.WishesChanged{},
		application.FitDoubted{},
		application.FitSettled{},
		application.PlaceSought{},
		application.PlaceNoted{},
		application.PlaceReturned{},
		application.Placed{},
		application.OfferAnswered{},
		application.ContactAdded{},
		application.ContactChanged{},
		application.FormerForgotten{},
		application.ContactBarred{},
		application.ContactUnbarred{},
		application.ContactFirst{},
		application.MessagesChosen{},
		application.Noted{},
		application.CoachNoted{},
		application.SessionNoted{},
		application.ItemIssued{},
		application.ItemReturned{},
		application.ItemLost{},
		application.ItemOverdue{},
		application.CostBorne{},
		application.StandingPlanned{},
		application.StandingDue{},
		application.StandingLooked{},
		application.CallNeeded{},
		application.ContactCalled{},
		application.Ended{},
		application.SeasonForgotten{},
		application.Forgotten{},
	}
}
