package workflows

import (
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
	"github.com/almoner/almoner/domain/application"
	"github.com/almoner/almoner/domain/season"
)

// The tasks of a season, a coordinator's.
const (
	TaskEndSeason = "end_season"
	TaskFindCoach = "find_coach" // a group lacks a coach, or whoever looked after it may not any more
)

func seasonWorkflow() Workflow {
	return define(Workflow{
		Name: "season", Reference: "SE",
		Timed: []domain.Command{season.Wake{}},
		Work: func(_, state any, event domain.Event) []domain.Effect {
			s := state.(season.State)
			var work []domain.Effect
			switch e := event.(type) {
			case season.CoachAssigned:
				work = append(work, domain.Engage{Person: e.Coach, Standing: true})
			case season.CoachLeft:
				if !coaching(s, e.Coach) {
					work = append(work, domain.Disengage{Person: e.Coach, As: string(e.Why)})
				}
				if e.Why == season.NoClearance {
					t := coordinators(TaskFindCoach)
					t.DueAt, t.Brief = s.NextDay, domain.Brief{Kind: e.Group}
					work = append(work, domain.CloseTasks{Kind: TaskFindCoach, Of: e.Group, As: "again"}, t, domain.Notify{Role: domain.RoleCoordinator, Template: "task"}, domain.Notify{Person: e.Coach, Template: "clearance_ending"})
				}
			case season.CoachesCounted:
				work = append(work, findCoach(e)...)
			case season.EndDue:
				t := coordinators(TaskEndSeason)
				t.DueAt = e.DueAt
				work = append(work, t, domain.Notify{Role: domain.RoleCoordinator, Template: "task"})
			case season.Ended:
				work = append(work, domain.CloseTasks{Kind: TaskEndSeason, As: "ended"}, domain.CloseTasks{Kind: TaskFindCoach, As: "ended"})
				for _, coach := range coaches(s) {
					work = append(work, domain.Disengage{Person: coach, As: "ended"})
				}
			}
			if wake := s.NextWake(); !wake.IsZero() && !wake.Equal(s.Armed) {
				work = append(work, domain.SetTimer{Command: season.Wake{}.CommandName(), At: wake})
			}
			return work
		},
	}, season.Decide, season.Evolve, seasonSummary)
}

// findCoach asks for the coaches that a group lacks before it meets.
func findCoach(e season.CoachesCounted) []domain.Effect {
	if e.Have >= e.Needed {
		return []domain.Effect{domain.CloseTasks{Kind: TaskFindCoach, Of: e.Group, As: "assigned"}}
	}
	t := coordinators(TaskFindCoach)
	t.DueAt, t.Brief = e.DueAt, domain.Brief{Kind: e.Group}
	return []domain.Effect{domain.CloseTasks{Kind: TaskFindCoach, Of: e.Group, As: "again"}, t, domain.Notify{Role: domain.RoleCoordinator, Template: "task"}}
}

func coaches(s season.State) []uuid.UUID {
	var all []uuid.UUID
	for _, g := range s.Groups {
		all = append(all, g.Coaches...)
	}
	return all
}

// coaching tells whether somebody still looks after another group of the season.
func coaching(s season.State, coach uuid.UUID) bool {
	for _, other := range coaches(s) {
		if other == coach {
			return true
		}
	}
	return false
}

// seasonSummary is a season's row. It is no application, and its statuses are none that an application's place has.
func seasonSummary(s season.State) domain.Summary {
	switch {
	case s.Season == "":
		return domain.Summary{}
	case s.Over:
		return domain.Summary{Status: domain.Closed, Phase: "ended", Next: domain.NextNobody, Closed: true}
	case s.Ending:
		return domain.Summary{Status: domain.Received, Phase: "ending", Next: domain.NextCoordinator, NextBy: s.Last.Add(14 * 24 * time.Hour)}
	case s.Begun:
		return domain.Summary{Status: domain.Received, Phase: "running", Next: domain.NextCoordinator}
	case s.Closed:
		return domain.Summary{Status: domain.Received, Phase: "closed", Next: domain.NextCoordinator}
	}
	return domain.Summary{Status: domain.Received, Phase: "open", Next: domain.NextAlmoner, NextBy: s.ClosesAt}
}

func seasonEvents() []domain.Event {
	return []domain.Event{
		season.Opened{},
		season.Entered{},
		season.Rewished{},
		season.FitTold{},
		season.CoachesCounted{},
		season.PlaceDecided{},
		season.Left{},
		season.Drawn{},
		season.ApplicationsClosed{},
		season.EntryClosed{},
		season.GroupResized{},
		season.GroupAdded{},
		season.OutlineSet{},
		season.CoachAssigned{},
		season.CoachLeft{},
		season.CoachTold{},
		season.MeetingCancelled{},
		season.MeetingMoved{},
		season.MeetingTold{},
		season.AttendanceTaken{},
		season.MadeUp{},
		season.DayChecked{},
		season.EndDue{},
		season.Finished{},
		season.Ended{},
	}
}

// Volunteers tells whether a program's rules are about people who help.
func Volunteers(rules any) bool {
	r, is := rules.(*application.Rules)
	return is && r.For == application.ForVolunteers
}
