package season

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

// Decide says what happens when c meets s at the given time. No events and no error: c changes nothing. A person who comes late is refused with
// Conflict, and one who may not with Forbidden.
func Decide(s State, c Command, at time.Time) ([]domain.Event, error) {
	switch c := c.(type) {
	case Open:
		return open(s, c), nil
	case Enter:
		return enter(s, c), nil
	case Rewish:
		return rewish(s, c, at), nil
	case Leave:
		return leave(s, c, at), nil
	case Reply:
		return reply(s, c, at), nil
	case Wake:
		return wake(s, c.Facts, at), nil
	case Attend:
		return attend(s, c, at)
	case MakeUp:
		return makeUp(s, c)
	default: // what coordinators do
		return coordinate(s, c, at)
	}
}

// coordinate decides what only coordinators do.
func coordinate(s State, c Command, at time.Time) ([]domain.Event, error) {
	if s.Season == "" {
		return nil, domain.Errorf(domain.NotFound, "We cannot find that.")
	}
	if s.Over {
		return nil, domain.Errorf(domain.Conflict, "This season has ended. Nothing was changed.")
	}
	if err := coordinates(c); err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case Seat:
		return seat(s, c, at)
	case Resize:
		return resize(s, c, at)
	case AddGroup:
		return addGroup(s, c, at)
	case Outline:
		return outline(s, c)
	case Assign, Unassign:
		return decideCoach(s, c, at)
	case Cancel, Shift:
		return decideMeeting(s, c, at)
	case Complete:
		return complete(s, c, at)
	default:
		return nil, unknown(c)
	}
}

// coordinates lets coordinators in.
func coordinates(c Command) error {
	of, is := c.(interface{ who() Who })
	if !is || of.who().As != domain.RoleCoordinator {
		return domain.Errorf(domain.Forbidden, "Only the program's coordinators can do that.")
	}
	return nil
}

func (w Who) who() Who { return w }

// looksAfter lets coordinators and a group's own coaches record who was there.
func looksAfter(g *Group, w Who) error {
	if w.As == domain.RoleCoordinator || w.As == domain.RoleVolunteer && slices.Contains(g.Coaches, w.By) {
		return nil
	}
	return domain.Errorf(domain.Forbidden, "Only the group's own coaches and the program's coordinators can do that.")
}

func noGroup() error {
	return domain.Errorf(domain.NotFound, "There is no such group in this season.")
}

func open(s State, c Open) []domain.Event {
	if s.Season != "" {
		return nil
	}
	o := c.Opening
	return []domain.Event{Opened{
		Program: o.Program, Version: o.Version, Season: o.Season, First: o.First, Last: o.Last, ClosesAt: o.ClosesAt, DrawAt: o.DrawAt, Siblings: o.Siblings,
		OfferSeconds: int64(o.Offer / time.Second), Sessions: o.Sessions, Groups: o.Groups, Capacities: o.Capacities, Coaches: o.Coaches,
	}}
}

// seat gives somebody a place out of turn. The reason is kept with the decision, and nobody is given a place that is taken.
func seat(s State, c Seat, at time.Time) ([]domain.Event, error) {
	candidate, known := s.Candidates[c.Application]
	g, exists := s.Group(c.Group)
	switch {
	case !known || candidate.Place == Gone:
		return nil, domain.Errorf(domain.NotFound, "This application seeks no place in this season.")
	case !exists:
		return nil, noGroup()
	case candidate.Place == Seated && candidate.Group == c.Group:
		return nil, nil
	case g.Taken >= g.Capacity && candidate.Group != c.Group:
		return nil, domain.Errorf(domain.Conflict, "Every place of this group is taken or offered. Nothing was changed; give it more places first, or choose another group.")
	case c.Reason == uuid.Nil:
		return nil, domain.Errorf(domain.Invalid, "Please write why they come before those on the list.")
	}
	run := begin(s)
	run.decide(run.Candidates[c.Application], PlaceDecided{Place: Seated, Group: c.Group, Why: ByCoordinator, By: c.By, Reason: c.Reason})
	run.fill(at)
	return run.events, nil
}

func resize(s State, c Resize, at time.Time) ([]domain.Event, error) {
	g, exists := s.Group(c.Group)
	switch {
	case !exists:
		return nil, noGroup()
	case c.Capacity < 0 || c.Capacity > CapacityMax:
		return nil, domain.Errorf(domain.Invalid, "Please write a number of places between 0 and %d.", CapacityMax)
	case c.Capacity < g.Taken:
		return nil, domain.Errorf(domain.Conflict, "%d places of this group are taken or offered already. Nothing was changed.", g.Taken)
	case c.Capacity == g.Capacity:
		return nil, nil
	}
	run := begin(s)
	run.do(GroupResized{By: c.By, Group: c.Group, Capacity: c.Capacity})
	run.fill(at)
	return run.events, nil
}

// addGroup opens one more group: whoever waits for one like it is offered its places.
func addGroup(s State, c AddGroup, at time.Time) ([]domain.Event, error) {
	like, exists := s.Group(c.Like)
	switch {
	case !exists:
		return nil, noGroup()
	case c.Capacity < 1 || c.Capacity > CapacityMax:
		return nil, domain.Errorf(domain.Invalid, "Please write a number of places between 1 and %d.", CapacityMax)
	case len(s.Groups) >= GroupsMax:
		return nil, domain.Errorf(domain.Rejected, "A season can have %d groups at most. Nothing was changed.", GroupsMax)
	}
	run := begin(s)
	run.do(GroupAdded{By: c.By, Group: s.nextKey(like.Like), Like: like.Like, Capacity: c.Capacity})
	run.fill(at)
	return run.events, nil
}

func outline(s State, c Outline) ([]domain.Event, error) {
	g, exists := s.Group(c.Group)
	if !exists {
		return nil, noGroup()
	}
	if len(c.Topics) > SessionsMax {
		return nil, domain.Errorf(domain.Invalid, "A group has %d sessions at most. Nothing was changed; please leave some topics out.", SessionsMax)
	}
	for _, topic := range c.Topics {
		if topic != "" && !slices.Contains(c.Known, topic) {
			return nil, domain.Errorf(domain.Invalid, "Please choose topics of the program.")
		}
	}
	if slices.Equal(g.Topics, c.Topics) {
		return nil, nil
	}
	return []domain.Event{OutlineSet{By: c.By, Group: c.Group, Topics: c.Topics}}, nil
}

// complete ends a season. A coordinator has looked at the list before; what was not recorded counts as not been there.
func complete(s State, c Complete, at time.Time) ([]domain.Event, error) {
	if at.Before(s.LastEnds(c.Facts)) {
		return nil, domain.Errorf(domain.Conflict, "The last session is not over yet. Nothing was changed; the season can be ended as soon as it is.")
	}
	run := begin(s)
	if !run.Begun {
		run.closeList()
	}
	ended := Ended{By: c.By}
	for _, id := range run.Order {
		if run.Candidates[id].Place != Seated {
			continue
		}
		f := Finished{Application: id, Attended: s.Attended(id), Needed: s.Sessions}
		if f.Completed = f.Attended >= f.Needed; f.Completed {
			ended.Completed++
		} else {
			ended.Others++
		}
		run.do(f)
	}
	run.do(ended)
	return run.events, nil
}

// unknown is a command that Decide sent the wrong way: a fault of ours.
func unknown(c Command) error { panic("season: nobody decides " + c.CommandName()) }
