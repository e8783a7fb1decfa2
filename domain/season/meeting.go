package season

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// leaveCoach lets a coach out of a group and tells its applications.
func (run *running) leaveCoach(g *Group, coach uuid.UUID, e CoachLeft) {
	e.Group, e.Coach = g.Key, coach
	run.do(e)
	for _, id := range run.In(g.Key) {
		run.tellCoach(id, CoachTold{Coach: coach, Left: true})
	}
}

// tellCoach tells one application. The turn says after which place: the two words travel apart, and may arrive the other way round.
func (run *running) tellCoach(application uuid.UUID, e CoachTold) {
	e.Application, e.Turn = application, run.Candidates[application].Turn
	run.do(e)
}

// decideCoach is who looks after a group. Whoever has not everything that it takes, today and on the first day, does not.
func decideCoach(s State, c Command, at time.Time) ([]domain.Event, error) {
	run := begin(s)
	switch c := c.(type) {
	case Assign:
		g, exists := run.Group(c.Group)
		until, cleared := c.Facts.Cleared[c.Coach]
		needed := c.Facts.Today
		if s.First.After(needed) {
			needed = s.First
		}
		switch {
		case !exists:
			return nil, noGroup()
		case slices.Contains(g.Coaches, c.Coach):
			return nil, nil
		case !cleared:
			return nil, domain.Errorf(domain.Rejected, "They do not have every clearance that looking after children takes. Nothing was changed; their page says which one is missing.")
		case !until.IsZero() && until.Before(needed):
			return nil, domain.Errorf(domain.Rejected, "One of their clearances ends before the season begins. Nothing was changed; have it renewed first.")
		}
		run.do(CoachAssigned{By: c.By, Group: c.Group, Coach: c.Coach, Until: until})
		for _, id := range run.In(g.Key) {
			run.tellCoach(id, CoachTold{Coach: c.Coach})
		}
		run.countCoaches(c.Facts, at)
	case Unassign:
		g, exists := run.Group(c.Group)
		if !exists || !slices.Contains(g.Coaches, c.Coach) {
			return nil, noGroup()
		}
		run.leaveCoach(g, c.Coach, CoachLeft{By: c.By, Why: ByCoordinator})
		run.countCoaches(c.Facts, at)
	default:
		return nil, unknown(c)
	}
	return run.events, nil
}

// find gives a group's meeting as it stands.
func (s State) find(group string, number int, planned []Meeting) (*Group, Meeting, error) {
	g, exists := s.Group(group)
	if !exists {
		return nil, Meeting{}, noGroup()
	}
	for _, m := range s.Plan(g, planned) {
		if m.Number == number {
			return g, m, nil
		}
	}
	return nil, Meeting{}, domain.Errorf(domain.NotFound, "This group has no such session.")
}

// decideMeeting calls a meeting off or moves it, and tells everybody with a place.
func decideMeeting(s State, c Command, at time.Time) ([]domain.Event, error) {
	run := begin(s)
	switch c := c.(type) {
	case Cancel:
		if c.Group == "" {
			return cancelDay(run, c, at)
		}
		g, m, err := s.find(c.Group, c.Number, c.Facts.Meetings)
		switch {
		case err != nil:
			return nil, err
		case m.Cancelled():
			return nil, nil
		case m.EndsAt.Before(at):
			return nil, domain.Errorf(domain.Conflict, "This session is over. Nothing was changed.")
		}
		run.cancel(c.By, g, m)
	case Shift:
		g, m, err := s.find(c.Group, c.Number, c.Facts.Meetings)
		switch {
		case err != nil:
			return nil, err
		case !c.EndsAt.After(c.StartsAt) || c.EndsAt.Sub(c.StartsAt) > 24*time.Hour:
			return nil, domain.Errorf(domain.Invalid, "The end has to come after the beginning, on the same day.")
		case c.StartsAt.Before(at):
			return nil, domain.Errorf(domain.Invalid, "The new time is over. Nothing was changed; please choose one that lies ahead.")
		case m.StartsAt.Equal(c.StartsAt) && m.EndsAt.Equal(c.EndsAt):
			return nil, nil
		}
		run.do(MeetingMoved{By: c.By, Group: g.Key, Number: m.Number, StartsAt: c.StartsAt, EndsAt: c.EndsAt})
		run.tell(g, m, c.StartsAt)
	default:
		return nil, unknown(c)
	}
	return run.events, nil
}

// cancelDay calls off everything that is still ahead on one day.
func cancelDay(run *running, c Cancel, at time.Time) ([]domain.Event, error) {
	for _, g := range run.Groups {
		for _, m := range run.Plan(g, c.Facts.Meetings) {
			if !m.Cancelled() && !m.StartsAt.Before(c.Day) && m.StartsAt.Before(c.Day.Add(24*time.Hour)) && m.EndsAt.After(at) {
				run.cancel(c.By, g, m)
			}
		}
	}
	if len(run.events) == 0 {
		return nil, domain.Errorf(domain.Conflict, "No session is left on that day. Nothing was changed.")
	}
	return run.events, nil
}

func (run *running) cancel(by uuid.UUID, g *Group, m Meeting) {
	run.do(MeetingCancelled{By: by, Group: g.Key, Number: m.Number, At: m.StartsAt})
	run.tell(g, m, time.Time{})
}

func (run *running) tell(g *Group, m Meeting, moved time.Time) {
	for _, id := range run.In(g.Key) {
		run.do(MeetingTold{Application: id, Meeting: MeetingID(uuid.NewSHA1(uuid.NameSpaceOID, []byte(run.Program+run.Season)), g.Key, m.Number), At: m.StartsAt, Moved: moved})
	}
}

// attend records who was at a meeting. It can be said again, by whoever looks after the group, until the season has ended.
func attend(s State, c Attend, at time.Time) ([]domain.Event, error) {
	g, m, err := s.find(c.Group, c.Number, c.Facts.Meetings)
	if err != nil {
		return nil, err
	}
	if err := looksAfter(g, c.Who); err != nil {
		return nil, err
	}
	in := s.In(g.Key)
	switch {
	case s.Over:
		return nil, domain.Errorf(domain.Conflict, "This season has ended. Nothing was changed.")
	case m.Cancelled():
		return nil, domain.Errorf(domain.Conflict, "This session was called off. Nothing was recorded.")
	case m.StartsAt.After(at.Add(time.Hour)):
		return nil, domain.Errorf(domain.Conflict, "This session has not begun yet. Nothing was recorded.")
	}
	if c.Facts.Watched && len(c.Present) > 0 && m.EndsAt.After(at) && c.Facts.cleared(g) == 0 {
		return nil, domain.Errorf(domain.Rejected, "No adult who has passed every check looks after this group today, so the session cannot begin with children. Nothing was recorded. A coordinator assigns somebody, or calls the session off, which tells every family.")
	}
	for _, id := range slices.Concat(c.Present, c.Excused) {
		if !slices.Contains(in, id) {
			return nil, domain.Errorf(domain.Invalid, "Somebody on this list is not in the group any more. Nothing was recorded; please open the list again.")
		}
	}
	taken := AttendanceTaken{By: c.By, Group: c.Group, Number: c.Number, Present: inOrder(in, c.Present), Excused: inOrder(in, c.Excused)}
	taken.Excused = slices.DeleteFunc(taken.Excused, func(id uuid.UUID) bool { return slices.Contains(taken.Present, id) })
	if met, known := g.Met[c.Number]; known && slices.Equal(met.Present, taken.Present) && slices.Equal(met.Excused, taken.Excused) {
		return nil, nil
	}
	return []domain.Event{taken}, nil
}

func inOrder(all, some []uuid.UUID) []uuid.UUID {
	return slices.DeleteFunc(slices.Clone(all), func(id uuid.UUID) bool { return !slices.Contains(some, id) })
}

// makeUp lets somebody who missed a meeting count as having been there.
func makeUp(s State, c MakeUp) ([]domain.Event, error) {
	candidate, known := s.Candidates[c.Application]
	if !known || candidate.Place != Seated {
		return nil, domain.Errorf(domain.NotFound, "They have no place in this season.")
	}
	g, _, err := s.find(candidate.Group, c.Number, c.Facts.Meetings)
	if err != nil {
		return nil, err
	}
	if err := looksAfter(g, c.Who); err != nil {
		return nil, err
	}
	switch {
	case s.Over:
		return nil, domain.Errorf(domain.Conflict, "This season has ended. Nothing was changed.")
	case slices.Contains(candidate.MadeUp, c.Number), slices.Contains(g.Met[c.Number].Present, c.Application):
		return nil, nil
	}
	return []domain.Event{MadeUp{By: c.By, Application: c.Application, Number: c.Number}}, nil
}
