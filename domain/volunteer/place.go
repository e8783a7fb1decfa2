package volunteer

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

func signUp(s State, c SignUp, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	if _, has := s.Place(c.Date, c.Person); has {
		return nil, nil // the same press again
	}
	if err := s.refuse(c.Facts, slot, s.SelfObstacle(c.Facts, slot, Candidate{c.OfAge, c.Person}, at)); err != nil {
		return nil, err
	}
	return s.give(c.Facts, slot, c.Person, c.Person, at)
}

func assign(s State, c Assign, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	if _, has := s.Place(c.Date, c.Person); has {
		return nil, nil
	}
	o := s.MayTake(c.Facts, slot, Candidate{c.OfAge, c.Person}, at)
	if o.Because == "" && s.Free(slot) <= 0 {
		o = Obstacle{Because: Full}
	}
	if err := s.refuse(c.Facts, slot, o); err != nil {
		return nil, err
	}
	return s.give(c.Facts, slot, c.By, c.Person, at)
}

// give puts somebody on a date, after everything that could be in the way was looked at.
func (s State) give(f Facts, slot Slot, by, person uuid.UUID, at time.Time) ([]domain.Event, error) {
	had := 0
	for _, p := range s.Places {
		if p.Person == person {
			had++
		}
	}
	if had >= PerPersonMax {
		return nil, rejected("day", "More than %d dates at once are not possible. Please give one back first.", PerPersonMax)
	}
	events := []domain.Event{SignedUp{By: by, Person: person, Shift: slot.Shift, Day: slot.Day, Soon: slot.soon(f, at)}}
	if s.Free(slot) == 1 {
		events = s.withClosed(slot.Date, events)
	}
	return events, nil
}

// soon tells whether the moment to remind somebody is over already.
func (s Slot) soon(f Facts, at time.Time) bool { return !at.Before(s.From.Add(-f.Rules.Remind)) }

// refuse says an obstacle in a sentence, with what to do instead.
func (s State) refuse(f Facts, slot Slot, o Obstacle) error {
	check, _ := f.Rules.Check(o.Check)
	name := check.Name.In("en")
	switch o.Because {
	case "":
		return nil
	case Begun:
		return domain.Errorf(domain.Conflict, "This shift has begun. Nothing was recorded; please speak to the coordinator, who can check somebody in.")
	case Canceled:
		return domain.Errorf(domain.Conflict, "This date was canceled. Nothing was changed.")
	case Yours:
		return domain.Errorf(domain.Conflict, "There is a place on this date already. Nothing was changed.")
	case Missing:
		return rejected("person", "This role needs a clearance that is not there: %s. No place was taken; please ask the coordinator how to get it.", name)
	case Ending:
		return rejected("person", "The clearance %s ends on %s, before this date. No place was taken; please renew it first, the coordinator knows how.", name, o.Until)
	case Busy:
		return rejected("person", "There is another shift at the same time. No place was taken; please give that one back first, or choose another date.")
	case Young:
		return rejected("of_age", "This role is for people of %d years and older. Please say that this is so, or choose another role.", slot.Role.AgeFrom)
	case Full:
		return domain.Errorf(domain.Conflict, "All places of this date were taken in the meantime. Nothing was recorded; please choose another date.")
	case Early:
		return rejected("day", "Nobody can sign up for this date yet. Please come back nearer to it.")
	}
	panic("volunteer: unknown obstacle " + string(o.Because))
}

func cancel(s State, c Cancel, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	p, has := s.Place(c.Date, c.Person)
	switch {
	case !has:
		return nil, notYours()
	case p.Here:
		return nil, domain.Errorf(domain.Conflict, "You are checked in for this shift. Please speak to the coordinator if you have to leave.")
	case !slot.From.After(at):
		return nil, domain.Errorf(domain.Conflict, "This shift has begun, so it cannot be given back here. Please call the coordinator.")
	}
	return s.withGap(c.Facts, slot, at, PlaceCanceled{Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day}), nil
}

func remove(s State, c Remove, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(Reasons(), c.Reason) {
		return nil, invalid("reason", "Please choose one of the reasons.")
	}
	if _, has := s.Place(c.Date, c.Person); !has {
		return nil, domain.Errorf(domain.Conflict, "This person has no place on this date any more. Nothing was changed.")
	}
	return s.withGap(c.Facts, slot, at, PlaceRemoved{By: c.By, Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day, Reason: c.Reason}), nil
}

// checkIn is possible from some hours before a shift until its end. Clearances count on the day: without them nobody is checked in.
func checkIn(s State, c CheckIn, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	p, has := s.Place(c.Date, c.Person)
	lacks := c.Facts.Lacks(slot.Role, c.Person, slot.On(c.Facts.zone()))
	checked := CheckedIn{By: c.By, Person: c.Person, Shift: c.Date.Shift, Day: c.Date.Day}
	switch {
	case p.Here:
		return nil, nil
	case at.Before(slot.From.Add(-CheckInBefore)):
		return nil, rejected("day", "It is too early to check in; that is possible from four hours before the shift.")
	case lacks != "":
		until, known := c.Facts.Ends(c.Person, lacks)
		o := Obstacle{Because: Missing, Check: lacks}
		if known {
			o = Obstacle{Because: Ending, Check: lacks, Until: until}
		}
		return nil, s.refuse(c.Facts, slot, o)
	case has:
		return []domain.Event{checked}, nil
	case c.By == c.Person:
		return nil, notYours()
	case s.Free(slot) <= 0:
		return nil, rejected("person", "All places of this date are taken. Nothing was recorded; please add a place first.")
	}
	return []domain.Event{SignedUp{By: c.By, Person: c.Person, Shift: slot.Shift, Day: slot.Day, Soon: true}, checked}, nil
}

// CheckInBefore is how long before a shift somebody can be checked in.
const CheckInBefore = 4 * time.Hour

func notYours() error {
	return domain.Errorf(domain.Conflict, "You have no place on this date, or not any more. Please load the page again.")
}
