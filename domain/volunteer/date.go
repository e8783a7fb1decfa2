package volunteer

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/almoner/almoner/domain"
)

const (
	shiftMax = 24 * time.Hour
	aheadMax = 366 * 24 * time.Hour
)

func cancelDate(s State, c CancelDate, at time.Time) ([]domain.Event, error) {
	slot, known := s.Slot(c.Facts, c.Date)
	if known && slot.Canceled {
		return nil, nil
	}
	if _, err := s.find(c.Facts, c.Date, at); err != nil {
		return nil, err
	}
	events := []domain.Event{DateCanceled{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day}}
	for _, p := range s.At(c.Date) {
		events = append(events, PlaceReleased{Person: p.Person, Shift: c.Date.Shift, Day: c.Date.Day})
	}
	return s.withClosed(c.Date, events), s.roomFor(c.Date)
}

func moveDate(s State, c MoveDate, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	if err := sensible(c.From, c.Until, at); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.At(c.Date), func(p Place) bool { return p.Here }) {
		return nil, domain.Errorf(domain.Conflict, "Somebody is checked in for this date, so it cannot be moved any more.")
	}
	if slot.From.Equal(c.From) && slot.Until.Equal(c.Until) {
		return nil, nil
	}
	moved := DateMoved{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day, From: c.From.UTC(), Until: c.Until.UTC()}
	if slot.Extra {
		return s.withClosed(c.Date, []domain.Event{DateAdded{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day, From: moved.From, Until: moved.Until}, moved}), nil
	}
	return s.withClosed(c.Date, []domain.Event{moved}), s.roomFor(c.Date)
}

func addDate(s State, c AddDate, at time.Time) ([]domain.Event, error) {
	shift, known := c.Facts.Rules.Shift(c.Date.Shift)
	if !known {
		return nil, invalid("shift", "There is no shift of that key.")
	}
	if c.Date.Day.Time().IsZero() {
		return nil, invalid("day", "Please give the day like this: 2026-03-08.")
	}
	if slot, there := s.Slot(c.Facts, c.Date); there {
		if slot.Canceled {
			return nil, rejected("day", "This date is there and was canceled. Please take the cancellation back instead.")
		}
		return nil, rejected("day", "This shift has that date already. Please add a place to it, or choose another day.")
	}
	from, until := c.From, c.Until
	if from.IsZero() {
		from, until, _ = shift.hours(c.Date.Day, c.Facts.zone())
	}
	if err := sensible(from, until, at); err != nil {
		return nil, err
	}
	return []domain.Event{DateAdded{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day, From: utc(c.From), Until: utc(c.Until)}}, s.roomFor(c.Date)
}

func utc(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.UTC()
}

func setPlaces(s State, c SetPlaces, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	switch taken := len(s.At(c.Date)); {
	case err != nil:
		return nil, err
	case c.Places < 1 || c.Places > PlacesMax:
		return nil, invalid("places", "A date takes between 1 and 200 people.")
	case c.Places < taken:
		return nil, rejected("places", "%d people have a place on this date. Please take places back first.", taken)
	case c.Places == slot.Places:
		return nil, nil
	}
	events := []domain.Event{PlacesSet{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day, Places: c.Places}}
	if c.Places == len(s.At(c.Date)) {
		events = s.withClosed(c.Date, events)
	}
	return events, s.roomFor(c.Date)
}

func restoreDate(s State, c RestoreDate, at time.Time) ([]domain.Event, error) {
	slot, known := s.Slot(c.Facts, c.Date)
	switch {
	case !known:
		return nil, domain.Errorf(domain.NotFound, "There is no such date of this shift, or not any more.")
	case !slot.Canceled && !slot.Moved:
		return nil, nil
	}
	back := s.except(c.Date, func(x *Exception) {
		x.Canceled = false
		if !x.Extra {
			x.From, x.Until = time.Time{}, time.Time{}
		}
	})
	if was, ok := back.Slot(c.Facts, c.Date); !ok || !was.From.After(at) {
		return nil, domain.Errorf(domain.Conflict, "The time at which this date was is over. Please move it instead, or add another one.")
	}
	return []domain.Event{DateRestored{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day}}, nil
}

// callOut asks everybody who could take a place at this moment, by one act.
func callOut(s State, c CallOut, at time.Time) ([]domain.Event, error) {
	slot, err := s.find(c.Facts, c.Date, at)
	if err != nil {
		return nil, err
	}
	last, called := s.CallAgain(c.Date)
	switch {
	case s.Free(slot) <= 0:
		return nil, rejected("day", "All places of this date are taken. Nobody was asked.")
	case called && at.Before(last.Again):
		return nil, domain.Errorf(domain.Conflict, "Everybody was asked for this date within the last twelve hours. Nobody was asked again; please telephone instead.")
	}
	var people []uuid.UUID
	for _, who := range c.Facts.Volunteers {
		if len(people) < calledMax && s.MayTake(c.Facts, slot, Candidate{true, who}, at).Because == "" {
			people = append(people, who)
		}
	}
	if len(people) == 0 {
		return nil, rejected("day", "There is nobody to ask: everybody who is cleared for this role has a place, or another shift at that time.")
	}
	return []domain.Event{CalledOut{By: c.By, Shift: c.Date.Shift, Day: c.Date.Day, People: people, Again: at.Add(againAfter)}}, nil
}

// sensible refuses times that cannot be meant.
func sensible(from, until, at time.Time) error {
	switch {
	case !until.After(from) || until.Sub(from) > shiftMax:
		return invalid("until", "A date has to end after it begins, and within a day.")
	case !from.After(at):
		return rejected("from", "This time is over. Please choose one that is still to come.")
	case from.After(at.Add(aheadMax)):
		return rejected("from", "Please choose a time within the next twelve months.")
	}
	return nil
}

// roomFor keeps what is not as the rules say within its bound.
func (s State) roomFor(d Date) error {
	if _, known := s.exception(d); !known && len(s.Exceptions) >= ExceptionsMax {
		return rejected("day", "There are %d changed dates already. Please change the program's file instead.", ExceptionsMax)
	}
	return nil
}
